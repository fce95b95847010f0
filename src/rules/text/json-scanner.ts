import { brokenText } from '../../engine/kit/text.js';
import type { Label } from '../../engine/plan/plan.js';
import { finding, MOST_FINDINGS, pointerTo } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import * as wrong from './json-syntax.js';

/** Deepest nesting of a document. Seen before anything recursive runs. */
const DEEPEST = 64;

/** How large a JSON text may be, and where numbers may stand in it. */
export interface TextLimits {
  /** Bytes of UTF-8. */
  readonly bytes: number;
  /** Values: objects, lists, texts, flags, numbers. */
  readonly values: number;
  /** Keys of one object. */
  readonly keys: number;
  /** The only keys whose values are JSON numbers, whole and not negative: of how many digits at most. */
  readonly numbers: { readonly keys: ReadonlySet<string | number>; readonly digits: number };
}

/** What a scan found. `complete`: the text is JSON within the limits, so that JSON.parse may run. */
export interface Scan {
  readonly complete: boolean;
  readonly findings: readonly Finding[];
  /** Findings that were seen but not kept. */
  readonly leftOut: number;
}

/** An object or list that is being read. `step` is the key or index of the member being read. */
interface Frame {
  readonly keys: Set<string> | undefined;
  step: string | number;
}

/** Makes a finding once its place is known. */
type MakeFinding = (pointer: string, place: { readonly line: number; readonly column: number }) => Finding;

/** Longest key. */
const LONGEST_KEY = 200;
/** Names that every object has already: as keys they would be answered by the prototype. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set([...Object.getOwnPropertyNames(Object.prototype), 'prototype']);
const WHOLE = /^(?:0|[1-9]\d*)$/;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

/**
 * Reads JSON text once, without recursion, for what JSON.parse forgets or would die of: depth, number of values, duplicate and
 * forbidden keys, number literals, lone surrogates; and for syntax errors with their place. It keeps no values.
 */
export function scanJson(text: string, limits: Omit<TextLimits, 'bytes'>): Scan {
  return new Scanner(text, limits).scan();
}

class Scanner {
  private position = 0;
  private line = 1;
  private lineStart = 0;
  private values = 0;
  private stopped = false;
  /** Where the text that was read last starts. */
  private lastText = 0;
  private leftOut = 0;
  private readonly stack: Frame[] = [];
  private readonly findings: Finding[] = [];

  constructor(
    private readonly text: string,
    private readonly limits: Omit<TextLimits, 'bytes'>,
  ) {}

  scan(): Scan {
    this.skipSpace();
    this.readValue();
    while (!this.stopped) {
      this.skipSpace();
      const frame = this.stack.at(-1);
      if (frame === undefined) break;
      if (frame.keys === undefined) this.readElement(frame);
      else this.readMember(frame, frame.keys);
    }
    if (!this.stopped && this.position < this.text.length) this.fail(wrong.AFTER_END);
    return { complete: !this.stopped, findings: this.findings, leftOut: this.leftOut };
  }

  /** The next element of a list, or its end. */
  private readElement(frame: Frame): void {
    const first = frame.step === -1;
    if (this.take(']')) return this.close();
    if (!first && !this.take(',')) return this.fail(wrong.LIST_GOES_ON);
    frame.step = Number(frame.step) + 1;
    this.skipSpace();
    if (!first && this.at(']')) return this.fail(wrong.TRAILING_COMMA);
    this.readValue();
  }

  /** The next member of an object, or its end. `step` is -1 before the first. */
  private readMember(frame: Frame, keys: Set<string>): void {
    const first = frame.step === -1;
    if (this.take('}')) return this.close();
    if (!first && !this.take(',')) return this.fail(wrong.OBJECT_GOES_ON);
    this.skipSpace();
    if (!first && this.at('}')) return this.fail(wrong.TRAILING_COMMA);
    if (!this.at('"')) return this.fail(wrong.KEY_EXPECTED);
    const start = this.position;
    const key = this.readText();
    if (key === undefined) return;
    if (key.length > LONGEST_KEY) {
      return this.refuse((pointer, place) => finding('KEY_TOO_LONG', pointer, { ...place, limit: LONGEST_KEY }));
    }
    frame.step = key;
    this.checkKey(key, keys, start);
    if (keys.size > this.limits.keys) {
      return this.refuse((pointer, place) => finding('TOO_MANY_KEYS', pointer, { ...place, limit: this.limits.keys }));
    }
    this.skipSpace();
    if (!this.take(':')) return this.fail(wrong.COLON_EXPECTED);
    this.skipSpace();
    this.readValue();
  }

  private checkKey(key: string, keys: Set<string>, start: number): void {
    if (keys.has(key)) this.report(start, (pointer, place) => finding('DUPLICATE_KEY', pointer, { ...place, key }));
    else if (FORBIDDEN_KEYS.has(key)) this.report(start, (pointer, place) => finding('FORBIDDEN_KEY', pointer, { ...place, key }));
    else if (brokenText(key) !== undefined) this.report(start, (pointer, place) => finding('LONE_SURROGATE', pointer, place));
    keys.add(key);
  }

  /** A whole scalar, or the start of an object or list. */
  private readValue(): void {
    this.values++;
    if (this.values > this.limits.values) {
      return this.refuse((pointer, place) => finding('TOO_MANY_VALUES', pointer, { ...place, limit: this.limits.values }));
    }
    if (this.at('{') || this.at('[')) return this.open();
    if (this.at('"')) {
      const start = this.position;
      const value = this.readText();
      if (value !== undefined && brokenText(value) !== undefined) {
        this.report(start, (pointer, place) => finding('LONE_SURROGATE', pointer, place));
      }
      return;
    }
    if (this.match(WORD) === undefined) this.readNumber();
  }

  private readNumber(): void {
    const start = this.position;
    const number = this.match(NUMBER);
    if (number === undefined) return this.fail(this.position < this.text.length ? wrong.VALUE_EXPECTED : wrong.ENDS_EARLY);
    if (/[0-9.]/.test(this.text.charAt(this.position))) return this.fail(wrong.BAD_NUMBER);
    const step = this.stack.at(-1)?.step;
    const { keys, digits } = this.limits.numbers;
    const allowed = step !== undefined && keys.has(step) && WHOLE.test(number) && number.length <= digits;
    if (!allowed) this.report(start, (pointer, place) => finding('NUMBER_LITERAL', pointer, { ...place, text: number }));
  }

  /** The text at the position, decoded; `undefined` after a syntax error. */
  private readText(): string | undefined {
    const start = this.position;
    this.lastText = start;
    let escaped = false;
    for (let at = start + 1; at < this.text.length; at++) {
      const unit = this.text.charCodeAt(at);
      if (unit === 0x22) {
        this.position = at + 1;
        const raw = this.text.slice(start, at + 1);
        return escaped ? this.decode(raw) : raw.slice(1, -1);
      }
      if (unit < 0x20) return this.failAt(at, wrong.CONTROL_CHARACTER);
      if (unit !== 0x5c) continue;
      escaped = true;
      const length = wrong.escapeLength(this.text, at);
      if (length === undefined) return this.failAt(at, wrong.BAD_ESCAPE);
      at += length - 1;
    }
    return this.failAt(start, wrong.TEXT_NOT_CLOSED);
  }

  /** Escapes were checked while reading, so this cannot throw. */
  private decode(raw: string): string {
    return String(JSON.parse(raw));
  }

  private open(): void {
    if (this.stack.length >= DEEPEST) {
      return this.refuse((pointer, place) => finding('NESTING_TOO_DEEP', pointer, { ...place, limit: DEEPEST }));
    }
    this.stack.push({ keys: this.at('{') ? new Set() : undefined, step: -1 });
    this.position++;
  }

  private close(): void {
    this.stack.pop();
  }

  private at(character: string): boolean {
    return this.text.charAt(this.position) === character;
  }

  private take(character: string): boolean {
    if (!this.at(character)) return false;
    this.position++;
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.position += found.length;
    return found;
  }

  /** Line breaks stand only between tokens: inside texts they are errors. */
  private skipSpace(): void {
    for (; ; this.position++) {
      const unit = this.text.charCodeAt(this.position);
      if (unit === 0x0a) {
        this.line++;
        this.lineStart = this.position + 1;
      } else if (unit !== 0x20 && unit !== 0x09 && unit !== 0x0d) return;
    }
  }

  private fail(what: Label): void {
    this.failAt(this.position, what);
  }

  private failAt(position: number, what: Label): undefined {
    const blamed = this.blame(position);
    const label = wrong.strangeSign(this.text, blamed) ?? (position >= this.text.length ? wrong.ENDS_EARLY : what);
    this.position = blamed;
    this.refuse((pointer, place) => finding('SYNTAX', pointer, { ...place, what: label }));
  }

  /** The place at fault: a wide quote that was to close the text before, on this line; otherwise the place itself. */
  private blame(position: number): number {
    if (this.lastText < this.lineStart || wrong.strangeSign(this.text, position)) return position;
    return wrong.wideQuote(this.text, { start: this.lastText, end: position }) ?? position;
  }

  /** Reports and stops. */
  private refuse(make: MakeFinding): void {
    this.stopped = true;
    this.report(this.position, make);
  }

  /** The finding that stops the scan is always kept. */
  private report(position: number, make: MakeFinding): void {
    if (this.findings.length >= MOST_FINDINGS && !this.stopped) this.leftOut++;
    else this.findings.push(make(this.pointer(), { line: this.line, column: position - this.lineStart + 1 }));
  }

  private pointer(): string {
    return pointerTo('', ...this.stack.map((frame) => frame.step).filter((step) => step !== -1));
  }
}
