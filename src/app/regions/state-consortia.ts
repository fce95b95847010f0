import { requirePermission, runCommand } from '../kernel/command.js';
import { ValidationError, type FieldProblem } from '../base/errors.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { ConsortiumRecord, StatedConsortium } from '../ports/ports-consortium.js';
import { codeProblems, fieldProblem, nameProblems, reasonProblems, refuseProblems, sourceProblems } from '../requests/request-fields.js';
import { changesThatCount, isEnded, statusOn, type Changes } from '../../engine/clearing/institution-changes.js';
import { isRealDate } from '../../engine/kit/calendar.js';
import { shownText } from '../../engine/kit/text.js';

/** Consortia that a region states, together: all or none. */
export interface StateConsortia {
  readonly regionCode: string;
  readonly consortia: readonly StatedConsortium[];
  /** Only checked: nothing is stored. */
  readonly dryRun: boolean;
}

/** What became of them. Those that are stated as they are already are not recorded again. */
export interface StatedConsortia {
  readonly read: number;
  readonly recorded: number;
  readonly dryRun: boolean;
}

/** The most consortia that one request may state. */
export const MOST_CONSORTIA = 1_000;

/**
 * 医共体 states consortia from a day on: name, lead, and what the lead may see of its members. A further statement of a day replaces the one before,
 * which is kept. Who belongs to one is recorded as a change of the institution (JOINED, LEFT). Throws FORBIDDEN, NOT_FOUND, VALIDATION_FAILED,
 * LIMIT_EXCEEDED.
 */
export async function stateConsortia(
  platform: Platform,
  { actor }: Pick<Caller, 'actor'>,
  { regionCode, consortia, dryRun }: StateConsortia,
): Promise<StatedConsortia> {
  requirePermission(actor, 'institution:write', regionCode);
  requireCount(consortia.length);
  const recorded = await runCommand<readonly StatedConsortium[]>(platform, actor, {
    permission: 'institution:write',
    regionCode,
    action: 'consortium:state',
    work: async (unit) => {
      await unit.lock(regionCode, 'institution-changes');
      const institutions = new Set((await unit.institutions.list(regionCode)).map(({ code }) => code));
      const changes = changesThatCount(await unit.institutions.changes(regionCode));
      refuseProblems(consortia.flatMap((one, index) => problemsOf(one, { institutions, changes }, ['consortia', String(index)])));
      const fresh = freshRows(await unit.consortia.list(regionCode), consortia);
      if (!dryRun) await unit.consortia.state(regionCode, fresh);
      return fresh;
    },
    audit: (fresh) =>
      dryRun || fresh.length === 0 ? undefined : { subject: String(fresh.length), detail: { consortia: fresh.map((one) => ({ ...one })) } },
  });
  return { read: consortia.length, recorded: recorded.length, dryRun };
}

const STATED = ['name', 'leadCode', 'leadSees', 'reason', 'source'] as const satisfies readonly (keyof StatedConsortium)[];

function freshRows(known: readonly ConsortiumRecord[], stated: readonly StatedConsortium[]) {
  const rows: (StatedConsortium & { readonly revision: number })[] = [];
  for (const one of stated) {
    const own = [...known, ...rows].filter(({ code }) => code === one.code);
    const holds = own.findLast(({ effectiveFrom }) => effectiveFrom === one.effectiveFrom);
    if (holds !== undefined && STATED.every((name) => holds[name] === one[name].trim())) continue;
    rows.push({ ...one, name: one.name.trim(), reason: one.reason.trim(), source: one.source.trim(), revision: own.length + 1 });
  }
  return rows;
}

interface Known {
  readonly institutions: ReadonlySet<string>;
  readonly changes: Changes;
}

function problemsOf(
  { code, name, leadCode, effectiveFrom, reason, source }: StatedConsortium,
  { institutions, changes }: Known,
  path: readonly string[],
): readonly FieldProblem[] {
  const problems = [
    ...codeProblems(code, [...path, 'code']),
    ...nameProblems(name, [...path, 'name']),
    ...reasonProblems(reason, [...path, 'reason']),
    ...(source.trim() === ''
      ? [fieldProblem([...path, 'source'], 'REQUIRED', '请写明依据（source）。', 'State the source.')]
      : sourceProblems(source, [...path, 'source'])),
  ];
  if (!isRealDate(effectiveFrom)) {
    const zh = '生效日期应为日历上的 YYYY-MM-DD。';
    return [...problems, fieldProblem([...path, 'effectiveFrom'], 'NOT_A_DATE', zh, 'The first day must be a calendar date YYYY-MM-DD.')];
  }
  const shown = shownText(leadCode, 64);
  if (!institutions.has(leadCode)) {
    const zh = `没有医疗机构“${shown}”，不能牵头。请核对机构代码。`;
    problems.push(fieldProblem([...path, 'leadCode'], 'UNKNOWN_INSTITUTION', zh, `There is no institution "${shown}" to lead it.`));
  } else if (isEnded(statusOn(changes, leadCode, effectiveFrom).status)) {
    const zh = `机构“${shown}”在 ${effectiveFrom} 已注销或并入，不能牵头。`;
    problems.push(
      fieldProblem([...path, 'leadCode'], 'LEAD_ENDED', zh, `Institution "${shown}" is gone on ${effectiveFrom}: it can't lead.`),
    );
  }
  return problems;
}

function requireCount(count: number): void {
  if (count === 0) refuseProblems([fieldProblem(['consortia'], 'REQUIRED', '没有医共体。', 'There are no consortia.')]);
  if (count <= MOST_CONSORTIA) return;
  const zh = `一次最多 ${MOST_CONSORTIA} 个，此处 ${count} 个。请分批录入。`;
  const en = `At most ${MOST_CONSORTIA} consortia at a time; these are ${count}. Send several batches.`;
  throw new ValidationError([fieldProblem(['consortia'], 'LIMIT_EXCEEDED', zh, en)], { zh, en }, 'LIMIT_EXCEEDED');
}
