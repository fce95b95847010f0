import { describe, expect, it, test } from 'vitest';
import { readDipBook, type DipBook } from '../../../src/app/books/dip-book.js';
import { alternativesOf, clausesOf, rangeOf } from '../../../src/app/books/dip-cells.js';
import { openWorkbook } from '../../../src/app/workbooks/workbook.js';
import { chooseGroup, explainGrouping } from '../../../src/engine/grouping/grouping.js';
import { buildGroupIndex } from '../../../src/engine/grouping/grouping-index.js';
import { groupingFacts } from '../../support/disease-group.js';
import { DIP_BOOK, DIP_CASES, DIP_LISTS, DIP_METHOD } from '../../support/grouping-3/dip-book.js';
import { dipSheets } from '../../support/grouping-3/dip-workbook.js';
import { withSheet } from '../../support/grouping-3/drg-workbook.js';
import { workbookBytes, type WrittenCell, type WrittenSheet } from '../../support/workbook-writer.js';

const read = async (sheets: readonly WrittenSheet[]): Promise<DipBook> => readDipBook(await openWorkbook(workbookBytes(sheets)));
const found = ({ problems }: DipBook): string[] =>
  problems.map(({ severity, code, sheet, row, column }) => `${severity[0] ?? ''} ${code} ${sheet}!${row} ${column}`.trim());
const change = (name: string, rows: (rows: (readonly WrittenCell[])[]) => readonly (readonly WrittenCell[])[]): Promise<DipBook> =>
  read(withSheet(dipSheets(), name, rows));
const MERGED = '二、并项规则下的核心病种';
const CORE = '四、基础规则下的核心病种';
const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');
/** What the sound workbook says: a code twice, `|` and `+` in one cell, a note, a code of the annex that no row of the piece asks for. */
const PRINTED = [
  `W REPEATED_CODE ${MERGED}!17 主要手术操作编码`,
  `W MIXED ${MERGED}!23 相关手术操作编码`,
  `W NOTE ${CORE}!15`,
  'W ANNEX_OUTSIDE 附表—结核耐药诊断!19 主要诊断编码',
];

describe('the official DIP workbook (N26-1)', () => {
  it('every row is read, the sheet inside the first too; the 28 cases go to their groups', async () => {
    const book = await read(dipSheets());
    expect(found(book)).toEqual(PRINTED);
    expect([book.rows, book.groups.map(({ code }) => code).sort()]).toEqual([DIP_BOOK.length, DIP_BOOK.map(({ code }) => code).sort()]);
    const index = buildGroupIndex(book.groups, DIP_METHOD);
    for (const { diagnoses, operations, ageDays, birthWeightGrams, group } of DIP_CASES) {
      const [principal = '', ...otherDiagnoses] = words(diagnoses);
      const facts = groupingFacts(principal, words(operations), { otherDiagnoses, ageDays, birthWeightGrams });
      const { chosen, outcome } = explainGrouping(index, facts);
      expect(`${diagnoses} ${operations} ${chosen?.code ?? (outcome === 'EXCLUDED' ? outcome : 'NONE')}`).toBe(
        `${diagnoses} ${operations} ${group}`,
      );
    }
    const related = (code: string): string | undefined => chooseGroup(index, groupingFacts('K80.302', ['51.8803', code]))?.code;
    expect([related('51.8801'), related('51.8701'), related('51.8806')]).toEqual(['BX-1040', 'BX-1039', 'BX-1041']);
  });

  it('gives names, marks of primary care, places, and the lists as the ruleset language has them', async () => {
    const { groups, places, lists } = await read(dipSheets());
    const group = (code: string) => groups.find((one) => one.code === code);
    expect([group('XQ-17')?.name, group('JC-2098')?.name, group('FZ-1825')?.name]).toEqual([
      '分组 XQ-17',
      '名称 C55：保守治疗',
      expect.stringMatching(/，非耐药$/) as string,
    ]);
    expect(groups.filter(({ flags }) => flags.length > 0).map(({ code }) => code)).toEqual(['JC-2098', 'JC-2106']);
    expect(places.get('BX-20')).toBe(`${MERGED}!3`);
    expect(lists).toEqual({
      ...{ excluded: DIP_LISTS.excluded, conservative: DIP_LISTS.conservative, neverMain: DIP_LISTS.neverMain },
      limited: [{ operations: DIP_LISTS.digestiveOnly, diagnoses: DIP_LISTS.digestive }],
    });
    expect(group('FZ-1836')?.match.otherDiagnoses).not.toContain('A19.000x001');
  });

  it('+ binds tighter than |: the same condition as clauses', () => {
    const clauses = (cell: string): string | undefined =>
      clausesOf(alternativesOf(cell))
        ?.map((clause) => clause.join('|'))
        .join('+');
    expect(clauses('51.2300|51.8701+51.8806|51.8801')).toBe('51.2300|51.8701|51.8801+51.2300|51.8806|51.8801');
    expect([clauses('a|b'), clauses('a+b'), clauses('a|a+b'), clauses('')]).toEqual(['a|b', 'a+b', 'a', '']);
    expect(clausesOf(alternativesOf(Array.from({ length: 6 }, (_, i) => `a${i}+b${i}`).join('|')))).toBeUndefined();
  });

  test.each([
    ['<29天', { max: 28 }],
    ['0-999克', { min: 0, max: 999 }],
    ['≥2500', { min: 2500 }],
    ['＞28天', { min: 29 }],
    ['999-0克', undefined],
    ['新生儿', undefined],
  ])('reads the range %s', (text, range) => {
    expect(rangeOf(text)).toEqual(range);
  });
});

describe('a DIP workbook that is not as it should be is refused by sheet and row', () => {
  const extra = async (name: string, row: readonly WrittenCell[]): Promise<string[]> =>
    found(await change(name, (rows) => [...rows, row])).filter((one) => !PRINTED.includes(one));

  it('sheets swapped or missing, a heading that is not there', async () => {
    const missing = await read(dipSheets().filter(({ name }) => name !== '六、基层病种'));
    expect(found(missing)).toContain('E SHEET_MISSING 六、基层病种!0');
    expect(missing.problems.at(-1)?.message.zh).toContain('官方工作表有 一、先期分组、');
  });

  it.each([
    [MERGED, CORE],
    ['一、先期分组', MERGED],
    [MERGED, '三、诊断辅助细分-结核类病种'],
    ['五、不纳入分组的主要诊断', '五、不纳入分组的主要手术操作'],
    ['五、不纳入分组的主要诊断', '附表—结核耐药诊断'],
  ])('%s and %s exchanged: said first, never read as if nothing were amiss (B3)', async (one, other) => {
    const names: Readonly<Record<string, string>> = { [one]: other, [other]: one };
    const book = await read(dipSheets().map((sheet) => ({ ...sheet, name: names[sheet.name] ?? sheet.name })));
    expect(['SHEETS_SWAPPED', 'SHEET_DOUBTFUL']).toContain(book.problems[0]?.code);
    expect(`${book.problems[0]?.sheet} ${book.problems[0]?.message.zh}`).toContain(one);
    expect(book.problems[0]?.message.zh).toContain(other);
  });

  it('a row of another class, an annex that speaks of other diagnoses or of itself (B3)', async () => {
    expect(await extra(MERGED, ['JC', 99, 'A09.0', '', '44.1300', '', '', ''])).toEqual([`E ROW_MISPLACED ${MERGED}!28 分类`]);
    const annex = '附表—结核耐药诊断';
    expect(await extra(annex, ['K80.000', ''])).toEqual([expect.stringMatching(/^W ANNEX_OUTSIDE .*主要诊断编码$/) as string]);
    expect(await extra(annex, ['附表', ''])).toEqual([expect.stringMatching(/^E BAD_CODE .*主要诊断编码$/) as string]);
  });

  it('a number twice, a row without a number, a code that is a number, words that are none of the book', async () => {
    expect(await extra(MERGED, ['BX', 20, 'A09.0', '', '44.1300', '', '', ''])).toEqual([`E TWICE ${MERGED}!28 序号`]);
    expect(await extra(MERGED, ['BX', 'x', 'A09.0', '', '44.1300', '', '', ''])).toEqual([`E NOT_WHOLE ${MERGED}!28 序号`]);
    expect(await extra(MERGED, ['', 99, 'A09.0', '', '44.1300', '', '', ''])).toEqual([`E CELL_MISSING ${MERGED}!28 分类`]);
    expect(await extra(MERGED, ['BX', null, 'A09.0', '', '44.1300', '', '', ''])).toEqual([`E ROW_OUTSIDE ${MERGED}!28`]);
    expect(await extra(MERGED, ['BX', 99, 'A09.0', '', 44.13, '', '', ''])).toEqual([`E CELL_NUMBER ${MERGED}!28 主要手术操作编码`]);
    expect(await extra(MERGED, ['BX', 99, 'A09.0', '', '胆囊', '', '', ''])).toEqual([`E BAD_CODE ${MERGED}!28 主要手术操作编码`]);
    expect(await extra('五、不纳入分组的主要手术操作', ['45.1300', '', '其他'])).toEqual([
      expect.stringMatching(/^E UNKNOWN_WORD .*说明$/) as string,
    ]);
    expect(await extra('五、不纳入分组的主要诊断', ['K80', ''])).toEqual([expect.stringMatching(/^E BAD_CODE /) as string]);
    expect(await extra('三、诊断辅助细分-结核类病种', ['FZ', 1850, 'A17', '', '', '', '也许', ''])).toEqual([
      expect.stringMatching(/^E UNKNOWN_WORD .*是否耐药$/) as string,
    ]);
    expect(await extra('六、基层病种', [3, 'Z99', '', '', ''])).toEqual(['W UNMATCHED 六、基层病种!5']);
  });

  it('a sheet without rows is named; what is wrong with a code is told in both languages, once (B8)', async () => {
    expect(found(await change(CORE, (rows) => rows.slice(0, 2)))).toContain(`W SHEET_EMPTY ${CORE}!0`);
    const { problems } = await change(MERGED, (rows) => [...rows, ['BX', 99, 'Ｋ８０', '', '51.2300', '', '', '']]);
    const wrong = problems.find(({ code }) => code === 'BAD_CODE');
    expect([
      wrong?.message.zh.endsWith('。。'),
      /[一-鿿]/.test(wrong?.message.en?.replace(/Sheet .*?":/, '').replace(/"[^"]*"/g, '') ?? '中'),
    ]).toEqual([false, false]);
  });

  it('merged cells over data', async () => {
    const sheets = dipSheets().map((sheet) => (sheet.name === CORE ? { ...sheet, merged: ['C3:C4'] } : sheet));
    expect(found(await read(sheets))).toContain(`E MERGED ${CORE}!3`);
  });
});
