import { must } from '../../engine/kit/assert.js';
import type { Label } from '../../engine/plan/plan.js';
import { printGiven } from '../analysis/witness.js';
import type { ExampleOutcome } from '../examples/examples.js';
import { finding } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import { isShownBy } from './shown.js';
import { boundaryPoints, type Point, type Proven } from './points.js';

/** Boundaries named in one finding. */
const MOST_NAMED = 6;

/** BOUNDARY_MISSING for every rule of which no example stands at, just below or just above one of its thresholds. `wanted` chooses rules. */
export function boundaryFindings(proven: Proven, outcomes: readonly ExampleOutcome[], wanted: (pointer: string) => boolean): Finding[] {
  return Object.values(proven.plan.decisions)
    .flat()
    .flatMap((decision) => {
      const missing = new Map<number, Point[]>();
      for (const point of boundaryPoints(proven, decision, (rule) => wanted(must(decision.rules[rule], 'rule').pointer))) {
        if (point.threshold === undefined || isShownBy(point, outcomes)) continue;
        missing.set(point.rule, [...(missing.get(point.rule) ?? []), point]);
      }
      return [...missing].map(([index, points]) => {
        const { name, pointer } = must(decision.rules[index], 'rule');
        return finding('BOUNDARY_MISSING', pointer, { rule: name, places: named(points) });
      });
    });
}

function named(points: readonly Point[]): Label {
  const places = points.map(({ decision, table, at, values }) => {
    const { ref } = must(decision.tables[table]?.tests[at], 'test');
    return `${ref.name} = ${printGiven(values[at] ?? null)}`;
  });
  const shown = [...new Set(places)];
  const listed = shown.slice(0, MOST_NAMED);
  const more = shown.length - listed.length;
  return {
    zh: `${listed.join('、')}${more === 0 ? '' : ` 等 ${shown.length} 处`}`,
    en: `${listed.join(', ')}${more === 0 ? '' : ` and ${more} more`}`,
  };
}
