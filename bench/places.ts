import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import type { ClearingMeasured } from './clearing-child.js';
import { fillCity, openBench, REGION } from './city.js';
import { freezeNewCases } from '../src/app/frozen/frozen-year.js';
import type { StoreLocation } from '../src/store/open-store.js';

/** A store of a bench's own, filled with a city; it is gone after `close`. */
export interface Place {
  readonly location: StoreLocation;
  close(): Promise<void>;
}

/** Names of the stores that can be measured: PostgreSQL where a server is named (bench/README.md). */
export function storeKinds(): readonly ('embedded' | 'PostgreSQL')[] {
  return process.env['DIP_TEST_DATABASE_URL'] === undefined ? ['embedded'] : ['embedded', 'PostgreSQL'];
}

async function emptyPlace(kind: 'embedded' | 'PostgreSQL'): Promise<Place> {
  if (kind === 'embedded') {
    const dataDir = await mkdtemp(join(tmpdir(), 'dip-bench-'));
    return { location: { dataDir }, close: () => rm(dataDir, { recursive: true, force: true }) };
  }
  const url = new URL(process.env['DIP_TEST_DATABASE_URL'] ?? '');
  const admin = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  const name = `dip_bench_${randomUUID().replaceAll('-', '')}`;
  await admin(`CREATE DATABASE ${name}`);
  const own = new URL(url.href);
  own.pathname = `/${name}`;
  return { location: { databaseUrl: own.href }, close: () => admin(`DROP DATABASE ${name} WITH (FORCE)`) };
}

/** A new store with the sample city in it. */
export async function cityPlace(
  kind: 'embedded' | 'PostgreSQL',
  size: { readonly cases: number; readonly historyCases: number },
): Promise<Place> {
  const place = await emptyPlace(kind);
  const bench = await openBench(place.location);
  await fillCity(bench, size);
  await bench.open.close();
  return place;
}

/**
 * Repeats the generated cases that a condition names under further case numbers, until there are `times` as many: generating ten million one
 * by one takes longer than all that is measured. Each repetition is an import of its own, and frozen as a file's cases are.
 */
export async function repeatCases(place: Place, where: string, times: number): Promise<void> {
  const { open, platform } = await openBench(place.location);
  const { pool } = open.database;
  const { rows } = await pool.query<{ column_name: string }>(
    "SELECT column_name FROM information_schema.columns WHERE table_name = 'inpatient_case' AND column_name NOT IN ('seq', 'case_no', 'import_seq')",
  );
  const columns = rows.map(({ column_name }) => column_name).join(', ');
  for (let copy = 1; copy < times; copy++) {
    await pool.query(
      `WITH next AS (UPDATE counter SET value = value + 1 WHERE region_code = $1 AND name = 'IMPORT' RETURNING value)
       INSERT INTO inpatient_case (${columns}, case_no, import_seq)
       SELECT ${columns}, case_no || '-${copy}', next.value FROM inpatient_case, next
       WHERE region_code = $1 AND ${where} AND case_no NOT LIKE '%-%'`,
      [REGION],
    );
    process.stderr.write(`REPEATED ${copy + 1}/${times}\n`);
  }
  await pool.query('VACUUM (ANALYZE) inpatient_case');
  const start = performance.now();
  await freezeNewCases(platform, REGION);
  process.stderr.write(`FROZEN in ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  await open.close();
}

const CHILD = fileURLToPath(new URL('./clearing-child.ts', import.meta.url));
const MOST_OUTPUT = 1 << 24;

/** Clears the city in a process of its own, so that its memory is that of the run alone. */
export async function clearInChild({ location }: Place, settings: Readonly<Record<string, string>> = {}): Promise<ClearingMeasured> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', CHILD, JSON.stringify(location)], {
    maxBuffer: MOST_OUTPUT,
    env: { ...process.env, ...settings },
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as ClearingMeasured;
}
