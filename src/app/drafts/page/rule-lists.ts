import { same, nameOf } from '../kit/draft-document.js';
import { isObject } from '../../../rules/shape/shape-words.js';

/** A part of a document. */
export type DraftPart = Readonly<Record<string, unknown>>;

/** A member of a list that a draft inherits, states, or both. */
export interface Member {
  readonly name: string;
  readonly base: DraftPart | undefined;
  readonly own: DraftPart | undefined;
  readonly isRemoved: boolean;
}

/**
 * Members of two lists in their order: inherited ones in theirs, what the draft adds behind what it says (`after`) or last, as merging has it. Those that
 * the draft takes out keep their place and say so.
 */
export function membersOf(base: unknown, own: unknown): readonly Member[] {
  const stated = partsOf(own);
  const members: Member[] = partsOf(base).map(({ name, part }) => {
    const mine = stated.find((one) => one.name === name)?.part;
    return { name, base: part, own: mine, isRemoved: mine?.['remove'] === true };
  });
  const behind = new Map<string, string>();
  for (const { name, part } of stated) {
    if (members.some((one) => one.name === name)) continue;
    const after = typeof part['after'] === 'string' ? part['after'] : undefined;
    const at = after === undefined ? -1 : members.findLastIndex((one) => one.name === after || behind.get(one.name) === after);
    if (after !== undefined) behind.set(name, after);
    members.splice(at < 0 ? members.length : at + 1, 0, { name, base: undefined, own: part, isRemoved: part['remove'] === true });
  }
  return members;
}

/** Whether the draft states of an inherited member nothing but what it inherits. */
export function isAlike({ base, own }: Member): boolean {
  return base !== undefined && own !== undefined && same(base, own);
}

function partsOf(list: unknown): readonly { readonly name: string; readonly part: DraftPart }[] {
  const members: readonly unknown[] = Array.isArray(list) ? list : [];
  return members.flatMap((part) => {
    const name = nameOf(part);
    return isObject(part) && name !== undefined ? [{ name, part }] : [];
  });
}
