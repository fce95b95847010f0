import type { Label } from '../engine/plan.js';
import type { DecisionDocument, EffectiveDocument } from './document.js';
import { finding, pointerTo } from './finding-codes.js';
import type { Finding } from './finding.js';

/** Another version that governs part of the same year. */
export interface SameYearVersion {
  readonly version: string;
  readonly effective: EffectiveDocument;
}

/**
 * Cases of one year may be decided by several versions and are added up together: what aggregates read must have the same id, unit,
 * scale and values in all versions of a year (ARCHITECTURE 3 "In force"). Pointers are into the merged document.
 */
export function aggregatedOutputFindings(effective: EffectiveDocument, others: readonly SameYearVersion[]): Finding[] {
  return others.flatMap(({ version, effective: other }) => {
    const names = new Set([...aggregatedNames(effective), ...aggregatedNames(other)]);
    return [...names].flatMap((name) => {
      const at = effective.decisions.findIndex((decision) => decision.id === name);
      const why = difference(
        effective.decisions[at],
        other.decisions.find((decision) => decision.id === name),
      );
      const pointer = at < 0 ? '/aggregates' : pointerTo('/decisions', at, 'output');
      return why === undefined ? [] : [finding('AGGREGATED_OUTPUT_CHANGED', pointer, { name, version, why })];
    });
  });
}

/** Names of facts and decisions that aggregates sum or ask for; facts are in every version, and differ in nothing. */
function aggregatedNames(document: EffectiveDocument): string[] {
  const names = document.aggregates.flatMap((aggregate) => [aggregate.sum ?? [], ...Object.keys(aggregate.where ?? {})].flat());
  return names.map((name) => name.split('.')[0] ?? name);
}

function difference(own: DecisionDocument | undefined, other: DecisionDocument | undefined): Label | undefined {
  if (own === undefined && other === undefined) return undefined;
  if (own === undefined || other === undefined) return { zh: '只有一个版本有此判定', en: 'only one version has this decision' };
  const [is, was] = [own, other].map(shown);
  return is === was ? undefined : { zh: `本版本为 ${is}，该版本为 ${was}`, en: `here ${is}, there ${was}` };
}

/** What adding up depends on: not the rounding mode, which each version may choose. */
function shown({ output }: DecisionDocument): string {
  if (output.type === 'decimal') return `decimal ${output.unit} ${output.round === undefined ? 'exact' : `scale ${output.round.scale}`}`;
  return output.type === 'enum' ? `enum ${[...output.values].sort().join(' ')}` : output.type;
}
