import type { PublishedBefore } from './published-before.js';
import { hiddenCells, type TableSum } from '../../engine/indicators/small-cells.js';
import { groupBy } from '../../engine/kit/group-by.js';
import type { IndicatorCellKind, IndicatorCell, IndicatorReport } from '../indicators/indicator-report.js';
import type { IndicatorPlan } from '../../engine/indicators/indicator.js';
import { must } from '../../engine/kit/assert.js';
import { QUARTER_KEYS, YEAR_KEY } from '../../engine/plan/periods.js';

/** Indicators that are left out together: what they share could give one away by another. */
export interface MaskGroup {
  /** The first of them. */
  readonly id: string;
  readonly indicators: readonly string[];
  /** Ids of the indicators by whose counts cells are small: theirs stand in the report under these names. */
  readonly cells: readonly string[];
}

/**
 * 一并隐去的指标 the public indicators that have a cell, in groups that share no sum with one another; a count that is published whatever it is
 * (article 24) gives nothing away that is not public, so it joins nobody.
 */
export function maskGroups(indicators: readonly IndicatorPlan[]): readonly MaskGroup[] {
  const groups: { names: Set<string>; indicators: string[]; cells: Set<string> }[] = [];
  const exempt = indicators.filter(({ cell, denominator, numerator }) => cell === undefined && !denominator && numerator.length === 1);
  const always = new Set(exempt.flatMap(({ numerator }) => numerator.map(({ name }) => name)));
  for (const { id, numerator, denominator = [], cell } of indicators) {
    if (cell === undefined) continue;
    const names = new Set([...numerator, ...denominator, cell].map(({ name }) => name).filter((name) => !always.has(name)));
    const own = { names, indicators: [id], cells: new Set([cell.name]) };
    for (const other of groups.filter((group) => [...group.names].some((name) => names.has(name)))) {
      groups.splice(groups.indexOf(other), 1);
      other.names.forEach((name) => own.names.add(name));
      other.cells.forEach((name) => own.cells.add(name));
      own.indicators.unshift(...other.indicators);
    }
    groups.push(own);
  }
  return groups.map(({ indicators: own, cells }) => ({ id: must(own[0], 'indicator'), indicators: own, cells: [...cells].sort() }));
}

/** How many cases a cell has by the name of a count. */
export type CountIn = (cell: IndicatorCell, name: string) => bigint;

const placeOf = ({ kind, code }: Pick<IndicatorCell, 'kind' | 'code'>): string => `${kind} ${code}`;

/** Cells by period and place, numbered as they are met. */
class Numbers {
  readonly #numbers = new Map<string, number>();

  of(period: string, place: string): number {
    const key = `${period} ${place}`;
    const known = this.#numbers.get(key) ?? this.#numbers.size;
    this.#numbers.set(key, known);
    return known;
  }

  get size(): number {
    return this.#numbers.size;
  }
}

/** What a publication has to be seen beside. */
export interface LeftOutAsked {
  readonly report: IndicatorReport;
  readonly group: MaskGroup;
  readonly min: bigint;
  readonly countIn: CountIn;
  /** The last publication of every other period of the fund year. */
  readonly earlier: readonly PublishedBefore[];
}

/**
 * 隐去的单元 the places of a report that a group of indicators leaves out: small ones, and what would give them away within the report or together
 * with what was published of other periods, which add up to one another.
 */
export function leftOut({ report, group, min, countIn, earlier }: LeftOutAsked): ReadonlySet<string> {
  const others = earlier.map((bundle) => ({ ...bundle, states: statesOf(bundle, group) }));
  const counts = report.cells.map((cell) =>
    smallest(
      group.cells.map((name) => countIn(cell, name)),
      min,
    ),
  );
  // Only of places that some period leaves out must it be looked at how periods add up; more of them are found on the way.
  let delicate = new Set(others.flatMap(({ states }) => [...states].flatMap(([place, state]) => (state === 'OUT' ? [place] : []))));
  for (;;) {
    const places = leftOutBeside({ report, counts, min, others, delicate });
    if (others.length === 0 || [...places].every((place) => delicate.has(place))) return places;
    delicate = new Set([...delicate, ...places]);
  }
}

interface Beside {
  readonly report: IndicatorReport;
  readonly counts: readonly bigint[];
  readonly min: bigint;
  readonly others: readonly (PublishedBefore & { readonly states: Published })[];
  readonly delicate: ReadonlySet<string>;
}

/** What others showed is seen in the tables that they were: an institution may stand in another class there, or only there. */
function leftOutBeside({ report: { cells, period }, counts, min, others, delicate }: Beside): ReadonlySet<string> {
  const numbers = new Numbers();
  for (const cell of cells) numbers.of(period.key, placeOf(cell));
  const sums: TableSum[] = [...tableSums(cells, period.key, numbers)];
  const [shown, keptOut, unpublished] = [new Set<number>(), new Set<number>(), new Set<number>()];
  for (const { period: key, states, cells: own } of others) {
    for (const place of delicate) (states.get(place) === 'OUT' ? keptOut : shown).add(numbers.of(key, place));
    sums.push(...tableSums(own, key, numbers, delicate));
  }
  // Institutions add up over periods whatever class they are in; how classes do follows from that and from the tables.
  const places = [...delicate].filter((place) => place.startsWith(`${'INSTITUTION' satisfies IndicatorCellKind} `));
  const ofPeriods = others.length === 0 ? [] : periodSums(period.yearMonths);
  const known = new Set([period.key, ...others.map((other) => other.period)]);
  for (const { total, parts } of ofPeriods) {
    for (const key of [total, ...parts]) if (!known.has(key)) for (const place of places) unpublished.add(numbers.of(key, place));
    for (const place of places) sums.push({ total: numbers.of(total, place), parts: parts.map((part) => numbers.of(part, place)) });
  }
  const all = Array.from({ length: numbers.size }, (_, cell) => counts[cell] ?? null);
  const hidden = hiddenCells({ counts: all, sums, min, shown, keptOut, unpublished });
  return new Set(cells.flatMap((cell, index) => (hidden.has(index) ? [placeOf(cell)] : [])));
}

/** Whether a place is among those that are left out. */
export function isLeftOut(places: ReadonlySet<string>, cell: Pick<IndicatorCell, 'kind' | 'code'>): boolean {
  return places.has(placeOf(cell));
}

/** A cell is small by any of its counts; where none is, the largest says how much it hides beside others. */
function smallest(counts: readonly bigint[], min: bigint): bigint {
  const small = counts.find((count) => count > 0n && count < min);
  return small ?? counts.reduce((most, count) => (count > most ? count : most), 0n);
}

/** A cell of a table: that of a class or level with what it is added up of. */
type TableCell = Pick<IndicatorCell, 'kind' | 'code'> & Partial<Pick<IndicatorCell, 'institutions'>>;

/** The region by class, by level and by institution; classes and levels by institution. `only`: what others are is known. */
function tableSums(cells: readonly TableCell[], period: string, numbers: Numbers, only?: ReadonlySet<string>): readonly TableSum[] {
  const by = groupBy(cells, ({ kind }) => kind);
  const of = (kind: IndicatorCellKind): readonly TableCell[] => by.get(kind) ?? [];
  const number = (cell: TableCell): number => numbers.of(period, placeOf(cell));
  const isUnsure = (cell: TableCell): boolean => only?.has(placeOf(cell)) ?? true;
  const sum = (total: TableCell, parts: readonly TableCell[]): readonly TableSum[] => {
    const unsure = parts.filter(isUnsure);
    return parts.length === 0 || (unsure.length === 0 && !isUnsure(total)) ? [] : [{ total: number(total), parts: unsure.map(number) }];
  };
  return [
    ...of('REGION').flatMap((total) => [...sum(total, of('CLASS')), ...sum(total, of('LEVEL')), ...sum(total, of('INSTITUTION'))]),
    ...[...of('CLASS'), ...of('LEVEL')].flatMap((total) =>
      sum(
        total,
        of('INSTITUTION').filter(({ code }) => total.institutions?.includes(code)),
      ),
    ),
  ];
}

type Published = ReadonlyMap<string, 'SHOWN' | 'OUT'>;

/** What an earlier publication showed of the group: a place is shown where any of its indicators has a figure. */
function statesOf({ cells }: PublishedBefore, { indicators }: MaskGroup): Published {
  return new Map(
    cells.flatMap((cell): [string, 'SHOWN' | 'OUT'][] => {
      const own = cell.figures.filter(({ indicator }) => indicators.includes(indicator));
      const isOut = own.some(({ reason }) => reason === 'SUPPRESSED') && own.every(({ value }) => value === null);
      return [[placeOf(cell), isOut ? 'OUT' : 'SHOWN']];
    }),
  );
}

/** How the periods of a year add up: quarters of months, halves of quarters, the year of halves. */
function periodSums(months: readonly string[]): readonly { readonly total: string; readonly parts: readonly string[] }[] {
  if (months.length !== 12) return [];
  return [
    ...QUARTER_KEYS.map((total, index) => ({ total, parts: months.slice(3 * index, 3 * index + 3) })),
    { total: 'H1', parts: QUARTER_KEYS.slice(0, 2) },
    { total: 'H2', parts: QUARTER_KEYS.slice(2) },
    { total: YEAR_KEY, parts: ['H1', 'H2'] },
  ];
}
