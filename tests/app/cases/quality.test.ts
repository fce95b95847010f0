import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecordsPlatform, refusal, SANDBOX, ZIBO, type RecordsPlatform } from '../records-platform.js';
import type { RawCase } from '../../../src/app/cases/case-parse.js';
import type { ForbiddenError } from '../../../src/app/base/errors.js';
import { importCaseFile } from '../../../src/app/case-files/import-case-file.js';
import { importCases, type ImportCases } from '../../../src/app/cases/import-cases.js';
import type { QualityFilter } from '../../../src/app/ports/cases/ports-quality.js';
import { exportQuality, qualityPage, qualitySummary } from '../../../src/app/cases/quality-results.js';
import { startCaseImport } from '../../../src/app/case-files/start-case-import.js';
import { TEST_ENGINES } from '../../support/database.js';

const rawCase = (caseNo: string, changes: Readonly<Record<string, unknown>> = {}): RawCase => ({
  caseNo,
  institutionCode: 'H1',
  insurance: 'EMPLOYEE',
  admissionDate: '2024-03-01',
  dischargeDate: '2024-03-09',
  ageYears: 60,
  sex: 'FEMALE',
  principalDiagnosis: 'I63.900',
  totalCost: '12345.67',
  ...changes,
});

/** The inputs of fault B4, and the field and rule that sends each back. */
const ABSURD: readonly (readonly [string, Readonly<Record<string, unknown>>, string, string])[] = [
  ['a thousand million million yuan', { totalCost: '999999999999999.99' }, 'totalCost', 'cost-above-limit'],
  ['a discharge in the future', { dischargeDate: '2098-01-09', admissionDate: '2098-01-01' }, 'dischargeDate', 'discharge-in-future'],
  ['a stay of decades', { admissionDate: '1984-03-01' }, 'admissionDate', 'stay-above-limit'],
  ['a total of nothing', { totalCost: '0' }, 'totalCost', 'cost-zero'],
  ['the diagnosis hello', { principalDiagnosis: 'hello' }, 'principalDiagnosis', 'principal-diagnosis-malformed'],
  ['the diagnosis 8.01E+02', { principalDiagnosis: '8.01E+02' }, 'principalDiagnosis', 'principal-diagnosis-malformed'],
  ['the diagnosis k80.100', { principalDiagnosis: 'k80.100' }, 'principalDiagnosis', 'principal-diagnosis-malformed'],
];

describe.each(TEST_ENGINES)('quality of settlement lists on %s (B4, N21-11, N21-12, N21-Q, N25-08, YY-8, DU-5)', (engine) => {
  let city: RecordsPlatform;
  let next = 0;
  const send = (rows: readonly RawCase[], changes: Partial<ImportCases> = {}, who = city.as('INTEGRATOR')) =>
    importCases(city.platform, who, {
      ...{ regionCode: SANDBOX, rows, onDuplicate: 'REVISE', errorPolicy: 'SKIP', dryRun: false, idempotencyKey: `q-${(next += 1)}` },
      ...changes,
    });
  const results = (filter: QualityFilter = {}, who = city.as('AUDITOR')) =>
    qualityPage(who, SANDBOX, filter, { limit: 1_000, begin: 'NEWEST' });
  const rulesOf = async (caseNo: string, filter: QualityFilter = {}): Promise<readonly string[]> =>
    (await results(filter)).filter((result) => result.caseNo === caseNo).map(({ rule }) => rule);

  beforeAll(async () => {
    city = await openRecordsPlatform(engine);
  });
  afterAll(() => city.close());

  it.each(ABSURD)('sends %s back, naming field and rule, and takes no case (N21-12)', async (_, changes, field, rule) => {
    const caseNo = `B4-${(next += 1)}`;
    const { accepted, results: rows } = await send([rawCase(caseNo, changes), rawCase(`${caseNo}-ok`)]);
    expect(accepted).toBe(1);
    expect(rows[0]?.problems).toMatchObject([{ path: [field], code: 'QUALITY_RETURNED' }]);
    expect(rows[0]?.problems[0]?.messages.zh).toContain(rule);
    expect(await city.read(({ cases }) => cases.find(SANDBOX, { institutionCode: 'H1', caseNo }))).toBeUndefined();
    expect(await rulesOf(caseNo, { returned: true })).toEqual([rule]);
  });

  it('keeps a list that is only suspicious, with what was found', async () => {
    const { accepted } = await send([rawCase('KEPT', { sex: 'UNKNOWN', ageYears: null })]);
    expect(accepted).toBe(1);
    expect([...(await rulesOf('KEPT'))].sort()).toEqual(['age-unknown', 'sex-unknown', 'submitted-late']);
    expect(await rulesOf('KEPT', { dimension: 'COMPLETE', level: 'WARNING', open: true })).toHaveLength(2);
  });

  it('closes what a list sent again no longer has, and leaves the rest open once (N21-Q)', async () => {
    await send([rawCase('AGAIN', { totalCost: '0', sex: 'UNKNOWN' })]);
    expect(await rulesOf('AGAIN', { open: true })).toHaveLength(3);
    const { job } = await send([rawCase('AGAIN', { sex: 'UNKNOWN' })]);
    expect([...(await rulesOf('AGAIN', { open: true }))].sort()).toEqual(['sex-unknown', 'submitted-late']);
    const [closed] = (await results({ open: false })).filter(({ caseNo }) => caseNo === 'AGAIN');
    expect(closed).toMatchObject({ rule: 'cost-zero', closedByImportId: job?.id });
    await send([rawCase('AGAIN')]);
    expect(await rulesOf('AGAIN', { open: true })).toEqual(['submitted-late']);
  });

  it('keeps nothing of a dry run, and nothing of a batch that is refused whole', async () => {
    const row = rawCase('TRIED', { totalCost: '0' });
    const tried = await send([row], { dryRun: true });
    expect(tried.results[0]?.problems).toMatchObject([{ code: 'QUALITY_RETURNED' }]);
    await send([row, rawCase('TRIED-2')], { errorPolicy: 'ABORT' });
    expect([...(await rulesOf('TRIED')), ...(await rulesOf('TRIED-2'))]).toEqual([]);
  });

  it('judges a file as a batch', async () => {
    const who = city.as('INTEGRATOR');
    const text =
      'caseNo,institutionCode,insurance,admissionDate,dischargeDate,principalDiagnosis,totalCost\n' +
      'F-1,H1,EMPLOYEE,2024-03-01,2024-03-09,I63.900,100.00\nF-2,H1,EMPLOYEE,2024-03-01,2024-03-09,hello,100.00\n';
    const { id } = await startCaseImport(city.platform, who, {
      ...{ regionCode: SANDBOX, onDuplicate: 'REJECT', errorPolicy: 'SKIP', dryRun: false, idempotencyKey: `q-${(next += 1)}` },
    });
    const file = {
      sha256: 'f'.repeat(64),
      open: async function* () {
        yield await Promise.resolve(Buffer.from(text));
      },
    };
    const done = await importCaseFile(city.platform, who, { regionCode: SANDBOX, importId: id, format: 'CSV', file });
    expect(done).toMatchObject({ status: 'SUCCEEDED', accepted: 1n, rejected: 1n });
    expect(await rulesOf('F-2', { returned: true })).toEqual(['principal-diagnosis-malformed']);
    expect(await rulesOf('F-1', { level: 'ERROR' })).toEqual([]);
  });

  it('shows a hospital its own, and leaves no trace of a list that is not its own', async () => {
    const own = city.as('INSTITUTION', { institutionCode: 'H2', permissions: new Set(['case:import', 'case:read']) });
    await send([rawCase('MINE', { institutionCode: 'H2', totalCost: '0' })]);
    const before = (await results()).length;
    const { results: rows } = await send([rawCase('NOT-MINE', { totalCost: '0' })], {}, own);
    expect(rows[0]?.accepted).toBe(false);
    expect(await results()).toHaveLength(before);
    expect(new Set((await results({}, own)).map(({ institutionCode }) => institutionCode))).toEqual(new Set(['H2']));
    expect((await qualitySummary(own, SANDBOX, {})).map(({ institutionCode }) => institutionCode)).toEqual(['H2', 'H2', 'H2', 'H2']);
    const refused = await refusal<ForbiddenError>(qualityPage(own, ZIBO, {}, { limit: 1, begin: 'NEWEST' }));
    expect(refused.code).toBe('FORBIDDEN');
  });

  it('counts lists sent, and those without fault, by institution and dimension (DU-5)', async () => {
    await send([rawCase('MINE-2', { institutionCode: 'H2', sex: 'UNKNOWN' })]);
    const counts = await qualitySummary(city.as('AUDITOR'), SANDBOX, { institutionCode: 'H2' });
    expect(counts.map(({ dimension, submitted, faulty, returned }) => [dimension, submitted, faulty, returned])).toEqual([
      ['TIMELY', 2n, 2n, 0n],
      ['COMPLETE', 2n, 1n, 0n],
      ['REASONABLE', 2n, 1n, 1n],
      ['STANDARD', 2n, 0n, 0n],
    ]);
  });

  it('leaves as CSV, without a value of the list', async () => {
    let text = '';
    for await (const part of exportQuality(city.as('AUDITOR'), SANDBOX, { institutionCode: 'H2' }, 'CSV')) text += part;
    const [heading, ...lines] = text.trim().split('\n');
    expect(heading).toContain('institutionCode,caseNo,dischargeDate,dimension,level,returned,field,rule');
    expect(lines).toHaveLength((await results({ institutionCode: 'H2' })).length);
    expect(text).not.toContain('12345.67');
  });
});
