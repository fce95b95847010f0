import { TEST_KEYS } from '../support/signing.js';
import { cutStore, type CutAt, type CutPoint } from './dying-store.js';
import { driveNextRun } from '../../src/app/clearing/drive-run.js';
import { engineVersion } from '../../src/compose.js';
import { openStore, type StoreLocation } from '../../src/store/open-store.js';
import { testPlatform } from '../support/tiny-city.js';

/**
 * Drives whatever is queued, in a process of its own, and kills itself with SIGKILL at one transaction of the run: nothing is flushed,
 * closed or told, as if the machine's operator had done it.
 */
const [location = '{}', at = '0', point = 'AFTER'] = process.argv.slice(2);
const cutAt: CutAt = at === 'STATEMENTS' ? at : Number(at);
const { store } = await openStore(JSON.parse(location) as StoreLocation, () => TEST_KEYS);
const dying = cutStore(store, cutAt, point as CutPoint, async () => {
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => undefined);
});
const platform = testPlatform(dying, undefined, engineVersion());
process.stdout.write('open\n');
while (await driveNextRun(platform, `child-${process.pid}`));
process.stdout.write('done\n');
process.exit(0);
