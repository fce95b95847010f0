import { poolOf } from '../../engine/plan/accounts.js';
import type { AskedSums, KnownSum } from './known-sums.js';
import { declarationsOf } from '../periods/declared/declarations.js';
import type { Unit } from '../ports/ports.js';
import { isPlatformCount, PLATFORM_COUNTS, type IndicatorTerm, type PlatformCount } from '../../engine/indicators/indicator.js';
import { add, fenToYuan, ONE, whole, type Fraction, ZERO } from '../../engine/number/quantity.js';
import { YEAR_KEY } from '../../engine/plan/periods.js';

type Sums = ReadonlyMap<string, Fraction>;

/** Measures of institutions among the terms: those of cases stand among a run's sums. */
export function countedNames(terms: readonly IndicatorTerm[]): readonly PlatformCount[] {
  return terms.flatMap(({ name }) => (isPlatformCount(name) && PLATFORM_COUNTS[name].of === 'INSTITUTION' ? [name] : []));
}

/** What is counted, and which institutions have cases in the period; null: no run says. */
interface Wanted {
  readonly names: readonly PlatformCount[];
  readonly settled: ReadonlySet<string> | null;
}

/** 平台计数 reads what the mechanism counts of institutions, each source once. */
export async function measured(unit: Unit, asked: AskedSums, { names, settled }: Wanted): Promise<ReadonlyMap<string, KnownSum>> {
  const sums = new Map<string, KnownSum>();
  const put = (name: PlatformCount, of: Sums): void => {
    if (names.includes(name)) sums.set(name, { kind: 'INSTITUTIONS', of });
  };
  const wants = (group: string): boolean => names.some((name) => name.startsWith(`${group}.`));
  if (wants('lists')) for (const [name, of] of await lists(unit, asked)) put(name, of);
  if (wants('declared')) for (const [name, of] of await declared(unit, asked)) put(name, of);
  if (wants('payments')) for (const [name, of] of await payments(unit, asked)) put(name, of);
  if (names.includes('institutions.all')) put('institutions.all', await institutions(unit, asked));
  if (settled !== null) put('institutions.settled', new Map([...settled].map((code) => [code, ONE])));
  else if (names.includes('institutions.settled')) sums.set('institutions.settled', { kind: 'NONE', reason: 'NOT_SETTLED' });
  return sums;
}

type Named = readonly (readonly [PlatformCount, Sums])[];

async function lists(unit: Unit, { key: { regionCode, insurance }, period: { from, to } }: AskedSums): Promise<Named> {
  const [accepted, faulty] = [new Map<string, Fraction>(), new Map<string, Fraction>()];
  const [late, returned] = [new Map<string, Fraction>(), new Map<string, Fraction>()];
  for (const row of await unit.runSums.lists({ regionCode, insurance, from, to })) {
    grow(accepted, row.institutionCode, whole(row.accepted));
    grow(faulty, row.institutionCode, whole(row.faulty));
    grow(late, row.institutionCode, whole(row.late));
    grow(returned, row.institutionCode, whole(row.returned));
  }
  return [
    ['lists.accepted', accepted],
    ['lists.faulty', faulty],
    ['lists.late', late],
    ['lists.returned', returned],
  ];
}

/** Declarations of the period's months as they stand; one that was returned counts nothing. */
async function declared(unit: Unit, { key, period: { months } }: AskedSums): Promise<Named> {
  const [cases, fund] = [new Map<string, Fraction>(), new Map<string, Fraction>()];
  const events = await unit.periods.declarations(key);
  for (const month of months) {
    for (const { institutionCode, state, figures } of declarationsOf(events.filter(({ period }) => period === month)).values()) {
      if (state === 'RETURNED') continue;
      grow(cases, institutionCode, whole(figures.cases));
      grow(fund, institutionCode, fenToYuan(figures.fundFen));
    }
  }
  return [
    ['declared.cases', cases],
    ['declared.fund', fund],
  ];
}

/** Payments of the basic fund for the period or a part of it; one that was reversed counts nothing. */
async function payments(unit: Unit, { key, period }: AskedSums): Promise<Named> {
  const [count, amount] = [new Map<string, Fraction>(), new Map<string, Fraction>()];
  const parts = new Set([period.key, ...period.months, ...period.quarters]);
  for (const { period: own, institutionCode, amountFen, purpose, reversesId } of await unit.fundYears.payments(key)) {
    if (poolOf(purpose) !== 'BASIC') continue;
    if (period.key !== YEAR_KEY && !parts.has(own)) continue;
    grow(count, institutionCode, whole(reversesId === null ? 1 : -1));
    grow(amount, institutionCode, fenToYuan(amountFen));
  }
  return [
    ['payments.count', count],
    ['payments.amount', amount],
  ];
}

/** Those with a profile by the last day of the period. */
async function institutions(unit: Unit, { key: { regionCode }, period: { to } }: AskedSums): Promise<Sums> {
  const profiles = await unit.institutions.profiles(regionCode);
  const own = unit.access.institutionCode;
  const counted = profiles.filter(({ effectiveFrom, institutionCode }) => effectiveFrom <= to && (own === null || own === institutionCode));
  return new Map(counted.map(({ institutionCode }) => [institutionCode, ONE]));
}

function grow(sums: Map<string, Fraction>, code: string, by: Fraction): void {
  sums.set(code, add(sums.get(code) ?? ZERO, by));
}
