import { assert, must } from '../../engine/kit/assert.js';
import type { Label } from '../../engine/plan/plan.js';
import { listed, type Cut, type Domain, type Leaves, type DomainPiece } from './classes-cut.js';
import { isList } from './judge-operators.js';

/** Comparisons that treat every text alike that they don't name. */
const BY_NAME = new Set(['equal', 'notEqual', 'in', 'notIn', 'known']);
/** An enum's other values are written out while there are no more names than this. */
const MOST_WRITTEN = 6;

/** Cuts an enum or a single code: each value that is named, and all others together where there are others. */
export function cutText(domain: Domain, leaves: Leaves): Cut {
  assert(
    leaves.every((leaf) => BY_NAME.has(leaf.operator)),
    'texts are compared by name only',
  );
  const named = [
    ...new Set(leaves.flatMap(({ operand }) => (isList(operand) ? [...operand] : [operand])).filter((v) => typeof v === 'string')),
  ];
  const values = domain.values === undefined ? named : named.filter((value) => domain.values?.includes(value));
  const others = domain.values?.filter((value) => !values.includes(value));
  const other = others === undefined ? unnamed(values) : others[0];
  const pieces: DomainPiece[] = values.map((value, raw) => ({ raw, representative: value }));
  if (other !== undefined) pieces.push({ raw: values.length, representative: other });
  return {
    pieces,
    classifier: (classOf, missing) => ({
      kind: 'text',
      classOf: new Map(values.map((value, raw) => [value, must(classOf.get(raw), 'class')])),
      other: classOf.get(values.length) ?? -1,
      missing,
    }),
    label: (raws) => textLabel(values, others, raws),
  };
}

/** A text that none of the values is. */
function unnamed(values: readonly string[]): string {
  let text = '—';
  while (values.includes(text)) text += '—';
  return text;
}

function textLabel(values: readonly string[], others: readonly string[] | undefined, raws: readonly number[]): Label {
  const names = raws.flatMap((raw) => values[raw] ?? []);
  if (!raws.includes(values.length)) return listed(names);
  if (others !== undefined && names.length + others.length <= MOST_WRITTEN) return listed([...names, ...others]);
  const label = listed(names);
  return names.length === 0 ? OTHER : { zh: `${label.zh} 或其他`, en: `${label.en} or other` };
}

const OTHER: Label = { zh: '其他', en: 'other' };

/** Cuts a boolean. */
export function cutBoolean(): Cut {
  return {
    pieces: [
      { raw: 0, representative: false },
      { raw: 1, representative: true },
    ],
    classifier: (classOf, missing) => ({
      kind: 'boolean',
      whenTrue: must(classOf.get(1), 'class'),
      whenFalse: must(classOf.get(0), 'class'),
      missing,
    }),
    label: (raws) => {
      if (raws.length === 2) return { zh: '是或否', en: 'yes or no' };
      return raws[0] === 1 ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' };
    },
  };
}
