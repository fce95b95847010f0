import type { CasePlace, NoGroup } from './side-rows.js';
import type { YearlySums, CellSums, InstitutionSums, StudyCounts } from './study-counts.js';
import { findingsOf, type GroupFinding } from './group-findings.js';
import { shareFund, shareOf, sumOf, type SharedFund } from './share-fund.js';
import type { SwitchLimits } from './switch-request.js';
import { must } from '../../../engine/kit/assert.js';
import { groupBy } from '../../../engine/kit/group-by.js';
import { byCode } from '../../../engine/number/allocate.js';
import { decimal, printFen, printFixed, printShort, whole, type Fen, type Fraction } from '../../../engine/number/quantity.js';
import { squareRoot, variationSquared, type CostSums } from '../../../engine/catalogue/catalogue-formulas.js';
import type { DiseaseGroup } from '../../../engine/plan/catalogue.js';

/** Cases and costs, of all years and of the year studied; money in yuan with 2 places, points and shares as decimals. */
interface CountedRow {
  /** By year, oldest first. */
  readonly casesByYear: readonly number[];
  readonly cases: number;
  readonly cost: string;
  readonly yearCases: number;
  readonly yearCost: string;
}

/** What the year's fund gives under both sides. */
interface SharedRow {
  readonly pointsFrom: string;
  readonly pointsTo: string;
  readonly moneyFrom: string;
  readonly moneyTo: string;
  /** New − old. */
  readonly difference: string;
}

/** 去向 a cell of the matrix: cases of one place on the old side and one on the new one. */
export interface SwitchCellRow extends CountedRow, SharedRow {
  /** Group; null where there is none, and then why. */
  readonly from: string | null;
  readonly fromNone: NoGroup | null;
  readonly to: string | null;
  readonly toNone: NoGroup | null;
  /** Share of the old place's cases, all years. */
  readonly shareOfFrom: string;
}

/** 组 a group of a side, with what is found of it. */
export interface SwitchGroupRow extends CountedRow {
  readonly side: 'FROM' | 'TO';
  readonly code: string;
  readonly name: string;
  /** 病种分值、权重 as its catalogue has it, or as computed. */
  readonly points: string;
  readonly meanCost: string | null;
  /** Of the cost of all cases of all years, over n. */
  readonly variation: string | null;
  /** How many groups of the other side share its cases. */
  readonly others: number;
  readonly findings: readonly GroupFinding[];
}

/** 机构 an institution under both sides. */
export interface SwitchInstitutionRow extends CountedRow, SharedRow {
  readonly code: string;
  readonly name: string;
  /** Cases without a group by year. */
  readonly withoutGroupFrom: readonly number[];
  readonly withoutGroupTo: readonly number[];
  readonly shareFrom: string;
  readonly shareTo: string;
  /** Difference ÷ money under the old side; null where that is 0.00. */
  readonly change: string | null;
}

/** The tables of a study. */
export interface StudyRows {
  readonly cells: readonly SwitchCellRow[];
  readonly groups: readonly SwitchGroupRow[];
  readonly institutions: readonly SwitchInstitutionRow[];
}

/** What tables are made of beside the counts. */
export interface StudyTables {
  readonly counts: StudyCounts;
  readonly groups: { readonly from: readonly DiseaseGroup[]; readonly to: readonly DiseaseGroup[] };
  readonly names: ReadonlyMap<string, string>;
  readonly fundFen: Fen;
  readonly ties: SharedFund['ties'];
  readonly limits: SwitchLimits;
}

const SHARE_PLACES = 6;
const VARIATION = { scale: 4, mode: 'HALF_UP' } as const;

/** Makes the tables of a study. Throws RULESET_INVALID where a side has no points. */
export function studyRows(tables: StudyTables): StudyRows {
  return { cells: cellRows(tables), groups: groupRows(tables), institutions: institutionRows(tables) };
}

function counted({ cases, costFen }: Pick<YearlySums, 'cases' | 'costFen'>): CountedRow {
  return {
    casesByYear: cases,
    cases: total(cases),
    cost: printFen(costFen.reduce((sum, fen) => sum + fen, 0n)),
    yearCases: must(cases.at(-1), 'cases of the year'),
    yearCost: printFen(must(costFen.at(-1), 'cost of the year')),
  };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

const pointsOf = (sums: YearlySums): readonly [from: Fraction, to: Fraction] => [sums.points.at(0), sums.points.at(1)];

/** Rows with the fund shared out between them. */
function shared<S extends YearlySums>(
  rows: readonly S[],
  codeOf: (sums: S) => string,
  { fundFen, ties }: StudyTables,
): readonly SharedRow[] {
  const parties = rows.map((sums) => ({ code: codeOf(sums), points: pointsOf(sums) }));
  const { from, to } = shareFund({ fundFen, parties, ties });
  return parties.map(({ points }, index) => {
    const [before, after] = [must(from[index], 'share'), must(to[index], 'share')];
    return {
      ...{ pointsFrom: printShort(points[0]), pointsTo: printShort(points[1]) },
      ...{ moneyFrom: printFen(before), moneyTo: printFen(after), difference: printFen(after - before) },
    };
  });
}

/** Places in order: groups by code, then those without. */
function placeKey({ code, none }: CasePlace): string {
  return code === null ? `~${none ?? ''}` : `!${code}`;
}

function cellRows(tables: StudyTables): readonly SwitchCellRow[] {
  const { sides, cells } = tables.counts;
  const placeOf = (cell: CellSums): readonly [CasePlace, CasePlace] => [
    must(sides.from.list[cell.from], 'place'),
    must(sides.to.list[cell.to], 'place'),
  ];
  const keyOf = (cell: CellSums): string => placeOf(cell).map(placeKey).join(' ');
  const sorted = [...cells.values()].sort((a, b) => byCode(keyOf(a), keyOf(b)));
  const casesFrom = new Map<number, number>();
  for (const { from, cases } of sorted) casesFrom.set(from, (casesFrom.get(from) ?? 0) + total(cases));
  const money = shared(sorted, keyOf, tables);
  return sorted.map((cell, index) => {
    const [from, to] = placeOf(cell);
    const share = shareOf(whole(total(cell.cases)), whole(must(casesFrom.get(cell.from), 'cases of the old place')));
    return {
      ...{ from: from.code, fromNone: from.none ?? null, to: to.code, toNone: to.none ?? null },
      ...{ ...counted(cell), ...must(money[index], 'share'), shareOfFrom: printFixed(share, SHARE_PLACES) },
    };
  });
}

function institutionRows(tables: StudyTables): readonly SwitchInstitutionRow[] {
  const sorted = [...tables.counts.institutions.values()].sort((a, b) => byCode(a.code, b.code));
  const money = shared(sorted, ({ code }) => code, tables);
  const points = sorted.map(pointsOf);
  const totals = ([0, 1] as const).map((side) => sumOf(points.map((both) => both[side])));
  const share = (sums: InstitutionSums, side: 0 | 1): string =>
    printFixed(shareOf(pointsOf(sums)[side], must(totals[side], 'total')), SHARE_PLACES);
  return sorted.map((sums, index) => {
    const own = must(money[index], 'share');
    const { from, to } = sums.withoutGroup;
    return {
      ...{ code: sums.code, name: tables.names.get(sums.code) ?? sums.code, ...counted(sums), ...own },
      ...{ withoutGroupFrom: from, withoutGroupTo: to, shareFrom: share(sums, 0), shareTo: share(sums, 1), change: changeOf(own) },
    };
  });
}

function changeOf({ moneyFrom, difference }: SharedRow): string | null {
  return moneyFrom === '0.00' ? null : printFixed(shareOf(decimal(difference), decimal(moneyFrom)), SHARE_PLACES);
}

/** Groups of the old side that had cases, and every group of the new side. */
function groupRows(tables: StudyTables): readonly SwitchGroupRow[] {
  const { counts, groups } = tables;
  return (['FROM', 'TO'] as const).flatMap((side) => {
    const places = side === 'FROM' ? counts.sides.from : counts.sides.to;
    const byGroup = groupBy(counts.cells.values(), (cell) => places.list[side === 'FROM' ? cell.from : cell.to]?.code ?? null);
    const listed = (side === 'FROM' ? groups.from.filter(({ code }) => byGroup.has(code)) : [...groups.to]).sort((a, b) =>
      byCode(a.code, b.code),
    );
    return listed.map((group) => groupRow(side, group, byGroup.get(group.code) ?? [], tables));
  });
}

function groupRow(side: 'FROM' | 'TO', group: DiseaseGroup, cells: readonly CellSums[], { counts, limits }: StudyTables): SwitchGroupRow {
  const { years, sides } = counts;
  const byYear = Array.from({ length: years }, (_, year) => total(cells.map(({ cases }) => cases[year] ?? 0)));
  const costs = Array.from({ length: years }, (_, year) => cells.reduce((sum, { costFen }) => sum + (costFen[year] ?? 0n), 0n));
  const sums: CostSums = {
    cases: BigInt(total(byYear)),
    cost: costs.reduce((sum, fen) => sum + fen, 0n),
    squares: cells.reduce((sum, { squares }) => sum + squares, 0n),
  };
  const others = cells.map((cell) => ({
    code: (side === 'FROM' ? sides.to.list[cell.to] : sides.from.list[cell.from])?.code ?? null,
    cases: total(cell.cases),
  }));
  const squared = variationSquared(sums, 'POPULATION');
  const mean = group.meanCost.get('ALL');
  return {
    ...{ side, code: group.code, name: group.name, points: printShort(group.points) },
    ...{ meanCost: mean === undefined ? null : printShort(mean) },
    ...counted({ cases: byYear, costFen: costs }),
    variation: squared === undefined ? null : printFixed(squareRoot(squared, VARIATION), VARIATION.scale),
    others: others.filter(({ code }) => code !== null).length,
    findings: findingsOf({ side, years, sums, others }, limits),
  };
}
