import { requirePermission } from '../kernel/command.js';
import type { FieldProblem } from '../base/errors.js';
import type { Permission } from '../ports/kit/permissions.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { FundYearKey } from '../ports/clearing/ports-fund-year.js';
import type { PaymentScheme } from '../ports/ports-ruleset.js';
import { fieldProblem, requireIdempotencyKey } from '../requests/request-fields.js';
import { rulesetsOfYear } from '../rulesets/ruleset-years.js';
import { regionIndex, type RegionIndex } from '../caches/region-cache.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';
import { shownText } from '../../engine/kit/text.js';

/** What every record of an institution's year is checked against. */
export interface InstitutionYearContext {
  readonly index: RegionIndex;
  readonly versions: readonly CompiledRuleset[];
}

/** A record as it would be stored, and what is wrong with it: with problems, it is not to be stored. */
export interface ReadRecord<Row> {
  readonly row: Row;
  readonly problems: readonly FieldProblem[];
}

/** Lets the caller in, and finds the rulesets of the year. Throws FORBIDDEN, NOT_FOUND, VALIDATION_FAILED, NO_RULESET_IN_FORCE. */
export async function institutionYearContext(
  platform: Platform,
  caller: Caller,
  permission: Permission,
  { idempotencyKey, ...asked }: AskedYear & { readonly idempotencyKey: string },
): Promise<InstitutionYearContext> {
  requirePermission(caller.actor, permission, asked.regionCode);
  requireIdempotencyKey(idempotencyKey);
  return await yearContext(platform, caller, permission, asked);
}

type AskedYear = FundYearKey & { readonly scheme?: PaymentScheme };

/** The same for who only reads. */
export async function yearContext(
  platform: Platform,
  caller: Caller,
  permission: Permission,
  { regionCode, year, scheme }: AskedYear,
): Promise<InstitutionYearContext> {
  requirePermission(caller.actor, permission, regionCode);
  const index = await regionIndex(platform, caller, regionCode);
  return { index, versions: await rulesetsOfYear(platform, caller, index, { year, scheme }) };
}

/** An institution that the region does not have, as a problem of a field. */
export function institutionProblems(
  { region, institutions }: RegionIndex,
  code: string,
  path: readonly string[] = ['institutionCode'],
): readonly FieldProblem[] {
  if (institutions.has(code)) return [];
  const shown = shownText(code, 64);
  return [
    fieldProblem(
      path,
      'UNKNOWN_INSTITUTION',
      `统筹地区 ${region.code} 没有医疗机构“${shown}”。请核对机构代码，或先导入该机构。`,
      `Region ${region.code} has no institution "${shown}". Check the code, or import the institution first.`,
    ),
  ];
}
