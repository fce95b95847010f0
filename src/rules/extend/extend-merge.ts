import { finding } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';

/** An entry as a document writes it, or the removal of an inherited one. */
export type OwnEntry<Entry> =
  | { readonly id: string; readonly pointer: string; readonly entry: Entry }
  | { readonly id: string; readonly pointer: string; readonly remove: true };

/** Every entry may say behind which one it stands. */
export interface Placeable {
  readonly after?: string | undefined;
}

/** A copy without the key that only says where an entry stands. */
export function withoutAfter<Entry extends Placeable>(entry: Entry): Entry {
  const copy = { ...entry };
  Reflect.deleteProperty(copy, 'after');
  return copy;
}

/** An entry in its place. `pointer` is where the document states it, absent when it is inherited untouched. */
export interface Placed<Merged> {
  readonly id: string;
  readonly value: Merged;
  readonly pointer?: string;
}

/** One collection to merge. `combine` makes the merged entry from the own one and, where there is one, the inherited. */
export interface Merging<Entry extends Placeable, Merged> {
  readonly base: readonly Placed<Merged>[] | undefined;
  readonly own: readonly OwnEntry<Entry>[];
  readonly duplicate: (id: string, pointer: string, first: string) => Finding;
  readonly combine: (entry: Entry, inherited: Merged | undefined, pointer: string) => Merged;
  readonly findings: Finding[];
}

/**
 * Merges one collection by id (ARCHITECTURE 3 "extends"): a stated entry replaces the inherited one in its place, a new one stands
 * behind its `after` or last, a removal removes. New entries with the same `after` stand in the order of the document.
 */
export function mergeEntries<Entry extends Placeable, Merged>(merging: Merging<Entry, Merged>): Placed<Merged>[] {
  const own = firstOfEach(merging);
  const removals = own.filter((one) => 'remove' in one);
  merging.findings.push(...removals.flatMap((one) => removalFindings(merging, one)));
  const removed = new Set(removals.map((one) => one.id));
  const kept: readonly PlacedBehind<Merged>[] = (merging.base ?? []).filter((one) => !removed.has(one.id));
  return own.reduce((list, one) => place(merging, list, one), kept).map(withoutBehind);
}

/** While merging, a new entry remembers what it was placed behind. */
interface PlacedBehind<Merged> extends Placed<Merged> {
  readonly behind?: string;
}

function withoutBehind<Merged>(entry: PlacedBehind<Merged>): Placed<Merged> {
  return { id: entry.id, value: entry.value, ...(entry.pointer === undefined ? {} : { pointer: entry.pointer }) };
}

function firstOfEach<Entry extends Placeable, Merged>(merging: Merging<Entry, Merged>): OwnEntry<Entry>[] {
  const first = new Map<string, OwnEntry<Entry>>();
  for (const one of merging.own) {
    const earlier = first.get(one.id);
    if (earlier === undefined) first.set(one.id, one);
    else merging.findings.push(merging.duplicate(one.id, one.pointer, earlier.pointer));
  }
  return [...first.values()];
}

function removalFindings<Entry extends Placeable, Merged>(merging: Merging<Entry, Merged>, one: OwnEntry<Entry>): Finding[] {
  if (merging.base === undefined) return [finding('REMOVE_WITHOUT_BASE', one.pointer, {})];
  if (merging.base.some((inherited) => inherited.id === one.id)) return [];
  return [finding('EXTENDS_REMOVE_UNKNOWN', one.pointer, { name: one.id })];
}

function place<Entry extends Placeable, Merged>(
  merging: Merging<Entry, Merged>,
  list: readonly PlacedBehind<Merged>[],
  own: OwnEntry<Entry>,
): readonly PlacedBehind<Merged>[] {
  if ('remove' in own) return list;
  const { entry } = own;
  const at = list.findIndex((one) => one.id === own.id);
  const value = merging.combine(entry, list[at]?.value, own.pointer);
  const merged = { id: own.id, value, pointer: own.pointer };
  if (at >= 0) {
    if (entry.after !== undefined) merging.findings.push(finding('AFTER_INHERITED', `${own.pointer}/after`, { name: own.id }));
    return list.with(at, merged);
  }
  const behind = entry.after;
  if (behind === undefined) return [...list, merged];
  const last = list.findLastIndex((one) => one.id === behind || one.behind === behind);
  if (last < 0) merging.findings.push(finding('AFTER_UNKNOWN', `${own.pointer}/after`, { name: behind }));
  return last < 0 ? [...list, merged] : list.toSpliced(last + 1, 0, { ...merged, behind });
}
