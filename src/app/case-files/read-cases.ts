import { ATTRIBUTE_PREFIX, COST_PREFIX, LIST_SEPARATOR } from './case-csv-columns.js';
import { readCsvRecords, type RawRecord } from './case-csv.js';
import { readJsonLineRecords } from './case-json-lines.js';
import { ValidationError, type FieldProblem } from '../base/errors.js';
import { unreadable } from '../base/file-problems.js';
import { parseCase, type RawCase } from '../cases/case-parse.js';
import { CsvReading } from '../sheets/csv-reading.js';
import { decodeText } from '../sheets/text-decoding.js';
import { parseText, RULESET_TEXT } from '../../rules/shape/parse.js';
import { isObject } from '../../rules/shape/shape-words.js';
import type { TextLimits } from '../../rules/text/json-scanner.js';

/** The most cases that are read from one text. */
export const MOST_CASES_READ = 500;

/** A value of a case by the name of its column in files. */
export interface CaseCell {
  readonly name: string;
  readonly text: string;
}

/** A case as a text states it, field by field, and what is wrong with it. `line` counts from 1, a header included; of an array, its entries. */
export interface CaseOfText {
  readonly line: number;
  readonly cells: readonly CaseCell[];
  readonly problems: readonly FieldProblem[];
}

/** The cells of a case that came as a row or as JSON. What is no text, number, flag or list of those is left to `parseCase` to refuse. */
function cellsOf(raw: RawCase): readonly CaseCell[] {
  return Object.entries(raw).flatMap(([name, value]): CaseCell[] => {
    if (name === 'costs') return namedCells(COST_PREFIX, 'category', 'amount', value);
    if (name === 'attributes') return namedCells(ATTRIBUTE_PREFIX, 'name', 'value', value);
    const text = Array.isArray(value) ? value.map(plainText).join(LIST_SEPARATOR) : plainText(value);
    return text === '' ? [] : [{ name, text }];
  });
}

function namedCells(prefix: string, nameKey: string, valueKey: string, list: unknown): CaseCell[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown): CaseCell[] => {
    const fields = new Map<string, unknown>(Object.entries(typeof entry === 'object' && entry !== null ? entry : {}));
    const [name, text] = [plainText(fields.get(nameKey)), plainText(fields.get(valueKey))];
    return name === '' || text === '' ? [] : [{ name: `${prefix}${name}`, text }];
  });
}

function plainText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

function readCase(record: RawRecord): CaseOfText {
  const { line } = record;
  if ('problems' in record) return { line, cells: [], problems: record.problems };
  const parsed = parseCase(record.raw);
  const problems = parsed.ok ? [] : parsed.problems;
  // The number of a person's identity is in no answer, not even in that of who sent it.
  const hidden = new Set(problems.flatMap(({ code, path }) => (code === 'IDENTITY_NUMBER' ? [path.at(-1)] : [])));
  const isHidden = ({ name }: CaseCell): boolean => hidden.has(name) || hidden.has(name.slice(ATTRIBUTE_PREFIX.length));
  return { line, cells: cellsOf(record.raw).filter((cell) => !isHidden(cell)), problems };
}

/** Whole numbers of a case may be JSON numbers; amounts are texts. */
const CASE_TEXT: TextLimits = {
  ...RULESET_TEXT,
  numbers: {
    keys: new Set(['ageYears', 'ageDays', 'birthWeightGrams', 'admissionWeightGrams', 'ventilationHours', 'daysSinceLastStay', 'stayPart']),
    digits: 7,
  },
};

/** One case, or a list of them, in JSON; `undefined`: an object that is not all there is, so perhaps one case a line. Throws `FileError`. */
function jsonRecords(text: string): readonly RawRecord[] | undefined {
  const { value, findings } = parseText(text, CASE_TEXT);
  if (Array.isArray(value) || isObject(value))
    return (Array.isArray(value) ? value : [value]).map((raw: unknown, index) => ({ line: index + 1, raw: isObject(raw) ? raw : {} }));
  if (!text.startsWith('[')) return undefined;
  const { zh = '', en = zh } = findings[0]?.message ?? {};
  throw unreadable(
    'FILE_MALFORMED',
    `不是规范的 JSON：${zh} 金额须写成文本，如 "25000.00"。`,
    `This is no proper JSON: ${en} Amounts are texts, such as "25000.00".`,
  );
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async source of one part
async function* onePart<T>(part: T): AsyncGenerator<T> {
  yield part;
}

async function* recordsOf(text: string): AsyncGenerator<RawRecord> {
  const isJson = /^\s*[[{]/.test(text);
  const whole = isJson ? jsonRecords(text.trim()) : undefined;
  if (whole !== undefined) yield* whole;
  else if (isJson) yield* readJsonLineRecords(onePart(text));
  else yield* readCsvRecords(onePart(text), new CsvReading());
}

/**
 * 读取病例 reads cases of a text as imports read them, and stores nothing: rows of a sheet below their headings (commas, tabs or semicolons between the
 * cells), one case or a list of cases in JSON, or a case a line. Throws `FileError` for what can't be read, LIMIT_EXCEEDED for too many cases.
 */
export async function readCases(bytes: Uint8Array): Promise<readonly CaseOfText[]> {
  let text = '';
  for await (const piece of decodeText(onePart(bytes))) text += piece;
  const read: CaseOfText[] = [];
  for await (const record of recordsOf(text.replace(/^\ufeff/, ''))) {
    if (read.length === MOST_CASES_READ) throw tooMany();
    read.push(readCase(record));
  }
  if (read.length > 0) return read;
  throw unreadable(
    'FILE_EMPTY',
    '没有读到病例：首行须为表头，下面每行一个病例。',
    'There are no cases: the first line must be the headings, with a case a line below.',
  );
}

function tooMany(): ValidationError {
  const messages = {
    zh: `一次至多读 ${MOST_CASES_READ} 例。请分批，或导入后计分。`,
    en: `At most ${MOST_CASES_READ} cases are read at once. Send them in parts, or import the file.`,
  };
  return new ValidationError([{ path: ['file'], code: 'TOO_MANY', messages }], messages, 'LIMIT_EXCEEDED');
}
