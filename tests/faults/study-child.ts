import { TEST_KEYS } from '../support/signing.js';
import { cutStore } from './dying-store.js';
import { studyOfTinyCity } from './study-of-tiny-city.js';
import { openStore } from '../../src/store/open-store.js';
import { testPlatform } from '../support/tiny-city.js';

/** Works a study of a switch out, in a process of its own, and kills itself with SIGKILL while it stores the tables. */
const [dataDir = ''] = process.argv.slice(2);
const { store } = await openStore({ dataDir }, () => TEST_KEYS);
const dying = cutStore(store, 'STUDY_ROWS', 'INSIDE', async () => {
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => undefined);
});
await studyOfTinyCity(testPlatform(dying), 'killed');
process.stdout.write('done\n');
process.exit(0);
