import { must } from '../../src/engine/kit/assert.js';
import { addDays } from '../../src/engine/kit/calendar.js';
import { prepareTest } from '../../src/engine/decide/classify.js';
import type { DecisionPlan, FactTest, Plan, SituationTable, Value, Verdict } from '../../src/engine/plan/plan.js';
import { add, Fraction, ONE, subtract } from '../../src/engine/number/quantity.js';
import { combinations } from '../../src/rules/analysis/reachability.js';
import { classesOf, situationOf, type Tables } from '../../src/rules/judge/tables.js';
import { printGiven, printWitness, type Witness } from '../../src/rules/analysis/witness.js';

/** A case just below, at or just above a threshold, and what the Judge says of it. */
export interface BoundaryCase {
  readonly decision: string;
  readonly table: number;
  readonly fact: string;
  readonly threshold: string;
  readonly value: Value;
  readonly situation: number;
  /** Every fact of the table, printed; the one at its threshold with the boundary value. */
  readonly given: Witness;
  /** The rules that hold. */
  readonly fired: readonly string[];
}

/** The smallest difference of money, and of other decimals, that a boundary is tried with. */
const FEN = new Fraction(1n, 100n);
const TEN_THOUSANDTH = new Fraction(1n, 10_000n);

/**
 * For each threshold t of a decision: t − step, t, t + step, with the other facts standing so that the threshold matters there (some rule
 * changes its answer). A threshold that changes no rule's answer anywhere gives none.
 */
export function boundaryCases(plan: Pick<Plan, 'slots'>, tables: Tables, decision: DecisionPlan): BoundaryCase[] {
  return decision.tables.flatMap((table, number) =>
    table.tests.flatMap((test, at) =>
      thresholds(plan, test).flatMap(({ threshold, values }) => {
        const context = contextWhere(tables, decision, number, at, values);
        if (context === undefined) return [];
        return values.map(({ value, found }): BoundaryCase => {
          const situation = situationOf(table, context.with(at, found));
          const verdict = must(tables.verdict(decision, number, situation), 'verdict');
          const given = { ...printWitness(table.tests, context), [test.ref.name]: printGiven(value) };
          return {
            decision: decision.id,
            table: number,
            fact: test.ref.name,
            threshold,
            value,
            situation,
            given,
            fired: names(decision, verdict),
          };
        });
      }),
    ),
  );
}

function names(decision: DecisionPlan, verdict: Verdict): string[] {
  return verdict.fired.map((rule) => must(decision.rules[rule], 'rule').name);
}

interface Tried {
  readonly value: Value;
  readonly found: number;
}

function thresholds(plan: Pick<Plan, 'slots'>, test: FactTest): { readonly threshold: string; readonly values: readonly Tried[] }[] {
  const { classOf } = prepareTest(test);
  const tried = (values: readonly Value[]): Tried[] =>
    values.map((value) => ({ value, found: classOf(value) })).filter(({ found }) => found >= 0);
  switch (test.classifier.kind) {
    case 'decimal': {
      const step = stepOf(plan, test);
      return test.classifier.cuts.map((cut) => ({ threshold: printGiven(cut), values: tried([subtract(cut, step), cut, add(cut, step)]) }));
    }
    case 'date':
      return test.classifier.cuts.map((cut) => ({ threshold: cut, values: tried([addDays(cut, -1), cut, addDays(cut, 1)]) }));
    case 'text':
    case 'boolean':
    case 'codes':
      return [];
  }
}

function stepOf(plan: Pick<Plan, 'slots'>, { ref }: FactTest): Fraction {
  const slot = must(plan.slots[ref.scope][ref.slot], ref.name);
  if (slot.type === 'integer') return ONE;
  return slot.unit === 'yuan' ? FEN : TEN_THOUSANDTH;
}

/** Classes of all facts with which moving one of them over the threshold changes which rules hold. */
function contextWhere(tables: Tables, decision: DecisionPlan, number: number, at: number, values: readonly Tried[]): number[] | undefined {
  const table: SituationTable = must(decision.tables[number], 'table');
  for (const others of combinations(table.tests.map((test, index) => (index === at ? 1 : test.representatives.length)))) {
    const verdicts = values.map(({ found }) => tables.verdict(decision, number, situationOf(table, others.with(at, found))));
    if (verdicts.includes(undefined)) continue;
    if (new Set(verdicts.map((verdict) => verdict?.fired.join(','))).size > 1) return classesOf(table, situationOf(table, others));
  }
  return undefined;
}
