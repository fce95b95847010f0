import type { Classifier, Label, LeafCondition, Plan, Ref, Value } from '../../engine/plan/plan.js';
import { must } from '../../engine/kit/assert.js';
import type { Fraction } from '../../engine/number/quantity.js';

/** What values a fact can have. */
export interface Domain {
  readonly type: 'decimal' | 'integer' | 'boolean' | 'enum' | 'code' | 'codes' | 'date';
  readonly optional: boolean;
  /** All values of an enum; absent: open. */
  readonly values?: readonly string[] | undefined;
  readonly min?: Fraction | undefined;
  readonly max?: Fraction | undefined;
}

/** One piece into which the constants of conditions cut a domain, before pieces with the same answers are merged. */
export interface DomainPiece {
  /** Its place among the classifier's raw classes. */
  readonly raw: number;
  readonly representative: Value;
}

/** A domain cut into pieces, inside which no comparison's answer can change. `missing` is not among them. */
export interface Cut {
  /** The pieces that are possible, in order. */
  readonly pieces: readonly DomainPiece[];
  /** Makes the classifier when every piece has its class; impossible pieces are absent from the map. */
  readonly classifier: (classOf: ReadonlyMap<number, number>, missing: number) => Classifier;
  /** Names a class made of some pieces. */
  readonly label: (raws: readonly number[]) => Label;
}

/** The domain of a reference; a set's member is a boolean. */
export function domainOf(plan: Pick<Plan, 'slots'>, ref: Ref): Domain {
  const slot = must(plan.slots[ref.scope][ref.slot], `slot of ${ref.name}`);
  if (ref.member !== undefined) return { type: 'boolean', optional: slot.optional };
  const type = slot.type === 'set' ? 'codes' : slot.type;
  return { type, optional: slot.optional, values: slot.type === 'enum' ? slot.values : undefined, min: slot.min, max: slot.max };
}

/** Names alternatives: `<0.5 或 >2`. */
export function either(parts: readonly Label[]): Label {
  return { zh: parts.map((part) => part.zh).join(' 或 '), en: parts.map((part) => part.en ?? part.zh).join(' or ') };
}

/** Names written out in a label; of more, the count is said. */
const MOST_NAMES = 12;

/** Lists names: `A15、B20`; of many, the first and how many there are. */
export function listed(names: readonly string[]): Label {
  const shown = names.slice(0, MOST_NAMES);
  if (shown.length === names.length) return { zh: shown.join('、'), en: shown.join(', ') };
  return { zh: `${shown.join('、')} 等 ${names.length} 项`, en: `${shown.join(', ')} and ${names.length - shown.length} more` };
}

/** The comparisons of a fact, by what their operands are. */
export type Leaves = readonly LeafCondition[];
