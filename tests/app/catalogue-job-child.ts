import { TEST_KEYS } from '../support/signing.js';
import { startCatalogueJob, type StartCatalogueJob } from '../../src/app/catalogues/catalogue-job.js';
import type { Store } from '../../src/app/ports/ports.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { openStore, type StoreLocation } from '../../src/store/open-store.js';
import { testPlatform } from '../support/tiny-city.js';

/** Starts a catalogue job in a process of its own, and kills itself with SIGKILL when the catalogue is about to be stored. */
const [location = '{}', request = '{}'] = process.argv.slice(2);
const { store } = await openStore(JSON.parse(location) as StoreLocation, () => TEST_KEYS);
const dying: Store = {
  onChange: (listener) => store.onChange(listener),
  ready: () => store.ready(),
  tidy: () => store.tidy(),
  transaction: (access, mode, work) =>
    store.transaction(access, mode, (unit) => {
      const insert = (): Promise<never> => {
        process.kill(process.pid, 'SIGKILL');
        return new Promise<never>(() => undefined);
      };
      return work({ ...unit, catalogues: { ...unit.catalogues, insert } });
    }),
};
const platform = testPlatform(dying);
const { done } = await startCatalogueJob(platform, platformCaller(platform), JSON.parse(request) as StartCatalogueJob);
await done;
process.stdout.write('the job ended, and nobody was killed\n');
process.exit(0);
