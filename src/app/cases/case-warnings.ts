import { schemeInside, type FieldProblem } from '../base/errors.js';
import { CaseEditions } from '../code-tables/case-editions.js';
import { regionCodes, type DatedCodes } from '../scoring/near-code-warnings.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { profileOn, type RegionIndex } from '../caches/region-cache.js';
import { chooseVersion, rememberedInForce, type ChosenVersion } from '../scoring/case-version.js';
import { publishedOf, schemesOf, type AskedScheme } from '../caches/in-force.js';
import type { RulesetSummary } from '../ports/ports-ruleset.js';
import type { InpatientCase } from '../../engine/plan/inpatient-case.js';

/**
 * What will keep an accepted case from being scored as things stand: no ruleset in force on the day that decides (ZB-19: Zibo's text ends on
 * 2024-12-31), or no profile of its institution. It is stored all the same, with a warning: rulesets and profiles may come later, and a case
 * that was refused would be missing then. Scoring and clearing refuse it by name. And what may send it to another group than was meant: a code
 * that stands nowhere while a near one does, or that the code table of its edition does not know.
 */
export class CaseWarnings {
  readonly #inForce: ReturnType<typeof rememberedInForce>;
  readonly #index: RegionIndex;
  readonly #scheme: AskedScheme;
  readonly #codes: readonly DatedCodes[];
  readonly #editions: CaseEditions | undefined;
  /** Ids of the versions that count cases by settlement. */
  readonly #bySettlement: ReadonlySet<string>;

  private constructor(
    { index, scheme }: { readonly index: RegionIndex; readonly scheme: AskedScheme },
    { codes, editions }: { readonly codes: readonly DatedCodes[]; readonly editions: CaseEditions | undefined },
    bySettlement: ReadonlySet<string>,
  ) {
    this.#index = index;
    this.#scheme = scheme;
    this.#codes = codes;
    this.#editions = editions;
    this.#bySettlement = bySettlement;
    this.#inForce = rememberedInForce(index.rulesets, scheme);
  }

  /** Reads what the warnings of a region's cases rest on. */
  static async open(platform: Platform, caller: Caller, index: RegionIndex, scheme: AskedScheme): Promise<CaseWarnings> {
    const bySettlement = new Set<string>();
    for (const version of schemesOf(scheme).flatMap((one) => publishedOf(index.rulesets, one)))
      if ((await platform.rulesets.get(caller.read, version)).plan.periodBy === 'SETTLEMENT') bySettlement.add(version.id);
    const codes = await regionCodes(platform, caller, index, scheme);
    const editions = await CaseEditions.open(platform, caller, index.region.code);
    return new CaseWarnings({ index, scheme }, { codes, editions }, bySettlement);
  }

  /** The version that judges and scores a case; none where its day has none. */
  versionOf(inpatientCase: InpatientCase): RulesetSummary | undefined {
    return this.#chosen(inpatientCase).ruleset;
  }

  #chosen(inpatientCase: InpatientCase): ChosenVersion {
    return chooseVersion(this.#inForce, ({ id }) => this.#bySettlement.has(id), inpatientCase);
  }

  /** The warnings of one case. */
  of(inpatientCase: InpatientCase): readonly FieldProblem[] {
    const { dischargeDate, institutionCode } = inpatientCase;
    const chosen = this.#chosen(inpatientCase);
    const dated = chosen.ruleset === undefined ? dischargeDate : chosen.dated;
    const warnings: FieldProblem[] = [];
    if (chosen.ruleset === undefined) warnings.push(noRuleset(this.#index.region.code, chosen.lackingOn, this.#scheme));
    const entry = this.#index.institutions.get(institutionCode);
    if (entry !== undefined && profileOn(entry, dated) === undefined) warnings.push(noProfile(institutionCode, dated));
    const { codes } = this.#codes.findLast(({ from }) => from <= dated) ?? {};
    if (codes !== undefined) warnings.push(...codes.warnings(inpatientCase));
    if (this.#editions !== undefined) warnings.push(...this.#editions.warnings(inpatientCase));
    return warnings;
  }
}

function noRuleset(regionCode: string, date: string, scheme: AskedScheme): FieldProblem {
  const { zh, en } = schemeInside(scheme);
  return {
    path: ['dischargeDate'],
    code: 'NO_RULESET_IN_FORCE',
    messages: {
      zh: `统筹地区 ${regionCode} 在 ${date} 没有生效的${zh}规则集：病例可入库，但载入覆盖该日的规则集之前不能计分和清算。`,
      en: `Region ${regionCode} has no${en} ruleset in force on ${date}: the case can be stored, but not scored or cleared until one covers that day.`,
    },
  };
}

function noProfile(institutionCode: string, date: string): FieldProblem {
  return {
    path: ['institutionCode'],
    code: 'NO_INSTITUTION_PROFILE',
    messages: {
      zh: `机构“${institutionCode}”在 ${date} 没有档案（级别、类别）：请补录档案，否则不能计分。`,
      en: `Institution "${institutionCode}" has no profile on ${date}: record one, or the case can't be scored.`,
    },
  };
}

/** One kind of warning of many cases: how many, and the first. */
export interface WarningCount {
  readonly code: string;
  readonly count: number;
  readonly firstCaseNo: string;
  readonly messages: FieldProblem['messages'];
}

/** Counts warnings by code. */
export class WarningTally {
  readonly #counts = new Map<string, WarningCount>();

  /** Adds the warnings of one case. */
  add(caseNo: string, warnings: readonly FieldProblem[]): void {
    for (const { code, messages } of warnings) {
      const earlier = this.#counts.get(code) ?? { code, count: 0, firstCaseNo: caseNo, messages };
      this.#counts.set(code, { ...earlier, count: earlier.count + 1 });
    }
  }

  /** The counts so far. */
  get counts(): readonly WarningCount[] {
    return [...this.#counts.values()];
  }
}
