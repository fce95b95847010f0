import { countedNames, measured } from './measured.js';
import type { AskedSums, KnownSum } from './known-sums.js';
import { groupBy } from '../../engine/kit/group-by.js';
import type { NoFigure } from '../../engine/indicators/figure.js';
import { ALL_CASES, ALL_EXCEPTIONS, ALL_POINTS, Aggregates, EXCLUDED } from '../clearing/run/aggregates.js';
import type { NamedSums } from '../ports/clearing/ports-run-sums.js';
import type { Unit } from '../ports/ports.js';
import type { IndicatorTerm } from '../../engine/indicators/indicator.js';
import { add, parseDecimal, storedDecimal, type Fraction, ZERO } from '../../engine/number/quantity.js';
import { YEAR_KEY } from '../../engine/plan/periods.js';

/** Aggregates that every run makes, by the name that indicators have for them. */
const COUNTED: Readonly<Record<string, string>> = {
  'counted.cases': ALL_CASES,
  'counted.points': ALL_POINTS,
  'counted.excluded': EXCLUDED,
  'counted.exceptions': ALL_EXCEPTIONS,
};

/** The name under which a run's sums hold a term of cases; `undefined`: it is none of cases. */
export function nameInRun({ name, source }: IndicatorTerm): string | undefined {
  return source.kind === 'CASES' ? name : COUNTED[name];
}

/** Reads the sums of terms, each once: a handful of queries, whatever the number of institutions and terms. */
export async function readSums(unit: Unit, asked: AskedSums, terms: readonly IndicatorTerm[]): Promise<ReadonlyMap<string, KnownSum>> {
  const distinct = [...new Map(terms.map((term) => [term.name, term])).values()];
  const sums = new Map<string, KnownSum>();
  const ofCases = distinct.filter((term) => nameInRun(term) !== undefined);
  const isStated = ({ source }: IndicatorTerm): boolean => source.kind === 'VALUE' && source.scope === 'institution';
  const needsCases = ofCases.length > 0 || distinct.some((term) => term.name === 'institutions.settled' || isStated(term));
  const cases = needsCases ? await caseSums(unit, asked) : undefined;
  for (const term of ofCases) sums.set(term.name, cases === undefined ? notSettled : byInstitution(cases, nameInRun(term) ?? ''));
  const settled = new Set((cases ?? []).flatMap(({ of, values }) => ((values[ALL_CASES] ?? '0') === '0' ? [] : [of])));
  const stated = new Set(distinct.filter(isStated).map(({ name }) => name));
  for (const [name, sum] of await valueSums(unit, asked, distinct))
    sums.set(name, sum.kind === 'INSTITUTIONS' && stated.has(name) ? { ...sum, asked: settled } : sum);
  for (const [name, sum] of await measured(unit, asked, { names: countedNames(distinct), settled: cases === undefined ? null : settled }))
    sums.set(name, sum);
  return sums;
}

const notSettled = { kind: 'NONE', reason: 'NOT_SETTLED' } as const;

/** Of a run that ended before sums were kept they are added up anew. */
async function caseSums(unit: Unit, { key, period, sources, compiled }: AskedSums): Promise<readonly NamedSums[] | undefined> {
  if (sources.cases === null) return undefined;
  const { runNo } = sources.cases;
  const months = period.months.map(Number);
  const kept = await unit.runSums.ofMonths(key.regionCode, runNo, months);
  if (kept.length > 0) return kept;
  const { asked } = new Aggregates({ compiled });
  const rows = await unit.scores.aggregate(key.regionCode, runNo, 'INSTITUTION_MONTH', asked);
  return rows.flatMap(({ institutionCode, month, values }) =>
    month !== null && months.includes(month) ? [{ of: institutionCode, values }] : [],
  );
}

function byInstitution(rows: readonly NamedSums[], name: string): KnownSum {
  const of = new Map<string, Fraction>();
  for (const row of rows) {
    const text = row.values[name];
    if (text === undefined && rows.every(({ values }) => values[name] === undefined)) return notSettled; // the run knew no such aggregate
    of.set(row.of, add(of.get(row.of) ?? ZERO, storedDecimal(text ?? '0')));
  }
  return { kind: 'INSTITUTIONS', of };
}

/** Which runs hold the values of a scope, and under which keys; or why none does. */
interface Places {
  readonly runs: readonly { readonly runNo: number; readonly period: string | null }[];
}

function placesOf(scope: string, { period, sources }: AskedSums): Places | NoFigure {
  const { cases, byPeriod } = sources;
  const year = byPeriod.get(YEAR_KEY);
  const parts = (keys: readonly string[]): Places | NoFigure => {
    if (keys.length === 0) return 'NOT_OF_PERIOD';
    const runs = keys.map((key) => ({ run: byPeriod.get(key) ?? year, period: key }));
    const known = runs.flatMap(({ run, period: own }) => (run === undefined ? [] : [{ runNo: run.runNo, period: own }]));
    return known.length < runs.length ? 'NOT_SETTLED' : { runs: known };
  };
  switch (scope) {
    case 'institutionMonth':
      return parts(period.months);
    case 'institutionQuarter':
      return parts(period.quarters);
    case 'institution':
    case 'fundYear':
      return cases === null ? 'NOT_SETTLED' : { runs: [{ runNo: cases.runNo, period: null }] };
    default:
      if (period.key !== YEAR_KEY) return 'NOT_OF_PERIOD';
      return year === undefined ? 'NOT_SETTLED' : { runs: [{ runNo: year.runNo, period: null }] };
  }
}

async function valueSums(unit: Unit, asked: AskedSums, terms: readonly IndicatorTerm[]): Promise<ReadonlyMap<string, KnownSum>> {
  const sums = new Map<string, KnownSum>();
  const byScope = groupBy(terms, ({ source }) => (source.kind === 'VALUE' ? source.scope : null));
  for (const [scope, own] of byScope) {
    if (scope === null) continue;
    const places = placesOf(scope, asked);
    const names = own.map(({ name }) => name);
    if (typeof places === 'string') names.forEach((name) => sums.set(name, { kind: 'NONE', reason: places }));
    else for (const [name, sum] of await scopeSums(unit, asked, { scope, names, places })) sums.set(name, sum);
  }
  return sums;
}

interface ScopeAsked {
  readonly scope: string;
  readonly names: readonly string[];
  readonly places: Places;
}

async function scopeSums(unit: Unit, { key }: AskedSums, { scope, names, places }: ScopeAsked): Promise<ReadonlyMap<string, KnownSum>> {
  const isOfYear = scope === 'fundYear' || scope === 'fundYearEnd';
  const of = new Map(names.map((name) => [name, new Map<string, Fraction>()]));
  for (const [runNo, own] of groupBy(places.runs, (place) => place.runNo)) {
    const wanted = new Set(own.map(({ period }) => period));
    for (const { key: place, institutionCode, values } of await unit.runSums.values(key.regionCode, runNo, [scope], names)) {
      if (!wanted.has(periodIn(scope, place))) continue;
      for (const [name, text] of Object.entries(values)) {
        const sum = of.get(name);
        const value = parseDecimal(text);
        if (value !== undefined) sum?.set(institutionCode ?? '*', add(sum.get(institutionCode ?? '*') ?? ZERO, value));
      }
    }
  }
  return new Map([...of].map(([name, sum]): [string, KnownSum] => [name, isOfYear ? ofRegion(sum) : { kind: 'INSTITUTIONS', of: sum }]));
}

/** The period of a key; null: it is of the year (an institution's, or one of its disease groups). */
function periodIn(scope: string, key: string): string | null {
  return scope !== 'institutionGroup' && key.includes('/') ? key.slice(key.indexOf('/') + 1) : null;
}

function ofRegion(sum: ReadonlyMap<string, Fraction>): KnownSum {
  const value = sum.get('*');
  return value === undefined ? notSettled : { kind: 'REGION', value };
}
