import { DRAFT_EVENTS } from '../../rules/document/lifecycle.js';
import { ROLES } from '../../app/ports/kit/permissions.js';
import {
  MISSED_DAYS,
  type DraftCommentRecord,
  type DraftEventRecord,
  type DraftRecord,
  type Drafts,
  type PublishingRuleRecord,
} from '../../app/ports/ports-draft.js';
import type { DraftComment, DraftEvent, PublishingRule, RulesetDraft } from '../../generated/prisma/client.js';
import { jsonOf } from '../kit/rows.js';
import type { Session } from '../database/session.js';

/** Drafts of rulesets behind the port. */
export function drafts(session: Session): Drafts {
  const { tx, access } = session;
  const made = { createdById: access.holderId, createdByName: access.holderName };
  return {
    add: async (draft) => draftOf(await tx.rulesetDraft.create({ data: { ...draft, ...made } })),
    find: async (regionCode, id) => {
      const row = await tx.rulesetDraft.findUnique({ where: { regionCode_id: { regionCode, id } } });
      return row === null ? undefined : draftOf(row);
    },
    list: async (regionCode) =>
      (await tx.rulesetDraft.findMany({ where: { regionCode }, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] })).map(draftOf),
    events: async (regionCode, draftIds) =>
      (
        await tx.draftEvent.findMany({
          where: { regionCode, ...(draftIds === undefined ? {} : { draftId: { in: [...draftIds] } }) },
          orderBy: [{ draftId: 'asc' }, { seq: 'asc' }],
          include: WITH_TEXT,
        })
      ).map(eventOf),
    due: (today) =>
      session.rows(
        `SELECT e.region_code AS "regionCode", e.draft_id::text AS "draftId", e.content_hash AS "contentHash" FROM draft_event e
         WHERE e.kind = 'SCHEDULED' AND e.detail->>'publishOn' <= $1
           AND NOT EXISTS (SELECT FROM draft_event l WHERE l.region_code = e.region_code AND l.draft_id = e.draft_id AND l.seq > e.seq)
         ORDER BY 1, e.detail->>'publishOn', 2`,
        [today],
      ),
    record: async ({ documentText, detail, ...event }) => {
      const row = await tx.draftEvent.create({ data: { ...event, detail: jsonOf(detail), ...made } });
      const { regionCode, draftId, seq } = event;
      if (documentText !== undefined) await tx.draftText.create({ data: { regionCode, draftId, seq, documentText } });
      return eventOf({ ...row, text: documentText === undefined ? null : { seq } });
    },
    text: async (regionCode, draftId, revision) =>
      (await tx.draftText.findFirst({ where: { regionCode, draftId, event: { revision, kind: 'SAVED' } } }))?.documentText,
    comments: async (regionCode, draftId) =>
      (await tx.draftComment.findMany({ where: { regionCode, draftId }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })).map(commentOf),
    comment: async (regionCode, draftId, comment) =>
      commentOf(await tx.draftComment.create({ data: { regionCode, draftId, ...comment, ...made } })),
    approvalsOf: async (regionCode, rulesetId) => {
      const where = { regionCode, kind: 'PUBLISHED', detail: { path: ['rulesetId'], equals: rulesetId } };
      const published = await tx.draftEvent.findFirst({ where, select: { draftId: true, contentHash: true } });
      if (published === null) return [];
      const kind = { in: ['AGREED', 'APPROVED'] };
      return (await tx.draftEvent.findMany({ where: { regionCode, ...published, kind }, orderBy: { seq: 'asc' }, include: WITH_TEXT })).map(
        eventOf,
      );
    },
    publishingRule: async (regionCode) => {
      const row = await tx.publishingRule.findFirst({ where: { regionCode }, orderBy: { seq: 'desc' } });
      return row === null ? undefined : ruleOf(row);
    },
    setPublishingRule: async (regionCode, { roles, ...rule }) => {
      const last = await tx.publishingRule.findFirst({ where: { regionCode }, orderBy: { seq: 'desc' }, select: { seq: true } });
      const data = { regionCode, seq: (last?.seq ?? 0) + 1, ...rule, roles: [...roles], ...made };
      return ruleOf(await tx.publishingRule.create({ data }));
    },
  };
}

/** Whether an event has a text, without the text. */
const WITH_TEXT = { text: { select: { seq: true } } } as const;

/** Words that somebody else put there are UNKNOWN: one broken row must not keep the others from being read. */
function draftOf({ origin, ...row }: RulesetDraft): DraftRecord {
  return { ...row, origin: origin === 'FILE' || origin === 'VERSION' ? origin : 'UNKNOWN' };
}

function eventOf({ kind, text, ...row }: DraftEvent & { readonly text: { readonly seq: number } | null }): DraftEventRecord {
  return { ...row, kind: DRAFT_EVENTS.find((one) => one === kind) ?? 'UNKNOWN', hasText: text !== null };
}

function commentOf({ id, revision, pointer, body, answersId, createdByName, createdAt }: DraftComment): DraftCommentRecord {
  return { id, revision, pointer, body, answersId, createdByName, createdAt };
}

/** A word that somebody else put there leaves the rule without roles, which none has: it is not what the audit log says. */
function ruleOf({ seq, approvals, roles, missedDay, reason, createdByName, createdAt }: PublishingRule): PublishingRuleRecord {
  const known = ROLES.filter((role) => roles.includes(role));
  const missed = MISSED_DAYS.find((one) => one === missedDay);
  const isKnown = missed !== undefined && roles.every((role) => known.some((one) => one === role));
  return {
    ...{ seq, approvals, reason, createdByName, createdAt, missedDay: missed ?? 'STAY_APPROVED' },
    roles: isKnown ? roles.flatMap((role) => known.find((one) => one === role) ?? []) : [],
  };
}
