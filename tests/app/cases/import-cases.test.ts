import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecordsPlatform, refusal, SANDBOX, ZIBO, type RecordsPlatform } from '../records-platform.js';
import type { RawCase } from '../../../src/app/cases/case-parse.js';
import type { ConflictError, ForbiddenError, ValidationError } from '../../../src/app/base/errors.js';
import { importCases, type ImportCases } from '../../../src/app/cases/import-cases.js';
import { startCaseImport } from '../../../src/app/case-files/start-case-import.js';
import { voidCases, type VoidCases } from '../../../src/app/cases/void-cases.js';
import { decimal } from '../../../src/engine/number/quantity.js';

let city: RecordsPlatform;
let next = 0;
const key = (): string => `k-${(next += 1)}`;

const rawCase = (caseNo: string, changes: Readonly<Record<string, unknown>> = {}): RawCase => ({
  caseNo,
  institutionCode: 'H1',
  insurance: 'EMPLOYEE',
  admissionDate: '2024-03-01',
  dischargeDate: '2024-03-09',
  principalDiagnosis: 'I63.900',
  totalCost: '12345.67',
  ...changes,
});
const batch = (rows: readonly RawCase[], changes: Partial<ImportCases> = {}): ImportCases => ({
  regionCode: SANDBOX,
  rows,
  onDuplicate: 'REJECT',
  errorPolicy: 'SKIP',
  dryRun: false,
  idempotencyKey: key(),
  ...changes,
});
const send = (rows: readonly RawCase[], changes: Partial<ImportCases> = {}) =>
  importCases(city.platform, city.as('INTEGRATOR'), batch(rows, changes));
const stored = (caseNo: string, institutionCode = 'H1', regionCode = SANDBOX) =>
  city.read(({ cases }) => cases.find(regionCode, { institutionCode, caseNo }));
const lastSeq = () => city.read(({ cases }) => cases.lastImportSeq(SANDBOX));
const countThrough = (throughImportSeq: bigint) =>
  city.read(({ cases }) =>
    cases.count({ regionCode: SANDBOX, throughImportSeq, from: '2000-01-01', to: '2100-12-31', periodBy: 'DISCHARGE' }),
  );

beforeAll(async () => {
  city = await openRecordsPlatform();
});
afterAll(() => city.close());

describe('importCases', () => {
  it('stores good rows, lists the others, and the counts add up', async () => {
    const result = await send([
      rawCase('A-1'),
      rawCase('A-2', { totalCost: '1,234.50' }),
      rawCase('A-3', { institutionCode: 'H9' }),
      rawCase('A-1'),
      rawCase('A-5', { institutionCode: 'Z1' }),
    ]);
    expect(result).toMatchObject({
      read: 5,
      accepted: 1,
      rejected: 4,
      dryRun: false,
      job: { status: 'SUCCEEDED', accepted: 1n, rejected: 4n, done: 5n },
    });
    expect(
      result.results.map(({ caseNo, accepted, problems }) => [
        caseNo,
        accepted,
        ...problems.map(({ path, code }) => `${path.join('.')} ${code}`),
      ]),
    ).toEqual([
      ['A-1', true],
      ['A-2', false, 'totalCost NOT_A_DECIMAL'],
      ['A-3', false, 'institutionCode UNKNOWN_INSTITUTION'],
      ['A-1', false, 'caseNo DUPLICATE_IN_BATCH'],
      ['A-5', false, 'institutionCode UNKNOWN_INSTITUTION'],
    ]);
    expect(await stored('A-1')).toMatchObject({ revision: 1 });
    const rejects = await city.read(({ imports }) => imports.rejectPage(SANDBOX, result.job?.id ?? '', { limit: 10, begin: 'FIRST' }));
    expect(rejects.map(({ rowNo, caseNo, code, path }) => [rowNo, caseNo, code, path])).toEqual([
      [2n, 'A-2', 'NOT_A_DECIMAL', 'totalCost'],
      [3n, 'A-3', 'UNKNOWN_INSTITUTION', 'institutionCode'],
      [4n, 'A-1', 'DUPLICATE_IN_BATCH', 'caseNo'],
      [5n, 'A-5', 'UNKNOWN_INSTITUTION', 'institutionCode'],
    ]);
  });

  it('changes nothing under ABORT when a single row is wrong, and says which', async () => {
    const before = await lastSeq();
    const result = await send([rawCase('B-1'), rawCase('B-2', { dischargeDate: '2025-02-29' })], { errorPolicy: 'ABORT' });
    expect(result).toMatchObject({ read: 2, accepted: 0, rejected: 2, job: null });
    expect(result.results.map(({ problems }) => problems.map(({ code }) => code))).toEqual([['BATCH_ABORTED'], ['NOT_A_DATE']]);
    expect(await stored('B-1')).toBeUndefined();
    expect(await lastSeq()).toBe(before);
  });

  it('goes the same way in a dry run, and keeps nothing', async () => {
    const before = await lastSeq();
    const rows = [rawCase('A-1'), rawCase('C-1')];
    const tried = await send(rows, { dryRun: true });
    expect(tried).toMatchObject({ read: 2, accepted: 1, rejected: 1, dryRun: true, job: null });
    expect(tried.results[0]?.problems).toMatchObject([{ code: 'DUPLICATE_CASE' }]);
    expect([await stored('C-1'), await lastSeq()]).toEqual([undefined, before]);
    const done = await send(rows);
    expect(done.results.map(({ accepted }) => accepted)).toEqual(tried.results.map(({ accepted }) => accepted));
  });

  it('answers the same key and rows the same, also twice at once; other rows are refused', async () => {
    const once = batch([rawCase('D-1'), rawCase('D-1'), rawCase('D-2', { totalCost: '-1' })]);
    const [a, b] = await Promise.all([
      importCases(city.platform, city.as('INTEGRATOR'), once),
      importCases(city.platform, city.as('INTEGRATOR'), once),
    ]);
    const c = await importCases(city.platform, city.as('INTEGRATOR'), once);
    expect([b, c]).toEqual([a, a]);
    expect(a.results.map(({ problems }) => problems.map(({ code }) => code))).toEqual([[], ['DUPLICATE_IN_BATCH'], ['NEGATIVE']]);
    expect(await stored('D-1')).toMatchObject({ revision: 1 });
    const other = await refusal<ConflictError>(importCases(city.platform, city.as('INTEGRATOR'), { ...once, rows: [rawCase('D-9')] }));
    expect(other.code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await stored('D-9')).toBeUndefined();
  });

  it('revises by a new revision where asked, and a snapshot keeps the old one', async () => {
    await send([rawCase('E-1', { totalCost: '100.00' })]);
    const snapshot = await lastSeq();
    expect((await send([rawCase('E-1', { totalCost: '200.00' })])).results[0]?.problems).toMatchObject([{ code: 'DUPLICATE_CASE' }]);
    expect(await send([rawCase('E-1', { totalCost: '200.00' })], { onDuplicate: 'REVISE' })).toMatchObject({ accepted: 1, rejected: 0 });
    const current = await stored('E-1');
    expect(current).toMatchObject({ revision: 2 });
    expect(current?.importSeq).toBeGreaterThan(snapshot);
    expect(await city.read(({ cases }) => cases.find(SANDBOX, { institutionCode: 'H1', caseNo: 'E-1' }, 1))).toMatchObject({
      revision: 1,
      voided: false,
    });
    expect(await countThrough(await lastSeq())).toBe(await countThrough(snapshot));
  });

  it('warns of days without a ruleset, and stores the case all the same (ZB-19)', async () => {
    const rows = [
      rawCase('Z-1', { institutionCode: 'Z1', dischargeDate: '2025-01-02' }),
      rawCase('Z-2', { institutionCode: 'Z1', dischargeDate: '2024-12-31' }),
    ];
    const integrator = city.as('INTEGRATOR', { regions: [ZIBO] });
    const tried = await importCases(city.platform, integrator, batch(rows, { regionCode: ZIBO, dryRun: true }));
    expect(tried.results.map(({ accepted, warnings }) => [accepted, warnings.map(({ code }) => code)])).toEqual([
      [true, ['NO_RULESET_IN_FORCE']],
      [true, []],
    ]);
    await importCases(city.platform, integrator, batch(rows, { regionCode: ZIBO }));
    expect(await stored('Z-1', 'Z1', ZIBO)).toMatchObject({ dischargeDate: '2025-01-02' });
    const early = await send([rawCase('Z-3', { admissionDate: '2020-01-01', dischargeDate: '2020-01-02' })], { dryRun: true });
    expect(early.results[0]?.warnings.map(({ code }) => code)).toEqual(['NO_RULESET_IN_FORCE', 'NO_INSTITUTION_PROFILE']);
  });

  const bad: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
    ['discharge before admission', { admissionDate: '2024-03-10' }, 'dischargeDate DATES_OUT_OF_ORDER'],
    ['29 February 2025', { dischargeDate: '2025-02-29' }, 'dischargeDate NOT_A_DATE'],
    ['a negative cost', { totalCost: '-1.00' }, 'totalCost NEGATIVE'],
    ['three decimals', { totalCost: '1.005' }, 'totalCost TOO_MANY_DECIMALS'],
    ['separators', { totalCost: '1,234.50' }, 'totalCost NOT_A_DECIMAL'],
    ['an exponent', { totalCost: '1e999999999' }, 'totalCost NOT_A_DECIMAL'],
    ['NaN', { totalCost: 'NaN' }, 'totalCost NOT_A_DECIMAL'],
    ['a number literal', { totalCost: 12.5 }, 'totalCost NUMBER_LITERAL'],
    ['full-width digits', { totalCost: '１２' }, 'totalCost STRANGE_CHARACTER'],
    ['a full-width code', { principalDiagnosis: 'Ｉ63.900' }, 'principalDiagnosis STRANGE_CHARACTER'],
    ['a homoglyph', { principalDiagnosis: 'І63.900' }, 'principalDiagnosis STRANGE_CHARACTER'],
    ['an unknown field', { patientName: '张三' }, 'patientName UNKNOWN_FIELD'],
    ['a code cut out of SQL', { institutionCode: "H1'; DROP TABLE region; --" }, 'institutionCode STRANGE_CHARACTER'],
  ];
  it.each(bad)('rejects %s by name and stores nothing of it', async (_name, changes, expected) => {
    const before = await countThrough(await lastSeq());
    const { results, accepted } = await send([rawCase(`bad-${(next += 1)}`, changes)]);
    expect(results[0]?.problems.map(({ path, code }) => `${path.join('.')} ${code}`)).toEqual([expected]);
    expect(results[0]?.problems.every(({ messages }) => messages.zh !== '' && messages.en !== '')).toBe(true);
    expect([accepted, await countThrough(await lastSeq())]).toEqual([0, before]);
  });

  it('refuses an empty batch, and one that is too long', async () => {
    expect((await refusal<ValidationError>(send([]))).fields).toMatchObject([{ path: ['cases'], code: 'REQUIRED' }]);
    const rows = Array.from({ length: 1_001 }, (_, row) => rawCase(`L-${row}`));
    expect(await refusal<ValidationError>(send(rows))).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it('says at once that an attribute is misspelt or mistyped, and names the one that may be meant (B11)', async () => {
    const attribute = (name: string, value: string) => ({ attributes: [{ name, value }] });
    const { results } = await send([
      rawCase('T-1', attribute('specialSetlement', 'BY_ITEM')),
      rawCase('T-2', attribute('specialSettlement', 'ON_TUESDAYS')),
      rawCase('T-3', { ...attribute('whatever', '1'), admissionDate: '2019-01-01', dischargeDate: '2019-01-02' }),
      rawCase('T-4'),
      rawCase('T-5', { ...attribute('specialSetlement', 'BY_ITEM'), institutionCode: 'H404' }), // both are said at once
      rawCase('T-6', { institutionCode: 'H404', sex: 'X' }),
    ]);
    expect(results.map(({ problems }) => problems.map(({ path, code }) => `${path.join('.')} ${code}`))).toEqual([
      ['attributes.specialSetlement UNKNOWN_FACT'],
      ['attributes.specialSettlement VALUE_NOT_ALLOWED'],
      [], // no ruleset in force: nobody can tell yet
      [],
      ['attributes.specialSetlement UNKNOWN_FACT', 'institutionCode UNKNOWN_INSTITUTION'],
      ['sex UNKNOWN_VALUE', 'institutionCode UNKNOWN_INSTITUTION'],
    ]);
    expect(results[0]?.problems[0]?.messages).toMatchObject({
      zh: expect.stringContaining('是否指“specialSettlement”？') as string,
      en: expect.stringContaining('Did you mean "specialSettlement"?') as string,
    });
    expect(await stored('T-1')).toBeUndefined();
  });

  it('lets an institution send its own cases only', async () => {
    const own = city.as('INTEGRATOR', { institutionCode: 'H2' });
    const result = await importCases(
      city.platform,
      own,
      batch([rawCase('F-1', { institutionCode: 'H2' }), rawCase('F-2'), rawCase('F-3', { totalCost: 'x' })]),
    );
    expect(result.results.map(({ problems }) => problems.map(({ code }) => code))).toEqual([[], ['OTHER_INSTITUTION'], ['NOT_A_DECIMAL']]);
    expect(await stored('F-2', 'H2')).toBeUndefined();
  });

  it('keeps the case numbers of hospitals apart: 0001 of one is neither taken nor replaced by 0001 of another (R4)', async () => {
    await send([rawCase('0001', { totalCost: '35000.00' })]);
    const own = city.as('INTEGRATOR', { institutionCode: 'H2' });
    const theirs = rawCase('0001', { institutionCode: 'H2', sex: 'MALE', totalCost: '12500.00' });
    expect(await importCases(city.platform, own, batch([theirs]))).toMatchObject({ accepted: 1, rejected: 0 });
    const again = await importCases(city.platform, own, batch([theirs]));
    expect(again.results[0]?.problems[0]).toMatchObject({ code: 'DUPLICATE_CASE' });
    expect(again.results[0]?.problems[0]?.messages.zh).toContain('若是另一次住院，请另编病例号');
    await send([{ ...theirs, totalCost: '13000.00' }, rawCase('0002')], { onDuplicate: 'REVISE' });
    expect(await stored('0001')).toMatchObject({ revision: 1, voided: false, totalCost: decimal('35000.00') });
    expect(await stored('0001', 'H2')).toMatchObject({ revision: 2, totalCost: decimal('13000.00') });
    const both = await send([rawCase('0003'), rawCase('0003', { institutionCode: 'H2' }), rawCase('0003')]);
    expect(both.results.map(({ problems }) => problems.map(({ code }) => code))).toEqual([[], [], ['DUPLICATE_IN_BATCH']]);
  });

  it('says when a revision changes sex, age or insurance, from what to what (R4)', async () => {
    await send([rawCase('P-1', { sex: 'FEMALE', ageYears: 61 }), rawCase('P-2'), rawCase('P-3', { sex: 'MALE', ageYears: 4 })]);
    const revision = batch(
      [
        rawCase('P-1', { sex: 'MALE', ageYears: 35, insurance: 'RESIDENT' }),
        rawCase('P-2', { sex: 'FEMALE', ageYears: 7 }),
        rawCase('P-3', { sex: 'MALE', ageYears: 4, totalCost: '1.00' }),
      ],
      { onDuplicate: 'REVISE' },
    );
    const first = await importCases(city.platform, city.as('INTEGRATOR'), revision);
    expect(first.results.map(({ warnings }) => warnings.map(({ path, code }) => `${path.join('.')} ${code}`))).toEqual([
      ['sex REVISION_CHANGES_PERSON', 'ageYears REVISION_CHANGES_PERSON', 'insurance REVISION_CHANGES_PERSON'],
      [], // what was not known before is no change
      [],
    ]);
    expect(first.results[0]?.warnings[0]?.messages).toMatchObject({
      zh: expect.stringContaining('性别由 FEMALE 改为 MALE') as string,
      en: expect.stringContaining('from FEMALE to MALE') as string,
    });
    expect(await importCases(city.platform, city.as('INTEGRATOR'), revision)).toEqual(first);
  });

  it('keeps the idempotency keys of institutions apart: none sees, or is told of, the answer to another', async () => {
    const [h1, h2] = [city.as('INTEGRATOR', { institutionCode: 'H1' }), city.as('INTEGRATOR', { institutionCode: 'H2' })];
    const request = { regionCode: SANDBOX, onDuplicate: 'REJECT', errorPolicy: 'SKIP', dryRun: false, idempotencyKey: '2024-03' } as const;
    const [a, b] = [await startCaseImport(city.platform, h1, request), await startCaseImport(city.platform, h2, request)];
    expect(a.id).not.toBe(b.id);
    expect((await startCaseImport(city.platform, h1, request)).id).toBe(a.id);
    const rows = [rawCase('I-1')];
    const sent = await importCases(city.platform, h1, batch(rows, { idempotencyKey: '2024-04' }));
    expect(sent.accepted).toBe(1);
    const other = await importCases(city.platform, h2, batch(rows, { idempotencyKey: '2024-04' }));
    expect(other.results[0]?.problems).toMatchObject([{ code: 'OTHER_INSTITUTION' }]);
  });

  it('is for FINANCE, INTEGRATOR and DEMO', async () => {
    for (const role of ['CLERK', 'APPROVER', 'INSTITUTION', 'AUDITOR', 'ADMIN'] as const)
      expect((await refusal<ForbiddenError>(importCases(city.platform, city.as(role), batch([rawCase('G')])))).code).toBe('FORBIDDEN');
    const elsewhere = importCases(city.platform, city.as('INTEGRATOR'), batch([rawCase('G')], { regionCode: ZIBO }));
    expect((await refusal<ForbiddenError>(elsewhere)).code).toBe('FORBIDDEN');
  });
});

describe('voidCases', () => {
  const voiding = (caseNos: readonly string[], changes: Partial<VoidCases> = {}) =>
    voidCases(city.platform, city.as('INTEGRATOR'), {
      regionCode: SANDBOX,
      caseNos,
      reason: '重复上传',
      idempotencyKey: key(),
      ...changes,
    });

  it('voids by a new revision; a snapshot from before keeps the case; it may come again', async () => {
    await send([rawCase('V-1'), rawCase('V-2')]);
    const snapshot = await lastSeq();
    const then = await countThrough(snapshot);
    expect(await voiding(['V-1', 'V-2'])).toEqual({ voided: 2 });
    expect(await stored('V-1')).toMatchObject({ revision: 2, voided: true });
    expect([await countThrough(snapshot), await countThrough(await lastSeq())]).toEqual([then, then - 2n]);
    await send([rawCase('V-1')]);
    expect(await stored('V-1')).toMatchObject({ revision: 3, voided: false });
  });

  it('voids all or none, and names those that can not be', async () => {
    await send([rawCase('V-3')]);
    const error = await refusal<ValidationError>(voiding(['V-3', 'V-404', 'V-2', 'V-3']));
    expect(error.fields.map(({ path, code }) => `${path.join('.')} ${code}`)).toEqual(['caseNos.3 REPEATED']);
    const missing = await refusal<ValidationError>(voiding(['V-3', 'V-404', 'V-2']));
    expect(missing.fields.map(({ path, code }) => `${path.join('.')} ${code}`)).toEqual([
      'caseNos.1 CASE_NOT_FOUND',
      'caseNos.2 CASE_ALREADY_VOID',
    ]);
    expect(await stored('V-3')).toMatchObject({ voided: false });
  });

  it('answers the same key the same', async () => {
    const idempotencyKey = key();
    expect(await voiding(['V-3'], { idempotencyKey })).toEqual({ voided: 1 });
    expect(await voiding(['V-3'], { idempotencyKey })).toEqual({ voided: 1 });
  });

  it('does not let an institution void the cases of another', async () => {
    await send([rawCase('V-5')]);
    const call = voidCases(city.platform, city.as('INTEGRATOR', { institutionCode: 'H2' }), {
      regionCode: SANDBOX,
      caseNos: ['V-5'],
      reason: 'x',
      idempotencyKey: key(),
    });
    expect((await refusal<ValidationError>(call)).fields).toMatchObject([{ code: 'CASE_NOT_FOUND' }]);
  });

  it("voids no other hospital's case of the same number: which one is meant must be said (R4)", async () => {
    await send([rawCase('V-6'), rawCase('V-6', { institutionCode: 'H2' })]);
    expect((await refusal<ValidationError>(voiding(['V-6']))).fields).toMatchObject([{ path: ['caseNos', '0'], code: 'CASE_AMBIGUOUS' }]);
    expect(await voiding(['V-6'], { institutionCode: 'H2' })).toEqual({ voided: 1 });
    expect([(await stored('V-6'))?.voided, (await stored('V-6', 'H2'))?.voided]).toEqual([false, true]);
    expect(await voiding(['V-6'])).toEqual({ voided: 1 }); // the other one is void already
  });
});
