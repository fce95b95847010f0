import type { OutcomePair } from './score/case-marks.js';
import type { RunPlan } from '../clearing/run/run-plan.js';
import type { RunVersion } from '../clearing/run/year-source.js';
import { must } from '../../engine/kit/assert.js';
import { add, multiply, printFixed, printShort, round, ZERO, type Fraction } from '../../engine/number/quantity.js';
import { groupBy } from '../../engine/kit/group-by.js';
import type { Label } from '../../engine/plan/plan.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';
import { diffBehaviour, type ChangedSituation, type TablePlace } from '../../rules/analysis/diff-behaviour.js';

/** 情形例数 a situation that a candidate decides otherwise, and what it comes to in the year's cases. */
export interface SituationCount {
  /** The decision, by id and by name. */
  readonly decision: string;
  readonly label: Label;
  readonly situation: Label;
  /** What it gives as it is in force and under the candidate. */
  readonly before: string;
  readonly after: string;
  /** Cases of the year that are in it: as in force by what decides them there, under the candidate by what decides them then. */
  readonly cases: number;
  /** By how much the points of these cases change, whatever else of them changed. */
  readonly points: string;
  /** 折合金额 that change at the point value in force, yuan to the fen, HALF_UP (nobody is paid it); null where there is none. */
  readonly amount: string | null;
}

/** The situations, those with most cases first. */
export interface SituationCounts {
  readonly list: readonly SituationCount[];
  /** How many more there are that are not listed. */
  readonly others: number;
}

/** Situations that are listed. */
const MOST_LISTED = 50;

interface Counted {
  readonly decision: string;
  readonly label: Label;
  readonly changed: ChangedSituation;
  cases: number;
  points: Fraction;
}

/**
 * Which situations a candidate decides otherwise, with the cases of the year that are in each. Exact without looking at a case again: a class of
 * the common refinement is a pair of classes, one of each side's tables, and the pairs of outcomes say how many cases are in which.
 * `price`: what a point is worth as it is in force; null where nothing is.
 */
export function countSituations(
  before: RunPlan,
  after: RunPlan,
  { pairs, price }: { readonly pairs: readonly OutcomePair[]; readonly price: Fraction | null },
): SituationCounts {
  const all: Counted[] = [];
  for (const [key, group] of pairsByVersion(pairs)) {
    const [old, fresh] = key.split('|').map(Number);
    const sides = { before: must(before.versions[old ?? -1], 'version'), after: must(after.versions[fresh ?? -1], 'version') };
    if (sides.before.compiled.effectiveHash === sides.after.compiled.effectiveHash) continue;
    merge(all, countOf(sides, group));
  }
  const sorted = all.map((one, index) => ({ one, index })).sort((a, b) => b.one.cases - a.one.cases || a.index - b.index);
  return {
    list: sorted.slice(0, MOST_LISTED).map(({ one }) => printed(one, price)),
    others: Math.max(0, sorted.length - MOST_LISTED),
  };
}

function printed({ decision, label, changed, cases, points }: Counted, price: Fraction | null): SituationCount {
  const { situation, before, after } = changed;
  return {
    ...{ decision, label, situation, before: before.outcome, after: after.outcome, cases, points: printShort(points) },
    amount: price === null ? null : printFixed(round(multiply(points, price), { scale: 2, mode: 'HALF_UP' }), 2),
  };
}

/** Pairs of scored cases by the versions that scored them; an outcome's key begins with its version's number. */
function pairsByVersion(pairs: readonly OutcomePair[]): Map<string, readonly ReadPair[]> {
  const read = pairs.flatMap((pair): ReadPair[] => {
    const [old, fresh] = [outcomeOf(pair.before), outcomeOf(pair.after)];
    return old === undefined || fresh === undefined ? [] : [{ key: `${old.version}|${fresh.version}`, old, fresh, pair }];
  });
  return groupBy(read, ({ key }) => key);
}

interface ReadOutcome {
  readonly version: number;
  readonly situations: readonly number[];
}

interface ReadPair {
  readonly key: string;
  readonly old: ReadOutcome;
  readonly fresh: ReadOutcome;
  readonly pair: OutcomePair;
}

/** The outcome of a scored case; `undefined` for one that could not be scored. */
function outcomeOf(key: string): ReadOutcome | undefined {
  const [version = '', situations = ''] = key.split(':');
  return /^\d+$/.test(version) ? { version: Number(version), situations: situations.split(',').map(Number) } : undefined;
}

function countOf(sides: { readonly before: RunVersion; readonly after: RunVersion }, pairs: readonly ReadPair[]): Counted[] {
  const [old, fresh] = [sides.before.compiled, sides.after.compiled];
  const [oldOffsets, freshOffsets] = [offsetsOf(old), offsetsOf(fresh)];
  return diffBehaviour(old, fresh).flatMap(({ decision, label, kind, situations }) => {
    const [from, to] = [oldOffsets.get(decision), freshOffsets.get(decision)];
    if (kind !== 'CHANGED' || from === undefined || to === undefined) return [];
    const counted = situations.map((changed): Counted => ({ decision, label, changed, cases: 0, points: ZERO }));
    const byTables = groupBy(counted, ({ changed: { places } }) => `${tablesOf(places.before)}|${tablesOf(places.after)}`);
    for (const alike of byTables.values()) countInto(alike, pairs, { from, to });
    return counted;
  });
}

const tablesOf = (places: readonly TablePlace[]): string => places.map(({ table }) => table).join();

/** Counts situations that stand in the same tables: found by the situations of those. */
function countInto(
  alike: readonly Counted[],
  pairs: readonly ReadPair[],
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const bySituations = new Map(alike.map((one) => [situationsOf(one.changed.places), one]));
  const { before, after } = must(alike[0], 'situation').changed.places;
  for (const { old, fresh, pair } of pairs) {
    const read = (places: readonly TablePlace[], { situations }: ReadOutcome, offset: number): TablePlace[] =>
      places.map(({ table }) => ({ table, situation: situations[offset + table] ?? -1 }));
    const one = bySituations.get(situationsOf({ before: read(before, old, from), after: read(after, fresh, to) }));
    if (one === undefined) continue;
    one.cases += pair.cases;
    one.points = add(one.points, pair.points);
  }
}

function situationsOf({ before, after }: ChangedSituation['places']): string {
  return [before, after].map((places) => places.map(({ situation }) => situation).join()).join('|');
}

/** Where the tables of each decision begin among the situations of an outcome. */
function offsetsOf({ program }: CompiledRuleset): ReadonlyMap<string, number> {
  return new Map(program.scopes.case.decisions.map(({ plan, tableOffset }) => [plan.id, tableOffset]));
}

/** One situation of several versions of a year is one line. */
function merge(all: Counted[], more: readonly Counted[]): void {
  const nameOf = ({ decision, changed: { situation, before, after } }: Counted): string =>
    [decision, situation.zh, before.outcome, after.outcome].join('\u001f');
  const known = new Map(all.map((one) => [nameOf(one), one]));
  for (const one of more) {
    const same = known.get(nameOf(one));
    if (same === undefined) all.push(one);
    else {
      same.cases += one.cases;
      same.points = add(same.points, one.points);
    }
  }
}
