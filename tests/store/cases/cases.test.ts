import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessOf, PLATFORM_ACCESS, type Access, type Unit } from '../../../src/app/ports/ports.js';
import { MISSING_FEN, MISSING_INT, type CaseBatch, type CaseKey, type CaseSelection } from '../../../src/app/ports/cases/ports-case.js';
import { arrayElements } from '../../../src/store/copy/copy-arrays.js';
import { compare, decimal } from '../../../src/engine/number/quantity.js';
import { testCase } from '../../support/cases.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../../support/database.js';

const REGION = '990300';
const ofH1 = (caseNo: string): CaseKey => ({ institutionCode: 'H1', caseNo });
const year = (throughImportSeq: bigint, more: Partial<CaseSelection> = {}): CaseSelection => ({
  regionCode: REGION,
  throughImportSeq,
  from: '2024-01-01',
  to: '2024-12-31',
  periodBy: 'DISCHARGE',
  ...more,
});

describe.each(TEST_ENGINES)('cases on %s', (engine) => {
  let test: TestDatabase;
  const write = <T>(work: (unit: Unit) => Promise<T>, access: Access = PLATFORM_ACCESS): Promise<T> =>
    test.store.transaction(access, 'WRITE', work);
  const read = <T>(work: (unit: Unit) => Promise<T>, access: Access = PLATFORM_ACCESS): Promise<T> =>
    test.store.transaction(access, 'READ', work);

  beforeAll(async () => {
    test = await openTestDatabase(engine);
    await write(async (unit) => {
      await unit.regions.save({ code: REGION, name: '演示市', parentCode: null, sandbox: true });
      await unit.institutions.save([
        { regionCode: REGION, code: 'H1', name: '第一医院' },
        { regionCode: REGION, code: 'H2', name: '第二医院' },
      ]);
    });
  });
  afterAll(() => test.close());

  it('gives back every field of a case, to the last digit', async () => {
    const odd = testCase({
      caseNo: 'C\\1\t"x"\n{}',
      principalDiagnosis: 'A15.000x010',
      admissionWeightGrams: 1499,
      ventilationHours: 96,
      daysSinceLastStay: 0,
      codeSystem: 'CLINICAL',
      otherDiagnoses: ['a b', 'q"uote', 'back\\slash', 'NULL', 'x,y'],
      totalCost: decimal('999999999999999.99'),
      attributes: new Map([['say', '"嗨"\t\\n']]),
    });
    const bare = testCase({
      caseNo: 'C2',
      settlementDate: null,
      insuredRegionCode: null,
      ageYears: null,
      otherDiagnoses: [],
      procedures: [],
      costs: new Map(),
      selfPaidOutside: null,
      fundPaid: null,
      icuDays: null,
      dischargeWay: null,
      caseFlags: [],
      attributes: new Map(),
    });
    const { importSeq, inserted } = await write((unit) =>
      unit.cases.insert({ regionCode: REGION, onDuplicate: 'REJECT', rows: [odd, bare] }),
    );
    expect(inserted).toBe(2);
    const [found, foundBare] = await read(async (unit) => [await unit.cases.find(REGION, odd), await unit.cases.find(REGION, bare)]);
    expect(found).toMatchObject({
      ...odd,
      totalCost: { n: 99999999999999999n, d: 100n },
      costs: odd.costs,
      icuDays: { n: 15000n, d: 10000n },
      revision: 1,
      importSeq,
    });
    expect(foundBare).toMatchObject({ ...bare, revision: 1 });

    const readBatch = (selection: CaseSelection): Promise<CaseBatch> =>
      read(async (unit) => {
        const [range] = await unit.cases.ranges(selection, 10);
        return unit.cases.readBatch(selection, range ?? { fromSeq: 0n, toSeq: 0n });
      });
    const batch = await readBatch(year(importSeq));
    expect(batch.insurance).toEqual(['EMPLOYEE', 'EMPLOYEE']);
    expect(await readBatch(year(importSeq, { insurance: 'EMPLOYEE' }))).toEqual(batch);
    expect(batch.count).toBe(2);
    expect(batch.caseNo).toEqual([odd.caseNo, 'C2']);
    expect(batch.otherDiagnoses.map(arrayElements)).toEqual([odd.otherDiagnoses, []]);
    expect([...batch.totalCost]).toEqual([99999999999999999n, 1234567n]);
    expect([...batch.costs.DRUG]).toEqual([300010n, MISSING_FEN]);
    expect([...batch.costs.OTHER]).toEqual([5n, MISSING_FEN]);
    expect([...batch.ageYears]).toEqual([63, MISSING_INT]);
    expect(batch.settlementDate).toEqual(['2024-03-10', null]);
    expect(batch.icuDays).toEqual(['1.5000', null]);
    expect(JSON.parse(batch.attributes[0] ?? '')).toEqual({ say: '"嗨"\t\\n' });
    expect(batch.attributes[1]).toBe('{}');
  });

  it('rejects duplicates in the batch and the store, unknown institutions, and counts everything', async () => {
    const rows = [
      testCase({ caseNo: 'C2' }),
      testCase({ caseNo: 'D1' }),
      testCase({ caseNo: 'D1' }),
      testCase({ caseNo: 'D2', institutionCode: 'NOWHERE' }),
      testCase({ caseNo: 'D3' }),
    ];
    const result = await write((unit) => unit.cases.insert({ regionCode: REGION, onDuplicate: 'REJECT', rows }));
    expect(result).toMatchObject({
      inserted: 2,
      revised: 0,
      rejects: [
        { index: 0, code: 'DUPLICATE_CASE' },
        { index: 2, code: 'DUPLICATE_IN_BATCH' },
        { index: 3, code: 'UNKNOWN_INSTITUTION' },
      ],
    });
    expect(await read((unit) => unit.cases.numbered(REGION, ['D1', 'D2', 'D3', 'C2', 'nope']))).toHaveLength(3);
  });

  it('revises and voids by new rows; an earlier snapshot still sees what it saw', async () => {
    const first = await write((unit) =>
      unit.cases.insert({
        regionCode: REGION,
        onDuplicate: 'REJECT',
        rows: ['R1', 'R2', 'R3'].map((caseNo) => testCase({ caseNo, insurance: 'RESIDENT' })),
      }),
    );
    const revised = await write((unit) =>
      unit.cases.insert({
        regionCode: REGION,
        onDuplicate: 'REVISE',
        rows: [
          testCase({ caseNo: 'R1', insurance: 'RESIDENT', totalCost: decimal('1.00') }),
          testCase({ caseNo: 'R4', insurance: 'RESIDENT' }),
        ],
      }),
    );
    expect(revised).toMatchObject({ inserted: 1, revised: 1, rejects: [] });
    const again = await write((unit) =>
      unit.cases.insert({
        regionCode: REGION,
        onDuplicate: 'REVISE',
        sinceImportSeq: revised.importSeq,
        rows: [testCase({ caseNo: 'R1', insurance: 'RESIDENT' })],
      }),
    );
    expect(again.rejects).toEqual([{ index: 0, code: 'DUPLICATE_IN_BATCH' }]);
    const [r2, other, unheard] = [ofH1('R2'), { ...ofH1('R2'), institutionCode: 'H2' }, ofH1('unheard-of')];
    expect(await write((unit) => unit.cases.void(REGION, [r2, other, unheard]))).toEqual([other, unheard]);
    expect(await write((unit) => unit.cases.void(REGION, [r2]))).toEqual([r2]);

    const seen = (through: bigint): Promise<readonly string[]> =>
      read(async (unit) => {
        const selection = year(through, { insurance: 'RESIDENT' });
        const ranges = await unit.cases.ranges(selection, 2);
        const parts = await Promise.all(ranges.map((range) => unit.cases.readRange(selection, range)));
        const rows = parts.flat();
        expect(BigInt(rows.length)).toBe(await unit.cases.count(selection));
        return rows.map((row) => `${row.caseNo}/${row.revision}`);
      });
    expect(await seen(first.importSeq)).toEqual(['R1/1', 'R2/1', 'R3/1']);
    expect(await seen(revised.importSeq)).toEqual(['R2/1', 'R3/1', 'R4/1', 'R1/2']);
    const now = await read((unit) => unit.cases.lastImportSeq(REGION));
    expect(await seen(now)).toEqual(['R3/1', 'R4/1', 'R1/2']);

    const back = await write((unit) =>
      unit.cases.insert({ regionCode: REGION, onDuplicate: 'REJECT', rows: [testCase({ caseNo: 'R2', insurance: 'RESIDENT' })] }),
    );
    expect(back).toMatchObject({ inserted: 0, revised: 1 });
    const current = await read((unit) => unit.cases.find(REGION, r2));
    expect(current).toMatchObject({ revision: 3, voided: false });
    expect(compare(current?.totalCost ?? decimal('0'), decimal('12345.67'))).toBe(0);
  });

  it('lets an institution import and read its own cases only', async () => {
    const own: Access = { holderId: 'h', holderName: '医院', regions: [REGION], institutionCode: 'H2' };
    const rows = [testCase({ caseNo: 'I1', institutionCode: 'H2' }), testCase({ caseNo: 'I2', institutionCode: 'H1' })];
    const result = await write((unit) => unit.cases.insert({ regionCode: REGION, onDuplicate: 'REJECT', rows }), own);
    expect(result).toMatchObject({ inserted: 1, rejects: [{ index: 1, code: 'OTHER_INSTITUTION' }] });
    const [mine, others] = await read(
      async (unit) => [await unit.cases.find(REGION, { ...ofH1('I1'), institutionCode: 'H2' }), await unit.cases.find(REGION, ofH1('C2'))],
      own,
    );
    expect(mine?.institutionCode).toBe('H2');
    expect(others).toBeUndefined();
    // Another institution's case number is free: whether it is taken there stays unknown, and nothing of theirs changes.
    const taken = await write(
      (unit) => unit.cases.insert({ regionCode: REGION, onDuplicate: 'REVISE', rows: [testCase({ caseNo: 'C2', institutionCode: 'H2' })] }),
      own,
    );
    expect(taken).toMatchObject({ inserted: 1, revised: 0, rejects: [] });
  });

  it('numbers imports in commit order: a later transaction waits for an earlier one', async () => {
    const order: string[] = [];
    const slow = write(async (unit) => {
      const { importSeq } = await unit.cases.insert({ regionCode: REGION, onDuplicate: 'REJECT', rows: [testCase({ caseNo: 'S1' })] });
      await new Promise((resolve) => setTimeout(resolve, 200));
      order.push('slow');
      return importSeq;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const quick = write(async (unit) => {
      const { importSeq } = await unit.cases.insert({ regionCode: REGION, onDuplicate: 'REJECT', rows: [testCase({ caseNo: 'S2' })] });
      order.push('quick');
      return importSeq;
    });
    const [a, b] = await Promise.all([slow, quick]);
    expect(order).toEqual(['slow', 'quick']);
    expect(b).toBe(a + 1n);
  });

  it('takes the access of a key: DEMO keys see sandbox regions only', () => {
    const actor = {
      keyId: 'k',
      holderId: 'h',
      name: 'n',
      kind: 'USER',
      role: 'DEMO',
      permissions: new Set(),
      regions: 'ALL',
      institutionCode: null,
      sandboxOnly: true,
    } as const;
    expect(accessOf({ ...actor, permissions: new Set() })).toEqual({
      holderId: 'h',
      holderName: 'n',
      regions: 'SANDBOX',
      institutionCode: null,
    });
  });
});
