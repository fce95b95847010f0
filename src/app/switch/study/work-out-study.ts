import { BatchCases } from '../../clearing/blocks/batch-case.js';
import { inputHashOf } from '../../clearing/run/run-snapshot.js';
import type { RunPlan } from '../../clearing/run/run-plan.js';
import { sourceOf } from '../../clearing/run/run-source.js';
import { historyOf, selectionOf, type FrozenStudy, type ReadyStudy } from './freeze-study.js';
import { GROUP_FINDINGS, type GroupFinding } from './group-findings.js';
import { columnsOfLeftOut, GroupHistory } from './group-history.js';
import type { OpenedSide } from './open-side.js';
import { priceGroups, type PricedGroups } from './price-groups.js';
import { columnsWithout, SideScorer } from './read-history.js';
import { sumOf } from './share-fund.js';
import type { SideRows } from './side-rows.js';
import { sidePlan, withoutFigures } from './side-plan.js';
import { StudyCounts } from './study-counts.js';
import { studyRows, type StudyRows } from './study-rows.js';
import { readCatalogueMethod } from '../../catalogues/catalogue-method-document.js';
import { writeCatalogueCsv } from '../../catalogues/catalogue-csv.js';
import { hashOf } from '../../kernel/command.js';
import type { Platform } from '../../kernel/platform.js';
import type { CaseBatch, CaseSelection } from '../../ports/cases/ports-case.js';
import type { BlockShard, FrozenYear } from '../../ports/cases/ports-frozen.js';
import { batchesOfYear, casesIn, openFrozenYear, shardsOfYear } from '../../frozen/frozen-year.js';
import { assert, must } from '../../../engine/kit/assert.js';
import {
  add,
  decimal,
  Fraction,
  multiply,
  printFen,
  printFixed,
  printShort,
  whole,
  yuanToFen,
  ZERO,
  type Fen,
} from '../../../engine/number/quantity.js';
import type { DiseaseGroup } from '../../../engine/plan/catalogue.js';

/** 基金来源 where the amount comes from that is shared out: stated, the recorded budget by the old side's ruleset, or the cost of the year's cases. */
export type FundSource = 'STATED' | 'BUDGET' | 'COSTS';

/** 测算结果 what came of a study as a whole; decimals are text. */
export interface StudyReport {
  readonly cases: number;
  readonly yearCases: number;
  readonly fund: string;
  readonly fundSource: FundSource;
  /** Points of the year's cases under each side. */
  readonly pointsFrom: string;
  readonly pointsTo: string;
  /** Sum of what institutions win and lose: 0.00, asserted. */
  readonly differences: string;
  /**
   * 总分值不变 the total of base points that was kept, the factor, what rounding left over; `cases`: of all insurances, those that had a group (absent in
   * studies from before). null where nothing was computed.
   */
  readonly scale: {
    readonly kept: string;
    readonly factor: string;
    readonly residue: string;
    readonly regionMean: string;
    readonly cases?: number;
  } | null;
  /** Cases that could not be scored, by code. */
  readonly problemsFrom: Readonly<Record<string, number>>;
  readonly problemsTo: Readonly<Record<string, number>>;
  /** How many groups have each finding. */
  readonly findings: Readonly<Partial<Record<GroupFinding, number>>>;
  readonly cells: number;
  readonly groups: number;
  readonly institutions: number;
  /** SHA-256 of everything that each side was worked out from beside the cases. */
  readonly inputHashFrom: string;
  readonly inputHashTo: string;
}

/** A study that is worked out. */
export interface WorkedStudy {
  readonly report: StudyReport;
  readonly rows: StudyRows;
  /** The new side's catalogue with the points that were computed. */
  readonly catalogueCsv: string | null;
  /** SHA-256 of inputs, report and rows. */
  readonly resultHash: string;
}

/** Told how many cases were read, of how many in all. */
export type StudyProgress = (phase: 'PRICE' | 'COUNT', done: number, total: number) => Promise<void>;

/**
 * Works a study out: points first where they are to be computed, then every case on both sides. The result depends neither on how its cases are
 * cut into shards nor on their order; `cut` is for those who show that. Throws RULESET_INVALID, `SelfCheckFailed`.
 */
export async function workOutStudy(
  platform: Platform,
  { frozen, sides }: ReadyStudy,
  progress: StudyProgress,
  cut: (year: FrozenYear) => readonly BlockShard[] = shardsOfYear,
): Promise<WorkedStudy> {
  const read = await openCases(platform, selectionOf(frozen), cut);
  const history = frozen.method === null ? undefined : await openCases(platform, historyOf(frozen), cut);
  const study = new StudyAtWork(platform, { frozen, sides }, { read, history }, progress);
  const from = await sidePlan(frozen.inputs, sides.from, sides.from.catalogue.groups);
  const priced = history === undefined ? undefined : await study.price(from, frozen.method, history);
  const groups = { from: sides.from.catalogue.groups, to: priced?.groups ?? sides.to.catalogue.groups };
  const to = await sidePlan(frozen.inputs, sides.to, groups.to);
  const counted = await study.count(from, to);
  const fund = fundOf(frozen, from, counted.counts);
  const names = new Map(frozen.inputs.institutions.map(({ code, name }) => [code, name]));
  const ties = { from: sides.from.compiled.plan.allocationTies, to: sides.to.compiled.plan.allocationTies };
  const rows = studyRows({ counts: counted.counts, groups, names, fundFen: fund.fen, ties, limits: frozen.limits });
  const report = reportOf({ ...counted, rows, fund, priced, plans: { from, to } });
  return {
    report,
    rows,
    catalogueCsv: priced === undefined ? null : writeCatalogueCsv(priced.groups),
    resultHash: resultHashOf(frozen, report, rows),
  };
}

/** As content: not of the ids and the sequence under which a store keeps the inputs. */
function resultHashOf({ years, points, method, limits }: FrozenStudy, report: StudyReport, rows: StudyRows): string {
  return hashOf({ years, points, method, limits, report, rows });
}

interface Counted {
  readonly counts: StudyCounts;
  readonly scorers: { readonly from: SideScorer; readonly to: SideScorer };
}

/** Cases that a study goes through, and how they are cut. */
interface StudyCases {
  readonly year: FrozenYear;
  readonly shards: readonly BlockShard[];
  readonly count: number;
}

async function openCases(
  platform: Platform,
  selection: CaseSelection,
  cut: (year: FrozenYear) => readonly BlockShard[],
): Promise<StudyCases> {
  const year = await openFrozenYear(platform, selection);
  return { year, shards: cut(year), count: Number(await casesIn(platform, year.selection)) };
}

/** A study on its way through the cases. */
class StudyAtWork {
  readonly frozen: FrozenStudy;
  readonly sides: ReadyStudy['sides'];
  readonly cases: StudyCases;
  #done = 0;
  readonly #total: number;

  constructor(
    readonly platform: Platform,
    { frozen, sides }: Pick<ReadyStudy, 'frozen' | 'sides'>,
    { read, history }: { readonly read: StudyCases; readonly history: StudyCases | undefined },
    readonly progress: StudyProgress,
  ) {
    this.frozen = frozen;
    this.sides = sides;
    this.cases = read;
    this.#total = read.count + (history?.count ?? 0);
  }

  /**
   * Groups the cases of all insurances on the new side without any points, and the last year's on the old side for the total to keep; then computes
   * the points: a catalogue is the region's, whoever insures a patient (N21-18).
   */
  async price(from: RunPlan, document: unknown, cases: StudyCases): Promise<PricedGroups> {
    const { inputs, years } = this.frozen;
    const { method, excludeCaseFlags: flags, insuredElsewhere } = readCatalogueMethod(document);
    const leftOut = { regionCode: inputs.regionCode, flags, insuredElsewhere };
    const { groups } = this.sides.to.catalogue;
    const { institutions } = sourceOf(from.snapshot);
    const bare = await sidePlan(inputs, this.sides.to, withoutFigures(groups, institutions));
    const [old, fresh] = [new SideScorer(this.platform, from), new SideScorer(this.platform, bare)];
    const history = new GroupHistory(years.length, institutions, leftOut);
    const oldCases = new Map<string, number>();
    const asked = ['admissionDate', ...columnsOfLeftOut(leftOut)] as const;
    for await (const { batch, yearOf } of this.#batches('PRICE', cases, columnsWithout([old, fresh], asked))) {
      history.add(batch, await fresh.score(batch, false), yearOf);
      const counts = (row: number): boolean => yearOf(row) === years.length - 1 && history.takes(batch, row);
      countLastYear(await old.score(batch, false), counts, oldCases);
    }
    return priceGroups(groups, history, method, basePoints(this.sides.from, oldCases));
  }

  /** Counts every case on both sides. */
  async count(from: RunPlan, to: RunPlan): Promise<Counted> {
    const scorers = { from: new SideScorer(this.platform, from), to: new SideScorer(this.platform, to) };
    const counts = new StudyCounts(this.frozen.years.length, { from: scorers.from.places, to: scorers.to.places });
    for await (const { batch, yearOf } of this.#batches('COUNT', this.cases, columnsWithout([scorers.from, scorers.to], []))) {
      const old = await scorers.from.score(batch, true);
      counts.add({ batch, yearOf, from: old, to: await scorers.to.score(batch, true) });
    }
    return { counts, scorers };
  }

  async *#batches(
    phase: Parameters<StudyProgress>[0],
    { year, shards }: StudyCases,
    without: ReturnType<typeof columnsWithout>,
  ): AsyncGenerator<{ readonly batch: CaseBatch; readonly yearOf: (row: number) => number }> {
    const { years, inputs } = this.frozen;
    for await (const batch of batchesOfYear(this.platform, year, shards, without)) {
      const cases = new BatchCases(batch);
      const yearOf = (row: number): number => {
        const date = cases.dateAt(row, inputs.periodBy);
        return years.findIndex(({ to }) => date <= to);
      };
      yield { batch, yearOf };
      this.#done += batch.count;
      await this.progress(phase, this.#done, this.#total);
    }
  }
}

function countLastYear({ side, places }: SideRows, counts: (row: number) => boolean, cases: Map<string, number>): void {
  places.forEach((place, row) => {
    const code = side.list[place]?.code ?? null;
    if (code !== null && counts(row)) cases.set(code, (cases.get(code) ?? 0) + 1);
  });
}

/** Σ points of the group × its cases. */
function basePoints({ catalogue }: OpenedSide, cases: ReadonlyMap<string, number>): Fraction {
  return catalogue.groups.reduce((sum, { code, points }: DiseaseGroup) => add(sum, multiply(points, whole(cases.get(code) ?? 0))), ZERO);
}

interface Fund {
  readonly fen: Fen;
  readonly source: FundSource;
}

function fundOf({ fund, inputs }: FrozenStudy, from: RunPlan, counts: StudyCounts): Fund {
  if (fund !== null) return { fen: yuanToFen(decimal(fund)), source: 'STATED' };
  const slot = from.yearVersion.compiled.program.scopes.fundYear.slotByName.get('dipBudget');
  const budget = slot === undefined ? undefined : must(from.settingOn(inputs.to), 'setting of the last day').fundYear[slot];
  if (budget instanceof Fraction && budget.n > 0n) return { fen: yuanToFen(budget), source: 'BUDGET' };
  const costs = [...counts.institutions.values()].map(({ costFen }) => must(costFen.at(-1), 'cost of the year'));
  return { fen: costs.reduce((sum, fen) => sum + fen, 0n), source: 'COSTS' };
}

interface Reported extends Counted {
  readonly rows: StudyRows;
  readonly fund: Fund;
  readonly priced: PricedGroups | undefined;
  readonly plans: { readonly from: RunPlan; readonly to: RunPlan };
}

function reportOf({ counts, scorers, rows, fund, priced, plans }: Reported): StudyReport {
  const sums = [...counts.institutions.values()];
  const cases = sums.reduce((all, own) => all + own.cases.reduce((sum, count) => sum + count, 0), 0);
  const inCells = rows.cells.reduce((sum, cell) => sum + cell.cases, 0);
  assert(cases === inCells, 'every case stands in one cell and in one institution');
  const differences = rows.institutions.reduce((sum, { difference }) => sum + yuanToFen(decimal(difference)), 0n);
  assert(differences === 0n, 'what institutions win and lose comes to 0.00');
  const points = (side: number): string => printShort(sumOf(sums.map((own) => own.points.at(side))));
  return {
    ...{ cases, yearCases: sums.reduce((all, own) => all + must(own.cases.at(-1), 'year'), 0) },
    ...{ fund: printFen(fund.fen), fundSource: fund.source, pointsFrom: points(0), pointsTo: points(1) },
    ...{ differences: printFen(differences), scale: priced === undefined ? null : scaleOf(priced) },
    ...{ problemsFrom: Object.fromEntries(scorers.from.problems), problemsTo: Object.fromEntries(scorers.to.problems) },
    findings: findingCounts(rows),
    ...{ cells: rows.cells.length, groups: rows.groups.length, institutions: rows.institutions.length },
    ...{ inputHashFrom: inputHashOf(plans.from.snapshot), inputHashTo: inputHashOf(plans.to.snapshot) },
  };
}

function scaleOf({ kept, normalisation, regionMean, cases }: PricedGroups): StudyReport['scale'] {
  const { factor, residue } = normalisation;
  return { kept: printShort(kept), factor: printShort(factor), residue: printShort(residue), regionMean: printFixed(regionMean, 2), cases };
}

function findingCounts({ groups }: StudyRows): StudyReport['findings'] {
  const found = groups.flatMap(({ findings }) => findings);
  return Object.fromEntries(GROUP_FINDINGS.map((finding) => [finding, found.filter((one) => one === finding).length]));
}
