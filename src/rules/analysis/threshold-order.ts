import { childrenOf } from '../../engine/formula/formula.js';
import { must } from '../../engine/kit/assert.js';
import { compare, Fraction } from '../../engine/number/quantity.js';
import type { Condition, DecisionPlan, Expr, Label, LeafCondition, Outcome, Plan, RulePlan } from '../../engine/plan/plan.js';
import { SCOPES } from '../../engine/plan/scopes.js';
import { finding, pointerTo } from '../findings/finding-codes.js';
import type { Finding, Mend } from '../findings/finding.js';
import type { Tables } from '../judge/tables.js';
import type { Reachability } from './reachability.js';
import { printGiven, type Witness } from './witness.js';

/** What the tables prove, and what asks them. */
interface Proofs {
  readonly plan: Plan;
  readonly tables: Tables;
  readonly reachability: Reachability;
}

/** A limit of one fact: a number or a day, and the parameter that it was read from. */
interface Limit {
  readonly value: Fraction | string;
  readonly from: string | undefined;
}

/** Two limits that stand the wrong way round, where, and a case that shows it. */
interface Crossed {
  readonly where: Label;
  readonly pointer: string;
  readonly low: Limit;
  readonly high: Limit;
  readonly witness: Witness;
}

/**
 * 界值颠倒 limits that stand the wrong way round: a rule whose fact must be above the higher and below the lower of two; a pair of rules, one from the low limit
 * down and one from the high limit up, that meet because the low one is above the high one; a `clamp` between them. Where hits are added up or
 * collected, rules may well overlap, and nothing is said.
 */
export function thresholdsOutOfOrder(proofs: Proofs): Finding[] {
  const seen = new Set<string>();
  return SCOPES.flatMap((scope) => proofs.plan.decisions[scope])
    .flatMap((decision) => [...emptyRules(proofs, decision), ...meetingRules(proofs, decision), ...emptyClamps(decision)])
    .flatMap(({ where, pointer, low, high, witness }) => {
      const args = { where, low: nameOf(low), lowValue: printGiven(low.value), high: nameOf(high), highValue: printGiven(high.value) };
      // Several rules and formulas read the same two parameters: exchanged once, all are mended.
      const key = low.from === undefined || high.from === undefined ? pointer : `${low.from} ${high.from}`;
      if (seen.has(key)) return [];
      seen.add(key);
      const parameters = [low, high].flatMap(({ from }) => (from === undefined ? [] : [pointerTo('/parameters', from)]));
      return [finding('THRESHOLDS_OUT_OF_ORDER', pointer, args, { witness, mend: exchanged(low, high), about: parameters })];
    });
}

function nameOf({ from }: Limit): string {
  return from ?? '';
}

function exchanged(low: Limit, high: Limit): readonly Mend[] | undefined {
  if (low.from === undefined || high.from === undefined) return undefined;
  return [
    { pointer: pointerTo('/parameters', low.from, 'value'), value: printGiven(high.value) },
    { pointer: pointerTo('/parameters', high.from, 'value'), value: printGiven(low.value) },
  ];
}

/** A limit that a rule puts on a fact whatever else holds, and where it stands. */
export interface Bounds {
  readonly leaf: LeafCondition;
  readonly pointer: string;
  readonly limit: Limit;
  readonly side: 'ABOVE' | 'BELOW';
}

/** The limits that a rule puts on its facts whatever else holds. */
export function boundsOf({ condition, pointer }: RulePlan): Bounds[] {
  return boundsIn(condition, `${pointer}/conditions`);
}

function boundsIn(condition: Condition, pointer: string): Bounds[] {
  if (condition.kind === 'all') return condition.of.flatMap((one, index) => boundsIn(one, pointerTo(pointer, 'all', index)));
  if (condition.kind !== 'leaf') return [];
  const { operand, operator, from } = condition;
  if (!(operand instanceof Fraction) && typeof operand !== 'string') return [];
  const limit = { value: operand, from };
  if (operator === 'greaterThan' || operator === 'greaterThanInclusive') return [{ leaf: condition, pointer, limit, side: 'ABOVE' }];
  return operator === 'lessThan' || operator === 'lessThanInclusive' ? [{ leaf: condition, pointer, limit, side: 'BELOW' }] : [];
}

/** Whether two limits are of the same fact. */
export const isOfSameFact = (a: Bounds, b: Bounds): boolean =>
  a.leaf.ref.scope === b.leaf.ref.scope && a.leaf.ref.slot === b.leaf.ref.slot && a.leaf.ref.member === b.leaf.ref.member;

function isAbove(a: Limit, b: Limit): boolean {
  if (a.value instanceof Fraction && b.value instanceof Fraction) return compare(a.value, b.value) > 0;
  return typeof a.value === 'string' && typeof b.value === 'string' && a.value > b.value;
}

/** Rules that ask for more than the one limit and less than a lower one. */
function emptyRules({ reachability }: Proofs, decision: DecisionPlan): Crossed[] {
  return decision.rules.flatMap((rule, index) => {
    const bounds = boundsOf(rule);
    const crossed = bounds
      .filter(({ side }) => side === 'ABOVE')
      .flatMap((low) =>
        bounds
          .filter((high) => high.side === 'BELOW' && isOfSameFact(low, high) && isAbove(low.limit, high.limit))
          .map((high) => ({ low, high })),
      )[0];
    const table = decision.tables.find(({ rules }) => rules.includes(index));
    if (crossed === undefined || table === undefined) return [];
    const [, any = {}] = [...reachability.ways(decision, table)][0] ?? [];
    const witness = { ...any, [crossed.low.leaf.ref.name]: printGiven(crossed.high.limit.value) };
    return [{ where: ruleLabel(rule), pointer: rule.pointer, low: crossed.low.limit, high: crossed.high.limit, witness }];
  });
}

function ruleLabel({ name }: RulePlan): Label {
  return { zh: `规则 “${name}” 中`, en: `rule “${name}”` };
}

/** Pairs of rules of which one may hold: from the low limit down, and from the high one up, that both hold in between. */
function meetingRules({ reachability, tables }: Proofs, decision: DecisionPlan): Crossed[] {
  if (decision.hit !== 'unique' && decision.hit !== 'first') return [];
  const [table] = decision.tables;
  const open = decision.rules.map(boundsOf).map((bounds) => bounds.filter((one) => isOpen(one, bounds)));
  if (table === undefined) return [];
  return open.flatMap((lows, lower) =>
    lows
      .filter(({ side, limit }) => side === 'BELOW' && limit.from !== undefined)
      .flatMap((low) =>
        open.flatMap((highs, upper) =>
          highs
            .filter(({ side, limit }) => side === 'ABOVE' && limit.from !== undefined && limit.from !== low.limit.from)
            .flatMap((high): Crossed[] => {
              if (lower === upper || !isOfSameFact(low, high) || !isAbove(low.limit, high.limit)) return [];
              const met = [...reachability.ways(decision, table)].find(([situation]) => {
                const fired = tables.verdict(decision, 0, situation)?.fired ?? [];
                return fired.includes(lower) && fired.includes(upper);
              });
              if (met === undefined) return [];
              const [one, other] = [must(decision.rules[lower], 'rule'), must(decision.rules[upper], 'rule')];
              const where = { zh: `规则 “${one.name}” 与 “${other.name}” 之间`, en: `rules “${one.name}” and “${other.name}”` };
              return [{ where, pointer: one.pointer, low: low.limit, high: high.limit, witness: met[1] }];
            }),
        ),
      ),
  );
}

/** Whether a rule limits a fact on this side only. */
function isOpen(one: Bounds, bounds: readonly Bounds[]): boolean {
  return !bounds.some((other) => other.side !== one.side && isOfSameFact(one, other));
}

/** Formulas that keep a number between a low limit and a lower one. */
function emptyClamps(decision: DecisionPlan): Crossed[] {
  const ofRules = decision.rules.map(({ outcome, pointer }) => ({ outcome, pointer }));
  const all = [
    ...ofRules,
    ...(decision.otherwise === undefined ? [] : [{ outcome: decision.otherwise.outcome, pointer: decision.pointer }]),
  ];
  return all.flatMap(({ outcome, pointer }) =>
    clampsOf(outcome).flatMap(([low, high]): Crossed[] =>
      isAbove(low, high)
        ? [
            {
              where: { zh: `判定 “${decision.id}” 的 clamp 中`, en: `clamp of decision “${decision.id}”` },
              pointer,
              low,
              high,
              witness: {},
            },
          ]
        : [],
    ),
  );
}

function clampsOf(outcome: Outcome): (readonly [Limit, Limit])[] {
  const walk = (expr: Expr): (readonly [Limit, Limit])[] => {
    const inner = childrenOf(expr).flatMap(walk);
    if (expr.kind !== 'call' || expr.fn !== 'clamp') return inner;
    const [, low, high] = expr.args.map(constantOf);
    return low === undefined || high === undefined ? inner : [...inner, [low, high]];
  };
  return outcome.kind === 'formula' ? walk(outcome.expr) : [];
}

function constantOf(expr: Expr): Limit | undefined {
  if (expr.kind === 'number') return { value: expr.value, from: undefined };
  return expr.kind === 'parameter' ? { value: expr.value, from: expr.name } : undefined;
}
