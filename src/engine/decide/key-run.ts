import { Evaluation } from './decide.js';
import { Environment, type Frames } from '../formula/environment.js';
import { frameOf } from './fact-text.js';
import type { Frame, Value } from '../plan/plan.js';
import type { PreparedScope } from './program.js';

/** Values by name, as somebody stated them. */
export type Facts = ReadonlyMap<string, Value>;

/** Whose run it is: an institution, an institution and period (`01` to `12`, `Q1` to `Q4`) or disease group, or the whole fund year (none). */
export interface ScopeKey {
  readonly institutionCode?: string;
  readonly period?: string;
  readonly groupCode?: string;
}

/** One key of a scope while it is worked out: its frame, what its decisions read, and their record. */
export class KeyRun {
  readonly frame: Frame;
  readonly environment: Environment;
  readonly evaluation: Evaluation;

  constructor(
    readonly scope: PreparedScope,
    readonly key: ScopeKey,
    facts: Facts,
    outer: Frames,
  ) {
    this.frame = frameOf(scope, facts);
    this.environment = new Environment({ ...outer, [scope.scope]: this.frame });
    this.evaluation = new Evaluation(scope);
  }
}
