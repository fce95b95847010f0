import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ClearingMeasured } from './clearing-child.js';
import { cityPlace, clearInChild, storeKinds, type Place } from './places.js';
import { machine, record } from './report.js';

const CASES = 400_000;
const HISTORY = 50_000;
const DIP = fileURLToPath(new URL('../src/cli/dip.ts', import.meta.url));
const THREADS = 1;
const ALONE = { DIP_SCORING_THREADS: '0' };
/** A worker looks for work every second: let it be up and looking. */
const START_MS = 6_000;

async function withWorker(place: Place): Promise<ClearingMeasured> {
  if (!('databaseUrl' in place.location)) throw new Error('workers need PostgreSQL');
  const environment = { ...process.env, DATABASE_URL: place.location.databaseUrl };
  const worker = spawn(process.execPath, ['--import', 'tsx', DIP, 'worker'], { env: environment, stdio: 'ignore' });
  try {
    await new Promise((resolve) => setTimeout(resolve, START_MS));
    return await clearInChild(place, ALONE);
  } finally {
    worker.kill('SIGTERM');
    await once(worker, 'exit');
  }
}

/** What a second worker process brings on this machine, and that it changes no byte. */
export async function benchWorkers(): Promise<void> {
  if (!storeKinds().includes('PostgreSQL')) throw new Error('set DIP_TEST_DATABASE_URL: see bench/README.md');
  const before = machine();
  const place = await cityPlace('PostgreSQL', { cases: CASES, historyCases: HISTORY });
  try {
    const one = await clearInChild(place, ALONE);
    const two = await withWorker(place);
    const threaded = await clearInChild(place, { DIP_SCORING_THREADS: String(THREADS) });
    const again = await clearInChild(place, ALONE);
    const hashes = [one, two, threaded, again].map((measured) => measured.hashes.join());
    if (new Set(hashes).size > 1) throw new Error(`several workers came to another result: ${hashes.join(' / ')}`);
    const alone = Math.min(one.scoring, again.scoring);
    const row = (name: string, { scoring, whole, processor, databaseProcessor }: ClearingMeasured): string[] => [
      ...[name, scoring.toFixed(1), whole.toFixed(1)],
      ...[processor.toFixed(1), databaseProcessor?.toFixed(1) ?? ''],
    ];
    record(
      {
        name: 'workers',
        title: 'A second worker process, and a thread',
        header: [
          `${CASES.toLocaleString('en-US')} cases on PostgreSQL`,
          'scoring, s',
          'whole run, s',
          "the driver's cpu, s",
          "the database's cpu for it, s",
        ],
        rows: [
          row('one process', one),
          row('with `dip worker` beside it', two),
          row(`with a scoring thread in it (\`DIP_SCORING_THREADS=${THREADS}\`)`, threaded),
          row('one process again', again),
        ],
        notes: [
          `Scoring with a second worker takes ${(two.scoring / alone).toFixed(2)} of the time of one, with a thread ${(threaded.scoring / alone).toFixed(2)}. All share this machine's processors with the database.`,
          `The result hashes of all runs are the same: ${one.hashes.map((hash) => hash.slice(0, 12)).join(', ')}.`,
        ],
      },
      before,
    );
  } finally {
    await place.close();
  }
}
