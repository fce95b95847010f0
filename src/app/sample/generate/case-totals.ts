import type { InpatientCase, InsuranceScheme } from '../../../engine/plan/inpatient-case.js';
import { yuanToFen, type Fen } from '../../../engine/number/quantity.js';

/** What the cases of a year add up to. */
export interface Sums {
  cases: number;
  costFen: Fen;
  fundFen: Fen;
}

/** Sums of a year's cases of one insurance: paid by points, paid otherwise from the same fund, and each institution's. */
interface InsuranceTotals {
  /** Insured here, and neither by bed-day nor by item. */
  readonly byPoints: Sums;
  /** Insured here, by bed-day or by item. */
  readonly otherwise: Sums;
  /** Insured here, however paid, by institution code. */
  readonly institutions: ReadonlyMap<string, Sums>;
}

/** Totals by insurance. */
export type CaseTotals = Readonly<Record<InsuranceScheme, InsuranceTotals>>;

/** Adds up a year's cases while they pass by; `totals()` at the end. */
export class CaseTally {
  private readonly sums: Record<InsuranceScheme, OpenTotals> = { EMPLOYEE: nothing(), RESIDENT: nothing() };

  constructor(private readonly regionCode: string) {}

  /** Passes cases through, counting each. */
  *counting(cases: Iterable<InpatientCase>): Generator<InpatientCase> {
    for (const inpatientCase of cases) {
      this.add(inpatientCase);
      yield inpatientCase;
    }
  }

  /** Counts one case; those insured elsewhere cost this fund nothing. */
  add(inpatientCase: InpatientCase): void {
    if (inpatientCase.insuredRegionCode !== null && inpatientCase.insuredRegionCode !== this.regionCode) return;
    const sums = this.sums[inpatientCase.insurance];
    const byPoints = !inpatientCase.caseFlags.includes('BED_DAY') && inpatientCase.attributes.get('specialSettlement') !== 'BY_ITEM';
    increase(byPoints ? sums.byPoints : sums.otherwise, inpatientCase);
    let own = sums.institutions.get(inpatientCase.institutionCode);
    if (!own) sums.institutions.set(inpatientCase.institutionCode, (own = zero()));
    increase(own, inpatientCase);
  }

  /** What was counted so far. */
  totals(): CaseTotals {
    return this.sums;
  }
}

interface OpenTotals {
  readonly byPoints: Sums;
  readonly otherwise: Sums;
  readonly institutions: Map<string, Sums>;
}

function nothing(): OpenTotals {
  return { byPoints: zero(), otherwise: zero(), institutions: new Map() };
}

function zero(): Sums {
  return { cases: 0, costFen: 0n, fundFen: 0n };
}

function increase(sums: Sums, { totalCost, fundPaid }: InpatientCase): void {
  sums.cases += 1;
  sums.costFen += yuanToFen(totalCost);
  if (fundPaid) sums.fundFen += yuanToFen(fundPaid);
}
