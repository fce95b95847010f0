import { comparedOf, comparedProblem, type CaseMarks } from './case-marks.js';
import type { CaseNotes } from './case-notes.js';
import type { SideSums } from './side-sums.js';
import type { CheckedCase, SetAside, SliceScorer } from './slice-scorer.js';
import type { CaseException } from '../../clearing/blocks/case-exception.js';
import type { RunOutcome } from '../../clearing/blocks/outcome-index.js';
import type { ScoredBlock } from '../../clearing/blocks/scored-block.js';
import type { ScoreSink } from '../../clearing/blocks/score-sink.js';
import { SelfCheckFailed } from '../../clearing/blocks/self-check.js';
import type { CountedScore } from '../../clearing/blocks/stored-score.js';
import type { ShardScorer } from '../../clearing/shards/score-shard.js';
import { casesByNumber } from '../../frozen/frozen-year.js';
import type { Platform } from '../../kernel/platform.js';
import { CASE_CHUNK, type CaseBatch, type CaseSelection } from '../../ports/cases/ports-case.js';
import { must } from '../../../engine/kit/assert.js';

/** What scores cases from their facts, and where they go. */
export interface AsideSetting {
  readonly platform: Platform;
  readonly selection: CaseSelection;
  readonly scorer: ShardScorer;
  readonly sums: SideSums;
  readonly notes: CaseNotes;
  /** Marks of the year in force. */
  readonly marks: CaseMarks;
}

/** Scores the cases that were set aside, and those that are to be checked, from their facts. Throws `SelfCheckFailed`. */
export async function scoreAside(setting: AsideSetting, { aside, checked }: SliceScorer): Promise<void> {
  const { scorer, sums, notes, marks } = setting;
  for await (const { batch, rows } of readCases(setting, aside)) {
    const noted = marks.ofRows(rows.map((row) => row.noted));
    await scorer.scoreInto(sums.sink(batch, { marks: noted, notes }), batch);
  }
  for await (const { batch, rows } of readCases(setting, checked)) await scorer.scoreInto(new CheckSink(batch, rows), batch, 1);
}

/** Reads cases by their numbers, chunk by chunk, each with what was noted of it. */
async function* readCases<C extends SetAside | CheckedCase>(
  { platform, selection, scorer: { without } }: AsideSetting,
  cases: readonly C[],
): AsyncGenerator<{ readonly batch: CaseBatch; readonly rows: readonly C[] }> {
  const rising = [...cases].sort((a, b) => (a.seq < b.seq ? -1 : 1));
  for (let from = 0; from < rising.length; from += CASE_CHUNK) {
    const rows = rising.slice(from, from + CASE_CHUNK);
    const seqs = BigInt64Array.from(rows, ({ seq }) => seq);
    yield { batch: await casesByNumber(platform, selection, seqs, without), rows };
  }
}

/** Compares what came of cases with what it has to be. */
class CheckSink implements ScoreSink {
  constructor(
    readonly batch: CaseBatch,
    readonly expected: readonly CheckedCase[],
  ) {}

  addBlock({ scores, rows, places, outcomes, count }: ScoredBlock): void {
    for (let i = 0; i < count; i++) {
      scores.row = places[i] ?? 0;
      this.#compare(rows[i] ?? 0, comparedOf(scores), must(outcomes[i], 'outcome'));
    }
  }

  addScore(row: number, _date: string, score: CountedScore, outcome: RunOutcome): void {
    this.#compare(row, comparedOf(score), outcome);
  }

  addProblem(row: number, _date: string, problem: CaseException, outcome: RunOutcome): void {
    this.#compare(row, comparedProblem(problem), outcome);
  }

  #compare(row: number, compared: readonly string[], { key }: RunOutcome): void {
    const expected = must(this.expected[row], 'expected');
    if (expected.key === key && expected.compared.join() === compared.join()) return;
    const detail = `from its facts ${key} ${compared.join()}, from what was kept ${expected.key} ${expected.compared.join()}`;
    throw new SelfCheckFailed(must(this.batch.caseNo[row], 'caseNo'), '', detail);
  }
}
