import type { RunSnapshot } from '../../clearing/run/run-snapshot.js';
import { ShardScorer } from '../../clearing/shards/score-shard.js';
import type { RunPlan } from '../../clearing/run/run-plan.js';
import { Places, SideRows } from './side-rows.js';
import type { Platform } from '../../kernel/platform.js';
import type { CaseBatch, CaseRange, CaseSelection, OmittableColumn } from '../../ports/cases/ports-case.js';
import { PLATFORM_ACCESS } from '../../ports/ports.js';
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

/** So many batches are read ahead of the one that is scored. */
const READ_AHEAD = 2;

/**
 * Reads the cases of ranges of a selection batch by batch, each in a transaction of its own that lets others pass; the next ones are read, and
 * found where that is still to do, meanwhile.
 */
export async function* batchesOf(
  platform: Platform,
  selection: CaseSelection,
  without: ReadonlySet<OmittableColumn>,
  ranges: Iterable<CaseRange> | AsyncIterable<CaseRange>,
): AsyncGenerator<CaseBatch> {
  const { store } = platform;
  const wanted = rangesInTurn(ranges);
  const read = async (): Promise<CaseBatch | undefined> => {
    const { value: range } = await wanted.next();
    if (range === undefined) return undefined;
    return await store.transaction(PLATFORM_ACCESS, 'READ', ({ cases }) => cases.readBatch(selection, range, without), 'BULK');
  };
  const readLater = (): Promise<CaseBatch | undefined> => {
    const reading = read();
    reading.catch(() => undefined); // met where it is awaited
    return reading;
  };
  const reading = Array.from({ length: READ_AHEAD }, readLater);
  for (let batch = await reading.shift(); batch !== undefined; batch = await reading.shift()) {
    reading.push(readLater());
    yield batch;
  }
}

/** Ranges one after the other, however they come: whoever asks twice at once gets two. */
async function* rangesInTurn(ranges: Iterable<CaseRange> | AsyncIterable<CaseRange>): AsyncGenerator<CaseRange, undefined> {
  yield* ranges;
  return undefined;
}
