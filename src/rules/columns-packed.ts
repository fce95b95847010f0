import { must } from '../engine/assert.js';
import { BLOCK } from './columns-classify.js';
import type { AddWorth, CodePart, Part, ThresholdPart } from './columns-fused.js';

/**
 * Adds class × stride to situations of a byte each, four rows to a word: of `count` words from the row `from` on, a multiple of four. A row
 * without a class gets the byte's highest bit, which no sum of the others reaches.
 */
export type AddPacked = (words: Int32Array, from: number, count: number) => void;

/** Rows in a word. */
export const LANES = 4;
/** A table of at most so many situations is decided four rows at a time. */
export const MOST_PACKED = 128;

const NO_CLASS = 0x80;
const EVERY_LANE = 0x01010101;
/** Codes of a dictionary of at most so many entries are looked up two rows at a time. */
const MOST_PAIRED = 64;

/**
 * The facts of a table of at most `MOST_PACKED` situations. A situation fits a byte, so that the sums of four rows are read, added and written
 * at once: measured, 0.4 to 1.5 ns a fact and 0.5 ns for the verdict, where a row at a time costs twice as much.
 */
export function packFacts(parts: readonly Part[]): AddPacked[] {
  const thresholds = parts.filter((part) => part.kind === 'threshold').filter(({ base, step }) => base >= 0 && base + step >= 0);
  const pairs = parts.flatMap((part) => (part.kind === 'code' ? pairedCodes(part) : []));
  const isJoined = new Set<Part>([...thresholds, ...pairs.map(({ part }) => part)]);
  const passes = parts.filter((part) => !isJoined.has(part)).map(alone);
  for (let at = 0; at < thresholds.length; at += 2) passes.push(thresholdPass(must(thresholds[at], 'part'), thresholds[at + 1]));
  for (let at = 0; at < pairs.length; at += 2) passes.push(codePass(must(pairs[at], 'part'), pairs[at + 1]));
  return passes;
}

function alone(part: Part): AddPacked {
  switch (part.kind) {
    case 'threshold':
      return bySteps(part.values, [part.at], [part.base, part.base + part.step]);
    case 'steps':
      return part.thresholds.length > MOST_STEPS ? unpacked(part.add) : bySteps(part.values, part.thresholds, part.worths);
    case 'code': {
      const { codes } = part;
      const lanes = Uint8Array.from(part.worths, laneOf);
      if (!(codes instanceof Uint8Array)) return (words, from, count) => addWideCodes(words, from, count, codes, lanes);
      return (words, from, count) => addCodes(words, from, count, codes, lanes);
    }
    case 'other':
      return unpacked(part.add);
  }
}

/** A byte's worth: itself, or the bit of a row without a class. */
function laneOf(worth: number): number {
  return worth < 0 ? NO_CLASS : worth;
}

function thresholdPass(one: ThresholdPart, other: ThresholdPart | undefined): AddPacked {
  const { values: p, at: a, step: e } = one;
  const base = (one.base + (other?.base ?? 0)) * EVERY_LANE;
  if (other === undefined) return (words, from, count) => addThreshold(words, from, count, p, a, e, base);
  const { values: q, at: b, step: f } = other;
  return (words, from, count) => addTwoThresholds(words, from, count, [p, q], [a, b], [e, f], base);
}

/** Codes of two rows as one number, and what two rows of every such number are worth. */
interface PairedCodes {
  readonly part: CodePart;
  readonly codes: Uint16Array;
  readonly worths: Uint16Array;
}

/** Small dictionaries whose every entry has a class. */
function pairedCodes(part: CodePart): readonly PairedCodes[] {
  const { codes, worths: each } = part;
  if (!(codes instanceof Uint8Array) || codes.byteOffset % 2 !== 0) return [];
  if (each.length > MOST_PAIRED || each.some((worth) => worth < 0)) return [];
  const worths = new Uint16Array(each.length * 257);
  const bytes = new Uint8Array(2);
  const both = new Uint16Array(bytes.buffer);
  for (bytes[0] = 0; bytes[0] < each.length; bytes[0]++) {
    for (bytes[1] = 0; bytes[1] < each.length; bytes[1]++) {
      worths[both[0] ?? 0] = (each[bytes[0]] ?? 0) | ((each[bytes[1]] ?? 0) << 8);
    }
  }
  return [{ part, codes: new Uint16Array(codes.buffer, codes.byteOffset, codes.length >> 1), worths }];
}

function codePass(one: PairedCodes, other: PairedCodes | undefined): AddPacked {
  if (other === undefined) return (words, from, count) => addPairs(words, from, count, one.codes, one.worths);
  return (words, from, count) => addTwoPairs(words, from, count, [one.codes, other.codes], [one.worths, other.worths]);
}

const MOST_STEPS = 4;

function bySteps(values: Int32Array, thresholds: readonly number[], worths: readonly number[]): AddPacked {
  // A threshold that is not there is the first one again: whoever passes the one passes the other.
  const again = new Array<number>((thresholds.length <= 2 ? 2 : MOST_STEPS) - thresholds.length);
  const [a = 0, b = 0, c, d] = [...again.fill(must(thresholds[0], 'threshold')), ...thresholds];
  const lanes = Uint8Array.from([...again.fill(0), ...worths], laneOf);
  lanes[0] = laneOf(must(worths[0], 'worth'));
  if (c === undefined || d === undefined) return (words, from, count) => addTwoSteps(words, from, count, values, [a, b], lanes);
  return (words, from, count) => addFourSteps(words, from, count, values, [a, b, c, d], lanes);
}

/** What is worked out a row at a time is put together afterwards. */
function unpacked(add: AddWorth): AddPacked {
  const worths = new Int32Array(BLOCK);
  return (words, from, count) => {
    worths.fill(0);
    add(worths, from, from + count * LANES);
    addWorths(words, count, worths);
  };
}

// The loops take everything as parameters, as in columns-fused.ts. Every access is to a column of one kind: what sees two kinds is slower.

function addThreshold(words: Int32Array, from: number, count: number, p: Int32Array, a: number, e: number, base: number): void {
  for (let i = 0, row = from; i < count; i++, row += 4) {
    const low = Number((p[row] ?? 0) >= a) | (Number((p[row + 1] ?? 0) >= a) << 8);
    const high = (Number((p[row + 2] ?? 0) >= a) << 16) | (Number((p[row + 3] ?? 0) >= a) << 24);
    words[i] = ((words[i] ?? 0) + base + Math.imul(low | high, e)) | 0;
  }
}

type Two<T> = readonly [T, T];

function addTwoThresholds(
  words: Int32Array,
  from: number,
  count: number,
  [p, q]: Two<Int32Array>,
  [a, b]: Two<number>,
  [e, f]: Two<number>,
  base: number,
): void {
  for (let i = 0, row = from; i < count; i++, row += 4) {
    const low = Number((p[row] ?? 0) >= a) | (Number((p[row + 1] ?? 0) >= a) << 8);
    const high = (Number((p[row + 2] ?? 0) >= a) << 16) | (Number((p[row + 3] ?? 0) >= a) << 24);
    const otherLow = Number((q[row] ?? 0) >= b) | (Number((q[row + 1] ?? 0) >= b) << 8);
    const otherHigh = (Number((q[row + 2] ?? 0) >= b) << 16) | (Number((q[row + 3] ?? 0) >= b) << 24);
    words[i] = ((words[i] ?? 0) + base + Math.imul(low | high, e) + Math.imul(otherLow | otherHigh, f)) | 0;
  }
}

function addPairs(words: Int32Array, from: number, count: number, p: Uint16Array, a: Uint16Array): void {
  for (let i = 0, pair = from >> 1; i < count; i++, pair += 2) {
    words[i] = ((words[i] ?? 0) + ((a[p[pair] ?? 0] ?? 0) | ((a[p[pair + 1] ?? 0] ?? 0) << 16))) | 0;
  }
}

function addTwoPairs(words: Int32Array, from: number, count: number, [p, q]: Two<Uint16Array>, [a, b]: Two<Uint16Array>): void {
  for (let i = 0, pair = from >> 1; i < count; i++, pair += 2) {
    const one = (a[p[pair] ?? 0] ?? 0) | ((a[p[pair + 1] ?? 0] ?? 0) << 16);
    const other = (b[q[pair] ?? 0] ?? 0) | ((b[q[pair + 1] ?? 0] ?? 0) << 16);
    words[i] = ((words[i] ?? 0) + one + other) | 0;
  }
}

/** Adds four bytes' worth: sums to sums, which never carry, and the bit of rows without a class. */
function added(word: number, worth: number): number {
  return (word + (worth & 0x7f7f7f7f)) | (worth & 0x80808080);
}

type Four<T> = readonly [T, T, T, T];

function addTwoSteps(words: Int32Array, from: number, count: number, p: Int32Array, [a, b]: Two<number>, lanes: Uint8Array): void {
  for (let i = 0, row = from; i < count; i++, row += 4) {
    const low = (lanes[overTwo(p[row] ?? 0, a, b)] ?? 0) | ((lanes[overTwo(p[row + 1] ?? 0, a, b)] ?? 0) << 8);
    const high = ((lanes[overTwo(p[row + 2] ?? 0, a, b)] ?? 0) << 16) | ((lanes[overTwo(p[row + 3] ?? 0, a, b)] ?? 0) << 24);
    words[i] = added(words[i] ?? 0, low | high);
  }
}

function overTwo(value: number, a: number, b: number): number {
  return Number(value >= a) + Number(value >= b);
}

function addFourSteps(words: Int32Array, from: number, count: number, p: Int32Array, [a, b, c, d]: Four<number>, lanes: Uint8Array): void {
  for (let i = 0, row = from; i < count; i++, row += 4) {
    const low = (lanes[overFour(p[row] ?? 0, a, b, c, d)] ?? 0) | ((lanes[overFour(p[row + 1] ?? 0, a, b, c, d)] ?? 0) << 8);
    const high = ((lanes[overFour(p[row + 2] ?? 0, a, b, c, d)] ?? 0) << 16) | ((lanes[overFour(p[row + 3] ?? 0, a, b, c, d)] ?? 0) << 24);
    words[i] = added(words[i] ?? 0, low | high);
  }
}

function overFour(value: number, a: number, b: number, c: number, d: number): number {
  return overTwo(value, a, b) + overTwo(value, c, d);
}

function addCodes(words: Int32Array, from: number, count: number, codes: Uint8Array, lanes: Uint8Array): void {
  for (let i = 0, row = from; i < count; i++, row += 4) {
    const low = (lanes[codes[row] ?? 0] ?? 0) | ((lanes[codes[row + 1] ?? 0] ?? 0) << 8);
    const high = ((lanes[codes[row + 2] ?? 0] ?? 0) << 16) | ((lanes[codes[row + 3] ?? 0] ?? 0) << 24);
    words[i] = added(words[i] ?? 0, low | high);
  }
}

/** As `addCodes`, for codes of more than a byte. */
function addWideCodes(words: Int32Array, from: number, count: number, codes: Uint16Array | Int32Array, lanes: Uint8Array): void {
  for (let i = 0, row = from; i < count; i++, row += 4) {
    const low = (lanes[codes[row] ?? 0] ?? 0) | ((lanes[codes[row + 1] ?? 0] ?? 0) << 8);
    const high = ((lanes[codes[row + 2] ?? 0] ?? 0) << 16) | ((lanes[codes[row + 3] ?? 0] ?? 0) << 24);
    words[i] = added(words[i] ?? 0, low | high);
  }
}

function addWorths(words: Int32Array, count: number, worths: Int32Array): void {
  for (let i = 0, at = 0; i < count; i++, at += 4) {
    const low = byteOf(worths[at] ?? 0) | (byteOf(worths[at + 1] ?? 0) << 8);
    const high = (byteOf(worths[at + 2] ?? 0) << 16) | (byteOf(worths[at + 3] ?? 0) << 24);
    words[i] = added(words[i] ?? 0, low | high);
  }
}

/** As `laneOf`, without a branch: what has no class is far below zero, and its lower bits are none. */
function byteOf(worth: number): number {
  return (worth & 0x7f) | ((worth >>> 24) & 0x80);
}

/** Looks the verdicts of four rows to a word up. `idOf` answers every byte. */
export function lookUpPacked(ids: Uint16Array, from: number, words: Int32Array, count: number, idOf: Uint16Array): void {
  for (let i = 0, row = from; i < count; i++, row += 4) {
    const word = words[i] ?? 0;
    ids[row] = idOf[word & 0xff] ?? 0;
    ids[row + 1] = idOf[(word >>> 8) & 0xff] ?? 0;
    ids[row + 2] = idOf[(word >>> 16) & 0xff] ?? 0;
    ids[row + 3] = idOf[word >>> 24] ?? 0;
  }
}
