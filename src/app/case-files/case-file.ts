import type { InpatientCase } from '../../engine/plan/inpatient-case.js';
import type { Label } from '../../engine/plan/plan.js';
import { add, compare, parseDecimal, printAmount, round, ZERO, type Fraction } from '../../engine/number/quantity.js';
import { readCsvRecords, type RawRecord } from './case-csv.js';
import { CsvReading } from '../sheets/csv-reading.js';
import { readJsonLineRecords } from './case-json-lines.js';
import { parseCase, type ParsedCase, type RawCase } from '../cases/case-parse.js';
import { caseProblem, storedProblem, type CaseProblem } from '../cases/case-problems.js';
import { caseKeyText } from '../ports/cases/ports-case.js';
import type { FieldProblem } from '../base/errors.js';
import { fileProblem, unreadable, type FileProblem } from '../base/file-problems.js';
import { decodeText, type FileEncoding } from '../sheets/text-decoding.js';

/** 控制总数 what the sender says that the file holds, stated beside it. */
export interface ControlTotals {
  /** Records, without the header. */
  readonly expectedRows?: number;
  /** Sum of `totalCost` over all records, in yuan. */
  readonly expectedTotalCost?: Fraction;
}

/** How to read a file of cases. */
export interface CaseFileOptions {
  readonly format: 'CSV' | 'JSONL';
  /** Overrides the detection. */
  readonly encoding?: FileEncoding;
  readonly control?: ControlTotals;
  /**
   * A last line without its line end may have lost digits. Where no control totals would show it, REJECT (the default) refuses that
   * record, ACCEPT takes it.
   */
  readonly openEnd?: 'REJECT' | 'ACCEPT';
  /** Whether the region has an institution; absent: left to the store. */
  readonly knowsInstitution?: (code: string) => boolean;
}

/** What became of one record. `line` counts from 1, the header included. */
export type CaseFileRow =
  | { readonly line: number; readonly ok: true; readonly value: InpatientCase; readonly notices?: readonly FieldProblem[] }
  | { readonly line: number; readonly ok: false; readonly caseNo: string | null; readonly problems: readonly FieldProblem[] };

/** What a file came to: read = accepted + rejected, always. */
export interface CaseFileSummary {
  readonly read: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Of every record whose total cost could be read, rejected ones too: what `expectedTotalCost` is compared with. */
  readonly totalCost: Fraction;
  /** The file does not hold what it was said to hold. Empty: all is well. */
  readonly problems: readonly FileProblem[];
}

/** A row of the report on a file. */
export interface CaseReportRow {
  readonly line: number;
  readonly caseNo: string | null;
  readonly code: string;
  /** Column of the file; empty for the record as a whole. */
  readonly field: string;
  readonly messages: Label;
}

/** Case numbers that one file may have and still be checked for repeats in memory; of longer files the store sees them. */
const MOST_REMEMBERED_CASES = 500_000;

/** A file of cases, read once, record by record. */
export class CaseFile {
  private read = 0;
  private accepted = 0;
  private totalCost = round(ZERO, { scale: 8, mode: 'DOWN' });
  private lastCharacter = '';
  private taken: FileEncoding | undefined;
  private finished = false;
  private readonly seen = new Set<string>();
  /** What stood between the cells of a CSV, and how its days were written; complete once all rows were read. */
  readonly reading = new CsvReading();

  constructor(
    private readonly source: AsyncIterable<Uint8Array>,
    private readonly options: CaseFileOptions,
  ) {}

  /** Every record as a case or as problems. Throws `FileError` where the file can't be read (any further). */
  async *rows(): AsyncGenerator<CaseFileRow> {
    const text = this.watched(decodeText(this.source, this.options.encoding, (taken) => (this.taken = taken)));
    const records = this.options.format === 'CSV' ? readCsvRecords(text, this.reading) : readJsonLineRecords(text);
    // One record is held back: only behind the last one can be seen whether its line was whole.
    let held: RawRecord | undefined;
    for await (const record of records) {
      if (held) yield this.row(held);
      held = record;
    }
    if (!held)
      throw unreadable('FILE_EMPTY', '文件里没有病例。请核对导出范围。', 'There are no cases in the file. Check what was exported.');
    yield this.row(held, this.openEnd());
    this.finished = true;
  }

  /** How the bytes were read; known once all were. */
  get encoding(): FileEncoding | undefined {
    return this.taken;
  }

  /** Counts and control totals; complete once all rows were read. */
  summary(): CaseFileSummary {
    const { read, accepted, totalCost } = this;
    return { read, accepted, rejected: read - accepted, totalCost, problems: this.finished ? this.controlProblems() : [] };
  }

  private async *watched(text: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const piece of text) {
      this.lastCharacter = piece.slice(-1);
      yield piece;
    }
  }

  private row(record: RawRecord, ending: readonly CaseProblem[] = []): CaseFileRow {
    this.read++;
    const { line } = record;
    if ('problems' in record) return { line, ok: false, caseNo: null, problems: [...record.problems, ...ending] };
    this.totalCost = add(this.totalCost, statedCost(record.raw));
    const parsed = parseCase(record.raw);
    const problems = [...ending, ...(parsed.ok ? this.outside(parsed.value) : [...parsed.problems, ...this.unknownInstitution(parsed)])];
    if (!parsed.ok || problems.length > 0) return { line, ok: false, caseNo: numberOf(parsed), problems };
    this.accepted++;
    return { line, ok: true, value: parsed.value, ...(record.notices === undefined ? {} : { notices: record.notices }) };
  }

  /** What the record itself can't show: repeats in the file, and institutions. */
  private outside(value: InpatientCase): readonly CaseProblem[] {
    const problems: CaseProblem[] = [];
    const key = caseKeyText(value);
    if (this.seen.has(key)) problems.push(storedProblem('DUPLICATE_IN_BATCH', value));
    else if (this.seen.size < MOST_REMEMBERED_CASES) this.seen.add(key);
    return [...problems, ...this.unknownInstitution(value)];
  }

  /** Said also of a record with faults of its own, so that one round shows both. */
  private unknownInstitution({ caseNo, institutionCode }: FaultyOrWhole): readonly CaseProblem[] {
    if (institutionCode === null || this.options.knowsInstitution?.(institutionCode) !== false) return [];
    return [storedProblem('UNKNOWN_INSTITUTION', { caseNo: caseNo ?? '', institutionCode })];
  }

  private openEnd(): readonly CaseProblem[] {
    const { control, format, openEnd } = this.options;
    if (format === 'JSONL') return []; // a line that was cut is no JSON
    const controlled = control?.expectedRows !== undefined && control.expectedTotalCost !== undefined;
    if (this.lastCharacter === '\n' || this.lastCharacter === '\r' || controlled || openEnd === 'ACCEPT') return [];
    return [
      caseProblem(
        [],
        'LAST_LINE_INCOMPLETE',
        '文件的最后一行没有换行，可能在数字中间被截断。请在末尾加一个换行，或随文件提供行数和总费用两项控制总数。',
        'The last line has no line end and may have been cut within a number. End the file with a line break, or state both control totals (rows and total cost) beside it.',
      ),
    ];
  }

  private controlProblems(): FileProblem[] {
    const { expectedRows, expectedTotalCost } = this.options.control ?? {};
    const problems: FileProblem[] = [];
    if (expectedRows !== undefined && expectedRows !== this.read) {
      problems.push(
        fileProblem(
          'CONTROL_ROWS',
          `应有 ${expectedRows} 条，实读 ${this.read} 条。文件可能被截断或重复，请重新导出。`,
          `${expectedRows} records were announced, ${this.read} were read. The file may be cut or doubled: export it again.`,
        ),
      );
    }
    if (expectedTotalCost !== undefined && compare(expectedTotalCost, this.totalCost) !== 0) {
      const [expected, found] = [printAmount(expectedTotalCost), printAmount(this.totalCost)];
      problems.push(
        fileProblem(
          'CONTROL_TOTAL_COST',
          `总费用应为 ${expected} 元，实读合计 ${found} 元。文件可能被截断，请重新导出。`,
          `The total cost was announced as ${expected} yuan; what was read adds up to ${found}. The file may be cut: export it again.`,
        ),
      );
    }
    return problems;
  }
}

/** What names a case: of a record that could not be read whole, as far as it was. */
type FaultyOrWhole = Pick<Extract<ParsedCase, { ok: false }>, 'caseNo' | 'institutionCode'>;

function statedCost(raw: RawCase): Fraction {
  const stated = typeof raw.totalCost === 'string' ? parseDecimal(raw.totalCost) : undefined;
  // The gate lets 8 places through, so this loses nothing; one denominator keeps long sums small.
  return round(stated ?? ZERO, { scale: 8, mode: 'DOWN' });
}

function numberOf(parsed: ParsedCase): string | null {
  return parsed.ok ? parsed.value.caseNo : parsed.caseNo;
}

/** One row of the report for each problem of a rejected record. */
export function reportRows(row: CaseFileRow): CaseReportRow[] {
  if (row.ok) return [];
  return row.problems.map(({ path, code, messages }) => ({ line: row.line, caseNo: row.caseNo, code, field: fieldName(path), messages }));
}

/** The column of a file that a path of the record stands in: `costs, DRUG` → `cost.DRUG`. */
function fieldName(path: readonly string[]): string {
  const [first, ...rest] = path;
  return [first === 'costs' ? 'cost' : first === 'attributes' ? 'attribute' : first, ...rest]
    .filter((part) => part !== undefined)
    .join('.');
}
