import { prepareQualityFiller, type CaseFiller } from '../../engine/scoring/case-frame.js';
import { prepareScoring, type ScoringProgram } from '../../engine/scoring/scoring.js';
import { prepare, type Program } from '../../engine/decide/program.js';
import type { IndicatorPlan } from '../../engine/indicators/indicator.js';
import type { Plan } from '../../engine/plan/plan.js';
import type { EffectiveDocument } from '../document/document.js';
import type { Tables } from '../judge/tables.js';

/** A plan with tables, and the Judge's verdicts. */
export interface Judged {
  readonly plan: Plan;
  readonly tables: Tables;
}

/** The quality decisions of a ruleset version, ready to judge settlement lists. */
export interface QualityProgram extends Judged {
  readonly program: Program;
  readonly filler: CaseFiller;
}

/** A ruleset version ready to decide: its document, its plan with tables, the Judge's verdicts, and the engine's program. */
export interface CompiledRuleset {
  readonly effective: EffectiveDocument;
  readonly effectiveHash: string;
  readonly plan: Plan;
  readonly tables: Tables;
  readonly program: Program;
  readonly scoring: ScoringProgram;
  readonly indicators: readonly IndicatorPlan[];
  /** Absent where the version has no quality decisions. */
  readonly quality?: QualityProgram;
}

/** What else a version has. */
interface Beside {
  readonly quality: Judged | undefined;
  readonly indicators: readonly IndicatorPlan[];
}

/** Joins what the compiler and the table builder made. */
export function assemble(effective: EffectiveDocument, { plan, tables }: Judged, { quality, indicators }: Beside): CompiledRuleset {
  const program = prepare(plan);
  const scoring = { effective, effectiveHash: plan.effectiveHash, plan, tables, program, scoring: prepareScoring(program), indicators };
  if (quality === undefined) return scoring;
  const judging = prepare(quality.plan);
  return { ...scoring, quality: { ...quality, program: judging, filler: prepareQualityFiller(judging) } };
}
