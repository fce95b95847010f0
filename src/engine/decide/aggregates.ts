import { assert } from '../kit/assert.js';
import { groupBy } from '../kit/group-by.js';
import { readRef } from '../formula/environment.js';
import type { AggregatePlan, AveragePlan, Frame, Ref, Value } from '../plan/plan.js';
import type { Program } from './program.js';
import { add, divide, Fraction, lowestTerms, multiply, ONE, whole, ZERO } from '../number/quantity.js';
import { quantileOf } from '../number/quantile.js';
import type { KeyRun, ScopeKey } from './key-run.js';
import { scopesOf, type Scope } from '../plan/scopes.js';

/** One sum or count that was added up, for an institution and, where the aggregate is by or of periods, a period; where it is by groups, a group. */
export interface AggregateRow {
  readonly institutionCode: string;
  readonly period?: string;
  readonly groupCode?: string;
  readonly value: Fraction;
}

/** Rows by aggregate id. An institution without a row has nothing to add up: 0. */
export type AggregateRows = ReadonlyMap<string, readonly AggregateRow[]>;

/** All keys of a fund year by scope, while it is worked out. */
export type RunsByScope = Readonly<Partial<Record<Scope, readonly KeyRun[]>>>;

/** Whether an aggregate is added up before (of cases in SQL, of months and quarters when they were settled) and handed in. */
export function isHandedIn({ of }: AggregatePlan): boolean {
  return HANDED_IN.includes(of);
}

const HANDED_IN = scopesOf('CASE', 'MONTH', 'QUARTER');

/** Whether an aggregate is added up while its own scope is worked out, between two of its decisions. */
export function isWithinScope({ readyAfter }: AggregatePlan): boolean {
  return readyAfter !== undefined;
}

/** What an aggregate adds up and asks. */
export function addedRefs({ sum, where }: AggregatePlan): readonly Ref[] {
  return [...where.map(({ ref }) => ref), ...(sum === undefined ? [] : [sum])];
}

/** Whether every key has what an aggregate adds up: a decision that failed has left nothing, which is not the same as a missing value. */
export function isReady(plan: AggregatePlan, runs: readonly KeyRun[]): boolean {
  const refs = addedRefs(plan);
  return runs.every(({ environment }) => refs.every((ref) => readRef(environment, ref) !== undefined));
}

/** Adds up an aggregate of a scope that the engine works out itself. A missing value adds nothing, as in SQL. */
export function sumRuns(plan: AggregatePlan, runs: readonly KeyRun[]): readonly AggregateRow[] {
  return runs.flatMap((run): AggregateRow[] => {
    const isCounted = plan.where.every(({ ref, equals }) => readRef(run.environment, ref) === equals);
    const value = plan.sum === undefined ? ONE : readRef(run.environment, plan.sum);
    if (!isCounted || !(value instanceof Fraction)) return [];
    const { institutionCode, period } = run.key;
    assert(institutionCode !== undefined, `${plan.id} adds up what belongs to no institution`);
    return [{ institutionCode, value, ...(period === undefined ? {} : { period }) }];
  });
}

/** Writes an aggregate into the frames that read it: by key in `per`, and the region's sum where `<id>.region` is read. */
export function fillAggregate(plan: AggregatePlan, rows: readonly AggregateRow[], runs: RunsByScope): void {
  const { values, none } =
    plan.quantile === undefined ? { values: addUp(rows), none: ZERO } : { values: takeQuantiles(rows, plan.quantile), none: null };
  for (const run of runs[plan.per] ?? []) run.frame[plan.slot] = values.get(keyText(run.key)) ?? none;
  for (const { scope, slot } of plan.regionSlots) {
    // In a period's frames the region's sum is that period's, because those after it are not known yet; in a group's frames that group's.
    for (const run of runs[scope] ?? []) run.frame[slot] = values.get(keyText({ ...run.key, institutionCode: ANY })) ?? none;
  }
}

/** Stands for all institutions, all periods, or all groups. */
const ANY = '*';

function keyText({ institutionCode = ANY, period = ANY, groupCode = ANY }: ScopeKey): string {
  return `${institutionCode}/${period}/${groupCode}`;
}

/** Sums by institution and period or group, by either, and of all. */
function addUp(rows: readonly AggregateRow[]): ReadonlyMap<string, Fraction> {
  const sums = new Map<string, Fraction>();
  for (const { institutionCode, period, groupCode, value } of rows) {
    const keys: readonly ScopeKey[] = [
      { institutionCode },
      {},
      ...(period === undefined ? [] : [{ institutionCode, period }, { period }]),
      ...(groupCode === undefined ? [] : [{ institutionCode, groupCode }, { groupCode }]),
    ];
    for (const key of keys.map(keyText)) sums.set(key, lowestTermsIfLong(add(sums.get(key) ?? ZERO, value)));
  }
  return sums;
}

/** The quantile of each institution's values (its own one) and of all; what has none is not there. */
function takeQuantiles(
  rows: readonly AggregateRow[],
  { at, between }: NonNullable<AggregatePlan['quantile']>,
): ReadonlyMap<string, Fraction> {
  const groups = new Map([...groupBy(rows, ({ institutionCode }) => keyText({ institutionCode })), [keyText({}), rows] as const]);
  const taken = [...groups].map(
    ([key, members]) =>
      [
        key,
        quantileOf(
          members.map(({ value }) => value),
          at,
          between,
        ),
      ] as const,
  );
  return new Map(taken.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
}

/** Sums of rounded outputs share a denominator; only sums of unlike ones grow. */
function lowestTermsIfLong(value: Fraction): Fraction {
  return value.d > 10n ** 40n ? lowestTerms(value) : value;
}

/** Writes the averages of an institution indicator: `.peer` over its class, `.region` over all, of the institutions that have a value. */
export function fillAverages(program: Program, institutions: readonly KeyRun[]): void {
  const classSlot = program.scopes.institution.slotByName.get('institutionClass');
  for (const plan of program.plan.averages) {
    const region = average(plan, institutions);
    if (plan.regionSlot !== undefined) write(institutions, plan.regionSlot, region);
    if (plan.peerSlot === undefined) continue;
    assert(classSlot !== undefined, `${plan.fact}.peer is read, but institutions have no institutionClass`);
    for (const peers of byClass(institutions, classSlot)) write(peers, plan.peerSlot, average(plan, peers));
  }
}

function byClass(institutions: readonly KeyRun[], classSlot: number): readonly (readonly KeyRun[])[] {
  const classes = new Map<Value | undefined, KeyRun[]>();
  for (const run of institutions) {
    const peers = classes.get(run.frame[classSlot]) ?? [];
    classes.set(run.frame[classSlot], [...peers, run]);
  }
  return [...classes.values()];
}

function write(runs: readonly KeyRun[], slot: number, value: Value): void {
  for (const run of runs) run.frame[slot] = value;
}

/** Σ weight × value ÷ Σ weight over the institutions that have both; missing where there are none. */
function average(plan: AveragePlan, runs: readonly KeyRun[]): Fraction | null {
  let weighted = ZERO;
  let weights = ZERO;
  for (const { frame } of runs) {
    const value = frame[plan.slot];
    const weight = weightOf(plan, frame);
    if (!(value instanceof Fraction) || weight === undefined) continue;
    weighted = lowestTermsIfLong(add(weighted, multiply(value, weight)));
    weights = lowestTermsIfLong(add(weights, weight));
  }
  const mean = divide(weighted, weights);
  return mean === undefined ? null : lowestTerms(mean);
}

function weightOf(plan: AveragePlan, frame: Frame): Fraction | undefined {
  if (plan.weight === undefined) return whole(1);
  const weight = frame[plan.weight];
  return weight instanceof Fraction ? weight : undefined;
}
