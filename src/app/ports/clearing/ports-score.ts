import type { CaseKey, CaseSelection } from '../cases/ports-case.js';
import type { Label } from '../../../engine/plan/plan.js';

/** Bits of one mask of aggregates. */
export const MASK_BITS = 64;

/** Decimal text with at most 8 places, as our own code printed it. */
export type DecimalText = string;

/** Scores of one shard as columns of equal length: what a bulk run writes. Decimals are text: at most 8 places. */
export interface ScoreBatch {
  readonly count: number;
  readonly caseSeq: BigInt64Array;
  readonly caseNo: readonly string[];
  readonly institutionCode: readonly string[];
  /** 1 to 12. */
  readonly month: ArrayLike<number>;
  readonly groupCode: readonly (string | null)[];
  readonly inclusion: readonly string[];
  readonly deviation: readonly (string | null)[];
  readonly costRatio: readonly (string | null)[];
  readonly institutionCoefficient: readonly (DecimalText | null)[];
  readonly auxiliaryFactor: readonly (DecimalText | null)[];
  readonly points: readonly DecimalText[];
  readonly payment: readonly (DecimalText | null)[];
  /** One column for each value that the run sums; null counts as nothing. */
  readonly sums: readonly (readonly (DecimalText | null)[])[];
  /** Masks of `MASK_BITS` bits, at least one. Bit i % 64 of mask i ÷ 64: the case counts in aggregate i. */
  readonly aggregateMasks: readonly BigInt64Array[];
  readonly outcomeId: ArrayLike<number>;
  readonly exceptionCode: readonly (string | null)[];
}

/** 部分 scores of some shards of a run, both included. */
export interface ScorePart {
  readonly fromShard: number;
  readonly toShard: number;
}

/** A stored score. */
export interface ScoreRecord {
  readonly regionCode: string;
  readonly runNo: number;
  readonly caseSeq: bigint;
  readonly caseNo: string;
  readonly institutionCode: string;
  readonly groupCode: string | null;
  readonly inclusion: string;
  readonly deviation: string | null;
  readonly costRatio: string | null;
  readonly institutionCoefficient: DecimalText | null;
  readonly auxiliaryFactor: DecimalText | null;
  readonly points: DecimalText;
  readonly payment: DecimalText | null;
  readonly outcomeId: number;
  readonly exceptionCode: string | null;
  /** Of the case that was scored. */
  readonly revision: number;
}

/** 例外 a case that could not be scored. */
export interface ExceptionRecord {
  readonly caseSeq: bigint;
  readonly caseNo: string;
  readonly institutionCode: string;
  readonly code: string;
  readonly messages: Label;
  readonly detail: unknown;
}

/** 情形 a distinct outcome as a worker met it. */
export interface OutcomeSeen {
  /** Canonical text of any length: equal keys are the same outcome (its SHA-256 is what is stored). */
  readonly key: string;
  readonly outputs: unknown;
  readonly situation: unknown;
  readonly witnessCaseNo: string;
  /** 版本 which of the versions that the run pinned, from 0; -1 where the cases could not be scored. */
  readonly versionNo: number;
}

/** A stored outcome with how many cases it has. */
export interface OutcomeRecord extends Omit<OutcomeSeen, 'key' | 'versionNo'> {
  readonly outcomeId: number;
  readonly count: bigint;
  readonly reJudged: boolean;
}

/**
 * One aggregate of a run: sums of `ScoreBatch.sums[sum]` (or of the points), a count of exceptions or of excluded cases, or of cases where `sum` is absent, over
 * cases with the mask bit, or over every case of the run where `bit` is absent.
 */
export interface AggregateAsked {
  readonly id: string;
  readonly bit?: number;
  readonly sum?: number | 'POINTS' | 'EXCEPTIONS' | 'EXCLUDED';
}

/** The aggregates of one institution (and month): decimal text by aggregate id; no cases: `0`. */
export interface ScoreSumRow {
  readonly institutionCode: string;
  readonly month: number | null;
  readonly values: Readonly<Record<string, DecimalText>>;
}

/** The aggregates of a disease group of one institution: decimal text by aggregate id. */
export interface GroupSumRow {
  readonly institutionCode: string;
  readonly groupCode: string;
  readonly values: Readonly<Record<string, DecimalText>>;
}

/** What scores were found to be of: they are exactly the snapshot's cases when none is without one, and all parts together have as many as those. */
export interface ScoreProof {
  /** Cases of the snapshot that have a score. */
  readonly cases: bigint;
  readonly scoresWithoutCase: bigint;
  readonly scoresOfOtherInstitution: bigint;
  /** Scores of a case that has another one. */
  readonly scoredTwice: bigint;
  /** What the snapshot's cases cost, by institution code. */
  readonly costs: readonly InstitutionCost[];
}

/** 费用 what an institution's cases cost: yuan with 2 places. */
export interface InstitutionCost {
  readonly institutionCode: string;
  readonly cases: bigint;
  readonly cost: DecimalText;
  /** Of the dearest case. */
  readonly most: DecimalText;
}

/** A stored score as text, with everything that was stored of it: what a replay compares. Decimals at 8 places. */
export interface StoredScoreRow {
  readonly caseSeq: string;
  readonly caseNo: string;
  readonly institutionCode: string;
  readonly month: number;
  readonly groupCode: string | null;
  readonly inclusion: string;
  readonly deviation: string | null;
  readonly costRatio: string | null;
  readonly institutionCoefficient: string | null;
  readonly auxiliaryFactor: string | null;
  readonly points: string;
  readonly sums: readonly (string | null)[];
  readonly aggregateMasks: readonly string[];
  readonly exceptionCode: string | null;
  /** SHA-256 of the outcome's key, in hex. */
  readonly situation: string | null;
}

/** Which shard of a run's scores are. */
export interface ScoredShardKey {
  readonly regionCode: string;
  readonly runNo: number;
  readonly shardNo: number;
}

/** Scores of runs. Result tables have no foreign keys: `proof` checks them once, by anti-join. */
export interface Scores {
  /** Inserts a shard's scores and exceptions, an institution's in a row. */
  insert(shard: ScoredShardKey, scores: ScoreBatch, exceptions: readonly ExceptionRecord[]): Promise<void>;
  /** Ids of outcomes by key, the same for every worker; new ones are stored. Call it in a transaction of its own, before the shard's. */
  resolveOutcomes(regionCode: string, runNo: number, seen: readonly OutcomeSeen[]): Promise<ReadonlyMap<string, number>>;
  /** How many scores each shard has, rising by shard; those without any are left out. */
  shards(regionCode: string, runNo: number): Promise<readonly { readonly shardNo: number; readonly rows: number }[]>;
  /** How many cases of a part have each outcome. */
  outcomeCounts(regionCode: string, runNo: number, part: ScorePart): Promise<ReadonlyMap<number, bigint>>;
  /** Stores how many cases each outcome has. */
  countOutcomes(regionCode: string, runNo: number, counts: ReadonlyMap<number, bigint>): Promise<void>;
  markReJudged(regionCode: string, runNo: number, outcomeIds: readonly number[]): Promise<void>;
  /** Outcomes after an id, rising. */
  outcomes(
    regionCode: string,
    runNo: number,
    page: { readonly first: number; readonly afterId: number },
  ): Promise<readonly OutcomeRecord[]>;
  /** Sums by institution, or by institution and month, rising; of a part where one is named. */
  aggregate(
    regionCode: string,
    runNo: number,
    per: 'INSTITUTION' | 'INSTITUTION_MONTH',
    asked: readonly AggregateAsked[],
    part?: ScorePart,
  ): Promise<readonly ScoreSumRow[]>;
  /** Sums by institution and disease group, rising; cases without a group are in none; of a part where one is named. */
  aggregateGroups(regionCode: string, runNo: number, asked: readonly AggregateAsked[], part?: ScorePart): Promise<readonly GroupSumRow[]>;
  /** Meets the scores of a part with the cases of the run's selection. */
  proof(runNo: number, selection: CaseSelection, part?: ScorePart): Promise<ScoreProof>;
  /** Scores after a case row, rising; of one institution where asked. */
  list(
    regionCode: string,
    runNo: number,
    page: { readonly first: number; readonly afterSeq: bigint; readonly institutionCode?: string },
  ): Promise<readonly ScoreRecord[]>;
  /** Everything that is stored of the scores of a part; `beside`: numbers of the values that the run sums, and of its masks. */
  storedRows(
    key: { readonly regionCode: string; readonly runNo: number },
    part: ScorePart,
    beside: { readonly sums: readonly number[]; readonly masks: readonly number[] },
  ): Promise<readonly StoredScoreRow[]>;
  /** The scores that a case has in runs, newest run first. */
  ofCase(regionCode: string, key: CaseKey): Promise<readonly ScoreRecord[]>;
  exceptions(
    regionCode: string,
    runNo: number,
    page: { readonly first: number; readonly afterSeq: bigint },
  ): Promise<readonly ExceptionRecord[]>;
  /** Totals over the scores of a run. */
  total(regionCode: string, runNo: number): Promise<{ readonly cases: bigint; readonly points: DecimalText; readonly exceptions: bigint }>;
}
