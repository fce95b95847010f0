import { TEST_KEYS } from '../support/signing.js';
import { cutStore, type CutAt } from './dying-store.js';
import { whatIfOfTinyCity } from './what-if-of-tiny-city.js';
import { openStore } from '../../src/store/open-store.js';
import { testPlatform } from '../support/tiny-city.js';

/** Works a what-if out, in a process of its own, and kills itself with SIGKILL: as soon as it is at work, or while it stores the rows. */
const [dataDir = '', at = ''] = process.argv.slice(2);
const { store } = await openStore({ dataDir }, () => TEST_KEYS);
const place: CutAt = at === 'WHAT_IF_ROWS' ? at : 'WHAT_IF_RUNNING';
const dying = cutStore(store, place, place === 'WHAT_IF_ROWS' ? 'INSIDE' : 'AFTER', async () => {
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => undefined);
});
await whatIfOfTinyCity(testPlatform(dying), 'killed');
process.stdout.write(`done after ${dying.transactions()}\n`);
process.exit(0);
