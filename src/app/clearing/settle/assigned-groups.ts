import { BatchCases } from '../blocks/batch-case.js';
import { factsOf } from '../blocks/batch-grouping.js';
import type { RunPlan } from '../run/run-plan.js';
import { batchesOfYear, openFrozenYear, shardsOfYear } from '../../frozen/frozen-year.js';
import type { Platform } from '../../kernel/platform.js';
import { OMITTABLE_COLUMNS, type CaseBatch, type OmittableColumn } from '../../ports/cases/ports-case.js';
import { byCode } from '../../../engine/number/allocate.js';
import { must } from '../../../engine/kit/assert.js';
import { groupByGrouper } from '../../../engine/grouper/grouper-index.js';
import { grouperCase } from '../../../engine/grouping/by-grouper.js';

/** A case whose group the grouper finds is another than the one that was assigned elsewhere. */
export interface DifferingCase {
  readonly caseSeq: bigint;
  readonly caseNo: string;
  readonly institutionCode: string;
  readonly assigned: string;
  /** `null`: the grouper got no further than an MDC or ADRG. */
  readonly own: string | null;
}

/** How many cases of an institution had a group assigned, and of how many the grouper finds another. */
export interface AssignedCounts {
  assigned: number;
  differing: number;
}

/** 外部分组对照 groups assigned elsewhere beside those that the run's grouper finds, whichever of the two counted. */
export interface AssignedGroups {
  readonly byInstitution: ReadonlyMap<string, AssignedCounts>;
  readonly differing: number;
  /** The first by institution and case number. */
  readonly first: readonly DifferingCase[];
}

/** The columns that grouping by a grouper does not look at. */
const WITHOUT: ReadonlySet<OmittableColumn> = new Set(
  OMITTABLE_COLUMNS.filter((column) => !['settlementDate', 'ageYears', 'sex', 'admissionWeightGrams', 'codeSystem'].includes(column)),
);

/** Whether a version of the run groups by a grouper: only then is there something to compare. */
export function comparesAssigned({ versions }: Pick<RunPlan, 'versions'>): boolean {
  return versions.some(({ grouper }) => grouper !== undefined);
}

/** Looks through the cases of a run once more and groups those that have an assigned group. `first`: so many of those that differ are told. */
export async function compareAssigned(platform: Platform, plan: RunPlan, first: number): Promise<AssignedGroups> {
  const found = new Comparison(plan, first);
  const year = await openFrozenYear(platform, plan.selection);
  for await (const batch of batchesOfYear(platform, year, shardsOfYear(year), WITHOUT)) found.add(batch);
  return found.result();
}

class Comparison {
  readonly #byInstitution = new Map<string, AssignedCounts>();
  #first: DifferingCase[] = [];
  #differing = 0;

  constructor(
    readonly plan: RunPlan,
    readonly most: number,
  ) {}

  add(batch: CaseBatch): void {
    const cases = new BatchCases(batch);
    for (let row = 0; row < batch.count; row++) if ((batch.assignedGroupCode[row] ?? null) !== null) this.#compare(cases, row);
    this.#first = this.#first
      .sort((a, b) => byCode(a.institutionCode, b.institutionCode) || byCode(a.caseNo, b.caseNo))
      .slice(0, this.most);
  }

  result(): AssignedGroups {
    return { byInstitution: this.#byInstitution, differing: this.#differing, first: this.#first };
  }

  #compare(cases: BatchCases, row: number): void {
    const { plan } = this;
    const setting = plan.settingOn(cases.dateAt(row, plan.snapshot.periodBy));
    if (setting?.version.grouper === undefined) return;
    const { compiled, grouper } = setting.version;
    const one = cases.at(row, compiled.plan.codes);
    const assigned = must(one.assignedGroupCode, 'assigned group');
    const { institutionCode, caseNo } = one;
    const facts = factsOf(one, { index: setting.groups, institutionLevel: null, deniedFlags: [] });
    const own = groupByGrouper(grouper.index, grouperCase(facts)).drg?.code ?? null;
    const counts = this.#byInstitution.get(institutionCode) ?? { assigned: 0, differing: 0 };
    this.#byInstitution.set(institutionCode, counts);
    counts.assigned += 1;
    if (own === assigned) return;
    counts.differing += 1;
    this.#differing += 1;
    this.#first.push({ caseSeq: must(cases.batch.seq[row], 'seq'), caseNo, institutionCode, assigned, own });
  }
}
