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

/** Lets the caller in, and finds the rulesets of the year. Throws FORBIDDEN, NOT_FOUND, VALIDATION_FAILED, NO_RULESET_IN_FORCE. */
export async function institutionYearContext(
  platform: Platform,
  caller: Caller,
  permission: Permission,
  { regionCode, year, scheme, idempotencyKey }: FundYearKey & { readonly scheme?: PaymentScheme; readonly idempotencyKey: string },
): Promise<InstitutionYearContext> {
  requirePermission(caller.actor, permission, regionCode);
  requireIdempotencyKey(idempotencyKey);
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

/** Why a record may not reverse another one. */
export type ReversalFault = 'NOT_FOUND' | 'IS_REVERSAL' | 'REVERSED' | 'NOT_OPPOSITE';

const FAULTS: Readonly<Record<ReversalFault, readonly [string, string]>> = {
  NOT_FOUND: ['该年度没有这一条记录，无法冲销。请核对标识。', 'The year has no such record to reverse. Check the id.'],
  IS_REVERSAL: ['冲销记录不能再被冲销。请重新记一笔。', 'A reversal can not be reversed. Record the amount anew.'],
  REVERSED: ['这一条记录已被冲销过。', 'This record was reversed before.'],
  NOT_OPPOSITE: [
    '冲销须与原记录同一机构、同一项目，金额恰为其相反数。',
    'A reversal has the institution and item of the record, and exactly the opposite amount.',
  ],
};

interface Reversible {
  readonly id: string;
  readonly institutionCode: string;
  readonly amountFen: bigint;
  readonly reversesId: string | null;
  readonly name?: string;
}

/** What is wrong with a reversal, against every record of the year. */
export function reversalProblems(records: readonly Reversible[], reversal: Omit<Reversible, 'id'>): readonly FieldProblem[] {
  const fault = reversalFault(records, reversal);
  return fault === undefined ? [] : [fieldProblem(['reverses'], `REVERSAL_${fault}`, ...FAULTS[fault])];
}

function reversalFault(records: readonly Reversible[], reversal: Omit<Reversible, 'id'>): ReversalFault | undefined {
  const original = records.find(({ id }) => id === reversal.reversesId);
  if (original === undefined) return 'NOT_FOUND';
  if (original.reversesId !== null) return 'IS_REVERSAL';
  if (records.some(({ reversesId }) => reversesId === original.id)) return 'REVERSED';
  const same = original.institutionCode === reversal.institutionCode && original.name === reversal.name;
  return same && original.amountFen === -reversal.amountFen ? undefined : 'NOT_OPPOSITE';
}
