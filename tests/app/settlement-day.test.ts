import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportCases } from '../../src/app/files/export-cases.js';
import { exportCatalogueFile } from '../../src/app/files/export-catalogue.js';
import { importCases } from '../../src/app/cases/import-cases.js';
import { caseInput } from '../../src/app/case-files/case-csv-write.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { scoreCase } from '../../src/app/scoring/score-case.js';
import { must } from '../../src/engine/kit/assert.js';
import type { InpatientCase } from '../../src/engine/plan/inpatient-case.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { testPlatform, tinyCase, tinyCities, version, type Edit, type TinyCity } from '../support/tiny-city.js';

const bySettlement: Edit = (document) => ({
  ...document,
  methods: { ...document.methods, periodBy: { value: 'SETTLEMENT', basis: ['demo#1'] } },
});
/** Discharged before the first version, settled under it. */
const EARLY = {
  caseNo: 'EARLY',
  institutionCode: 'H1',
  admissionDate: '2023-12-20',
  dischargeDate: '2023-12-30',
  settlementDate: '2024-01-02',
};

describe('a city whose first version counts by settlement (O6)', () => {
  let test: TestDatabase;
  let city: TinyCity;
  beforeAll(async () => {
    test = await openTestDatabase();
    city = tinyCities(testPlatform(test.store))();
    await city.makeRegion();
    const { groupingHash } = await city.load(version('2024.1', '2024-01-01'), bySettlement);
    await city.putCatalogue(groupingHash);
    await city.putYear();
  });
  afterAll(() => test.close());
  const text = async (pieces: Promise<AsyncIterable<string>>): Promise<string> => {
    let whole = '';
    for await (const piece of await pieces) whole += piece;
    return whole;
  };
  const early = (stated: Partial<InpatientCase> = {}): InpatientCase => tinyCase(0, { ...EARLY, ...stated });
  const send = (row: InpatientCase) =>
    importCases(city.platform, platformCaller(city.platform), {
      ...{ regionCode: city.regionCode, rows: [caseInput(row)], onDuplicate: 'REVISE', errorPolicy: 'SKIP', dryRun: true },
      idempotencyKey: `${row.caseNo} ${row.attributes.size} ${row.settlementDate ?? ''}`,
    });
  const codes = async (row: InpatientCase): Promise<(string | undefined)[]> =>
    (await send(row)).results.flatMap(({ problems, warnings }) => [...problems, ...warnings].map(({ code }) => code));

  it('chooses the version of a case alike when it arrives, when its attributes are checked, when it is scored and in a run', async () => {
    const caller = platformCaller(city.platform);
    const score = await scoreCase(city.platform, caller, city.regionCode, early());
    expect(score.ruleset.version).toBe('2024.1');
    expect(await codes(early())).not.toContain('NO_RULESET_IN_FORCE');
    expect(await codes(early({ attributes: new Map([['misspelt', '1']]) }))).toEqual(['UNKNOWN_FACT']);
    const unsettled = early({ settlementDate: null });
    expect(await codes(unsettled)).toContain('NO_RULESET_IN_FORCE');
    await expect(scoreCase(city.platform, caller, city.regionCode, unsettled)).rejects.toMatchObject({ code: 'NO_RULESET_IN_FORCE' });
    await city.putCases([early()]);
    const { runNo } = await city.clear();
    const [stored] = await city.read(({ scores }) => scores.list(city.regionCode, runNo, { first: 9, afterSeq: -1n }));
    expect(stored?.exceptionCode).toBeNull();
    expect(Number(stored?.points)).toBe(Number(score.printed('points')));
  });

  it('exports the cases of its year by the day of settlement', async () => {
    const days = (from: string, to: string): Promise<string> =>
      text(exportCases(city.platform, platformCaller(city.platform), { regionCode: city.regionCode, from, to }, 'CSV'));
    expect(await days('2024-01-01', '2024-12-31')).toContain('EARLY');
    expect(await days('2024-02-01', '2024-12-31')).not.toContain('EARLY');
  });

  it('exports its catalogue with exactly one byte order mark', async () => {
    const [catalogue] = await city.read(({ catalogues }) => catalogues.list(city.regionCode));
    const ids = { regionCode: city.regionCode, catalogueId: must(catalogue, 'catalogue').id };
    const csv = await text(exportCatalogueFile(platformCaller(city.platform), ids, 'CSV'));
    expect(csv.startsWith('\uFEFFcode,')).toBe(true);
    expect(csv.match(/\uFEFF/g)).toHaveLength(1);
  });
});
