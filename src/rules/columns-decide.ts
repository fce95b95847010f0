import { assert, must } from '../engine/assert.js';
import type { DecisionPlan, Ref, Verdict } from '../engine/plan.js';
import { BLOCK, compileColumn } from './columns-classify.js';
import { fuse, type Part } from './columns-fused.js';
import { LANES, lookUpPacked, MOST_PACKED, packFacts } from './columns-packed.js';
import type { Column } from './columns.js';
import type { Tables } from './tables.js';

/** A row whose situation has no verdict: a value outside its fact's domain, or a situation never put to the Judge. It goes case by case. */
export const UNANSWERED = 2 ** 16 - 1;

/** How many values a byte has. */
const BYTES = 256;

/** What one table says of every row: the row's verdict is `verdicts[ids[row]]`, or `UNANSWERED`. */
export interface DecidedRows {
  readonly ids: Uint16Array;
  readonly verdicts: readonly Verdict[];
}

/** Room for what `decideColumns` says of so many rows. Whoever decides many blocks of rows keeps one, for each is written whole. */
export function roomFor(decision: DecisionPlan, rows: number): Uint16Array[] {
  return decision.tables.map(() => new Uint16Array(rows));
}

/**
 * Decides many cases at once by a decision's tables: columns in, verdicts out, one result per table. No verdict is made here: a row's classes
 * give its situation, and the situation's verdict is the one that json-rules-engine gave. The verdicts' numbers are written into `room`.
 */
export function decideColumns(
  decision: DecisionPlan,
  tables: Tables,
  column: (ref: Ref) => Column,
  rows: number,
  room: readonly Uint16Array[] = roomFor(decision, rows),
): DecidedRows[] {
  assert(decision.rules.length === 0 || decision.tables.length > 0, `${decision.id} has no tables`);
  const prepared = decision.tables.map((_, table) => prepare(decision, tables, table, column, must(room[table], 'room')));
  assert(
    prepared.every(({ ids }) => ids.length === rows),
    'the room has another number of rows',
  );
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(from + BLOCK, rows);
    for (const { decide } of prepared) decide(from, to);
  }
  return prepared.map(({ ids, verdicts }) => ({ ids, verdicts }));
}

interface PreparedRows extends DecidedRows {
  /** Decides the rows `from` (inclusive) to `to` (exclusive), a block at most. */
  readonly decide: (from: number, to: number) => void;
}

/** Small tables four rows at a time, but for the last few rows; large ones a row at a time. */
function prepare(decision: DecisionPlan, tables: Tables, index: number, column: (ref: Ref) => Column, ids: Uint16Array): PreparedRows {
  const table = must(decision.tables[index], 'table');
  const { idOf, verdicts } = verdictIds(decision, tables, index);
  const parts = table.tests.map((test, at) => compileColumn(test, must(table.strides[at], 'stride'), column(test.ref)));
  const single = rowByRow(parts, ids, idOf);
  if (table.size > MOST_PACKED) return { ids, verdicts, decide: single };
  const packed = fourRows(parts, ids, idOf);
  const decide = (from: number, to: number): void => {
    const rest = to - ((to - from) % LANES);
    packed(from, rest);
    if (rest < to) single(rest, to);
  };
  return { ids, verdicts, decide };
}

function rowByRow(parts: readonly Part[], ids: Uint16Array, idOf: Uint16Array): PreparedRows['decide'] {
  const adders = fuse(parts);
  const situations = new Int32Array(BLOCK);
  return (from, to) => {
    situations.fill(0);
    for (const add of adders) add(situations, from, to);
    lookUp(ids, from, to, situations, idOf);
  };
}

function lookUp(ids: Uint16Array, from: number, to: number, situations: Int32Array, idOf: Uint16Array): void {
  for (let row = from, i = 0; row < to; row++, i++) ids[row] = idOf[situations[i] ?? 0] ?? UNANSWERED;
}

function fourRows(parts: readonly Part[], ids: Uint16Array, idOf: Uint16Array): PreparedRows['decide'] {
  const adders = packFacts(parts);
  const everyByte = new Uint16Array(BYTES).fill(UNANSWERED);
  everyByte.set(idOf);
  const words = new Int32Array(BLOCK / LANES);
  return (from, to) => {
    const count = (to - from) / LANES;
    words.fill(0);
    for (const add of adders) add(words, from, count);
    lookUpPacked(ids, from, words, count, everyByte);
  };
}

/** Numbers the distinct verdicts of a table. */
function verdictIds(decision: DecisionPlan, tables: Tables, table: number): { readonly idOf: Uint16Array; readonly verdicts: Verdict[] } {
  const { size } = must(decision.tables[table], 'table');
  const verdicts: Verdict[] = [];
  const known = new Map<Verdict, number>();
  const idOf = new Uint16Array(size).fill(UNANSWERED);
  for (let situation = 0; situation < size; situation++) {
    const verdict = tables.verdict(decision, table, situation);
    if (verdict === undefined) continue;
    const id = known.get(verdict) ?? verdicts.push(verdict) - 1;
    known.set(verdict, id);
    idOf[situation] = id;
  }
  return { idOf, verdicts };
}
