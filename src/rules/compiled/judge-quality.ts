import { refillCase } from '../../engine/scoring/case-frame.js';
import { decide, Evaluation, type Unmet } from '../../engine/decide/decide.js';
import { Environment, readRef } from '../../engine/formula/environment.js';
import { emptyFrame } from '../../engine/decide/fact-text.js';
import type { InpatientCase } from '../../engine/plan/inpatient-case.js';
import type { Frame, QualityFinding, Label } from '../../engine/plan/plan.js';
import type { PreparedDecision } from '../../engine/decide/program.js';
import type { QualityProgram } from './compiled-ruleset.js';
import { SCOPE_INDEX } from '../../engine/plan/scopes.js';

/** 质控发现 a rule of a quality decision that holds for a settlement list. */
export interface QualityFound extends QualityFinding {
  readonly rule: string;
  readonly label: Label;
}

const NOTHING: readonly QualityFound[] = [];
const NONE: readonly number[] = [];

/**
 * Judges settlement lists by the quality decisions of one ruleset version, by look-ups in their tables; a situation that is met for the first
 * time goes to json-rules-engine. One judge serves an import: lists are judged one after another.
 */
export class QualityJudge {
  readonly #quality: QualityProgram;
  readonly #regionCode: string;
  readonly #environment = new Environment({});
  readonly #evaluation: Evaluation;
  readonly #frame: Frame = [];

  constructor(quality: QualityProgram, regionCode: string) {
    this.#quality = quality;
    this.#regionCode = regionCode;
    const { scopes } = quality.program;
    this.#evaluation = new Evaluation(scopes.case);
    this.#environment.frames[SCOPE_INDEX.fundYear] = emptyFrame(scopes.fundYear);
    this.#environment.frames[SCOPE_INDEX.case] = this.#frame;
  }

  /**
   * The rules that hold for a list that arrives on a day, in the document's order. A decision that needs a fact which the list lacks although the
   * ruleset declares it as always there says nothing: whether such a list can be scored is said where it is scored.
   */
  async findings(inpatientCase: InpatientCase, submittedOn: string): Promise<readonly QualityFound[]> {
    const { program, filler } = this.#quality;
    refillCase(filler, program, inpatientCase, { regionCode: this.#regionCode, submittedOn }, this.#frame);
    this.#evaluation.clear();
    let found: QualityFound[] | undefined;
    for (const decision of program.scopes.case.decisions) {
      let holding = this.#holding(decision);
      while ('kind' in holding) holding = await this.#learn(decision, holding);
      for (const index of holding) {
        const rule = decision.plan.rules[index];
        if (rule?.quality === undefined) continue;
        (found ??= []).push({ rule: rule.name, label: rule.label, ...rule.quality });
      }
    }
    return found ?? NOTHING;
  }

  /** The rules that hold, without waiting: nearly every situation was met before. */
  #holding(decision: PreparedDecision): readonly number[] | Unmet {
    const stop = decide(decision, this.#environment, this.#frame, this.#evaluation, this.#quality.tables.verdict);
    if (stop === undefined) return this.#evaluation.fired[decision.plan.index] ?? NONE;
    return stop.kind === 'failure' ? NONE : stop;
  }

  async #learn(decision: PreparedDecision, unmet: Unmet): Promise<readonly number[] | Unmet> {
    await this.#quality.tables.learn(unmet.decision, unmet.table, unmet.situation, (ref) => readRef(this.#environment, ref));
    return this.#holding(decision);
  }
}
