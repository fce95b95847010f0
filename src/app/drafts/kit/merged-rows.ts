import { same } from './draft-document.js';
import { isObject } from '../../../rules/shape/shape-words.js';

/** What two texts make of one entry that stood in a third; `inherited`: what stood in its place where that text did not state it. */
export interface ThreeSides {
  readonly before: unknown;
  readonly inherited?: unknown;
  readonly yours: unknown;
  readonly theirs: unknown;
}

/** What each side would have an entry be. */
export type EntrySides = Readonly<Record<'before' | 'yours' | 'theirs', unknown>>;

/** An entry merged row by row: whole where no row was changed by both otherwise, else as each side would have it, with what only one of them changed. */
export type MergedEntry = { readonly merged: unknown } | EntrySides;

/**
 * 逐行合并 an entry with rows that both sides changed: a table, a decision by its rules, a decision table, a scorecard. Rows are known by their key or name, other
 * keys of the entry (its label, its basis) by their name; what one side only changed, added or took out is that side's. Undefined: it has no rows
 * that can be told apart on all three sides, or their order decides and both changed it, so that it is merged as one entry.
 */
export function mergedEntry({ before, inherited, yours, theirs }: ThreeSides): MergedEntry | undefined {
  const [mine, other] = [rowedEntry(yours), rowedEntry(theirs)];
  const base = mine && rowedBefore(mine, before, inherited);
  if (base === undefined || mine === undefined || other === undefined || !same(mine.shape, other.shape)) return undefined;
  if (mine.inOrder && !isOneOrder(base, mine.rows, other.rows)) return undefined;
  const [rows, keys] = [merge(base.rows, mine.rows, other.rows), merge(base.keys, mine.keys, other.keys)];
  const entry = (side: 'before' | 'yours' | 'theirs'): unknown =>
    withRowsAt(Object.fromEntries(keys[side]), mine.place, [...rows[side].values()]);
  if (rows.clashes + keys.clashes === 0) return { merged: entry('yours') };
  return { before: entry('before'), yours: entry('yours'), theirs: entry('theirs') };
}

/** What a text made of an entry. */
export interface EntryMade {
  readonly before: unknown;
  /** What stood in its place where the text before did not state it. */
  readonly inherited?: unknown;
  readonly after: unknown;
}

/** Whether two changes of an entry, each against what it was before, are at odds: of entries with rows, in one row or in their order. */
export function areAtOdds(own: EntryMade, other: EntryMade): boolean {
  if (same(own.after, other.after)) return false;
  const [mine, theirs] = [rowedEntry(own.after), rowedEntry(other.after)];
  if (mine === undefined || theirs === undefined || !same(mine.shape, theirs.shape)) return true;
  const [base, otherBase] = [rowedBefore(mine, own.before, own.inherited), rowedBefore(theirs, other.before, other.inherited)];
  if (base === undefined || otherBase === undefined) return true;
  if (mine.inOrder && !(isOneOrder(base, mine.rows, base.rows) && isOneOrder(otherBase, otherBase.rows, theirs.rows))) return true;
  if (mine.inOrder && changesSet(base, mine.rows) && changesSet(otherBase, theirs.rows)) return true;
  const clash = (a: readonly [Rows, Rows], b: readonly [Rows, Rows]): boolean => {
    const changed = changedKeys(...b);
    return [...changedKeys(...a)].some((key) => changed.has(key) && !same(a[1].get(key), b[1].get(key)));
  };
  return clash([base.rows, mine.rows], [otherBase.rows, theirs.rows]) || clash([base.keys, mine.keys], [otherBase.keys, theirs.keys]);
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

interface Base {
  readonly keys: Rows;
  readonly rows: Rows;
  /** Rows that stand in the base of the text: what is stated of them beside it changes no order. */
  readonly placed: Rows;
}

/** What stood before: the entry as the text stated it, or nothing of an entry that it inherited by its rows, or the inherited one that is overridden whole. */
function rowedBefore(like: Rowed, before: unknown, inherited: unknown): Base | undefined {
  const base = rowedEntry(inherited);
  const placed: Rows = like.isOverlay ? (base?.rows ?? noRows()) : noRows();
  const stated = rowedEntry(before);
  if (stated !== undefined) return same(stated.shape, like.shape) ? { ...stated, placed } : undefined;
  if (before !== undefined || inherited === undefined) return undefined;
  if (like.isOverlay) return { keys: noRows(), rows: noRows(), placed };
  return base !== undefined && same(base.shape, like.shape) ? { ...base, placed } : undefined;
}

/** Whether the order of rows can be told: nobody moved one, and one side at most added or took out. */
function isOneOrder(base: Base, mine: Rows, other: Rows): boolean {
  const isKept = (side: Rows): boolean => {
    const common = [...side.keys()].filter((key) => base.rows.has(key));
    return same(
      common,
      [...base.rows.keys()].filter((key) => side.has(key)),
    );
  };
  return (
    isKept(mine) && isKept(other) && !(changesSet(base, mine) && changesSet(base, other) && !same([...mine.keys()], [...other.keys()]))
  );
}

/** Whether a side has other rows than there were, beside those that the text inherits. */
function changesSet({ rows, placed }: Base, side: Rows): boolean {
  return [...rows.keys(), ...side.keys()].some((key) => rows.has(key) !== side.has(key) && !placed.has(key));
}

type Rows = ReadonlyMap<string, unknown>;
const noRows = (): Rows => new Map();

/** An entry apart: its rows by their keys, and everything else of it by name. */
interface Rowed {
  readonly place: readonly string[];
  readonly keys: Rows;
  readonly rows: Rows;
  /** What entries must have in common so that their rows can be compared. */
  readonly shape: unknown;
  /** Whether it matters which row stands first. */
  readonly inOrder: boolean;
  /** Whether a text may state some of its rows, and inherits the others. */
  readonly isOverlay: boolean;
}

/** Where rows of a kind of entry stand, and what each is known by. */
interface RowPlace extends Pick<Rowed, 'place' | 'inOrder' | 'isOverlay'> {
  readonly keyOf: (row: unknown) => unknown;
}

const member = (key: string) => (row: unknown) => (isObject(row) ? row[key] : undefined);

const TABLES: Readonly<Record<string, RowPlace>> = {
  map: { place: ['rows'], keyOf: member('key'), inOrder: false, isOverlay: false },
  codeMap: { place: ['rows'], keyOf: member('from'), inOrder: false, isOverlay: false },
  codes: { place: ['codes'], keyOf: (code) => code, inOrder: false, isOverlay: false },
  bands: { place: ['rows'], keyOf: (row) => member('upTo')(row) ?? null, inOrder: true, isOverlay: false },
};

/** Hit policies by which it does not matter in which order rules stand. */
const WITHOUT_ORDER: ReadonlySet<unknown> = new Set(['unique', 'max', 'sum', 'product']);

function placeOf(entry: Readonly<Record<string, unknown>>): RowPlace | undefined {
  if (typeof entry['kind'] === 'string') return TABLES[entry['kind']];
  const rules = { keyOf: member('name'), inOrder: !WITHOUT_ORDER.has(entry['hit']), isOverlay: true };
  if (Array.isArray(entry['rules'])) return { place: ['rules'], ...rules };
  if (isObject(entry['table'])) return { place: ['table', 'rows'], ...rules };
  if (isObject(entry['scorecard'])) return { place: ['scorecard', 'indicators'], keyOf: member('id'), inOrder: false, isOverlay: false };
  return undefined;
}

/** Rows by their keys; undefined: it is no entry with rows, or a key is missing or stands twice. */
function rowedEntry(value: unknown): Rowed | undefined {
  if (!isObject(value)) return undefined;
  const place = placeOf(value);
  if (place === undefined) return undefined;
  const [outer = '', inner] = place.place;
  const holder = inner === undefined ? value : value[outer];
  const list: unknown = isObject(holder) ? holder[inner ?? outer] : undefined;
  if (!Array.isArray(list)) return undefined;
  const rows: readonly unknown[] = list;
  const named = new Map(
    rows.flatMap((row) => [place.keyOf(row)].filter((key) => key !== undefined).map((key) => [JSON.stringify(key), row] as const)),
  );
  if (named.size !== rows.length) return undefined;
  const columns = isObject(value['table']) ? value['table']['columns'] : undefined;
  const shape = [place.place, value['kind'], value['key'], value['hit'], columns].map((one) => one ?? null);
  return { ...place, keys: new Map(Object.entries(withRowsAt(value, place.place, []))), rows: named, shape };
}

/** An entry with other rows in their place. */
function withRowsAt(
  entry: Readonly<Record<string, unknown>>,
  [outer = '', inner]: readonly string[],
  rows: readonly unknown[],
): Readonly<Record<string, unknown>> {
  if (inner === undefined) return { ...entry, [outer]: rows };
  const holder = entry[outer];
  return { ...entry, [outer]: { ...(isObject(holder) ? holder : {}), [inner]: rows } };
}
