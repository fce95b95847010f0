import { describe, expect, test } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import { Fraction } from '../../../src/engine/number/quantity.js';
import { compiled, decided, decisionOf, goodCity, planOf, ruleOf } from '../good-city.js';

const basis = ['demo#1'];
const label = { zh: '某项' };

describe('a small city compiles to a plan', () => {
  const plan = planOf(goodCity());

  test('decisions stand by scope, in document order, with their slots', () => {
    expect(plan.decisions.fundYear.map(({ id, index }) => [id, index])).toEqual([
      ['plannedIncome', 0],
      ['riskReserve', 1],
      ['outOfRegion', 2],
      ['dipBudget', 3],
    ]);
    for (const decisions of Object.values(plan.decisions)) {
      for (const { id, scope, slot } of decisions) expect(plan.slots[scope][slot]?.name).toBe(id);
    }
  });

  test('a decision with rules also yields its rule; sums and lists do not', () => {
    const deviation = decided(plan, 'deviation');
    expect(plan.slots.case[must(deviation.ruleSlot, 'rule slot')]).toMatchObject({
      name: 'deviation.rule',
      type: 'enum',
      values: ['deviation-low', 'deviation-high', 'otherwise'],
    });
    expect(decided(plan, 'flags').ruleSlot).toBeUndefined();
    expect(decided(plan, 'fund').ruleSlot).toBeUndefined();
  });

  test('formulas are resolved to slots, parameters and tables to constants', () => {
    const { otherwise } = decided(plan, 'riskReserve');
    const income = plan.slots.fundYear.findIndex((slot) => slot.name === 'plannedIncome');
    expect(otherwise?.outcome).toEqual({
      kind: 'formula',
      text: 'plannedIncome * riskReserveRate',
      expr: {
        kind: 'binary',
        op: '*',
        left: { kind: 'fact', ref: { name: 'plannedIncome', scope: 'fundYear', slot: income } },
        right: { kind: 'parameter', name: 'riskReserveRate', value: new Fraction(10n, 100n) },
      },
    });
  });

  test('an enum parameter names the mode of a step (WE-13)', () => {
    const [rule] = decided(plan, 'addOnCoefficient').rules;
    expect(JSON.stringify(rule?.outcome, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).toContain(
      '"mode":"DOWN"',
    );
  });

  test('a lookup reads its keys as text and its rows by joined keys', () => {
    const outcome = decided(plan, 'baseCoefficient').otherwise?.outcome;
    const expr = must(outcome?.kind === 'formula' ? outcome.expr : undefined, 'formula');
    expect(
      expr.kind === 'lookup' ? [expr.keys.map((key) => (key.kind === 'fact' ? key.ref.name : key.value)), [...expr.table.rows.keys()]] : [],
    ).toEqual([
      ['institutionClass', 'insurance'],
      ['A\u001fEMPLOYEE', 'A\u001fRESIDENT', 'B\u001fEMPLOYEE', 'B\u001fRESIDENT'],
    ]);
  });

  test('an aggregate keeps the unit of what it sums; .region has a slot in each scope that reads it', () => {
    const cost = must(
      plan.aggregates.find((aggregate) => aggregate.id === 'recordedCost'),
      'recordedCost',
    );
    expect(cost).toMatchObject({ of: 'case', per: 'institutionTotal', unit: 'yuan', where: [{ equals: 'INCLUDED' }] });
    expect(cost.regionSlots.map(({ scope, slot }) => [scope, plan.slots[scope][slot]?.name])).toEqual([
      ['institutionTotal', 'recordedCost.region'],
    ]);
    expect(plan.aggregates.find((aggregate) => aggregate.id === 'yearPoints')?.regionSlots).toEqual([]);
  });

  test('an indicator has slots for its averages over peers and region', () => {
    const [average] = plan.averages;
    expect(plan.averages).toHaveLength(1);
    expect(plan.slots.institution[must(average?.peerSlot, 'peer')]).toMatchObject({ name: 'cmi.peer', source: 'average', optional: true });
    expect(plan.slots.institution[must(average?.regionSlot, 'region')]?.name).toBe('cmi.region');
  });

  test('pooled decisions and lines are resolved', () => {
    expect(decided(plan, 'overrunShared').allocate).toMatchObject({
      kind: 'claim',
      claim: { name: 'overrunClaim', scope: 'institutionYear' },
      limit: { name: 'adjustmentFundBalance', scope: 'fundYearEnd' },
    });
    expect(decided(plan, 'entitlement')).toMatchObject({
      hit: 'formula',
      allocate: { kind: 'total', total: { scope: 'fundYearEnd' }, weight: { scope: 'institutionTotal' } },
      line: { of: 'payable', order: 1, sign: '+', account: 'FUND' },
    });
  });

  test('case decisions that read nothing of the group, themselves or through others, are decided before grouping', () => {
    expect(plan.decisions.case.filter((decision) => decision.beforeGrouping).map((decision) => decision.id)).toEqual([
      'inclusion',
      'auxiliaryFactor',
    ]);
  });

  test('every outcome that rests on an assumption keeps the version from settling, and says so', () => {
    expect(plan.settlementReady).toBe(false);
    const infos = compiled(goodCity()).findings.filter((one) => one.severity === 'INFO' && one.code !== 'NO_WORD');
    expect(new Set(infos.map((one) => one.code))).toEqual(new Set(['SETTLEMENT_NOT_READY']));
    expect(infos.map((one) => one.pointer)).toContain('/decisions/18/allocate/basis');
    const adopted = goodCity((city) => {
      city.sources['demo'] = {
        title: '演示市医保局通知',
        kind: 'LOCAL',
        documentNo: '演医保〔2024〕1号',
        date: '2024-01-02',
        person: '张三',
      };
    });
    expect(planOf(adopted).settlementReady).toBe(true);
  });

  test('a narrowed fact keeps the rest of its vocabulary entry and is classed inside its domain', () => {
    const narrowed = planOf(
      goodCity((city) => {
        city.facts['ageYears'] = { scope: 'case', type: 'integer', min: '0', max: '120', label: { zh: '年龄' } };
        city.facts['institutionLevel'] = { scope: 'institution', type: 'enum', values: ['2', '3'], label: { zh: '级别' } };
      }),
    );
    expect(narrowed.slots.case.find((slot) => slot.name === 'ageYears')).toMatchObject({
      optional: true,
      max: new Fraction(120n, 1n),
      label: { zh: '年龄' },
    });
    expect(narrowed.slots.institution.find((slot) => slot.name === 'institutionLevel')?.values).toEqual(['2', '3']);
  });
});

describe('where points are yuan (WE-18)', () => {
  test('points and the catalogue carry yuan, and a point value is a ratio', () => {
    const plan = planOf(
      goodCity((city) => {
        city.pointUnit = 'yuan';
        decisionOf(city, 'points').otherwise = {
          formula: 'min(group(points) * auxiliaryFactor * institutionCoefficient, totalCost)',
          basis,
        };
      }),
    );
    expect(decided(plan, 'points').output.unit).toBe('yuan');
    expect(decided(plan, 'settlementPointValue').output.unit).toBe('1');
    expect(plan.aggregates.find((aggregate) => aggregate.id === 'yearPoints')?.unit).toBe('yuan');
  });

  test('the same formula mixes units where points are points', () => {
    const city = goodCity((document) => {
      decisionOf(document, 'points').otherwise = { formula: 'min(group(points), totalCost)', basis };
    });
    expect(compiled(city).findings.map((one) => one.code)).toContain('UNIT_MISMATCH');
  });
});

describe('grouping', () => {
  const withGrouping = (
    change: Partial<NonNullable<ReturnType<typeof goodCity>['methods']['grouping']>>,
    codes: string[] = ['C50*', 'C34.100'],
  ) =>
    goodCity((city) => {
      city.tables['excluded'] = { kind: 'codes', codes, basis };
      city.methods.grouping = { ...must(city.methods.grouping, 'grouping'), exclude: 'excluded', ...change };
    });
  const hash = (city: ReturnType<typeof goodCity>): string => planOf(city).groupingHash;

  test('codes become exact ones and prefixes; the star of an asterisk code is its own', () => {
    const { grouping } = planOf(withGrouping({}, ['C50*', 'C34.100', 'E11.600x015+M14.2*']));
    expect(grouping?.exclude).toEqual({ id: 'excluded', exact: new Set(['C34.100', 'E11.600x015+M14.2*']), prefixes: ['C50'] });
  });

  test('the hash covers method and code lists, not their basis, label, name or order', () => {
    const base = hash(withGrouping({}));
    expect(base).toMatch(/^[0-9a-f]{64}$/);
    expect(hash(withGrouping({ basis: ['demo#9'] }))).toBe(base);
    expect(hash(withGrouping({}, ['C34.100', 'C50*']))).toBe(base);
    expect(hash(withGrouping({ ties: ['EXACT', 'GROUP_CODE'] }))).not.toBe(base);
    expect(hash(withGrouping({}, ['C50*']))).not.toBe(base);
    expect(hash(withGrouping({ match: { partial: false } }))).not.toBe(base);
  });

  test('admission goes by a boolean that is decided before grouping', () => {
    const city = goodCity((document) => {
      document.decisions.splice(6, 0, {
        id: 'tcmQualified',
        scope: 'case',
        label,
        output: { type: 'boolean' },
        hit: 'first',
        rules: [
          {
            name: 'tcm-flag',
            label,
            basis,
            conditions: { all: [{ fact: 'caseFlag.TCM', operator: 'equal', value: true }] },
            event: { type: 'tcmQualified', params: { value: true } },
          },
        ],
        otherwise: { value: false, basis },
      });
      document.methods.grouping = { ...must(document.methods.grouping, 'grouping'), admit: [{ groupFlag: 'TCM', when: 'tcmQualified' }] };
    });
    const plan = planOf(city);
    expect(plan.grouping?.admit).toEqual([
      { groupFlag: 'TCM', when: { name: 'tcmQualified', scope: 'case', slot: decided(plan, 'tcmQualified').slot } },
    ]);
  });
});

test('insurance, year and what the fund year decided are readable in every scope', () => {
  const plan = planOf(
    goodCity((city) => {
      for (const id of ['costRatio', 'paymentRatio', 'overrunRate']) {
        const decision = decisionOf(city, id);
        if (decision.formula !== undefined) decision.formula = `${decision.formula} * (dipBudget / dipBudget) * (year / year)`;
      }
      ruleOf(city, 'inclusion').conditions = { all: [{ fact: 'insurance', operator: 'equal', value: 'RESIDENT' }] };
    }),
  );
  expect(decided(plan, 'inclusion').rules[0]?.condition).toMatchObject({ of: [{ ref: { name: 'insurance', scope: 'fundYear' } }] });
});

test('a ruleset of 500 rules compiles, and its findings do not depend on a second run', () => {
  const city = goodCity((document) => {
    document.parameters['threshold'] = { value: '3', label, basis };
    document.decisions.push({
      id: 'tier',
      scope: 'case',
      label,
      output: { type: 'enum', values: ['HIT'] },
      hit: 'collect',
      rules: Array.from({ length: 500 }, (_, index) => ({
        name: `tier-${index}`,
        label,
        basis,
        conditions: {
          all: [
            { fact: 'principalDiagnosis', operator: 'equal' as const, value: `A${index}` },
            { fact: 'lengthOfStay', operator: 'greaterThan' as const, value: String(index) },
          ],
        },
        event: { type: 'tier', params: { value: 'HIT' } },
      })),
    });
    delete document.parameters['threshold'];
  });
  expect(decided(planOf(city), 'tier').rules).toHaveLength(500);
  expect(compiled(city).findings).toEqual(compiled(city).findings);
});
