import type { DiseaseGroup } from '../plan/catalogue.js';
import { isTexts, type Frame, type Ref, type Value } from '../plan/plan.js';
import { SCOPE_INDEX, SCOPES, type Scope } from '../plan/scopes.js';

/** Why a formula could not be worked out. `NOT_SUPPLIED` is a required value that nobody stated; `MISSING_VALUE` an optional one that is null. */
export type ProblemCode =
  'NOT_SUPPLIED' | 'MISSING_VALUE' | 'GROUP_COLUMN_MISSING' | 'TABLE_KEY_MISSING' | 'DIVISION_BY_ZERO' | 'OUT_OF_RANGE';

/** A reason with the name that it concerns: a fact, a table, a catalogue column; empty for arithmetic. */
export interface Problem {
  readonly code: ProblemCode;
  readonly name: string;
}

/** Frames by scope, where they are at hand. */
export type Frames = Readonly<Partial<Record<Scope, Frame>>>;

const NOTHING: Frame = [];

/** What formulas and conditions read: the frames of the scopes in reach, and the disease group (null: none, or not grouped yet). */
export class Environment {
  /** By `SCOPE_INDEX`. */
  readonly frames: Frame[];
  group: DiseaseGroup | null;
  /** The problem of the formula that last gave `undefined`. */
  problem: Problem | undefined = undefined;

  constructor(frames: Frames, group: DiseaseGroup | null = null) {
    this.frames = SCOPES.map((scope) => frames[scope] ?? NOTHING);
    this.group = group;
  }

  /** The frame of a scope by number. */
  frame(scope: number): Frame {
    return this.frames[scope] ?? NOTHING;
  }

  /** Records a problem; gives `undefined`, so that a formula can return it. */
  fail(code: ProblemCode, name: string): undefined {
    this.problem = { code, name };
    return undefined;
  }

  /** Records that a value is null or was never supplied. */
  absent(value: null | undefined, name: string): undefined {
    return this.fail(value === null ? 'MISSING_VALUE' : 'NOT_SUPPLIED', name);
  }
}

/** Reads a name: the slot's value, or for a member of a set whether it is in it. */
export function readRef(environment: Environment, ref: Ref): Value | undefined {
  const value = environment.frame(SCOPE_INDEX[ref.scope])[ref.slot];
  if (ref.member === undefined || !isTexts(value)) return value;
  return value.includes(ref.member);
}
