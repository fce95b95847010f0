import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importCatalogue } from '../../../src/app/catalogues/import-catalogue.js';
import { importCases } from '../../../src/app/cases/import-cases.js';
import { importCodeTable, type ImportCodeTable } from '../../../src/app/code-tables/import-code-table.js';
import { listCodeTables, lookUpEdition, searchEdition } from '../../../src/app/code-tables/stored-codes.js';
import { importGrouper } from '../../../src/app/groupers/import-grouper.js';
import { checkRulesetText } from '../../../src/app/rulesets/load-ruleset.js';
import { drgDocument } from '../../support/grouping-3/drg-document.js';
import { openRecordsPlatform, SANDBOX, ZIBO, type RecordsPlatform } from '../records-platform.js';
import { readFile } from 'node:fs/promises';

const NATION = '100000';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const DIAGNOSES = 'K80.100 胆囊结石伴慢性胆囊炎\nK35.800 急性阑尾炎，其他未特指\nI10.x00x002 高血压\n';
const OPERATIONS = '51.2300 腹腔镜下胆囊切除术\n';

describe('code tables through their doors (YY-7)', () => {
  let city: RecordsPlatform;
  const put = (more: Partial<ImportCodeTable> & { readonly text?: string }) => {
    const { text = DIAGNOSES, ...input } = more;
    const regionCode = input.regionCode ?? NATION;
    return importCodeTable(city.platform, city.as('CLERK', { regions: [regionCode] }), {
      ...{ kind: 'DIAGNOSIS', codeSystem: 'INSURANCE', version: '医保版 2.0', validFrom: '2021-01-01', mode: 'STORE' },
      ...{ ...input, regionCode, file: bytes(text) },
    });
  };
  const clerk = () => city.as('CLERK');
  const tinyCase = (stated: object) => ({
    ...{
      caseNo: 'C1',
      institutionCode: 'H1',
      insurance: 'EMPLOYEE',
      admissionDate: '2025-03-01',
      dischargeDate: '2025-03-08',
      ageYears: 50,
    },
    ...{
      sex: 'MALE',
      settlementDate: '2026-01-10',
      insuredRegionCode: SANDBOX,
      principalDiagnosis: 'K80.100',
      otherDiagnoses: [],
      procedures: [],
      totalCost: '100.00',
      ...stated,
    },
  });
  const warned = async (stated: object): Promise<readonly string[]> => {
    const { results } = await importCases(city.platform, city.as('INTEGRATOR'), {
      ...{
        regionCode: SANDBOX,
        rows: [tinyCase(stated)],
        onDuplicate: 'REVISE',
        errorPolicy: 'SKIP',
        dryRun: true,
        idempotencyKey: 'none',
      },
    });
    expect(results).toMatchObject([{ accepted: true, problems: [] }]);
    const found = results[0]?.warnings ?? [];
    return found
      .filter(({ code }) => code.startsWith('CODE_'))
      .map(({ path, code, messages }) => `${path.join('.')} ${code} ${messages.zh}`);
  };

  beforeAll(async () => {
    city = await openRecordsPlatform();
  });
  afterAll(() => city.close());

  it('say nothing of cases before a table is there', async () => {
    expect(await warned({ principalDiagnosis: 'K35.900' })).toEqual([]);
  });

  it('are imported whole or not at all, once, by who may; bad files are refused by line', async () => {
    expect((await put({ mode: 'CHECK' })).table).toBeNull();
    const first = await put({});
    expect(first.table).toMatchObject({ regionCode: NATION, rowCount: 3, validFrom: '2021-01-01', validTo: null });
    expect((await put({ text: DIAGNOSES.split('\n').reverse().join('\r\n') })).table).toEqual(first.table);
    await expect(put({ text: `${DIAGNOSES}K36.x00 其他阑尾炎\n` })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await put({ version: '坏', text: `${DIAGNOSES}51.2300 切除\n` })).toMatchObject({
      table: null,
      problems: [{ line: 4, code: 'CODE_FORM' }],
    });
    await put({ kind: 'OPERATION', text: OPERATIONS });
    await put({ version: '医保版 3.0', validFrom: '2026-01-01', text: 'K80.101 新码\n' });
    const other = importCodeTable(city.platform, clerk(), {
      ...{ regionCode: NATION, kind: 'DIAGNOSIS', codeSystem: 'INSURANCE', version: '4', validFrom: '2030-01-01', mode: 'STORE' },
      file: bytes(DIAGNOSES),
    });
    await expect(other).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(listCodeTables(city.as('CLERK', { permissions: new Set() }), NATION)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const events = await city.read(({ audit }) => audit.list(NATION, { first: 10 }));
    expect(events.filter(({ action }) => action === 'codes:import')).toHaveLength(3);
  });

  it('are looked up in all editions and searched in those that hold; a region’s own are not seen beside it', async () => {
    await put({ regionCode: ZIBO, version: '本市', text: 'K80.100 胆囊结石\n' });
    const versions = async (regionCode: string) => (await listCodeTables(clerk(), regionCode)).map(({ version }) => version);
    expect(await versions(SANDBOX)).toEqual(['医保版 3.0', '医保版 2.0', '医保版 2.0']);
    expect(await versions(ZIBO)).toEqual(['本市', '医保版 3.0', '医保版 2.0', '医保版 2.0']);
    const entries = await lookUpEdition(city.platform, city.as('INSTITUTION'), { regionCode: ZIBO, code: 'k80.100' });
    expect(entries.map(({ table, row }) => `${table.version} ${row.name}`)).toEqual(['本市 胆囊结石', '医保版 2.0 胆囊结石伴慢性胆囊炎']);
    const found = async (more: object) =>
      (await searchEdition(city.platform, clerk(), { regionCode: SANDBOX, text: '胆囊', ...more })).map(({ row }) => row.code);
    expect(await found({})).toEqual(['51.2300']);
    expect(await found({ day: '2025-12-31' })).toEqual(['K80.100', '51.2300']);
    expect(await found({ day: '2025-12-31', kind: 'DIAGNOSIS' })).toEqual(['K80.100']);
  });

  it('warn of codes of cases that the edition of their day does not know, naming near ones; never an error', async () => {
    expect(await warned({ procedures: ['51.2300', '51.23'], otherDiagnoses: ['I10.X00x002'] })).toEqual([
      'procedures.1 CODE_UNKNOWN 手术操作编码“51.23”不在编码表“医保版 2.0”中，相近的有：51.2300 腹腔镜下胆囊切除术。仍按原样处理；请核对。',
    ]);
    const [near = ''] = await warned({ principalDiagnosis: 'K35.900' });
    expect(near).toContain('相近的有：K35.800 急性阑尾炎，其他未特指');
    expect(await warned({ principalDiagnosis: 'K35.900', codeSystem: 'CLINICAL' })).toEqual([]);
    expect(await warned({ principalDiagnosis: 'K80.100', admissionDate: '2026-01-01', dischargeDate: '2026-01-02' })).toEqual([
      expect.stringContaining('principalDiagnosis CODE_UNKNOWN'),
    ]);
  });

  it('warn of codes of catalogues, groupers and lists of rulesets by the latest edition', async () => {
    const file = bytes('code,name,kind,points,diagnoses,operations\nA,甲,CORE,1,K80.1,\nB,乙,CORE,2,K35.9,\nC,丙,CORE,3,K35.9,51.2300\n');
    const target = { regionCode: SANDBOX, version: '1', effectiveFrom: '2025-01-01', mode: 'CHECK' as const };
    const { file: checked } = await importCatalogue(city.platform, clerk(), { ...target, file });
    const notes = checked.warnings.filter(({ code }) => code === 'CODE_UNKNOWN');
    expect(notes).toMatchObject([{ line: 3, column: 'diagnoses' }]);
    expect([checked.problemCount, notes[0]?.message.zh]).toEqual([0, expect.stringContaining('共 2 处')]);
    const grouper = { regionCode: SANDBOX, mode: 'CHECK' as const, file: bytes(JSON.stringify(drgDocument())) };
    const { warnings, problemCount } = await importGrouper(city.platform, clerk(), grouper);
    expect(problemCount).toBe(0);
    expect(warnings.find(({ code }) => code === 'CODE_UNKNOWN')?.where).toMatch(/^(?:SET|$)/);
    const text = await readFile(new URL('../../../rulesets/990300-sandbox/2021.1.json', import.meta.url), 'utf8');
    const { findings } = await checkRulesetText(city.platform, clerk(), text);
    expect(findings.find(({ code }) => code === 'CODES_UNKNOWN')).toMatchObject({ severity: 'WARNING' });
  });
});
