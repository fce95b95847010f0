import { scoreByPlan } from '../clearing/evidence/explain-score.js';
import type { RunPlan } from '../clearing/run/run-plan.js';
import { NO_GROUP } from './study/side-rows.js';
import { selectionOf, type FrozenSide, type FrozenStudy } from './study/freeze-study.js';
import { columnsWithout, SideScorer } from './study/read-history.js';
import { sidePlan } from './study/side-plan.js';
import { finishedStudy } from './switch-tables.js';
import { switchStudy } from './switch-job.js';
import type { OpenedSide } from './study/open-side.js';
import { readyGrouper } from '../caches/grouper-library.js';
import { CacheKind } from '../caches/bounded-cache.js';
import { readCatalogueCsv } from '../catalogues/catalogue-csv.js';
import { pageOfYear, type PageBegin, type YearPage, type YearPageWanted } from '../frozen/page-year.js';
import { requirePermission } from '../kernel/command.js';
import { UserError } from '../base/errors.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { CaseRecord } from '../ports/cases/ports-case.js';
import type { CatalogueRecord } from '../ports/ports-catalogue.js';
import type { Reader } from '../ports/ports.js';
import type { SwitchStudyRecord } from '../ports/ports-switch.js';
import type { CaseScore } from '../scoring/score-case.js';
import { must } from '../../engine/kit/assert.js';

/** Which cases: those of a cell, in any year of the study, from a row on. A place is a group's code, or UNGROUPED, EXCLUDED, FAILED. */
export interface SwitchCasesWanted {
  readonly regionCode: string;
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly institutionCode?: string;
  readonly first: number;
  readonly begin?: PageBegin | undefined;
}

/** A case under both sides: its score with everything that explains it, or why it has none. */
export interface SwitchedCase {
  readonly record: CaseRecord;
  readonly from: CaseScore | UserError;
  readonly to: CaseScore | UserError;
}

/** A page of cases; `next`: where to go on, null at the end. */
export interface SwitchedCases {
  readonly cases: readonly SwitchedCase[];
  readonly next: bigint | null;
  /** Whether cases were imported or changed since: the answer is of those that the study counted. */
  readonly changedSince: boolean;
}

interface OpenedStudy {
  readonly frozen: FrozenStudy;
  readonly from: RunPlan;
  readonly to: RunPlan;
  readonly sides: { readonly from: OpenedSide; readonly to: OpenedSide };
}

/** Studies that were opened to show their cases: few are looked at at a time. */
const OPENED = new CacheKind<string, OpenedStudy>({ most: 2 });

/** Most cases of a page. */
export const MOST_SWITCHED_CASES = 100;

/**
 * 单元格病例 the cases behind a cell of a study, each with both sides' score and trace: found by grouping the study's cases again, as they stood
 * when it began. Throws FORBIDDEN, NOT_FOUND, RULESET_INVALID (no result).
 */
export async function switchCases(platform: Platform, caller: Caller, wanted: SwitchCasesWanted): Promise<SwitchedCases> {
  const { regionCode, id } = wanted;
  requirePermission(caller.actor, 'case:read', regionCode);
  const study = await switchStudy(caller, regionCode, id);
  const opened = await openStudy(platform, caller.read, study);
  const { rows: seqs, next } = await seqsOf(platform, caller.read, opened, wanted);
  const records = await caller.read(({ cases }) => cases.findBySeq(regionCode, seqs));
  const bySeq = new Map(records.map((record) => [record.seq, record]));
  const cases: SwitchedCase[] = [];
  for (const seq of seqs) {
    const record = must(bySeq.get(seq), 'case of a study');
    const [from, to] = [await scored(platform, opened, 'from', record), await scored(platform, opened, 'to', record)];
    cases.push({ record, from, to });
  }
  const last = await caller.read((unit) => unit.cases.lastImportSeq(regionCode));
  return { cases, next, changedSince: last.toString() !== opened.frozen.throughImportSeq };
}

async function scored(platform: Platform, opened: OpenedStudy, side: 'from' | 'to', record: CaseRecord): Promise<CaseScore | UserError> {
  const { ruleset, catalogue, compiled, grouperKey } = opened.sides[side];
  const { id, version, contentHash, groups } = catalogue;
  const { inputs } = opened.frozen;
  const stated: CatalogueRecord = {
    ...{ regionCode: inputs.regionCode, id: id ?? 'in memory', version, contentHash, groupingHash: compiled.plan.groupingHash },
    ...{ effectiveFrom: inputs.from, groupCount: groups.length, priced: true, note: '', createdAt: ruleset.createdAt },
  };
  const named = { ruleset, catalogue: stated, pointValue: null, engineVersion: platform.engineVersion };
  try {
    return await scoreByPlan(opened[side], record, { ...named, ...(grouperKey === null ? {} : { grouper: grouperKey }) });
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

async function openStudy(platform: Platform, read: Reader, study: SwitchStudyRecord): Promise<OpenedStudy> {
  const { frozen } = finishedStudy(study);
  const cache = OPENED.of(platform.caches);
  const kept = cache.get(study.id);
  if (kept !== undefined) return kept;
  const { regionCode } = study;
  const csv = study.catalogueCsv === null ? undefined : await readCatalogueCsv(Buffer.from(study.catalogueCsv));
  const from = await frozenSide(platform, read, regionCode, frozen.from);
  const to = await frozenSide(platform, read, regionCode, frozen.to, csv?.groups);
  const plans = {
    from: await sidePlan(frozen.inputs, from, from.catalogue.groups),
    to: await sidePlan(frozen.inputs, to, to.catalogue.groups),
  };
  const opened = { frozen, ...plans, sides: { from, to } };
  cache.keep(study.id, opened);
  return opened;
}

/** A side as it was frozen: versions and catalogues never change. */
async function frozenSide(
  platform: Platform,
  read: Reader,
  regionCode: string,
  { ruleset: { id, effectiveHash }, catalogue, grouper: grouperKey }: FrozenSide,
  computed?: OpenedSide['catalogue']['groups'],
): Promise<OpenedSide> {
  const compiled = await platform.rulesets.get(read, { regionCode, id, effectiveHash });
  const ruleset = must(await read(({ rulesets }) => rulesets.findById(regionCode, id)), 'ruleset of a study');
  const catalogueId = catalogue.id;
  const groups =
    computed ?? (await read(({ catalogues }) => catalogues.groups(regionCode, must(catalogueId ?? undefined, 'catalogue of a study'))));
  const grouper = grouperKey === null ? undefined : await readyGrouper(platform, read, grouperKey);
  return { ruleset, compiled, catalogue: { ...catalogue, groups }, grouperKey, ...(grouper === undefined ? {} : { grouper }) };
}

/** The numbers of the cell's cases, in the order of the years. */
async function seqsOf(
  platform: Platform,
  read: Reader,
  { frozen, from, to }: OpenedStudy,
  wanted: SwitchCasesWanted,
): Promise<YearPage<bigint>> {
  const { institutionCode, first, begin } = wanted;
  const [old, fresh] = [new SideScorer(platform, from), new SideScorer(platform, to)];
  const page: YearPageWanted = {
    ...{ selection: selectionOf(frozen), without: columnsWithout([old, fresh], []), institutionCode, begin },
    first: Math.min(Math.max(1, first), MOST_SWITCHED_CASES),
  };
  return await pageOfYear(platform, read, page, async (batch) => {
    const [a, b] = [await old.score(batch, false), await fresh.score(batch, false)];
    const isInCell = (row: number): boolean =>
      placeText(old, a.places[row]) === wanted.from && placeText(fresh, b.places[row]) === wanted.to;
    return [...batch.seq].map((seq, row) => (isInCell(row) ? seq : undefined));
  });
}

function placeText({ places }: SideScorer, place: number | undefined): string {
  const { code, none } = must(places.list[place ?? 0], 'place');
  return code ?? none ?? NO_GROUP[0];
}
