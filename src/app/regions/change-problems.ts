import type { FieldProblem } from '../base/errors.js';
import type { InstitutionChangeRecord, NewInstitutionChange } from '../ports/ports-region.js';
import { consortiumStatedOn, type ConsortiumRecord } from '../ports/ports-consortium.js';
import { fieldProblem, reasonProblems, sourceProblems } from '../requests/request-fields.js';
import {
  changesThatCount,
  isEnded,
  isStatus,
  statusOn,
  successorsOn,
  type ChangeKind,
  type Changes,
  type DatedChange,
} from '../../engine/clearing/institution-changes.js';
import { isRealDate } from '../../engine/kit/calendar.js';
import { shownText } from '../../engine/kit/text.js';

/** A change as somebody states it. */
export interface StatedChange {
  readonly institutionCode: string;
  readonly kind: ChangeKind;
  readonly effectiveFrom: string;
  readonly otherCode?: string | null | undefined;
  /** The revision of the institution in whose place it stands. */
  readonly corrects?: number | null | undefined;
  readonly reason: string;
  readonly source: string;
}

/** A change beside what is known when it is recorded. */
export interface LookedAt {
  readonly before: readonly (InstitutionChangeRecord | NewInstitutionChange)[];
  readonly row: NewInstitutionChange;
  readonly institutions: ReadonlySet<string>;
  readonly consortia: readonly ConsortiumRecord[];
  readonly path: readonly string[];
}

/** What a change is called. */
export const CHANGE_LABELS: Readonly<Record<ChangeKind, { readonly zh: string; readonly en: string }>> = {
  ACTIVE: { zh: '正常', en: 'in service' },
  SUSPENDED: { zh: '停业', en: 'suspended' },
  CLOSED: { zh: '注销', en: 'closed' },
  MERGED: { zh: '并入', en: 'merged' },
  JOINED: { zh: '加入医共体', en: 'joined a consortium' },
  LEFT: { zh: '退出医共体', en: 'left a consortium' },
};

/** What stands in the way of a change though nothing is wrong with it: something else was recorded first. */
export function conflictsOf(before: LookedAt['before'], row: NewInstitutionChange, path: readonly string[]): readonly FieldProblem[] {
  const own = before.filter(({ institutionCode }) => institutionCode === row.institutionCode);
  const corrector = row.corrects === null ? undefined : own.find(({ corrects }) => corrects === row.corrects);
  if (corrector !== undefined) {
    const zh = `机构 ${row.institutionCode} 的第 ${row.corrects} 条变动已由第 ${corrector.revision} 条更正。请核对后更正第 ${corrector.revision} 条。`;
    const en = `Change ${row.corrects} of ${row.institutionCode} was corrected by change ${corrector.revision} already. Correct that one.`;
    return [fieldProblem([...path, 'corrects'], 'CORRECTED', zh, en)];
  }
  const counting = changesThatCount(own).get(row.institutionCode) ?? [];
  const stands = counting.find(
    (one) => one.effectiveFrom === row.effectiveFrom && isStatus(one.kind) === isStatus(row.kind) && one.revision !== row.corrects,
  );
  if (stands === undefined) return [];
  const { zh, en } = CHANGE_LABELS[stands.kind];
  return [
    fieldProblem(
      [...path, 'effectiveFrom'],
      'STATED_OTHERWISE',
      `机构 ${row.institutionCode} 自 ${row.effectiveFrom} 起已录为“${zh}”（第 ${stands.revision} 条）。若该条有误，请以 corrects: ${stands.revision} 更正。`,
      `${row.institutionCode} is recorded as ${en} from ${row.effectiveFrom} on (change ${stands.revision}). If that is wrong, correct it: corrects ${stands.revision}.`,
    ),
  ];
}

/** What is wrong with a change, by itself and with all others. */
export function changeProblems({ before, row, institutions, consortia, path }: LookedAt): readonly FieldProblem[] {
  const own = [
    ...ownProblems(row, institutions, path),
    ...consortiumProblems(row, consortia, [...path, 'otherCode']),
    ...correctsProblems(before, row, path),
  ];
  if (own.length > 0) return own;
  return timelineProblems(changesThatCount([...before, row]), path);
}

function ownProblems(row: NewInstitutionChange, institutions: ReadonlySet<string>, path: readonly string[]): readonly FieldProblem[] {
  const { institutionCode, effectiveFrom, reason, source } = row;
  const problems: FieldProblem[] = [...reasonProblems(reason, [...path, 'reason']), ...sourceProblems(source, [...path, 'source'])];
  if (source === '') {
    const zh = '请写明依据（source），如批准停业、注销、合并的文件。';
    const en = 'State the source: the document by which it was suspended, closed or merged.';
    problems.push(fieldProblem([...path, 'source'], 'REQUIRED', zh, en));
  }
  if (!institutions.has(institutionCode)) problems.push(unknownInstitution(institutionCode, [...path, 'institutionCode']));
  if (!isRealDate(effectiveFrom)) {
    const zh = '生效日期应为日历上的 YYYY-MM-DD。';
    problems.push(fieldProblem([...path, 'effectiveFrom'], 'NOT_A_DATE', zh, 'The first day must be a calendar date YYYY-MM-DD.'));
  }
  return [...problems, ...otherProblems(row, institutions, [...path, 'otherCode'])];
}

function otherProblems(
  { institutionCode, kind, otherCode }: NewInstitutionChange,
  institutions: ReadonlySet<string>,
  path: readonly string[],
): readonly FieldProblem[] {
  if (kind === 'MERGED') {
    if (otherCode === null)
      return [fieldProblem(path, 'REQUIRED', '并入须写明承继机构。', 'State the institution that it is merged into.')];
    if (otherCode === institutionCode)
      return [fieldProblem(path, 'CYCLE', '机构不能并入自己。', 'An institution can’t merge into itself.')];
    return institutions.has(otherCode) ? [] : [unknownInstitution(otherCode, path)];
  }
  if (otherCode === null || !isStatus(kind)) return [];
  const zh = `“${CHANGE_LABELS[kind].zh}”不写承继机构。`;
  return [fieldProblem(path, 'NOT_ALLOWED', zh, `${kind} has no successor.`)];
}

/** Who joins or leaves names a consortium that is there on that day. */
function consortiumProblems(
  { kind, otherCode, effectiveFrom }: NewInstitutionChange,
  consortia: readonly ConsortiumRecord[],
  path: readonly string[],
): readonly FieldProblem[] {
  if (isStatus(kind)) return [];
  if (otherCode !== null && consortiumStatedOn(consortia, otherCode, effectiveFrom) !== undefined) return [];
  const shown = shownText(otherCode ?? '', 64);
  const zh = `${effectiveFrom} 没有医共体“${shown}”。请核对代码，或先录入该医共体（stateConsortia，或 dip consortium state）。`;
  const en = `There is no consortium "${shown}" on ${effectiveFrom}. Check the code, or state it first (stateConsortia, dip consortium state).`;
  return [fieldProblem(path, 'UNKNOWN_CONSORTIUM', zh, en)];
}

function unknownInstitution(code: string, path: readonly string[]): FieldProblem {
  const shown = shownText(code, 64);
  const zh = `没有医疗机构“${shown}”。请核对机构代码，或先导入该机构。`;
  return fieldProblem(path, 'UNKNOWN_INSTITUTION', zh, `There is no institution "${shown}". Check the code, or import it first.`);
}

function correctsProblems(before: LookedAt['before'], row: NewInstitutionChange, path: readonly string[]): readonly FieldProblem[] {
  if (row.corrects === null) return [];
  const wrong = before.find(({ institutionCode, revision }) => institutionCode === row.institutionCode && revision === row.corrects);
  if (wrong !== undefined && isStatus(wrong.kind) === isStatus(row.kind)) return [];
  const zh = `机构 ${row.institutionCode} 没有可更正的第 ${row.corrects} 条变动（状态更正状态，医共体的加入退出更正加入退出）。`;
  const en = `${row.institutionCode} has no change ${row.corrects} of that sort to correct.`;
  return [fieldProblem([...path, 'corrects'], 'UNKNOWN_CHANGE', zh, en)];
}

/** What is wrong with the region's changes once this one is among them: those before were right without it. */
function timelineProblems(changes: Changes, path: readonly string[]): readonly FieldProblem[] {
  for (const own of changes.values()) {
    const states = own.filter(({ kind }) => isStatus(kind));
    for (const [index, change] of states.entries()) {
      const problem = stepProblem(change, states[index - 1], path) ?? successorProblem(changes, change, path);
      if (problem !== undefined) return [problem];
    }
  }
  for (const own of changes.values()) {
    const belonging = own.filter(({ kind }) => !isStatus(kind));
    for (const [index, change] of belonging.entries()) {
      const problem = belongingProblem(change, belonging[index - 1], path);
      if (problem !== undefined) return [problem];
    }
  }
  return [];
}

/** Who joins belongs to none; who leaves belongs to the one that it leaves. */
function belongingProblem(change: DatedChange, before: DatedChange | undefined, path: readonly string[]): FieldProblem | undefined {
  const { institutionCode, kind, otherCode, effectiveFrom } = change;
  const belongsTo = before?.kind === 'JOINED' ? before.otherCode : null;
  if (kind === 'JOINED' && belongsTo !== null) {
    const zh = `机构 ${institutionCode} 在 ${effectiveFrom} 已属于医共体 ${belongsTo}。一家机构同时只属一个医共体，请先录入退出。`;
    const en = `${institutionCode} belongs to ${belongsTo} on ${effectiveFrom} already. It belongs to one at a time: record that it leaves first.`;
    return fieldProblem([...path, 'otherCode'], 'BELONGS_ALREADY', zh, en);
  }
  if (kind !== 'LEFT' || belongsTo === otherCode) return undefined;
  const zh = `机构 ${institutionCode} 在 ${effectiveFrom} 不属于医共体 ${otherCode ?? ''}，不能退出。`;
  return fieldProblem(
    [...path, 'otherCode'],
    'NOT_A_MEMBER',
    zh,
    `${institutionCode} is no member of ${otherCode ?? ''} on ${effectiveFrom}.`,
  );
}

/** An institution that ended doesn't come back, and nothing follows what already is. */
function stepProblem(change: DatedChange, before: DatedChange | undefined, path: readonly string[]): FieldProblem | undefined {
  const { institutionCode, kind, effectiveFrom } = change;
  const { zh, en } = CHANGE_LABELS[before?.kind ?? 'ACTIVE'];
  if (before !== undefined && isStatus(before.kind) && isEnded(before.kind)) {
    return fieldProblem(
      [...path, 'kind'],
      'ENDED',
      `机构 ${institutionCode} 自 ${before.effectiveFrom} 起已${zh}，此后不再有变动；${effectiveFrom} 的“${CHANGE_LABELS[kind].zh}”不能成立。若原记录有误，请以 corrects: ${before.revision} 更正。`,
      `${institutionCode} is ${en} from ${before.effectiveFrom} on and changes no more; it can't be ${CHANGE_LABELS[kind].en} from ${effectiveFrom} on. If that record is wrong, correct it: corrects ${before.revision}.`,
    );
  }
  if (change.corrects !== null || (before?.kind ?? 'ACTIVE') !== kind) return undefined;
  return fieldProblem(
    [...path, 'kind'],
    'NO_CHANGE',
    `机构 ${institutionCode} 在 ${effectiveFrom} 之前已是“${zh}”，没有变动。`,
    `${institutionCode} is ${en} before ${effectiveFrom} already: that is no change.`,
  );
}

/** Whoever takes an institution over is there on that day, and isn't taken over by it in turn. */
function successorProblem(changes: Changes, { institutionCode, kind, otherCode, effectiveFrom }: DatedChange, path: readonly string[]) {
  if (kind !== 'MERGED' || otherCode === null) return undefined;
  const { status, since } = statusOn(changes, otherCode, effectiveFrom);
  if (!isEnded(status)) return undefined;
  if (successorsOn(changes, otherCode, effectiveFrom).includes(institutionCode)) {
    const zh = `机构 ${institutionCode} 与 ${otherCode} 互相并入，成环。`;
    return fieldProblem([...path, 'otherCode'], 'CYCLE', zh, `${institutionCode} and ${otherCode} are merged into each other.`);
  }
  return fieldProblem(
    [...path, 'otherCode'],
    'SUCCESSOR_ENDED',
    `承继机构 ${otherCode} 自 ${since ?? ''} 起已${CHANGE_LABELS[status].zh}，${effectiveFrom} 不能承继 ${institutionCode}。`,
    `${otherCode} is ${CHANGE_LABELS[status].en} from ${since ?? ''} on: it can't take ${institutionCode} over on ${effectiveFrom}.`,
  );
}
