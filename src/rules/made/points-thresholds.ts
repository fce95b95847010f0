import { childrenOf } from '../../engine/formula/formula.js';
import { Fraction } from '../../engine/number/quantity.js';
import type { BandsTable } from '../../engine/plan/bands.js';
import { leavesOf, type DecisionPlan, type Expr } from '../../engine/plan/plan.js';
import { exprOf } from './made-variants.js';

/** A number that the points of a case depend on and that is compared with a threshold: where, and what is compared. */
export interface PointsThreshold {
  readonly decision: DecisionPlan;
  readonly pointer: string;
  readonly expr: Expr;
  readonly value: Fraction;
  /** The parameter or table that it was read from. */
  readonly from: string | undefined;
}

/** Everything that a decision compares with a number: in its conditions, and where a formula finds a value by bands. */
export function thresholdsOf(decision: DecisionPlan): PointsThreshold[] {
  const { rules, otherwise, pointer } = decision;
  return [
    ...rules.flatMap((rule) =>
      leavesOf(rule.condition).flatMap(({ ref, operand, from }): PointsThreshold[] =>
        operand instanceof Fraction ? [{ decision, pointer: rule.pointer, expr: { kind: 'fact', ref }, value: operand, from }] : [],
      ),
    ),
    ...rules.flatMap((rule) => exprOf(rule.outcome).flatMap((expr) => bandsOf(expr, { decision, pointer: rule.pointer }))),
    ...(otherwise === undefined ? [] : exprOf(otherwise.outcome).flatMap((expr) => bandsOf(expr, { decision, pointer }))),
  ];
}

/** Ends of bands, where a formula finds a value by a number. */
function bandsOf(expr: Expr, place: Pick<PointsThreshold, 'decision' | 'pointer'>): PointsThreshold[] {
  const inner = childrenOf(expr).flatMap((child) => bandsOf(child, place));
  const ends = (operand: Expr, { id, rows }: BandsTable): PointsThreshold[] =>
    rows.flatMap(({ upTo }) => (upTo === undefined ? [] : [{ ...place, expr: operand, value: upTo, from: id }]));
  switch (expr.kind) {
    case 'lookupBand':
    case 'tiered':
      return [...inner, ...ends(expr.operand, expr.table)];
    case 'keyedBands':
      return [...inner, ...[...expr.table.bands.values()].flatMap((table) => ends(expr.operand, { ...table, id: expr.table.id }))];
    default:
      return inner;
  }
}
