import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseBatch, CaseSelection } from '../../../src/app/ports/cases/ports-case.js';
import { PLATFORM_ACCESS, type Access, type Unit } from '../../../src/app/ports/ports.js';
import { must } from '../../../src/engine/kit/assert.js';
import { decimal } from '../../../src/engine/number/quantity.js';
import type { InpatientCase } from '../../../src/engine/plan/inpatient-case.js';
import { testCase } from '../../support/cases.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../../support/database.js';

const REGION = '990300';
const YEAR = { regionCode: REGION, from: '2024-02-01', to: '2024-11-30' } as const;

/** Cases of three hospitals and both insurances, some with little stated of them. */
function drawnCase(n: number): InpatientCase {
  const month = String(1 + (n % 12)).padStart(2, '0');
  const bare =
    n % 5 === 0 ? { settlementDate: null, ageYears: null, sex: 'UNKNOWN' as const, costs: new Map(), attributes: new Map() } : {};
  return testCase({
    ...{ caseNo: `C${n}`, institutionCode: `H${1 + (n % 3)}`, insurance: n % 4 === 0 ? 'RESIDENT' : 'EMPLOYEE' },
    ...{ admissionDate: `2024-${month}-01`, dischargeDate: `2024-${month}-09`, settlementDate: `2024-${month}-10`, ageYears: n % 90 },
    ...{ principalDiagnosis: ['I63.900', 'J18.900', 'A15.000x010'][n % 3] ?? '', totalCost: decimal(`${1000 + n * 7}.5`), ...bare },
  });
}

/** The rows of a batch as plain values, by row number. */
function rowsOf({ count, costs, ...columns }: CaseBatch): readonly object[] {
  const all = { ...columns, ...costs };
  const rows = Array.from({ length: count }, (_, row) =>
    Object.fromEntries(Object.entries(all).map(([name, column]) => [name, column[row]])),
  );
  return rows.toSorted((a, b) => (BigInt(String(a['seq'])) < BigInt(String(b['seq'])) ? -1 : 1));
}

describe.each(TEST_ENGINES)('frozen cases on %s', (engine) => {
  let test: TestDatabase;
  const write = <T>(work: (unit: Unit) => Promise<T>): Promise<T> => test.store.transaction(PLATFORM_ACCESS, 'WRITE', work);
  const read = <T>(work: (unit: Unit) => Promise<T>, access: Access = PLATFORM_ACCESS): Promise<T> =>
    test.store.transaction(access, 'READ', work);
  const insert = (from: number, to: number): Promise<bigint> =>
    write(async ({ cases }) => {
      const rows = Array.from({ length: to - from }, (_, i) => drawnCase(from + i));
      return (await cases.insert({ regionCode: REGION, onDuplicate: 'REVISE', rows })).importSeq;
    });

  beforeAll(async () => {
    test = await openTestDatabase(engine);
    await write(async (unit) => {
      await unit.regions.save({ code: REGION, name: '演示市', parentCode: null, sandbox: true });
      await unit.institutions.save(['H1', 'H2', 'H3'].map((code) => ({ regionCode: REGION, code, name: code })));
    });
  });
  afterAll(() => test.close());

  const fromRows = (selection: CaseSelection): Promise<readonly object[]> =>
    read(async ({ cases }) => {
      const batches: CaseBatch[] = [];
      for (const range of await cases.ranges(selection, 50)) batches.push(await cases.readBatch(selection, range));
      return batches.flatMap(rowsOf);
    });
  const fromBlocks = (selection: CaseSelection, at: number): Promise<readonly object[]> =>
    read(async ({ frozenCases }) => {
      const year = await frozenCases.open(selection);
      const batches: CaseBatch[] = [];
      for (let from = 0; from < year.blocks.length; from += at)
        batches.push(await frozenCases.read(year, year.blocks.slice(from, from + at)));
      return batches
        .flatMap(rowsOf)
        .toSorted((a, b) => (BigInt(String(Reflect.get(a, 'seq'))) < BigInt(String(Reflect.get(b, 'seq'))) ? -1 : 1));
    });
  const freeze = async (through: bigint): Promise<number> => {
    let times = 1;
    while (await write(({ frozenCases }) => frozenCases.freeze(REGION, through, { most: 60, size: 16 }))) times += 1;
    return times;
  };

  it('hold the same cases as the rows do, at every snapshot, however they came, were revised, voided and cut (E2)', async () => {
    const snapshots = [await insert(0, 100), await insert(100, 130)];
    expect(await freeze(must(snapshots[1], 'snapshot'))).toBeGreaterThan(1);
    snapshots.push(await insert(90, 110)); // revisions, in an import of its own
    await write(({ cases }) => cases.void(REGION, [{ institutionCode: 'H1', caseNo: 'C3' }]));
    snapshots.push(await insert(130, 131), await read(({ cases }) => cases.lastImportSeq(REGION)));
    await freeze(must(snapshots.at(-1), 'snapshot'));
    expect(await write(({ frozenCases }) => frozenCases.freeze(REGION, must(snapshots.at(-1), 'snapshot'), { most: 60 }))).toBe(false);
    for (const throughImportSeq of snapshots) {
      for (const periodBy of ['DISCHARGE', 'SETTLEMENT'] as const) {
        for (const insurance of ['EMPLOYEE', 'RESIDENT', undefined] as const) {
          const selection = { ...YEAR, throughImportSeq, periodBy, ...(insurance === undefined ? {} : { insurance }) };
          const rows = await fromRows(selection);
          expect(rows.length).toBeGreaterThan(5);
          expect(await fromBlocks(selection, 1)).toEqual(rows);
          expect(await fromBlocks(selection, 100)).toEqual(rows);
        }
      }
    }
  });

  it('leave out columns that nobody looks at, and are asked for only when all cases are frozen', async () => {
    const throughImportSeq = await read(({ cases }) => cases.lastImportSeq(REGION));
    const selection = { ...YEAR, throughImportSeq, periodBy: 'DISCHARGE' as const };
    const batch = await read(async ({ frozenCases }) => {
      const year = await frozenCases.open(selection);
      return await frozenCases.read(year, year.blocks, new Set(['sex', 'DRUG'] as const));
    });
    expect([batch.sex.length, batch.costs.DRUG.length, batch.costs.OTHER.length]).toEqual([0, 0, batch.count]);
    await expect(read(({ frozenCases }) => frozenCases.open({ ...selection, throughImportSeq: throughImportSeq + 1n }))).rejects.toThrow(
      'frozen',
    );
  });

  it('belong to one institution each, which sees its own alone; what was changed from outside is not read', async () => {
    const throughImportSeq = await read(({ cases }) => cases.lastImportSeq(REGION));
    const selection = { ...YEAR, throughImportSeq, periodBy: 'DISCHARGE' as const };
    const own = { ...PLATFORM_ACCESS, regions: [REGION], institutionCode: 'H2' };
    const seen = await test.store.session(own, 'READ', (session) =>
      session.rows<{ code: string }>('SELECT DISTINCT institution_code AS code FROM case_block'),
    );
    expect(seen).toEqual([{ code: 'H2' }]);
    await expect(read(({ frozenCases }) => frozenCases.open(selection), own)).rejects.toThrow('frozen'); // how far is the agency's to know
    await test.database.pool.query("UPDATE case_block SET content_hash = 'x' WHERE institution_code = 'H2'");
    await expect(
      read(async ({ frozenCases }) => {
        const year = await frozenCases.open(selection);
        return await frozenCases.read(year, year.blocks);
      }),
    ).rejects.toThrow('hash');
  });
});
