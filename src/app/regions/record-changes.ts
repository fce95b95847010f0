import { changeProblems, conflictsOf, type StatedChange } from './change-problems.js';
import { requirePermission, runCommand } from '../kernel/command.js';
import { ConflictError, ValidationError, type FieldProblem } from '../base/errors.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { InstitutionChangeRecord, NewInstitutionChange } from '../ports/ports-region.js';
import type { Unit } from '../ports/ports.js';
import { fieldProblem, refuseProblems } from '../requests/request-fields.js';
import { must } from '../../engine/kit/assert.js';

/** Changes of institutions, recorded together: all or none. */
export interface RecordInstitutionChanges {
  readonly regionCode: string;
  readonly changes: readonly StatedChange[];
  /** Only checked: nothing is stored. */
  readonly dryRun: boolean;
}

/** What became of them. Those that hold already as they are stated are not recorded again. */
export interface RecordedChanges {
  readonly read: number;
  readonly recorded: number;
  readonly dryRun: boolean;
}

/** The most changes that one request may record. */
export const MOST_CHANGES = 1_000;

/**
 * 机构变动 records that institutions are suspended, closed, merged or in service again from a day on, or join or leave a consortium. Append-only: what was
 * wrong is corrected by a change that names it. The same again changes nothing. Nothing that was settled or paid is touched. Throws FORBIDDEN,
 * NOT_FOUND, VALIDATION_FAILED with every problem of every change, LIMIT_EXCEEDED, CONFLICT (something else holds of that day already).
 */
export async function recordInstitutionChanges(
  platform: Platform,
  { actor }: Pick<Caller, 'actor'>,
  { regionCode, changes, dryRun }: RecordInstitutionChanges,
): Promise<RecordedChanges> {
  requirePermission(actor, 'institution:write', regionCode);
  requireCount(changes.length);
  const recorded = await runCommand<readonly NewInstitutionChange[]>(platform, actor, {
    permission: 'institution:write',
    regionCode,
    action: 'institution:change',
    work: async (unit) => {
      await unit.lock(regionCode, 'institution-changes');
      const known = await unit.institutions.changes(regionCode);
      const fresh = await freshRows(unit, regionCode, changes, known);
      if (!dryRun) await unit.institutions.addChanges(fresh);
      return fresh;
    },
    audit: (fresh) =>
      dryRun || fresh.length === 0
        ? undefined
        : { subject: String(fresh.length), detail: { changes: fresh.map(({ regionCode: _, ...change }) => change) } },
  });
  return { read: changes.length, recorded: recorded.length, dryRun };
}

/** What of the stated changes is new, numbered; what is wrong with any of them is thrown. */
async function freshRows(
  unit: Unit,
  regionCode: string,
  stated: readonly StatedChange[],
  known: readonly InstitutionChangeRecord[],
): Promise<readonly NewInstitutionChange[]> {
  const institutions = new Set((await unit.institutions.list(regionCode)).map(({ code }) => code));
  const consortia = await unit.consortia.list(regionCode);
  const rows: NewInstitutionChange[] = [];
  const problems: FieldProblem[] = [];
  const conflicts: FieldProblem[] = [];
  for (const [index, change] of stated.entries()) {
    const path = ['changes', String(index)];
    const before = [...known, ...rows];
    if (before.some((one) => isSame(one, change))) continue;
    const revision = 1 + before.filter(({ institutionCode }) => institutionCode === change.institutionCode).length;
    const row = rowOf(regionCode, change, revision);
    const stands = conflictsOf(before, row, path);
    const wrong = stands.length > 0 ? [] : changeProblems({ before, row, institutions, consortia, path });
    conflicts.push(...stands);
    problems.push(...wrong);
    if (stands.length + wrong.length === 0) rows.push(row);
  }
  if (problems.length > 0) throw new ValidationError([...problems, ...conflicts]);
  if (conflicts.length > 0) throw conflict(conflicts);
  return rows;
}

function rowOf(regionCode: string, stated: StatedChange, revision: number): NewInstitutionChange {
  const { institutionCode, kind, effectiveFrom, otherCode = null, corrects = null, reason, source } = stated;
  return { regionCode, institutionCode, revision, kind, effectiveFrom, otherCode, corrects, reason: reason.trim(), source: source.trim() };
}

function isSame(known: NewInstitutionChange, stated: StatedChange): boolean {
  const { institutionCode, kind, effectiveFrom, otherCode, corrects, reason, source } = rowOf('', stated, 0);
  return (
    known.institutionCode === institutionCode &&
    known.kind === kind &&
    known.effectiveFrom === effectiveFrom &&
    known.otherCode === otherCode &&
    (corrects === null || known.corrects === corrects) &&
    known.reason === reason &&
    known.source === source
  );
}

function conflict(conflicts: readonly FieldProblem[]): ConflictError {
  const { messages } = must(conflicts[0], 'conflict');
  return new ConflictError({ zh: messages.zh, en: messages.en ?? messages.zh });
}

function requireCount(count: number): void {
  if (count === 0) refuseProblems([fieldProblem(['changes'], 'REQUIRED', '没有机构变动。', 'There are no changes.')]);
  if (count <= MOST_CHANGES) return;
  const zh = `一次最多 ${MOST_CHANGES} 条，此处 ${count} 条。请分批录入。`;
  const en = `At most ${MOST_CHANGES} changes at a time; these are ${count}. Send several batches.`;
  throw new ValidationError([fieldProblem(['changes'], 'LIMIT_EXCEEDED', zh, en)], { zh, en }, 'LIMIT_EXCEEDED');
}
