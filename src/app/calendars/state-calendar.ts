import { requirePermission, runCommand } from '../kernel/command.js';
import { ValidationError, type FieldProblem } from '../base/errors.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { StatedDay } from '../ports/ports-calendar.js';
import { fieldProblem, nameProblems, refuseProblems } from '../requests/request-fields.js';
import { isRealDate } from '../../engine/kit/calendar.js';
import { isWeekend } from '../../engine/kit/working-days.js';
import { shownText } from '../../engine/kit/text.js';

/** Days that a region states, together: all or none. */
export interface StateCalendar {
  readonly regionCode: string;
  readonly days: readonly StatedDay[];
  /** Only checked: nothing is stored. */
  readonly dryRun: boolean;
}

/** What became of them. Days that hold already as they are stated are not recorded again. */
export interface StatedCalendar {
  readonly read: number;
  readonly recorded: number;
  readonly dryRun: boolean;
}

/** The most days that one request may state. */
export const MOST_DAYS = 1_000;

/**
 * States holidays and days that are worked (N26-4: deadlines count working days). The same days again change nothing. Throws FORBIDDEN,
 * VALIDATION_FAILED with every problem of every day, LIMIT_EXCEEDED, NOT_FOUND.
 */
export async function stateCalendar(
  platform: Platform,
  { actor }: Pick<Caller, 'actor'>,
  { regionCode, days, dryRun }: StateCalendar,
): Promise<StatedCalendar> {
  requirePermission(actor, 'calendar:write', regionCode);
  requireCount(days.length);
  refuseProblems(dayProblems(days));
  const recorded = await runCommand<readonly StatedDay[]>(platform, actor, {
    permission: 'calendar:write',
    regionCode,
    action: 'calendar:state',
    work: async (unit) => {
      await unit.lock(regionCode, 'calendar');
      const sorted = days.map(({ day }) => day).sort();
      const [from = '', to = ''] = [sorted[0], sorted.at(-1)];
      const known = new Map((await unit.calendars.days(regionCode, { from, to })).map((one) => [one.day, one]));
      const changed = days.filter((stated) => !isStatedAlready(stated, known.get(stated.day)));
      if (!dryRun) await unit.calendars.state(regionCode, changed);
      return changed;
    },
    audit: (changed) =>
      dryRun || changed.length === 0
        ? undefined
        : { subject: String(changed.length), detail: { days: changed.map(({ day, kind, source }) => ({ day, kind, source })) } },
  });
  return { read: days.length, recorded: recorded.length, dryRun };
}

function isStatedAlready(stated: StatedDay, known: StatedDay | undefined): boolean {
  if (known === undefined) return stated.kind === 'ORDINARY';
  return known.kind === stated.kind && known.note === stated.note && known.source === stated.source;
}

function requireCount(count: number): void {
  if (count === 0) throw new ValidationError([fieldProblem(['days'], 'REQUIRED', '没有日期。', 'There are no days.')]);
  if (count <= MOST_DAYS) return;
  const zh = `一次最多 ${MOST_DAYS} 天，此处 ${count} 天。请分批录入。`;
  const en = `At most ${MOST_DAYS} days at a time; these are ${count}. Send several batches.`;
  throw new ValidationError([fieldProblem(['days'], 'LIMIT_EXCEEDED', zh, en)], { zh, en }, 'LIMIT_EXCEEDED');
}

function dayProblems(days: readonly StatedDay[]): readonly FieldProblem[] {
  const seen = new Set<string>();
  return days.flatMap((stated, index): readonly FieldProblem[] => {
    const path = ['days', String(index)];
    const isRepeated = seen.has(stated.day);
    seen.add(stated.day);
    return [
      ...dateProblems(stated, isRepeated, [...path, 'day']),
      ...nameProblems(stated.note, [...path, 'note']),
      ...nameProblems(stated.source, [...path, 'source']),
    ];
  });
}

function dateProblems({ day, kind }: StatedDay, isRepeated: boolean, path: readonly string[]): readonly FieldProblem[] {
  const shown = shownText(day, 16);
  if (!isRealDate(day)) {
    const zh = `“${shown}”不是日历上的日期，应为 YYYY-MM-DD。`;
    return [fieldProblem(path, 'NOT_A_DATE', zh, `"${shown}" is no calendar date YYYY-MM-DD.`)];
  }
  if (isRepeated) return [fieldProblem(path, 'REPEATED', `${day} 出现了多次，请只留一条。`, `${day} is there more than once; keep one.`)];
  if (kind !== 'WORKDAY' || isWeekend(day)) return [];
  return [
    fieldProblem(
      path,
      'NOT_A_WEEKEND',
      `${day} 是星期一至星期五，本来就上班：调休上班日应为星期六或星期日，请核对日期；若要撤销放假，请写 ORDINARY（照常）。`,
      `${day} is a Monday to Friday and worked anyway: a made-up working day is a Saturday or Sunday. Check the day; to take a holiday back, state ORDINARY.`,
    ),
  ];
}
