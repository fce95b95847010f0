import { must } from '../kit/assert.js';
import { classifyCodes, classifyNumbers, type AddClass } from './block-classify.js';
import { BLOCK_ROWS, noRows, ROW_STATUS, type Selection } from './block-columns.js';
import { Consequences, type BlockTargets } from './block-outcome.js';
import type { DecisionPlan, VerdictSource } from '../plan/plan.js';
import type { PreparedDecision, PreparedTable } from '../decide/program.js';

/** The situations of the tables of a scope: a row of them for each case of a block. */
export interface SituationRows {
  readonly tables: number;
  readonly values: Int32Array;
  /** Situations of the block at hand that were never put to the Judge: the first case of each. */
  readonly unmet: UnmetSituation[];
}

/** A situation that was never put to the Judge, and the row of a case that is in it. */
export interface UnmetSituation {
  readonly decision: DecisionPlan;
  readonly table: number;
  readonly situation: number;
  readonly row: number;
}

/** Decides for the selected rows of a block, which has `count` rows in all. A row that is to be scored alone gets that `status` (`ROW_STATUS`). */
export type BlockDecision = (selection: Selection, count: number, status: Uint8Array) => void;

/**
 * Compiles a decision for blocks: facts to classes, classes to situations, the situation's verdict to the rules that hold, the hit policy to
 * values; the same as `decide`, column by column. A case goes alone that has no class, a situation that was never put to the Judge, two rules
 * of a unique decision, or a value that fails or can't be held.
 */
export function compileBlockDecision(
  decision: PreparedDecision,
  targets: BlockTargets,
  verdicts: VerdictSource,
  situations: SituationRows,
): BlockDecision {
  const sets = new FiredSets();
  const consequences = new Consequences(decision, targets);
  const tables = decision.tables.map((table, index) =>
    compileTable(table, targets, (situation) => sets.idOf(verdicts(decision.plan, index, situation)?.fired)),
  );
  const rowsOf: Selection[] = [];
  return ({ rows, count: selected }, count, status) => {
    rowsOf.forEach((own) => (own.count = 0)); // only numbers that were met have rows
    for (const table of tables) classifyTable(table, count);
    for (let i = 0; i < selected; i++) {
      const row = rows[i] ?? 0;
      const state = stateOf(sets, tables, row, situations.values, row * situations.tables + decision.tableOffset);
      if (state < 0) {
        status[row] = ROW_STATUS.ALONE;
        noteUnmet(decision.plan, tables, row, situations.unmet);
      } else {
        const own = (rowsOf[state] ??= noRows());
        own.rows[own.count++] = row;
      }
    }
    rowsOf.forEach((own, state) => own.count > 0 && consequences.apply(state, sets.firedOf(state), own, status));
  };
}

/** Which rules hold for a row, as a number of `sets`; −1 where the tables do not say. */
function stateOf(sets: FiredSets, tables: readonly BlockTable[], row: number, situations: Int32Array, at: number): number {
  let state = 0;
  for (let t = 0; t < tables.length; t++) {
    const table = tables[t];
    if (table === undefined) break;
    const situation = table.situations[row] ?? -1;
    if (situation < 0) return -1;
    situations[at + t] = situation;
    const known = table.ids[situation] ?? -1;
    const id = known < 0 ? (table.ids[situation] = table.idOf(situation)) : known;
    if (id < 0) return -1;
    if (id > 0) state = sets.joined(state, id);
  }
  return state;
}

/** Notes the first table of a row that lacks a verdict, if that is what it lacks. */
function noteUnmet(decision: DecisionPlan, tables: readonly BlockTable[], row: number, unmet: UnmetSituation[]): void {
  const table = tables.findIndex(({ situations, ids }) => (ids[situations[row] ?? -1] ?? -1) < 0);
  const situation = tables[table]?.situations[row] ?? -1;
  if (situation < 0 || unmet.some((one) => one.decision === decision && one.table === table && one.situation === situation)) return;
  unmet.push({ decision, table, situation, row });
}

/** Numbers the lists of rules that hold together: 0 is none. */
class FiredSets {
  readonly #lists: (readonly number[])[] = [[]];
  readonly #next: number[][] = [];

  /** The number of a list; −1 for a verdict that nobody gave. */
  idOf(fired: readonly number[] | undefined): number {
    if (fired === undefined) return -1;
    const text = fired.join();
    const known = this.#lists.findIndex((list) => list.join() === text);
    return known < 0 ? this.#lists.push(fired) - 1 : known;
  }

  /** The list of both, rising. */
  joined(state: number, id: number): number {
    if (state === 0) return id;
    const next = (this.#next[state] ??= []);
    return (next[id] ??= this.idOf([...this.firedOf(state), ...this.firedOf(id)].sort((a, b) => a - b)));
  }

  firedOf(state: number): readonly number[] {
    return must(this.#lists[state], 'rules that hold');
  }
}

interface BlockTable {
  readonly adders: readonly AddClass[];
  readonly situations: Int32Array;
  /** By situation: the number of the rules that hold, once it was asked for. */
  readonly ids: Int32Array;
  readonly idOf: (situation: number) => number;
}

function compileTable({ plan }: PreparedTable, targets: BlockTargets, idOf: (situation: number) => number): BlockTable {
  const adders = plan.tests.map((test, index) => {
    const stride = must(plan.strides[index], 'stride');
    return test.classifier.kind === 'decimal'
      ? classifyNumbers(test.classifier, stride, targets.numbers(test.ref))
      : classifyCodes(test, stride, targets.codes(test.ref));
  });
  return { adders, situations: new Int32Array(BLOCK_ROWS), ids: new Int32Array(plan.size).fill(-1), idOf };
}

function classifyTable({ adders, situations }: BlockTable, count: number): void {
  situations.fill(0, 0, count);
  for (const add of adders) add(situations, count);
}
