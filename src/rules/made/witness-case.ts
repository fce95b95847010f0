import { prepareTest } from '../../engine/decide/classify.js';
import { compare, Fraction, subtract, yuanToFen, ZERO, type Fen } from '../../engine/number/quantity.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import type { InpatientCase } from '../../engine/plan/inpatient-case.js';
import type { Expr, Plan, Value } from '../../engine/plan/plan.js';
import type { CompiledRuleset } from '../compiled/compiled-ruleset.js';
import { placeOf, readStated, type Stated } from '../examples/example-frames.js';
import type { Finding } from '../findings/finding.js';
import { crossing, type ScoreAt } from './crossing.js';
import { caseWith, MADE_MEAN_COST, type MadeFacts, type MadeOf } from './made-facts.js';
import { scoreMade, type MadeFrames } from './made-scoring.js';

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

/** Whether a witness says anything of a case, its institution or its group. */
export function isOfCase(plan: Plan, witness: Readonly<Record<string, string>>): boolean {
  return Object.keys(witness).some((name) => placeOf(plan, 'case', name) !== undefined);
}

/** The facts of a witness by name, read; names that are no facts (outputs) are left out. */
export function factsOfWitness(plan: Plan, witness: Readonly<Record<string, string>>): MadeFacts {
  return new Map(valuesOf(plan, witness).flatMap(({ name, value, isFact }) => (isFact ? [[name, value] as const] : [])));
}

interface Read {
  readonly name: string;
  readonly value: Value;
  readonly isFact: boolean;
  readonly expr: Expr;
}

function valuesOf(plan: Plan, witness: Readonly<Record<string, string>>): Read[] {
  return Object.entries(witness).flatMap(([name, text]): Read[] => {
    const place = placeOf(plan, 'case', name);
    if (place === undefined) return [];
    const { spec, scope, slot, member } = place;
    const isList = member === undefined && (spec.type === 'codes' || spec.type === 'set');
    const isFlag = member !== undefined || spec.type === 'boolean';
    const stated: Stated = text === 'null' ? null : isList ? (text === '' ? [] : text.split(', ')) : isFlag ? text === 'true' : text;
    const value = readStated(member === undefined ? spec : { ...spec, type: 'boolean' }, stated);
    if (value === undefined) return [];
    const expr: Expr = { kind: 'fact', ref: { name, scope, slot, ...(member === undefined ? {} : { member }) } };
    return [{ name, value, isFact: spec.source === 'fact', expr }];
  });
}

/**
 * 例证病例 the case of a finding's witness in a region: its facts as they are, and where it names a number that follows from the cost (a ratio), the cost in fen at
 * which the number is that, or nearest. Of two cases a fen apart those about there of which the higher gets less.
 */
export async function casesOf(
  ruleset: CompiledRuleset,
  { of, frames, group }: CaseWorld,
  { witness = {}, beside }: Pick<Finding, 'witness' | 'beside'>,
): Promise<WitnessCases> {
  const { plan } = ruleset;
  const facts = factsOfWitness(plan, witness);
  const caseAt = (cost: Fen): InpatientCase => caseWith(plan, of, facts, cost);
  const scoreAt: ScoreAt = (cost) => scoreMade(ruleset, frames, caseAt(cost), group);
  const cost = await costOf(scoreAt, plan, { witness, facts, group });
  if (beside === undefined) return { witness: caseAt(cost) };
  // One of both stands at the threshold itself; the other one is further from it where groups cost more than the made one.
  const above = await costOf(scoreAt, plan, { witness: beside, facts, group });
  for (const below of [cost, cost - 1n, cost + 1n, above - 1n, above, above - 2n]) {
    const [one, other] = [await scoreAt(below), await scoreAt(below + 1n)];
    if (one !== undefined && other !== undefined && compare(other.points, one.points) < 0)
      return { witness: caseAt(below), beside: caseAt(below + 1n) };
  }
  return { witness: caseAt(cost), beside: caseAt(cost + 1n) };
}

interface Wanted {
  readonly witness: Readonly<Record<string, string>>;
  readonly facts: MadeFacts;
  readonly group: DiseaseGroup | null;
}

/** Of the costs at which one of the numbers is as the witness says, the one at which most of them stand as they do there to every threshold. */
async function costOf(scoreAt: ScoreAt, plan: Plan, { witness, facts, group }: Wanted): Promise<Fen> {
  const numbers = valuesOf(plan, witness).flatMap(({ value, isFact, expr }) =>
    isFact || !(value instanceof Fraction) ? [] : [{ value, expr }],
  );
  let best: { readonly cost: Fen; readonly agree: number } | undefined;
  for (const { value, expr } of numbers) {
    const near = await crossing(scoreAt, expr, value);
    if (near === undefined) continue;
    const cost = await nearest(scoreAt, expr, value, near);
    const score = await scoreAt(cost);
    const agree = numbers.filter((one) => isAlike(plan, one.expr, one.value, score?.value(one.expr))).length;
    if (best === undefined || agree > best.agree) best = { cost, agree };
  }
  if (best !== undefined) return best.cost;
  const stated = facts.get('totalCost');
  return yuanToFen(stated instanceof Fraction ? stated : (group?.meanCost.get('ALL') ?? MADE_MEAN_COST));
}

/** Whether no rule tells two values of a number apart. */
function isAlike({ decisions }: Plan, expr: Expr, one: Fraction, other: Fraction | undefined): boolean {
  if (expr.kind !== 'fact' || other === undefined) return false;
  const { scope, slot } = expr.ref;
  const tests = Object.values(decisions)
    .flat()
    .flatMap(({ tables }) => tables.flatMap((table) => table.tests))
    .filter(({ ref }) => ref.scope === scope && ref.slot === slot);
  return tests.map(prepareTest).every(({ classOf }) => classOf(one) === classOf(other));
}

async function nearest(scoreAt: ScoreAt, expr: Expr, value: Fraction, near: Fen): Promise<Fen> {
  const distance = async (cost: Fen): Promise<Fraction | undefined> => {
    const found = (await scoreAt(cost))?.value(expr);
    if (found === undefined) return undefined;
    const beyond = subtract(found, value);
    return compare(beyond, ZERO) < 0 ? subtract(ZERO, beyond) : beyond;
  };
  const [one, other] = [await distance(near), await distance(near + 1n)];
  return one !== undefined && other !== undefined && compare(other, one) < 0 ? near + 1n : near;
}
