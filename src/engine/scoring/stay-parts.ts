/** 结算段 a part of a stay that is settled by itself. Days are `YYYY-MM-DD`. */
export interface StayPart {
  readonly part: number;
  readonly from: string;
  readonly to: string;
  /** 末段 whether it is the last of its stay. */
  readonly isFinal: boolean;
}

/** Why a part does not go with the others of its stay. */
export type StayPartProblem = 'STAY_PART_REPEATED' | 'STAY_ENDED' | 'STAY_PARTS_OVERLAP';

/**
 * Whether a part of a stay goes with those that are known: no part twice, nothing after the last and no second last one, and in their order of
 * numbers each begins no earlier than the one before ends (a stay may be settled and go on within one day). Parts may arrive in any order.
 */
export function stayPartProblem(one: StayPart, others: readonly StayPart[]): StayPartProblem | undefined {
  if (others.some(({ part }) => part === one.part)) return 'STAY_PART_REPEATED';
  const isAfterLast = (later: StayPart, earlier: StayPart): boolean => earlier.isFinal && later.part > earlier.part;
  if (others.some((other) => isAfterLast(one, other) || isAfterLast(other, one) || (one.isFinal && other.isFinal))) return 'STAY_ENDED';
  const overlaps = (earlier: StayPart, later: StayPart): boolean => later.from < earlier.to;
  return others.some((other) => (other.part < one.part ? overlaps(other, one) : overlaps(one, other))) ? 'STAY_PARTS_OVERLAP' : undefined;
}
