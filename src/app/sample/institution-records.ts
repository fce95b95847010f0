import { printScaled, type Fen } from '../../engine/number/quantity.js';
import type { InsuranceScheme } from '../../engine/plan/inpatient-case.js';
import type { NewAdjustment, NewAssessment, NewPayment } from '../ports/clearing/ports-fund-year.js';
import type { Sums } from './generate/case-totals.js';
import type { SampleInstitution } from './generate/institutions.js';
import { monthOf } from './generate/institution-figures.js';
import { Random } from './generate/prng.js';
import { YEAR_KEY } from '../../engine/plan/periods.js';

/** One institution's year and insurance. */
export interface InstitutionYear {
  readonly seed: number;
  readonly regionCode: string;
  readonly year: number;
  readonly insurance: InsuranceScheme;
  readonly institution: SampleInstitution;
  /** Number of the institution in the city, from 0. */
  readonly ordinal: number;
  readonly sums: Sums;
}

const STREAM = 0x5005;

function stream({ seed, year, insurance, ordinal }: InstitutionYear, kind: number): Random {
  return new Random(seed, STREAM, year, insurance === 'EMPLOYEE' ? 1 : 2, ordinal, kind);
}

/** What an institution's year amounts to for an adjustable fact, in fen; null where nothing was recorded. */
export type AdjustmentMaker = (of: InstitutionYear) => Fen | null;

/** Facts of institutions' years that adjustments fill, by name. */
export const ADJUSTMENT_MAKERS: Readonly<Record<string, AdjustmentMaker>> = {
  deduction: (of) => {
    const random = stream(of, 1);
    return random.perMille(650) ? (of.sums.fundFen * BigInt(random.between(1, 14))) / 1000n : null;
  },
  performanceDeposit: (of) => (of.institution.level !== '1' && stream(of, 2).perMille(500) ? (of.sums.fundFen * 5n) / 1000n : null),
};

/** Why each adjustable amount was recorded. */
const REASONS: Readonly<Record<string, string>> = { deduction: '示例：年度审核扣减', performanceDeposit: '示例：暂扣履约保证金' };

/** The adjustments of one institution's year. */
export function adjustments(of: InstitutionYear, makers: readonly (readonly [string, AdjustmentMaker])[]): NewAdjustment[] {
  return makers.flatMap(([name, make]) => {
    const amountFen = make(of);
    return amountFen === null || amountFen === 0n
      ? []
      : [{ ...keyOf(of), institutionCode: of.institution.code, name, amountFen, reason: REASONS[name] ?? '示例', reversesId: null }];
  });
}

/** Scores on both sides of the usual limits come first, so that every city has them; then the ordinary run. */
const NOTABLE = [9000n, 8999n, 7000n, 6999n, 9650n, 6250n];

/** 考核得分 the assessment score of one institution's year, in two decimals. */
export function assessment(of: InstitutionYear): NewAssessment {
  const random = stream(of, 3);
  const score =
    NOTABLE[of.ordinal] ??
    BigInt(
      random.perMille(250) ? random.between(9000, 9900) : random.perMille(860) ? random.between(7000, 8999) : random.between(5800, 6999),
    );
  return {
    ...keyOf(of),
    period: YEAR_KEY,
    institutionCode: of.institution.code,
    name: 'assessmentScore',
    value: printScaled(score, 2),
    reason: '示例：年度综合考核',
  };
}

/** 预拨 twelve monthly payments: a little over four fifths of what the cases were charged. */
export function payments(of: InstitutionYear): NewPayment[] {
  const random = stream(of, 4);
  return Array.from({ length: 12 }, (_, index) => {
    const month = index + 1;
    const amountFen = monthOf(of.sums.fundFen, BigInt(random.between(800, 880)));
    return {
      ...keyOf(of),
      institutionCode: of.institution.code,
      period: String(month).padStart(2, '0'),
      month,
      amountFen,
      paidOn: payday(of.year, month),
      reason: '示例：月度预结算拨付',
      reversesId: null,
    };
  }).filter(({ amountFen }) => amountFen > 0n);
}

/** The 20th of the month after. */
function payday(year: number, month: number): string {
  return month === 12 ? `${year + 1}-01-20` : `${year}-${String(month + 1).padStart(2, '0')}-20`;
}

function keyOf({ regionCode, year, insurance }: InstitutionYear): { regionCode: string; year: number; insurance: InsuranceScheme } {
  return { regionCode, year, insurance };
}
