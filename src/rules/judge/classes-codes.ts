import { inCodeList } from '../../engine/codes/code-pattern.js';
import type { CodeList, Label, LeafCondition } from '../../engine/plan/plan.js';
import { either, listed, type Cut, type Domain, type Leaves, type DomainPiece } from './classes-cut.js';
import { isCodeList, isList } from './judge-operators.js';

/** Bits of a JavaScript number that are safe to combine by `|`. */
const MOST_LISTS = 30;
/** What no real code ends in: a generic member of a prefix. */
const TAIL = '~';

/**
 * Cuts codes by which lists they are in; membership in list i is bit i. A comparison with named codes is a list too. Only memberships that
 * some code (or, for a fact that is a list of codes, some set of codes) can have are pieces: a list contained in another never stands alone.
 * `undefined` when there are more memberships than a table could hold.
 */
export function cutCodes(domain: Domain, leaves: Leaves, most: number): Cut | undefined {
  const lists = distinctLists(leaves);
  if (lists.length > MOST_LISTS) return undefined;
  const single = memberships(lists);
  const possible = domain.type === 'codes' ? unions(single, most) : new Map([...single].map(([bits, code]) => [bits, [code]]));
  if (possible === undefined) return undefined;
  const pieces: DomainPiece[] = [...possible]
    .sort(([a], [b]) => a - b)
    .map(([raw, codes]) => ({ raw, representative: domain.type === 'codes' ? codes : (codes[0] ?? '') }));
  return {
    pieces,
    classifier: (classOf, missing) => {
      // Sparse on purpose: of 2^n memberships few are possible.
      const byBits: number[] = [];
      for (const [bits, index] of classOf) byBits[bits] = index;
      return { kind: 'codes', lists, classOf: byBits, missing };
    },
    label: (raws) => either(raws.map((bits) => membershipLabel(lists, bits))),
  };
}

function listOf(leaf: LeafCondition): CodeList | undefined {
  const { operand } = leaf;
  if (isCodeList(operand)) return operand;
  const named = isList(operand) ? operand.filter((item) => typeof item === 'string') : typeof operand === 'string' ? [operand] : [];
  return named.length === 0 ? undefined : { id: listed(named).zh, exact: new Set(named), prefixes: [], byName: true };
}

function distinctLists(leaves: Leaves): CodeList[] {
  const byContent = new Map<string, CodeList>();
  for (const leaf of leaves) {
    const list = listOf(leaf);
    if (list === undefined) continue;
    const content = `${list.byName === true ? '=' : ''}${[...list.exact].sort().join('\u001f')}\u001e${[...list.prefixes].sort().join('\u001f')}`;
    if (!byContent.has(content)) byContent.set(content, list);
  }
  return [...byContent.values()];
}

/**
 * Every membership that one code can have, with a code that has it. A code that no list names exactly is told apart only by its longest
 * listed prefix, so the named codes and one generic code per prefix show them all; then a code in none.
 */
function memberships(lists: readonly CodeList[]): Map<number, string> {
  const found = new Map<number, string>();
  const add = (code: string): void => {
    const bits = lists.reduce((sum, list, bit) => (inCodeList(list, code) ? sum | (1 << bit) : sum), 0);
    if (!found.has(bits)) found.set(bits, code);
  };
  for (const list of lists) for (const code of list.exact) add(code);
  for (const list of lists) for (const prefix of list.prefixes) add(prefix + TAIL);
  add(TAIL);
  return found;
}

/** Every membership that a set of codes can have: unions, the empty set first. `undefined` when there are more than `most`. */
function unions(single: ReadonlyMap<number, string>, most: number): Map<number, string[]> | undefined {
  const found = new Map<number, string[]>([[0, []]]);
  for (const [bits, code] of single) {
    if (bits === 0) continue;
    for (const [before, codes] of [...found]) {
      if (!found.has(before | bits)) found.set(before | bits, [...codes, code]);
    }
    if (found.size > most) return undefined;
  }
  return found;
}

function membershipLabel(lists: readonly CodeList[], bits: number): Label {
  const inside = lists.filter((_, bit) => (bits & (1 << bit)) !== 0).map((list) => list.id);
  const outside = lists.filter((_, bit) => (bits & (1 << bit)) === 0).map((list) => list.id);
  const parts: Label[] = [];
  if (inside.length > 0) parts.push({ zh: `属于 ${inside.join('、')}`, en: `in ${inside.join(', ')}` });
  if (outside.length > 0) parts.push({ zh: `不属于 ${outside.join('、')}`, en: `not in ${outside.join(', ')}` });
  return parts.length === 0
    ? { zh: '任意编码', en: 'any code' }
    : { zh: parts.map((part) => part.zh).join('，'), en: parts.map((part) => part.en ?? '').join(', ') };
}
