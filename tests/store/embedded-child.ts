import { TEST_KEYS } from '../support/signing.js';
import { openStore } from '../../src/store/open-store.js';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';

/** Runs in a process of its own: `hold` keeps a data directory open, `write` commits regions until it is killed. */
const [verb, dataDir = ''] = process.argv.slice(2);
const say = (text: string): void => void process.stdout.write(`${text}\n`);
try {
  const { store } = await openStore({ dataDir }, () => TEST_KEYS);
  say(`open ${process.pid}`);
  for (let n = 1; verb === 'write'; n++) {
    const code = `99${n.toString().padStart(4, '0')}`;
    await store.transaction(PLATFORM_ACCESS, 'WRITE', (unit) =>
      unit.regions.save({ code, name: `市 ${n}`, parentCode: null, sandbox: true }),
    );
    say(`committed ${n}`);
  }
  setInterval(() => undefined, 1_000);
} catch (error) {
  say(error instanceof Error ? `refused ${error.name} ${error.message.replaceAll('\n', ' | ')}` : 'refused');
  process.exitCode = 3;
}
