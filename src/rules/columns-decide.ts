import { assert, must } from '../engine/assert.js';
import type { DecisionPlan, Ref, Verdict } from '../engine/plan.js';
import { BLOCK, compileColumn } from './columns-classify.js';
import { fuse, type AddWorth } from './columns-fused.js';
import type { Column } from './columns.js';
import type { Tables } from './tables.js';

/** A row whose situation has no verdict: a value outside its fact's domain, or a situation never put to the Judge. It goes case by case. */
export const UNANSWERED = 2 ** 16 - 1;

/** What one table says of every row: the row's verdict is `verdicts[ids[row]]`, or `UNANSWERED`. */
export interface DecidedRows {
  readonly ids: Uint16Array;
  readonly verdicts: readonly Verdict[];
}

/**
 * Decides many cases at once by a decision's tables: columns in, verdicts out, one result per table. No verdict is made here: a row's classes
 * give its situation, and the situation's verdict is the one that json-rules-engine gave.
 */
export function decideColumns(decision: DecisionPlan, tables: Tables, column: (ref: Ref) => Column, rows: number): DecidedRows[] {
  assert(decision.rules.length === 0 || decision.tables.length > 0, `${decision.id} has no tables`);
  const prepared = decision.tables.map((table, index): PreparedRows => {
    const parts = table.tests.map((test, at) => compileColumn(test, must(table.strides[at], 'stride'), column(test.ref)));
    return { adders: fuse(parts), ids: new Uint16Array(rows), ...verdictIds(decision, tables, index) };
  });
  const situations = new Int32Array(BLOCK);
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(from + BLOCK, rows);
    for (const own of prepared) decideBlock(own, situations, from, to);
  }
  return prepared.map(({ ids, verdicts }) => ({ ids, verdicts }));
}

interface PreparedRows extends DecidedRows {
  readonly adders: readonly AddWorth[];
  readonly idOf: Uint16Array;
}

function decideBlock({ adders, ids, idOf }: PreparedRows, situations: Int32Array, from: number, to: number): void {
  situations.fill(0);
  for (const add of adders) add(situations, from, to);
  for (let row = from, i = 0; row < to; row++, i++) ids[row] = idOf[situations[i] ?? 0] ?? UNANSWERED;
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
