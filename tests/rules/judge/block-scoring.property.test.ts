import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FACTS, randomCase, randomChain, randomPlan } from '../arbitrary-plans.js';
import { leaf, makePlan, number } from '../plan-builder.js';
import { must } from '../../../src/engine/kit/assert.js';
import { BlockScorer, type BlockCases } from '../../../src/engine/block/block-scoring.js';
import { caseSlotsRead } from '../../../src/engine/scoring/case-needs.js';
import type { Frame, Plan, Value } from '../../../src/engine/plan/plan.js';
import { prepare } from '../../../src/engine/decide/program.js';
import { whole } from '../../../src/engine/number/quantity.js';
import { prepareScoring, runScoring } from '../../../src/engine/scoring/scoring.js';
import { printValue } from '../../../src/engine/plan/value-text.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { buildTables } from '../../../src/rules/judge/tables.js';

type Row = Readonly<Record<string, Value>>;
const judge = new Judge();
const UNGROUPED = { group: null };

function fill(plan: Plan, row: Row, frame: Frame): void {
  plan.slots.case.forEach(({ name }, slot) => (frame[slot] = row[name]));
}

function casesOf(plan: Plan, rows: readonly Row[]): BlockCases {
  return {
    count: rows.length,
    fill: () => false,
    facts: (row, frame) => {
      fill(plan, must(rows[row], 'row'), frame);
      return true;
    },
    institution: () => 0,
    group: () => null,
  };
}

/** Scores the rows together and each alone; how many went together. */
async function compareBoth(plan: Plan, rows: readonly Row[]): Promise<number> {
  const { plan: filled, verdicts, findings } = await buildTables(plan, judge);
  if (findings.length > 0) return 0;
  const scoring = prepareScoring(prepare(filled));
  const frames = { fundYear: [], institution: [] };
  const block = new BlockScorer({
    scoring,
    read: caseSlotsRead(filled),
    fundYear: frames.fundYear,
    institutions: [frames.institution],
    verdicts: verdicts.verdict,
  });
  block.score(casesOf(filled, rows));
  let together = 0;
  rows.forEach((row, at) => {
    if (block.isAlone(at)) return;
    together += 1;
    const caseFrame: Frame = [];
    fill(filled, row, caseFrame);
    const alone = runScoring(scoring, { ...frames, caseFrame }, () => UNGROUPED, verdicts.verdict);
    expect(alone.kind).toBe('scored');
    if (alone.kind !== 'scored') return;
    const { tables, values } = block.situations;
    expect([...values.subarray(at * tables, (at + 1) * tables)]).toEqual(alone.evaluation.situations);
    for (const decision of filled.decisions.case)
      expect(printValue(block.output(decision).at(at))).toBe(printValue(caseFrame[decision.slot]));
  });
  return together;
}

describe('a block of cases', () => {
  it('is decided as each of its cases alone, for random rulesets, boundaries forced', async () => {
    let together = 0;
    let rows = 0;
    const cases = fc.array(randomCase, { minLength: 5, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.oneof(randomPlan, randomChain), cases, async (plan, some) => {
        together += await compareBoth(plan, some);
        rows += some.length;
      }),
      { numRuns: 300 },
    );
    expect(Object.keys(FACTS).length).toBeGreaterThan(10);
    expect(together).toBeGreaterThan(0.8 * rows);
  });

  it('has nothing after inclusion for excluded cases, as each has none alone', async () => {
    const plan = makePlan(FACTS, [
      { id: 'early', hit: 'first', rules: [{ name: 'high', when: leaf('level', 'equal', '3') }], otherwise: 'NO', values: ['high', 'NO'] },
      {
        id: 'inclusion',
        hit: 'first',
        rules: [{ name: 'young', when: number('age', 'lessThan', '18'), gives: 'EXCLUDED' }],
        otherwise: 'INCLUDED',
        values: ['EXCLUDED', 'INCLUDED'],
      },
      { id: 'points', hit: 'sum', rules: [{ name: 'urgent', when: leaf('urgent', 'equal', true), gives: whole(2) }], otherwise: whole(1) },
      { id: 'flags', hit: 'collect', rules: [{ name: 'old', when: number('age', 'greaterThan', '64') }] },
    ]);
    let together = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(randomCase, { minLength: 20, maxLength: 20 }), async (some) => {
        together += await compareBoth(plan, some);
      }),
      { numRuns: 20 },
    );
    expect(together).toBe(400);
  });
});
