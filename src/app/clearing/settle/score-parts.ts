import type { Platform } from '../../kernel/platform.js';
import type { CaseRange } from '../../ports/cases/ports-case.js';
import type { RunRecord } from '../../ports/clearing/ports-run.js';
import { PLATFORM_ACCESS } from '../../ports/ports.js';

/** So many scores are looked through at a time: the embedded database answers nobody else meanwhile. */
const SCORES_AT_ONCE = 20_000;
const LAST_SEQ = 2n ** 63n - 1n;

/** Ranges that hold every row there can be, each with so many scores of a scored run: what lies between two parts belongs to the later one. */
export async function* partsOfScores(
  { store }: Platform,
  { regionCode, runNo }: Pick<RunRecord, 'regionCode' | 'runNo'>,
): AsyncGenerator<CaseRange> {
  for (let fromSeq = 0n; fromSeq <= LAST_SEQ;) {
    const last = await store.transaction(
      PLATFORM_ACCESS,
      'READ',
      ({ scores }) => scores.lastOfPart(regionCode, runNo, fromSeq, SCORES_AT_ONCE),
      'BULK',
    );
    const toSeq = last ?? LAST_SEQ;
    yield { fromSeq, toSeq };
    fromSeq = toSeq + 1n;
  }
}
