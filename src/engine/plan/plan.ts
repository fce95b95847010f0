import type { BandsTable, KeyedBands } from './bands.js';
import type { CodeMaps } from './code-maps.js';
import type { ForecastMethod } from './periods.js';
import type { DiagnosisReading, GrouperMethod, GroupFlag, GroupingTie, GroupKind, OperationKind } from './group-terms.js';
import type { QuantileBetween } from '../number/quantile.js';
import { ROUNDING_MODES, type Fraction, type Rounding, type RoundingMode } from '../number/quantity.js';
import type { QualityDimension, QualityLevel } from './quality.js';
import type { Scope } from './scopes.js';

/**
 * What a ruleset is compiled to: plain data that the engine runs. `src/rules` makes it, `src/engine` runs it.
 * Names are resolved to slots, parameters and tables to constants, conditions to situations (classes of facts).
 */

/** Bilingual text: Chinese first, English where there is one. */
export interface Label {
  readonly zh: string;
  readonly en?: string | undefined;
}

/** A value at run time. `null` is a missing optional value; `undefined` in a frame means that nobody supplied the slot. */
export type Value = Fraction | string | boolean | readonly string[] | null;

/** The values of one key of one scope, by slot. */
export type Frame = (Value | undefined)[];

/** What a slot holds. */
export type ValueType = 'decimal' | 'integer' | 'boolean' | 'enum' | 'code' | 'codes' | 'date' | 'set';

/** Where a slot's value comes from. */
export type SlotSource = 'fact' | 'aggregate' | 'average' | 'output' | 'rule' | 'parameter';

/** One named value of a scope. `set` slots (collect outputs, flags) are read one member at a time. */
export interface Slot {
  readonly name: string;
  readonly label: Label;
  readonly type: ValueType;
  /** Dimension as canonical text, e.g. `yuan`, `yuan/point`, `1`; empty for non-numbers. */
  readonly unit: string;
  readonly optional: boolean;
  readonly source: SlotSource;
  /** Members of an enum or a set. */
  readonly values?: readonly string[];
  /** Domain of a number, ends included: classes outside it are never met. */
  readonly min?: Fraction;
  readonly max?: Fraction;
  /**
   * The value of a parameter that stands where a fact stands (source `parameter`, always in the fundYear frame): whoever makes a
   * frame puts it there. The judge reads it like any fact, so that no condition is ever decided elsewhere. It is an enum of this one
   * value (a boolean's is `true` or `false` as text), so that its other values are no situation.
   */
  readonly constant?: string;
}

/** A resolved name: a slot of a scope, for sets with the member asked for (then boolean). */
export interface Ref {
  readonly name: string;
  readonly scope: Scope;
  readonly slot: number;
  readonly member?: string;
}

/** A table looked up by text keys; rows are keyed by the keys joined with U+001F. */
export interface MapTable {
  readonly id: string;
  readonly key: readonly string[];
  readonly rows: ReadonlyMap<string, Fraction>;
}

/** Joins the keys of a map table's row. */
export function mapKey(keys: readonly string[]): string {
  return keys.join('\u001f');
}

/** A list of codes: exact ones, and prefixes (written with a trailing `*`, kept here without it). */
export interface CodeList {
  readonly id: string;
  readonly exact: ReadonlySet<string>;
  readonly prefixes: readonly string[];
  /** Texts that a condition compares by name, letter by letter, and not as codes. */
  readonly byName?: true;
}

/** A text used as a key: a literal, or a fact whose value is text. */
export type KeyExpr = { readonly kind: 'text'; readonly value: string } | { readonly kind: 'fact'; readonly ref: Ref };

/** Columns of the catalogue that `group()` reads. */
export type GroupColumn = 'points' | 'meanCost' | 'meanDays' | 'variation' | 'caseCount' | 'drugPoints' | 'consumablePoints' | 'auxiliary';

/** 取整步的方式 how `step` counts steps: a rounding mode, LINEAR (not rounded), or STRICT (整步须超过: most whole steps strictly below x). */
export const STEP_MODES = [...ROUNDING_MODES, 'LINEAR', 'STRICT'] as const;
/** One of STEP_MODES. */
export type StepMode = (typeof STEP_MODES)[number];

/** A formula, parsed and resolved. `name`s are as printed to people; values are exact. */
export type Expr =
  | { readonly kind: 'number'; readonly value: Fraction; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string; readonly value: Fraction }
  | { readonly kind: 'fact'; readonly ref: Ref }
  | { readonly kind: 'negate'; readonly operand: Expr }
  | { readonly kind: 'binary'; readonly op: '+' | '-' | '*' | '/'; readonly left: Expr; readonly right: Expr }
  /** part ÷ whole; missing where the whole is 0. */
  | { readonly kind: 'ratio'; readonly part: Expr; readonly whole: Expr }
  | { readonly kind: 'call'; readonly fn: 'min' | 'max' | 'abs' | 'floor' | 'ceil' | 'clamp'; readonly args: readonly Expr[] }
  | { readonly kind: 'round'; readonly operand: Expr; readonly places: number; readonly mode: RoundingMode }
  | { readonly kind: 'step'; readonly operand: Expr; readonly every: Expr; readonly add: Expr; readonly mode: StepMode }
  | { readonly kind: 'tiered'; readonly operand: Expr; readonly table: BandsTable }
  | { readonly kind: 'lookupBand'; readonly table: BandsTable; readonly operand: Expr }
  | {
      readonly kind: 'keyedBands';
      readonly fn: 'lookup' | 'tiered';
      readonly table: KeyedBands;
      readonly keys: readonly KeyExpr[];
      readonly operand: Expr;
    }
  | { readonly kind: 'lookup'; readonly table: MapTable; readonly keys: readonly KeyExpr[]; readonly otherwise?: Expr }
  | { readonly kind: 'group'; readonly column: GroupColumn; readonly key?: KeyExpr; readonly otherwise?: Expr };

/** What a rule (or `otherwise`) gives: a constant, or a formula. */
export type Outcome =
  | { readonly kind: 'value'; readonly value: Value; readonly text: string }
  | { readonly kind: 'formula'; readonly expr: Expr; readonly text: string };

/** What a decision yields. Decimals are rounded as declared unless `exact`. */
export interface OutputSpec {
  readonly type: 'decimal' | 'boolean' | 'enum';
  readonly unit: string;
  readonly round?: Rounding;
  readonly exact: boolean;
  readonly optional: boolean;
  readonly values?: readonly string[];
}

/** Operators of conditions: ours and typed; json-rules-engine's own are removed. */
export const OPERATORS = [
  'equal',
  'notEqual',
  'in',
  'notIn',
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
  'known',
  'inCodes',
  'anyInCodes',
] as const;
/** One of our operators. */
export type Operator = (typeof OPERATORS)[number];

/** The constant on the right side of a condition, after parameters and tables were expanded. */
export type Operand = Fraction | string | boolean | readonly string[] | readonly Fraction[] | CodeList;

/** One comparison. `leaf` is its number within the rule, depth first. `expected` is its printed right side. */
export interface LeafCondition {
  readonly kind: 'leaf';
  readonly leaf: number;
  readonly ref: Ref;
  readonly operator: Operator;
  readonly operand: Operand;
  readonly expected: string;
  /** The parameter or table that the operand was read from; absent for a literal. */
  readonly from?: string;
}

/** A rule's conditions, expanded to constants. */
export type Condition =
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | LeafCondition;

/** 质控结论 what a rule says of the quality of a settlement list. */
export interface QualityFinding {
  readonly dimension: QualityDimension;
  /** The fact of the case that is wrong. */
  readonly field: string;
  readonly level: QualityLevel;
  /** 退回 the list goes back to the hospital and is no case; else 留用, it is kept. */
  readonly returned: boolean;
}

/** One rule. Order in the document is the order. */
export interface RulePlan {
  readonly name: string;
  readonly label: Label;
  readonly basis: readonly string[];
  readonly condition: Condition;
  readonly outcome: Outcome;
  /** What it says of a settlement list; rules of quality decisions only. */
  readonly quality?: QualityFinding;
  /** JSON pointer into the merged document, for messages. */
  readonly pointer: string;
}

/** How a decision combines the rules that hold; `formula` has no rules. */
export type HitPolicy = 'unique' | 'first' | 'max' | 'sum' | 'product' | 'collect' | 'formula';

/**
 * How one fact's values fall into finitely many classes, inside which no rule's answer can change.
 * `classOf` of decimals and dates has 2n+1 raw intervals for n rising cuts: below cut 0, at cut 0, between 0 and 1, …
 * A class of −1 is impossible by the fact's type or domain (no whole number lies between 17 and 18): meeting one is a bug.
 */
export type Classifier =
  | { readonly kind: 'decimal'; readonly cuts: readonly Fraction[]; readonly classOf: readonly number[]; readonly missing: number }
  /** Calendar dates compare as text. */
  | { readonly kind: 'date'; readonly cuts: readonly string[]; readonly classOf: readonly number[]; readonly missing: number }
  | { readonly kind: 'text'; readonly classOf: ReadonlyMap<string, number>; readonly other: number; readonly missing: number }
  | { readonly kind: 'boolean'; readonly whenTrue: number; readonly whenFalse: number; readonly missing: number }
  /** Membership in each list is one bit; the bits index `classOf`. `any`: the fact is a list of codes, of which any may be a member. */
  | { readonly kind: 'codes'; readonly lists: readonly CodeList[]; readonly classOf: readonly number[]; readonly missing: number };

/** One fact that rules distinguish. `missing` of a classifier is −1 when the fact is never missing. */
export interface FactTest {
  readonly ref: Ref;
  readonly classifier: Classifier;
  /** One value of each class: what the Judge is shown. */
  readonly representatives: readonly Value[];
  /** What each class is, for people: `<0.5`, `=0.5`, `INCLUDED`, `缺失`. */
  readonly labels: readonly Label[];
}

/** A table of situations: `situation = Σ class × stride`. It answers for `rules` (indexes into the decision's rules). */
export interface SituationTable {
  readonly tests: readonly FactTest[];
  readonly strides: readonly number[];
  readonly size: number;
  readonly rules: readonly number[];
}

/** The Judge's answer for one situation of one table: which of its rules hold, and every leaf's result, by table rule. */
export interface Verdict {
  /** Indexes into the decision's rules, rising. */
  readonly fired: readonly number[];
  /** `leaves[i]` are the leaf results of `table.rules[i]`, by leaf number. */
  readonly leaves: readonly (readonly boolean[])[];
}

/** Asks for a verdict; `undefined` when this situation was never put to the Judge. */
export type VerdictSource = (decision: DecisionPlan, table: number, situation: number) => Verdict | undefined;

/** A division of money among the institutions of a fund year. */
export type AllocatePlan =
  | { readonly kind: 'total'; readonly total: Ref; readonly weight: Ref; readonly basis: readonly string[] }
  | { readonly kind: 'claim'; readonly claim: Ref; readonly limit: Ref; readonly rule: 'PRO_RATA'; readonly basis: readonly string[] };

/** A line of a total: Σ sign × line = total is asserted. */
export interface LinePlan {
  readonly of: string;
  readonly order: number;
  readonly sign: '+' | '-';
  readonly account?: string;
}

/** One decision, ready to run. */
export interface DecisionPlan {
  readonly id: string;
  readonly scope: Scope;
  /** Position within its scope. */
  readonly index: number;
  readonly label: Label;
  readonly output: OutputSpec;
  /** Where its value goes. */
  readonly slot: number;
  /** Where `<id>.rule` goes; absent for sum, product, collect. */
  readonly ruleSlot?: number;
  readonly hit: HitPolicy;
  readonly rules: readonly RulePlan[];
  readonly otherwise?: { readonly outcome: Outcome; readonly basis: readonly string[] };
  /** 选用公式: exactly one of the rules holds, whatever the parameter by which it chooses: there is no `otherwise`. */
  readonly isChoice?: true;
  /** 考核: no situation may be left to `otherwise`: a score, or what depends on the total of a scorecard alone. */
  readonly answersAll?: true;
  /** Basis of a decision without rules. */
  readonly basis: readonly string[];
  readonly tables: readonly SituationTable[];
  readonly allocate?: AllocatePlan;
  readonly rank?: RankPlan;
  readonly line?: LinePlan;
  /** Case decisions that read nothing of the group are decided before grouping. */
  readonly beforeGrouping: boolean;
  readonly pointer: string;
}

/** A sum, count or quantile carried up; of cases in SQL. `where` names outputs and the value wanted. */
export interface AggregatePlan {
  readonly id: string;
  readonly of: Scope;
  readonly per: Scope;
  /** The fact or rounded output summed, or whose quantile is taken; absent for a count. */
  readonly sum?: Ref;
  /** 分位 in place of the sum of these values: their quantile at a share from 0 to 1; missing where there is none. */
  readonly quantile?: { readonly at: Fraction; readonly between: QuantileBetween; readonly basis: readonly string[] };
  readonly where: readonly { readonly ref: Ref; readonly equals: string | boolean }[];
  readonly label: Label;
  readonly unit: string;
  /** Slot of `<id>` in frames of `per`. */
  readonly slot: number;
  /** Slots of `<id>.region` in later (or the same) scopes that read it. */
  readonly regionSlots: readonly { readonly scope: Scope; readonly slot: number }[];
  /** Only where `of` is `per`: added up after the decision at this position (−1: before the first); those after it may read it. */
  readonly readyAfter?: number;
}

/** An institution indicator's averages over peers (its class) and region. */
export interface AveragePlan {
  readonly fact: string;
  readonly slot: number;
  /** Mean of the institutions that have a value, or weighted by another institution fact. */
  readonly weight?: number;
  readonly peerSlot?: number;
  readonly regionSlot?: number;
}

/** How a case finds its group, compiled from `methods.grouping`. */
export interface GroupingMethod {
  /** Cases whose principal diagnosis is in this list are not grouped. */
  readonly exclude?: CodeList;
  readonly layers: readonly GroupKind[];
  /** Which operations are of which kind. One in none of them counts as `unlistedOperations`, or as CONSERVATIVE. */
  readonly operationKinds: Readonly<Partial<Record<OperationKind, CodeList>>>;
  /** A candidate with this flag is dropped where the boolean (slot of the case) is false. */
  readonly admit: readonly { readonly groupFlag: GroupFlag; readonly when: Ref }[];
  readonly ties: readonly GroupingTie[];
  readonly unlistedOperations?: OperationKind;
  readonly operations?: 'MAIN_THEN_RELATED' | 'ANY';
  /** Operations that may be main only with some principal diagnoses (absent: with none), and what happens otherwise. */
  readonly mainOperations?: readonly {
    readonly operations: CodeList;
    readonly diagnoses?: CodeList;
    readonly otherwise: 'NEXT' | 'CONSERVATIVE';
  }[];
  readonly diagnosis: DiagnosisReading;
  /** Whether a group may match a case that lacks some of its related operations. */
  readonly partial: boolean;
  /** The DRG grouper that finds the group of a case, whose code is then looked up in the catalogue. */
  readonly grouper?: GrouperMethod;
}

/** A whole ruleset version, compiled. */
export interface Plan {
  readonly region: string;
  readonly version: string;
  readonly scheme: 'DIP' | 'DRG';
  readonly effectiveHash: string;
  readonly pointUnit: 'point' | 'yuan';
  readonly settlementReady: boolean;
  readonly slots: Readonly<Record<Scope, readonly Slot[]>>;
  readonly decisions: Readonly<Record<Scope, readonly DecisionPlan[]>>;
  readonly aggregates: readonly AggregatePlan[];
  readonly averages: readonly AveragePlan[];
  /** How codes of other editions are read, before anything reads a case's codes. */
  readonly codes?: CodeMaps;
  readonly grouping?: GroupingMethod;
  /** SHA-256 of the grouping method, the tables it names and the code maps: a catalogue is built with one, and scoring refuses another. */
  readonly groupingHash: string;
  readonly allocationTies: 'INSTITUTION_CODE' | 'LARGEST_WEIGHT';
  readonly periodBy: 'DISCHARGE' | 'SETTLEMENT';
  /** First day of the settlement year, `MM-DD`. */
  readonly yearStart: string;
  /** How a running year is completed; absent: it is not forecast. */
  readonly forecast?: ForecastMethod;
  /** The aggregate of cases by which an institution's payment from OUT_OF_REGION is charged to regions of insurance; absent: it is not told apart. */
  readonly insuredRegions?: { readonly by: string; readonly basis: readonly string[] };
}

/** Whether a value is a list of texts (a set, or codes). */
export function isTexts(value: Value | undefined): value is readonly string[] {
  return Array.isArray(value);
}

/** Who has place 1. */
export const RANK_FIRSTS = ['HIGHEST', 'LOWEST'] as const;
/** Which place equal figures have: the best of theirs (1, 2, 2, 4), the worst (1, 3, 3, 4), or one each by institution code. */
export const RANK_TIES = ['BEST_PLACE', 'WORST_PLACE', 'INSTITUTION_CODE'] as const;
/** What a rank is given as: the place, or the place ÷ how many are ranked. */
export const RANK_FORMS = ['PLACE', 'SHARE'] as const;

/** 排名 a pooled decision: the place of an institution by one of its figures, among all or among those that share a value of `within`. */
export interface RankPlan {
  readonly by: Ref;
  readonly within?: Ref;
  readonly first: (typeof RANK_FIRSTS)[number];
  readonly ties: (typeof RANK_TIES)[number];
  readonly as: (typeof RANK_FORMS)[number];
  readonly basis: readonly string[];
}

/** The leaves of a condition, depth first. */
export function leavesOf(condition: Condition): LeafCondition[] {
  switch (condition.kind) {
    case 'leaf':
      return [condition];
    case 'not':
      return leavesOf(condition.of);
    case 'all':
    case 'any':
      return condition.of.flatMap(leavesOf);
  }
}
