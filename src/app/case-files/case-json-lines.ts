import { parseText } from '../../rules/shape/parse.js';
import type { RawRecord } from './case-csv.js';
import { caseProblem } from '../cases/case-problems.js';
import { unreadable } from '../base/file-problems.js';

const LONGEST_LINE = 1_000_000;

/** Reads JSON lines: one `CaseInput` a line, blank lines skipped, in constant memory. Throws `FileError` for a line that never ends. */
export async function* readJsonLineRecords(text: AsyncIterable<string>): AsyncGenerator<RawRecord> {
  let line = 0;
  for await (const content of linesOfText(text)) {
    line++;
    if (content.trim() !== '') yield record(line, content);
  }
}

/** The lines of a text in constant memory. Throws `FileError` for one that never ends. */
export async function* linesOfText(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of text) {
    const parts = (rest + piece).split(/\r\n|\n|\r(?=[^\n])/);
    rest = parts.pop() ?? '';
    yield* parts;
    if (rest.length > LONGEST_LINE) {
      throw unreadable(
        'FILE_MALFORMED',
        `有一行超过 ${LONGEST_LINE} 个字符。JSONL 须每行一个病例。`,
        `A line is longer than ${LONGEST_LINE} characters. JSON lines have one case a line.`,
      );
    }
  }
  if (rest !== '') yield rest;
}

/** Findings that leave a record usable: numbers are looked at field by field. */
const HARMLESS: ReadonlySet<string> = new Set(['NUMBER_LITERAL', 'LONE_SURROGATE']);

function record(line: number, content: string): RawRecord {
  const { value, findings } = parseText(content);
  const finding = findings.find(({ code }) => !HARMLESS.has(code));
  if (finding) {
    const { zh, en } = finding.message;
    return {
      line,
      problems: [caseProblem([], 'RECORD_MALFORMED', `本行不是规范的 JSON：${zh}`, `This line is not proper JSON: ${en ?? zh}`)],
    };
  }
  if (isRecord(value)) return { line, raw: value };
  return { line, problems: [caseProblem([], 'RECORD_MALFORMED', '本行应为一个 JSON 对象。', 'This line must be one JSON object.')] };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
