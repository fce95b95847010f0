import { DAMAGE_WORDS } from '../kit/damaged-draft.js';
import { findText, openDrafts, type OpenDraft } from '../kit/open-draft.js';
import type { AuditEventRecord } from '../../ports/ports-audit.js';
import type { DraftEventRecord } from '../../ports/ports-draft.js';
import type { Unit } from '../../ports/ports.js';
import { groupBy } from '../../../engine/kit/group-by.js';
import type { DraftEventKind } from '../../../rules/document/lifecycle.js';

/**
 * 与审计日志不符 something of a draft that was not done on the platform. DAMAGED: an event can't have happened. TEXT: the text that it saved is another one.
 * UNTOLD: the audit log doesn't tell of it. MISSING: the audit log tells of it, and it is not there.
 */
export interface DraftFault {
  readonly draftId: string;
  readonly name: string;
  readonly reason: 'DAMAGED' | 'TEXT' | 'UNTOLD' | 'MISSING';
  readonly messages: { readonly zh: string; readonly en: string };
}

/** Which actions of the audit log tell of an event. */
const TOLD_BY: Readonly<Record<DraftEventKind, readonly string[]>> = {
  SAVED: ['draft:create', 'bundle:import', 'draft:save', 'draft:merge'],
  SUBMITTED: ['draft:submit'],
  AGREED: ['draft:approve'],
  APPROVED: ['draft:approve'],
  RETURNED: ['draft:return'],
  RECALLED: ['draft:recall'],
  SCHEDULED: ['draft:schedule'],
  UNSCHEDULED: ['draft:unschedule'],
  MISSED: ['draft:missed'],
  PUBLISHED: ['draft:publish'],
  ABANDONED: ['draft:abandon'],
  UNKNOWN: [],
};
const TELLING = [...new Set(Object.values(TOLD_BY).flat())];

/** Compares every draft of a region with the audit log, event by event, its texts included. */
export async function draftFaults(unit: Unit, regionCode: string): Promise<readonly DraftFault[]> {
  const told = groupBy(await unit.audit.genuine({ regionCode, actions: TELLING }), draftOfEvent);
  const faults: DraftFault[] = [];
  for (const opened of await openDrafts(unit, regionCode)) {
    faults.push(...untoldOf(opened, told.get(opened.draft.id) ?? []), ...(await spoiltTexts(unit, opened)));
    told.delete(opened.draft.id);
  }
  for (const [draftId, [event]] of told) if (event !== undefined) faults.push(missing({ id: draftId, name: draftId }, event));
  return faults;
}

/** What of one draft the audit log tells otherwise. */
export async function faultsOfDraft(unit: Unit, opened: OpenDraft): Promise<readonly DraftFault[]> {
  const { regionCode, id } = opened.draft;
  return untoldOf(opened, await unit.audit.genuine({ regionCode, actions: TELLING, subject: id }));
}

/** A publication is an event about the version; it says of which draft. */
function draftOfEvent({ action, subject, detail }: AuditEventRecord): string {
  return action === 'draft:publish' ? String(detail['draft']) : subject;
}

function untoldOf({ draft, events, standing }: OpenDraft, audited: readonly AuditEventRecord[]): readonly DraftFault[] {
  const left = [...audited];
  const faults: DraftFault[] = [];
  for (const [index, event] of events.entries()) {
    if (!takeFirst(left, event) && !isFallback(event, events[index - 1])) faults.push(untold(draft, event));
  }
  const { damage } = standing;
  if (damage !== undefined) faults.unshift(fault(draft, 'DAMAGED', damage.seq, DAMAGE_WORDS[damage.reason]));
  return [...faults, ...left.map((event) => missing(draft, event))];
}

/** What a missed day leads to is told with it. */
function isFallback({ kind, createdById }: DraftEventRecord, before: DraftEventRecord | undefined): boolean {
  return kind === 'RETURNED' && before?.kind === 'MISSED' && before.createdById === createdById;
}

/** Takes the event of the log that tells of one out of those that are left: two approvals need two. */
function takeFirst(left: AuditEventRecord[], { kind, createdById, revision, contentHash }: DraftEventRecord): boolean {
  const tells = ({ actorId, action, detail }: AuditEventRecord): boolean =>
    TOLD_BY[kind].includes(action) &&
    actorId === createdById &&
    (detail['contentHash'] ?? contentHash) === contentHash &&
    (detail['revision'] ?? revision) === revision;
  const index = left.findIndex(tells);
  if (index >= 0) left.splice(index, 1);
  return index >= 0;
}

async function spoiltTexts(unit: Unit, opened: OpenDraft): Promise<readonly DraftFault[]> {
  const faults: DraftFault[] = [];
  for (const { kind, seq, revision, hasText } of opened.events)
    if (kind === 'SAVED' && hasText && (await findText(unit, opened, revision)) === undefined)
      faults.push(fault(opened.draft, 'TEXT', seq, DAMAGE_WORDS.TEXT));
  return faults;
}

type Named = Pick<OpenDraft['draft'], 'id' | 'name'>;

function fault({ id, name }: Named, reason: DraftFault['reason'], seq: number, { zh, en }: DraftFault['messages']): DraftFault {
  return {
    ...{ draftId: id, name, reason },
    messages: { zh: `草案“${name}”（${id}）第 ${seq} 条经过：${zh}。`, en: `Draft "${name}" (${id}), event ${seq}: ${en}.` },
  };
}

function untold(draft: Named, { seq, createdByName }: DraftEventRecord): DraftFault {
  return fault(draft, 'UNTOLD', seq, {
    zh: `署名 ${createdByName}，审计日志里没有对应的记录，不是在平台上办理的`,
    en: `signed ${createdByName}, has no counterpart in the audit log: it was not done on the platform`,
  });
}

function missing({ id, name }: Named, { seq, action }: AuditEventRecord): DraftFault {
  return {
    ...{ draftId: id, name, reason: 'MISSING' },
    messages: {
      zh: `草案“${name}”（${id}）：审计日志第 ${seq} 条（${action}）所记的，草案的经过里没有。`,
      en: `Draft "${name}" (${id}): what event ${seq} of the audit log (${action}) tells of is not among its events.`,
    },
  };
}
