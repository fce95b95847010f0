import type { CellChoice } from './page-model.js';
import type { Operator } from '../../../engine/plan/plan.js';
import type { Scope } from '../../../engine/plan/scopes.js';

/** What an operator compares with: a number, a day, a yes or no, one of several values, a text, several texts or values, or a code table. */
export const OPERAND_FORMS = ['DECIMAL', 'DAY', 'FLAG', 'CHOICE', 'TEXT', 'LIST', 'CHOICES', 'CODE_TABLE'] as const;
/** One of them. */
export type OperandForm = (typeof OPERAND_FORMS)[number];

/** 比较 an operator that fits a term. */
export interface TermOperator {
  readonly operator: Operator;
  readonly word: string;
  readonly operand: OperandForm;
  /** Whether a parameter may stand in the place of the value. */
  readonly takesParameter: boolean;
}

/** 条件可问的事 what conditions may be about: a fact, what a decision gives, a sum, or a parameter that is a choice. */
export interface DraftTerm {
  readonly name: string;
  readonly label: string;
  /** Where it is known. */
  readonly scope: Scope;
  /** 单位 in Chinese; empty: none. */
  readonly unit: string;
  /** It may be missing: conditions ask first whether it is known. */
  readonly isOptional: boolean;
  readonly choices: readonly CellChoice[];
  readonly operators: readonly TermOperator[];
}

/** Where a rule comes from: the draft alone, what it inherits, the draft in the place of what it inherits, or inherited and taken out by the draft. */
export const RULE_STANDINGS = ['OWN', 'INHERITED', 'OVERRIDDEN', 'REMOVED'] as const;
/** One of them. */
export type RuleStanding = (typeof RULE_STANDINGS)[number];

/** 规则 a rule of a decision, in the order in which they are asked; those that the draft took out come last. */
export interface RuleShown {
  readonly name: string;
  readonly label: string;
  readonly standing: RuleStanding;
  /** The rule as it holds, as JSON; of one that was taken out, as it was inherited. */
  readonly json: string;
  /** What the draft itself states of it, as JSON; null: nothing. */
  readonly own: string | null;
  /** What it says; null where it can't be read. */
  readonly sentence: string | null;
}

/** 判定 a decision with rules, as they are added and taken out. */
export interface DecisionShown {
  readonly id: string;
  readonly label: string;
  readonly scope: Scope;
  /** Names of the terms that its conditions may be about. */
  readonly terms: readonly string[];
  /** The first rule that holds decides: their order counts. */
  readonly isOrdered: boolean;
  readonly hit: string;
  readonly isInherited: boolean;
  /** Whether the draft states anything of it. */
  readonly isOwn: boolean;
  /** What its rules may give; empty: numbers, as a value or a formula. */
  readonly outcomes: readonly CellChoice[];
  /** 单位 of the numbers that it gives. */
  readonly unit: string;
  /** What holds where no rule does; null: nothing does. */
  readonly otherwise: string | null;
  readonly rules: readonly RuleShown[];
}

/** A name with what it is called. */
export interface NamedThing {
  readonly name: string;
  readonly label: string;
}

/** 条件和规则 the rules of a draft, and the words that conditions are made of. */
export interface Rulebook {
  readonly decisions: readonly DecisionShown[];
  readonly terms: readonly DraftTerm[];
  readonly parameters: readonly NamedThing[];
  readonly codeTables: readonly NamedThing[];
  /** Articles that rules may rest on: `source#article`, and what they are called. */
  readonly bases: readonly NamedThing[];
}
