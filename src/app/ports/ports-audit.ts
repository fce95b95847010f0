import type { Signature } from './ports-signing.js';

/** 审计日志 one event, without personal data. */
export interface AuditEventInput {
  /** `*` for what belongs to no region. */
  readonly regionCode: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A stored event; `hash` covers everything else, `prevHash` included. */
export interface AuditEventRecord extends AuditEventInput {
  readonly seq: bigint;
  readonly at: Date;
  readonly actorId: string;
  readonly actorName: string;
  readonly prevHash: string;
  readonly hash: string;
}

/** 链头 an event by number and hash: whoever keeps one outside the database can tell a log that was cut or written anew since. */
export interface AuditPlace {
  readonly seq: bigint;
  readonly hash: string;
}

/** 链头 the last event of a region's log, signed when it was appended. */
export interface AuditHead extends AuditPlace, Signature {
  readonly regionCode: string;
  readonly signedAt: Date;
  /** 规则事件数 how many events of rules there are up to it, which its signature covers; null: they were not counted yet. */
  readonly ruleEvents: bigint | null;
}

/** 规则事件 what actions begin with that rules rest on: drafts and the rule of publication, versions, bundles. */
export const RULE_ACTIONS = ['draft:', 'ruleset:', 'bundle:'] as const;

/** 规则事件的核对 how many events of rules a region's log must hold by its signed head, and how many are there as they were appended. */
export interface RuleEventCount {
  /** Undefined: the head is not the last event that was appended, or not what was signed. */
  readonly counted: bigint | undefined;
  readonly genuine: bigint;
}

/**
 * Why a log is not whole. CHAIN: an event does not follow from the one before it. CUT: it is not there, though the counter, the signed head or a head
 * that was kept says so. SIGNATURE: it is not what was signed, or its signature is gone. UNKNOWN_KEY: signed by a key that is not trusted.
 * UNSIGNED: nobody has signed the log yet. KEPT: the event has another hash than in the head that was kept.
 */
export const AUDIT_FAULT_REASONS = ['CHAIN', 'CUT', 'SIGNATURE', 'UNKNOWN_KEY', 'UNSIGNED', 'KEPT'] as const;
/** One of them. */
export type AuditFaultReason = (typeof AUDIT_FAULT_REASONS)[number];

/** The first event that is not as it was. */
export interface AuditFault {
  readonly seq: bigint;
  readonly reason: AuditFaultReason;
}

/** What a check of a log found; `undefined` fault: every event is as it was when the head was signed. */
export interface AuditCheck {
  readonly total: bigint;
  readonly fault: AuditFault | undefined;
  /** The first event that is signed: those before it are vouched for from there on. */
  readonly signedFrom: bigint | undefined;
}

/** The audit log: one hash chain a region, numbered without gaps, each event signed and the last one once more as the head. */
export interface AuditLog {
  /**
   * Appends as the access's holder, and signs. Later appends of the region wait until this transaction ends, so append last. A log that was not signed
   * from its first event on goes on without, until `signAnew`. Throws `StoreTampered` where the head is not what was signed last.
   */
  append(event: AuditEventInput): Promise<AuditEventRecord>;
  /** As `append`, whatever the head is: an operator has looked at the log, and vouches for it from here on. */
  signAnew(event: AuditEventInput): Promise<AuditEventRecord>;
  /** Newest first, before a number. */
  list(regionCode: string, page: { readonly first: number; readonly beforeSeq?: bigint }): Promise<readonly AuditEventRecord[]>;
  count(regionCode: string): Promise<bigint>;
  /** Every event of a region of these actions, oldest first. */
  ofActions(regionCode: string, actions: readonly string[]): Promise<readonly AuditEventRecord[]>;
  /**
   * 真实记录 events of some actions (about a subject, where one is stated), oldest first, those only that are as they were appended: the hash is that of
   * the row, and where the region's log is signed, the event is; those from before somebody signed the log are vouched for by the chain.
   */
  genuine(of: {
    readonly regionCode: string;
    readonly actions: readonly string[];
    readonly subject?: string;
  }): Promise<readonly AuditEventRecord[]>;
  /** Events of rules, those that the signed head counts and those that are there; undefined where nobody has counted them yet. */
  ruleEvents(regionCode: string): Promise<RuleEventCount | undefined>;
  /** The signed heads of all regions that the access sees, or of one. */
  heads(regionCode?: string): Promise<readonly AuditHead[]>;
  /** How many events each region's log must have, by its counter. */
  counts(): Promise<readonly { readonly regionCode: string; readonly seq: bigint }[]>;
  /** Works every hash out again, and compares with the signed head and with heads that were kept elsewhere. */
  verify(regionCode: string, kept?: readonly AuditPlace[]): Promise<AuditCheck>;
}

/** An answered request. */
export interface IdempotencyRecord {
  readonly operation: string;
  readonly requestHash: string;
  readonly resultRef: string;
}

/** Idempotency keys: same key and same input, same answer. */
export interface IdempotencyRecords {
  /** Looks a key up; makes whoever else uses it wait until this transaction ends. */
  find(regionCode: string, key: string): Promise<IdempotencyRecord | undefined>;
  record(regionCode: string, key: string, record: IdempotencyRecord): Promise<void>;
}
