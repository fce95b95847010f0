import { expect, test } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import { decimal, printShort } from '../../../src/engine/number/quantity.js';
import { baseResolver } from '../../../src/rules/extend/base-resolver.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { checkRuleset } from '../../../src/rules/load.js';
import { nobodysCase } from '../../../src/rules/made/made-facts.js';
import { pointsKept, type CountedGroup } from '../../../src/rules/made/total-points.js';
import { tinyDocument, type Edit } from '../../support/tiny-city.js';

const group = (code: string, points: string, caseCount: number, ...flags: CountedGroup['flags'][number][]): CountedGroup => ({
  ...{ code, kind: code === 'C' ? 'COMPOSITE' : 'CORE', flags, points: decimal(points), caseCount },
});
const GROUPS = [group('A', '1000', 30), group('B', '500', 20, 'TCM'), group('C', '800', 50)];

/** `points` of ordinary cases as the tiny city has them, times something. */
const times =
  (factor: string): Edit =>
  (document) => ({
    ...document,
    examples: [],
    decisions: (document.decisions ?? []).map((one) =>
      'id' in one && one.id === 'points'
        ? { ...one, otherwise: { formula: `group(points) * auxiliaryFactor * institutionCoefficient * ${factor}`, basis: ['demo#3'] } }
        : one,
    ),
  });

async function kept(edit: Edit) {
  const checked = await checkRuleset(
    await tinyDocument(edit),
    baseResolver(() => undefined),
    new Judge(),
  );
  const ruleset = must(checked.ruleset, JSON.stringify(checked.findings.filter(({ severity }) => severity === 'ERROR')));
  return await pointsKept(ruleset, nobodysCase('2024-01-01'), GROUPS);
}

test('N25-15 paid points that are the base points, but for the coefficient of the institution, keep the total', async () => {
  expect(await kept(times('1'))).toBeUndefined();
});

test('N25-15 points made anew and more in all: the factor of the total, and one of the groups', async () => {
  const found = must(await kept(times('1.05')), 'found');
  expect([printShort(found.factor), found.isRebased, found.example.code, printShort(found.example.factor)]).toEqual([
    '1.05',
    true,
    'A',
    '1.05',
  ]);
});

test('N25-15 a group without cases counts nothing, and without points there is no total', async () => {
  const none = await checkRuleset(
    await tinyDocument(times('1.05')),
    baseResolver(() => undefined),
    new Judge(),
  );
  const ruleset = must(none.ruleset, 'ruleset');
  expect(await pointsKept(ruleset, nobodysCase('2024-01-01'), [{ ...group('A', '1000', 0), caseCount: null }])).toBeUndefined();
  expect(await pointsKept(ruleset, nobodysCase('2024-01-01'), [group('A', '0', 10)])).toBeUndefined();
});
