import { describe, expect, it, test } from 'vitest';
import { readDrgBook, type DrgBook } from '../../../src/app/books/drg-book.js';
import { openWorkbook } from '../../../src/app/workbooks/workbook.js';
import { groupByGrouper, indexGrouper } from '../../../src/engine/grouper/grouper-index.js';
import { readGrouperText } from '../../../src/rules/grouper/read-grouper.js';
import { DRG_CASES } from '../../support/grouping-3/drg-cases.js';
import { drgDocument } from '../../support/grouping-3/drg-document.js';
import { drgSheets, withSheet } from '../../support/grouping-3/drg-workbook.js';
import { workbookBytes, type WrittenCell, type WrittenSheet } from '../../support/workbook-writer.js';

const NAME = { code: 'CHS-DRG', version: '3.0' };
const read = async (sheets: readonly WrittenSheet[], amendments?: unknown): Promise<DrgBook> =>
  readDrgBook(await openWorkbook(workbookBytes(sheets)), {
    ...NAME,
    ...(amendments === undefined ? {} : { amendments: new TextEncoder().encode(JSON.stringify(amendments)) }),
  });
const errors = ({ problems }: DrgBook): string[] =>
  problems.filter(({ severity }) => severity === 'ERROR').map(({ code, sheet, row, column }) => `${code} ${sheet}!${row} ${column}`.trim());
const change = (name: string, rows: (rows: (readonly WrittenCell[])[]) => readonly (readonly WrittenCell[])[]): Promise<DrgBook> =>
  read(withSheet(drgSheets(), name, rows));
/** One cell changed: row as Excel shows it, column from 0. */
const cell = (name: string, row: number, column: number, value: WrittenCell): Promise<DrgBook> =>
  change(name, (rows) => rows.map((cells, i) => (i === row - 1 ? cells.map((one, k) => (k === column ? value : one)) : cells)));

describe('the official DRG workbook (N26-1)', () => {
  test.each(['SECOND', 'FIRST'] as const)('%s edition: every row read, the 56 cases go to their groups', async (edition) => {
    const book = await read(drgSheets(edition));
    expect(errors(book)).toEqual([]);
    const kept = (code: string): boolean => edition === 'SECOND' || !code.startsWith('000');
    const own = drgDocument();
    expect(book.document.adrgs.map(({ code }) => code)).toEqual(own.adrgs.map(({ code }) => code).filter(kept));
    expect(book.document.drgs).toEqual(own.drgs.filter(({ code }) => kept(code)));
    expect(book.document).toMatchObject({ sets: own.sets, exclusions: own.exclusions, complications: own.complications });
    const grouper = readGrouperText(JSON.stringify(book.document)).read?.grouper;
    if (grouper === undefined) throw new Error('no grouper');
    const index = indexGrouper(grouper);
    for (const { no, facts, group } of DRG_CASES) expect(`${no} ${groupByGrouper(index, facts).drg?.code ?? ''}`).toBe(`${no} ${group}`);
  });

  it('names what the book prints amiss and goes on: an empty rule before others, members that stand twice', async () => {
    const { problems } = await change('集合', (rows) => [...rows, ...rows.slice(-2)]);
    expect(problems.map(({ severity, code, sheet, row }) => `${severity} ${code} ${sheet}!${row}`)).toEqual([
      expect.stringMatching(/^WARNING EMPTY_RULE_ORDER ADRG!\d+$/) as string,
      'WARNING REPEATED_MEMBERS 集合!0',
    ]);
    expect(problems[0]?.message.zh).toContain('O00 18 ≤ 20');
    expect(problems[1]?.message.zh).toContain('各取一次：2（集合!');
  });

  it('takes amendments with their source; what the book has already is idle', async () => {
    const [table = '', codes = []] = Object.entries(drgDocument().exclusions)[0] ?? [];
    const amendment = (code: string): object => ({
      what: { zh: `补 ${code}` },
      basis: '表 6-5',
      date: '2026-09-09',
      exclusions: { [table]: [code] },
    });
    const book = await read(drgSheets(), { amendments: [amendment('P22.100'), amendment(codes[0] ?? '')] });
    expect(book.document.exclusions[table]).toEqual([...codes, 'P22.100']);
    expect(book.document.amendments).toEqual([{ what: { zh: '补 P22.100' }, basis: '表 6-5', date: '2026-09-09' }]);
    expect(book.problems.map(({ code }) => code)).toContain('AMENDMENT_IDLE');
    expect(errors(await read(drgSheets(), { amendments: [{ what: { zh: 'x' }, basis: 'y', exclusions: { EX_999: ['A00'] } }] }))).toEqual([
      'AMENDMENT 勘误!1',
    ]);
    expect(errors(await read(drgSheets(), { amendments: [{ what: 'x' }] }))[0]).toBe('AMENDMENT 勘误!0');
  });
});

describe('a DRG workbook that is not as it should be is refused by sheet and row', () => {
  it('sheets swapped or missing', async () => {
    const missing = await read(drgSheets().filter(({ name }) => name !== 'CC'));
    expect(errors(missing)).toEqual(['SHEET_MISSING CC!0']);
    expect(missing.problems.at(-1)?.message.zh).toContain(
      '官方工作表有 MDC、ADRG、DRG、集合、CC、排除表；文件里有 MDC、ADRG、DRG、集合、排除表',
    );
    expect(missing.problems.at(-1)?.message.en).toContain('the official sheets are MDC');
  });

  const exchanged = (one: string, other: string): Promise<DrgBook> =>
    read(drgSheets().map((sheet) => ({ ...sheet, name: { [one]: other, [other]: one }[sheet.name] ?? sheet.name })));

  it.each([
    ['MDC', 'ADRG'],
    ['集合', 'CC'],
    ['集合', '排除表'],
    ['CC', '排除表'],
  ])('%s and %s exchanged: said once, without what follows from it (B3)', async (one, other) => {
    const book = await exchanged(one, other);
    const [problem] = book.problems;
    expect([errors(book).length, problem?.code, problem?.message.zh.includes(`“${one}”⇄“${other}”`), book.isWhole]).toEqual([
      ...[1, 'SHEETS_SWAPPED', true, false],
    ]);
  });

  it('a sheet that holds another one is doubted first (B3)', async () => {
    const copied = drgSheets().map((sheet) => (sheet.name === 'CC' ? { ...sheet, rows: drgSheets()[1]?.rows ?? [] } : sheet));
    expect(errors(await read(copied))).toEqual(['SHEET_DOUBTFUL CC!0', 'HEADER_MISSING CC!0']);
  });

  it('a heading that is not there, or twice', async () => {
    expect(errors(await cell('DRG', 1, 3, '上级'))).toEqual(['HEADER_MISSING DRG!1']);
    expect(errors(await cell('CC', 1, 1, '排除表'))).toEqual(['HEADER_REPEATED CC!1 排除表']);
  });

  it('a code twice', async () => {
    expect(errors(await change('ADRG', (rows) => [...rows, ...rows.slice(1, 2)]))).toEqual([
      expect.stringMatching(/^TWICE ADRG!\d+ ADRG编码$/) as string,
    ]);
    expect(errors(await change('CC', (rows) => [...rows, ...rows.slice(1, 2)]))).toEqual([
      expect.stringMatching(/^TWICE CC!\d+ 疾病编码$/) as string,
    ]);
  });

  it('a set that refers to itself', async () => {
    const book = await change('集合', (rows) => [...rows, ['OP_HC4', 'OP_HC4', '', '']]);
    expect(errors(book)).toEqual([expect.stringMatching(/^SET_IN_SET 集合!\d+ ICD编码$/) as string]);
  });

  it('numbers as codes, dates, formulas, truth values, a cell of 10 MB: each by its cell', async () => {
    const kinds: readonly (readonly [WrittenCell, string])[] = [
      [33.24, 'CELL_NUMBER'],
      [{ date: 45_000 }, 'CELL_DATE'],
      [{ formula: 'B3', value: '33.2400' }, 'CELL_FORMULA'],
      [{ xml: '<c r="REF" t="b"><v>1</v></c>' }, 'CELL_KIND'],
      ['3'.repeat(10_000_000), 'CELL_TOO_LONG'],
      ['', 'CELL_MISSING'],
      ['胆囊', 'BAD_CODE'],
    ];
    for (const [value, code] of kinds) expect(errors(await cell('集合', 4, 1, value))).toEqual([`${code} 集合!4 ICD编码`]);
    const { problems } = await cell('集合', 4, 1, 33.24);
    expect(problems.find(({ code }) => code === 'CELL_NUMBER')?.message.zh).toContain('B4 33.24');
  });

  it('merged cells over data, not over the title', async () => {
    const merged = drgSheets().map((sheet) => (sheet.name === 'MDC' ? { ...sheet, merged: ['A1:D1', 'C4:C5'] } : sheet));
    expect(errors(await read(merged))).toEqual(['MERGED MDC!4']);
  });

  it('a sort that is no number, a level that is none, another MDC than that of its ADRG', async () => {
    expect(errors(await cell('ADRG', 2, 4, 'x'))).toContain('NOT_WHOLE ADRG!2 MDC内排序');
    expect(errors(await cell('CC', 2, 3, 'XCC'))).toEqual(['UNKNOWN_WORD CC!2 类型']);
    expect(errors(await cell('DRG', 2, 4, 'MDCZ'))).toEqual(['PARENT_DIFFERS DRG!2 所属MDC编码']);
  });
});
