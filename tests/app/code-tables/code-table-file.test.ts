import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCodePairs, readCodeTable } from '../../../src/app/code-tables/code-table-file.js';
import type { CodeKind } from '../../../src/app/ports/ports-code-table.js';
import { dipSheets } from '../../support/grouping-3/dip-workbook.js';
import { workbookBytes, type WrittenCell, type WrittenSheet } from '../../support/workbook-writer.js';
import { CodeIndex } from '../../../src/engine/codes/code-table.js';

const read = (text: string, kind: CodeKind = 'DIAGNOSIS') => readCodeTable(new TextEncoder().encode(text), kind);
const plain = { isValid: true, validFrom: null, validTo: null, note: '' };

describe('a file of codes', () => {
  it('is text with a code and its name a line, or CSV with Chinese or English headings, official trees of chapters beside', async () => {
    const rows = [
      { code: 'A15.000x010', name: '肺结核（初治,单耐药）', ...plain },
      { code: 'A00.900', name: '霍乱', ...plain },
    ];
    expect((await read('\ufeffA15.000x010 肺结核（初治,单耐药）\r\nA00.900\t霍乱\r\n')).rows).toEqual(rows);
    expect((await read('章,类目代码,诊断代码,诊断名称\n1,A15,A15.000x010,"肺结核（初治,单耐药）"\n1,A00,A00.900,霍乱\n')).rows).toEqual(
      rows,
    );
    const dated = await read('code,name,valid,validFrom,validTo,note\nA00.900,霍乱,否,2022/1/1,2024-12-31,灰码\n');
    expect(dated.rows).toEqual([
      { code: 'A00.900', name: '霍乱', isValid: false, validFrom: '2022-01-01', validTo: '2024-12-31', note: '灰码' },
    ]);
  });

  it('is a sheet of a workbook as well, under a title; cells that are no text and a second sheet are refused (B7)', async () => {
    const sheet = (name: string, ...rows: readonly (readonly WrittenCell[])[]): WrittenSheet => ({
      name,
      rows: [['医保版 2.0'], ['章', '诊断代码', '诊断名称', '备注'], ...rows],
    });
    const found = async (...sheets: readonly WrittenSheet[]) => {
      const { rows, problems } = await readCodeTable(workbookBytes(sheets), 'DIAGNOSIS');
      return { rows, problems: problems.map(({ line, code }) => `${line} ${code}`) };
    };
    const sound = sheet('诊断', [1, 'A00.900', '霍乱'], [], ['I', 'A01.000', '伤寒', '灰码']);
    expect(await found({ name: '说明', rows: [['本表说明']] }, sound)).toEqual({
      ...{
        rows: [
          { code: 'A00.900', name: '霍乱', ...plain },
          { code: 'A01.000', name: '伤寒', ...plain, note: '灰码' },
        ],
        problems: [],
      },
    });
    const wrong = await found(
      sheet(
        '诊断',
        ['', 33.24, '霍乱'],
        ['', { formula: 'A1', value: 'A00.900' }, '霍乱'],
        ['', '51.2300', '切除'],
        ['', 'A01.000', '甲'],
        ['', 'a01.000', '乙'],
      ),
    );
    expect(wrong.problems.sort()).toEqual(['3 CELL_NUMBER', '4 CELL_FORMULA', '5 CODE_FORM', '7 TWICE']);
    expect((await found(sheet('甲', ['', 'A00.900', '霍乱']), sheet('乙', ['', 'A00.900', '霍乱']))).problems).toEqual([
      '2 SHEETS_SEVERAL',
    ]);
    await expect(found({ name: '空', rows: [] })).rejects.toMatchObject({
      fields: [{ code: 'HEADER_MISSING' }, { code: 'HEADER_MISSING' }],
    });
    await expect(readCodeTable(workbookBytes(dipSheets()), 'DIAGNOSIS')).rejects.toMatchObject({ fields: [{ code: 'WRONG_BOOK' }] });
  });

  it('is refused with every row that is wrong, by line', async () => {
    const bad =
      '编码,名称,是否有效,启用日期,停用日期\nA00.900,霍乱,,,\n51.2300,切除,,,\n,无,,,\na00.900,又,,,\nA01.000,,也许,昨天,\nA02.000,乙,,2024-02-01,2024-01-01\n';
    const { problems } = await read(bad);
    expect(problems.map(({ line, code }) => `${line} ${code}`).sort()).toEqual([
      ...['3 CODE_FORM', '4 CODE_MISSING', '5 TWICE', '6 NAME_MISSING', '6 NO_DAY', '6 NO_FLAG', '7 DAYS_REVERSED'],
    ]);
    expect(problems[0]?.message.zh).toContain('第 3 行');
    await expect(read('')).rejects.toMatchObject({ fields: [{ code: 'FILE_EMPTY' }] });
    await expect(read('代码,价格\nA00.900,1\n')).rejects.toMatchObject({
      fields: [{ code: 'HEADER_UNKNOWN' }, { code: 'HEADER_MISSING' }],
    });
    await expect(read('编码,名称\nA00.900,霍,乱\n')).rejects.toMatchObject({ fields: [{ code: 'FILE_MALFORMED' }] });
  });
});

const DATA = '../shared/data/codes/';

describe.skipIf(!existsSync(DATA))('the public codes of the insurance edition (public data beside the checkout)', () => {
  const file = (name: string): Uint8Array => readFileSync(DATA + name);

  it('are read whole: 33,304 diagnoses and 13,686 operations', async () => {
    const diagnoses = await readCodeTable(file('diagnoses.txt'), 'DIAGNOSIS');
    const operations = await readCodeTable(file('operations.txt'), 'OPERATION');
    expect([diagnoses.rows.length, operations.rows.length]).toEqual([33_304, 13_686]);
    expect([diagnoses.problems, operations.problems]).toEqual([[], []]);
  });

  it('hold every code that the sample city uses', async () => {
    const known = {
      diagnoses: new CodeIndex('diagnoses', (await readCodeTable(file('diagnoses.txt'), 'DIAGNOSIS')).rows),
      operations: new CodeIndex('operations', (await readCodeTable(file('operations.txt'), 'OPERATION')).rows),
    };
    const firstCells = (name: string, column = 0): readonly string[] =>
      readFileSync(`src/app/sample/generate/data/${name}.csv`, 'utf8')
        .split(/\r?\n/)
        .slice(1)
        .flatMap((line) => (line.split(',')[column] ?? '').split(/[|]/))
        .filter((code) => code !== '');
    const diagnoses = [
      ...firstCells('diagnoses'),
      ...firstCells('rare-diagnoses'),
      ...firstCells('comorbidities', 1),
      ...firstCells('groups'),
    ];
    const operations = [...firstCells('operations'), ...firstCells('groups', 1).flatMap((clauses) => clauses.split('+'))];
    expect(diagnoses.filter((code) => known.diagnoses.standing(code) !== 'VALID')).toEqual([]);
    expect(operations.filter((code) => known.operations.standing(code) !== 'VALID')).toEqual([]);
  });

  it('have maps of the clinical edition with two codes a line', async () => {
    const sizes = await Promise.all(
      ['diagnosis-map.txt', 'operation-map.txt'].map(async (name) => (await readCodePairs(file(name))).length),
    );
    expect(sizes).toEqual([35_591, 13_654]);
  });
});

it.runIf(!existsSync(DATA))('says that the public codes are absent beside the checkout', ({ skip }) => {
  process.stderr.write(
    'The public codes are not there: that they are read whole, and hold the codes of the sample city, was not checked.\n',
  );
  skip();
});
