import type { FieldProblem } from './errors.js';
import { attributeProblems } from './evaluation-errors.js';
import type { CaseVersions } from './case-version.js';
import type { Caller } from './platform.js';
import { checkAttributes } from '../engine/case-frame.js';
import type { InpatientCase } from '../engine/inpatient-case.js';

const NOTHING_WRONG: readonly FieldProblem[] = [];

/**
 * 属性核对 whether the attributes of a case are facts of the ruleset that will score it, with values that fit: said when the case arrives, not
 * when a year is cleared. Where no ruleset is in force on its date, nobody can tell yet; the case carries a warning of that.
 */
export class AttributeChecks {
  readonly #versions: CaseVersions;

  constructor(versions: CaseVersions) {
    this.#versions = versions;
  }

  /** What is wrong with the attributes of one case. A version that was not met before is read with `read`. */
  async of(read: Caller['read'], inpatientCase: InpatientCase): Promise<readonly FieldProblem[]> {
    if (inpatientCase.attributes.size === 0) return NOTHING_WRONG;
    const version = await this.#versions.of(read, inpatientCase);
    if (version === undefined) return NOTHING_WRONG;
    const problems = checkAttributes(version.scoring.filler, version.program, inpatientCase);
    return problems.length === 0 ? NOTHING_WRONG : attributeProblems(problems, ['attributes']).fields;
  }
}
