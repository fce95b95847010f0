import { compare, Fraction } from '../../engine/number/quantity.js';
import type { Value } from '../../engine/plan/plan.js';
import type { ExampleOutcome } from '../examples/examples.js';
import type { Point } from './points.js';

/** Whether an example met the situation of a point, at a threshold with the very value. */
export function isShownBy(
  point: Pick<Point, 'decision' | 'table' | 'situation' | 'at' | 'threshold' | 'values'>,
  outcomes: readonly ExampleOutcome[],
): boolean {
  return outcomes.some(({ met }) =>
    met.some(
      ({ decision, table, situation, values }) =>
        decision === point.decision.id &&
        table === point.table &&
        situation === point.situation &&
        (point.threshold === undefined || isSame(values[point.at], point.values[point.at])),
    ),
  );
}

function isSame(a: Value | undefined, b: Value | undefined): boolean {
  return a instanceof Fraction && b instanceof Fraction ? compare(a, b) === 0 : a === b;
}
