import { inForceOn, type AskedScheme } from '../caches/in-force.js';
import type { Reader } from '../ports/ports.js';
import type { PaymentScheme, RulesetSummary } from '../ports/ports-ruleset.js';
import type { InpatientCase } from '../../engine/plan/inpatient-case.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';

/** The days of a case that decide which version scores it. */
type Days = Pick<InpatientCase, 'dischargeDate' | 'settlementDate'>;

/** Tells the version in force on a day, of the scheme that was asked for; with none, DIP before DRG. */
type InForce = (date: string, scheme?: PaymentScheme) => RulesetSummary | undefined;

/** The version that scores a case, and the day by which it counts it; or the day that has none. */
export type ChosenVersion =
  | { readonly ruleset: RulesetSummary; readonly dated: string; readonly lackingOn?: undefined }
  | { readonly ruleset?: undefined; readonly lackingOn: string };

/** The first version to look at: how it counts cases decides whether another scores. */
function firstVersion(inForce: InForce, { dischargeDate, settlementDate }: Days): RulesetSummary | undefined {
  return inForce(dischargeDate) ?? (settlementDate === null ? undefined : inForce(settlementDate));
}

/**
 * 适用版本 which version scores a case, at every door. Where the one of the day of discharge counts by settlement, it is the one of the day of
 * settlement; so it is where the day of discharge has none: a year's run scores what was settled in it, whenever it was discharged.
 */
export function chooseVersion(inForce: InForce, isBySettlement: (version: RulesetSummary) => boolean, of: Days): ChosenVersion {
  const { dischargeDate, settlementDate } = of;
  const first = firstVersion(inForce, of);
  if (first === undefined) return { lackingOn: dischargeDate };
  const discharged = inForce(dischargeDate);
  if (settlementDate === null || !isBySettlement(first))
    return discharged === undefined ? { lackingOn: dischargeDate } : { ruleset: discharged, dated: dischargeDate };
  const settled = inForce(settlementDate, first.scheme);
  return settled === undefined ? { lackingOn: settlementDate } : { ruleset: settled, dated: settlementDate };
}

/** As `chooseVersion`, reading the versions that it asks about. */
export async function versionOfCase(
  compile: (version: RulesetSummary) => Promise<CompiledRuleset>,
  inForce: InForce,
  of: Days,
): Promise<ChosenVersion> {
  const first = firstVersion(inForce, of);
  const isBySettlement = first !== undefined && (await compile(first)).plan.periodBy === 'SETTLEMENT';
  return chooseVersion(inForce, () => isBySettlement, of);
}

/** Tells the version in force on a day, each day worked out once; of the scheme that was asked for, if any. */
export function rememberedInForce(rulesets: readonly RulesetSummary[], asked: AskedScheme): InForce {
  const known = new Map<string, RulesetSummary | undefined>();
  return (date, scheme = asked ?? undefined) => {
    const key = `${date} ${scheme ?? ''}`;
    if (!known.has(key)) known.set(key, inForceOn(rulesets, date, scheme));
    return known.get(key);
  };
}

/** Which version of a region's rulesets each of its cases will be scored by; each version is read once. */
export class CaseVersions {
  readonly #compiled = new Map<string, CompiledRuleset>();
  /** By the days of a case: a file of a million has a few thousand. */
  readonly #byDays = new Map<string, CompiledRuleset | undefined>();
  readonly #inForce: InForce;
  readonly #rulesets: Rulesets;

  constructor({ rulesets }: { readonly rulesets: Rulesets }, index: { readonly rulesets: readonly RulesetSummary[] }, scheme: AskedScheme) {
    this.#rulesets = rulesets;
    this.#inForce = rememberedInForce(index.rulesets, scheme);
  }

  /** As scoring chooses it. A version that was not met before is read with `read`. */
  async of(read: Reader, inpatientCase: Days): Promise<CompiledRuleset | undefined> {
    const { dischargeDate, settlementDate } = inpatientCase;
    const days = `${dischargeDate} ${settlementDate ?? ''}`;
    if (this.#byDays.has(days)) return this.#byDays.get(days);
    const compile = (version: RulesetSummary): Promise<CompiledRuleset> => this.#compile(read, version);
    const { ruleset } = await versionOfCase(compile, this.#inForce, inpatientCase);
    const compiled = ruleset && (await compile(ruleset));
    this.#byDays.set(days, compiled);
    return compiled;
  }

  async #compile(read: Reader, version: RulesetSummary): Promise<CompiledRuleset> {
    const known = this.#compiled.get(version.id);
    if (known !== undefined) return known;
    const compiled = await this.#rulesets.get(read, version);
    this.#compiled.set(version.id, compiled);
    return compiled;
  }
}

interface Rulesets {
  get(read: Reader, version: RulesetSummary): Promise<CompiledRuleset>;
}
