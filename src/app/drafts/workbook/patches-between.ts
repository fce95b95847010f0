import { pointerStep } from '../../../rules/findings/pointer-steps.js';
import { nameOf, same } from '../kit/draft-document.js';
import type { DraftPatch } from '../kit/draft-patches.js';
import { isObject } from '../../../rules/shape/shape-words.js';

/** Above so many edits of one entry the entry is written whole. */
const MOST_EDITS = 50;

/**
 * The edits that make one entry into another, as small as they can be: a value of a row where rows kept their places, the list where they did not.
 * `isOwn`: the draft states the entry itself; what it inherits can be written over, but nothing can be taken out of it.
 */
export function patchesBetween(
  pointer: string,
  before: unknown,
  after: unknown,
  { isOwn }: { readonly isOwn: boolean },
): readonly DraftPatch[] {
  if (same(before, after)) return [];
  if (after === undefined) return [{ pointer }];
  const patches = before === undefined ? [{ pointer, value: after }] : edits(pointer, before, after);
  const takesOut = patches.some(({ value }) => value === undefined);
  return patches.length > MOST_EDITS || (takesOut && !isOwn) ? [{ pointer, value: after }] : patches;
}

function edits(pointer: string, before: unknown, after: unknown): readonly DraftPatch[] {
  if (same(before, after)) return [];
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => {
      const at = `${pointer}/${pointerStep(key)}`;
      if (after[key] === undefined) return before[key] === undefined ? [] : [{ pointer: at }];
      return before[key] === undefined ? [{ pointer: at, value: after[key] }] : edits(at, before[key], after[key]);
    });
  }
  const steps = Array.isArray(before) && Array.isArray(after) ? memberSteps(before, after) : undefined;
  if (steps === undefined || !Array.isArray(before) || !Array.isArray(after)) return [{ pointer, value: after }];
  return steps.flatMap((step, index) => edits(`${pointer}/${pointerStep(step)}`, before[index], after[index]));
}

/** How the members of both lists are named in pointers, where they are the same ones in the same places; else the list is one value. */
function memberSteps(before: readonly unknown[], after: readonly unknown[]): readonly string[] | undefined {
  if (before.length !== after.length || !before.every(isObject) || !after.every(isObject)) return undefined;
  const names = before.map(nameOf);
  if (names.every((name) => name === undefined))
    return after.some((one) => nameOf(one) !== undefined) ? undefined : before.map((_, index) => String(index));
  const known = names.filter((name) => name !== undefined);
  const isSame = after.every((one, index) => nameOf(one) === names[index]);
  return isSame && new Set(known).size === names.length ? known : undefined;
}
