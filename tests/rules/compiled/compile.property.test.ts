import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prepare } from '../../../src/engine/decide/program.js';
import { OPERATORS } from '../../../src/engine/plan/plan.js';
import type { EffectiveDocument, LeafDocument } from '../../../src/rules/document/document.js';
import { compiled, goodCity } from '../good-city.js';

const city = goodCity();
const names = [
  ...city.decisions.map((decision) => decision.id),
  ...Object.keys(city.parameters),
  ...Object.keys(city.tables),
  ...city.aggregates.flatMap(({ id }) => [id, `${id}.region`]),
  ...[
    'totalCost',
    'lengthOfStay',
    'ageYears',
    'sex',
    'caseFlag',
    'caseFlag.TCM',
    'groupFlag.TCM',
    'cmi',
    'cmi.peer',
    'deviation.rule',
    'insurance',
    'procedures',
  ],
  ...['费用倍率', 'HALF_UP', 'nothing', '__proto__', 'toString.constructor'],
];
const word = fc.oneof(fc.constantFrom(...names), fc.constantFrom('0', '1', '0.05', "'A'", "'EMPLOYEE'"));
const functions = ['min', 'max', 'abs', 'clamp', 'ratio', 'round', 'step', 'tiered', 'lookup', 'group', 'floor', 'hasOwnProperty'];
const formula: fc.Arbitrary<string> = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    word,
    fc.tuple(tie('text'), fc.constantFrom('+', '-', '*', '/'), tie('text')).map(([a, op, b]) => `(${a}) ${op} (${b})`),
    fc
      .tuple(fc.constantFrom(...functions), fc.array(tie('text'), { minLength: 1, maxLength: 4 }))
      .map(([fn, args]) => `${fn}(${args.join(', ')})`),
    fc
      .tuple(fc.constantFrom('points', 'meanCost', 'auxiliary', 'variation'), tie('text'))
      .map(([column, key]) => `group(${column}, ${key})`),
  ),
})).text;
const value = fc.oneof(
  fc.constantFrom('0', '1.5', 'MALE', 'LOW', '2024-01-01', 'x'),
  fc.boolean(),
  fc.array(fc.constantFrom('1', 'MALE', 'A'), { minLength: 1, maxLength: 3 }),
  fc.constantFrom(...names).map((parameter) => ({ parameter })),
  fc
    .tuple(fc.constantFrom(...names), fc.option(fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 2 }), { nil: undefined }))
    .map(([table, key]) => (key === undefined ? { table } : { table, key })),
);
const leaf = fc.record({ fact: fc.constantFrom(...names), operator: fc.constantFrom(...OPERATORS), value });

/** Replaces a decision's formula, or a rule's formula and conditions. */
function change(document: EffectiveDocument, at: number, text: string, leaves: LeafDocument[]): void {
  const decision = document.decisions[at % document.decisions.length];
  if (decision === undefined) return;
  if (decision.formula !== undefined) decision.formula = text;
  for (const rule of decision.rules ?? []) {
    rule.conditions = { all: leaves };
    if ('formula' in rule.event.params) rule.event.params = { formula: text };
  }
}

test('whatever names, functions and comparisons a document has, it is compiled or refused, never thrown at', () => {
  fc.assert(
    fc.property(fc.nat(), formula, fc.array(leaf, { minLength: 1, maxLength: 3 }), (at, text, leaves) => {
      const document = structuredClone(city);
      change(document, at, text.slice(0, 2_000), leaves);
      const { plan, findings } = compiled(document);
      expect(plan === undefined).toBe(findings.some((one) => one.severity === 'ERROR'));
      // What compiles can be made ready to run: every slot, table and constant is there.
      if (plan !== undefined) prepare(plan);
    }),
    { numRuns: 150 },
  );
});
