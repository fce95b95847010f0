import { ValidationError, type FieldProblem } from './errors.js';

/** Why a file as a whole can't be used, or does not hold what it was said to hold: a closed list in order of precedence. */
export const FILE_PROBLEM_CODES = [
  'FILE_EMPTY',
  'ENCODING_UNKNOWN',
  'ENCODING_AMBIGUOUS',
  'ENCODING_BROKEN',
  'FILE_MALFORMED',
  'HEADER_MISSING',
  'HEADER_UNKNOWN',
  'HEADER_DUPLICATED',
  'CONTROL_ROWS',
  'CONTROL_TOTAL_COST',
] as const;
/** One code of the closed list. */
export type FileProblemCode = (typeof FILE_PROBLEM_CODES)[number];

/** What is wrong with a file. */
export interface FileProblem extends FieldProblem {
  readonly code: FileProblemCode;
}

/** A problem of a file, at a place in it. */
export function fileProblem(code: FileProblemCode, zh: string, en: string, place: readonly string[] = []): FileProblem {
  return { path: ['file', ...place], code, messages: { zh, en } };
}

/** A file that can't be read, or not any further. */
export class FileError extends ValidationError {
  constructor(readonly problems: readonly FileProblem[]) {
    super(problems);
  }
}

/** One problem that ends the reading of a file. */
export function unreadable(code: FileProblemCode, zh: string, en: string, place: readonly string[] = []): FileError {
  return new FileError([fileProblem(code, zh, en, place)]);
}
