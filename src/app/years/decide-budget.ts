import { ConflictError, ForbiddenError, NotFoundError, StateError } from '../base/errors.js';
import { requirePermission, runCommand } from '../kernel/command.js';
import { mayAgreeAlone } from '../kernel/four-eyes.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { budgetState, type BudgetRecord, type BudgetVerdict, type FundYearKey } from '../ports/clearing/ports-fund-year.js';
import type { Actor } from '../ports/kit/permissions.js';
import type { Unit } from '../ports/ports.js';
import { reasonProblems, refuseProblems, requireIdempotencyKey } from '../requests/request-fields.js';
import { must } from '../../engine/kit/assert.js';

/** 审批 a decision of a budget revision that was recorded in mid-year. */
export interface DecideBudget extends FundYearKey {
  readonly revision: number;
  readonly verdict: BudgetVerdict;
  readonly reason: string;
  readonly idempotencyKey: string;
}

/**
 * 审批年中预算调整 (N21-17, N25-11): somebody else than who recorded a revision approves it, and from then on it holds, or refuses it. Runs that
 * were started before keep the budget that they froze. Throws FORBIDDEN (four eyes), NOT_FOUND, VALIDATION_FAILED, UNAVAILABLE (holds already;
 * a later one holds), CONFLICT (decided otherwise), IDEMPOTENCY_KEY_REUSED.
 */
export async function decideBudget(platform: Platform, caller: Caller, input: DecideBudget): Promise<BudgetRecord> {
  const { regionCode, year, insurance, revision, verdict, reason, idempotencyKey } = input;
  const { actor } = caller;
  requirePermission(actor, 'budget:approve', regionCode);
  requireIdempotencyKey(idempotencyKey);
  refuseProblems(reasonProblems(reason));
  const key: FundYearKey = { regionCode, year, insurance };
  const now = async ({ fundYears }: Unit): Promise<BudgetRecord> =>
    must((await fundYears.budgets(key)).find((one) => one.revision === revision), 'revision'); // prettier-ignore
  return await runCommand(
    platform,
    actor,
    {
      permission: 'budget:approve',
      regionCode,
      action: 'budget:decide',
      work: async (unit) => {
        await unit.lock(regionCode, `budget-decision/${year}/${insurance}`);
        const { fundYears } = unit;
        const found = (await fundYears.budgets(key)).find((one) => one.revision === revision);
        if (found === undefined) throw new NotFoundError({ zh: '预算修订', en: 'revision of the budget' }, String(revision));
        requireWaiting(found, await fundYears.budget(key));
        requireOtherEyes(actor, found);
        await fundYears.decideBudget(key, { revision, verdict, reason: reason.trim() });
        return await now(unit);
      },
      audit: () => ({ subject: `${year} ${insurance}`, detail: { revision, verdict, reason: reason.trim() } }),
    },
    {
      key: idempotencyKey,
      input: { ...key, revision, verdict, reason },
      refOf: (budget) => String(budget.revision),
      replay: now,
    },
  );
}

function requireWaiting(budget: BudgetRecord, holding: BudgetRecord | undefined): void {
  const { revision, decision, midYear } = budget;
  if (!midYear) {
    throw new StateError('UNAVAILABLE', {
      zh: `预算修订 ${revision} 在各期关闭之前录入，已经有效，不须审批。`,
      en: `Revision ${revision} of the budget was recorded before a period was closed: it holds and needs no approval.`,
    });
  }
  if (budgetState(budget) !== 'WAITS') {
    throw new ConflictError({
      zh: `预算修订 ${revision} 已由${decision?.createdByName ?? ''}${decision?.verdict === 'APPROVED' ? '批准' : '退回'}，不能再审批。要改动请另录一次修订。`,
      en: `Revision ${revision} of the budget was decided by ${decision?.createdByName ?? ''} before (${decision?.verdict ?? ''}). Record another revision to change it.`,
    });
  }
  if (holding !== undefined && holding.revision > revision) {
    throw new StateError('UNAVAILABLE', {
      zh: `更晚的预算修订 ${holding.revision} 已经有效，修订 ${revision} 不能再审批。`,
      en: `Revision ${holding.revision} is later and holds already: revision ${revision} can't be decided any more.`,
    });
  }
}

/** Whoever recorded it does not decide it; in sandbox regions a DEMO key and the platform may. */
function requireOtherEyes(actor: Actor, { regionCode, revision, createdById }: BudgetRecord): void {
  if (actor.holderId !== createdById || mayAgreeAlone(actor, regionCode)) return;
  throw new ForbiddenError('budget:approve', {
    zh: `预算修订 ${revision} 由您本人录入，须由另一位人员审批。`,
    en: `You recorded revision ${revision} of the budget yourself: another holder has to decide it.`,
  });
}
