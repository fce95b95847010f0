import { callerOf } from '../base/callers.js';
import type { GraphContext } from '../base/context.js';
import { runFigures } from '../clearing/run-figures.js';
import { explainScore } from '../../app/clearing/evidence/explain-score.js';
import type { ScoreRecord } from '../../app/ports/clearing/ports-score.js';
import type { RunFigures } from '../../app/scoring/run-figures.js';
import type { CaseScore } from '../../app/scoring/score-case.js';
import { must } from '../../engine/kit/assert.js';

/** A score as a run stored it. Its trace is made only when asked for, from the run's frozen inputs. */
export class StoredScoreView {
  #explained: Promise<CaseScore> | undefined;
  #figures: Promise<RunFigures> | undefined;

  constructor(
    readonly record: ScoreRecord,
    private readonly context: GraphContext,
  ) {}

  /** How its figures are spelled. */
  figures(): Promise<RunFigures> {
    this.#figures ??= runFigures(this.context, this.record);
    return this.#figures;
  }

  /** The score worked out again, with everything that explains it. */
  explained(): Promise<CaseScore> {
    this.#explained ??= this.#explain();
    return this.#explained;
  }

  async #explain(): Promise<CaseScore> {
    const { regionCode, runNo, caseSeq } = this.record;
    const { read } = callerOf(this.context);
    const { run, cases } = await read(async (unit) => ({
      run: await unit.runs.findByNo(regionCode, runNo),
      cases: await unit.cases.findBySeq(regionCode, [caseSeq]),
    }));
    return await explainScore(this.context.platform, read, must(run, 'run of a score'), must(cases[0], 'case of a score'));
  }
}

/** 计分结果: worked out now, or stored by a run. */
export type ScoreView = CaseScore | StoredScoreView;

/** Reads from the score with everything that explains it; at once, where it was worked out now. */
export function fromExplained<T>(score: ScoreView, read: (explained: CaseScore) => T): T | Promise<T> {
  return score instanceof StoredScoreView ? score.explained().then(read) : read(score);
}
