import { must } from '../../engine/kit/assert.js';
import type { FactTest, Value } from '../../engine/plan/plan.js';
import { Fraction, printShort } from '../../engine/number/quantity.js';

/** A case that shows something: facts by name, printed as an example's `given` states them (`null`: missing). */
export type Witness = Readonly<Record<string, string>>;

/** Prints a value as an example states it; lists with commas. */
export function printGiven(value: Value): string {
  if (value instanceof Fraction) return printShort(value);
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** Prints one class of each fact. */
export function printWitness(facts: readonly FactTest[], classes: readonly number[]): Witness {
  const entries = facts.map((fact, index): [string, string] => {
    const value = fact.representatives[must(classes[index], 'class')];
    return [fact.ref.name, value === undefined ? '' : printGiven(value)];
  });
  return Object.fromEntries(entries);
}
