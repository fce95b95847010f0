import { assert } from '../../src/engine/kit/assert.js';
import { prepareTest } from '../../src/engine/decide/classify.js';
import type { Plan, SituationTable, Value } from '../../src/engine/plan/plan.js';
import { decimal } from '../../src/engine/number/quantity.js';
import { situationOf } from '../../src/rules/judge/tables.js';
import type { Witness } from '../../src/rules/analysis/witness.js';

/** The situation of a case, as the engine finds it. */
export function situationOfCase(table: SituationTable, values: Readonly<Record<string, Value>>): number {
  const classes = table.tests.map((test) => {
    const value = values[test.ref.name];
    assert(value !== undefined, test.ref.name);
    return value === null ? test.classifier.missing : prepareTest(test).classOf(value);
  });
  return situationOf(table, classes);
}

/** Reads a witness back, as an example's `given`. */
export function parseWitness(plan: Plan, witness: Witness): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(witness).map(([name, text]): [string, Value] => {
      const type = plan.slots.case.find((slot) => slot.name === name)?.type;
      if (text === 'null') return [name, null];
      if (type === 'decimal' || type === 'integer') return [name, decimal(text)];
      if (type === 'codes') return [name, text === '' ? [] : text.split(', ')];
      return [name, type === 'boolean' ? text === 'true' : text];
    }),
  );
}
