import type { BookReport } from './book-report.js';
import { bookRows } from './book-sheet.js';
import { BARRED_SHEET, EXCLUDED_SHEET } from './dip-sheets.js';
import { isWholeCode } from '../../engine/codes/national-code.js';
import type { Workbook } from '../workbooks/workbook.js';

/** Operations that may be main only with some principal diagnoses; codes of the ruleset's language. */
export interface LimitedOperations {
  readonly operations: readonly string[];
  readonly diagnoses: readonly string[];
}

/** 五 the lists of the book: excluded diagnoses, and three kinds of operations. */
export interface DipLists {
  readonly excluded: readonly string[];
  /** 按保守治疗入组. */
  readonly conservative: readonly string[];
  /** 不可作为主要手术操作. */
  readonly neverMain: readonly string[];
  /** By the words of the book that say with which diagnoses. */
  readonly limited: readonly LimitedOperations[];
}

const LIMITED = /^"?([^"]+?)"?作为主要诊断[，,]?可作为主要手术操作$/;

/** Reads both sheets 五. Codes that stand twice are taken once, and named. */
export async function readLists(workbook: Workbook, report: BookReport): Promise<DipLists> {
  const excluded = new Set<string>();
  for await (const row of bookRows(workbook, EXCLUDED_SHEET, report)) {
    const code = row.get('diagnosis');
    if (!isWholeCode(code, 'diagnoses')) report.add(row.place('diagnosis'), 'BAD_CODE', code);
    else if (excluded.has(code)) report.add(row.place('diagnosis'), 'REPEATED_CODE', code);
    else excluded.add(code);
  }
  const kinds = new Map<string, Set<string>>();
  for await (const row of bookRows(workbook, BARRED_SHEET, report)) {
    const [code, note] = [row.get('operation'), row.get('note').replace(/\s/g, '')];
    if (!isWholeCode(code, 'operations')) report.add(row.place('operation'), 'BAD_CODE', code);
    else if (!isKnown(note)) report.add(row.place('note'), note === '' ? 'CELL_MISSING' : 'UNKNOWN_WORD', note);
    else {
      const codes = kinds.get(note) ?? new Set<string>();
      if (codes.has(code)) report.add(row.place('operation'), 'REPEATED_CODE', code);
      kinds.set(note, codes.add(code));
    }
  }
  return {
    excluded: [...excluded],
    conservative: [...(kinds.get('按保守治疗入组') ?? [])],
    neverMain: [...(kinds.get('不可作为主要手术操作') ?? [])],
    limited: [...kinds].flatMap(([note, codes]) => {
      const ranges = rangesOf(note);
      return ranges === undefined ? [] : [{ operations: [...codes], diagnoses: ranges }];
    }),
  };
}

const isKnown = (note: string): boolean => note === '按保守治疗入组' || note === '不可作为主要手术操作' || rangesOf(note) !== undefined;

/** `A00-A09|D01` as prefixes of the ruleset's language: `A00*-A09*`, `D01*`. */
function rangesOf(note: string): readonly string[] | undefined {
  const [, ranges] = LIMITED.exec(note.replaceAll('“', '"').replaceAll('”', '"')) ?? [];
  const parts = ranges?.split('|') ?? [];
  if (parts.length === 0 || !parts.every((part) => /^[A-Z]\d\d(?:\.\d)?(?:-[A-Z]\d\d(?:\.\d)?)?$/.test(part))) return undefined;
  return parts.map((part) =>
    part
      .split('-')
      .map((end) => `${end}*`)
      .join('-'),
  );
}
