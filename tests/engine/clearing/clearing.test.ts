import fc from 'fast-check';
import { must } from '../../../src/engine/kit/assert.js';
import { describe, expect, it } from 'vitest';
import { clearFundYear, type Cleared, type ClearingInputs, type ClearingResult } from '../../../src/engine/clearing/clearing.js';
import { prepare } from '../../../src/engine/decide/program.js';
import { decimal, Fraction, multiply, printFen, printFixed, round, subtract, yuanToFen } from '../../../src/engine/number/quantity.js';
import { minus, num, type PlanBuilder, plus } from '../hand-made-plan.js';
import { smallCity, THREE, yearOf, type CityInstitution } from '../small-city.js';

/** 700 million of fund after 10% of reserve. */
const INCOME = '777777777.78';

function clear(plan: PlanBuilder, inputs: ClearingInputs): ClearingResult {
  return clearFundYear(prepare(plan.build()), inputs, plan.verdicts);
}

function cleared(result: ClearingResult): Cleared {
  if (result.kind !== 'cleared')
    throw new Error(`not cleared: ${JSON.stringify(result, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}`);
  return result;
}

const lines = ({ institutions }: Cleared, code: string): string[][] =>
  institutions
    .filter((one) => one.code === code)
    .flatMap((one) =>
      one.lines.map((line) => [line.decision, printFen(line.amountFen), printFen(line.runningTotalFen), line.account ?? '']),
    );

const failures = (result: ClearingResult): unknown => (result.kind === 'failed' ? result.failures : result.kind);

describe('clearing a year (WE-08)', () => {
  const result = cleared(clear(smallCity({ fixedRatio: '0.70' }), yearOf(THREE, INCOME)));

  it('the point value is fund ÷ Σ (points × payment ratio), kept as 500/49', () => {
    expect(printFen(result.fundFen)).toBe('700000000.00');
    expect(result.pointValue).toEqual({ value: new Fraction(500n, 49n), fraction: '500/49', display: '10.20408163' });
  });

  it('entitlements sum to the fund: 371,428,571.43, 214,285,714.29, 114,285,714.28', () => {
    expect(result.institutions.map(({ entitlementFen }) => printFen(entitlementFen))).toEqual([
      '371428571.43',
      '214285714.29',
      '114285714.28',
    ]);
  });

  it('rounding the point value to 4 places first would overspend by 1,260.00 yuan', () => {
    const pointValue = round(result.pointValue?.value ?? decimal('0'), { scale: 4, mode: 'HALF_UP' });
    expect(printFixed(pointValue, 4)).toBe('10.2041');
    const paid = multiply(pointValue, decimal('68600000'));
    expect(printFen(yuanToFen(subtract(paid, decimal('700000000'))))).toBe('1260.00');
  });

  it('overruns share the adjustment fund in proportion, and payables are what the example ruleset says', () => {
    expect(lines(result, 'H01')).toEqual([
      ['entitlement', '371428571.43', '371428571.43', 'FUND'],
      ['overrunShared', '11234567.90', '382663139.33', 'ADJUSTMENT_FUND'],
      ['deducted', '-1234567.89', '381428571.44', 'RETAINED'],
      ['alreadyPaid', '-330000000.00', '51428571.44', 'PREPAID'],
    ]);
    expect(result.institutions.map(({ payableFen }) => printFen(payableFen))).toEqual(['51428571.44', '24285714.29', '23051146.38']);
  });

  it('every line rests on its basis', () => {
    expect(result.institutions[0]?.lines.map(({ basis }) => basis)).toEqual([
      ['demo#5'],
      ['demo#6'],
      ['deducted#otherwise'],
      ['alreadyPaid#otherwise'],
    ]);
  });

  it('every fen has an account, and the imbalance is 0.00', () => {
    expect(printFen(result.imbalanceFen)).toBe('0.00');
    const accounts = result.accounts.map(({ account, openingFen, closingFen }) => [account, printFen(openingFen), printFen(closingFen)]);
    expect(accounts).toEqual([
      ['FUND', '700000000.00', '0.00'],
      ['ADJUSTMENT_FUND', '20000000.00', '0.00'],
      ['RESERVE', '0.00', '0.00'],
      ['QUALITY_DEPOSIT', '0.00', '0.00'],
      ['PREPAID', '0.00', '620000000.00'],
      ['RETAINED', '0.00', '1234567.89'],
    ]);
    const changes = result.postings.reduce((sum, { changeFen }) => sum + changeFen, 0n);
    expect(-changes).toBe(result.payableFen);
  });

  it('lists what was checked, and the waterfall of the budget', () => {
    expect(result.invariants).toEqual([
      { code: 'SHARES_SUM_TO_WHOLE', checked: 2 },
      { code: 'LINES_SUM_TO_TOTAL', checked: 4 },
      { code: 'ACCOUNTS_NOT_OVERDRAWN', checked: 2 },
      { code: 'IDENTITY_OF_MONEY', checked: 1 },
    ]);
    expect(result.waterfalls.get('dipBudget')?.map((line) => [line.decision, printFen(line.amountFen)])).toEqual([
      ['plannedIncome', '777777777.78'],
      ['riskReserve', '-77777777.78'],
    ]);
  });
});

describe('clearing: payment ratio, coefficients and averages', () => {
  const city: readonly CityInstitution[] = [
    { code: 'H01', points: '100', recordedCost: '1000.00', recordedFund: '800.00', cmi: '1.04' },
    { code: 'H02', points: '100', recordedCost: '2000.00', recordedFund: '1300.00', cmi: '1.36' },
    { code: 'H03', points: '100', recordedCost: '0.00', recordedFund: '0.00', class: 'B' },
    { code: 'H04', points: '0', cmi: '0.90', class: 'B', recordedCost: '0.00' },
  ];
  const result = cleared(clear(smallCity(), yearOf(city)));
  const program = prepare(smallCity().build());
  const column = (scope: 'institution' | 'institutionTotal', name: string): string[] =>
    result.institutions.map((one) => {
      const run = must(
        one.runs.find((of) => of.scope.scope === scope),
        scope,
      );
      const value = run.frame[program.scopes[scope].slotByName.get(name) ?? -1];
      return value === null || value === undefined ? '-' : printFixed(typeof value === 'object' && 'n' in value ? value : decimal('0'), 4);
    });

  it('the region’s ratio is recorded fund ÷ recorded cost of all its institutions', () => {
    expect(column('institutionTotal', 'paymentRatio')).toEqual(['0.7000', '0.7000', '0.7000', '0.7000']);
  });

  it('peers are the institutions of a class that have a value, itself included', () => {
    expect(column('institution', 'cmi.peer')).toEqual(['1.2000', '1.2000', '0.9000', '0.9000']);
    expect(column('institution', 'cmi.region')).toEqual(['1.1000', '1.1000', '1.1000', '1.1000']);
  });

  it('coefficients come from class and insurance, with whole steps above the peers (ZB-12)', () => {
    expect(column('institution', 'baseCoefficient')).toEqual(['1.2000', '1.2000', '0.9000', '0.9000']);
    expect(column('institution', 'addOnCoefficient')).toEqual(['0.0000', '0.0200', '0.0000', '0.0000']);
  });

  it('an institution without points is entitled to nothing', () => {
    expect(printFen(result.institutions[3]?.entitlementFen ?? -1n)).toBe('0.00');
  });

  it('a weighted average counts those that have both value and weight', () => {
    const plan = smallCity();
    plan.slot('institution', 'beds', { optional: true });
    plan.slot('institution', 'share', { optional: true });
    plan.average('share', 'beds');
    const inputs = yearOf(city);
    const stated: Record<string, [string, string] | undefined> = { H01: ['100', '0.10'], H02: ['300', '0.30'] };
    const institutions = inputs.institutions.map((one) => {
      const [beds, share] = stated[one.code] ?? [];
      return {
        ...one,
        facts: new Map([
          ...one.facts,
          ['beds', beds === undefined ? null : decimal(beds)],
          ['share', share === undefined ? decimal('0.9') : decimal(share)],
        ]),
      };
    });
    const weighted = cleared(clear(plan, { ...inputs, institutions }));
    const slot = prepare(plan.build()).scopes.institution.slotByName.get('share.region') ?? -1;
    expect(weighted.institutions.map((one) => one.runs[0]?.frame[slot])).toEqual(Array(4).fill(expect.objectContaining({ n: 1n, d: 4n })));
  });
});

describe('clearing: assessment moves money out of an account that the ruleset names (WE-09, DU-7)', () => {
  const alone = (coefficient: string): readonly CityInstitution[] =>
    THREE.map((one, i) => ({
      ...one,
      recordedFund: '0.00',
      facts: { deduction: i === 0 ? '1234567.89' : '0', assessmentCoefficient: i === 0 ? coefficient : '1' },
    }));

  it.each([
    ['1.05', '388765432.11', '1428571.43'],
    ['0.90', '333051146.40', '57142857.14'],
  ])('coefficient %s leaves institution A with %s and the adjustment fund with %s', (coefficient, payable, closing) => {
    const plan = smallCity({ fixedRatio: '0.70', assessmentAccount: 'ADJUSTMENT_FUND' });
    const result = cleared(clear(plan, yearOf(alone(coefficient), INCOME)));
    expect(printFen(result.institutions[0]?.payableFen ?? 0n)).toBe(payable);
    expect(printFen(result.accounts[1]?.closingFen ?? 0n)).toBe(closing);
    expect(result.imbalanceFen).toBe(0n);
  });

  it('a coefficient above 1 on FUND overdraws it, and the run fails', () => {
    const plan = smallCity({ fixedRatio: '0.70', assessmentAccount: 'FUND' });
    expect(failures(clear(plan, yearOf(alone('1.05'), INCOME)))).toEqual([
      { code: 'ACCOUNT_OVERDRAWN', scope: 'institutionYear', key: {}, decision: 'payable', fact: 'FUND' },
    ]);
  });

  it('what a coefficient below 1 leaves in FUND goes to RETAINED', () => {
    const plan = smallCity({ fixedRatio: '0.70', assessmentAccount: 'FUND' });
    const result = cleared(clear(plan, yearOf(alone('0.90'), INCOME)));
    const balance = new Map(result.accounts.map(({ account, closingFen }) => [account, printFen(closingFen)]));
    expect([balance.get('FUND'), balance.get('RETAINED')]).toEqual(['0.00', '38377425.03']);
    expect(
      result.postings
        .filter(({ institutionCode }) => institutionCode === null)
        .map(({ account, changeFen }) => [account, printFen(changeFen)]),
    ).toEqual([
      ['FUND', '-37142857.14'],
      ['RETAINED', '37142857.14'],
    ]);
  });
});

describe('clearing: what fails a run, and where', () => {
  it('no points at all: the point value divides by zero and nothing can be divided', () => {
    const none = THREE.map((one) => ({ ...one, points: '0' }));
    expect(failures(clear(smallCity({ fixedRatio: '0.70' }), yearOf(none, INCOME)))).toEqual([
      { code: 'DIVISION_BY_ZERO', scope: 'fundYearEnd', key: {}, decision: 'settlementPointValue', fact: '' },
    ]);
  });

  it('negative points name their institution', () => {
    const negative = THREE.map((one, i) => ({ ...one, points: i === 1 ? '-1' : one.points }));
    expect(failures(clear(smallCity({ fixedRatio: '0.70' }), yearOf(negative, INCOME)))).toEqual([
      {
        code: 'NEGATIVE_WEIGHT',
        scope: 'institutionYear',
        key: { institutionCode: 'H02' },
        decision: 'entitlement',
        fact: 'settlementWeight',
      },
    ]);
  });

  it('a budget that was never set is told once, not for everything that reads it', () => {
    const inputs = yearOf(THREE, INCOME);
    const result = clear(smallCity({ fixedRatio: '0.70' }), { ...inputs, fundYear: new Map([['insurance', 'EMPLOYEE']]) });
    expect(failures(result)).toEqual([{ code: 'NOT_SUPPLIED', scope: 'fundYear', key: {}, decision: 'plannedIncome', fact: 'income' }]);
  });

  it('a payable that its lines do not add up to', () => {
    const plan = smallCity({
      fixedRatio: '0.70',
      payable: (city) => plus(minus(city.fact('entitlement'), city.fact('alreadyPaid')), num('0.01')),
    });
    const wrong = failures(clear(plan, yearOf(THREE.slice(1), INCOME, '0.00')));
    expect(wrong).toEqual(
      ['H02', 'H03'].map((institutionCode) => ({
        code: 'LINES_DO_NOT_ADD_UP',
        scope: 'institutionYear',
        key: { institutionCode },
        decision: 'payable',
        fact: 'payable',
      })),
    );
  });

  it('an adjustment fund with a part of a fen', () => {
    expect(failures(clear(smallCity({ fixedRatio: '0.70' }), yearOf(THREE, INCOME, '0.005')))).toMatchObject([
      { code: 'NOT_WHOLE_FEN', fact: 'adjustmentFundBalance' },
    ]);
  });

  it('a class without a coefficient names institution and table', () => {
    const plan = smallCity({ fixedRatio: '0.70' });
    const inputs = yearOf(THREE, INCOME);
    const fundYear = new Map([...inputs.fundYear, ['insurance', 'RESIDENT'] as const]);
    expect(failures(clear(plan, { ...inputs, fundYear }))).toMatchObject(
      THREE.map(({ code }) => ({ code: 'TABLE_KEY_MISSING', fact: 'table', decision: 'baseCoefficient', key: { institutionCode: code } })),
    );
  });

  it('a ruleset that lacks outputs of the contract', () => {
    const plan = smallCity().build();
    const result = clearFundYear(prepare({ ...plan, decisions: { ...plan.decisions, fundYearEnd: [] } }), yearOf(THREE), () => undefined);
    expect(result).toEqual({
      kind: 'lacking',
      outputs: [
        { scope: 'fundYearEnd', id: 'fund' },
        { scope: 'fundYearEnd', id: 'settlementPointValue' },
      ],
    });
  });

  it('gives back all situations that were never judged at once, each once', () => {
    const plan = smallCity({ fixedRatio: '0.70' });
    plan.forget('addOnCoefficient/0/1');
    const result = clear(plan, yearOf(THREE, INCOME));
    expect(result).toMatchObject({ kind: 'unmet', unmet: [{ table: 0, situation: 1, decision: { id: 'addOnCoefficient' } }] });
    expect(result.kind === 'unmet' && result.unmet.length).toBe(1);
  });

  it('sums that were not handed in, or of a stranger, are bugs', () => {
    const inputs = yearOf(THREE, INCOME);
    const without = new Map([...inputs.rows].filter(([id]) => id !== 'yearPoints'));
    expect(() => clear(smallCity(), { ...inputs, rows: without })).toThrow('the sums of yearPoints is missing');
    const stranger = new Map([...inputs.rows, ['yearPoints', [{ institutionCode: 'H99', value: decimal('1') }]] as const]);
    expect(() => clear(smallCity(), { ...inputs, rows: stranger })).toThrow('H99');
  });
});

describe('clearing: properties', () => {
  const institution = fc.record({
    points: fc.integer({ min: 1, max: 10 ** 9 }),
    recorded: fc.integer({ min: 0, max: 10 ** 9 }),
    prepaid: fc.integer({ min: 0, max: 10 ** 9 }),
  });
  const many = fc.array(institution, { minLength: 1, maxLength: 12 }).map((list) =>
    list.map(({ points, recorded, prepaid }, i): CityInstitution => ({
      code: `H${String(i).padStart(2, '0')}`,
      points: String(points),
      recordedFund: String(recorded),
      recordedCost: '1000000000',
      facts: { prepaid: String(prepaid) },
    })),
  );

  it('entitlements sum to the fund, accounts balance, and row order changes nothing', () => {
    const plan = smallCity({ fixedRatio: '0.70' });
    fc.assert(
      fc.property(many, fc.integer({ min: 0, max: 10 ** 9 }), (city, income) => {
        const forward = cleared(clear(plan, yearOf(city, String(income))));
        const backward = cleared(clear(plan, yearOf([...city].reverse(), String(income))));
        expect(forward.institutions.reduce((sum, { entitlementFen }) => sum + entitlementFen, 0n)).toBe(forward.fundFen);
        expect(forward.imbalanceFen).toBe(0n);
        expect(backward.institutions.map(({ code, lines: own }) => [code, own])).toEqual(
          forward.institutions.map(({ code, lines: own }) => [code, own]),
        );
        expect([backward.postings, backward.pointValue]).toEqual([forward.postings, forward.pointValue]);
      }),
      { numRuns: 60 },
    );
  });

  it('more points for one institution never mean more money for another (floating point value)', () => {
    const plan = smallCity({ fixedRatio: '0.70' });
    fc.assert(
      fc.property(many, fc.integer({ min: 1, max: 10 ** 9 }), (city, more) => {
        const before = cleared(clear(plan, yearOf(city, INCOME)));
        const raised = city.map((one, i) => (i === 0 ? { ...one, points: String(Number(one.points) + more) } : one));
        const after = cleared(clear(plan, yearOf(raised, INCOME)));
        // A fen of remainder may go to another institution than before.
        after.institutions.forEach(({ entitlementFen }, i) => {
          const change = entitlementFen - (before.institutions[i]?.entitlementFen ?? 0n);
          expect(i === 0 ? change >= -1n : change <= 1n).toBe(true);
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe('clearing: a city that pays by record', () => {
  it('divides the fund by recorded fund and has no point value', () => {
    const plan = smallCity({ fixedRatio: '0.70', byRecord: 'byRecord' });
    const result = cleared(clear(plan, yearOf(THREE, INCOME)));
    expect(result.pointValue).toBeNull();
    expect(result.institutions.map(({ entitlementFen }) => printFen(entitlementFen))).toEqual([
      '373972602.74',
      '201369863.01',
      '124657534.25',
    ]);
  });
});
