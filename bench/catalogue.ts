import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { thousands } from './measure.js';
import { cityPlace, storeKinds } from './places.js';
import { machine, record } from './report.js';

const CHILD = fileURLToPath(new URL('./catalogue-child.ts', import.meta.url));
/** Cases a year of the three years of history. */
const SIZES = [100_000, Number(process.env['DIP_BENCH_HISTORY'] ?? 1_000_000)];

interface Measured {
  readonly seconds: number;
  readonly cases: number;
  readonly groups: number;
  readonly peak: number;
}

/** A catalogue computed from three years of history by SQL. */
export async function benchCatalogue(): Promise<void> {
  if (!storeKinds().includes('PostgreSQL')) throw new Error('set DIP_TEST_DATABASE_URL: see bench/README.md');
  const before = machine();
  const rows: string[][] = [];
  for (const historyCases of SIZES) {
    const place = await cityPlace('PostgreSQL', { cases: 1_000, historyCases });
    try {
      const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', CHILD, JSON.stringify(place.location)]);
      const one = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measured;
      rows.push([thousands(one.cases), thousands(one.groups), one.seconds.toFixed(1), one.peak.toFixed(0)]);
    } finally {
      await place.close();
    }
  }
  record(
    {
      name: 'catalogue',
      title: 'A catalogue from history, by SQL',
      header: ['cases of history', 'groups', 'seconds', 'our peak MiB'],
      rows,
      notes: ['PostgreSQL does the adding up; our process turns sums into groups. `DIP_BENCH_HISTORY` sets the cases a year.'],
    },
    before,
  );
}
