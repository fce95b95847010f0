import type { WrittenCell, WrittenSheet } from '../workbook-writer.js';
import { ADRG_ROWS, CC_ROWS, DRG_ROWS, EXCLUSION_ROWS, MDC_ROWS, SET_ROWS } from './drg-book.js';

/** The piece of the DRG 3.0 book as the sheets of the official workbook; the first edition has an empty first column in ADRG and no 0000. */
export function drgSheets(edition: 'FIRST' | 'SECOND' = 'SECOND'): WrittenSheet[] {
  const first = edition === 'FIRST';
  const shifted = (row: readonly WrittenCell[]): readonly WrittenCell[] => (first ? [null, ...row] : row);
  const kept = (row: readonly WrittenCell[]): boolean => !first || !row.some((cell) => cell === '0000' || cell === '000');
  const named = (code: string): string => `名称 ${code}`;
  return [
    {
      name: 'MDC',
      rows: [['按病组（DRG）付费分组方案 3.0 版'], ['MDC编码', 'MDC名称', 'MDC规则', '排序'], ...MDC_ROWS.filter(kept)],
      merged: ['A1:D1'],
    },
    {
      name: 'ADRG',
      rows: [
        ['ADRG编码', 'ADRG名称', 'ADRG规则', '所属MDC编码', first ? '排序' : 'MDC内排序'],
        ...ADRG_ROWS.filter(kept).map(([code, name, rule, mdc, sort]) => [code, name, written(code, rule), mdc, sort]),
      ].map(shifted),
    },
    {
      name: 'DRG',
      rows: [
        [first ? 'DRG' : 'DRG编码', 'DRG名称', 'DRG规则', '所属ADRG编码', '所属MDC编码', '排序'],
        ...DRG_ROWS.filter(kept).map(([code, name, rule, adrg, mdc, sort]) => [code, name, rule, adrg, mdc, sort]),
      ],
    },
    {
      name: '集合',
      rows: [
        ['集合编号', 'ICD编码', 'ICD名称', first ? '类型' : '类型编号'],
        ...SET_ROWS.map(([set, code]) => [set.toLowerCase(), code, named(code), 'T001']),
      ],
    },
    {
      name: 'CC',
      rows: [
        first ? ['ICD编码', 'ICD名称', '排除表', '类型'] : ['疾病编码', '疾病名称', '排除表', '类型'],
        ...CC_ROWS.map(([code, exclusion, level]) => [code, named(code), exclusion, level]),
      ],
    },
    { name: '排除表', rows: [['集合编号', 'ICD编码', 'ICD名称'], ...EXCLUSION_ROWS.map(([table, code]) => [table, code, named(code)])] },
  ];
}

/** Some rules as the book has them: with line breaks, escapes, blanks that are none, a number for `1`. */
function written(code: string, rule: string): WrittenCell {
  if (rule === '1') return 1;
  if (code === 'HC4') return `${rule.replace(' in ', '\u00a0in\u3000')}_x000D_\n`;
  return code === 'HC2' ? rule.replace('OP_', 'op_') : rule;
}

/** A sheet of a book with its rows changed. */
export function withSheet(
  sheets: readonly WrittenSheet[],
  name: string,
  change: (rows: (readonly WrittenCell[])[]) => readonly (readonly WrittenCell[])[],
): WrittenSheet[] {
  return sheets.map((sheet) => (sheet.name === name ? { ...sheet, rows: change([...sheet.rows]) } : sheet));
}
