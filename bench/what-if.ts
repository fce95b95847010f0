import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { SAMPLE_DEFAULTS } from '../src/app/sample/sample-city.js';
import { YEAR } from './city.js';
import { thousands } from './measure.js';
import { cityPlace, repeatCases, storeKinds } from './places.js';
import { machine, record } from './report.js';
import type { WhatIfMeasured } from './what-if-child.js';

const CHILD = fileURLToPath(new URL('./what-if-child.ts', import.meta.url));
/** Cases of the year that are generated, and how often they are repeated: the sample city as a first start makes it, and large ones. */
const SIZES = [
  { generated: SAMPLE_DEFAULTS.cases, repeats: 1 },
  { generated: Number(process.env['DIP_BENCH_CASES'] ?? 100_000), repeats: Number(process.env['DIP_BENCH_REPEATS'] ?? 20) },
];
/** Cases of each year of history: what last year was decides this one's budget point value. */
const HISTORY = 2_000;
const MOST_OUTPUT = 1 << 24;

/** What-ifs of a year through the product's own door: the year in force and a change, another change, and one that reaches no case. */
export async function benchWhatIf(): Promise<void> {
  const before = machine();
  const rows: string[][] = [];
  for (const [kind, { generated, repeats }] of storeKinds().flatMap((kind) => SIZES.map((size) => [kind, size] as const))) {
    const place = await cityPlace(kind, { cases: generated, historyCases: HISTORY });
    try {
      await repeatCases(place, `discharge_date >= '${YEAR}-01-01'`, repeats);
      const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', CHILD, JSON.stringify(place.location)], {
        maxBuffer: MOST_OUTPUT,
      });
      const { cases, seconds, cpu, peak, differences } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as WhatIfMeasured;
      const [first = 0, second = 0] = cpu;
      const both = (index: number): string => `${(seconds[index] ?? 0).toFixed(1)} (${(cpu[index] ?? 0).toFixed(1)})`;
      rows.push([
        ...[kind, thousands(cases[0] ?? 0), both(0), both(1), (second / first).toFixed(2), both(2)],
        ...[both(3), both(4), thousands(cases[5] ?? 0), both(5), peak.toFixed(0), [...new Set(differences)].join(' ')],
      ]);
    } finally {
      await place.close();
    }
  }
  record(
    {
      name: 'what-if',
      title: 'What-ifs of a year',
      header: [
        'store',
        'cases',
        'first',
        'another candidate',
        'its cpu of the first',
        'reaching no case',
        'a threshold',
        'a whole table',
        'cases of another insurance',
        'its first',
        'peak MiB',
        'differences',
      ],
      rows,
      notes: [
        'Seconds, and in brackets processor seconds, which say more where others work on the machine. Aims: the sample city (the first row) within two seconds, the first of a million cases in 30 s, another candidate within 1 s, a whole table of coefficients within 2 s, on 2 cores.',
        'The first scores every case as in force and under the candidate in a fresh process: rulesets are compiled, situations learnt, code is cold. The second finds what is in force again, kept as columns, and decides anew only what differs, as do the threshold and the table; the third scores none. The first of another insurance is what a running server takes that knows nothing of the year. One process scores.',
        '`DIP_BENCH_CASES` sets the cases of both insurances of the second row, `DIP_BENCH_REPEATS` how often they are repeated.',
      ],
    },
    before,
  );
}
