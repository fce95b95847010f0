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

/** The audit log: one hash chain a region, numbered without gaps. */
export interface AuditLog {
  /** Appends as the access's holder. Later appends of the region wait until this transaction ends, so append last. */
  append(event: AuditEventInput): Promise<AuditEventRecord>;
  /** Newest first, before a number. */
  list(regionCode: string, page: { readonly first: number; readonly beforeSeq?: bigint }): Promise<readonly AuditEventRecord[]>;
  count(regionCode: string): Promise<bigint>;
  /** Every event of a region of these actions, oldest first. */
  ofActions(regionCode: string, actions: readonly string[]): Promise<readonly AuditEventRecord[]>;
  /** The number of the first event that does not follow from the one before it; undefined when the chain is whole. */
  firstBroken(regionCode: string): Promise<bigint | undefined>;
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
