import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { YEAR } from './city.js';
import { thousands } from './measure.js';
import { cityPlace, repeatCases, storeKinds } from './places.js';
import { machine, record } from './report.js';
import type { SwitchMeasured } from './switch-child.js';

const CHILD = fileURLToPath(new URL('./switch-child.ts', import.meta.url));
/** Cases a year that are generated, and how often the three years studied are repeated. */
const GENERATED = Number(process.env['DIP_BENCH_CASES'] ?? 100_000);
const REPEATS = Number(process.env['DIP_BENCH_REPEATS'] ?? 1);
const MOST_OUTPUT = 1 << 24;

/** A study of a switch over three years, through the product's own door: points computed, every case scored on both sides. */
export async function benchSwitch(): Promise<void> {
  const before = machine();
  const rows: string[][] = [];
  const hashes: string[] = [];
  for (const kind of storeKinds()) {
    const place = await cityPlace(kind, { cases: GENERATED, historyCases: GENERATED });
    try {
      await repeatCases(place, `discharge_date >= '${YEAR - 2}-01-01'`, REPEATS);
      const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', CHILD, JSON.stringify(place.location)], {
        maxBuffer: MOST_OUTPUT,
      });
      const one = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as SwitchMeasured;
      const { cases, seconds, cpu, peak, cells, differences, resultHash } = one;
      rows.push([kind, thousands(cases), seconds.toFixed(1), cpu.toFixed(1), peak.toFixed(0), thousands(cells), differences]);
      hashes.push(resultHash.slice(0, 12));
    } finally {
      await place.close();
    }
  }
  record(
    {
      name: 'switch',
      title: 'A study of a switch over three years',
      header: ['store', 'cases of one insurance, three years', 'seconds', 'our cpu, s', 'peak MiB', 'cells', 'sum of differences'],
      rows,
      notes: [
        'Aim: a million cases a year and three years in minutes on 2 cores.',
        `${thousands(GENERATED)} cases a year generated for both insurances × ${REPEATS}. Points are computed from the history: every case is read twice and scored four times, once more by json-rules-engine for each new outcome.`,
        `Result hashes: ${hashes.join(', ')}.`,
        '`DIP_BENCH_CASES` sets the cases a year, `DIP_BENCH_REPEATS` how often they are repeated; the first cases of a process are slow, because situations are learnt.',
      ],
    },
    before,
  );
}
