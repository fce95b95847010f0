import { asClosed, asKnown, sumOf, type Added, type Figures } from './drawn.js';
import {
  halfUp,
  larger,
  minus,
  NIL,
  order,
  over,
  plus,
  print,
  read,
  requireFund,
  smaller,
  split,
  times,
  UNIT,
  withinLimit,
  yuan,
  type Rational,
  type Weighed,
} from './rational.js';
import {
  money,
  of,
  one,
  sandboxBudget,
  sandboxFund,
  sandboxMonth,
  type InstitutionRecord,
  type Named,
  type SandboxYear,
} from './sandbox-year.js';
import { accountsOf, signed, type ReferenceResult, type StatedLines } from './statements.js';

/** How much of an overrun is shared (990300/2021.1, overrunBands, MARGINAL): 70 % up to a tenth, 50 % from there to a fifth, nothing above. */
function shared(rate: Rational): Rational {
  const [tenth, fifth] = [read('0.10'), read('0.20')];
  const first = smaller(rate, tenth);
  const second = larger(minus(smaller(rate, fifth), tenth), NIL);
  return plus(times(first, read('0.70')), times(second, read('0.50')));
}

/** Coefficient of the entitlement and share of the deposit that is returned, by score: 90 and above, 70 and above, below, none. */
function assessed(score: Rational | null): { readonly coefficient: Rational; readonly returned: Rational } {
  if (score === null) return { coefficient: UNIT, returned: UNIT };
  if (order(score, read('90')) >= 0n) return { coefficient: read('1.05'), returned: UNIT };
  if (order(score, read('70')) >= 0n) return { coefficient: UNIT, returned: UNIT };
  return { coefficient: read('0.9'), returned: read('0.50') };
}

/** The payment ratios (scope institutionTotal). */
function ratioOf({ switches }: SandboxYear, added: readonly Added[], code: string): Rational {
  const own = (each: Added): boolean => each.code === code;
  if (switches.paymentRatioBasis === 'FULL') return UNIT;
  if (switches.paymentRatioBasis === 'INSTITUTION' && sumOf(added, 'cost', own).n > 0n) {
    return over(sumOf(added, 'fund', own), sumOf(added, 'cost', own));
  }
  return over(
    sumOf(added, 'fund', () => true),
    sumOf(added, 'cost', () => true),
  );
}

/** Which periods were closed before the year is cleared. */
export type Closing = 'NOTHING_CLOSED' | 'MONTHS_CLOSED';

/** Clears a year of the sample city. Throws `NotSplit` or `RangeError` where nothing can be divided. */
export function clearSandbox(year: SandboxYear, closing: Closing = 'NOTHING_CLOSED'): ReferenceResult {
  const known = asKnown(year.cases);
  const monthly = closing === 'MONTHS_CLOSED' ? asClosed(year.cases) : known;
  const months = Array.from({ length: 12 }, (_, index) => sandboxMonth(year, monthly, index + 1));
  const codes = year.institutions.map(({ code }) => code);
  const weights = codes.map((code) => {
    const points = sumOf(known, 'points', (each) => each.code === code);
    return { code, weight: halfUp(times(points, ratioOf(year, known, code)), 8) };
  });
  const end = sandboxFund(year);
  const [fund, balance] = [requireFund(one(end, 'fund')), one(end, 'adjustmentFundBalance')];
  const pointValue = over(fund, plus(...weights.map(({ weight }) => weight)));
  const entitled = split(fund, weights, 'INSTITUTION_CODE');
  const before = new Map(
    year.institutions.map(({ code, record }) => [code, beforePools(year, of(entitled, code), { code, record, known })]),
  );
  const claims = (name: string) => codes.map((code) => ({ code, weight: one(before.get(code) ?? {}, name) }));
  const overruns = withinLimit(one(end, 'overrunPool'), claims('overrunClaim'), 'INSTITUTION_CODE');
  const rewards = withinLimit(one(end, 'assessmentPool'), claims('assessmentClaim'), 'INSTITUTION_CODE');
  const lines = new Map(
    year.institutions.map(({ code, record }) => {
      const depositHeld = plus(...months.map((month) => one(month.get(code) ?? {}, 'depositWithheld')));
      const pools = { overrunShared: of(overruns, code), assessmentReward: of(rewards, code) };
      const byItemPaid = sumOf(known, 'fund', (each) => each.code === code, 'BY_ITEM');
      return [code, signed(SANDBOX_LINES, linesOf(year, record, { before: before.get(code) ?? {}, pools, depositHeld, byItemPaid }))];
    }),
  );
  const payable = new Map([...lines].map(([code, own]) => [code, plus(...Object.values(own))]));
  return {
    ...{ pointValue, lines, payable, accounts: accountsOf(SANDBOX_LINES, lines, { fund, balance, byItem: one(end, 'byItemCarvedOut') }) },
    figures: figuresOf({ year, end, months: closing === 'NOTHING_CLOSED' ? months : [], weights, before, lines, payable, pointValue }),
  };
}

interface Own {
  readonly code: string;
  readonly record: InstitutionRecord;
  readonly known: readonly Added[];
}

function beforePools({ switches }: SandboxYear, entitlement: Rational, { code, record, known }: Own): Named {
  const recorded = sumOf(known, 'fund', (each) => each.code === code);
  const comparedFund = yuan(switches.deductionAt === 'RECORDED' ? minus(recorded, record.deduction) : recorded);
  const overrunRate = entitlement.n > 0n ? over(larger(minus(comparedFund, entitlement), NIL), entitlement) : NIL;
  const assessedEntitlement = yuan(times(entitlement, assessed(record.assessmentScore).coefficient));
  return {
    ...{ entitlement, comparedFund, assessedEntitlement },
    overrunClaim: yuan(times(shared(overrunRate), entitlement)),
    assessmentClaim: larger(minus(assessedEntitlement, entitlement), NIL),
  };
}

interface Settled {
  readonly before: Named;
  readonly pools: { readonly overrunShared: Rational; readonly assessmentReward: Rational };
  readonly depositHeld: Rational;
  readonly byItemPaid: Rational;
}

/** The lines of `payable`, in their order. */
function linesOf({ switches }: SandboxYear, record: InstitutionRecord, { before, pools, depositHeld, byItemPaid }: Settled): Named {
  const [entitlement, compared] = [one(before, 'entitlement'), one(before, 'comparedFund')];
  const surplus = larger(minus(entitlement, compared), NIL);
  return {
    entitlement,
    overrunShared: pools.overrunShared,
    surplusReturned: yuan(times(surplus, minus(UNIT, read(switches.surplusRetentionRate)))),
    assessmentReward: pools.assessmentReward,
    assessmentPenalty: larger(minus(entitlement, one(before, 'assessedEntitlement')), NIL),
    deducted: switches.deductionAt === 'PAYABLE' ? record.deduction : NIL,
    depositHeld,
    depositReturned: yuan(times(depositHeld, assessed(record.assessmentScore).returned)),
    byItemPaid,
    performanceDepositHeld: record.performanceDeposit ?? NIL,
    alreadyPaid: record.prepaid,
  };
}

/** The lines of `payable` with the account that each leaves (+) or enters (−). */
export const SANDBOX_LINES: StatedLines = {
  entitlement: ['+', 'FUND'],
  overrunShared: ['+', 'ADJUSTMENT_FUND'],
  surplusReturned: ['-', 'RETAINED'],
  assessmentReward: ['+', 'ADJUSTMENT_FUND'],
  assessmentPenalty: ['-', 'ADJUSTMENT_FUND'],
  deducted: ['-', 'RETAINED'],
  depositHeld: ['-', 'QUALITY_DEPOSIT'],
  depositReturned: ['+', 'QUALITY_DEPOSIT'],
  byItemPaid: ['+', 'BY_ITEM'],
  performanceDepositHeld: ['-', 'PERFORMANCE_DEPOSIT'],
  alreadyPaid: ['-', 'PREPAID'],
};

interface WorkedOut {
  readonly year: SandboxYear;
  readonly end: Named;
  readonly months: readonly ReadonlyMap<string, Named>[];
  readonly weights: readonly Weighed[];
  readonly before: ReadonlyMap<string, Named>;
  readonly lines: ReadonlyMap<string, Named>;
  readonly payable: ReadonlyMap<string, Rational>;
  readonly pointValue: Rational;
}

/** As the product prints them. */
function figuresOf({ year, end, months, weights, before, lines, payable, pointValue }: WorkedOut): Figures {
  const figures = new Map<string, Record<string, string>>();
  figures.set('fundYear *', money(sandboxBudget(year)));
  figures.set('fundYearEnd *', { ...money(end), settlementPointValue: print(pointValue, 8) });
  for (const { code, weight } of weights) figures.set(`institutionTotal ${code}`, { settlementWeight: print(weight, 8) });
  for (const [code, own] of lines) {
    const score = assessed(year.institutions.find((each) => each.code === code)?.record.assessmentScore ?? null);
    figures.set(`institutionYear ${code}`, {
      ...money(before.get(code) ?? {}),
      ...money(signed(SANDBOX_LINES, own)),
      ...money({ payable: of(payable, code) }),
      ...{ assessmentCoefficient: print(score.coefficient, 4), depositReturnRate: print(score.returned, 4) },
    });
  }
  for (const [index, month] of months.entries()) {
    for (const [code, own] of month) figures.set(`institutionMonth ${code}/${String(index + 1).padStart(2, '0')}`, money(own));
  }
  return figures;
}
