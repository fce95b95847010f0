import { Decimal } from 'decimal.js';
import type { InpatientCase } from '../../src/engine/plan/inpatient-case.js';

/**
 * A catalogue computed the slow and obvious way: every case in memory, one step after the other, with decimals of 80 digits. It shares
 * nothing with the platform, so that the two can be compared.
 */
const D = Decimal.clone({ precision: 80, rounding: Decimal.ROUND_HALF_UP });

/** Ranks of operations that make a combination: 0 surgery, 1 treatment, 2 diagnostic; others make none. */
type Ranks = Readonly<Record<string, number>>;

/** The choices that the slow computation knows. Numbers are decimal text. */
export interface SlowMethod {
  readonly years: readonly string[];
  readonly weights: readonly string[];
  readonly counting: 'YEARLY_AVERAGE' | 'EACH_YEAR' | 'LAST_YEAR';
  readonly minimum: string;
  readonly increase: string;
  readonly small: 'COMPOSITE' | 'MAIN_OPERATION';
  readonly trim: readonly [string, string] | null;
  readonly benchmark: string | null;
  readonly scale: string;
  readonly variance: 'POPULATION' | 'SAMPLE';
  readonly ranks: Ranks;
  readonly excluded: (diagnosis: string) => boolean;
  readonly levelOf: (institution: string, day: string) => string | null;
}

/** One group, printed. */
export interface SlowGroup {
  readonly points: string;
  readonly meanCost: Readonly<Record<string, string>>;
  readonly meanDays: string;
  readonly variation: string | null;
  readonly caseCount: number;
  readonly drugPoints: string | null;
}

interface Row {
  readonly year: number;
  readonly cost: Decimal;
  readonly drug: Decimal | null;
  readonly days: number;
  readonly level: string | null;
  readonly diagnosis: string;
  readonly operations: readonly string[];
  readonly first: string | null;
  readonly category: string;
  readonly rank: number;
}

const yuan = (value: { n: bigint; d: bigint }): Decimal => new D(value.n.toString()).div(value.d.toString());
const daysBetween = (from: string, to: string): number => (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000;
const mean = (values: readonly Decimal[]): Decimal => values.reduce((sum, value) => sum.plus(value), new D(0)).div(values.length);

/** Computes the catalogue of these cases (current ones only). */
export function slowCatalogue(cases: readonly InpatientCase[], method: SlowMethod): Record<string, SlowGroup> {
  const rows = cases.flatMap((inpatientCase) => rowOf(inpatientCase, method));
  const combinations = gatherBy(rows, (row) => [row.diagnosis, ...row.operations].join(' '));
  const mains = new Map([...combinations].map(([key, own]) => [key, mostFrequent(own)]));
  const counted = (own: readonly Row[]): Decimal => {
    const byYear = method.years.map((_, year) => own.filter((row) => row.year === year).length);
    if (method.counting === 'EACH_YEAR') return new D(Math.min(...byYear));
    return method.counting === 'LAST_YEAR' ? new D(byYear.at(-1) ?? 0) : new D(own.length).div(method.years.length);
  };
  const codes = new Map<string, string>();
  const enough = [...combinations].filter(([, own]) => counted(own).gte(method.minimum));
  for (const pass of ['OWN', 'BASE'] as const) {
    for (const [key, own] of enough) {
      const [row] = own;
      const main = mains.get(key) ?? null;
      if (row === undefined || codes.has(key)) continue;
      const baseKey = `${row.diagnosis} ${main}`;
      const base = row.operations.length > 1 ? combinations.get(baseKey) : undefined;
      const stands = base === undefined || weighted(own, method).gte(weighted(base, method).times(new D(1).plus(method.increase)));
      if (pass === 'OWN' && stands) codes.set(key, coreCode(row, main));
      const baseCode = codes.get(baseKey);
      if (pass === 'BASE' && baseCode !== undefined && base !== undefined) codes.set(key, baseCode);
    }
  }
  const groupOf = (row: Row): string => {
    const key = [row.diagnosis, ...row.operations].join(' ');
    const small =
      method.small === 'MAIN_OPERATION' && row.operations.length > 1 ? codes.get(`${row.diagnosis} ${mains.get(key)}`) : undefined;
    return codes.get(key) ?? small ?? `${row.category}-${4 - row.rank}`;
  };
  return figures(gatherBy(rows, groupOf), method);
}

function rowOf(c: InpatientCase, method: SlowMethod): Row[] {
  const year = method.years.indexOf(c.dischargeDate.slice(0, 4));
  if (year < 0 || method.excluded(c.principalDiagnosis)) return [];
  const operations = c.procedures.filter((code) => method.ranks[code] !== undefined);
  const drug = c.costs.get('DRUG');
  return [
    {
      year,
      cost: yuan(c.totalCost),
      drug: drug === undefined ? null : yuan(drug),
      days: daysBetween(c.admissionDate, c.dischargeDate),
      level: method.levelOf(c.institutionCode, c.dischargeDate),
      diagnosis: c.principalDiagnosis.slice(0, 5),
      category: c.principalDiagnosis.slice(0, 3),
      operations: [...new Set(operations)].sort(),
      first: operations[0] ?? null,
      rank: Math.min(3, ...operations.map((code) => method.ranks[code] ?? 3)),
    },
  ];
}

function figures(groups: ReadonlyMap<string, readonly Row[]>, method: SlowMethod): Record<string, SlowGroup> {
  const kept = new Map([...groups].map(([code, own]) => [code, trimmed(own, method)]));
  const everything = [...kept.values()].flat();
  const base = weighted(method.benchmark === null ? everything : (kept.get(method.benchmark) ?? []), method);
  const regionDrug = weightedBy(everything, method, drugMean);
  const figuresOf = (code: string, own: readonly Row[]): SlowGroup => {
    const drug = weightedBy(own, method, drugMean);
    return {
      points: weighted(own, method).times(method.scale).div(base).toFixed(4),
      meanCost: meanCosts(own, method),
      meanDays: (weightedBy(own, method, (rows) => mean(rows.map(({ days }) => new D(days)))) ?? new D(0)).toFixed(2),
      variation: variation(own, method),
      caseCount: groups.get(code)?.length ?? 0,
      drugPoints: drug === null || regionDrug === null ? null : drug.div(regionDrug).toFixed(4),
    };
  };
  const entries = [...kept].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, own]) => [code, figuresOf(code, own)] as const);
  return Object.fromEntries(entries);
}

function meanCosts(own: readonly Row[], method: SlowMethod): Record<string, string> {
  const last = own.filter((row) => row.year === method.years.length - 1 && row.level !== null);
  const levels = [...gatherBy(last, (row) => row.level ?? '')].sort(([a], [b]) => (a < b ? -1 : 1));
  const byLevel = levels.map(([level, rows]) => [level, mean(rows.map(({ cost }) => cost)).toFixed(2)] as const);
  return Object.fromEntries([...byLevel, ['ALL', weighted(own, method).toFixed(2)]]);
}

function variation(own: readonly Row[], method: SlowMethod): string | null {
  const divisor = method.variance === 'SAMPLE' ? own.length - 1 : own.length;
  if (divisor === 0) return null;
  const average = mean(own.map(({ cost }) => cost));
  const squares = own.reduce((sum, { cost }) => sum.plus(cost.minus(average).pow(2)), new D(0));
  return squares.div(divisor).sqrt().div(average).toFixed(4);
}

function drugMean(rows: readonly Row[]): Decimal | null {
  const stated = rows.flatMap(({ drug }) => (drug === null ? [] : [drug]));
  return stated.length === 0 ? null : mean(stated);
}

function weighted(own: readonly Row[], method: SlowMethod): Decimal {
  return weightedBy(own, method, (rows) => mean(rows.map(({ cost }) => cost))) ?? new D(0);
}

function weightedBy(own: readonly Row[], method: SlowMethod, value: (rows: readonly Row[]) => Decimal | null): Decimal | null {
  let [sum, weight] = [new D(0), new D(0)];
  method.weights.forEach((share, year) => {
    const rows = own.filter((row) => row.year === year);
    const yearly = rows.length === 0 ? null : value(rows);
    if (yearly === null) return;
    sum = sum.plus(yearly.times(share));
    weight = weight.plus(share);
  });
  return weight.isZero() ? null : sum.div(weight);
}

function trimmed(own: readonly Row[], { trim }: SlowMethod): readonly Row[] {
  if (trim === null) return own;
  const costs = own.map(({ cost }) => cost).sort((a, b) => a.cmp(b));
  const at = (quantile: string): Decimal => costs[Math.max(new D(quantile).times(costs.length).ceil().toNumber(), 1) - 1] ?? new D(0);
  return own.filter(({ cost }) => cost.gte(at(trim[0])) && cost.lte(at(trim[1])));
}

function mostFrequent(own: readonly Row[]): string | null {
  const counts = [...gatherBy(own, ({ first }) => first ?? '')].map(([code, rows]) => ({ code, count: rows.length }));
  const [best] = counts.sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
  return best === undefined || best.code === '' ? null : best.code;
}

function coreCode(row: Row, main: string | null): string {
  return main === null ? row.diagnosis : `${row.diagnosis}_${[main, ...row.operations.filter((code) => code !== main)].join('+')}`;
}

function gatherBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const map = new Map<string, T[]>();
  for (const item of items) map.set(keyOf(item), [...(map.get(keyOf(item)) ?? []), item]);
  return map;
}
