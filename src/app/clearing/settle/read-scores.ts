import { STORED_SCALE } from '../blocks/stored-outputs.js';
import { ALL_CASES, ALL_POINTS, ALL_EXCEPTIONS, type Aggregates, EXCLUDED } from '../run/aggregates.js';
import type { InstitutionFiguresNow } from './stand-out-checks.js';
import type { ShardResult } from '../../ports/clearing/ports-run.js';
import type { AggregateAsked, GroupSumRow, InstitutionCost, ScorePart, ScoreSumRow } from '../../ports/clearing/ports-score.js';
import type { Accumulator } from '../../../engine/clearing/accumulator.js';
import { add, compare, type Fraction, printFixed, storedDecimal, ZERO } from '../../../engine/number/quantity.js';

/** What SQL makes of the stored scores, and what the shards said of themselves. */
export interface ScoredRun {
  /** Of all cases of an institution, whatever became of them. */
  readonly cases: ReadonlyMap<string, { readonly cases: number; readonly points: string }>;
  readonly byInstitution: readonly ScoreSumRow[];
  readonly byMonth: readonly ScoreSumRow[];
  /** Where the ruleset adds anything up by disease group. */
  readonly byGroup: readonly GroupSumRow[];
  readonly total: { readonly cases: bigint; readonly points: string; readonly exceptions: bigint };
  readonly outcomes: ReadonlyMap<number, bigint>;
  readonly shards: readonly ShardResult[];
  /** Cases, points and cost by institution code. */
  readonly figures: ReadonlyMap<string, InstitutionFiguresNow>;
  /** How many cases of an institution were excluded. */
  readonly excluded: ReadonlyMap<string, bigint>;
  /** Parts that hold every score of the run, in which it is looked through. */
  readonly parts: readonly ScorePart[];
}

/** The aggregates of parts of a run, added up. */
export class SumsOfParts {
  readonly #byInstitution = new Map<string, RowSums>();
  readonly #byMonth = new Map<string, RowSums>();
  readonly #outcomes = new Map<number, bigint>();
  readonly #byGroup = new Map<string, GroupSums>();
  readonly #costs = new Map<string, { readonly cost: Fraction; readonly most: Fraction }>();

  readonly asked: readonly AggregateAsked[];
  readonly grouped: readonly AggregateAsked[];

  constructor({ asked, grouped }: Pick<Aggregates, 'asked' | 'grouped'>) {
    this.asked = asked;
    this.grouped = grouped;
  }

  addRows(rows: readonly ScoreSumRow[]): void {
    for (const row of rows) {
      const { institutionCode, month } = row;
      addTo(this.#byInstitution, institutionCode, { institutionCode, month: null }, row);
      addTo(this.#byMonth, `${institutionCode} ${month ?? ''}`, { institutionCode, month }, row);
    }
  }

  addGroups(rows: readonly GroupSumRow[]): void {
    for (const { institutionCode, groupCode, values } of rows) {
      const fresh = { institutionCode, groupCode, values: new Map<string, Fraction>() };
      addValues(this.#byGroup, groupKey(institutionCode, groupCode), fresh, exactValues(values));
    }
  }

  /** Adds what an accumulator of the same aggregates holds, no number of which was ever text. */
  addAccumulated(accumulator: Accumulator): void {
    for (const { institutionCode, month, sums } of accumulator.places()) {
      const values = this.asked.map(({ id }, index): [string, Fraction] => [id, sums.at(index)]);
      addValues(this.#byInstitution, institutionCode, { institutionCode, month: null, values: new Map() }, values);
      addValues(this.#byMonth, `${institutionCode} ${month}`, { institutionCode, month, values: new Map() }, values);
    }
    this.#addAccumulatedGroups(accumulator);
  }

  #addAccumulatedGroups(accumulator: Accumulator): void {
    for (const { institutionCode, groupCode, sums } of accumulator.groups()) {
      const values = this.grouped.map(({ id }, index): [string, Fraction] => [id, sums.at(index)]);
      addValues(this.#byGroup, groupKey(institutionCode, groupCode), { institutionCode, groupCode, values: new Map() }, values);
    }
  }

  addOutcomes(counts: ReadonlyMap<number, bigint>): void {
    for (const [id, count] of counts) this.#outcomes.set(id, (this.#outcomes.get(id) ?? 0n) + count);
  }

  addCosts(costs: readonly InstitutionCost[]): void {
    for (const { institutionCode, cost, most } of costs) {
      const own = this.#costs.get(institutionCode) ?? { cost: ZERO, most: ZERO };
      const dearest = storedDecimal(most);
      this.#costs.set(institutionCode, {
        cost: add(own.cost, storedDecimal(cost)),
        most: compare(dearest, own.most) > 0 ? dearest : own.most,
      });
    }
  }

  result(): Omit<ScoredRun, 'shards' | 'parts'> {
    const byInstitution = this.#rows(this.#byInstitution);
    const byMonth = this.#rows(this.#byMonth);
    const cases = byInstitution.map(({ institutionCode, values }): [string, { cases: number; points: string }] => [
      institutionCode,
      { cases: Number(values[ALL_CASES] ?? '0'), points: values[ALL_POINTS] ?? '0' },
    ]);
    const all = (id: string): Fraction =>
      [...this.#byInstitution.values()].reduce((sum, { values }) => add(sum, values.get(id) ?? ZERO), ZERO);
    const total = {
      cases: all(ALL_CASES).n,
      points: printFixed(all(ALL_POINTS), STORED_SCALE),
      exceptions: all(ALL_EXCEPTIONS).n,
    };
    const ofCode = (id: string): ReadonlyMap<string, bigint> =>
      new Map([...this.#byInstitution].map(([code, { values }]) => [code, (values.get(id) ?? ZERO).n]));
    return {
      ...{ byInstitution, byMonth, byGroup: this.#groupRows(), total, cases: new Map(cases), outcomes: this.#outcomes },
      figures: this.#figures(),
      excluded: ofCode(EXCLUDED),
    };
  }

  #figures(): ReadonlyMap<string, InstitutionFiguresNow> {
    return new Map(
      [...this.#byInstitution].map(([code, { values }]) => [
        code,
        {
          cases: (values.get(ALL_CASES) ?? ZERO).n,
          points: values.get(ALL_POINTS) ?? ZERO,
          ...(this.#costs.get(code) ?? { cost: ZERO, most: ZERO }),
        },
      ]),
    );
  }

  /** Rising, as SQL gives them. */
  #rows(sums: ReadonlyMap<string, RowSums>): ScoreSumRow[] {
    const print = this.#printer();
    const rows = [...sums.values()].map(({ institutionCode, month, values }) => ({ institutionCode, month, values: print(values) }));
    return rows.sort((a, b) => compareTexts(a.institutionCode, b.institutionCode) || (a.month ?? 0) - (b.month ?? 0));
  }

  #groupRows(): GroupSumRow[] {
    const print = this.#printer();
    const rows = [...this.#byGroup.values()].map(({ values, ...place }) => ({ ...place, values: print(values) }));
    return rows.sort((a, b) => compareTexts(a.institutionCode, b.institutionCode) || compareTexts(a.groupCode, b.groupCode));
  }

  /** Prints sums as they are stored, counts as whole numbers. */
  #printer(): (values: Sums) => Record<string, string> {
    const isCount = new Set(
      this.asked.flatMap(({ id, sum }) => (sum === undefined || sum === 'EXCEPTIONS' || sum === 'EXCLUDED' ? [id] : [])),
    );
    return (values) => Object.fromEntries([...values].map(([id, value]) => [id, printFixed(value, isCount.has(id) ? 0 : STORED_SCALE)]));
  }
}

type Sums = Map<string, Fraction>;

interface GroupSums {
  readonly institutionCode: string;
  readonly groupCode: string;
  readonly values: Sums;
}

function groupKey(institutionCode: string, groupCode: string): string {
  return `${institutionCode} ${groupCode}`;
}

interface RowSums {
  readonly institutionCode: string;
  readonly month: number | null;
  readonly values: Sums;
}

function addTo(sums: Map<string, RowSums>, key: string, place: Omit<RowSums, 'values'>, { values }: ScoreSumRow): void {
  addValues(sums, key, { ...place, values: new Map() }, exactValues(values));
}

/** Sums of SQL, exactly. */
function exactValues(values: ScoreSumRow['values']): readonly (readonly [string, Fraction])[] {
  return Object.entries(values).map(([id, text]) => [id, storedDecimal(text)]);
}

/** Adds values to the row of a key; the first time to a new one. */
function addValues<Row extends { readonly values: Sums }>(
  sums: Map<string, Row>,
  key: string,
  fresh: Row,
  values: readonly (readonly [string, Fraction])[],
): void {
  const own = sums.get(key) ?? fresh;
  sums.set(key, own);
  for (const [id, value] of values) own.values.set(id, add(own.values.get(id) ?? ZERO, value));
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
