import { foldCode } from './fold-code.js';
import type { DiagnosisReading } from '../plan/group-terms.js';
import type { CodeList } from '../plan/plan.js';

/**
 * 编码模式 a code, or a prefix of codes, as a catalogue writes it. Codes are opaque keys: nothing but trimming is assumed of them.
 *
 * A trailing `*` is the prefix mark, and one star is taken off: `C34*` means every code that begins with `C34`.
 * The asterisk codes of ICD-10 end in a star of their own, hence two more sentences:
 * a dagger–asterisk pair (`E11.600x015+M14.2*`) is one whole code and its star is part of it;
 * a lone asterisk code is written with both stars, `M14.2**`: codes that begin with `M14.2*`. (`M14.2*` finds it too, and `M14.200` besides.)
 */
export type CodePattern = { readonly kind: 'exact'; readonly code: string } | { readonly kind: 'prefix'; readonly prefix: string };

/** `+`, then a code, then the only star, at the end: the pair's own star. */
const DAGGER_ASTERISK = /\+[^+*]+\*$/;

/** Reads a pattern as a catalogue or a code list writes it. */
export function parseCodePattern(text: string): CodePattern {
  const pattern = text.trim();
  if (!pattern.endsWith('*') || DAGGER_ASTERISK.test(pattern)) return { kind: 'exact', code: pattern };
  return { kind: 'prefix', prefix: pattern.slice(0, -1) };
}

/** A code list as it is compared: without regard to case. Made once. */
export interface FoldedList {
  readonly exact: ReadonlySet<string>;
  readonly prefixes: readonly string[];
}

const FOLDED = new WeakMap<CodeList, FoldedList>();

/** What a list holds, made ready to be compared with folded codes. */
export function foldedList(list: CodeList): FoldedList {
  const known = FOLDED.get(list);
  if (known !== undefined) return known;
  const exact = new Set([...list.exact].map((code) => foldCode(code)));
  const folded = list.byName === true ? list : { exact, prefixes: [...new Set(list.prefixes.map((prefix) => foldCode(prefix)))] };
  FOLDED.set(list, folded);
  return folded;
}

/** Whether a code is in a list, without regard to case. */
export function inCodeList(list: CodeList, code: string): boolean {
  const { exact, prefixes } = foldedList(list);
  const compared = list.byName === true ? code : foldCode(code);
  return exact.has(compared) || prefixes.some((prefix) => compared.startsWith(prefix));
}

/** How many characters of a diagnosis make its category (类目) and its subcategory (亚目), the dot not counted. */
const CATEGORY_LENGTH = 3;
const SUBCATEGORY_LENGTH = 4;

/** Ways to cut a diagnosis down to the key by which it is compared. */
export type DiagnosisKeyMode = DiagnosisReading;

/** The key by which a diagnosis is compared: `I21.000x003` is `I210` as subcategory and `I21` as category. */
export function diagnosisKey(code: string, mode: DiagnosisKeyMode): string {
  switch (mode) {
    case 'EXACT':
    case 'PREFIX':
      return code;
    case 'SUBCATEGORY_4':
      return firstCharacters(code, SUBCATEGORY_LENGTH);
    case 'CATEGORY_3':
      return firstCharacters(code, CATEGORY_LENGTH);
  }
}

function firstCharacters(code: string, count: number): string {
  return code
    .slice(0, count + 1)
    .replace('.', '')
    .slice(0, count);
}

/** `A15-A16`, `K80.0-K80.3`, with or without the prefix mark at both ends. */
const RANGE = /^([A-Z]\d\d(?:\.\d)?)\*?-([A-Z]\d\d(?:\.\d)?)\*?$/;
const DIGITS = 10;

/**
 * 编码范围 the prefixes of a range of categories or subcategories, both ends included; undefined where a text is no range, or a reversed one.
 * Categories whose third sign is a letter (`C7A`) lie in no range.
 */
export function prefixesOfRange(text: string): readonly string[] | undefined {
  const [, from, to] = RANGE.exec(foldCode(text)) ?? [];
  if (from === undefined || to === undefined || from.length !== to.length || from > to) return undefined;
  const size = DIGITS ** (from.length === 'A00'.length ? 2 : 3);
  const numberOf = (code: string): number => code.charCodeAt(0) * size + Number(code.slice(1).replace('.', ''));
  return Array.from({ length: numberOf(to) - numberOf(from) + 1 }, (_, place) => {
    const number = numberOf(from) + place;
    const digits = String(number % size).padStart(size === DIGITS ** 2 ? 2 : 3, '0');
    return `${String.fromCharCode(Math.floor(number / size))}${digits.slice(0, 2)}${digits.length > 2 ? `.${digits.slice(2)}` : ''}`;
  });
}

/**
 * The patterns, folded, that a diagnosis of a catalogue means. Read as PREFIX, categories and subcategories (`K80`, `A09.0`, `M47.0+` without
 * its dagger) mean all codes that begin so, ranges (`A15-A16`) all between, and longer codes themselves.
 */
export function diagnosisPatterns(text: string, mode: DiagnosisKeyMode): readonly CodePattern[] {
  const folded = foldCode(text);
  if (mode !== 'PREFIX') return [parseCodePattern(folded)];
  const range = prefixesOfRange(folded);
  if (range !== undefined) return range.map((prefix) => ({ kind: 'prefix', prefix }));
  const code = folded.endsWith('+') ? folded.slice(0, -1) : folded;
  const isShort = !code.endsWith('*') && code.replace('.', '').length <= SUBCATEGORY_LENGTH;
  return [isShort ? { kind: 'prefix', prefix: code } : parseCodePattern(code)];
}
