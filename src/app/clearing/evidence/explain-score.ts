import { CacheKind } from '../../caches/bounded-cache.js';
import { openRun, type RunPlan } from '../run/run-plan.js';
import { parseSnapshot, type RunSnapshot } from '../run/run-snapshot.js';
import { NotFoundError } from '../../base/errors.js';
import type { Platform } from '../../kernel/platform.js';
import type { Reader } from '../../ports/ports.js';
import type { CaseRecord } from '../../ports/cases/ports-case.js';
import type { RunRecord } from '../../ports/clearing/ports-run.js';
import { pointValueOf } from '../../scoring/run-figures.js';
import { CaseScore, decideCase } from '../../scoring/score-case.js';
import { must } from '../../../engine/kit/assert.js';
import { fillCase } from '../../../engine/scoring/case-frame.js';
import { Fraction, yuanToFen, type Fen } from '../../../engine/number/quantity.js';
import type { ScoringFrames } from '../../../engine/scoring/scoring.js';

/** Runs that were opened to explain them: few are looked at at a time. */
const OPENED_RUNS = new CacheKind<string, RunPlan>({ most: 4 });

/** A run made ready from its frozen inputs, kept by their hash. */
async function openedRun(platform: Platform, read: Reader, { regionCode, runNo, inputHash }: RunRecord): Promise<RunPlan> {
  const opened = OPENED_RUNS.of(platform.caches);
  const kept = opened.get(inputHash);
  if (kept !== undefined) return kept;
  const plan = await openRun(platform, read, await frozenInputs(read, regionCode, runNo));
  opened.keep(inputHash, plan);
  return plan;
}

async function frozenInputs(read: Reader, regionCode: string, runNo: number): Promise<RunSnapshot> {
  return parseSnapshot(must(await read(({ runs }) => runs.frozenInputs(regionCode, runNo)), 'frozen inputs of a run that is seen'));
}

/** 年度DIP医保基金支出 what a run has to share out, before it has ended: worked out from its frozen budget. Fen. */
export async function budgetOfRun(platform: Platform, read: Reader, run: RunRecord): Promise<Fen> {
  const plan = await openedRun(platform, read, run);
  const { fundYear } = must(plan.settingOn(plan.snapshot.to), 'setting of the last day');
  const slot = plan.yearVersion.compiled.program.scopes.fundYear.slotByName.get('dipBudget');
  const value = slot === undefined ? undefined : fundYear[slot];
  if (value instanceof Fraction) return yuanToFen(value);
  throw new NotFoundError({ zh: '预算', en: 'budget' }, 'dipBudget');
}

/**
 * Scores a case again as a run did: with the run's frozen versions, catalogue, profiles and figures, not with today's. The run's point value,
 * where it has one, gives the payment. Everything about the score can then be explained.
 */
export async function explainScore(platform: Platform, read: Reader, run: RunRecord, record: CaseRecord): Promise<CaseScore> {
  const plan = await openedRun(platform, read, run);
  const { regionCode } = run;
  const dated = plan.snapshot.periodBy === 'SETTLEMENT' ? (record.settlementDate ?? record.dischargeDate) : record.dischargeDate;
  const { version, groups, fundYear, institutions } = must(plan.settingOn(dated), 'setting of the case');
  const { compiled } = version;
  const filled = fillCase(compiled.scoring.filler, compiled.program, record, { regionCode });
  const institution = must(institutions.get(record.institutionCode), 'institution of the case');
  const frames: ScoringFrames = { fundYear, institution, caseFrame: filled.frame };
  const stated = must(plan.snapshot.catalogues.findLast(({ from }) => from <= dated) ?? plan.snapshot.catalogues[0], 'catalogue');
  const pinned = must(plan.snapshot.rulesets[version.ordinal], 'ruleset of the run');
  const { catalogue, ruleset } = await read(async ({ catalogues, rulesets }) => ({
    catalogue: must(await catalogues.findById(regionCode, stated.id), 'catalogue of the run'),
    ruleset: must(await rulesets.findById(regionCode, pinned.id), 'ruleset of the run'),
  }));
  const indexed = { catalogue, index: groups, ...(pinned.grouper === undefined ? {} : { grouper: pinned.grouper }) };
  const scored = await decideCase(compiled, indexed, frames, record);
  return new CaseScore(
    record,
    ruleset,
    compiled,
    indexed,
    frames,
    scored,
    pointValueOf(run.totals.pointValueFraction),
    plan.snapshot.engineVersion,
  );
}
