import type pg from 'pg';
import { openBench, REGION, YEAR } from './city.js';
import { thousands } from './measure.js';
import { cityPlace, clearInChild, repeatCases, storeKinds, type Place } from './places.js';
import { machine, record } from './report.js';
import { CLEARING_HEADER, rowOf } from './score.js';
import { copyIn, copyOut } from '../src/store/copy/copy.js';

const CASES = Number(process.env['DIP_BENCH_CASES'] ?? 10_000_000);
const GENERATED = 1_000_000;
const HISTORY = 50_000;
const CHUNK = 10_000;

/** Reads the same columns and writes them into a plain table again, chunk by chunk, and decides nothing. Seconds. */
async function copyThrough(place: Place): Promise<number> {
  const { open } = await openBench(place.location);
  const { pool } = open.database;
  const reader = await pool.connect();
  const writer = await pool.connect();
  try {
    const columns = `seq, case_no, institution_code, admission_date, discharge_date, insured_region_code, age_years, age_days,
      principal_diagnosis, other_diagnoses, procedures, total_cost, self_paid_outside, fund_paid, icu_days, discharge_way, case_flags`;
    await writer.query(`CREATE UNLOGGED TABLE bench_copy AS SELECT ${columns} FROM inpatient_case LIMIT 0`);
    const [range] = (
      await pool.query<{ first: string; last: string }>(
        'SELECT min(seq)::text AS first, max(seq)::text AS last FROM inpatient_case WHERE region_code = $1 AND discharge_date >= $2',
        [REGION, `${YEAR}-01-01`],
      )
    ).rows;
    const start = performance.now();
    await copyRange(reader, writer, columns, Number(range?.first ?? 0), Number(range?.last ?? 0));
    return (performance.now() - start) / 1000;
  } finally {
    await writer.query('DROP TABLE IF EXISTS bench_copy');
    reader.release();
    writer.release();
    await open.close();
  }
}

async function copyRange(reader: pg.PoolClient, writer: pg.PoolClient, columns: string, first: number, last: number): Promise<void> {
  const read = (from: number): Promise<Buffer> =>
    copyOut(
      reader,
      `COPY (SELECT ${columns} FROM inpatient_case WHERE region_code = '${REGION}' AND seq BETWEEN ${from} AND ${from + CHUNK - 1}
         AND discharge_date >= '${YEAR}-01-01' ORDER BY seq) TO STDOUT`,
    );
  let next = read(first);
  let writing: Promise<void> = Promise.resolve();
  for (let from = first; from <= last; from += CHUNK) {
    const bytes = await next;
    if (from + CHUNK <= last) next = read(from + CHUNK);
    await writing;
    writing = copyIn(writer, 'COPY bench_copy FROM STDIN', bytes);
  }
  await writing;
}

/** A whole clearing of a province's year on PostgreSQL, beside copying the same bytes through. */
export async function benchClearing10m(): Promise<void> {
  if (!storeKinds().includes('PostgreSQL')) throw new Error('set DIP_TEST_DATABASE_URL: see bench/README.md');
  const before = machine();
  const generated = Math.min(GENERATED, CASES);
  const place = await cityPlace('PostgreSQL', { cases: generated, historyCases: HISTORY });
  try {
    await repeatCases(place, `discharge_date >= '${YEAR}-01-01'`, Math.round(CASES / generated));
    const copied = await copyThrough(place);
    const one = await clearInChild(place);
    const database = one.databaseProcessor ?? 0;
    record(
      {
        name: 'clearing-10m',
        title: `A province's year: ${thousands(CASES)} cases`,
        header: CLEARING_HEADER,
        rows: [rowOf('PostgreSQL', one)],
        notes: [
          `Copying the same bytes out and in again, deciding nothing, took ${copied.toFixed(1)} s: the clearing takes ${(one.whole / copied).toFixed(1)} × that.`,
          `Our process used ${one.processor.toFixed(0)} processor seconds and the database ${database.toFixed(0)}: ${database > one.processor ? 'the database' : 'our side'} is what limits it.`,
          'The year of 1,000,000 generated cases is repeated under further case numbers. `DIP_BENCH_CASES` sets how many.',
        ],
      },
      before,
    );
  } finally {
    await place.close();
  }
}
