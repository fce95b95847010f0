import type { Role } from './kit/permissions.js';
import type { PaymentScheme } from './ports-ruleset.js';
import type { DraftEventKind } from '../../rules/document/lifecycle.js';

/** 规则草案 a draft as it was begun. */
export interface DraftRecord {
  readonly regionCode: string;
  readonly id: string;
  readonly scheme: PaymentScheme;
  readonly name: string;
  /** FILE: a text that somebody brought. VERSION: a stored version, of this region or another. UNKNOWN: the stored word is neither. */
  readonly origin: 'FILE' | 'VERSION' | 'UNKNOWN';
  readonly originRegion: string | null;
  readonly originId: string | null;
  readonly createdById: string;
  readonly createdByName: string;
  readonly createdAt: Date;
}

/** 草案经过 something that happened to a draft. */
export interface DraftEventRecord {
  readonly regionCode: string;
  readonly draftId: string;
  /** From 1, without gaps. */
  readonly seq: number;
  readonly kind: DraftEventKind;
  /** Revision of the text that it is about, and the hash of that text. */
  readonly revision: number;
  readonly contentHash: string;
  readonly reason: string;
  readonly detail: unknown;
  /** Whether a text was stored with it. */
  readonly hasText: boolean;
  readonly createdById: string;
  readonly createdByName: string;
  readonly createdAt: Date;
}

/** A new event; of a kind that saves, with the text. */
export type NewDraftEvent = Omit<DraftEventRecord, 'hasText' | 'createdById' | 'createdByName' | 'createdAt'> & {
  readonly documentText?: string;
};

/** 批注 a comment on a place of a draft. */
export interface DraftCommentRecord {
  readonly id: string;
  readonly revision: number;
  readonly pointer: string;
  readonly body: string;
  /** The comment that began what this one goes on with; null: it begins. */
  readonly answersId: string | null;
  readonly createdByName: string;
  readonly createdAt: Date;
}

/** 定时发布未成时 what becomes of a draft whose day came and which could not be published. */
export const MISSED_DAYS = ['STAY_APPROVED', 'BACK_TO_DRAFT'] as const;
/** One of MISSED_DAYS. */
export type MissedDay = (typeof MISSED_DAYS)[number];

/** 发布规则 what a region asks for before a draft is published. */
export interface PublishingRule {
  /** How many people have to agree. */
  readonly approvals: number;
  /** Roles of those who may agree. */
  readonly roles: readonly Role[];
  readonly missedDay: MissedDay;
}

/** A rule as it was set. */
export interface PublishingRuleRecord extends PublishingRule {
  readonly seq: number;
  readonly reason: string;
  readonly createdByName: string;
  readonly createdAt: Date;
}

/** 规则草案 drafts of rulesets, what happened to them and what is said of them: append-only. */
export interface Drafts {
  add(draft: Pick<DraftRecord, 'regionCode' | 'scheme' | 'name' | 'origin' | 'originRegion' | 'originId'>): Promise<DraftRecord>;
  find(regionCode: string, id: string): Promise<DraftRecord | undefined>;
  /** Of a region, newest first. */
  list(regionCode: string): Promise<readonly DraftRecord[]>;
  /** What happened to drafts, in order; without drafts named: to all of the region's. */
  events(regionCode: string, draftIds?: readonly string[]): Promise<readonly DraftEventRecord[]>;
  /** Drafts of all regions whose last event sets a day for their publication, which has come. Costs what is scheduled, however many drafts there are. */
  due(today: string): Promise<readonly Pick<DraftEventRecord, 'regionCode' | 'draftId' | 'contentHash'>[]>;
  /** StoreConflict UNIQUE where somebody else's event has the number. */
  record(event: NewDraftEvent): Promise<DraftEventRecord>;
  /** The text of a revision. */
  text(regionCode: string, draftId: string, revision: number): Promise<string | undefined>;
  comments(regionCode: string, draftId: string): Promise<readonly DraftCommentRecord[]>;
  comment(
    regionCode: string,
    draftId: string,
    comment: Pick<DraftCommentRecord, 'revision' | 'pointer' | 'body' | 'answersId'>,
  ): Promise<DraftCommentRecord>;
  /** The approvals of the draft that was published as a version; none where it was no draft, and for an institution's key. */
  approvalsOf(regionCode: string, rulesetId: string): Promise<readonly DraftEventRecord[]>;
  /** What a region asks for now; none: nobody has set it. */
  publishingRule(regionCode: string): Promise<PublishingRuleRecord | undefined>;
  setPublishingRule(regionCode: string, rule: PublishingRule & { readonly reason: string }): Promise<PublishingRuleRecord>;
}
