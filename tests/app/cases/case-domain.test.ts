import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecordsPlatform, SANDBOX, type RecordsPlatform } from '../records-platform.js';
import type { RawCase } from '../../../src/app/cases/case-parse.js';
import { importCaseFile } from '../../../src/app/case-files/import-case-file.js';
import { importCases } from '../../../src/app/cases/import-cases.js';
import { loadRuleset } from '../../../src/app/rulesets/load-ruleset.js';
import { PLATFORM_ACTOR } from '../../../src/app/kernel/platform-actor.js';
import { startCaseImport } from '../../../src/app/case-files/start-case-import.js';

const rawCase = (caseNo: string, changes: Readonly<Record<string, unknown>> = {}): RawCase => ({
  ...{
    caseNo,
    institutionCode: 'H1',
    insurance: 'EMPLOYEE',
    admissionDate: '2026-03-01',
    dischargeDate: '2026-03-09',
    settlementDate: '2026-03-09',
  },
  ...{ ageYears: 60, dischargeWay: '1', principalDiagnosis: 'I63.900', totalCost: '12345.67', ...changes },
});

/** The sandbox's ruleset for 2026, which allows fewer values of some common facts. */
async function narrowedText(): Promise<string> {
  const text = await readFile(new URL('../../../rulesets/990300-sandbox/2025.1.json', import.meta.url), 'utf8');
  const document = JSON.parse(text) as Record<string, unknown> & { readonly facts?: object };
  return JSON.stringify({
    ...document,
    ...{ version: '2026.1', effective: { from: '2026-01-01' } },
    facts: {
      ...document.facts,
      ageYears: { scope: 'case', type: 'integer', label: { zh: '年龄（岁）' }, optional: true, min: '0', max: '99' },
      dischargeWay: { scope: 'case', type: 'enum', label: { zh: '离院方式' }, optional: true, values: ['1', '2', '5'] },
      settlementDate: { scope: 'case', type: 'date', label: { zh: '结算日期' }, optional: false },
      birthWeightGrams: { scope: 'case', type: 'integer', label: { zh: '出生体重（克）' }, optional: true, min: '500' },
    },
  });
}

describe('what a ruleset allows of the common facts, when cases arrive (B11)', () => {
  let city: RecordsPlatform;
  beforeAll(async () => {
    city = await openRecordsPlatform();
    await loadRuleset(city.platform, { ...city.as('ADMIN'), actor: PLATFORM_ACTOR }, await narrowedText());
  });
  afterAll(() => city.close());

  it('refuses a value outside a narrowed list or range in a batch, naming fact, value and what is allowed', async () => {
    const rows = [
      rawCase('D-1', { ageYears: 100 }),
      rawCase('D-2', { dischargeWay: '9', birthWeightGrams: 499 }),
      rawCase('D-3', { settlementDate: null }),
      rawCase('D-4', { ageYears: null, birthWeightGrams: 500 }),
      rawCase('D-5', { ageYears: 100, dischargeWay: '9', admissionDate: '2025-03-01', dischargeDate: '2025-03-09', settlementDate: null }),
    ];
    const { results } = await importCases(city.platform, city.as('INTEGRATOR'), {
      ...{ regionCode: SANDBOX, rows, onDuplicate: 'REJECT', errorPolicy: 'SKIP', dryRun: false, idempotencyKey: 'd-1' },
    });
    expect(results.map(({ problems }) => problems.map(({ path, code }) => `${path.join('.')} ${code}`))).toEqual([
      ['ageYears OUT_OF_DOMAIN'],
      ['birthWeightGrams OUT_OF_DOMAIN', 'dischargeWay VALUE_NOT_ALLOWED'],
      ['settlementDate REQUIRED'],
      [],
      [], // the version of 2025 allows all of the vocabulary
    ]);
    expect(results[0]?.problems[0]?.messages).toEqual({
      zh: '“ageYears”的值“100”超出范围 0..99。',
      en: 'The value "100" of "ageYears" is outside 0..99.',
    });
    expect(results[1]?.problems[1]?.messages.zh).toContain('“9”不在允许的取值中：1 2 5');
  });

  it('refuses it in a file, by line', async () => {
    const who = city.as('INTEGRATOR');
    const { id } = await startCaseImport(city.platform, who, {
      ...{ regionCode: SANDBOX, onDuplicate: 'REJECT', errorPolicy: 'SKIP', dryRun: false, idempotencyKey: 'd-2' },
    });
    const heading =
      'caseNo,institutionCode,insurance,admissionDate,dischargeDate,settlementDate,principalDiagnosis,totalCost,ageYears,dischargeWay\n';
    const line = (caseNo: string, age: string, way: string): string =>
      `${caseNo},H1,EMPLOYEE,2026-03-01,2026-03-09,2026-03-09,I63.900,100.00,${age},${way}\n`;
    const bytes = Buffer.from(heading + line('E-1', '60', '1') + line('E-2', '60', '4') + line('E-3', '120', '1'));
    const file = {
      sha256: 'e'.repeat(64),
      open: async function* () {
        yield await Promise.resolve(bytes);
      },
    };
    const done = await importCaseFile(city.platform, who, { regionCode: SANDBOX, importId: id, format: 'CSV', file });
    expect(done).toMatchObject({ status: 'SUCCEEDED', accepted: 1n, rejected: 2n });
    const rejects = await city.read(({ imports }) => imports.rejectPage(SANDBOX, id, { limit: 10, begin: 'FIRST' }));
    expect(rejects.map(({ rowNo, caseNo, code, path }) => [rowNo, caseNo, code, path])).toEqual([
      [3n, 'E-2', 'VALUE_NOT_ALLOWED', 'dischargeWay'],
      [4n, 'E-3', 'OUT_OF_DOMAIN', 'ageYears'],
    ]);
  });
});
