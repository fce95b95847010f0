import { codeRowProblem, type CodeRowFault, type CodeRowProblem } from './code-row-problems.js';
import type { CodeKind } from '../ports/ports-code-table.js';
import { readDay } from '../sheets/spreadsheet-day.js';
import type { CodeRow } from '../../engine/codes/code-table.js';
import { isRealDate } from '../../engine/kit/calendar.js';
import type { Label } from '../../engine/plan/plan.js';

/** The cells of a row, empty where the file has none. */
export interface CodeCells {
  readonly code: string;
  readonly name: string;
  readonly valid: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly note: string;
}

/** A row of a file with its line, from 1. */
export interface CodeLine {
  readonly line: number;
  readonly cells: CodeCells;
}

const LONGEST = { code: 64, name: 300, note: 500 } as const;

const FORMS: Readonly<Record<CodeKind, { readonly form: RegExp; readonly wanted: Label }>> = {
  DIAGNOSIS: { form: /^[A-Za-z]\d[0-9A-Za-z]\S*$/, wanted: { zh: '诊断编码（如 K80.100）', en: 'a code of a diagnosis (K80.100)' } },
  OPERATION: { form: /^\d\d(?:\.[0-9A-Za-z]\S*)?$/, wanted: { zh: '手术操作编码（如 51.2300）', en: 'a code of an operation (51.2300)' } },
};

const FLAGS: Readonly<Record<string, boolean>> = {
  '': true,
  是: true,
  有效: true,
  TRUE: true,
  '1': true,
  否: false,
  无效: false,
  FALSE: false,
  '0': false,
};

/** A row that is as it should be; else nothing, with what is wrong among the problems. */
export function readCodeRow({ line, cells }: CodeLine, kind: CodeKind, problems: CodeRowProblem[]): CodeRow | undefined {
  const faults = [...textFaults(cells, kind), ...dayFaults(cells)];
  const isValid = FLAGS[cells.valid.toUpperCase()];
  if (isValid === undefined) faults.push({ fault: 'NO_FLAG', text: cells.valid });
  problems.push(...faults.map((fault) => codeRowProblem(line, fault)));
  if (isValid === undefined || faults.length > 0) return undefined;
  const { code, name, note } = cells;
  return { code, name, isValid, validFrom: dayOf(cells.validFrom), validTo: dayOf(cells.validTo), note };
}

function textFaults(cells: CodeCells, kind: CodeKind): CodeRowFault[] {
  const { code, name } = cells;
  const { form, wanted } = FORMS[kind];
  const faults: CodeRowFault[] = [];
  if (code === '') faults.push({ fault: 'CODE_MISSING' });
  else if (!form.test(code)) faults.push({ fault: 'CODE_FORM', code, wanted });
  if (name === '') faults.push({ fault: 'NAME_MISSING' });
  for (const column of ['code', 'name', 'note'] as const)
    if (cells[column].length > LONGEST[column]) faults.push({ fault: 'TOO_LONG', most: LONGEST[column] });
  return faults;
}

function dayFaults({ validFrom, validTo }: CodeCells): readonly CodeRowFault[] {
  const from = dayOf(validFrom);
  const to = dayOf(validTo);
  const wrong = [from, to].filter((day) => day !== null && !isRealDate(day));
  if (wrong.length > 0) return wrong.map((text) => ({ fault: 'NO_DAY', text: text ?? '' }));
  return from !== null && to !== null && to < from ? [{ fault: 'DAYS_REVERSED' }] : [];
}

function dayOf(text: string): string | null {
  return text === '' ? null : readDay(text).day;
}
