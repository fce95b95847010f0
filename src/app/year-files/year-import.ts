import type { YearFileRow } from './read-year-file.js';
import type { YearFileProblem } from './year-file-problems.js';
import type { FundYearKey } from '../ports/clearing/ports-fund-year.js';
import type { FundYearRecords } from '../ports/clearing/ports-fund-year-history.js';
import type { PaymentScheme } from '../ports/ports-ruleset.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { MONTH_KEYS, periodLabel, QUARTER_KEYS, YEAR_KEY } from '../../engine/plan/periods.js';

/** A file of one kind of record of a fund year. */
export interface ImportYearRecords extends FundYearKey {
  readonly kind: FundYearRecords;
  /** CSV, or a workbook whose first sheet has the same columns (`docs/year-records.md`). */
  readonly file: Uint8Array;
  /** 事由 of rows that state none. */
  readonly reason?: string | null | undefined;
  /** 依据 of rows that state none. */
  readonly source?: string | null | undefined;
  /** Whose versions say what may be recorded; none: those of every scheme in force in the year. Payments need none. */
  readonly scheme?: PaymentScheme;
  /** CHECK: report only, nothing is recorded. */
  readonly mode: 'CHECK' | 'STORE';
  /** None: the same rows of adjustments and payments are recorded once, and the rest by what holds. */
  readonly idempotencyKey?: string;
}

/** What the rows of a file come to. */
export interface RowsOutcome {
  /** Records that are new, or of a check: that would be. */
  readonly recorded: number;
  /** 金额合计 of the new rows of adjustments and payments together, in yuan; absent of other kinds, and of what was recorded before. */
  readonly amount?: string;
  /** Rows that stood there already. */
  readonly unchanged: number;
  /** The same file was recorded before, by this key: nothing was done. */
  readonly isRepeated: boolean;
  readonly problems: readonly YearFileProblem[];
  readonly warnings: readonly YearFileProblem[];
}

/** An import as its kind carries it out. */
export interface RowsImport {
  readonly platform: Platform;
  readonly caller: Caller;
  readonly input: ImportYearRecords;
  readonly key: FundYearKey;
  readonly rows: readonly YearFileRow[];
}

/** Thrown away with its transaction, or kept: with problems, and of a check, nothing stays. */
export function isKept({ problems }: Pick<RowsOutcome, 'problems'>, { mode }: ImportYearRecords): boolean {
  return problems.length === 0 && mode === 'STORE';
}

/** Reason and source of a row: its own, or the file's. */
export function groundsOfRow({ get }: YearFileRow, { reason, source }: Pick<ImportYearRecords, 'reason' | 'source'>) {
  return { reason: get('reason') === '' ? (reason ?? '') : get('reason'), source: get('source') === '' ? source : get('source') };
}

const BY_LABEL: ReadonlyMap<string, string> = new Map(
  [...MONTH_KEYS, ...QUARTER_KEYS, YEAR_KEY].flatMap((key) => [
    [periodLabel(key).zh, key],
    [key.toLowerCase(), key],
    [key.replace(/^0/, ''), key],
  ]),
);

/** A period as a file states it: its key, one that a spreadsheet took the zero from, or its Chinese name; nothing: the year. */
export function periodOfCell(text: string): string {
  return text === '' ? YEAR_KEY : (BY_LABEL.get(text.toLowerCase().replace(/\s/g, '')) ?? text);
}
