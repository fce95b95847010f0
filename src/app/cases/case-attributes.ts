import type { FieldProblem } from '../base/errors.js';
import { factProblems } from '../base/evaluation-errors.js';
import { checkNarrowed, narrowedFacts, type NarrowedFact } from '../../engine/scoring/case-domain.js';
import { checkAttributes } from '../../engine/scoring/case-frame.js';
import type { InpatientCase } from '../../engine/plan/inpatient-case.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';

const NOTHING_WRONG: readonly FieldProblem[] = [];

/**
 * 属性核对 whether the attributes of a case are facts of the ruleset that will score it, with values that fit, and whether what else it states
 * is within what that ruleset allows of the common facts: said when the case arrives, not when a year is cleared. Where no ruleset is in force on its date, nobody can tell yet; the case carries a warning of that.
 */
export class AttributeChecks {
  readonly #regionCode: string;
  readonly #narrowed = new Map<CompiledRuleset, readonly NarrowedFact[]>();

  constructor(regionCode: string) {
    this.#regionCode = regionCode;
  }

  /** What is wrong with what one case states, by the version that will score it. */
  of(version: CompiledRuleset, inpatientCase: InpatientCase): readonly FieldProblem[] {
    const beyond = checkNarrowed(this.#narrowedBy(version), inpatientCase, { regionCode: this.#regionCode });
    const problems = checkAttributes(version.scoring.filler, version.program, inpatientCase);
    if (beyond.length === 0 && problems.length === 0) return NOTHING_WRONG;
    return [...factProblems(beyond, []), ...factProblems(problems, ['attributes'])];
  }

  #narrowedBy(version: CompiledRuleset): readonly NarrowedFact[] {
    let narrowed = this.#narrowed.get(version);
    if (narrowed === undefined) {
      narrowed = narrowedFacts(version.program, Object.keys(version.effective.facts));
      this.#narrowed.set(version, narrowed);
    }
    return narrowed;
  }
}
