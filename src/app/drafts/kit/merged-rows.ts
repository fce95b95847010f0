import { same } from './draft-document.js';
import { isObject } from '../../../rules/shape/shape-words.js';

/** What three texts make of one entry. */
export interface ThreeSides {
  readonly before: unknown;
  readonly yours: unknown;
  readonly theirs: unknown;
}

/** A table merged row by row: whole where no row was changed by both otherwise, else as each side would have it, with what only one of them changed. */
export type MergedTable = { readonly merged: unknown } | ThreeSides;

type Rows = ReadonlyMap<string, unknown>;
interface Keyed {
  readonly list: string;
  readonly keys: Readonly<Record<string, unknown>>;
  readonly rows: Rows;
}

/**
 * 逐行合并 a table that both sides changed. Rows are known by their key, other keys of the table (its label, its basis) by their name; what one side only changed,
 * added or took out is that side's. Undefined: it is no table whose rows have keys on all three sides, so that it is merged as one entry.
 */
export function mergedTable({ before, yours, theirs }: ThreeSides): MergedTable | undefined {
  const [base, mine, other] = [keyedTable(before), keyedTable(yours), keyedTable(theirs)];
  if (base === undefined || mine === undefined || other === undefined || !isSameShape(base, mine) || !isSameShape(base, other))
    return undefined;
  const [rows, keys] = [merge(base.rows, mine.rows, other.rows), merge(mapOf(base.keys), mapOf(mine.keys), mapOf(other.keys))];
  const table = (side: 'before' | 'yours' | 'theirs') => ({ ...Object.fromEntries(keys[side]), [base.list]: [...rows[side].values()] });
  if (rows.clashes + keys.clashes === 0) return { merged: table('yours') };
  return { before: table('before'), yours: table('yours'), theirs: table('theirs') };
}

/** Whether two changes of an entry, each against what it was before, are at odds: of tables, in one row. */
export function areAtOdds(own: Omit<ThreeSides, 'theirs'>, other: Omit<ThreeSides, 'yours'>): boolean {
  if (same(own.yours, other.theirs)) return false;
  const [base, mine] = [keyedTable(own.before), keyedTable(own.yours)];
  const [otherBase, theirs] = [keyedTable(other.before), keyedTable(other.theirs)];
  if (base === undefined || mine === undefined || otherBase === undefined || theirs === undefined) return true;
  if (![mine, otherBase, theirs].every((one) => isSameShape(base, one))) return true;
  const clash = (a: readonly [Rows, Rows], b: readonly [Rows, Rows]): boolean => {
    const changed = changedKeys(...b);
    return [...changedKeys(...a)].some((key) => changed.has(key) && !same(a[1].get(key), b[1].get(key)));
  };
  return (
    clash([base.rows, mine.rows], [otherBase.rows, theirs.rows]) ||
    clash([mapOf(base.keys), mapOf(mine.keys)], [mapOf(otherBase.keys), mapOf(theirs.keys)])
  );
}

interface Merged extends Readonly<Record<'before' | 'yours' | 'theirs', Rows>> {
  readonly clashes: number;
}

function merge(base: Rows, mine: Rows, other: Rows): Merged {
  const [own, theirs] = [changedKeys(base, mine), changedKeys(base, other)];
  const clashing = [...own].filter((key) => theirs.has(key) && !same(mine.get(key), other.get(key)));
  const plain = [...own].filter((key) => !clashing.includes(key));
  const merged = withRows(other, plain, mine);
  return {
    before: withRows(merged, clashing, base),
    yours: withRows(merged, clashing, mine),
    theirs: merged,
    clashes: clashing.length,
  };
}

/** Rows with some as another text has them: in their place, what is new after the row that it stands behind there. */
function withRows(rows: Rows, keys: readonly string[], from: Rows): Rows {
  const order = [...from.keys()];
  const list = [...rows];
  for (const key of keys) {
    const [at, value] = [list.findIndex(([one]) => one === key), from.get(key)];
    if (value === undefined) list.splice(at < 0 ? list.length : at, at < 0 ? 0 : 1);
    else if (at >= 0) list[at] = [key, value];
    else {
      const previous = order[order.indexOf(key) - 1];
      list.splice(list.findIndex(([one]) => one === previous) + 1, 0, [key, value]);
    }
  }
  return new Map(list);
}

function changedKeys(before: Rows, after: Rows): ReadonlySet<string> {
  return new Set([...before.keys(), ...after.keys()].filter((key) => !same(before.get(key), after.get(key))));
}

const mapOf = (keys: Readonly<Record<string, unknown>>): Rows => new Map(Object.entries(keys));

/** Tables whose columns differ have no rows in common. */
function isSameShape({ keys: a }: Keyed, { keys: b }: Keyed): boolean {
  return same(a['kind'], b['kind']) && same(a['key'], b['key']);
}

/** Where rows of a kind of table stand, and what each is known by. Bands are known by their order, and are one entry. */
const ROWS: Readonly<Record<string, { readonly list: string; readonly keyOf: (row: unknown) => unknown }>> = {
  map: { list: 'rows', keyOf: (row) => (isObject(row) ? row['key'] : undefined) },
  codeMap: { list: 'rows', keyOf: (row) => (isObject(row) ? row['from'] : undefined) },
  codes: { list: 'codes', keyOf: (code) => code },
};

/** Rows by their keys; undefined: it is no such table, or a key stands twice. */
function keyedTable(value: unknown): Keyed | undefined {
  const kind = isObject(value) && typeof value['kind'] === 'string' ? ROWS[value['kind']] : undefined;
  if (!isObject(value) || kind === undefined) return undefined;
  const { [kind.list]: rows, ...keys } = value;
  if (!Array.isArray(rows)) return undefined;
  const list: readonly unknown[] = rows;
  const named = new Map(list.map((row) => [JSON.stringify(kind.keyOf(row) ?? null), row]));
  return named.size === list.length ? { list: kind.list, keys, rows: named } : undefined;
}
