import type { CaseScore } from '../../src/app/scoring/score-case.js';
import type { DecisionPlan, FactTest } from '../../src/engine/plan/plan.js';
import { compare, divide, Fraction, multiply, printShort, subtract, ZERO } from '../../src/engine/number/quantity.js';

/** The amounts of a case that limits are stated of. */
const AMOUNTS = ['totalCost', 'selfPaidOutside'] as const;
const OFFSETS = ['-0.01', '0', '0.01'] as const;

/** Finds, among judged cases, those a fen below, at and a fen above each limit of cost that the rules of the case compare with. */
export class LimitsMet {
  readonly #met = new Map<string, Map<string, string>>();

  /** Looks at a judged case. */
  note({ inpatientCase, compiled, scored }: CaseScore): void {
    for (const decision of compiled.plan.decisions.case) {
      if (decision.rules.some(({ quality }) => quality !== undefined)) continue;
      const fired = (scored.evaluation.fired[decision.index] ?? []).map((rule) => decision.rules[rule]?.name).join();
      for (const { test, amount } of costTests(compiled.plan.decisions.case, decision)) {
        for (const cut of cutsOf(test)) {
          const name = `${decision.id} ${test.ref.name} ${printShort(cut)}`;
          const offsets = this.#met.get(name) ?? new Map<string, string>();
          this.#met.set(name, offsets);
          const offset = offsetOf(inpatientCase[amount], scored.frame[test.ref.slot], cut);
          if (offset !== undefined) offsets.set(offset, fired);
        }
      }
    }
  }

  /** The limits that there are. */
  names(): string[] {
    return [...this.#met.keys()].sort();
  }

  /** Limits without a case below, at or above them, or where the rules say the same on both sides. */
  lacking(): string[] {
    return [...this.#met].flatMap(([name, offsets]) => {
      const missing = OFFSETS.filter((offset) => !offsets.has(offset)).map((offset) => `${name}: no case at ${offset}`);
      return missing.length === 0 && offsets.get('-0.01') === offsets.get('0.01') ? [`${name}: decides nothing`] : missing;
    });
  }
}

/** Tests of an output whose formula divides an amount of the case. */
function costTests(decisions: readonly DecisionPlan[], { tables }: DecisionPlan): { test: FactTest; amount: (typeof AMOUNTS)[number] }[] {
  return tables.flatMap(({ tests }) =>
    tests.flatMap((test) => {
      const made = decisions.find(({ slot }) => test.ref.scope === 'case' && slot === test.ref.slot);
      const texts = [made?.otherwise, ...(made?.rules ?? [])].flatMap((one) => (one?.outcome.kind === 'formula' ? [one.outcome.text] : []));
      const amount = AMOUNTS.find((name) => texts.some((text) => text.startsWith(`${name} /`)));
      return amount === undefined ? [] : [{ test, amount }];
    }),
  );
}

function cutsOf({ classifier }: FactTest): readonly Fraction[] {
  return classifier.kind === 'decimal' ? classifier.cuts : [];
}

/** How far the amount is from where the value would meet the limit, if that is a fen or nothing. */
function offsetOf(amount: Fraction | null, value: unknown, cut: Fraction): string | undefined {
  if (amount === null || !(value instanceof Fraction) || compare(value, ZERO) <= 0) return undefined;
  const limit = divide(multiply(amount, cut), value);
  return limit === undefined ? undefined : OFFSETS.find((offset) => offset === printShort(subtract(amount, limit)));
}
