import { declarationsOf, mayBecome, type Declaration } from './declarations.js';
import { periodOfYear } from './period-of-year.js';
import { requireCount, requireSteps, someOf } from './refusals.js';
import { ForbiddenError } from '../../base/errors.js';
import { requirePermission, runCommand } from '../../kernel/command.js';
import { mayAgreeAlone } from '../../kernel/four-eyes.js';
import type { Caller, Platform } from '../../kernel/platform.js';
import { reasonProblems, refuseProblems, requireIdempotencyKey } from '../../requests/request-fields.js';
import { requireNotClosed } from '../closed-periods.js';
import type { Actor } from '../../ports/kit/permissions.js';
import type { FundYearKey, PeriodKey } from '../../ports/clearing/ports-fund-year.js';
import type { DeclarationState } from '../../ports/clearing/ports-period.js';
import type { Unit } from '../../ports/ports.js';
import { must } from '../../../engine/kit/assert.js';

/** 审核结论 what a review of a declaration comes to. */
export const REVIEWS = ['FIRST_REVIEWED', 'SECOND_REVIEWED', 'RETURNED'] as const satisfies readonly DeclarationState[];
/** One of REVIEWS. */
export type Review = (typeof REVIEWS)[number];

/** A review of declarations of a period, together: all or none. */
export interface ReviewDeclarations extends FundYearKey {
  readonly period: PeriodKey;
  readonly institutionCodes: readonly string[];
  readonly review: Review;
  readonly reason: string;
  readonly idempotencyKey: string;
}

/**
 * 初审、复审、退回 reviews declarations (N21-24): the two who agree are different holders, and neither declared it. A returned one is declared anew.
 * Throws FORBIDDEN (four eyes), VALIDATION_FAILED, NO_RULESET_IN_FORCE, UNAVAILABLE (closed), CONFLICT (out of turn), IDEMPOTENCY_KEY_REUSED.
 */
export async function reviewDeclarations(platform: Platform, caller: Caller, input: ReviewDeclarations): Promise<readonly Declaration[]> {
  const { regionCode, year, insurance, review, reason, idempotencyKey } = input;
  const { actor } = caller;
  requirePermission(actor, 'period:review', regionCode);
  requireIdempotencyKey(idempotencyKey);
  const codes = [...new Set(input.institutionCodes)];
  requireCount(codes.length);
  refuseProblems(reasonProblems(reason));
  const key: FundYearKey = { regionCode, year, insurance };
  const { period } = await periodOfYear(platform, caller.read, key, input.period);
  const declared = async (unit: Unit): Promise<ReadonlyMap<string, Declaration>> =>
    declarationsOf(await unit.periods.declarations(key, period.key));
  const now = async (unit: Unit): Promise<readonly Declaration[]> => {
    const all = await declared(unit);
    return codes.map((code) => must(all.get(code), 'declaration'));
  };
  return await runCommand(
    platform,
    actor,
    {
      permission: 'period:review',
      regionCode,
      action: 'period:review',
      work: async (unit) => {
        await requireNotClosed(unit, key, period.key);
        const before = await declared(unit);
        requireSteps(codes, (code) => mayBecome(before.get(code)?.state, review), review);
        if (review !== 'RETURNED') requireOtherEyes(actor, regionCode, before, codes);
        const row = { ...key, period: period.key, state: review, figures: null, reason: reason.trim() };
        await unit.periods.addDeclarations(codes.map((institutionCode) => ({ ...row, institutionCode })));
        return await now(unit);
      },
      audit: () => ({ subject: `${year} ${insurance} ${period.key}`, detail: { institutions: codes, review, reason: reason.trim() } }),
    },
    {
      key: idempotencyKey,
      input: { ...key, period: period.key, institutions: codes, review, reason },
      refOf: (all) => String(all.length),
      replay: now,
    },
  );
}

/** Whoever declared, or reviewed before, does not agree to it; in sandbox regions a DEMO key and the platform may. */
function requireOtherEyes(actor: Actor, regionCode: string, declared: ReadonlyMap<string, Declaration>, codes: readonly string[]): void {
  const own = codes.filter((code) => declared.get(code)?.holders.has(actor.holderId) === true);
  if (own.length === 0 || mayAgreeAlone(actor, regionCode)) return;
  throw new ForbiddenError('period:review', {
    zh: `${someOf(own, '、')}：由您本人申报或初审，须由另一位人员审核。`,
    en: `${someOf(own, ', ')}: you declared or reviewed this yourself; another holder has to review it.`,
  });
}
