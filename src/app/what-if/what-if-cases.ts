import { openWhatIf, type OpenedWhatIf } from './open/open-what-if.js';
import type { ScoredBlock } from '../clearing/blocks/scored-block.js';
import { COMPARED, comparedOf, comparedProblem, type Compared } from './score/case-marks.js';
import { frozenOfWhatIf, requestOfWhatIf } from './stored-what-if-parse.js';
import { casesOfYear } from './work-out-what-if.js';
import { whatIf } from './what-if-job.js';
import type { CaseException } from '../clearing/blocks/case-exception.js';
import type { ScoreSink } from '../clearing/blocks/score-sink.js';
import type { StoredScore } from '../clearing/blocks/stored-score.js';
import { scoreByPlan } from '../clearing/evidence/explain-score.js';
import type { RunPlan } from '../clearing/run/run-plan.js';
import { ShardScorer } from '../clearing/shards/score-shard.js';
import { columnsWithout } from '../switch/study/read-history.js';
import { CacheKind } from '../caches/bounded-cache.js';
import { pageOfYear, type PageBegin, type YearPage, type YearPageWanted } from '../frozen/page-year.js';
import { NotFoundError, StateError, UserError } from '../base/errors.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { CaseRecord } from '../ports/cases/ports-case.js';
import type { WhatIfRecord } from '../ports/clearing/ports-what-if.js';
import type { Reader } from '../ports/ports.js';
import type { CatalogueRecord } from '../ports/ports-catalogue.js';
import { unstoredVersion } from '../rulesets/unstored-version.js';
import type { CaseScore } from '../scoring/score-case.js';
import { must } from '../../engine/kit/assert.js';

/** Which cases: those that a candidate moves, by what of them changes (absent: by anything), from a row on. */
export interface MovedCasesWanted {
  readonly regionCode: string;
  readonly id: string;
  readonly candidate: number;
  readonly output?: Compared;
  readonly institutionCode?: string;
  readonly first: number;
  readonly begin?: PageBegin | undefined;
}

/** A case as it is in force and under the candidate: its score with everything that explains it, or why it has none. */
export interface MovedCase {
  readonly record: CaseRecord;
  /** What of it changed. */
  readonly changed: readonly Compared[];
  readonly before: CaseScore | UserError;
  readonly after: CaseScore | UserError;
}

/** A page of cases; `next`: where to go on, null at the end. */
export interface MovedCases {
  readonly cases: readonly MovedCase[];
  readonly next: bigint | null;
}

/** What-ifs that were opened to show their cases: few are looked at at a time. */
const OPENED = new CacheKind<string, OpenedWhatIf>({ most: 2 });

/** Most cases of a page. */
export const MOST_MOVED_CASES = 100;

/**
 * 变动病例 the cases that a candidate moves, each with both scores and traces: found by scoring the what-if's cases again, as they stood when it
 * began. Throws FORBIDDEN, NOT_FOUND, UNAVAILABLE (no result yet).
 */
export async function movedCases(platform: Platform, caller: Caller, wanted: MovedCasesWanted): Promise<MovedCases> {
  const { regionCode, id } = wanted;
  requirePermission(caller.actor, 'case:read', regionCode);
  const opened = await reopen(platform, caller.read, await whatIf(caller, regionCode, id));
  const candidate = opened.candidates[wanted.candidate];
  if (candidate === undefined) throw new NotFoundError({ zh: '候选方案', en: 'candidate' }, String(wanted.candidate));
  const sides = { before: opened.baseline, after: candidate.plan };
  const { rows, next } = await movedRows(platform, caller.read, { ...opened, ...sides }, wanted);
  const records = await caller.read(({ cases }) =>
    cases.findBySeq(
      regionCode,
      rows.map(({ seq }) => seq),
    ),
  );
  const bySeq = new Map(records.map((record) => [record.seq, record]));
  const cases: MovedCase[] = [];
  for (const { seq, changed } of rows) {
    const record = must(bySeq.get(seq), 'case of a what-if');
    const before = await explained(platform, sides.before, record);
    cases.push({ record, changed, before, after: await explained(platform, sides.after, record) });
  }
  return { cases, next };
}

async function reopen(platform: Platform, read: Reader, record: WhatIfRecord): Promise<OpenedWhatIf> {
  const snapshot = frozenOfWhatIf(record);
  if (snapshot === null || record.status !== 'SUCCEEDED') {
    throw new StateError('UNAVAILABLE', {
      zh: `模拟测算 ${record.id} 还没有结果（${record.status}）。请等它完成。`,
      en: `The what-if ${record.id} has no result (${record.status}). Wait until it has ended.`,
    });
  }
  const kept = OPENED.of(platform.caches);
  const known = kept.get(record.id);
  if (known !== undefined) return known;
  const opened = await openWhatIf(platform, read, snapshot, requestOfWhatIf(record).candidates);
  kept.keep(record.id, opened);
  return opened;
}

/** Explains a score of a year that is only in memory: its rules and catalogue are named as its snapshot names them. */
async function explained(platform: Platform, plan: RunPlan, record: CaseRecord): Promise<CaseScore | UserError> {
  const { snapshot } = plan;
  const dated = snapshot.periodBy === 'SETTLEMENT' ? (record.settlementDate ?? record.dischargeDate) : record.dischargeDate;
  const { version } = must(plan.settingOn(dated), 'setting of a case');
  const pinned = must(snapshot.rulesets[version.ordinal], 'ruleset');
  const stated = must(snapshot.catalogues.findLast(({ from }) => from <= dated) ?? snapshot.catalogues[0], 'catalogue');
  const createdAt = new Date(0);
  const catalogue: CatalogueRecord = {
    ...{ regionCode: snapshot.regionCode, id: stated.id, version: stated.version, contentHash: stated.contentHash },
    ...{ groupingHash: stated.groupingHash, effectiveFrom: stated.from, groupCount: 0, priced: true, note: '', createdAt },
  };
  const ruleset = unstoredVersion(version.compiled, {
    ...{ regionCode: snapshot.regionCode, id: pinned.id, version: pinned.version, revision: 0, contentHash: '' },
    ...{ effectiveFrom: pinned.from, effectiveTo: pinned.to, createdById: '', createdByName: '', createdAt },
  });
  const named = { ruleset, catalogue, pointValue: null, engineVersion: platform.engineVersion };
  try {
    return await scoreByPlan(plan, record, { ...named, ...(version.grouper === undefined ? {} : { grouper: version.grouper }) });
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

interface MovedRow {
  readonly seq: bigint;
  readonly changed: readonly Compared[];
}

interface SidesOfCases extends Pick<OpenedWhatIf, 'snapshot'> {
  readonly before: RunPlan;
  readonly after: RunPlan;
}

/** The cases that move, in the order of the year. */
async function movedRows(
  platform: Platform,
  read: Reader,
  { snapshot, before, after }: SidesOfCases,
  { output, institutionCode, first, begin }: MovedCasesWanted,
): Promise<YearPage<MovedRow>> {
  const [old, fresh] = [new ShardScorer(before, platform.judge), new ShardScorer(after, platform.judge)];
  const wanted: YearPageWanted = {
    ...{ selection: casesOfYear(snapshot), without: columnsWithout([old, fresh], []), institutionCode, begin },
    first: Math.min(Math.max(1, first), MOST_MOVED_CASES),
  };
  return await pageOfYear(platform, read, wanted, async (batch) => {
    const [one, other] = [new RowTexts(), new RowTexts()];
    await old.scoreInto(one, batch);
    await fresh.scoreInto(other, batch);
    return [...batch.seq].map((seq, row): MovedRow | undefined => {
      const changed = COMPARED.filter((_, index) => one.rows[row]?.[index] !== other.rows[row]?.[index]);
      return changed.length > 0 && (output === undefined || changed.includes(output)) ? { seq, changed } : undefined;
    });
  });
}

/** What is compared of every case of a batch. */
class RowTexts implements ScoreSink {
  readonly rows: (readonly string[])[] = [];

  addBlock(block: ScoredBlock): void {
    block.each((row, score) => void (this.rows[row] = comparedOf(score)));
  }

  addScore(row: number, _date: string, score: StoredScore): void {
    this.rows[row] = comparedOf(score);
  }

  addProblem(row: number, _date: string, problem: CaseException): void {
    this.rows[row] = comparedProblem(problem);
  }
}
