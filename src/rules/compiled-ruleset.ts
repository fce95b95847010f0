import { prepareScoring, type ScoringProgram } from '../engine/scoring.js';
import { prepare, type Program } from '../engine/program.js';
import type { Plan } from '../engine/plan.js';
import type { EffectiveDocument } from './document.js';
import type { Tables } from './tables.js';

/** A ruleset version ready to decide: its document, its plan with tables, the Judge's verdicts, and the engine's program. */
export interface CompiledRuleset {
  readonly effective: EffectiveDocument;
  readonly effectiveHash: string;
  readonly plan: Plan;
  readonly tables: Tables;
  readonly program: Program;
  readonly scoring: ScoringProgram;
}

/** Joins what the compiler and the table builder made. */
export function assemble(effective: EffectiveDocument, plan: Plan, tables: Tables): CompiledRuleset {
  const program = prepare(plan);
  return { effective, effectiveHash: plan.effectiveHash, plan, tables, program, scoring: prepareScoring(program) };
}
