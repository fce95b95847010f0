import type { OutcomeRecord, Scores } from '../../ports/clearing/ports-score.js';
import type { RunLease } from '../../ports/clearing/ports-run.js';

/** Outcomes that are read at a time. */
const OUTCOMES = 1_000;

/** The outcomes of a run, a page at a time; `read` decides in which transaction. */
export async function* outcomePages(
  { regionCode, runNo }: RunLease,
  read: (page: (scores: Scores) => Promise<readonly OutcomeRecord[]>) => Promise<readonly OutcomeRecord[]>,
): AsyncGenerator<readonly OutcomeRecord[]> {
  for (let afterId = -1; ;) {
    const from = afterId;
    const page = await read((scores) => scores.outcomes(regionCode, runNo, { first: OUTCOMES, afterId: from }));
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < OUTCOMES) return;
    afterId = last.outcomeId;
  }
}
