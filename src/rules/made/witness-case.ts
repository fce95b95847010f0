import { prepareTest } from '../../engine/decide/classify.js';
import { absolute } from '../../engine/number/absolute.js';
import { compare, decimal, Fraction, multiply, round, sign, subtract, yuanToFen, type Fen } from '../../engine/number/quantity.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import type { InpatientCase } from '../../engine/plan/inpatient-case.js';
import { isTexts, type Plan, type Ref, type Value } from '../../engine/plan/plan.js';
import type { CompiledRuleset } from '../compiled/compiled-ruleset.js';
import { placeOf, readStated, type Stated } from '../examples/example-frames.js';
import type { Finding } from '../findings/finding.js';
import { crossing, type ScoreAt } from './crossing.js';
import { caseWith, MADE_MEAN_COST, type MadeFacts, type MadeOf } from './made-facts.js';
import { scoreMade, type MadeFrames, type MadeScore } from './made-scoring.js';

/** Where a witness is made a case: an institution and a disease group of a region, with the frames of its year. */
export interface CaseWorld {
  readonly of: MadeOf;
  readonly frames: MadeFrames;
  readonly group: DiseaseGroup | null;
}

/** The cases of a finding: that of its witness, and that of the other side. */
export interface WitnessCases {
  readonly witness: InpatientCase;
  readonly beside?: InpatientCase;
}

/** One name of a witness, read: its value, and where it stands. */
export interface WitnessValue {
  readonly name: string;
  readonly value: Value;
  readonly isFact: boolean;
  readonly ref: Ref;
}

/** Everything that a witness says; `undefined` where some of it is no name that scoring has, or it says nothing of a case or its institution. */
export function readWitness(plan: Plan, { witness, noCase }: Pick<Finding, 'witness' | 'noCase'>): readonly WitnessValue[] | undefined {
  if (witness === undefined || noCase === true) return undefined;
  const values = valuesOf(plan, witness);
  const isWhole = values.length === Object.keys(witness).length;
  return isWhole && values.some(({ ref }) => ref.scope !== 'fundYear') ? values : undefined;
}

/** The facts of a witness by name; what rules give is left out. */
export function factsOfWitness(values: readonly WitnessValue[]): MadeFacts {
  return new Map(values.flatMap(({ name, value, isFact }) => (isFact ? [[name, value] as const] : [])));
}

/** Whether two values are the same; sets whatever their order. */
export function isSameValue(a: Value, b: Value): boolean {
  if (a instanceof Fraction && b instanceof Fraction) return compare(a, b) === 0;
  if (isTexts(a) && isTexts(b)) return a.length === b.length && a.every((one) => b.includes(one));
  return a === b;
}

function valuesOf(plan: Plan, witness: Readonly<Record<string, string>>): readonly WitnessValue[] {
  return Object.entries(witness).flatMap(([name, text]): WitnessValue[] => {
    const place = placeOf(plan, 'case', name);
    if (place === undefined) return [];
    const { spec, scope, slot, member } = place;
    const isList = member === undefined && (spec.type === 'codes' || spec.type === 'set');
    const isFlag = member !== undefined || spec.type === 'boolean';
    const stated: Stated = text === 'null' ? null : isList ? (text === '' ? [] : text.split(', ')) : isFlag ? text === 'true' : text;
    const value = readStated(member === undefined ? spec : { ...spec, type: 'boolean' }, stated);
    if (value === undefined) return [];
    const ref: Ref = { name, scope, slot, ...(member === undefined ? {} : { member }) };
    return [{ name, value, isFact: spec.source === 'fact', ref }];
  });
}

/**
 * 例证病例 the case of a finding's witness in a region: its facts as they are, and where it names a number that follows from the cost (a ratio), the cost in fen at
 * which the number is that, or nearest. It is scored in each world until everything that the witness says holds of it. Of two cases a fen apart those
 * about there of which the higher gets less. `undefined`: no world has such a case.
 */
export async function casesOf(
  ruleset: CompiledRuleset,
  worlds: Iterable<CaseWorld>,
  {
    witness,
    code,
    beside,
  }: { readonly witness: readonly WitnessValue[]; readonly code: Finding['code']; readonly beside: Finding['beside'] },
): Promise<WitnessCases | undefined> {
  const { plan } = ruleset;
  const facts = factsOfWitness(witness);
  for (const { of, frames, group } of worlds) {
    const caseAt = (cost: Fen): InpatientCase => caseWith(plan, of, facts, cost);
    const scoreAt: ScoreAt = (cost) => scoreMade(ruleset, frames, caseAt(cost), group);
    const wanted = { plan, values: witness, scoreAt, group, isBelow: code === 'POINTS_NEGATIVE' };
    const cost = await costOf(wanted);
    if (beside === undefined && cost !== undefined) return { witness: caseAt(cost) };
    const below = beside === undefined ? undefined : await fallOf(wanted, valuesOf(plan, beside));
    if (below !== undefined) return { witness: caseAt(below), beside: caseAt(below + 1n) };
  }
  return undefined;
}

interface Wanted {
  readonly plan: Plan;
  readonly values: readonly WitnessValue[];
  readonly scoreAt: ScoreAt;
  readonly group: DiseaseGroup | null;
  /** Whether the case is to count with fewer points than none. */
  readonly isBelow: boolean;
}

/** The first cost at which all that a witness says holds. */
async function costOf(wanted: Wanted): Promise<Fen | undefined> {
  for (const cost of [...(await costsNear(wanted)), ...usualCosts(wanted)]) {
    const score = await wanted.scoreAt(cost);
    if (score === undefined || (wanted.isBelow && !(score.included && sign(score.points) < 0))) continue;
    if (wanted.values.every((one) => holds(wanted.plan, one, score))) return cost;
  }
  return undefined;
}

/** The lower of two costs a fen apart of which the higher gets less. Costs are the group's own: only what doesn't follow from them is compared. */
async function fallOf(wanted: Wanted, beside: readonly WitnessValue[]): Promise<Fen | undefined> {
  // One of both stands at the threshold itself; the other one is further from it where groups cost more than the made one.
  const [near, beyond] = [await costsNear(wanted), await costsNear({ ...wanted, values: beside })];
  const [cost = firstUsual(wanted), above = cost] = [near[0], beyond[0]];
  const stated = wanted.values.filter(({ value, isFact, name }) => name !== 'totalCost' && (isFact || !(value instanceof Fraction)));
  const isSo = (score: MadeScore): boolean => stated.every(({ value, ref }) => isSameValue(score.read(ref), value));
  for (const below of [cost, cost - 1n, cost + 1n, above - 1n, above, above - 2n]) {
    const [one, other] = [await wanted.scoreAt(below), await wanted.scoreAt(below + 1n)];
    if (one !== undefined && other !== undefined && compare(other.points, one.points) < 0 && isSo(one) && isSo(other)) return below;
  }
  return undefined;
}

/** What a witness says of a number that follows from the cost holds where no rule tells both values apart. */
function holds(plan: Plan, { value, isFact, ref }: WitnessValue, score: MadeScore): boolean {
  const found = score.read(ref);
  if (isSameValue(found, value)) return true;
  return !isFact && ref.scope === 'case' && value instanceof Fraction && found instanceof Fraction && isAlike(plan, ref, value, found);
}

/** Costs at which a number of a witness is nearest to what it says there, each with the fen on the other side. */
async function costsNear({ values, scoreAt }: Wanted): Promise<readonly Fen[]> {
  const costs: Fen[] = [];
  for (const { value, isFact, ref } of values) {
    if (isFact || ref.scope !== 'case' || !(value instanceof Fraction)) continue;
    const near = await crossing(scoreAt, { kind: 'fact', ref }, value);
    if (near !== undefined) costs.push(...(await byDistance(scoreAt, ref, value, near)));
  }
  return costs;
}

/** Shares of what the group usually costs, at which rules may give something else. */
const SHARES = ['1', '0.05', '0.2', '0.35', '0.45', '0.6', '1.5', '2.5', '4', '8'].map(decimal);

function usualCosts({ values, group }: Pick<Wanted, 'values' | 'group'>): readonly Fen[] {
  const stated = values.find(({ name }) => name === 'totalCost')?.value;
  if (stated instanceof Fraction) return [nearestFen(stated)];
  const mean = group?.meanCost.get('ALL') ?? MADE_MEAN_COST;
  return SHARES.map((share) => nearestFen(multiply(mean, share)));
}

/** A cost to try, in whole fen: a share of a mean is seldom one. */
function nearestFen(yuan: Fraction): Fen {
  return yuanToFen(round(yuan, { scale: 2, mode: 'HALF_UP' }));
}

const firstUsual = (wanted: Wanted): Fen => usualCosts(wanted)[0] ?? 0n;

/** Whether no rule tells two values of a number apart. */
function isAlike({ decisions }: Plan, { scope, slot }: Ref, one: Fraction, other: Fraction): boolean {
  const tests = Object.values(decisions)
    .flat()
    .flatMap(({ tables }) => tables.flatMap((table) => table.tests))
    .filter(({ ref }) => ref.scope === scope && ref.slot === slot);
  return tests.map(prepareTest).every(({ classOf }) => classOf(one) === classOf(other));
}

async function byDistance(scoreAt: ScoreAt, ref: Ref, value: Fraction, near: Fen): Promise<readonly Fen[]> {
  const distance = async (cost: Fen): Promise<Fraction | undefined> => {
    const found = (await scoreAt(cost))?.read(ref);
    if (!(found instanceof Fraction)) return undefined;
    return absolute(subtract(found, value));
  };
  const [one, other] = [await distance(near), await distance(near + 1n)];
  const isNext = one !== undefined && other !== undefined && compare(other, one) < 0;
  return isNext ? [near + 1n, near] : [near, near + 1n];
}
