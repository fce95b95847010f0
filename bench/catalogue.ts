import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { YEAR } from './city.js';
import { thousands } from './measure.js';
import { cityPlace, repeatCases, storeKinds } from './places.js';
import { machine, record } from './report.js';

const CHILD = fileURLToPath(new URL('./catalogue-child.ts', import.meta.url));
/** Cases of three years of history: generated ones, and the same repeated. */
const GENERATED = 999_999;
const HISTORY_YEARS = 3;
const REPEATS = [1, Number(process.env['DIP_BENCH_REPEATS'] ?? 10)];

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
  const place = await cityPlace('PostgreSQL', { cases: 1_000, historyCases: GENERATED / HISTORY_YEARS });
  try {
    for (const [index, times] of REPEATS.entries()) {
      await repeatCases(place, `discharge_date < '${YEAR}-01-01'`, times);
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--import',
        'tsx',
        CHILD,
        JSON.stringify(place.location),
        `${YEAR + 1 + index}-01-01`, // no two catalogues begin on the same day
      ]);
      const one = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measured;
      rows.push([thousands(one.cases), thousands(one.groups), one.seconds.toFixed(1), one.peak.toFixed(0)]);
    }
  } finally {
    await place.close();
  }
  record(
    {
      name: 'catalogue',
      title: 'A catalogue from history, by SQL',
      header: ['cases of history', 'groups', 'seconds', 'our peak MiB'],
      rows,
      notes: [
        'PostgreSQL does the adding up; our process turns sums into groups. A million generated cases are repeated under further case numbers; `DIP_BENCH_REPEATS` sets how often.',
      ],
    },
    before,
  );
}
