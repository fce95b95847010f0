import { absolute } from '../../engine/number/absolute.js';
import { add, compare, decimal, divide, multiply, round, subtract, whole, ZERO, type Fraction } from '../../engine/number/quantity.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import { leavesOf, type Value } from '../../engine/plan/plan.js';
import type { CompiledRuleset } from '../compiled/compiled-ruleset.js';
import { caseWith, madeGroup, type MadeFacts, type MadeOf } from './made-facts.js';
import { madeFrames, scoreMade } from './made-scoring.js';

/** What groups are counted by. */
export type CountedGroup = Pick<DiseaseGroup, 'code' | 'kind' | 'flags' | 'points' | 'caseCount'>;

/** 付费分值之比 what a ruleset makes of the base points of a catalogue, institution coefficients aside. */
export interface PointsKept {
  /** Σ paid points × cases ÷ Σ base points × cases, at 6 places. */
  readonly factor: Fraction;
  /** Whether groups without any flag are paid other points than their base points: points are made anew, not added to. */
  readonly isRebased: boolean;
  /** Some group whose points change, and by which factor. */
  readonly example: { readonly code: string; readonly factor: Fraction };
}

/** A case that costs what its group's cases cost on average. */
const USUAL_COST = 1_000_000n;
/** Points are rounded: a factor nearer to 1 than this is 1. */
const NEAR = decimal('0.00001');

/**
 * 总分值不变 (N25-15) what the rules make of base points: one usual case (mean cost, nothing special) of every kind of group that they tell apart is scored by the
 * engine, its institution's coefficient is taken out, and the factors are weighted with base points × cases of the catalogue. `undefined`: nothing is
 * changed, or it can't be said.
 */
export async function pointsKept(ruleset: CompiledRuleset, of: MadeOf, groups: readonly CountedGroup[]): Promise<PointsKept | undefined> {
  const readsCode = Object.values(ruleset.plan.decisions.case).some(({ rules }) =>
    rules.some(({ condition }) => leavesOf(condition).some(({ ref }) => ref.name === 'groupCode')),
  );
  const factors = new Map<string, Fraction | undefined>();
  let [base, paid] = [ZERO, ZERO];
  let isRebased = false;
  let example: PointsKept['example'] | undefined;
  for (const group of groups) {
    if (group.caseCount === null || group.kind === 'UNGROUPED') continue;
    const key = [group.kind, ...group.flags, ...(readsCode ? [group.code] : [])].join(' ');
    if (!factors.has(key)) factors.set(key, await factorOf(ruleset, of, group));
    const factor = factors.get(key);
    if (factor === undefined) continue;
    const weight = multiply(group.points, whole(group.caseCount));
    [base, paid] = [add(base, weight), add(paid, multiply(weight, factor))];
    if (isOne(factor)) continue;
    example ??= { code: group.code, factor };
    isRebased ||= group.flags.length === 0;
  }
  const factor = divide(paid, base);
  if (factor === undefined || example === undefined || isOne(factor)) return undefined;
  return { factor: round(factor, { scale: 6, mode: 'HALF_UP' }), isRebased, example };
}

function isOne(factor: Fraction): boolean {
  return compare(absolute(subtract(factor, decimal('1'))), NEAR) < 0;
}

async function factorOf(ruleset: CompiledRuleset, of: MadeOf, { code, kind, flags }: CountedGroup): Promise<Fraction | undefined> {
  const facts: MadeFacts = new Map<string, Value>([
    ['groupCode', code],
    ['groupKind', kind],
    ...flags.map((flag): [string, Value] => [`groupFlag.${flag}`, true]),
  ]);
  const group = madeGroup(ruleset.plan, facts);
  if (group === null) return undefined;
  const score = await scoreMade(ruleset, await madeFrames(ruleset, facts, group), caseWith(ruleset.plan, of, facts, USUAL_COST), group);
  const coefficient = score?.output('institutionCoefficient');
  if (score?.included !== true || coefficient === undefined) return undefined;
  return divide(score.points, multiply(group.points, coefficient));
}
