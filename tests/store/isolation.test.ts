import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM_ACCESS, type Access } from '../../src/app/ports/ports.js';
import type { Session } from '../../src/store/database/session.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../support/database.js';

const REGIONS = ['990301', '990302'] as const;
const INSTITUTIONS = ['H1', 'H2'] as const;
/** Seen from every region: published rulesets, catalogues, groupers and code tables, and that a region exists. */
const SHARED = new Set([
  'region',
  'ruleset_version',
  'ruleset_signature',
  'ruleset_roll',
  'catalogue',
  'disease_group',
  'drg_grouper',
  'code_table',
]);
/** What shows blocks as rows. */
const VIEWS: readonly string[] = ['case_score', 'case_score_sum'];
/** One row a region. */
const ONE_A_REGION = new Set(['case_block_state', 'region', 'open_import', 'audit_head', 'ruleset_roll']);
/** Hidden from institutions' keys whole; `region` and the shared ones are theirs to read. */
const AGENCY_ONLY = new Set([
  'catalogue_job',
  'run_snapshot',
  'run_shard',
  'run_outcome',
  'run_stand_out',
  'switch_study',
  'switch_row',
  'what_if',
  'what_if_row',
  'audit_event',
  'holder',
  'api_key',
  'person',
  'person_session',
]);

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly udt: string;
}

const access = (regions: readonly string[], institutionCode: string | null = null): Access => ({
  holderId: 'h',
  holderName: 'n',
  regions,
  institutionCode,
});

/** A value of a column that tells regions, institutions and rows apart. */
function sample({ table, column, type, udt }: Column, region: string, institution: string, n: number): unknown {
  if (column === 'region_code' || column === 'code') return region;
  if (column === 'institution_code') return institution;
  if (column === 'parent_code' || column === 'based_on_region' || column === 'based_on_id' || column === 'reverses_id') return null;
  if (column === 'regions') return [region];
  if (column === 'status' && udt === 'ruleset_status') return 'PUBLISHED';
  if (table === 'ruleset_version' && column.startsWith('withdrawn_')) return null;
  if (table === 'open_import' && column === 'import_id') return '00000000-0000-7000-8000-ffffffffffff'; // an import that found nothing
  if (table.startsWith('score_') && type === 'ARRAY') return [n]; // a block of one score
  if (table === 'score_block' && column === 'rows') return 1;
  if (column === 'first_import_seq') return 1_000_000; // an open import hides what came later
  switch (type) {
    case 'uuid':
      return `00000000-0000-7000-8000-${n.toString().padStart(12, '0')}`;
    case 'integer':
    case 'bigint':
    case 'smallint':
    case 'numeric':
      return n;
    case 'boolean':
      return false;
    case 'date':
      return `2024-01-${n.toString().padStart(2, '0')}`;
    case 'timestamp with time zone':
      return '2024-01-01T00:00:00Z';
    case 'jsonb':
      return '{}';
    case 'ARRAY':
      return [];
    case 'USER-DEFINED':
      return null; // filled from the enum's labels
    default:
      return `${column}-${n}`;
  }
}

describe.each(TEST_ENGINES)('isolation on %s', (engine) => {
  let test: TestDatabase;
  let columns: readonly Column[];
  const tables = (): readonly string[] => [...new Set(columns.map(({ table }) => table))];
  const hasColumn = (table: string, name: string): boolean => columns.some((column) => column.table === table && column.column === name);

  /** Puts one row for each region and institution into every table, as the owner, without foreign keys. */
  async function fillEveryTable(): Promise<void> {
    const client = await test.database.pool.connect();
    const enums = await client.query<{ name: string; label: string }>(
      'SELECT t.typname AS name, min(e.enumlabel) AS label FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid GROUP BY t.typname',
    );
    const first = new Map(enums.rows.map(({ name, label }) => [name, label]));
    const keys = await client.query<{ name: string; table: string }>(
      "SELECT conname AS name, conrelid::regclass::text AS table FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace",
    );
    for (const { name, table } of keys.rows) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
    for (const table of tables()) {
      const own = columns.filter((column) => column.table === table);
      let n = 0;
      for (const region of REGIONS)
        for (const institution of table === 'region' ? [INSTITUTIONS[0]] : INSTITUTIONS) {
          n++;
          const values = own.map((column) =>
            column.type === 'USER-DEFINED' && column.column !== 'status'
              ? first.get(column.udt)
              : (sample(column, region, institution, n) ?? (column.type === 'USER-DEFINED' ? first.get(column.udt) : null)),
          );
          if (table === 'institution') values[own.findIndex(({ column }) => column === 'code')] = institution;
          const marks = own.map((_, index) => `$${index + 1}`);
          await client.query(
            `INSERT INTO ${table} (${own.map(({ column }) => column).join(', ')}) VALUES (${marks.join(', ')}) ON CONFLICT DO NOTHING`,
            values,
          );
        }
    }
    client.release();
  }

  const seen = async (table: string, who: Access): Promise<readonly Record<string, unknown>[]> =>
    test.store.session(who, 'READ', (session: Session) => session.rows(`SELECT * FROM ${table}`));

  beforeAll(async () => {
    test = await openTestDatabase(engine);
    const { rows } = await test.database.pool.query<Column>(
      `SELECT table_name AS table, column_name AS column, data_type AS type, udt_name AS udt
       FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
       WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> '_prisma_migrations' ORDER BY table_name, ordinal_position`,
    );
    columns = rows;
    await fillEveryTable();
  });
  afterAll(() => test.close());

  it('has row-level security on every table', async () => {
    const { rows } = await test.database.pool.query<{ relname: string; on: boolean; policies: number }>(
      `SELECT relname, relrowsecurity AS on, (SELECT count(*)::int FROM pg_policy WHERE polrelid = c.oid) AS policies
       FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations'`,
    );
    expect(rows.filter(({ on, policies }) => !on || policies === 0)).toEqual([]);
    expect(rows.map(({ relname }) => relname).sort()).toEqual([...tables()].sort());
    expect(rows.length).toBeGreaterThan(30);
  });

  it('shows a region its own rows only, in every table and view', async () => {
    const views = await test.database.pool.query<{ name: string }>("SELECT viewname AS name FROM pg_views WHERE schemaname = 'public'");
    expect(views.rows.map(({ name }) => name).sort()).toEqual(VIEWS);
    for (const table of [...tables(), ...VIEWS]) {
      const rows = await seen(table, access([REGIONS[0]]));
      const foreign = rows.filter((row) => (row.region_code ?? row.code ?? (row.regions as string[])[0]) !== REGIONS[0]);
      expect([table, rows.length > 0]).toEqual([table, true]);
      expect([table, foreign.length > 0]).toEqual([table, SHARED.has(table)]);
    }
  });

  it('shows nothing but the shared to an access without regions', async () => {
    for (const table of [...tables(), ...VIEWS])
      expect([table, (await seen(table, access([]))).length > 0]).toEqual([table, SHARED.has(table)]);
  });

  it('shows two regions to a key of two, and everything to ALL', async () => {
    for (const table of [...tables(), ...VIEWS]) {
      const all = ONE_A_REGION.has(table) ? 2 : 4;
      expect([table, (await seen(table, access(REGIONS))).length]).toEqual([table, all]);
      expect([table, (await seen(table, PLATFORM_ACCESS)).length]).toEqual([table, all]);
    }
  });

  it("shows an institution's key its own cases, scores, statement and figures, and nothing of the agency's", async () => {
    for (const table of [...tables(), ...VIEWS]) {
      const rows = await seen(table, access([REGIONS[0]], 'H2'));
      const others = rows.filter((row) => (row.institution_code ?? 'H2') !== 'H2');
      expect([table, others.length > 0]).toEqual([table, table === 'institution_profile' || table === 'institution_change']); // class, level and status are public in the region
      if (AGENCY_ONLY.has(table)) expect([table, rows.length]).toEqual([table, 0]);
      else if (VIEWS.includes(table) || hasColumn(table, 'institution_code')) expect([table, rows.length > 0]).toEqual([table, true]);
    }
  });

  it('refuses to write for another region, in every table that has one', async () => {
    for (const table of tables()) {
      if (!hasColumn(table, 'region_code')) continue;
      const own = columns.filter((column) => column.table === table).map(({ column }) => column);
      const copied = own.map((column) => (column === 'region_code' ? `'${REGIONS[1]}'` : column)).join(', ');
      const insert = test.store.session(access([REGIONS[0]]), 'WRITE', (session) =>
        session.run(`INSERT INTO ${table} (${own.join(', ')}) SELECT ${copied} FROM ${table} WHERE region_code = '${REGIONS[0]}'`),
      );
      await expect(insert, table).rejects.toThrow(/row-level security/);
    }
  });

  it('lets nobody delete anything, nor change what is immutable', async () => {
    const { rows } = await test.database.pool.query<{ table: string; privilege: string; columns: string[] }>(
      `SELECT table_name AS table, privilege_type AS privilege, array_agg(column_name::text ORDER BY column_name) AS columns
       FROM information_schema.column_privileges WHERE grantee = 'dip_app' AND privilege_type NOT IN ('SELECT', 'INSERT')
       GROUP BY table_name, privilege_type ORDER BY table_name`,
    );
    expect(rows.map(({ privilege }) => privilege)).toEqual(rows.map(() => 'UPDATE'));
    const changeable = rows.map(({ table }) => table);
    expect(changeable).toEqual([
      'api_key',
      'audit_head',
      'case_block',
      'case_block_state',
      'catalogue_job',
      'clearing_run',
      'counter',
      'holder',
      'import_job',
      'institution',
      'open_import',
      'person',
      'person_session',
      'quality_result',
      'region',
      'ruleset_roll',
      'ruleset_version',
      'run_outcome',
      'run_shard',
      'switch_study',
      'what_if',
    ]);
    const run = rows.find(({ table }) => table === 'clearing_run')?.columns ?? [];
    expect(run.filter((column) => ['input_hash', 'ruleset_ids', 'catalogue_id', 'run_no', 'year', 'insurance'].includes(column))).toEqual(
      [],
    );
    expect(rows.find(({ table }) => table === 'ruleset_version')?.columns).toEqual(
      ['status', 'withdrawn_at', 'withdrawn_by_id', 'withdrawn_by_name', 'withdrawn_reason'], // and only once: PUBLISHED to WITHDRAWN
    );
    const unpublished = (session: Session): Promise<unknown> => session.run("UPDATE ruleset_version SET status = 'DRAFT'");
    await expect(test.store.session(PLATFORM_ACCESS, 'WRITE', unpublished)).rejects.toThrow(/row-level security/);
    for (const table of tables()) {
      const refused = (verb: string): Promise<unknown> => test.store.session(PLATFORM_ACCESS, 'WRITE', (session) => session.run(verb));
      await expect(refused(`DELETE FROM ${table}`), table).rejects.toThrow(/permission denied/);
      await expect(refused(`TRUNCATE ${table}`), table).rejects.toThrow(/permission denied/);
      if (changeable.includes(table)) continue;
      const [column] = columns.filter((entry) => entry.table === table);
      await expect(refused(`UPDATE ${table} SET ${column?.column} = ${column?.column}`), table).rejects.toThrow(/permission denied/);
    }
  });

  it('hides the migration history and makes the role own nothing', async () => {
    const history = test.store.session(PLATFORM_ACCESS, 'READ', (session) => session.rows('SELECT * FROM _prisma_migrations'));
    await expect(history).rejects.toThrow(/permission denied/);
    const { rows } = await test.database.pool.query("SELECT relname FROM pg_class WHERE relowner = 'dip_app'::regrole");
    expect(rows).toEqual([]);
  });

  it('writes nothing in a READ transaction', async () => {
    const write = test.store.transaction(PLATFORM_ACCESS, 'READ', (unit) =>
      unit.regions.save({ code: '990309', name: 'x', parentCode: null, sandbox: true }),
    );
    await expect(write).rejects.toThrow(/read-only transaction/);
  });

  it('never mixes 500 concurrent transactions of two regions', async () => {
    const answers = await Promise.all(
      Array.from({ length: 500 }, async (_, index) => {
        const region = index % 2 === 0 ? REGIONS[0] : REGIONS[1];
        return test.store.session(access([region]), 'READ', async (session) => {
          const raw = await session.rows<{ region_code: string }>('SELECT region_code FROM inpatient_case');
          const prisma = await session.tx.statement.findMany({ select: { regionCode: true } });
          const codes = new Set([...raw.map((row) => row.region_code), ...prisma.map((row) => row.regionCode)]);
          return codes.size === 1 && codes.has(region) && raw.length === 2;
        });
      }),
    );
    expect(answers.filter((right) => !right)).toEqual([]);
  });

  it('leaves nothing of an access on the connection', async () => {
    await test.store.session(access([REGIONS[0]]), 'READ', (session) => session.rows('SELECT 1'));
    const clients = await Promise.all(Array.from({ length: 4 }, () => test.database.pool.connect()));
    for (const client of clients) {
      const { rows } = await client.query<{ who: string; regions: string }>(
        "SELECT current_user AS who, coalesce(current_setting('app.regions', true), '') AS regions",
      );
      expect(rows[0]).toMatchObject({ regions: '' });
      expect(rows[0]?.who).not.toBe('dip_app');
      client.release();
    }
  });
});
