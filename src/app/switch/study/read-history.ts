import type { RunSnapshot } from '../../clearing/run/run-snapshot.js';
import { ShardScorer } from '../../clearing/shards/score-shard.js';
import type { RunPlan } from '../../clearing/run/run-plan.js';
import { Places, SideRows } from './side-rows.js';
import type { Platform } from '../../kernel/platform.js';
import type { CaseBatch, CaseSelection, OmittableColumn } from '../../ports/cases/ports-case.js';
import { must } from '../../../engine/kit/assert.js';

/** Days of a settlement year, both included. */
export interface YearDays {
  readonly from: string;
  readonly to: string;
}

/** The cases of days of a study, as they stood when it began. */
export function studySelection(
  { regionCode, insurance, periodBy }: Pick<RunSnapshot, 'regionCode' | 'insurance' | 'periodBy'>,
  { from, to }: YearDays,
  throughImportSeq: bigint,
): CaseSelection {
  return { regionCode, insurance, periodBy, from, to, throughImportSeq };
}

/** A side that scores batches, one after the other. */
export class SideScorer {
  readonly places = new Places();
  /** Codes of problems met, with how many cases had each. */
  readonly problems = new Map<string, number>();
  readonly #scorer: ShardScorer;

  constructor(
    platform: Platform,
    readonly plan: RunPlan,
  ) {
    this.#scorer = new ShardScorer(plan, platform.judge);
  }

  /** The columns that no rule of the side looks at. */
  get without(): ReadonlySet<OmittableColumn> {
    return this.#scorer.without;
  }

  /** Groups and scores the rows of a batch. Throws `SelfCheckFailed`. */
  async score(batch: CaseBatch, withPoints: boolean): Promise<SideRows> {
    const rows = new SideRows(this.places, this.plan, batch.count, this.problems, withPoints);
    await this.#scorer.scoreInto(rows, batch);
    return rows;
  }
}

/** The columns that none of the sides looks at, nor whoever asks for some by name. */
export function columnsWithout(
  sides: readonly Pick<SideScorer, 'without'>[],
  asked: readonly OmittableColumn[],
): ReadonlySet<OmittableColumn> {
  const [first, ...others] = sides.map(({ without }) => without);
  return new Set([...must(first, 'a side')].filter((name) => !asked.includes(name) && others.every((without) => without.has(name))));
}
