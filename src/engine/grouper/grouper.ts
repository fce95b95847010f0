import type { GroupRule } from './group-rule.js';

/** Severities of an other diagnosis: 严重并发症或合并症 and 并发症或合并症. Rules name them as sets. */
export const COMPLICATION_LEVELS = ['MCC', 'CC'] as const;
/** One level of complications. */
export type ComplicationLevel = (typeof COMPLICATION_LEVELS)[number];

/** What reaching an ADRG means: a group; 歧义 (QY: a valid operation that the MDC has no group for); the rest of an MDC (X00); 无法入组. */
export const ADRG_OUTCOMES = ['GROUPED', 'AMBIGUOUS', 'RESIDUAL', 'NOT_GROUPED'] as const;
/** One meaning of an ADRG. */
export type AdrgOutcome = (typeof ADRG_OUTCOMES)[number];

/** What an MDC, an ADRG and a DRG have in common. Siblings are tried in their order; one without a condition stands last among ADRGs and DRGs. */
export interface GrouperNode {
  readonly code: string;
  readonly name: string;
  readonly rule: GroupRule;
}

/** 细分组 DRG. */
export type DrgNode = GrouperNode;

/** 核心疾病诊断相关组 ADRG with its DRGs in order. */
export interface AdrgNode extends GrouperNode {
  readonly outcome: AdrgOutcome;
  readonly drgs: readonly DrgNode[];
}

/** 主要诊断大类 MDC with its ADRGs in order. A case for which none of them holds goes on to the next MDC. */
export interface MdcNode extends GrouperNode {
  readonly adrgs: readonly AdrgNode[];
}

/** An other diagnosis that counts, unless the principal diagnosis stands in its exclusion table. */
export interface Complication {
  readonly level: ComplicationLevel;
  /** Name of the exclusion table; `null`: nothing excludes it. */
  readonly exclusion: string | null;
}

/** What becomes of a main operation that may not decide: none is left (NONE), or the next operation moves up (NEXT). */
export const BLOCKED_MAIN = ['NONE', 'NEXT'] as const;
/** One way to treat a main operation that may not decide. */
export type BlockedMain = (typeof BLOCKED_MAIN)[number];

/** 分组方案 a DRG grouper as data. Codes are compared as `foldCode` folds them; nothing is matched by prefix. */
export interface Grouper {
  readonly mdcs: readonly MdcNode[];
  readonly sets: ReadonlyMap<string, readonly string[]>;
  readonly complications: ReadonlyMap<string, Complication>;
  readonly exclusions: ReadonlyMap<string, readonly string[]>;
  /** Principal diagnoses that are not grouped. */
  readonly invalidPrincipals: readonly string[];
  /** Operations that may not be the main one, and what happens to a case whose main one is. */
  readonly blockedOperations: { readonly codes: readonly string[]; readonly then: BlockedMain };
}

/** How a case ended. NO_DRG: its ADRG has no DRG for it, a gap of the grouper. */
export const GROUPER_STATUSES = [...ADRG_OUTCOMES, 'INVALID_PRINCIPAL', 'NO_DRG'] as const;
/** One way in which a case ends. */
export type GrouperStatus = (typeof GROUPER_STATUSES)[number];

/** The codes that a case reached; `null` where it got no further. */
export interface GrouperAnswer {
  readonly status: GrouperStatus;
  readonly mdc: MdcNode | null;
  readonly adrg: AdrgNode | null;
  readonly drg: DrgNode | null;
}

/** The answer of a case that reached no MDC. */
export function nothingReached(status: GrouperStatus): GrouperAnswer {
  return { status, mdc: null, adrg: null, drg: null };
}

/** The level of complications that a rule means by this name of a set; `undefined`: a set of the grouper's own. */
export function levelNamed(name: string): ComplicationLevel | undefined {
  return COMPLICATION_LEVELS.find((level) => level === name);
}

/** Every ADRG, in the order of the grouper. */
export function adrgsOf({ mdcs }: Grouper): readonly AdrgNode[] {
  return mdcs.flatMap(({ adrgs }) => adrgs);
}

/** Every MDC, ADRG and DRG, each followed by its own. */
export function nodesOf({ mdcs }: Grouper): readonly GrouperNode[] {
  return mdcs.flatMap((mdc) => [mdc, ...mdc.adrgs.flatMap((adrg) => [adrg, ...adrg.drgs])]);
}

/** Siblings as they are tried: those without a condition after all others, otherwise as given. */
export function unconditionalLast<T extends GrouperNode>(nodes: readonly T[]): readonly T[] {
  return [...nodes.filter(({ rule }) => rule.kind !== 'always'), ...nodes.filter(({ rule }) => rule.kind === 'always')];
}
