import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsvRecords } from '../../../src/app/case-files/case-csv.js';
import { CaseFile } from '../../../src/app/case-files/case-file.js';
import { columnOfHeading } from '../../../src/app/case-files/case-csv-columns.js';
import { columnOfHeader } from '../../../src/app/catalogues/catalogue-csv-columns.js';
import { chineseHeadings } from '../../../src/app/sheets/csv-headings.js';
import { CsvReading } from '../../../src/app/sheets/csv-reading.js';
import { readCatalogueCsv, writeCatalogueCsv } from '../../../src/app/catalogues/catalogue-csv.js';
import { readInstitutionCsv } from '../../../src/app/regions/institution-csv.js';
import { csvCell, plainCell, textCell } from '../../../src/app/sheets/spreadsheet-cell.js';
import { readDay } from '../../../src/app/sheets/spreadsheet-day.js';
import { diseaseGroup } from '../../support/disease-group.js';

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

  it.each(['0012', '51.2300', '123456789012', '6E2', '2024-01', '=1', 'K80.100', "it's", '12.5', '1-2'])(
    'a code %j is one that a spreadsheet leaves alone, and comes back as it was',
    (text) => {
      const [[cell = ''] = []] = parse(textCell(text)) as unknown as readonly (readonly string[])[];
      expect(plainCell(cell)).toBe(text);
      expect(cell.startsWith('="')).toBe(/^(?:0012|51\.2300|123456789012|6E2|2024-01|1-2)$/.test(text));
    },
  );

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
    ['2025/1/1 8:30', '2025-01-01'],
    ['2025-01-01 23:59:59', '2025-01-01'],
    ['2025-01-01 24:00', '2025-01-01 24:00'],
    ['2025/1/1 上午8:30', '2025/1/1 上午8:30'],
    ['2025-01-01', '2025-01-01'],
  ])('the day %s is %s', (text, day) => {
    expect(readDay(text).day).toBe(day);
  });

  it('institutions: sep=, in the first line, ="0012" as text, days as Excel writes them', async () => {
    const lines = await readInstitutionCsv(Buffer.from('sep=,\r\n机构代码,机构名称,级别,生效日\r\n="0012",样板,2,2025/1/1\r\n'));
    expect(lines).toEqual([
      { line: 3, row: { code: '0012', name: '样板', level: '2', effectiveFrom: '2025-01-01', attributes: [], figures: [] }, notices: [] },
    ]);
  });

  it('a name with =" inside its quotes stays as it is, wherever the file is cut', async () => {
    const names = ['!,=",!', 'a,="1",b', '="', ',="",'];
    const groups = names.map((name, n) => ({ ...diseaseGroup({ code: `G${n}` }), name }));
    const read = await readCatalogueCsv(Buffer.from(writeCatalogueCsv(groups)));
    expect(read.groups.map(({ name }) => name)).toEqual(names);
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
    for await (const record of readCsvRecords(piece(text), new CsvReading())) records.push(record);
    expect(records).toMatchObject([{ line: 3, raw: { institutionCode: 'H1', admissionDate: '2025-03-03', dischargeDate: '2025-03-11' } }]);
  });
});

const CASE_HEADINGS = ['清单流水号', '定点医疗机构代码', '险种', '入院时间', '出院时间', '主诊断编码', '医疗费总额'];
const CASE_CELLS = ['1', 'H1', '职工', '45658', '2025/1/9', 'K80.100', '12.00'];

/** One byte at a time: whatever is found out must not depend on how the file is cut. */
async function* piecesOf(text: string): AsyncGenerator<Uint8Array> {
  for (const byte of Buffer.from(text)) yield await Promise.resolve(Uint8Array.of(byte));
}

async function cases(text: string) {
  const rows = [];
  for await (const row of new CaseFile(piecesOf(text), { format: 'CSV' }).rows()) rows.push(row);
  return rows;
}

describe('separators, blank columns and lines, and day numbers of spreadsheets (N2, B17)', () => {
  const layouts = [',', '\t', ';'].flatMap((separator) => ['\n', '\r\n', '\r'].map((end) => [separator, end] as const));

  it.each(layouts)('cases between %j, lines that end in %j, with blank columns and lines behind them', async (separator, end) => {
    const blank = separator.repeat(CASE_CELLS.length + 1);
    const lines = [[...CASE_HEADINGS, '', ''], [...CASE_CELLS, '', ''], CASE_CELLS.with(0, '2')].map((cells) => cells.join(separator));
    const rows = await cases([...lines, blank, blank, ''].join(end));
    expect(rows).toMatchObject([
      { ok: true, line: 2, value: { caseNo: '1', institutionCode: 'H1', admissionDate: '2025-01-01', dischargeDate: '2025-01-09' } },
      { ok: true, line: 3, value: { caseNo: '2' } },
    ]);
  });

  it.each(layouts)('institutions between %j, lines that end in %j', async (separator, end) => {
    const lines = [
      ['机构代码', '医疗机构名称', '医院级别', '启用日期', ''],
      ['="0012"', '样板', '2', '45658', ''],
    ].map((cells) => cells.join(separator));
    const [only, ...more] = await readInstitutionCsv(Buffer.from([...lines, separator.repeat(4), ''].join(end)));
    expect(only).toMatchObject({ line: 2, row: { code: '0012', effectiveFrom: '2025-01-01' } });
    expect(only?.notices).toMatchObject([{ path: ['effectiveFrom'], code: 'DATE_FROM_SERIAL' }]);
    expect(more).toEqual([]);
  });

  it.each(layouts)('catalogues between %j, lines that end in %j', async (separator, end) => {
    const lines = [
      ['病种代码', '病种名称', '病种类型', '病种分值', '主诊断编码', ''],
      ['="0012"', '甲', '核心', '1', 'K80.100', ''],
    ].map((cells) => cells.join(separator));
    const { groups, problems } = await readCatalogueCsv(Buffer.from([...lines, separator.repeat(5), ''].join(end)));
    expect(problems).toEqual([]);
    expect(groups.map(({ code }) => code)).toEqual(['0012']);
  });

  it('a day that was a number is told with the day that it was read as', async () => {
    const [first] = await cases(`${CASE_HEADINGS.join(',')}\n${CASE_CELLS.join(',')}\n`);
    const notices = first?.ok === true ? first.notices : [];
    expect(notices).toMatchObject([{ path: ['admissionDate'], code: 'DATE_FROM_SERIAL' }]);
    expect(notices?.[0]?.messages.zh).toContain('“45658”是电子表格的日期序号，已按 2025-01-01 读取');
  });

  it('one empty cell too many is refused: a comma inside an amount may have moved the rest', async () => {
    const rows = await cases(`${CASE_HEADINGS.join(',')},基金记账金额\n${CASE_CELLS.with(6, '1,234.50').join(',')},\n`);
    expect(rows).toMatchObject([{ ok: false, problems: [{ code: 'RECORD_MALFORMED' }] }]);
  });

  it('content in a column without a heading is refused, not dropped', async () => {
    const rows = await cases(`${CASE_HEADINGS.join(',')},\n${CASE_CELLS.join(',')},x\n`);
    expect(rows).toMatchObject([{ ok: false, problems: [{ code: 'RECORD_MALFORMED' }] }]);
  });

  it('a thousands separator and full-width digits are refused with what to write', async () => {
    const rows = await cases(
      `${CASE_HEADINGS.join(',')}\n${CASE_CELLS.with(6, '"1,234.50"').join(',')}\n${CASE_CELLS.with(6, '１2.00').join(',')}\n`,
    );
    const told = rows.map((row) => (row.ok ? '' : (row.problems[0]?.messages.zh ?? '')));
    expect(told[0]).toContain('不要用千位分隔符');
    expect(told[1]).toContain('应为半角“1”');
  });

  it.each([
    ['32874', '1990-01-01', 'SERIAL'],
    ['45658', '2025-01-01', 'SERIAL'],
    ['45658.354', '2025-01-01', 'WITH_TIME'],
    ['73050', '2099-12-31', 'SERIAL'],
    ['32873', '32873', undefined],
    ['73051', '73051', undefined],
    ['2025', '2025', undefined],
    ['45658.', '45658.', undefined],
    ['2025-01-01', '2025-01-01', 'ISO'],
    ['2025.1.1', '2025-01-01', 'WRITTEN'],
    ['20250101', '2025-01-01', 'DIGITS'],
    ['2025/1/1 0:00', '2025-01-01', 'WITH_TIME'],
  ])('%s is the day %s, written %s', (text, day, style) => {
    const read = readDay(text);
    expect([read.day, read.style]).toEqual([day, style]);
  });

  it('how a file was read is told: the separator, and how many days stood in which way (N2)', async () => {
    const rows = [CASE_CELLS, CASE_CELLS.with(0, '2').with(3, '20250101'), CASE_CELLS.with(3, '1/1/2025')];
    const file = new CaseFile(piecesOf([CASE_HEADINGS, ...rows].map((cells) => `${cells.join('\t')}\n`).join('')), { format: 'CSV' });
    for await (const row of file.rows()) expect(row.line).toBeGreaterThan(1);
    expect(file.reading.separator).toBe('TAB');
    expect(file.reading.dates).toEqual([
      { style: 'WRITTEN', cells: 3 },
      { style: 'DIGITS', cells: 1 },
      { style: 'SERIAL', cells: 1 },
    ]);
  });
});

describe('one reader and one table of headings for all files (N2)', () => {
  const FILES = {
    cases: { header: CASE_HEADINGS, cells: CASE_CELLS },
    institutions: { header: ['机构代码', '机构名称', '级别', '生效日'], cells: ['H1', '样板', '2', '2025-01-01'] },
    catalogues: { header: ['病种代码', '病种名称', '病种类型', '病种分值', '主诊断编码'], cells: ['1', '甲', '核心', '1', 'K80.100'] },
  };
  const READERS: Readonly<Record<keyof typeof FILES, (text: string) => Promise<readonly (readonly [number, string])[]>>> = {
    cases: async (text) => (await cases(text)).map((row) => [row.line, row.ok ? row.value.caseNo : '']),
    institutions: async (text) => (await readInstitutionCsv(Buffer.from(text))).map(({ line, row }) => [line, row.code]),
    catalogues: async (text) => [...(await readCatalogueCsv(Buffer.from(text))).lines].map(([code, line]) => [line, code]),
  };
  const doors = (['cases', 'institutions', 'catalogues'] as const).map((door) => [door, FILES[door], READERS[door]] as const);

  it.each(doors)('%s: a code in ="…" of the streamed file is text, wherever the file is cut', async (_door, { header, cells }, read) => {
    const text = [header, cells.with(0, '="0012"'), cells.with(0, '="0013"')].map((row) => `${row.join(',')}\r\n`).join('');
    expect(await read(text)).toEqual([
      [2, '0012'],
      [3, '0013'],
    ]);
  });

  it.each(doors)(
    '%s: a record is told by the line in which it begins, line breaks in cells of whatever kind',
    async (_door, file, read) => {
      const { header, cells } = file;
      const lines = [[...header.slice(0, -1), `"${header.at(-1) ?? ''}\n"`], cells.with(0, '"1\r\n"'), cells.with(0, '2')];
      const text = `sep=,\n${lines.map((row) => `${row.join(',')}\n`).join('')}`;
      const told = (await read(text)).map(([line]) => line);
      expect(told.at(-1)).toBe(6);
    },
  );

  it.each(doors)('%s: headings with blanks, line breaks, full-width brackets and letters', async (_door, { header, cells }, read) => {
    const odd = header.map((heading) => `" ${heading.slice(0, 1)} \n${heading.slice(1)}"`);
    expect(await read([odd, cells].map((row) => `${row.join(',')}\n`).join(''))).toHaveLength(1);
  });

  it('every heading of an institution’s code stands for it in cases and in institutions, of a diagnosis in cases and catalogues', () => {
    for (const heading of chineseHeadings('institutionCode')) expect(columnOfHeading(heading)).toBe('institutionCode');
    for (const heading of chineseHeadings('principalDiagnosis'))
      expect([columnOfHeading(heading), columnOfHeader(heading)]).toEqual(['principalDiagnosis', 'diagnoses']);
    for (const heading of chineseHeadings('otherDiagnoses'))
      expect([columnOfHeading(heading), columnOfHeader(heading)]).toEqual(['otherDiagnoses', 'otherDiagnoses']);
    expect(columnOfHeader('次均费用.3')).toBe('meanCost.3');
  });
});
