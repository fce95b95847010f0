import type { ScoredBlock } from '../../clearing/blocks/scored-block.js';
import type { ScoreSink } from '../../clearing/blocks/score-sink.js';
import type { StoredScore } from '../../clearing/blocks/stored-score.js';
import type { CaseException } from '../../clearing/blocks/case-exception.js';
import type { RunPlan } from '../../clearing/run/run-plan.js';
import { must } from '../../../engine/kit/assert.js';
import { ExactSums } from '../../../engine/number/exact-sums.js';

/** Where a case stands that has no group: it was not grouped, was left out before grouping, or could not be scored. */
export const NO_GROUP = ['UNGROUPED', 'EXCLUDED', 'FAILED'] as const;
/** One of them. */
export type NoGroup = (typeof NO_GROUP)[number];

/** A place where cases stand on a side: a group of its catalogue, or none. */
export interface CasePlace {
  readonly code: string | null;
  /** Why there is no group; absent where there is one. */
  readonly none?: NoGroup;
}

/** 归处 the places of a side, by number. */
export class Places {
  readonly list: CasePlace[] = NO_GROUP.map((none) => ({ code: null, none }));
  readonly #byCode = new Map<string, number>();

  /** The number of a group. */
  of(code: string): number {
    const known = this.#byCode.get(code);
    if (known !== undefined) return known;
    const number = this.list.push({ code }) - 1;
    this.#byCode.set(code, number);
    return number;
  }
}

const [UNGROUPED, EXCLUDED, FAILED] = [0, 1, 2];

/** What came of the rows of one batch on one side: the place of each, and its points. */
export class SideRows implements ScoreSink {
  readonly places: Int32Array;
  readonly points: ExactSums;
  readonly #isAskedFirst: boolean;

  constructor(
    readonly side: Places,
    plan: RunPlan,
    count: number,
    /** Codes of problems met, with how many cases had each. */
    readonly problems: Map<string, number>,
    /** Points are read only where somebody adds them up. */
    readonly withPoints: boolean,
  ) {
    this.places = new Int32Array(count);
    this.points = new ExactSums(withPoints ? count : 0);
    const { beforeGrouping } = must(plan.versions[0], 'version of a side').compiled.program;
    this.#isAskedFirst = beforeGrouping.some(({ plan: { id } }) => id === 'inclusion');
  }

  addBlock(block: ScoredBlock): void {
    block.each((row, score) => this.#add(row, score));
  }

  addScore(row: number, _date: string, score: StoredScore): void {
    this.#add(row, score);
  }

  #add(row: number, score: StoredScore): void {
    const { groupCode } = score;
    if (groupCode !== null) this.places[row] = this.side.of(groupCode);
    else this.places[row] = this.#isAskedFirst && score.text('inclusion') !== 'INCLUDED' ? EXCLUDED : UNGROUPED;
    if (this.withPoints) score.addPoints(this.points, row);
  }

  addProblem(row: number, _date: string, { code }: CaseException): void {
    this.places[row] = FAILED;
    this.problems.set(code, (this.problems.get(code) ?? 0) + 1);
  }
}
