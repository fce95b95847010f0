import {
  compareSides,
  sideReport,
  type CandidateReport,
  type ComparedSide,
  type SideReport,
  type WhatIfGroupRow,
} from './compare-sides.js';
import type { WhatIfInstitutionRow } from './compare-parties.js';
import type { OpenedCandidate, OpenedWhatIf } from './open/open-what-if.js';
import { scoreSides, type ScoredSide } from './score/score-sides.js';
import type { SideSums } from './score/side-sums.js';
import { failureOfSide, settleSide, type SettledSide } from './settle-side.js';
import { inputHashOf, type RunSnapshot } from '../clearing/run/run-snapshot.js';
import { hashOf } from '../kernel/command.js';
import type { Platform } from '../kernel/platform.js';
import type { CaseSelection } from '../ports/cases/ports-case.js';
import type { BlockShard, FrozenYear } from '../ports/cases/ports-frozen.js';
import { must } from '../../engine/kit/assert.js';

/** 测算结果 what came of a what-if as a whole. */
export interface WhatIfReport {
  readonly baseline: SideReport;
  readonly candidates: readonly CandidateReport[];
}

/** The tables of a candidate; empty where its year could not be settled. */
export interface CandidateRows {
  readonly institutions: readonly WhatIfInstitutionRow[];
  readonly groups: readonly WhatIfGroupRow[];
}

/** A what-if that is worked out. */
export interface WorkedWhatIf {
  readonly report: WhatIfReport;
  /** By candidate. */
  readonly rows: readonly CandidateRows[];
  /** SHA-256 of report and rows; what they were worked out from is in the report by its hashes. */
  readonly resultHash: string;
}

/** Told how many cases were read, of how many in all. */
export type WhatIfProgress = (done: number, total: number) => Promise<void>;

/** The cases of a frozen year. */
export function casesOfYear({ regionCode, insurance, from, to, periodBy, throughImportSeq }: RunSnapshot): CaseSelection {
  return { regionCode, insurance, from, to, periodBy, throughImportSeq: BigInt(throughImportSeq) };
}

/**
 * Works a what-if out, in memory. The result depends neither on how the cases are cut nor on what was known before; `cut` is for those who
 * show that. A candidate whose year can't be settled says why and leaves the others alone. Throws `ClearingFailed` (the year in force), `SelfCheckFailed`.
 */
export async function workOutWhatIf(
  platform: Platform,
  { snapshot, baseline, candidates }: OpenedWhatIf,
  progress?: WhatIfProgress,
  cut?: (year: FrozenYear) => readonly BlockShard[],
): Promise<WorkedWhatIf> {
  const scored = await scoreSides(platform, {
    ...{ baseline, candidates: candidates.map(({ plan }) => plan), selection: casesOfYear(snapshot) },
    ...(progress === undefined ? {} : { progress }),
    ...(cut === undefined ? {} : { cut }),
  });
  const settled = await settleSide(baseline, scored.baseline);
  const before = { plan: baseline, settled, sums: scored.baseline };
  const reports: CandidateReport[] = [];
  const rows: CandidateRows[] = [];
  for (const [index, candidate] of candidates.entries()) {
    const worked = await candidateOf(before, candidate, must(scored.candidates[index], 'side'));
    reports.push(worked.report);
    rows.push(worked.rows);
  }
  const report = { baseline: sideReport(baseline, settled), candidates: reports };
  return { report, rows, resultHash: hashOf({ report: { ...report, candidates: reports.map(withoutWords) }, rows }) };
}

/** Words are how a result is read, no part of it. */
function withoutWords(report: CandidateReport): CandidateReport {
  return { ...report, changes: report.changes.map(({ said: _, ...change }) => change) };
}

interface Before {
  readonly plan: OpenedWhatIf['baseline'];
  readonly settled: SettledSide;
  readonly sums: SideSums;
}

async function candidateOf(
  before: Before,
  { name, plan, changes }: OpenedCandidate,
  scored: ScoredSide,
): Promise<{ readonly report: CandidateReport; readonly rows: CandidateRows }> {
  const known = { name, changes, inputHash: inputHashOf(plan.snapshot), sameCases: scored.isSame };
  let compared: ComparedSide;
  try {
    compared = compareSides({ before, after: { plan, settled: await settleSide(plan, scored.sums), scored } });
  } catch (error) {
    const failure = failureOfSide(error);
    return { report: { ...known, failure, result: null }, rows: { institutions: [], groups: [] } };
  }
  const { result, institutions, groups } = compared;
  return { report: { ...known, failure: null, result }, rows: { institutions, groups } };
}
