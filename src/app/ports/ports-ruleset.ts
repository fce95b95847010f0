import type { PeriodKey } from './clearing/ports-fund-year.js';
import type { ClearingStage } from './clearing/ports-run.js';
import type { Signature } from './ports-signing.js';
import type { InsuranceScheme } from '../../engine/plan/inpatient-case.js';
import type { Label } from '../../engine/plan/plan.js';

/** 支付方式 payment schemes, in the order in which they are looked through where none is asked for. */
export const PAYMENT_SCHEMES = ['DIP', 'DRG'] as const;
/** One of the payment schemes. */
export type PaymentScheme = (typeof PAYMENT_SCHEMES)[number];

/** 撤回 a version was withdrawn before its first day. */
export interface RulesetWithdrawal {
  readonly at: Date;
  readonly byId: string;
  readonly byName: string;
  readonly reason: string;
}

/** What a row says of a withdrawal; null: the version stands. */
export function withdrawalOf(row: {
  readonly withdrawnAt: Date | null;
  readonly withdrawnById: string | null;
  readonly withdrawnByName: string | null;
  readonly withdrawnReason: string | null;
}): RulesetWithdrawal | null {
  const { withdrawnAt: at, withdrawnById: byId, withdrawnByName: byName, withdrawnReason: reason } = row;
  return at === null ? null : { at, byId: byId ?? '', byName: byName ?? '', reason: reason ?? '' };
}

/** 规则集版本 a stored ruleset version without its texts. Dates are as the document states; what is in force is derived. */
export interface RulesetSummary {
  readonly regionCode: string;
  readonly id: string;
  readonly version: string;
  readonly scheme: PaymentScheme;
  readonly status: 'DRAFT' | 'IN_REVIEW' | 'APPROVED' | 'PUBLISHED' | 'SUPERSEDED' | 'WITHDRAWN';
  readonly revision: number;
  readonly title: Label;
  readonly contentHash: string;
  readonly effectiveHash: string;
  readonly groupingHash: string;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  readonly basedOn: { readonly regionCode: string; readonly id: string } | null;
  readonly settlementReady: boolean;
  readonly createdById: string;
  readonly createdByName: string;
  readonly createdAt: Date;
  readonly publishedAt: Date | null;
  /** 撤回 with the status WITHDRAWN only. */
  readonly withdrawal: RulesetWithdrawal | null;
}

/** With the document as loaded, and with its bases merged in (canonical JSON). */
export interface RulesetRecord extends RulesetSummary {
  readonly documentText: string;
  readonly effectiveText: string;
}

/** What is stored when a version is loaded; the id and the times are the store's. */
export type NewRuleset = Omit<
  RulesetRecord,
  'id' | 'createdAt' | 'publishedAt' | 'withdrawal' | 'status' | 'revision' | 'createdById' | 'createdByName'
>;

/** 规则集签名 a stored signature of a version. */
export interface RulesetSignature extends Signature {
  readonly regionCode: string;
  readonly rulesetId: string;
  readonly signedByName: string;
  readonly signedAt: Date;
}

/** 名册 the versions that a region has published, signed as a whole. */
export interface RulesetRoll extends Signature {
  readonly regionCode: string;
  /** Scheme, name and SHA-256 of what is signed of each version, sorted. */
  readonly versions: readonly string[];
}

/** Names a version. */
export interface VersionKey {
  readonly regionCode: string;
  readonly rulesetId: string;
}

/** 使用记录 a run that pinned a version. */
export interface RulesetUse {
  readonly regionCode: string;
  readonly rulesetId: string;
  readonly runId: string;
  readonly runNo: number;
  readonly year: number;
  readonly period: PeriodKey;
  readonly insurance: InsuranceScheme;
  readonly stage: ClearingStage;
  /** Cases of the run that this version scored; null in runs from before that was kept. */
  readonly cases: bigint | null;
}

/** A case that a version scored in a run. */
export interface UsingCase {
  readonly seq: bigint;
  readonly caseNo: string;
  readonly institutionCode: string;
}

/** Ruleset versions. Published ones never change, but that they may be withdrawn, and are readable from every region. */
export interface Rulesets {
  findById(regionCode: string, id: string): Promise<RulesetRecord | undefined>;
  findByVersion(regionCode: string, version: string): Promise<RulesetRecord | undefined>;
  /** A version by the hash that approvals, runs and scores bind. */
  findByEffectiveHash(regionCode: string, effectiveHash: string): Promise<RulesetRecord | undefined>;
  /** All versions of a region, rising by scheme and first day in force; of one day in the order of their publication. */
  list(regionCode: string): Promise<readonly RulesetSummary[]>;
  /**
   * Stores a version as PUBLISHED, created by the access's holder. StoreConflict UNIQUE when the version, or the first day in force of
   * the scheme, is taken; by a withdrawn one only its name is.
   */
  insertPublished(ruleset: NewRuleset): Promise<RulesetRecord>;
  /** 撤回 withdraws a version, as the access's holder, at a moment after its publication; false: it is not published, or withdrawn by now. */
  withdraw(of: VersionKey, said: { readonly at: Date; readonly reason: string }): Promise<boolean>;
  /** Runs that pinned a version, newest first. What was frozen for a run is for the agency only: others find none. */
  uses(of: VersionKey, page: { readonly first: number; readonly beforeRunNo?: number }): Promise<readonly RulesetUse[]>;
  /** The cases that a version scored in a run, after a row, rising. */
  casesUsing(
    use: Pick<RulesetUse, 'regionCode' | 'rulesetId' | 'runNo'>,
    page: { readonly first: number; readonly afterSeq: bigint },
  ): Promise<readonly UsingCase[]>;
  /** Every signature of a region's versions. */
  signatures(regionCode: string): Promise<readonly RulesetSignature[]>;
  /** Stores a signature, by the access's holder. StoreConflict UNIQUE where the key signed the version before. */
  addSignature(of: VersionKey, signature: Signature): Promise<void>;
  /** The signed list of what a region has published. */
  roll(regionCode: string): Promise<RulesetRoll | undefined>;
  setRoll(roll: RulesetRoll): Promise<void>;
}
