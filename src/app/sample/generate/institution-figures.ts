import { printFen, printScaled, type Fen } from '../../../engine/number/quantity.js';
import type { InsuranceScheme } from '../../../engine/plan/inpatient-case.js';
import type { CaseTotals } from './case-totals.js';
import type { SampleInstitution } from './institutions.js';
import { Random } from './prng.js';
import { sampleData } from './sample-data.js';

/** What an institution's profile says, by fact: it holds until the profile changes. Null leaves an optional fact missing. */
export const PROFILE_MAKERS: Readonly<Record<string, (institution: SampleInstitution) => string | null>> = {
  institutionClass: ({ institutionClass }) => institutionClass,
  tcmInstitution: ({ tcm }) => (tcm ? 'true' : 'false'),
  beds: ({ share, level }) => String(bedsOf(share, level)),
  keyDiscipline: ({ keySpecialty }) => (keySpecialty === 'NONE' ? null : keySpecialty),
};

/** 实际开放床位 beds that go with an institution's share of the cases, in fives: larger hospitals turn more cases over. Drawn from nothing, so that no other figure moves. */
function bedsOf(share: number, level: SampleInstitution['level']): number {
  const perHundred = { 1: 14, 2: 26, 3: 40 }[level];
  return Math.max(20, 5 * Math.round((share * perHundred) / 500));
}

/** An institution's year and insurance, as its figures are made. */
export interface FigurePlan {
  readonly institution: SampleInstitution;
  readonly insurance: InsuranceScheme;
  readonly random: Random;
  /** The year before, where it was generated, too. */
  readonly previous: CaseTotals | undefined;
}

/** Makes one figure of an institution as decimal text; null where it cannot be known. */
export type FigureMaker = (plan: FigurePlan) => string | null;

const STREAM = 0x4004;

/** Sets out the figures of an institution. Each fact draws from its own stream, so that one more changes no other. */
export function planFigures(options: {
  readonly seed: number;
  readonly year: number;
  readonly ordinal: number;
  readonly fact: number;
  readonly institution: SampleInstitution;
  readonly insurance: InsuranceScheme;
  readonly previous: CaseTotals | undefined;
}): FigurePlan {
  const { seed, year, ordinal, fact, institution, insurance, previous } = options;
  return { institution, insurance, previous, random: new Random(seed, STREAM, year, ordinal, insurance === 'EMPLOYEE' ? 1 : 2, fact) };
}

/** Last year's figures of institutions, by fact. */
export const FIGURE_MAKERS: Readonly<Record<string, FigureMaker>> = {
  cmi: caseMix,
  previousMonthlyFund: (plan) => monthly(plan, 1000n),
  // Primary care has no budget of its own by month.
  monthlyBudget: (plan) => (plan.institution.level === '1' ? null : monthly(plan, 1040n)),
  previousAssessmentRate: ({ random }) => printScaled(BigInt(random.between(90, 105)), 2),
};

/** Mean cost against the region's, with the class's price level taken out: near enough to a case-mix index. */
function caseMix({ institution, insurance, previous }: FigurePlan): string | null {
  const own = previous?.[insurance].institutions.get(institution.code);
  if (!previous || !own || own.costFen === 0n) return null;
  const region = [...previous[insurance].institutions.values()];
  const regionFen = region.reduce((sum, { costFen }) => sum + costFen, 0n);
  const regionCases = region.reduce((sum, { cases }) => sum + cases, 0);
  const level =
    sampleData().classes.find(({ institutionClass }) => institutionClass === institution.institutionClass)?.costPerMille ?? 1000;
  return printScaled((own.costFen * BigInt(regionCases) * 10_000_000n) / (regionFen * BigInt(own.cases) * BigInt(level)), 4);
}

function monthly({ institution, insurance, previous }: FigurePlan, perMille: bigint): string | null {
  const own = previous?.[insurance].institutions.get(institution.code);
  return own ? printFen(monthOf(own.fundFen, perMille)) : null;
}

/** A twelfth of a year's amount at so many thousandths, in whole yuan. */
export function monthOf(yearFen: Fen, perMille: bigint): Fen {
  return ((yearFen * perMille) / 1_200_000n) * 100n;
}
