import type { FieldProblem } from './errors.js';
import { attributeProblems } from './evaluation-errors.js';
import type { Caller, Platform } from './platform.js';
import type { PaymentScheme, RulesetSummary } from './ports-ruleset.js';
import type { RegionIndex } from './region-cache.js';
import { inForceOn } from './in-force.js';
import { checkAttributes } from '../engine/case-frame.js';
import type { InpatientCase } from '../engine/inpatient-case.js';
import type { CompiledRuleset } from '../rules/compiled-ruleset.js';

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

/** Which version of a region's rulesets each of its cases will be scored by; read once. */
export class CaseVersions {
  readonly #versions = new Map<string, CompiledRuleset | undefined>();
  readonly #platform: Pick<Platform, 'rulesets'>;
  readonly #index: RegionIndex;

  constructor(platform: Pick<Platform, 'rulesets'>, index: RegionIndex) {
    this.#platform = platform;
    this.#index = index;
  }

  /** As scoring chooses it: by the day of discharge, or of settlement where that version counts by it. */
  async of(read: Caller['read'], { dischargeDate, settlementDate }: InpatientCase): Promise<CompiledRuleset | undefined> {
    const version = (await this.#inForce(read, dischargeDate, 'DIP')) ?? (await this.#inForce(read, dischargeDate, 'DRG'));
    if (version === undefined || version.plan.periodBy !== 'SETTLEMENT' || settlementDate === null) return version;
    return await this.#inForce(read, settlementDate, version.plan.scheme);
  }

  async #inForce(read: Caller['read'], date: string, scheme: PaymentScheme): Promise<CompiledRuleset | undefined> {
    const key = `${date} ${scheme}`;
    if (this.#versions.has(key)) return this.#versions.get(key);
    const summary: RulesetSummary | undefined = inForceOn(this.#index.rulesets, date, scheme);
    const version = summary === undefined ? undefined : await this.#platform.rulesets.get(read, summary);
    this.#versions.set(key, version);
    return version;
  }
}
