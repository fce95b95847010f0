import { isNumberOfBatch } from './batch-case.js';
import type { SumOf } from '../run/aggregates.js';
import type { RunPlan } from '../run/run-plan.js';
import type { RunVersion } from '../run/year-source.js';
import { hasValue, STORED_OUTPUTS, type StoredOutput } from './stored-outputs.js';
import { type OmittableColumn, OMITTABLE_COLUMNS } from '../../ports/cases/ports-case.js';
import { must } from '../../../engine/kit/assert.js';
import { costSlotName, prepareCaseFiller, type CaseFiller } from '../../../engine/scoring/case-frame.js';
import { caseSlotsRead } from '../../../engine/scoring/case-needs.js';
import type { DecisionPlan, Frame, Ref } from '../../../engine/plan/plan.js';
import type { DiseaseGroup } from '../../../engine/plan/catalogue.js';
import { conditionFactsOf } from '../../../engine/grouping/grouping-match.js';
import type { GroupFlag } from '../../../engine/plan/group-terms.js';
import { COST_CATEGORIES } from '../../../engine/plan/inpatient-case.js';
import { Fraction } from '../../../engine/number/quantity.js';
import { ScoringSpace } from '../../../engine/scoring/scoring.js';
import type { CompiledRuleset } from '../../../rules/compiled/compiled-ruleset.js';

/** An aggregate of cases: which cases count, and what they bring. */
export interface PreparedAggregate {
  readonly bit: number;
  /** Its number among those that are added up by disease group, too. */
  readonly grouped: number | undefined;
  readonly sum: SumOf;
  readonly where: readonly { readonly ref: Ref; readonly equals: string | boolean }[];
}

/** A ruleset version with everything looked up that scoring millions of cases would look up millions of times. */
export class BulkVersion {
  readonly ordinal: number;
  readonly compiled: CompiledRuleset;
  readonly filler: CaseFiller;
  /** As `filler`, without what a block takes from the batch's columns (`BatchCases.fill`). */
  readonly blockFiller: CaseFiller;
  /** The slots of a case that anything reads. */
  readonly read: ReadonlySet<number>;
  /** Room for one case at a time, and its frame: the next case takes its place. */
  readonly space: ScoringSpace;
  readonly caseFrame: Frame = [];
  /** Where the outputs stand that are stored; absent where the ruleset has none of the name. */
  readonly outputs: Readonly<Partial<Record<StoredOutput, DecisionPlan>>>;
  readonly aggregates: readonly PreparedAggregate[];
  /** The slots of the summed values, in the run's order; `undefined`: this version sums no such value. */
  readonly sums: readonly (number | undefined)[];
  readonly #levelSlot: number | undefined;
  readonly #admit: readonly { readonly groupFlag: GroupFlag; readonly when: Ref }[];

  constructor(run: RunPlan, version: RunVersion) {
    const { ordinal, compiled } = version;
    const { plan, program } = compiled;
    this.ordinal = ordinal;
    this.compiled = compiled;
    this.space = new ScoringSpace(compiled.scoring);
    this.read = caseSlotsRead(plan);
    this.filler = prepareCaseFiller(program, this.read);
    this.blockFiller = prepareCaseFiller(
      program,
      new Set([...this.read].filter((slot) => !isNumberOfBatch(plan.slots.case[slot]?.name ?? ''))),
    );
    this.outputs = Object.fromEntries(
      STORED_OUTPUTS.flatMap((name) => {
        const decision = plan.decisions.case.find(({ id }) => id === name);
        return decision === undefined ? [] : [[name, decision]];
      }),
    );
    this.#levelSlot = program.scopes.institution.slotByName.get('institutionLevel');
    this.#admit = plan.grouping?.admit ?? [];
    const aggregates = run.totals.of(version);
    this.sums = run.sums.map((name) => aggregates.find(({ sum }) => sum?.name === name)?.sum?.slot);
    this.aggregates = run.aggregates.map(({ bit, grouped, sum }) => ({
      bit,
      grouped,
      sum,
      where: must(aggregates[bit], 'aggregate').where,
    }));
  }

  /** The level whose mean cost ties between groups compare with. */
  levelOf(institution: Frame): string | null {
    const level = this.#levelSlot === undefined ? null : institution[this.#levelSlot];
    return typeof level === 'string' ? level : null;
  }

  /** The flags of groups that this case is not admitted to. */
  deniedFlags(frame: Frame): readonly GroupFlag[] {
    return this.#admit.length === 0
      ? NO_FLAGS
      : this.#admit.filter(({ when }) => !hasValue(frame[when.slot], when, true)).map(({ groupFlag }) => groupFlag);
  }

  /** The points or a summed value of a case; null where it has none. */
  sumOf(frame: Frame, sum: number | 'POINTS'): Fraction | null {
    const slot = sum === 'POINTS' ? this.outputs.points?.slot : this.sums[sum];
    const value = slot === undefined ? null : frame[slot];
    return value instanceof Fraction ? value : null;
  }
}

const NO_FLAGS: readonly GroupFlag[] = [];

/** The facts that each omittable column is read for. */
const FACTS_OF_COLUMN: Readonly<Partial<Record<OmittableColumn, readonly string[]>>> = {
  admissionDate: ['admissionDate', 'lengthOfStay'],
  insuredRegionCode: ['insuredRegionCode', 'outOfRegion'],
  caseFlags: ['caseFlag'],
  ...Object.fromEntries(COST_CATEGORIES.map((category) => [category, [costSlotName(category)]])),
};

/** The facts that a DRG grouper reads, whatever the rules read. */
const READ_BY_GROUPERS: readonly string[] = ['sex', 'ageYears', 'ageDays', 'admissionWeightGrams'];

/** The columns of cases that neither a version of a run reads, given what they fill their cases with, nor a row of its catalogues. */
export function columnsNotRead(
  versions: readonly Pick<BulkVersion, 'compiled' | 'filler'>[],
  periodBy: 'DISCHARGE' | 'SETTLEMENT',
  groups: Iterable<DiseaseGroup>,
): ReadonlySet<OmittableColumn> {
  const read = new Set([
    ...versions.flatMap(({ compiled, filler }) => filler.readers.map(({ slot }) => compiled.plan.slots.case[slot]?.name)),
    ...(versions.some(({ compiled }) => compiled.plan.grouping?.grouper !== undefined) ? READ_BY_GROUPERS : []),
  ]);
  const grouped: ReadonlySet<string> = conditionFactsOf(groups);
  const isRead = (column: OmittableColumn): boolean =>
    (FACTS_OF_COLUMN[column] ?? [column]).some((fact) => read.has(fact)) ||
    grouped.has(column) ||
    (column === 'settlementDate' && periodBy === 'SETTLEMENT') ||
    (column === 'codeSystem' && versions.some(({ compiled }) => compiled.plan.codes?.editions !== undefined));
  return new Set(OMITTABLE_COLUMNS.filter((column) => !isRead(column)));
}
