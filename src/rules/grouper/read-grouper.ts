import type { Grouper } from '../../engine/grouper/grouper.js';
import { jsonHash } from '../document/hash.js';
import { parseText } from '../shape/parse.js';
import { knownKeys } from '../shape/shape.js';
import { issueFindings } from '../shape/shape-issues.js';
import type { Finding } from '../findings/finding.js';
import type { TextLimits } from '../text/json-scanner.js';
import { grouperDocumentSchema, type GrouperDocument } from './grouper-document.js';
import { faultProblem, type GrouperProblem } from './grouper-problems.js';
import { openGrouper } from './open-grouper.js';

/** Limits of a grouper's text: a national book has some 110,000 codes in 1,600 sets, about 1.5 MB. */
export const GROUPER_TEXT: TextLimits = {
  bytes: 16 * 1024 * 1024,
  values: 1_000_000,
  keys: 20_000,
  numbers: { keys: new Set(['order']), digits: 7 },
};

/** A document that is a grouper, with the hash that names its content. */
export interface ReadGrouper {
  readonly document: GrouperDocument;
  readonly grouper: Grouper;
  /** SHA-256 of its canonical JSON: the order of keys and white space never change it. */
  readonly contentHash: string;
}

/** What came of reading a text: a grouper, or everything that is wrong with it. */
export type GrouperReading =
  | { readonly read: ReadGrouper; readonly problems: readonly [] }
  | { readonly read?: undefined; readonly problems: readonly GrouperProblem[] };

/** Reads a grouper's text: strict JSON, its shape, its rules and names, in this order; the first step that finds something ends it. */
export function readGrouperText(input: string | Uint8Array): GrouperReading {
  const bytes = typeof input === 'string' ? Buffer.byteLength(input) : input.byteLength;
  if (bytes > GROUPER_TEXT.bytes) return { problems: [tooLarge(bytes)] };
  const text = parseText(input, GROUPER_TEXT);
  if (!('value' in text) || text.findings.length > 0) return { problems: text.findings.map(findingProblem) };
  return readGrouper(text.value);
}

/** As `readGrouperText`, of JSON that was read already. */
function readGrouper(value: unknown): GrouperReading {
  const shaped = grouperDocumentSchema.safeParse(value, { error: knownKeys });
  if (!shaped.success) return { problems: shaped.error.issues.flatMap((issue) => issueFindings(value, issue)).map(findingProblem) };
  const { grouper, faults } = openGrouper(shaped.data);
  if (faults) return { problems: faults.map(faultProblem) };
  return { read: { document: shaped.data, grouper, contentHash: jsonHash(shaped.data) }, problems: [] };
}

function findingProblem({ severity, code, pointer, message }: Finding): GrouperProblem {
  return { severity: severity === 'ERROR' ? 'ERROR' : 'WARNING', code, where: pointer, message };
}

function tooLarge(bytes: number): GrouperProblem {
  const message = {
    zh: `分组方案文件有 ${bytes} 字节，上限为 ${GROUPER_TEXT.bytes} 字节。`,
    en: `The grouper has ${bytes} bytes; the limit is ${GROUPER_TEXT.bytes} bytes.`,
  };
  return { severity: 'ERROR', code: 'TEXT_TOO_LARGE', where: '', message };
}
