import { TEST_KEYS } from '../support/signing.js';
import { cutStore, type CutAt, type CutPoint } from './dying-store.js';
import { smallFirstStart } from './small-first-start.js';
import { openStore } from '../../src/store/open-store.js';

/** The first start of the platform on a data directory, with a small city; kills itself at one transaction. */
const [dataDir = '', at = '0', point = 'AFTER'] = process.argv.slice(2);
const cutAt: CutAt = at === 'STATEMENTS' ? at : Number(at);
const { store } = await openStore({ dataDir }, () => TEST_KEYS);
const dying = cutStore(store, cutAt, point as CutPoint, async () => {
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => undefined);
});
await smallFirstStart(dying);
process.stdout.write('done\n');
process.exit(0);
