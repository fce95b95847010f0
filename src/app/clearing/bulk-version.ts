import type { RunPlan, RunVersion } from './run-plan.js';
import { type OmittableColumn, OMITTABLE_COLUMNS } from '../ports-case.js';
import { must } from '../../engine/assert.js';
import { costSlotName, prepareCaseFiller, type CaseFiller } from '../../engine/case-frame.js';
import { caseSlotsRead } from '../../engine/case-needs.js';
import { isTexts } from '../../engine/environment.js';
import { COST_CATEGORIES } from '../../engine/inpatient-case.js';
import type { AggregatePlan, Frame, GroupFlag, Ref } from '../../engine/plan.js';
import { add, Fraction, ONE, printCompact } from '../../engine/quantity.js';
import { ScoringSpace } from '../../engine/scoring.js';
import { printOutput } from '../../engine/value-text.js';
import type { CompiledRuleset } from '../../rules/compiled-ruleset.js';

/** Places of summed values and points in the result tables. */
export const STORED_SCALE = 8;
const WORD_BITS = 32;

/** Prints an output of a scored case; null where it is missing, or where the ruleset has no such output. */
type Print = (frame: Frame) => string | null;

/** An aggregate of cases: which cases count, and which of the summed values they bring (absent: a count). */
interface PreparedAggregate {
  readonly bit: number;
  readonly sum: number | undefined;
  readonly where: readonly { readonly ref: Ref; readonly equals: string | boolean }[];
}

/** A ruleset version with everything looked up that scoring millions of cases would look up millions of times. */
export class BulkVersion {
  readonly ordinal: number;
  readonly compiled: CompiledRuleset;
  readonly filler: CaseFiller;
  /** Room for one case at a time, and its frame: the next case takes its place. */
  readonly space: ScoringSpace;
  readonly caseFrame: Frame = [];
  readonly inclusion: Print;
  readonly deviation: Print;
  readonly costRatio: Print;
  readonly institutionCoefficient: Print;
  readonly auxiliaryFactor: Print;
  readonly points: Print;
  readonly #levelSlot: number | undefined;
  readonly #admit: readonly { readonly groupFlag: GroupFlag; readonly when: Ref }[];
  readonly #sums: readonly (number | undefined)[];
  readonly #aggregates: readonly PreparedAggregate[];

  constructor(run: RunPlan, version: RunVersion) {
    const { ordinal, compiled } = version;
    const { plan, program } = compiled;
    this.ordinal = ordinal;
    this.compiled = compiled;
    this.space = new ScoringSpace(compiled.scoring);
    this.filler = prepareCaseFiller(program, caseSlotsRead(plan));
    this.inclusion = printer(compiled, 'inclusion');
    this.deviation = printer(compiled, 'deviation');
    this.costRatio = printer(compiled, 'costRatio');
    this.institutionCoefficient = printer(compiled, 'institutionCoefficient');
    this.auxiliaryFactor = printer(compiled, 'auxiliaryFactor');
    this.points = printer(compiled, 'points');
    this.#levelSlot = program.scopes.institution.slotByName.get('institutionLevel');
    this.#admit = plan.grouping?.admit ?? [];
    const aggregates = run.aggregatesOf(version);
    this.#sums = run.sums.map((name) => aggregates.find(({ sum }) => sum?.name === name)?.sum?.slot);
    this.#aggregates = aggregates.map((aggregate, bit) => prepareAggregate(aggregate, bit, run.sums));
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
      : this.#admit.filter(({ when }) => !isEqual(frame, when, true)).map(({ groupFlag }) => groupFlag);
  }

  /** The summed value number `index` of a case; null where it has none. */
  sumOf(frame: Frame, index: number): Fraction | null {
    const slot = this.#sums[index];
    const value = slot === undefined ? null : frame[slot];
    return value instanceof Fraction ? value : null;
  }

  /**
   * Adds a case to the partial sums of every aggregate in which it counts, and sets their bits in its mask (two words, the lower first).
   */
  addTo(frame: Frame, partial: Fraction[], mask: Uint32Array, row: number): void {
    for (const { bit, sum, where } of this.#aggregates) {
      if (!holdsAll(frame, where)) continue;
      const word = 2 * row + (bit < WORD_BITS ? 0 : 1);
      mask[word] = (mask[word] ?? 0) | (1 << (bit % WORD_BITS));
      const value = sum === undefined ? ONE : this.sumOf(frame, sum);
      if (value !== null) partial[bit] = add(must(partial[bit], 'partial sum'), value);
    }
  }
}

const NO_FLAGS: readonly GroupFlag[] = [];

function holdsAll(frame: Frame, where: PreparedAggregate['where']): boolean {
  for (const { ref, equals } of where) if (!isEqual(frame, ref, equals)) return false;
  return true;
}

function prepareAggregate({ sum, where }: AggregatePlan, bit: number, sums: readonly string[]): PreparedAggregate {
  return { bit, sum: sum === undefined ? undefined : sums.indexOf(sum.name), where };
}

/** Whether an output or fact of the case has this value; for a set, whether the member that the name asks for is in it. */
function isEqual(frame: Frame, { slot, member }: Ref, equals: string | boolean): boolean {
  const value = frame[slot];
  return member !== undefined && isTexts(value) ? value.includes(member) === equals : value === equals;
}

function printer({ program }: CompiledRuleset, id: string): Print {
  const decision = program.scopes.case.decisions.find(({ plan }) => plan.id === id);
  if (decision === undefined) return () => null;
  const { slot, output } = decision.plan;
  return (frame) => printOutput(output, frame[slot]);
}

/** A summed value as it is stored. */
export function printSum(value: Fraction | null): string | null {
  return value === null ? null : printCompact(value, STORED_SCALE);
}

/** The facts that each omittable column is read for. */
const FACTS_OF_COLUMN: Readonly<Partial<Record<OmittableColumn, readonly string[]>>> = {
  admissionDate: ['admissionDate', 'lengthOfStay'],
  insuredRegionCode: ['insuredRegionCode', 'outOfRegion'],
  caseFlags: ['caseFlag'],
  ...Object.fromEntries(COST_CATEGORIES.map((category) => [category, [costSlotName(category)]])),
};

/** The columns of cases that no version of a run reads. */
export function columnsNotRead(versions: readonly BulkVersion[], periodBy: 'DISCHARGE' | 'SETTLEMENT'): ReadonlySet<OmittableColumn> {
  const read = new Set(versions.flatMap(({ compiled, filler }) => filler.readers.map(({ slot }) => compiled.plan.slots.case[slot]?.name)));
  const isRead = (column: OmittableColumn): boolean =>
    (FACTS_OF_COLUMN[column] ?? [column]).some((fact) => read.has(fact)) || (column === 'settlementDate' && periodBy === 'SETTLEMENT');
  return new Set(OMITTABLE_COLUMNS.filter((column) => !isRead(column)));
}
