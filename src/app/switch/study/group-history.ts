import type { SideRows } from './side-rows.js';
import { codesOf } from '../../clearing/blocks/batch-case.js';
import { profileOn, type InstitutionEntry } from '../../caches/region-cache.js';
import type { CaseBatch } from '../../ports/cases/ports-case.js';
import { must } from '../../../engine/kit/assert.js';
import { dayNumber } from '../../../engine/kit/calendar.js';
import { NO_SUMS, type GroupSums, type YearSums } from '../../../engine/catalogue/catalogue-assembly.js';
import { nearestRank } from '../../../engine/catalogue/catalogue-formulas.js';
import type { CatalogueMethod, InsuredElsewhere } from '../../../engine/plan/catalogue-method.js';
import type { CaseFlag } from '../../../engine/plan/inpatient-case.js';

/** The cases of a group, column by column: fen, days of stay, year from 0, level of the institution. */
interface GroupCases {
  readonly costs: bigint[];
  readonly days: number[];
  readonly years: number[];
  readonly levels: (string | null)[];
}

/** Which cases are no part of the history: those with one of these flags, those of patients whom another region than this one insures. */
export interface LeftOut {
  readonly regionCode: string;
  readonly flags: readonly CaseFlag[];
  readonly insuredElsewhere: InsuredElsewhere;
}

/** What has to be read of cases to tell. */
export function columnsOfLeftOut({ flags, insuredElsewhere }: LeftOut): readonly ('caseFlags' | 'insuredRegionCode')[] {
  return [...(flags.length > 0 ? ['caseFlags' as const] : []), ...(insuredElsewhere === 'LEAVE_OUT' ? ['insuredRegionCode' as const] : [])];
}

/** 分组历史 the cases of each new group over the years, from which its points are computed: nothing is added up before it is trimmed. */
export class GroupHistory {
  readonly #groups = new Map<string, GroupCases>();
  readonly #institutions: ReadonlyMap<string, InstitutionEntry>;

  constructor(
    readonly years: number,
    institutions: readonly InstitutionEntry[],
    readonly leftOut: LeftOut,
  ) {
    this.#institutions = new Map(institutions.map((entry) => [entry.institution.code, entry]));
  }

  /** Takes the rows of a batch that have a group. The batch has `admissionDate`, and the columns of what is left out. */
  add(batch: CaseBatch, { side, places }: SideRows, yearOf: (row: number) => number): void {
    for (let row = 0; row < batch.count; row++) {
      const code = side.list[places[row] ?? 0]?.code ?? null;
      if (code === null || !this.takes(batch, row)) continue;
      const day = must(batch.dischargeDate[row], 'dischargeDate');
      const entry = this.#institutions.get(must(batch.institutionCode[row], 'institutionCode'));
      const group = this.#groups.get(code) ?? { costs: [], days: [], years: [], levels: [] };
      this.#groups.set(code, group);
      group.costs.push(must(batch.totalCost[row], 'totalCost'));
      group.days.push(dayNumber(day) - dayNumber(must(batch.admissionDate[row], 'admissionDate')));
      group.years.push(yearOf(row));
      group.levels.push(entry === undefined ? null : (profileOn(entry, day)?.level ?? null));
    }
  }

  /** How many cases were taken. */
  get cases(): number {
    return [...this.#groups.values()].reduce((sum, { costs }) => sum + costs.length, 0);
  }

  /** Whether a case is part of the history. */
  takes(batch: CaseBatch, row: number): boolean {
    const { regionCode, flags, insuredElsewhere } = this.leftOut;
    if (insuredElsewhere === 'LEAVE_OUT' && (batch.insuredRegionCode[row] ?? regionCode) !== regionCode) return false;
    if (flags.length === 0) return true;
    const own = codesOf(must(batch.caseFlags[row], 'caseFlags'));
    return !flags.some((flag) => own.includes(flag));
  }

  /** The sums of every group that has a case, trimmed as the method says: quantiles of a group's costs over all years, ends kept. */
  sums(trim: CatalogueMethod['trim'], sketchOf: (code: string) => GroupSums['sketch']): readonly GroupSums[] {
    return [...this.#groups].map(([code, cases]) => {
      const isKept = kept(cases.costs, trim);
      const years = Array.from({ length: this.years }, (_, year) => yearSums(cases, year, isKept));
      return { sketch: sketchOf(code), years, levels: levelsOf(cases, this.years - 1, isKept) };
    });
  }
}

function kept(costs: readonly bigint[], trim: CatalogueMethod['trim']): (cost: bigint) => boolean {
  if (trim === null) return () => true;
  const rising = [...costs].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const [lower, upper] = [trim.lower, trim.upper].map((quantile) => must(nearestRank(rising, quantile), 'quantile'));
  return (cost) => cost >= must(lower, 'lower end') && cost <= must(upper, 'upper end');
}

function yearSums({ costs, days, years }: GroupCases, year: number, isKept: (cost: bigint) => boolean): YearSums {
  const sums = { allCases: 0, cases: 0n, cost: 0n, squares: 0n, days: 0n };
  costs.forEach((cost, index) => {
    if (years[index] !== year) return;
    sums.allCases += 1;
    if (!isKept(cost)) return;
    sums.cases += 1n;
    sums.cost += cost;
    sums.squares += cost * cost;
    sums.days += BigInt(days[index] ?? 0);
  });
  return { ...NO_SUMS, ...sums };
}

/** Cases and cost by level in the last year. */
function levelsOf({ costs, years, levels }: GroupCases, last: number, isKept: (cost: bigint) => boolean): GroupSums['levels'] {
  const byLevel = new Map<string, { cases: bigint; cost: bigint }>();
  costs.forEach((cost, index) => {
    const level = levels[index] ?? null;
    if (years[index] !== last || level === null || !isKept(cost)) return;
    const sums = byLevel.get(level) ?? { cases: 0n, cost: 0n };
    sums.cases += 1n;
    sums.cost += cost;
    byLevel.set(level, sums);
  });
  return byLevel;
}
