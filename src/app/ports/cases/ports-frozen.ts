import { CASE_CHUNK, type CaseBatch, type CaseSelection, type OmittableColumn } from './ports-case.js';
import type { InsuranceScheme } from '../../../engine/plan/inpatient-case.js';

/** The most cases that a block holds. */
export const BLOCK_CASES = 8_192;

/** 冻结块 names a block: cases of one institution and insurance, in the order in which they came. What stands in it at a snapshot stays so. */
export interface CaseBlock {
  readonly institutionCode: string;
  readonly insurance: InsuranceScheme;
  /** From 0, within the institution and the insurance. */
  readonly blockNo: number;
}

/** The most cases that stand in the blocks of a shard: a month's are looked for in blocks of a whole year. */
export const MOST_SHARD_CASES = 2 * CASE_CHUNK;

/** 分片 blocks that are read and scored together, of one institution and insurance or several. */
export type BlockShard = readonly CaseBlock[];

/** A block as a selection finds it. */
export interface FoundBlock extends CaseBlock {
  /** How many cases it holds, current ones or not: at most `BLOCK_CASES`. */
  readonly rows: number;
  /** About how many of them are of the selection's days, were they spread evenly over the block's. */
  readonly expected: number;
}

/** 冻结的年度 the cases of a selection where they lie in blocks, frozen by the selection's import sequence. */
export interface FrozenYear {
  readonly selection: CaseSelection;
  /** The blocks that may hold cases of it, by institution, insurance and number. */
  readonly blocks: readonly FoundBlock[];
  /** Rows of the region that had been revised or voided by then. */
  readonly superseded: ReadonlySet<bigint>;
}

/** 冻结的病例 a region's cases as columns, in blocks that are made once and read by all (decision 0072). */
export interface FrozenCases {
  /**
   * Puts cases that came up to an import sequence into blocks, about `most` of them at once. Returns whether there are more to freeze. Another
   * one who freezes the region's cases waits until this transaction ends. `size`: for those who show that nothing rests on how cases are cut.
   */
  freeze(regionCode: string, throughImportSeq: bigint, how: { readonly most: number; readonly size?: number }): Promise<boolean>;
  /** The last import sequence of a region whose cases are frozen; 0n: none are. */
  through(regionCode: string): Promise<bigint>;
  /** Opens a selection, all of whose cases must be frozen. */
  open(selection: CaseSelection): Promise<FrozenYear>;
  /**
   * The cases of a year that stand in some of its blocks, in their order: current revisions at the snapshot, voided ones left out. Columns in
   * `without` are not read. Fails where a block is not what its hash says.
   */
  read(year: FrozenYear, blocks: BlockShard, without?: ReadonlySet<OmittableColumn>): Promise<CaseBatch>;
}
