import {
  stateAfter,
  standingOf,
  type DraftDamage,
  type DraftEventKind,
  type DraftStanding,
  type DraftState,
} from '../../../rules/document/lifecycle.js';
import { draftDamaged } from './damaged-draft.js';
import { readDraftText, type DraftDocument, type DraftText } from './draft-document.js';
import { faultOfEvent } from './event-detail.js';
import { ConflictError, NotFoundError, UserError } from '../../base/errors.js';
import type { DraftEventRecord, DraftRecord } from '../../ports/ports-draft.js';
import type { Unit } from '../../ports/ports.js';
import { parseText } from '../../../rules/shape/parse.js';
import { isObject } from '../../../rules/shape/shape-words.js';
import { groupBy } from '../../../engine/kit/group-by.js';
import { isUuid } from '../../../engine/kit/uuid.js';

/** A draft with everything that happened to it, and where it stands. */
export interface OpenDraft {
  readonly draft: DraftRecord;
  readonly events: readonly DraftEventRecord[];
  readonly standing: DraftStanding<DraftEventRecord>;
}

/** 草案状态的说法 words for states. */
export const STATE_WORDS: Readonly<Record<DraftState, { readonly zh: string; readonly en: string }>> = {
  DRAFT: { zh: '起草中', en: 'a draft' },
  IN_REVIEW: { zh: '审批中', en: 'in review' },
  APPROVED: { zh: '已批准', en: 'approved' },
  SCHEDULED: { zh: '待定时发布', en: 'scheduled' },
  PUBLISHED: { zh: '已发布', en: 'published' },
  ABANDONED: { zh: '已放弃', en: 'abandoned' },
  DAMAGED: { zh: '已损坏', en: 'damaged' },
};

const DONE: Readonly<Record<DraftEventKind, { readonly zh: string; readonly en: string }>> = {
  SAVED: { zh: '修改', en: 'edited' },
  SUBMITTED: { zh: '提交', en: 'submitted' },
  AGREED: { zh: '批准', en: 'approved' },
  APPROVED: { zh: '批准', en: 'approved' },
  RETURNED: { zh: '退回', en: 'returned' },
  RECALLED: { zh: '撤回', en: 'recalled' },
  SCHEDULED: { zh: '定时发布', en: 'scheduled' },
  UNSCHEDULED: { zh: '取消定时', en: 'unscheduled' },
  MISSED: { zh: '登记未能发布', en: 'noted as missed' },
  PUBLISHED: { zh: '发布', en: 'published' },
  ABANDONED: { zh: '放弃', en: 'abandoned' },
  UNKNOWN: { zh: '办理', en: 'dealt with' },
};

/** Reads a draft of the region. Throws NOT_FOUND. */
export async function openDraft(unit: Unit, regionCode: string, id: string): Promise<OpenDraft> {
  const draft = isUuid(id.toLowerCase()) ? await unit.drafts.find(regionCode, id) : undefined;
  if (draft === undefined) throw new NotFoundError({ zh: '规则草案', en: 'draft of a ruleset' }, id);
  const events = await unit.drafts.events(regionCode, [id]);
  return { draft, events, standing: standingOf(events, faultOfEvent) };
}

/** The drafts of a region with where they stand, newest first. */
export async function openDrafts({ drafts }: Unit, regionCode: string): Promise<readonly OpenDraft[]> {
  const events = groupBy(await drafts.events(regionCode), ({ draftId }) => draftId);
  return (await drafts.list(regionCode)).map((draft) => {
    const own = events.get(draft.id) ?? [];
    return { draft, events: own, standing: standingOf(own, faultOfEvent) };
  });
}

/** As `openDraft`, and makes whoever else changes the draft wait until the transaction ends. */
export async function lockDraft(unit: Unit, regionCode: string, id: string): Promise<OpenDraft> {
  await unit.lock(regionCode, `draft/${id}`);
  return await openDraft(unit, regionCode, id);
}

/** The text of the draft's last revision. Throws DRAFT_DAMAGED. */
export async function lastText(unit: Unit, opened: OpenDraft): Promise<DraftText> {
  const { draft, standing } = opened;
  if (standing.damage !== undefined) throw draftDamaged(draft.name, standing.damage);
  return await textOfRevision(unit, opened, standing.revision);
}

/** The text of a revision, which was saved. Throws DRAFT_DAMAGED: it is not there, or not what was saved. */
export async function textOfRevision(unit: Unit, opened: OpenDraft, revision: number): Promise<DraftText> {
  const found = await findText(unit, opened, revision);
  if (found === undefined) throw draftDamaged(opened.draft.name, spoiltText(opened, revision));
  return found;
}

/** What is damaged of a draft: its events, or the text that stands. */
export async function damageOf(unit: Unit, opened: OpenDraft): Promise<DraftDamage | undefined> {
  const { damage, revision } = opened.standing;
  return damage ?? ((await findText(unit, opened, revision)) === undefined ? spoiltText(opened, revision) : undefined);
}

function spoiltText({ events }: OpenDraft, revision: number): DraftDamage {
  return { seq: events.find((event) => event.kind === 'SAVED' && event.revision === revision)?.seq ?? 1, reason: 'TEXT' };
}

/** The text of a revision; `undefined`: it is not there, or not what was saved. */
export async function findText(unit: Unit, { draft, events }: OpenDraft, revision: number): Promise<DraftText | undefined> {
  const text = await unit.drafts.text(draft.regionCode, draft.id, revision);
  const read = text === undefined ? undefined : readableText(text, draft);
  const saved = events.find((event) => event.kind === 'SAVED' && event.revision === revision);
  return read !== undefined && read.contentHash === saved?.contentHash ? read : undefined;
}

function readableText(text: string, draft: DraftRecord): DraftText | undefined {
  try {
    return readDraftText(text, draft);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** The merged rules of the version that a text extends, a withdrawn one too, of which the check tells; empty: it extends none that is there. */
export async function inheritedBy({ rulesets }: Unit, document: DraftDocument): Promise<DraftDocument> {
  const extended = document['extends'];
  const [region, version] = isObject(extended) ? [extended['region'], extended['version']] : [];
  if (typeof region !== 'string' || typeof version !== 'string') return {};
  const record = await rulesets.findByVersion(region, version);
  const { value } = record === undefined ? {} : parseText(record.effectiveText);
  return isObject(value) ? value : {};
}

/** 已撤回的基础 the version that a text extends, where it was withdrawn; else undefined. */
export async function withdrawnBaseOf({ rulesets }: Unit, document: DraftDocument): Promise<string | undefined> {
  const extended = document['extends'];
  const [region, version] = isObject(extended) ? [extended['region'], extended['version']] : [];
  if (typeof region !== 'string' || typeof version !== 'string') return undefined;
  return (await rulesets.findByVersion(region, version))?.status === 'WITHDRAWN' ? `${region} ${version}` : undefined;
}

/** What an event says beside its number and revision. */
export interface EventSaid {
  readonly reason: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Records the next event of a draft, about its last revision. Throws CONFLICT where it may not happen in the state in which the draft stands. */
export async function recordEvent(unit: Unit, opened: OpenDraft, kind: DraftEventKind, said: EventSaid): Promise<DraftEventRecord> {
  requireState(opened, kind);
  const { draft, standing } = opened;
  return await unit.drafts.record({
    ...{ regionCode: draft.regionCode, draftId: draft.id, seq: standing.lastSeq + 1, kind },
    ...{ revision: standing.revision, contentHash: standing.contentHash, reason: said.reason.trim(), detail: said.detail ?? {} },
  });
}

/** Refuses what may not happen in the state in which a draft stands. CONFLICT: somebody was there first, or it is not its turn; DRAFT_DAMAGED. */
export function requireState({ draft, standing }: OpenDraft, kind: DraftEventKind): void {
  if (stateAfter(standing.state, kind) !== undefined) return;
  if (standing.damage !== undefined) throw draftDamaged(draft.name, standing.damage);
  const [state, done] = [STATE_WORDS[standing.state], DONE[kind]];
  throw new ConflictError(
    {
      zh: `草案“${draft.name}”现在${state.zh}，不能${done.zh}。请刷新后查看它的经过。`,
      en: `The draft "${draft.name}" is ${state.en} now and can't be ${done.en}. Refresh, and look at what happened to it.`,
    },
    { currentRevision: standing.revision, currentHash: standing.contentHash },
  );
}

/** Refuses what is said of another text than the one that stands: CONFLICT. */
export function requireHash({ draft, standing }: OpenDraft, contentHash: string): void {
  if (contentHash === standing.contentHash) return;
  throw new ConflictError(
    {
      zh: `草案“${draft.name}”的内容已是第 ${standing.revision} 次修订（${standing.contentHash.slice(0, 12)}…），与您所看的（${contentHash.slice(0, 12)}…）不同。请重新查看后再办。`,
      en: `The draft "${draft.name}" is at revision ${standing.revision} (${standing.contentHash.slice(0, 12)}…), not what you looked at (${contentHash.slice(0, 12)}…). Look again.`,
    },
    { currentRevision: standing.revision, currentHash: standing.contentHash },
  );
}
