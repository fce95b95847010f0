import path from 'node:path';
import { Mistake } from '../terminal/mistake.js';
import type { Terminal } from '../terminal/terminal.js';
import { CaseFile, type CaseFileOptions, type ControlTotals } from '../../app/case-files/case-file.js';
import type { FileEncoding } from '../../app/sheets/text-decoding.js';

/** How the command line says what a file of cases is. */
export interface FileOptions {
  readonly format?: 'CSV' | 'JSONL';
  readonly encoding?: string;
}

const ENCODINGS: readonly FileEncoding[] = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be'];
const FORMATS: Readonly<Record<string, 'CSV' | 'JSONL'>> = { '.csv': 'CSV', '.jsonl': 'JSONL', '.ndjson': 'JSONL' };

/** Format and encoding of a file, as stated or by its name. */
export function fileOptions(file: string, { format, encoding }: FileOptions): Pick<CaseFileOptions, 'format' | 'encoding'> {
  const found = format ?? FORMATS[path.extname(file).toLowerCase()];
  if (found === undefined)
    throw new Mistake(
      'FORMAT',
      `看不出 ${file} 的格式。请用 --format CSV 或 --format JSONL 写明。`,
      `The format of ${file} can’t be told from its name. State --format CSV or --format JSONL.`,
    );
  return { format: found, ...(encoding === undefined ? {} : { encoding: encodingOf(encoding) }) };
}

function encodingOf(text: string): FileEncoding {
  const found = ENCODINGS.find((encoding) => encoding === text.toLowerCase());
  if (found !== undefined) return found;
  throw new Mistake(
    'ENCODING',
    `编码应为 ${ENCODINGS.join('、')} 之一，现为“${text}”。`,
    `The encoding must be one of ${ENCODINGS.join(', ')}.`,
  );
}

/** A file of cases that is only read, not imported: a last line without its line end is taken as it is. */
export function caseFileOf(terminal: Terminal, file: string, options: FileOptions & { readonly control?: ControlTotals }): CaseFile {
  return new CaseFile(terminal.read(file), { ...fileOptions(file, options), openEnd: 'ACCEPT' });
}
