import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import type { Condition } from '../../../src/engine/plan/plan.js';
import { decimal, whole } from '../../../src/engine/number/quantity.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { buildTables, classesOf } from '../../../src/rules/judge/tables.js';
import { randomCase, randomPlan } from '../arbitrary-plans.js';
import { situationOfCase } from '../cases.js';
import { codes, decisionOf, leaf, makePlan, number, reading, type FactSketch, type RuleSketch } from '../plan-builder.js';

const judge = new Judge();

/** What all/any/not make of leaf results. */
function combine(condition: Condition, leaves: readonly boolean[]): boolean {
  switch (condition.kind) {
    case 'leaf':
      return must(leaves[condition.leaf], 'leaf');
    case 'not':
      return !combine(condition.of, leaves);
    case 'all':
      return condition.of.every((part) => combine(part, leaves));
    case 'any':
      return condition.of.some((part) => combine(part, leaves));
  }
}

describe('tables answer as the Judge does', () => {
  it('for thousands of random rulesets and cases, boundaries forced', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(randomPlan, fc.array(randomCase, { minLength: 5, maxLength: 5 }), async (plan, cases) => {
        const { plan: filled, verdicts, findings } = await buildTables(plan, judge);
        if (findings.length > 0) return;
        const decision = decisionOf(filled, 'decided');
        for (const values of cases) {
          for (const [index, table] of decision.tables.entries()) {
            const asked = await judge.verdict(decision, table.rules, reading(values));
            const looked = verdicts.verdict(decision, index, situationOfCase(table, values));
            expect(looked).toStrictEqual(asked);
            compared += 1;
            // The leaves explain the rules: an all/any/not tree over them gives the same rules.
            const explained = table.rules.filter((rule, at) =>
              combine(must(decision.rules[rule], 'rule').condition, must(asked.leaves[at], 'leaves')),
            );
            expect(explained).toStrictEqual(asked.fired);
          }
        }
      }),
      { numRuns: 1_500 },
    );
    expect(compared).toBeGreaterThan(5_000);
  });
});

const FACTS: Readonly<Record<string, FactSketch>> = {
  ratio: { type: 'decimal', optional: true },
  cost: { type: 'decimal', min: decimal('0') },
  ageYears: { type: 'integer', min: whole(0), max: whole(130) },
  ageDays: { type: 'integer', min: whole(0), max: whole(47_850) },
  level: { type: 'enum', values: ['1', '2', '3'] },
  way: { type: 'enum', values: ['1', '2', '3', '4', '5', '6', '9'] },
  diagnosis: { type: 'code' },
  procedures: { type: 'codes' },
  caseFlag: { type: 'set', values: ['TCM', 'BED_DAY'] },
  discharged: { type: 'date' },
};

/** Builds one collect decision; gives its first table's labels of each fact. */
async function labels(...rules: RuleSketch['when'][]): Promise<Record<string, string[]>> {
  const plan = makePlan(FACTS, [{ id: 'decided', hit: 'first', rules: rules.map((when, index) => ({ name: `R${index}`, when })) }]);
  const { plan: filled } = await buildTables(plan, judge);
  const table = must(decisionOf(filled, 'decided').tables[0], 'table');
  return Object.fromEntries(table.tests.map((test) => [test.ref.name, test.labels.map((label) => `${label.zh}|${label.en}`)]));
}

describe('classes of a fact', () => {
  it('N21-21: a cost ratio falls below, between and above its thresholds, or is missing', async () => {
    const known = leaf('ratio', 'known', true);
    expect(
      await labels({ all: [known, number('ratio', 'lessThan', '0.5')] }, { all: [known, number('ratio', 'greaterThan', '2')] }),
    ).toEqual({
      ratio: ['<0.5|<0.5', '≥0.5 且 ≤2|≥0.5 and ≤2', '>2|>2', '缺失|missing'],
    });
    expect(await labels(number('ratio', 'lessThanInclusive', '0.5'), number('ratio', 'greaterThanInclusive', '2.0'), known)).toEqual({
      ratio: ['≤0.5|≤0.5', '0.5–2|0.5–2', '≥2|≥2', '缺失|missing'],
    });
    expect(await labels(number('ratio', 'equal', '0.5'))).toEqual({ ratio: ['<0.5 或 >0.5 或 缺失|<0.5 or >0.5 or missing', '=0.5|=0.5'] });
  });

  it('no whole number lies between 17 and 18, and none outside the domain', async () => {
    const ages = await labels(number('ageYears', 'lessThanInclusive', '17'), number('ageYears', 'greaterThanInclusive', '18'));
    expect(ages).toEqual({ ageYears: ['≤17|≤17', '≥18|≥18'] });
    expect(await labels(number('ageYears', 'greaterThan', '130'))).toEqual({ ageYears: ['≤130|≤130'] });
    expect(await labels(number('ageYears', 'greaterThan', '17.5'), number('ageYears', 'equal', '17.5'))).toEqual({
      ageYears: ['<17.5|<17.5', '>17.5|>17.5'],
    });
    expect(await labels(number('cost', 'lessThan', '0'), number('cost', 'lessThan', '10'))).toEqual({
      cost: ['≥0 且 <10|≥0 and <10', '≥10|≥10'],
    });
  });

  it('an enum has others only where its domain does; a code always', async () => {
    expect(await labels(leaf('level', 'in', ['1', '2']), leaf('level', 'equal', '3'))).toEqual({ level: ['1、2|1, 2', '3|3'] });
    expect(await labels(leaf('level', 'equal', '3'))).toEqual({ level: ['3|3', '1、2|1, 2'] });
    expect(await labels(leaf('way', 'equal', '5'))).toEqual({ way: ['5|5', '1、2、3、4、6、9|1, 2, 3, 4, 6, 9'] });
    expect(await labels(leaf('diagnosis', 'in', ['A15', 'B20']))).toEqual({ diagnosis: ['A15、B20|A15, B20', '其他|other'] });
  });

  it('many names are counted, not all written', async () => {
    const many = Array.from({ length: 40 }, (_, index) => `A${index}`);
    const [own] = (await labels(leaf('diagnosis', 'in', many))).diagnosis ?? [];
    expect(own).toMatch(/^A0、A1、.*、A11 等 40 项\|A0, A1, .*, A11 and 28 more$/);
  });

  it('a member of a set is a boolean; dates are days', async () => {
    expect(await labels(leaf('caseFlag.TCM', 'equal', true))).toEqual({ 'caseFlag.TCM': ['否|no', '是|yes'] });
    expect(await labels(leaf('discharged', 'lessThanInclusive', '2024-02-28'), leaf('discharged', 'greaterThan', '2024-02-29'))).toEqual({
      discharged: ['≤2024-02-28|≤2024-02-28', '=2024-02-29|=2024-02-29', '>2024-02-29|>2024-02-29'],
    });
  });

  it('a contained list of codes never stands alone, and impossible memberships are dropped', async () => {
    const [tumours, breast, other] = [codes('tumours', 'C50*', 'C34.100'), codes('breast', 'C50.1*'), codes('infections', 'A15.0')];
    const single = await labels(
      leaf('diagnosis', 'inCodes', tumours),
      leaf('diagnosis', 'inCodes', breast),
      leaf('diagnosis', 'inCodes', other),
    );
    expect(single.diagnosis?.map((label) => label.split('|')[0])).toEqual([
      '不属于 tumours、breast、infections',
      '属于 tumours，不属于 breast、infections',
      '属于 tumours、breast，不属于 infections',
      '属于 infections，不属于 tumours、breast',
    ]);
    const several = await labels(
      leaf('procedures', 'anyInCodes', tumours),
      leaf('procedures', 'anyInCodes', breast),
      leaf('procedures', 'anyInCodes', other),
    );
    expect(several.procedures).toHaveLength(6);
  });
});

describe('tables', () => {
  it('ask once for every situation, and O(1) afterwards', async () => {
    const rules = [number('ratio', 'lessThan', '0.5'), number('ratio', 'greaterThan', '2')].map((when, index) => ({
      name: `R${index}`,
      when,
    }));
    const { plan, verdicts } = await buildTables(makePlan(FACTS, [{ id: 'deviation', hit: 'unique', rules }]), judge);
    expect(decisionOf(plan, 'deviation').tables.map((table) => table.size)).toEqual([3]);
    expect(verdicts.asked).toBe(3);
  });

  it('of rules that are combined are split, so that few situations are judged', async () => {
    const thresholds = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'];
    const rules = ['ratio', 'cost', 'ageYears'].flatMap((fact) =>
      thresholds.map((value) => ({ name: `${fact}-${value}`, when: { all: [number(fact, 'greaterThan', value)] } })),
    );
    const { plan, verdicts } = await buildTables(makePlan(FACTS, [{ id: 'flags', hit: 'collect', rules }]), judge);
    expect(decisionOf(plan, 'flags').tables.map((table) => [table.size, table.rules.length])).toEqual([
      [11, 10],
      [11, 10],
      [11, 10],
    ]);
    expect(verdicts.asked).toBe(33);
  });

  it('wider than 4,096 situations are DECISION_TOO_WIDE', async () => {
    const rules = ['ratio', 'cost', 'ageYears', 'ageDays'].flatMap((fact) =>
      ['1', '2', '3', '4', '5', '6', '7', '8'].map((value) => ({ name: `${fact}-${value}`, when: number(fact, 'greaterThan', value) })),
    );
    const plan = makePlan(FACTS, [{ id: 'wide', hit: 'first', rules }]);
    const { findings, plan: filled } = await buildTables(plan, judge);
    expect(findings.map(({ code, pointer, severity }) => ({ code, pointer, severity }))).toEqual([
      { code: 'DECISION_TOO_WIDE', pointer: '/decisions/0', severity: 'ERROR' },
    ]);
    expect(decisionOf(filled, 'wide').tables).toEqual([]);
    const lists = Array.from({ length: 31 }, (_, index) => leaf('diagnosis', 'inCodes', codes(`list${index}`, `A${index}.*`)));
    const many = await buildTables(
      makePlan(FACTS, [{ id: 'lists', hit: 'first', rules: lists.map((when, i) => ({ name: `L${i}`, when })) }]),
      judge,
    );
    expect(many.findings.map((found) => found.code)).toEqual(['DECISION_TOO_WIDE']);
  });

  it('are refused before too much is asked: a thousand thresholds of one fact', async () => {
    const rules = Array.from({ length: 1_000 }, (_, index) => ({ name: `R${index}`, when: number('cost', 'greaterThan', String(index)) }));
    const asked = new Judge();
    const { findings } = await buildTables(makePlan(FACTS, [{ id: 'flags', hit: 'collect', rules }]), asked);
    expect(findings.map((found) => found.code)).toEqual(['DECISION_TOO_WIDE']);
    expect(asked.asked).toBe(0);
  });

  it('hold thirty exclusive code lists in 31 situations', async () => {
    const rules = Array.from({ length: 30 }, (_, index) => ({
      name: `L${index}`,
      when: leaf('diagnosis', 'inCodes', codes(`list${index}`, `A${index}.*`)),
    }));
    const { plan } = await buildTables(makePlan(FACTS, [{ id: 'lists', hit: 'unique', rules }]), judge);
    expect(decisionOf(plan, 'lists').tables.map((table) => table.size)).toEqual([31]);
  });

  it('leave out what the ties of age forbid, and learn it when a case shows it', async () => {
    const rules = [
      { name: 'newborn', when: number('ageDays', 'lessThanInclusive', '28') },
      { name: 'old', when: number('ageYears', 'greaterThanInclusive', '80') },
    ];
    const { plan, verdicts } = await buildTables(makePlan(FACTS, [{ id: 'factor', hit: 'first', rules }]), judge);
    const decision = decisionOf(plan, 'factor');
    const table = must(decision.tables[0], 'table');
    expect([table.size, verdicts.asked]).toEqual([4, 3]);
    const values = { ageYears: whole(90), ageDays: whole(3) };
    const situation = situationOfCase(table, values);
    expect(classesOf(table, situation).map((found, test) => table.tests[test]?.labels[found]?.zh)).toEqual(['≤28', '≥80']);
    expect(verdicts.verdict(decision, 0, situation)).toBeUndefined();
    const learned = await verdicts.learn(decision, 0, situation, reading(values));
    expect(learned.fired).toEqual([0, 1]);
    expect(verdicts.verdict(decision, 0, situation)).toBe(learned);
    expect(verdicts.asked).toBe(4);
  });

  it('are none where a decision has no rules', async () => {
    const { plan, verdicts } = await buildTables(makePlan(FACTS, [{ id: 'factor', hit: 'max', rules: [], otherwise: whole(1) }]), judge);
    expect([decisionOf(plan, 'factor').tables, verdicts.asked]).toEqual([[], 0]);
  });
});
