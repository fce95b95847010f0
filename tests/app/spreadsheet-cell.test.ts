import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsvRecords } from '../../src/app/case-csv.js';
import { readCatalogueCsv, writeCatalogueCsv } from '../../src/app/catalogue-csv.js';
import { readInstitutionCsv } from '../../src/app/institution-csv.js';
import { csvCell, plainCell, writtenDate } from '../../src/app/spreadsheet-cell.js';
import { diseaseGroup } from '../support/disease-group.js';

describe('names that a spreadsheet would run are neutralised in what leaves, and come back as they were (B5)', () => {
  it.each(['=cmd|calc', '＝1+1', '+1+1', '-2+3', '@SUM(A1)', '＋1', '－1', '＠x', '\t=1', "'=1"])('%j', (text) => {
    const [[cell = ''] = []] = parse(csvCell(text)) as unknown as readonly (readonly string[])[];
    expect(cell).toBe(`'${text}`);
    expect(plainCell(cell)).toBe(text);
  });

  it.each(['-12.00', '+3', '12.5', '0012', "it's", "'quoted'", ''])('%j stays as it is', (text) => {
    expect(csvCell(text)).toBe(text);
    expect(plainCell(text)).toBe(text);
  });

  it('any text comes back as it was', () => {
    const signs = fc.string({ unit: fc.constantFrom("'", '=', '＝', '-', '+', '1', '.', '"', ',', 'a'), maxLength: 6 });
    fc.assert(
      fc.property(signs, (text) => {
        const [[cell = ''] = ['']] = parse(`${csvCell(text)},x`) as unknown as readonly (readonly string[])[];
        expect(plainCell(cell)).toBe(text);
      }),
    );
  });

  it('a catalogue whose names look like formulas is exported and imported again unchanged', async () => {
    const groups = [{ ...diseaseGroup({ code: 'a', diagnoses: 'K80.1' }), name: '=cmd|calc' }];
    const text = writeCatalogueCsv(groups);
    expect(text).toContain("'=cmd|calc");
    expect((await readCatalogueCsv(Buffer.from(text))).groups.map(({ name }) => name)).toEqual(['=cmd|calc']);
  });
});

async function* piece(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}

describe('what spreadsheets of a Chinese office write is read (N2)', () => {
  it.each([
    ['2025/1/1', '2025-01-01'],
    ['2025-1-1', '2025-01-01'],
    ['2025年1月1日', '2025-01-01'],
    ['20250101', '2025-01-01'],
    ['2025/12/31 0:00', '2025-12-31'],
    ['2025-12-31 00:00:00', '2025-12-31'],
    ['1/2/2025', '1/2/2025'],
    ['2025/1/1 8:30', '2025/1/1 8:30'],
    ['2025-01-01', '2025-01-01'],
  ])('the day %s is %s', (text, day) => {
    expect(writtenDate(text)).toBe(day);
  });

  it('institutions: sep=, in the first line, ="0012" as text, days as Excel writes them', async () => {
    const lines = await readInstitutionCsv(Buffer.from('sep=,\r\n机构代码,机构名称,级别,生效日\r\n="0012",样板,2,2025/1/1\r\n'));
    expect(lines).toEqual([
      { line: 3, row: { code: '0012', name: '样板', level: '2', effectiveFrom: '2025-01-01', attributes: [], figures: [] } },
    ]);
  });

  it('catalogues: sep=, in the first line, ="51.2300" as text', async () => {
    const file = await readCatalogueCsv(
      Buffer.from('sep=,\n病种编码,病种名称,病种类型,病种分值,主要手术操作编码\n="0012",甲,核心,1,="51.2300"\n'),
    );
    expect(file.problems).toEqual([]);
    expect(file.groups.map(({ code, match }) => [code, match.operations])).toEqual([['0012', [['51.2300']]]]);
    expect(file.lines.get('0012')).toBe(3);
  });

  it('cases: the heading 机构编码 that institutions use, and days as Excel writes them', async () => {
    const text = 'sep=,\n病例号,机构编码,险种,入院日期,出院日期,主要诊断编码,总费用\n1,H1,职工,2025/3/3,2025年3月11日,K80.100,12.00\n';
    const records = [];
    for await (const record of readCsvRecords(piece(text))) records.push(record);
    expect(records).toMatchObject([{ line: 3, raw: { institutionCode: 'H1', admissionDate: '2025-03-03', dischargeDate: '2025-03-11' } }]);
  });
});
