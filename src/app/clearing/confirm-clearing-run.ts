import { parseSnapshot, type RunSnapshot } from './run/run-snapshot.js';
import { parseStandsOut } from './settle/stands-out.js';
import { bookFundYear } from '../ledger/book-year.js';
import { lockPeriods } from '../periods/closed-periods.js';
import { requireReviewed } from '../periods/declared/require-reviewed.js';
import { requireConsents } from '../statements/require-consents.js';
import { chinaDay } from '../base/china-day.js';
import { runCommand } from '../kernel/command.js';
import { ConflictError, ForbiddenError, NotFoundError, StateError } from '../base/errors.js';
import type { Actor } from '../ports/kit/permissions.js';
import { mayAgreeAlone } from '../kernel/four-eyes.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { ClosedRun, RunRecord, RunStandsOut } from '../ports/clearing/ports-run.js';
import type { Unit } from '../ports/ports.js';
import { periodLabel, YEAR_KEY } from '../../engine/plan/periods.js';
import { reasonProblems, refuseProblems } from '../requests/request-fields.js';
import { must } from '../../engine/kit/assert.js';

/** Which run, and the hash of the list of what stands out that was seen. */
export interface ConfirmClearingRun {
  readonly regionCode: string;
  readonly runId: string;
  readonly standsOutHash: string;
  readonly reason: string;
}

/**
 * 确认清算结果 confirms a run: somebody else than who started it has seen what stands out, and no institution's objection is in the way. A run that was confirmed with the same hash stays so.
 * Throws FORBIDDEN (four eyes), NOT_FOUND, VALIDATION_FAILED, CONFLICT (another list, with its hash as `currentHash`) and UNAVAILABLE for a run
 * that can't be confirmed: a trial, or one that has not succeeded.
 */
export async function confirmClearingRun(
  platform: Platform,
  { actor }: Pick<Caller, 'actor'>,
  { regionCode, runId, standsOutHash, reason }: ConfirmClearingRun,
): Promise<RunRecord> {
  let isChanged = false;
  return await runCommand(platform, actor, {
    permission: 'run:confirm',
    regionCode,
    action: 'run:confirm',
    work: async (unit) => {
      refuseProblems(reasonProblems(reason));
      const run = await unit.runs.find(regionCode, runId);
      const seen = run === undefined ? undefined : await unit.runs.standsOut(regionCode, run.runNo);
      if (run === undefined || seen === undefined) throw new NotFoundError({ zh: '清算任务', en: 'clearing run' }, runId);
      requireConfirmable(run, seen);
      requireSeen(seen, standsOutHash);
      if (run.stage === 'CONFIRMED' || run.stage === 'PAID') return run;
      requireOtherEyes(actor, run);
      await requireClosable(platform, unit, run);
      const at = (await unit.now()).toISOString();
      const confirmation = { holderId: actor.holderId, name: actor.name, at, reason: reason.trim(), standsOutHash };
      isChanged = await unit.runs.confirm(regionCode, run.runNo, confirmation);
      if (!isChanged) throw changedMeanwhile(run);
      await bookFundYear(unit, { regionCode, year: run.year, insurance: run.insurance });
      return must(await unit.runs.find(regionCode, runId), 'run');
    },
    audit: ({ id, runNo, year, insurance, totals }) =>
      isChanged
        ? {
            subject: id,
            detail: { runNo, year, insurance, booked: true, standsOutHash, reason: reason.trim(), resultHash: totals.resultHash ?? null },
          }
        : undefined,
  });
}

function requireConfirmable({ runNo, status, stage }: RunRecord, { standsOut }: RunStandsOut): void {
  if (status !== 'SUCCEEDED') {
    throw new StateError('UNAVAILABLE', {
      zh: `清算 ${runNo} 没有成功，不能确认。请等它结束，或处理后恢复。`,
      en: `Run ${runNo} has not succeeded and can't be confirmed. Wait for its end, or resume it.`,
    });
  }
  if (stage === 'TRIAL') {
    throw new StateError('UNAVAILABLE', {
      zh: `清算 ${runNo} 是试算（有例外病例，或依据含假设），不能确认。请处理例外、以文号采纳假设后重新清算。`,
      en: `Run ${runNo} is a trial (exceptions, or money rests on assumptions) and can't be confirmed. Mend these and clear again.`,
    });
  }
  if (parseStandsOut(standsOut) === undefined) {
    throw new StateError('UNAVAILABLE', {
      zh: `清算 ${runNo} 由较早的版本完成，没有存疑事项清单，不能确认。请重新清算。`,
      en: `Run ${runNo} was finished by an earlier version, without a list of what stands out: clear again to confirm.`,
    });
  }
}

/**
 * A run closes its period for good: nobody else may have closed it, or a part of the year, since it was started (the sums that it froze would be
 * others), and a month or quarter must be over.
 */
async function requireClosable(platform: Platform, unit: Unit, run: RunRecord): Promise<void> {
  const { regionCode, runNo, year, insurance, period } = run;
  await lockPeriods(unit, { regionCode, year, insurance });
  const closed = (await unit.runs.closed({ regionCode, year, insurance })).filter((one) => period !== YEAR_KEY || one.period !== YEAR_KEY);
  const snapshot = parseSnapshot(await unit.runs.snapshot(regionCode, runNo));
  const frozen = new Map((snapshot.closed ?? []).map((part) => [part.key, part.runNo]));
  const other = closed.find((one) => frozen.get(one.period) !== one.runNo);
  if (other !== undefined) throw overtaken(run, other);
  const today = chinaDay(await unit.now());
  if (snapshot.period !== undefined && snapshot.period.to >= today) throw notOver(run, snapshot.period.to);
  await requireStanding(unit, run, snapshot, today);
  await requireReviewed(platform, unit, run, snapshot);
  await requireConsents(platform, unit, run, snapshot);
}

/**
 * Refuses a run that rests on a version that was withdrawn since: of a month or quarter those that begin by its end. Nobody withdraws one meanwhile: whoever
 * does sees the period closed.
 */
async function requireStanding(
  unit: Unit,
  { regionCode, runNo }: RunRecord,
  { rulesets, period }: RunSnapshot,
  today: string,
): Promise<void> {
  const pinned = rulesets.filter(({ from }) => period === undefined || from <= period.to);
  if (pinned.some(({ from }) => from > today)) await unit.lock(regionCode, 'rulesets');
  const withdrawn = (await unit.rulesets.list(regionCode)).filter(({ status }) => status === 'WITHDRAWN');
  const gone = pinned.find(({ id }) => withdrawn.some((version) => version.id === id));
  if (gone === undefined) return;
  throw new ConflictError({
    zh: `清算 ${runNo} 发起之后，它所用的规则集版本 ${gone.version} 已撤回。请重新发起一次清算，再确认。`,
    en: `Since run ${runNo} was started, the ruleset version ${gone.version} that it rests on was withdrawn. Start another run, and confirm that.`,
  });
}

function overtaken({ runNo }: RunRecord, other: ClosedRun): ConflictError {
  const { zh, en } = periodLabel(other.period);
  return new ConflictError({
    zh: `结算 ${runNo} 发起之后，${zh}已由结算 ${other.runNo} 确认。请重新发起一次结算，使其计入。`,
    en: `Since run ${runNo} was started, run ${other.runNo} was confirmed for the ${en}. Start another run, which takes it into account.`,
  });
}

function notOver({ runNo, period }: RunRecord, to: string): StateError {
  const { zh, en } = periodLabel(period);
  return new StateError('UNAVAILABLE', {
    zh: `结算 ${runNo} 的${zh}到 ${to} 才结束，此前只能试算，不能确认关闭。`,
    en: `The ${en} of run ${runNo} ends on ${to}: until then it can be tried, not closed.`,
  });
}

function requireSeen({ runNo, standsOutHash }: RunStandsOut, stated: string): void {
  if (stated === standsOutHash) return;
  throw new ConflictError(
    {
      zh: `所给的存疑事项哈希不是清算 ${runNo} 的。请先查看其存疑事项（standsOut），再以其 hash 确认。`,
      en: `That is not the hash of what stands out in run ${runNo}. Look at its standsOut first, and confirm with its hash.`,
    },
    standsOutHash === null ? {} : { currentHash: standsOutHash },
  );
}

/** Whether somebody may be the second person of a run: whoever started it does not confirm it; in sandbox regions a DEMO key may, which sees no other, and so may the platform at a terminal. */
export function isOtherThanStarter(actor: Actor, { regionCode, createdById }: Pick<RunRecord, 'regionCode' | 'createdById'>): boolean {
  return actor.holderId !== createdById || mayAgreeAlone(actor, regionCode);
}

function requireOtherEyes(actor: Actor, run: RunRecord): void {
  if (isOtherThanStarter(actor, run)) return;
  const { runNo } = run;
  throw new ForbiddenError('run:confirm', {
    zh: `清算 ${runNo} 由您本人发起，须由另一位财务人员确认。`,
    en: `You started run ${runNo} yourself: another holder has to confirm it.`,
  });
}

function changedMeanwhile({ runNo }: RunRecord): ConflictError {
  return new ConflictError({
    zh: `清算 ${runNo} 的状态刚刚改变，未作任何更改。请刷新后重试。`,
    en: `Run ${runNo} has just changed its state; nothing was changed. Refresh and try again.`,
  });
}
