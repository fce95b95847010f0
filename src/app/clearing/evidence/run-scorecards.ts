import { parseTrace } from './trace-parse.js';
import { yearDocument } from './run-evidence.js';
import type { Platform } from '../../kernel/platform.js';
import type { RunRecord } from '../../ports/clearing/ports-run.js';
import type { Reader } from '../../ports/ports.js';
import { scorecardsOf, type ScoredCard } from '../../../rules/explain/scorecards.js';

/** How one institution scored in a run. */
export interface InstitutionScorecards {
  readonly institutionCode: string;
  readonly cards: readonly ScoredCard[];
}

/** 考核评分 the scorecards of every institution (or of one) as the run worked them out; empty where its ruleset has none. Reads what is stored. */
export async function readScorecards(
  platform: Platform,
  read: Reader,
  run: RunRecord,
  institutionCode?: string,
): Promise<readonly InstitutionScorecards[]> {
  const document = await yearDocument(platform, read, run);
  if (!document.decisions.some(({ partOf }) => partOf !== undefined)) return [];
  const statements = await read(async ({ runResults }) => {
    if (institutionCode === undefined) return await runResults.statements(run.regionCode, run.runNo);
    const one = await runResults.findStatement(run.regionCode, run.runNo, institutionCode);
    return one === undefined ? [] : [one];
  });
  return statements
    .map(({ institutionCode: code, trace }) => ({ institutionCode: code, cards: scorecardsOf(parseTrace(trace), document) }))
    .filter(({ cards }) => cards.length > 0);
}
