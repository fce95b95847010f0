import { diagnosisKey, parseCodePattern, type DiagnosisKeyMode } from './code-pattern.js';
import { isWholeCode, type CodeUse } from './national-code.js';

/** What is known of codes: those that a catalogue, lists and tables hold. */
export interface KnownPatterns {
  readonly patterns: Iterable<string>;
  /** How whole codes are compared with patterns that are no prefixes. */
  readonly mode: DiagnosisKeyMode;
}

/** Codes remembered with their answers, before all are forgotten. */
const MOST_REMEMBERED = 100_000;

/** 相近编码 finds, for a code that stands nowhere, a known one that it was probably meant to be. */
export class NearCodes {
  readonly #use: CodeUse;
  readonly #mode: DiagnosisKeyMode;
  readonly #exact = new Set<string>();
  readonly #keys = new Set<string>();
  readonly #prefixes = new Map<number, Set<string>>();
  /** The first known code by what stands before its extension (`x001`). */
  readonly #byBase = new Map<string, string>();
  readonly #answers = new Map<string, string | null>();

  constructor(use: CodeUse, { patterns, mode }: KnownPatterns) {
    this.#use = use;
    this.#mode = mode;
    for (const text of new Set(patterns)) this.#know(text);
  }

  /** The known code that an unknown one was probably meant to be; null where it is known, or none is near. */
  near(code: string): string | null {
    if (this.#exact.has(code)) return null;
    const known = this.#answers.get(code);
    if (known !== undefined) return known;
    const answer = this.#isKnown(code) ? null : this.#nearest(code);
    if (this.#answers.size >= MOST_REMEMBERED) this.#answers.clear();
    this.#answers.set(code, answer);
    return answer;
  }

  #know(text: string): void {
    const pattern = parseCodePattern(text);
    if (pattern.kind === 'prefix') {
      const { prefix } = pattern;
      const same = this.#prefixes.get(prefix.length) ?? new Set<string>();
      this.#prefixes.set(prefix.length, same.add(prefix));
      return;
    }
    const { code } = pattern;
    this.#exact.add(code);
    if (this.#mode !== 'EXACT') this.#keys.add(diagnosisKey(code, this.#mode));
    const base = code.replace(/(\d)x\d+$/, '$1');
    const first = this.#byBase.get(base);
    if (first === undefined || code < first) this.#byBase.set(base, code);
  }

  /** A code that is no whole one says nothing by beginning like a prefix: a spreadsheet may have eaten the rest. */
  #isKnown(code: string): boolean {
    if (this.#exact.has(code) || (this.#mode !== 'EXACT' && this.#keys.has(diagnosisKey(code, this.#mode)))) return true;
    if (!isWholeCode(code, this.#use)) return false;
    for (const [length, prefixes] of this.#prefixes) if (prefixes.has(code.slice(0, length))) return true;
    return false;
  }

  #nearest(code: string): string | null {
    const mended = this.#mended(code);
    const found = mended.find((candidate) => candidate !== code && this.#isKnown(candidate));
    if (found !== undefined) return found;
    if (isWholeCode(code, this.#use)) return null;
    return mended.map((candidate) => this.#byBase.get(candidate)).find((candidate) => candidate !== undefined) ?? null;
  }

  /** What a code becomes with its case, its point, its first zero and its last zeros put right; the least change first. */
  #mended(code: string): readonly string[] {
    const plain = code.normalize('NFKC').trim();
    switch (this.#use) {
      case 'diagnoses': {
        const cased = plain.slice(0, 1).toUpperCase() + plain.slice(1).replaceAll('X', 'x');
        const pointed = /^[A-Z]\d\d[\dx]/.test(cased) ? `${cased.slice(0, 3)}.${cased.slice(3)}` : cased;
        return [...new Set([cased, pointed, filled(pointed, 7)])];
      }
      case 'operations': {
        const cased = plain.replaceAll('X', 'x');
        const led = /^\d(?:\.|$)/.test(cased) ? `0${cased}` : cased;
        const pointed = /^\d\d[\dx]/.test(led) ? `${led.slice(0, 2)}.${led.slice(2)}` : led;
        return [...new Set([cased, led, pointed, filled(pointed, 7)])];
      }
    }
  }
}

/** A code with the zeros at its end that a number loses. */
function filled(code: string, length: number): string {
  const pointed = code.includes('.') ? code : `${code}.`;
  return /x/.test(pointed) ? code : pointed.padEnd(length, '0');
}
