import { MASK_BITS, type AggregateAsked, type ScorePart } from '../../app/ports/clearing/ports-score.js';
import { assert } from '../../engine/kit/assert.js';

/** The columns of a block that are read as rows. */
export type StoredScoreColumn =
  | 'case_seq'
  | 'case_no'
  | 'month'
  | 'group_code'
  | 'inclusion'
  | 'deviation'
  | 'cost_ratio'
  | 'institution_coefficient'
  | 'auxiliary_factor'
  | 'points'
  | 'payment'
  | 'outcome_id'
  | 'exception_code';

/** What is read of scores beside their columns: values that the run sums and masks, by number. */
export interface BesideScores {
  readonly sums?: readonly number[];
  readonly masks?: readonly number[];
}

/** The value that the run sums under a number, in rows of `scoresOf`. */
export const sumColumn = (sum: number): string => `sum_${sum}`;

/** The mask of a number, in rows of `scoresOf`. */
export const maskColumn = (mask: number): string => `mask_${mask}`;

const KEY = ['region_code', 'run_no', 'shard_no', 'institution_code'];

/** A column that lies beside the block. */
function beside(table: 'score_sum' | 'score_mask', values: string, number: string, wanted: number): string {
  assert(Number.isInteger(wanted) && wanted >= 0, 'sums and masks are numbered from 0');
  return `(SELECT ${values} FROM ${table} beside WHERE ${KEY.map((name) => `beside.${name} = block.${name}`).join(' AND ')} AND ${number} = ${wanted})`;
}

/**
 * Scores as rows: FROM, as `case_score`, with the key of their block (`shard_no`, `institution_code`), their `place` in it, and only the columns
 * that are asked for, because every array is read whole. Conditions on the key leave out whole blocks.
 */
export function scoresOf(columns: readonly StoredScoreColumn[], { sums = [], masks = [] }: BesideScores = {}): string {
  const arrays = [
    ...columns.map((name) => [name, `block.${name}`] as const),
    ...sums.map((sum) => [sumColumn(sum), beside('score_sum', 'amounts', 'sum_no', sum)] as const),
    ...masks.map((mask) => [maskColumn(mask), beside('score_mask', 'masks', 'mask_no', mask)] as const),
  ];
  return `(SELECT ${KEY.map((name) => `block.${name}`).join(', ')}, score.* FROM score_block block
    CROSS JOIN LATERAL unnest(${arrays.map(([, array]) => array).join(', ')}) WITH ORDINALITY AS score (${arrays.map(([name]) => name).join(', ')}, place)) case_score`;
}

/** What `asked` needs beside columns. */
export function besideOf(asked: readonly AggregateAsked[]): BesideScores {
  const sums = asked.flatMap(({ sum }) => (typeof sum === 'number' ? [sum] : []));
  const masks = asked.flatMap(({ bit }) => (bit === undefined ? [] : [Math.floor(bit / MASK_BITS)]));
  return { sums: [...new Set(sums)], masks: [...new Set(masks)] };
}

/** Whether a score counts in the aggregate of a bit: a condition on its masks. */
export function countsIn(bit: number): string {
  assert(Number.isInteger(bit) && bit >= 0, `no such bit: ${bit}`);
  return `${maskColumn(Math.floor(bit / MASK_BITS))} & '${BigInt.asIntN(MASK_BITS, 1n << BigInt(bit % MASK_BITS))}'::bigint <> 0`;
}

/** Narrows a query to a part of the run. */
export function inPart(part: ScorePart | undefined): string {
  return part === undefined ? '' : `AND shard_no BETWEEN ${part.fromShard} AND ${part.toShard}`;
}
