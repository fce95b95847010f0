import { lockedRun } from './run-to-say.js';
import { calendarFrom } from '../calendars/region-calendar.js';
import { chinaDay } from '../base/china-day.js';
import { ConflictError, invalidField, StateError } from '../base/errors.js';
import { runCommand } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { deadlinesOfRun } from '../periods/declared/deadlines-of-run.js';
import { requireOpenPart } from '../periods/closed-periods.js';
import type { RunPublicationRecord } from '../ports/clearing/ports-statement.js';
import type { RunRecord } from '../ports/clearing/ports-run.js';
import type { Unit } from '../ports/ports.js';
import { nameProblems, reasonProblems, refuseProblems, requireIdempotencyKey } from '../requests/request-fields.js';
import { must } from '../../engine/kit/assert.js';
import { addDays, isRealDate } from '../../engine/kit/calendar.js';
import { workingDayAfter } from '../../engine/kit/working-days.js';
import type { PeriodDeadlines } from '../../engine/plan/period-deadlines.js';
import { periodLabel } from '../../engine/plan/periods.js';

/** A last day further away than this was mistyped; a run that waits for it could be confirmed by nobody but those who all agree. */
const MOST_DAYS_TO_OBJECT = 366;

/** Which run, under what name, and until when institutions may object. */
export interface PublishRun {
  readonly regionCode: string;
  readonly runId: string;
  /** Left out: the year and period with 预清算 behind it. */
  readonly name?: string | null | undefined;
  /** Last day for objections; may be left out where the ruleset states working days (`objectionWorkingDays`). */
  readonly lastDay?: string | null | undefined;
  readonly reason: string;
  readonly idempotencyKey: string;
}

/**
 * 公示 publishes a calculated run to its institutions as a named pre-clearing (N21-30, N26-2): from now on each sees its own statement, and may
 * object until the last day. Throws FORBIDDEN, NOT_FOUND, VALIDATION_FAILED (a day is missing, past, before what the ruleset grants, or more than a year away),
 * UNAVAILABLE (not calculated, or of a month or quarter that is closed or whose year is), CONFLICT (published already), IDEMPOTENCY_KEY_REUSED.
 */
export async function publishRun(platform: Platform, { actor }: Caller, input: PublishRun): Promise<RunPublicationRecord> {
  const { regionCode, runId, reason, idempotencyKey } = input;
  requireIdempotencyKey(idempotencyKey);
  const name = (input.name ?? '').trim();
  refuseProblems([...reasonProblems(reason), ...(name === '' ? [] : nameProblems(name, ['name']))]);
  return await runCommand(
    platform,
    actor,
    {
      permission: 'run:publish',
      regionCode,
      action: 'run:publish',
      work: async (unit) => {
        const run = await lockedRun(unit, regionCode, runId);
        requirePublishable(run);
        requireOpenPart(await unit.runs.closed(run), run.period);
        const [earlier] = await unit.statementWords.publications(regionCode, [run.runNo]);
        if (earlier !== undefined) throw published(earlier);
        const deadlines = await deadlinesOfRun(platform, unit, run);
        const lastDay = await lastDayOf(unit, input, deadlines);
        const named = name === '' ? `${run.year}年${periodLabel(run.period).zh}预清算` : name;
        const silentConsent = deadlines.silentConsent !== undefined;
        return await unit.statementWords.publish({
          regionCode,
          runNo: run.runNo,
          name: named,
          lastDay,
          silentConsent,
          reason: reason.trim(),
        });
      },
      audit: ({ runNo, name: named, lastDay }) => ({ subject: runId, detail: { runNo, name: named, lastDay, reason: reason.trim() } }),
    },
    {
      key: idempotencyKey,
      input: { regionCode, runId, name, lastDay: input.lastDay ?? null, reason },
      refOf: ({ runNo }) => String(runNo),
      replay: async (unit, ref) => must((await unit.statementWords.publications(regionCode, [Number(ref)]))[0], 'publication'),
    },
  );
}

function requirePublishable({ runNo, status, stage }: RunRecord): void {
  if (status === 'SUCCEEDED' && stage === 'CALCULATED') return;
  const isClosed = stage === 'CONFIRMED' || stage === 'PAID';
  throw new StateError('UNAVAILABLE', {
    zh: isClosed
      ? `清算 ${runNo} 已确认，机构已能看到结算单，不再公示。`
      : `清算 ${runNo} 还不是已计算的结果（试算，或未成功），不能公示。请处理后重新清算。`,
    en: isClosed
      ? `Run ${runNo} is confirmed: institutions see their statements already.`
      : `Run ${runNo} is no calculated result (a trial, or it has not succeeded) and can't be published. Mend that and clear again.`,
  });
}

function published({ runNo, name, lastDay, createdByName }: RunPublicationRecord): ConflictError {
  return new ConflictError({
    zh: `清算 ${runNo} 已由${createdByName}公示为“${name}”，异议截止 ${lastDay}。未作任何更改。`,
    en: `Run ${runNo} was published by ${createdByName} as “${name}”, with ${lastDay} as the last day for objections. Nothing was changed.`,
  });
}

/** The last day for objections: what the ruleset grants is the least, and nobody invents one. */
async function lastDayOf(unit: Unit, { regionCode, lastDay }: PublishRun, { objectionWorkingDays }: PeriodDeadlines): Promise<string> {
  const today = chinaDay(await unit.now());
  const granted =
    objectionWorkingDays === undefined
      ? undefined
      : workingDayAfter(today, objectionWorkingDays.days, (await calendarFrom(unit, regionCode, today)).stated);
  const stated = lastDay ?? granted;
  if (stated === undefined) {
    throw invalidField(['lastDay'], 'REQUIRED', {
      zh: '规则集没有写公示后多少个工作日内可提异议，请填写异议截止日。',
      en: 'The ruleset does not say for how many working days institutions may object: state the last day.',
    });
  }
  if (!isRealDate(stated)) {
    throw invalidField(['lastDay'], 'NOT_A_DATE', {
      zh: '异议截止日应为日历上的 YYYY-MM-DD。',
      en: 'The last day must be a calendar date YYYY-MM-DD.',
    });
  }
  const least = granted ?? today;
  const most = addDays(today, MOST_DAYS_TO_OBJECT);
  if (stated > most && stated > least) {
    throw invalidField(['lastDay'], 'TOO_LATE', {
      zh: `异议截止日 ${stated} 太晚：最晚 ${most}（公示后一年）。请核对。`,
      en: `${stated} is too late: the latest is ${most}, a year after the publication. Check it.`,
    });
  }
  if (stated >= least) return stated;
  if (stated < today) {
    throw invalidField(['lastDay'], 'TOO_EARLY', {
      zh: `异议截止日 ${stated} 已经过去（今天是 ${today}），机构来不及提异议。请改为 ${least} 或以后${granted === undefined ? '' : '，或不填，由规则集的工作日数算出'}。`,
      en: `${stated} is over already (today is ${today}): no institution could object. State ${least} or later${granted === undefined ? '' : ', or leave it to the working days of the ruleset'}.`,
    });
  }
  throw invalidField(['lastDay'], 'TOO_EARLY', {
    zh: `异议截止日 ${stated} 太早：${granted === undefined ? '不能早于今天' : '按规则集的工作日数，不能早于'} ${least}。`,
    en: `${stated} is too early: ${granted === undefined ? 'it can’t be before today' : 'by the working days of the ruleset it can’t be before'} ${least}.`,
  });
}
