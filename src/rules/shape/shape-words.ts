import type { Label } from '../../engine/plan/plan.js';
import { shorten } from '../findings/messages.js';

/** A step of the way to a value: key or index. */
export type Path = readonly PropertyKey[];

/** Whether a JSON value is an object (not a list). */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path; `undefined` where nothing stands. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    const next: unknown = Reflect.get(value, step);
    value = next;
  }
  return value;
}

/** What a JSON value is, for people. */
export function kindOf(value: unknown): Label {
  if (value === undefined) return { zh: '空缺', en: 'absent' };
  if (value === null) return { zh: '空值 null', en: 'null' };
  if (Array.isArray(value)) return value.length === 0 ? { zh: '空列表', en: 'an empty list' } : { zh: '列表', en: 'a list' };
  if (isObject(value)) {
    const keys = quoteAll(Object.keys(value));
    return keys === '' ? { zh: '空对象', en: 'an empty object' } : { zh: `含有 ${keys} 的对象`, en: `an object with ${keys}` };
  }
  const text = shorten(JSON.stringify(value));
  if (typeof value === 'string') return { zh: `文本 ${text}`, en: `the text ${text}` };
  if (typeof value === 'number') return { zh: `数字 ${text}`, en: `the number ${text}` };
  return { zh: text, en: text };
}

const TYPES: Readonly<Record<string, Label>> = {
  string: { zh: '文本', en: 'text' },
  boolean: { zh: 'true 或 false', en: 'true or false' },
  array: { zh: '列表', en: 'a list' },
  object: { zh: '对象', en: 'an object' },
  record: { zh: '对象', en: 'an object' },
  int: { zh: '整数', en: 'a whole number' },
  number: { zh: '整数', en: 'a whole number' },
};

/** What a type of the schema is, for people. */
export function typeLabel(type: string): Label {
  return TYPES[type] ?? { zh: type, en: type };
}

/** Most entries that a message lists. */
const MOST_LISTED = 12;

/** Texts in double quotes, with commas between; a long list is cut. */
export function quoteAll(texts: readonly unknown[]): string {
  const quoted = texts.slice(0, MOST_LISTED).map((text) => shorten(JSON.stringify(text)));
  return texts.length > MOST_LISTED ? `${quoted.join(', ')}, …` : quoted.join(', ');
}
