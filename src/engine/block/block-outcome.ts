import { assert } from '../kit/assert.js';
import { addColumns, chooseColumns, copyColumn, multiplyColumns, roundColumn } from './block-arithmetic.js';
import { Codes, Numbers, ROW_STATUS, type BlockColumn, type Selection } from './block-columns.js';
import { compileBlockFormula, type BlockFormula, type BlockSources } from './block-formula.js';
import type { DecisionPlan, Value } from '../plan/plan.js';
import type { PreparedDecision, PreparedOutcome } from '../decide/program.js';

/** The columns that decisions read and write. */
export interface BlockTargets extends BlockSources {
  /** The column of a decision's output. */
  output(plan: DecisionPlan): BlockColumn;
  /** The column of `<id>.rule`; `undefined` where nothing reads it. */
  rule(plan: DecisionPlan): Codes | undefined;
}

type Apply = (rows: Selection, status: Uint8Array) => void;

const everyRowAlone: Apply = ({ rows, count }, status) => {
  for (let i = 0; i < count; i++) status[rows[i] ?? 0] = ROW_STATUS.ALONE;
};

/** What the rules of a decision give to the rows for which they hold: the hit policy of `decide`, column by column. */
export class Consequences {
  readonly #byState: Apply[] = [];
  readonly #exact = new Map<PreparedOutcome, BlockFormula>();
  readonly #total = new Numbers();

  constructor(
    readonly decision: PreparedDecision,
    readonly targets: BlockTargets,
  ) {}

  /** Writes the value of the rows for which exactly these rules hold; `state` is the number of the list. */
  apply(state: number, fired: readonly number[], rows: Selection, status: Uint8Array): void {
    (this.#byState[state] ??= this.#compile(fired))(rows, status);
  }

  #compile(fired: readonly number[]): Apply {
    const { plan, members } = this.decision;
    switch (plan.hit) {
      case 'unique':
        return fired.length > 1 ? everyRowAlone : this.#single(fired[0]);
      case 'first':
      case 'formula':
        return this.#single(fired[0]);
      case 'max':
      case 'sum':
      case 'product':
        return fired.length === 0 ? this.#single(undefined) : this.#combined(plan.hit, fired);
      case 'collect':
        return this.#constant([...new Set(fired.map((rule) => members[rule] ?? ''))]);
    }
  }

  /** One rule's outcome, or `otherwise` where no rule holds. */
  #single(rule: number | undefined): Apply {
    const { plan, outcomes, otherwise } = this.decision;
    const outcome = rule === undefined ? otherwise : outcomes[rule];
    assert(outcome !== undefined, 'outcome');
    const name = this.#named(plan, rule === undefined ? 'otherwise' : (plan.rules[rule]?.name ?? null));
    if (outcome.formula === undefined) return both(this.#constant(outcome.rounded), name);
    return both(this.#written(this.#exactly(outcome)), name);
  }

  #named(plan: DecisionPlan, name: string | null): Apply {
    const column = this.targets.rule(plan);
    return column === undefined ? () => undefined : constantCodes(column, name);
  }

  #constant(value: Value): Apply {
    const column = this.targets.output(this.decision.plan);
    return column instanceof Codes ? constantCodes(column, value) : constantNumber(column, value);
  }

  /** The exact highest, sum or product, rounded once. Of `max` with several rules nobody may ask which one it was: then it goes alone. */
  #combined(hit: 'max' | 'sum' | 'product', fired: readonly number[]): Apply {
    const { plan, outcomes } = this.decision;
    const [only] = fired;
    if (hit === 'max' && fired.length === 1) {
      return both(this.#written(this.#exactly(outcomes[only ?? 0])), this.#named(plan, plan.rules[only ?? 0]?.name ?? null));
    }
    if (hit === 'max' && this.targets.rule(plan) !== undefined) return everyRowAlone;
    const [first, ...others] = fired.map((rule) => this.#exactly(outcomes[rule]));
    assert(first !== undefined, 'a rule holds');
    const total = this.#total;
    const run = (rows: Selection): void => {
      first.run(rows);
      copyColumn(rows, first.out, total);
      for (const other of others) {
        other.run(rows);
        if (hit === 'max') chooseColumns(rows, total, other.out, -1, total);
        else if (hit === 'sum') addColumns(rows, total, other.out, 1, total);
        else multiplyColumns(rows, total, other.out, total);
      }
    };
    return this.#written({ out: total, run });
  }

  #exactly(outcome: PreparedOutcome | undefined): BlockFormula {
    assert(outcome !== undefined, 'outcome of a rule');
    const known = this.#exact.get(outcome);
    if (known !== undefined) return known;
    const compiled = compileOutcome(outcome, this.targets);
    this.#exact.set(outcome, compiled);
    return compiled;
  }

  /** Works a formula out, rounds it as declared and writes it. A missing value is one only where the output may be. */
  #written({ out, run }: BlockFormula): Apply {
    const { output } = this.decision.plan;
    const column = this.targets.output(this.decision.plan);
    assert(column instanceof Numbers, 'formulas give numbers');
    const { round } = output;
    assert(output.exact || round !== undefined, 'rounding');
    return (rows, status) => {
      run(rows);
      if (output.exact || round === undefined) copyColumn(rows, out, column);
      else roundColumn(rows, out, round, column);
      markUnheld(rows, column.bottoms, output.optional, status);
    };
  }
}

function both(first: Apply, second: Apply): Apply {
  return (rows, status) => {
    first(rows, status);
    second(rows, status);
  };
}

function compileOutcome(outcome: PreparedOutcome, sources: BlockSources): BlockFormula {
  if (outcome.expr !== undefined) return compileBlockFormula(outcome.expr, sources);
  const out = new Numbers();
  out.fill(outcome.constant);
  return { out, run: () => undefined };
}

function constantCodes(column: Codes, value: Value): Apply {
  return ({ rows, count }) => {
    const code = column.dictionary.codeOf(value);
    for (let i = 0; i < count; i++) column.codes[rows[i] ?? 0] = code;
  };
}

function constantNumber(column: Numbers, value: Value): Apply {
  const whole = new Numbers();
  whole.fill(value);
  return (rows) => copyColumn(rows, whole, column);
}

function markUnheld({ rows, count }: Selection, bottoms: Float64Array, isOptional: boolean, status: Uint8Array): void {
  for (let i = 0; i < count; i++) {
    const row = rows[i] ?? 0;
    const bottom = bottoms[row] ?? NaN;
    if (!(isOptional ? bottom >= 0 : bottom > 0)) status[row] = ROW_STATUS.ALONE;
  }
}
