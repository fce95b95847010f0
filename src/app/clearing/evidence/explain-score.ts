import { CacheKind } from '../../caches/bounded-cache.js';
import { openRun, type RunPlan } from '../run/run-plan.js';
import { parseSnapshot, type RunSnapshot } from '../run/run-snapshot.js';
import { NotFoundError } from '../../base/errors.js';
import type { Platform } from '../../kernel/platform.js';
import type { Reader } from '../../ports/ports.js';
import type { CaseRecord } from '../../ports/cases/ports-case.js';
import type { RunRecord } from '../../ports/clearing/ports-run.js';
import type { CatalogueRecord } from '../../ports/ports-catalogue.js';
import type { GrouperRecord } from '../../ports/ports-grouper.js';
import type { RulesetSummary } from '../../ports/ports-ruleset.js';
import { pointValueOf } from '../../scoring/run-figures.js';
import { CaseScore, decideCase } from '../../scoring/score-case.js';
import { must } from '../../../engine/kit/assert.js';
import { fillCase } from '../../../engine/scoring/case-frame.js';
import { Fraction, yuanToFen, type Fen } from '../../../engine/number/quantity.js';
import type { ScoringFrames } from '../../../engine/scoring/scoring.js';

/** Runs that were opened to explain them: few are looked at at a time. */
const OPENED_RUNS = new CacheKind<string, RunPlan>({ most: 4 });

/** A run made ready from its frozen inputs, kept by their hash. */
export async function openedRun(platform: Platform, read: Reader, { regionCode, runNo, inputHash }: RunRecord): Promise<RunPlan> {
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
  const dated = datedBy(plan, record);
  const { version } = must(plan.settingOn(dated), 'setting of the case');
  const stated = must(plan.snapshot.catalogues.findLast(({ from }) => from <= dated) ?? plan.snapshot.catalogues[0], 'catalogue');
  const pinned = must(plan.snapshot.rulesets[version.ordinal], 'ruleset of the run');
  const { catalogue, ruleset } = await read(async ({ catalogues, rulesets }) => ({
    catalogue: must(await catalogues.findById(regionCode, stated.id), 'catalogue of the run'),
    ruleset: must(await rulesets.findById(regionCode, pinned.id), 'ruleset of the run'),
  }));
  const pointValue = pointValueOf(run.totals.pointValueFraction);
  const named = { ruleset, catalogue, pointValue, engineVersion: plan.snapshot.engineVersion };
  return await scoreByPlan(plan, record, { ...named, ...(pinned.grouper === undefined ? {} : { grouper: pinned.grouper }) });
}

function datedBy({ snapshot }: RunPlan, { settlementDate, dischargeDate }: CaseRecord): string {
  return snapshot.periodBy === 'SETTLEMENT' ? (settlementDate ?? dischargeDate) : dischargeDate;
}

/** What a score is made of beside its plan, by name. */
export interface NamedScore {
  readonly ruleset: RulesetSummary;
  readonly catalogue: CatalogueRecord;
  readonly grouper?: Pick<GrouperRecord, 'contentHash'>;
  readonly pointValue: Fraction | null;
  readonly engineVersion: string;
}

/** Scores a case by a plan, stored or hypothetical, so that everything about the score can be explained. Throws EvaluationError. */
export async function scoreByPlan(plan: RunPlan, record: CaseRecord, named: NamedScore): Promise<CaseScore> {
  const { ruleset, catalogue, grouper, pointValue, engineVersion } = named;
  const { version, groups, fundYear, institutions } = must(plan.settingOn(datedBy(plan, record)), 'setting of the case');
  const { compiled } = version;
  const filled = fillCase(compiled.scoring.filler, compiled.program, record, { regionCode: plan.snapshot.regionCode });
  const institution = must(institutions.get(record.institutionCode), 'institution of the case');
  const frames: ScoringFrames = { fundYear, institution, caseFrame: filled.frame };
  const indexed = { catalogue, index: groups, ...(grouper === undefined ? {} : { grouper }) };
  const scored = await decideCase(compiled, indexed, frames, record);
  return new CaseScore(record, ruleset, compiled, indexed, frames, scored, pointValue, engineVersion);
}
