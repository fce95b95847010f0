import { capFindings, finding } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import { scanJson, type TextLimits } from '../text/json-scanner.js';
import { shapeDocument, type Shaped } from './shape.js';

/** Largest document, in bytes of UTF-8: code maps of 30,000 rows and more fit, and the whole fits a request. */
export const LARGEST_DOCUMENT = 1_536 * 1024;

/** Limits of a ruleset's text. Its only JSON numbers are places of decimals, orders of lines, and days and months of deadlines, 0 to 999 (ARCHITECTURE 3). */
export const RULESET_TEXT: TextLimits = {
  bytes: LARGEST_DOCUMENT,
  values: 150_000,
  keys: 1_000,
  numbers: { keys: new Set(['scale', 'order', 'day', 'days', 'months', 'years']), digits: 3 },
};

/** What a document's text holds. `value` is absent when the text is not JSON within the limits, or has forbidden or duplicate keys. */
export interface ParsedText {
  readonly value?: unknown;
  readonly findings: readonly Finding[];
}

/** Codes that leave the JSON value usable, so that its shape can be reported in the same round. */
const HARMLESS: ReadonlySet<string> = new Set(['NUMBER_LITERAL', 'LONE_SURROGATE']);

/**
 * Strict text to JSON (ARCHITECTURE 5.1): size, byte order mark, encoding, depth, number of values, duplicate and forbidden keys,
 * number literals and lone surrogates are seen before JSON.parse forgets them.
 */
export function parseText(input: string | Uint8Array, limits: TextLimits = RULESET_TEXT): ParsedText {
  const bytes = typeof input === 'string' ? Buffer.byteLength(input) : input.byteLength;
  if (bytes > limits.bytes) return { findings: [finding('TEXT_TOO_LARGE', '', { bytes, limit: limits.bytes })] };
  const text = typeof input === 'string' ? input : decodeUtf8(input);
  if (text === undefined) return { findings: [finding('TEXT_ENCODING', '', {})] };
  if (text.startsWith('\ufeff')) return { findings: [finding('TEXT_BOM', '', {})] };
  if (text.trim() === '') return { findings: [finding('TEXT_EMPTY', '', {})] };
  const scan = scanJson(text, limits);
  const findings = scan.leftOut === 0 ? scan.findings : [...scan.findings, finding('FINDINGS_LEFT_OUT', '', { count: scan.leftOut })];
  if (!scan.complete || !findings.every((one) => HARMLESS.has(one.code))) return { findings };
  const value: unknown = JSON.parse(text);
  return { value, findings };
}

/** Text to a document of the right shape, or everything that is wrong with text and shape in one round. */
export function parseDocument(input: string | Uint8Array): Shaped {
  const text = parseText(input);
  if (!('value' in text)) return { findings: text.findings };
  const shaped = shapeDocument(text.value);
  if (text.findings.length === 0) return shaped;
  const seen = new Set(text.findings.map((one) => one.pointer));
  return { findings: capFindings([...text.findings, ...shaped.findings.filter((one) => !seen.has(one.pointer))]) };
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
