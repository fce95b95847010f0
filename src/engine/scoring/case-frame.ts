import { must } from '../kit/assert.js';
import { dayNumber } from '../kit/calendar.js';
import type { DiseaseGroup } from '../plan/catalogue.js';
import { diagnosisForm, diagnosisForms, operationForms } from '../codes/code-form.js';
import { readCaseCodes } from '../codes/code-map.js';
import { emptyFrame, readFactText, type FactProblem } from '../decide/fact-text.js';
import { COST_CATEGORIES, isKeptAsAttribute, type CostCategory, type InpatientCase } from '../plan/inpatient-case.js';
import type { Frame, Value } from '../plan/plan.js';
import type { Program } from '../decide/program.js';
import { whole } from '../number/quantity.js';

/** What a case's facts depend on beside the case. */
export interface CaseContext {
  /** The region whose rules are applied: a case insured elsewhere is out of region. */
  readonly regionCode: string;
  /** The day on which the list arrived; stated where its quality is judged only. */
  readonly submittedOn?: string;
}

/** A case's frame, and the attributes that did not fit the ruleset's declarations (then the frame is not to be used). */
export interface FilledCase {
  readonly frame: Frame;
  readonly problems: readonly FactProblem[];
}

/** Reads one fact from a case. */
export type CaseReader = (inpatientCase: InpatientCase, context: CaseContext) => Value;

/** The fact that holds the cost of one category: `TCM_HERBAL` → `tcmHerbalCost`. */
export function costSlotName(category: CostCategory): string {
  return `${category.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())}Cost`;
}

/**
 * The case facts of the vocabulary by name. `lengthOfStay` is discharge date − admission date in days, so that a case admitted and
 * discharged on one day stays 0 days: a ruleset that counts it as 1 says so with `max(lengthOfStay, 1)`.
 * `outOfRegion` is true only where the region of insurance is known and is another one.
 */
const READERS: ReadonlyMap<string, CaseReader> = new Map<string, CaseReader>([
  ['admissionDate', (c) => c.admissionDate],
  ['dischargeDate', (c) => c.dischargeDate],
  ['settlementDate', (c) => c.settlementDate],
  ['dischargeMonth', (c) => c.dischargeDate.slice(5, 7)],
  ['lengthOfStay', (c) => whole(dayNumber(c.dischargeDate) - dayNumber(c.admissionDate))],
  ['ageYears', (c) => wholeOrNull(c.ageYears)],
  ['ageDays', (c) => wholeOrNull(c.ageDays)],
  ['sex', (c) => c.sex],
  ['birthWeightGrams', (c) => wholeOrNull(c.birthWeightGrams)],
  ['admissionWeightGrams', (c) => wholeOrNull(c.admissionWeightGrams)],
  ['ventilationHours', (c) => wholeOrNull(c.ventilationHours)],
  ['daysSinceLastStay', (c) => wholeOrNull(c.daysSinceLastStay)],
  ['codeSystem', (c) => c.codeSystem],
  ['insuredRegionCode', (c) => c.insuredRegionCode],
  ['outOfRegion', (c, { regionCode }) => c.insuredRegionCode !== null && c.insuredRegionCode !== regionCode],
  ['principalDiagnosis', (c) => c.principalDiagnosis],
  ['otherDiagnoses', (c) => c.otherDiagnoses],
  ['procedures', (c) => c.procedures],
  ['totalCost', (c) => c.totalCost],
  ...COST_CATEGORIES.map((category): [string, CaseReader] => [costSlotName(category), (c) => c.costs.get(category) ?? null]),
  ['selfPaidOutside', (c) => c.selfPaidOutside],
  ['fundPaid', (c) => c.fundPaid],
  ['icuDays', (c) => c.icuDays],
  ['dischargeWay', (c) => c.dischargeWay],
  ['caseFlag', (c) => c.caseFlags],
]);

/** Facts that only quality decisions know. */
const QUALITY_READERS: ReadonlyMap<string, CaseReader> = new Map<string, CaseReader>([
  ['daysSinceDischarge', (c, { submittedOn }) => whole(dayNumber(must(submittedOn, 'day of submission')) - dayNumber(c.dischargeDate))],
  ['principalDiagnosisForm', (c) => diagnosisForm(c.principalDiagnosis)],
  ['otherDiagnosisForm', (c) => diagnosisForms(c.otherDiagnoses)],
  ['procedureForm', (c) => operationForms(c.procedures)],
]);

/** What a case states of a fact of the vocabulary; `undefined`: it states nothing of that. The scheme stands in the frame of the year. */
export function factReader(name: string): CaseReader | undefined {
  return name === 'insurance' ? ({ insurance }) => insurance : READERS.get(name);
}

function wholeOrNull(value: number | null): Value {
  return value === null ? null : whole(value);
}

/** Facts that grouping fills. */
const GROUP_FACTS: ReadonlySet<string> = new Set(['groupCode', 'groupKind', 'groupFlag', 'groupCaseCount']);

/** Which slots of a ruleset's cases are filled from what: looked up by name once. */
export interface CaseFiller {
  readonly empty: Frame;
  readonly readers: readonly { readonly slot: number; readonly read: CaseReader }[];
  /** Facts that the ruleset declares, by name: filled from the case's attributes. */
  readonly attributes: ReadonlyMap<string, number>;
  /** Attributes that have fields of their own (`isKeptAsAttribute`) and that nothing reads: they are passed over. */
  readonly passedOver: ReadonlySet<string>;
  readonly groupCode: number | undefined;
  readonly groupKind: number | undefined;
  readonly groupFlag: number | undefined;
  readonly groupCaseCount: number | undefined;
}

/** Looks up the slots that cases of this ruleset fill; of the vocabulary's facts only those in `wanted`, where it is given. */
export function prepareCaseFiller(program: Program, wanted?: ReadonlySet<number>): CaseFiller {
  return fillerOf(program, READERS, wanted);
}

/** As `prepareCaseFiller`, for quality decisions: they know besides when a list arrived, and how its codes are written. */
export function prepareQualityFiller(program: Program): CaseFiller {
  return fillerOf(program, new Map([...READERS, ...QUALITY_READERS]));
}

function fillerOf(program: Program, known: ReadonlyMap<string, CaseReader>, wanted?: ReadonlySet<number>): CaseFiller {
  const scope = program.scopes.case;
  const readers: { slot: number; read: CaseReader }[] = [];
  const attributes = new Map<string, number>();
  const passedOver = new Set<string>();
  scope.slots.forEach(({ name, source }, slot) => {
    const read = known.get(name);
    if (source !== 'fact' || GROUP_FACTS.has(name)) return;
    if (read === undefined) {
      attributes.set(name, slot);
      if (wanted?.has(slot) === false && isKeptAsAttribute(name)) passedOver.add(name);
    } else if (wanted?.has(slot) !== false) readers.push({ slot, read });
  });
  const at = (name: string): number | undefined => scope.slotByName.get(name);
  return {
    empty: emptyFrame(scope),
    readers,
    attributes,
    passedOver,
    groupCode: at('groupCode'),
    groupKind: at('groupKind'),
    groupFlag: at('groupFlag'),
    groupCaseCount: at('groupCaseCount'),
  };
}

const NO_PROBLEMS: readonly FactProblem[] = [];
const NO_FLAGS: readonly string[] = [];

/** Fills a case's frame, its codes as the ruleset reads them; outputs and what grouping finds stay empty. */
export function fillCase(filler: CaseFiller, program: Program, inpatientCase: InpatientCase, context: CaseContext): FilledCase {
  const frame: Frame = [];
  const problems = refillCase(filler, program, readCaseCodes(program.plan.codes, inpatientCase), context, frame);
  return { frame, problems };
}

/** As `fillCase`, of a case whose codes are read already, into a frame that held another case of the same ruleset (or nothing). Returns the problems. */
export function refillCase(
  filler: CaseFiller,
  program: Program,
  inpatientCase: InpatientCase,
  context: CaseContext,
  frame: Frame,
): readonly FactProblem[] {
  const { empty, readers } = filler;
  for (let slot = 0; slot < empty.length; slot++) frame[slot] = empty[slot];
  for (const { slot, read } of readers) frame[slot] = read(inpatientCase, context);
  return inpatientCase.attributes.size === 0 ? NO_PROBLEMS : fillAttributes(filler, program, inpatientCase, frame);
}

/** What is wrong with the attributes of a case: names that the ruleset does not declare, values that do not fit. */
export function checkAttributes(filler: CaseFiller, program: Program, inpatientCase: InpatientCase): readonly FactProblem[] {
  return inpatientCase.attributes.size === 0 ? NO_PROBLEMS : fillAttributes(filler, program, inpatientCase, []);
}

function fillAttributes(filler: CaseFiller, program: Program, { attributes }: InpatientCase, frame: Frame): readonly FactProblem[] {
  const problems: FactProblem[] = [];
  for (const [fact, value] of attributes) {
    if (filler.passedOver.has(fact)) continue;
    const index = filler.attributes.get(fact);
    const slot = index === undefined ? undefined : program.scopes.case.slots[index];
    if (index === undefined || slot === undefined) {
      problems.push({ code: 'UNKNOWN_FACT', fact, value, expected: [...filler.attributes.keys()].join(' ') });
      continue;
    }
    const reading = readFactText(slot, value);
    if ('problem' in reading) problems.push(reading.problem);
    else frame[index] = reading.value;
  }
  return problems;
}

/** Writes what grouping found. A case without a group has kind UNGROUPED, no code, no flags, and no case count. */
export function fillGroup(filler: CaseFiller, frame: Frame, group: DiseaseGroup | null): void {
  if (filler.groupCode !== undefined) frame[filler.groupCode] = group === null ? null : group.code;
  if (filler.groupKind !== undefined) frame[filler.groupKind] = group === null ? 'UNGROUPED' : group.kind;
  if (filler.groupFlag !== undefined) frame[filler.groupFlag] = group === null ? NO_FLAGS : group.flags;
  if (filler.groupCaseCount !== undefined) {
    frame[filler.groupCaseCount] = group === null || group.caseCount === null ? null : whole(group.caseCount);
  }
}
