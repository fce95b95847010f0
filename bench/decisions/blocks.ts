import type { Cases } from './cases.js';
import { FACTS, type Fact } from './rules.js';
import { must } from '../../src/engine/kit/assert.js';
import { BLOCK_ROWS, ByValue, Codes, noRows, Numbers, ROW_STATUS, type BlockColumn } from '../../src/engine/block/block-columns.js';
import { compileBlockDecision, type BlockDecision, type SituationRows } from '../../src/engine/block/block-decide.js';
import type { BlockTargets } from '../../src/engine/block/block-outcome.js';
import type { DiseaseGroup } from '../../src/engine/plan/catalogue.js';
import type { DecisionPlan, Ref, Value } from '../../src/engine/plan/plan.js';
import type { PreparedDecision } from '../../src/engine/decide/program.js';
import type { CompiledRuleset } from '../../src/rules/compiled/compiled-ruleset.js';

type Load = (cases: Cases, from: number, count: number) => void;

/** What a run does with a block of cases: facts into columns, every decision, outcomes written to columns. */
export class BlockRun implements BlockTargets {
  /** No case is grouped here. */
  readonly groups = new Codes<DiseaseGroup>();
  readonly #facts = new Map<string, BlockColumn>();
  readonly #outputs = new Map<string, Codes>();
  readonly #loads: readonly Load[];
  readonly #decisions: readonly BlockDecision[];
  readonly #status = new Uint8Array(BLOCK_ROWS);
  readonly #selection = noRows();

  constructor(
    ruleset: CompiledRuleset,
    readonly prepared: readonly PreparedDecision[],
  ) {
    this.#loads = Object.entries(FACTS).map(([name, fact]) => this.#loader(name, fact));
    const tables = ruleset.program.scopes.case.noSituations.length;
    const situations: SituationRows = { tables, values: new Int32Array(BLOCK_ROWS * tables), unmet: [] };
    this.#decisions = prepared.map((decision) => compileBlockDecision(decision, this, ruleset.tables.verdict, situations));
    for (let row = 0; row < BLOCK_ROWS; row++) this.#selection.rows[row] = row;
  }

  #loader(name: string, fact: Fact): Load {
    if (fact.type === 'enum' || fact.type === 'boolean') {
      const column = new Codes();
      this.#facts.set(name, column);
      const values: readonly Value[] = fact.type === 'enum' ? fact.values : [false, true];
      const codes = Int32Array.from(values, (value) => column.dictionary.codeOf(value));
      return ({ columns }, from, count) => {
        const stored = must(columns[name], name);
        for (let row = 0; row < count; row++) column.codes[row] = codes[stored[from + row] ?? -1] ?? 0;
      };
    }
    const column = new Numbers();
    this.#facts.set(name, column);
    const bottom = fact.type === 'decimal' ? 10 ** fact.scale : 1;
    return ({ columns }, from, count) => {
      const stored = must(columns[name], name);
      for (let row = 0; row < count; row++) {
        column.tops[row] = stored[from + row] ?? 0;
        column.bottoms[row] = bottom;
      }
    };
  }

  /** Brings the facts of a block into its columns. */
  load(cases: Cases, from: number, count: number): void {
    for (const load of this.#loads) load(cases, from, count);
  }

  /** Decides for the block that was loaded. Throws where a case would go alone: none does here. */
  decide(count: number): void {
    this.#selection.count = count;
    for (const decision of this.#decisions) decision(this.#selection, count, this.#status);
    if (this.#status.includes(ROW_STATUS.ALONE)) throw new Error('a case of the bench is left to be decided alone');
  }

  /** The lists of rules' members that hold, by decision, as codes of the block's rows. */
  output({ id }: DecisionPlan): Codes {
    let column = this.#outputs.get(id);
    if (column === undefined) this.#outputs.set(id, (column = new Codes()));
    return column;
  }

  /** Nothing reads `<id>.rule`. */
  rule(): undefined {
    return undefined;
  }

  /** The column of a number. */
  numbers({ name }: Ref): Numbers {
    const column = this.#facts.get(name);
    if (!(column instanceof Numbers)) throw new Error(`${name} is not a number`);
    return column;
  }

  /** The column of a text or boolean. */
  codes({ name }: Ref): Codes {
    const column = this.#facts.get(name);
    if (!(column instanceof Codes)) throw new Error(`${name} is a number`);
    return column;
  }
}

/** Decides for all cases, block by block, as a run does. */
export function decideByBlock(run: BlockRun, cases: Cases, after: (from: number, count: number) => void = () => undefined): void {
  for (let from = 0; from < cases.count; from += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, cases.count - from);
    run.load(cases, from, count);
    run.decide(count);
    after(from, count);
  }
}

/** As `decideByBlock`, of one block that is loaded already, as often as the cases have blocks. */
export function decideLoaded(run: BlockRun, cases: Cases): void {
  for (let from = 0; from + BLOCK_ROWS <= cases.count; from += BLOCK_ROWS) run.decide(BLOCK_ROWS);
}

/** Calls `mark` with every row's rules that hold, after each block: to compare, no part of what is measured. */
export function readBlock(
  run: BlockRun,
  mark: (row: number, decision: number, rule: number) => void,
): (from: number, count: number) => void {
  const read = run.prepared.map((decision) => {
    const column = run.output(decision.plan);
    const places = new ByValue<Value, readonly number[]>(column.dictionary, (value) =>
      Array.isArray(value) ? value.map((member) => decision.members.indexOf(String(member))) : [],
    );
    return { column, places };
  });
  return (from, count) => {
    read.forEach(({ column, places }, decision) => {
      const { list } = places;
      for (let row = 0; row < count; row++) for (const rule of list[column.codes[row] ?? 0] ?? []) mark(from + row, decision, rule);
    });
  };
}
