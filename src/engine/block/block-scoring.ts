import { BLOCK_ROWS, ByValue, Codes, gatherer, noRows, Numbers, ROW_STATUS, type BlockColumn, type Selection } from './block-columns.js';
import { compileBlockDecision, type BlockDecision, type SituationRows } from './block-decide.js';
import type { BlockTargets } from './block-outcome.js';
import type { CaseFiller } from '../scoring/case-frame.js';
import type { DiseaseGroup } from '../plan/catalogue.js';
import { isTexts, type DecisionPlan, type Frame, type Ref, type Slot, type Value, type VerdictSource } from '../plan/plan.js';
import type { GroupFlag } from '../plan/group-terms.js';
import type { PreparedDecision } from '../decide/program.js';
import { whole } from '../number/quantity.js';
import { pointsZero, type ScoringProgram } from '../scoring/scoring.js';
import { assert, must } from '../kit/assert.js';
import type { Scope } from '../plan/scopes.js';

/** What a block of cases is scored with: one version, one set of frames. */
export interface BlockSetting {
  readonly scoring: ScoringProgram;
  /** The slots of a case that anything reads (`caseSlotsRead`). */
  readonly read: ReadonlySet<number>;
  readonly fundYear: Frame;
  /** The institutions' frames, by the number that a case of the block gives. */
  readonly institutions: readonly Frame[];
  readonly verdicts: VerdictSource;
  /** 重判 the decisions that are decided, by their place in the plan; the others' outputs are given with the cases. Absent: all of them. */
  readonly anew?: ReadonlySet<number>;
}

/** Where the cases of a block come from, by their row in it. */
export interface BlockCases {
  readonly count: number;
  /** Fills the column of a slot for every row at once, where that is possible; `false`: `facts` has to give it. */
  fill(name: string, column: BlockColumn, slot: number): boolean;
  /** Fills a frame of the case's scope with the other facts of a case (`refillCase`); `false`: they do not fit, and the case goes alone. */
  facts(row: number, frame: Frame): boolean;
  /** The number of the case's institution; −1: it has no frame, and the case goes alone. */
  institution(row: number): number;
  /** The case's group: of a case of this institution, to which `admit` denies these flags. */
  group(row: number, institution: number, denied: readonly GroupFlag[]): DiseaseGroup | null;
  /** What is known of the cases from when they were scored before, where not all decisions are decided anew. */
  readonly before?: CasesBefore;
}

/** 前次结果 what is known of the cases of a block from when they were scored before, by row. */
export interface CasesBefore {
  /** Fills the groups of all rows. */
  fillGroups(column: Codes<DiseaseGroup>): void;
  /** Writes the situations of the tables of decisions that are not decided anew. */
  fillSituations(situations: SituationRows): void;
  /** Whether the case was excluded: nothing is known of what stands after `inclusion`. */
  wasExcluded(row: number): boolean;
}

/**
 * Scores cases a block at a time, decision by decision (ARCHITECTURE 4 and 5: columns in, tables, columns out): the same decisions in the same
 * order as `runScoring`, to the same exact numbers, which `tests/rules/judge/block-scoring.property.test.ts` shows. What does not fit the columns
 * (see `isAlone`) is left to `runScoring`, so that this path never has to know how a case fails.
 */
export class BlockScorer implements BlockTargets {
  /** What became of each row: `ROW_STATUS`. */
  readonly #status = new Uint8Array(BLOCK_ROWS);
  readonly groups = new Codes<DiseaseGroup>();
  readonly situations: SituationRows;
  readonly #setting: BlockSetting;
  readonly #columns = new Map<string, BlockColumn>();
  readonly #filled: (readonly [number, BlockColumn])[] = [];
  readonly #facts: { readonly name: string; readonly slot: number; readonly column: BlockColumn }[] = [];
  readonly #fromInstitution: ReturnType<typeof gatherer>[] = [];
  /** Of the block at hand: how many cases, and the number of each one's institution. */
  #count = 0;
  readonly #institutions = new Int32Array(BLOCK_ROWS);
  readonly #ofGroup: { readonly column: BlockColumn; readonly read: (group: DiseaseGroup | null) => Value }[] = [];
  readonly #before: readonly Step[];
  readonly #after: readonly Step[];
  /** Slots of decisions that are not decided anew. */
  readonly #given: ReadonlySet<number>;
  readonly #exclusion: Exclusion;
  readonly #denied: DeniedFlags;
  readonly #selection = noRows();
  readonly #frame: Frame = [];

  constructor(setting: BlockSetting) {
    this.#setting = setting;
    const { program, inclusion } = setting.scoring;
    const tables = program.scopes.case.noSituations.length;
    this.situations = { tables, values: new Int32Array(BLOCK_ROWS * tables), unmet: [] };
    const isAnew = ({ index }: DecisionPlan): boolean => setting.anew?.has(index) ?? true;
    this.#given = new Set(program.plan.decisions.case.flatMap((plan) => (isAnew(plan) ? [] : [plan.slot, plan.ruleSlot ?? plan.slot])));
    const compile = (decision: PreparedDecision): Step => ({
      decision: isAnew(decision.plan) ? compileBlockDecision(decision, this, setting.verdicts, this.situations) : undefined,
      ends: decision === inclusion ? this.#codesOf(decision.plan) : undefined,
    });
    this.#exclusion = compileExclusion(setting.scoring, this, (plan) => isAnew(plan) || setting.read.has(plan.slot));
    for (const slot of setting.read) this.#columnOf('case', slot);
    this.#before = program.beforeGrouping.map(compile);
    this.#after = program.afterGrouping.map(compile);
    this.#denied = new DeniedFlags(
      (setting.anew === undefined ? (program.plan.grouping?.admit ?? []) : []).map(({ groupFlag, when }) => ({
        groupFlag,
        column: this.codes(when),
        member: when.member,
      })),
    );
  }

  /** Whether a row was not scored here and is to be scored by itself. */
  isAlone(row: number): boolean {
    return this.#status[row] === ROW_STATUS.ALONE;
  }

  /** Scores the cases; what came of them stands in the columns until the next block. */
  score(cases: BlockCases): void {
    const { count, before } = cases;
    this.situations.unmet.length = 0;
    this.#load(cases);
    before?.fillSituations(this.situations);
    this.#run(this.#before, count);
    this.#group(cases);
    this.#run(this.#after, count);
    const status = this.#status;
    for (let row = 0; row < count; row++) {
      if (status[row] === ROW_STATUS.EXCLUDED) this.#exclude(row);
      else if (before?.wasExcluded(row) === true) status[row] = ROW_STATUS.ALONE;
    }
  }

  /** The columns of the case that facts or decisions fill, by slot, as far as any block needed them. */
  filledColumns(): readonly (readonly [number, BlockColumn])[] {
    return this.#filled;
  }

  /** The value of a name at a row of the block at hand; `undefined` where nobody supplied it, or where it does not fit the columns. */
  valueAt(ref: Ref, row: number): Value | undefined {
    const value = this.#columnOf(ref.scope, ref.slot).at(row);
    return ref.member !== undefined && isTexts(value) ? value.includes(ref.member) : value;
  }

  /** The number of the institution of a row of the block at hand. */
  institutionOf(row: number): number {
    return this.#institutions[row] ?? -1;
  }

  /** What stands after `inclusion` does not count for an excluded case: as `runScoring`. */
  #exclude(row: number): void {
    const { outputs, tables, points, isGrouped } = this.#exclusion;
    for (const column of outputs) column.put(row, null);
    for (const table of tables) this.situations.values[row * this.situations.tables + table] = -1;
    points?.column.put(row, points.zero);
    if (isGrouped) return;
    this.groups.put(row, null);
    for (const { column, read } of this.#ofGroup) column.put(row, read(null));
  }

  /** The column of a name in a formula or a condition that is a number. */
  numbers(ref: Ref): Numbers {
    const column = this.#columnOf(ref.scope, ref.slot);
    assert(column instanceof Numbers, `${ref.name} is not a number`);
    return column;
  }

  /** The numbers of a slot of the case. */
  numbersAt(slot: number): Numbers {
    const column = this.#columnOf('case', slot);
    assert(column instanceof Numbers, `slot ${slot} is not a number`);
    return column;
  }

  /** The column of a name that is a text, a boolean, a list or a set. */
  codes(ref: Ref): Codes {
    const column = this.#columnOf(ref.scope, ref.slot);
    assert(column instanceof Codes, `${ref.name} is a number`);
    return column;
  }

  /** The column of a decision's output. */
  output(plan: DecisionPlan): BlockColumn {
    return this.#columnOf('case', plan.slot);
  }

  /** The column of `<id>.rule`, where anything reads it. */
  rule(plan: DecisionPlan): Codes | undefined {
    if (plan.ruleSlot === undefined || !this.#setting.read.has(plan.ruleSlot)) return undefined;
    const column = this.#columnOf('case', plan.ruleSlot);
    return column instanceof Codes ? column : undefined;
  }

  #codesOf(plan: DecisionPlan): Codes | undefined {
    const column = this.output(plan);
    return column instanceof Codes ? column : undefined;
  }

  #columnOf(scope: Scope, slot: number): BlockColumn {
    const key = `${scope} ${slot}`;
    const known = this.#columns.get(key);
    if (known !== undefined) return known;
    const described = must(this.#setting.scoring.program.scopes[scope].slots[slot], key);
    const column = isNumber(described) ? new Numbers() : new Codes();
    this.#columns.set(key, column);
    this.#connect(scope, slot, described, column);
    return column;
  }

  /** Sees to it that a column is filled before anything reads it. */
  #connect(scope: Scope, slot: number, described: Slot, column: BlockColumn): void {
    const { fundYear, institutions, scoring } = this.#setting;
    if (scope === 'fundYear') column.fill(fundYear[slot]);
    else if (scope === 'institution') {
      const gather = gatherer(
        column,
        institutions.map((frame) => frame[slot]),
      );
      gather(this.#institutions, this.#count); // a formula that is met for the first time may bring a column into a block that stands already
      this.#fromInstitution.push(gather);
    } else if (described.constant !== undefined) column.fill(described.constant);
    else {
      const read = described.source === 'fact' ? groupReader(scoring.filler, slot) : undefined;
      if (read !== undefined) this.#ofGroup.push({ column, read });
      else {
        this.#filled.push([slot, column]);
        if (described.source === 'fact' || this.#given.has(slot)) this.#facts.push({ name: described.name, slot, column });
      }
    }
  }

  #load(cases: BlockCases): void {
    const status = this.#status;
    const { institutions } = this.#setting;
    // Only facts bring ever new values; the codes of institutions' values were worked out for good.
    if (cases.before === undefined) for (const { column } of this.#facts) if (column instanceof Codes) column.dictionary.trim();
    const frame = this.#frame;
    const others = this.#facts.filter(({ name, column, slot }) => !cases.fill(name, column, slot));
    this.#count = cases.count;
    for (let row = 0; row < cases.count; row++) {
      const institution = cases.institution(row);
      this.#institutions[row] = institution;
      status[row] = institutions[institution] !== undefined && cases.facts(row, frame) ? ROW_STATUS.TOGETHER : ROW_STATUS.ALONE;
      for (const { slot, column } of others) column.put(row, frame[slot]);
    }
    for (const gather of this.#fromInstitution) gather(this.#institutions, cases.count);
  }

  #group(cases: BlockCases): void {
    const { groups } = this;
    const { before } = cases;
    const status = this.#status;
    before?.fillGroups(groups);
    for (let row = 0; row < cases.count; row++) {
      if (status[row] !== ROW_STATUS.TOGETHER) continue;
      if (before === undefined) groups.put(row, cases.group(row, this.#institutions[row] ?? -1, this.#denied.of(row)));
      const group = groups.at(row) ?? null;
      for (const { column, read } of this.#ofGroup) column.put(row, read(group));
    }
  }

  #run(steps: readonly Step[], count: number): void {
    const status = this.#status;
    const selection = this.#select(count);
    for (const { decision, ends } of steps) {
      decision?.(selection, count, status);
      if (ends !== undefined) leaveExcluded(selection, ends, status);
      this.#select(count);
    }
  }

  /** The rows that still go together. */
  #select(count: number): Selection {
    const status = this.#status;
    const selection = this.#selection;
    selection.count = 0;
    for (let row = 0; row < count; row++) if (status[row] === ROW_STATUS.TOGETHER) selection.rows[selection.count++] = row;
    return selection;
  }
}

/** A decision in its turn, `undefined` where its outputs are given; of `inclusion` the column by which cases leave. */
interface Step {
  readonly decision: BlockDecision | undefined;
  readonly ends: Codes | undefined;
}

function isNumber({ type }: Slot): boolean {
  return type === 'decimal' || type === 'integer';
}

/** Excluded cases leave the selection. */
function leaveExcluded({ rows, count }: Selection, inclusion: Codes, status: Uint8Array): void {
  const included = inclusion.dictionary.codeOf('INCLUDED');
  for (let i = 0; i < count; i++) {
    const row = rows[i] ?? 0;
    if (status[row] === ROW_STATUS.TOGETHER && inclusion.codes[row] !== included) status[row] = ROW_STATUS.EXCLUDED;
  }
}

/** What becomes of excluded cases. */
interface Exclusion {
  /** Columns of the decisions (and of their rules' names) that are not kept: they stand after `inclusion`, or were not decided yet. */
  readonly outputs: readonly BlockColumn[];
  /** Their tables, by number in the scope. */
  readonly tables: readonly number[];
  readonly points: { readonly column: BlockColumn; readonly zero: Value } | undefined;
  /** Whether cases are grouped before they are excluded. */
  readonly isGrouped: boolean;
}

function compileExclusion(
  { program, inclusion, points }: ScoringProgram,
  targets: BlockTargets,
  isHeld: (plan: DecisionPlan) => boolean,
): Exclusion {
  const order = [...program.beforeGrouping, ...program.afterGrouping];
  const last = inclusion === undefined ? order.length : order.indexOf(inclusion);
  const lost = order.filter((decision, at) => at > last || decision.plan.index > (inclusion?.plan.index ?? order.length));
  return {
    outputs: lost
      .filter(({ plan }) => isHeld(plan))
      .flatMap(({ plan }) => [targets.output(plan), targets.rule(plan)])
      .filter((column) => column !== undefined),
    tables: lost.flatMap(({ tables, tableOffset }) => tables.map((_, table) => tableOffset + table)),
    points: points && isHeld(points.plan) ? { column: targets.output(points.plan), zero: pointsZero(points) } : undefined,
    isGrouped: inclusion !== undefined && program.afterGrouping.includes(inclusion),
  };
}

/** How a slot is read from the group, where grouping fills it: as `fillGroup`. */
function groupReader(filler: CaseFiller, slot: number): ((group: DiseaseGroup | null) => Value) | undefined {
  switch (slot) {
    case filler.groupCode:
      return (group) => group?.code ?? null;
    case filler.groupKind:
      return (group) => group?.kind ?? 'UNGROUPED';
    case filler.groupFlag:
      return (group) => group?.flags ?? NO_FLAGS;
    case filler.groupCaseCount:
      return (group) => (group === null || group.caseCount === null ? null : whole(group.caseCount));
    default:
      return undefined;
  }
}

const NO_FLAGS: readonly GroupFlag[] = [];

/** The flags of groups to which `admit` does not admit a case: its boolean is not true. */
class DeniedFlags {
  readonly #lists = new Map<number, readonly GroupFlag[]>([[0, NO_FLAGS]]);
  readonly #admit: readonly { readonly groupFlag: GroupFlag; readonly column: Codes; readonly isHeld: ByValue<Value, boolean> }[];

  constructor(admit: readonly { readonly groupFlag: GroupFlag; readonly column: Codes; readonly member: string | undefined }[]) {
    this.#admit = admit.map(({ groupFlag, column, member }) => ({
      groupFlag,
      column,
      isHeld: new ByValue<Value, boolean>(column.dictionary, (value) =>
        member !== undefined && isTexts(value) ? value.includes(member) : value === true,
      ),
    }));
  }

  of(row: number): readonly GroupFlag[] {
    let bits = 0;
    this.#admit.forEach(({ column, isHeld }, index) => {
      if (isHeld.list[column.codes[row] ?? 0] !== true) bits |= 1 << index;
    });
    const known = this.#lists.get(bits);
    if (known !== undefined) return known;
    const list = this.#admit.flatMap(({ groupFlag }, index) => ((bits & (1 << index)) === 0 ? [] : [groupFlag]));
    this.#lists.set(bits, list);
    return list;
  }
}
