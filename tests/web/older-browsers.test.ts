import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bringAt } from '../../web/frame/older-browsers.ts';

const ASSETS = path.resolve(import.meta.dirname, '../../dist/web/assets');

/** What came after Chromium 91, as it would stand in a program. tests/support/console.ts takes the same from the browser of the tests. */
const NEWER_IN_PROGRAMS = [
  ...['Object.hasOwn(', 'Object.groupBy', 'Map.groupBy', 'Array.fromAsync', 'Promise.withResolvers', 'Promise.try', 'URL.canParse'],
  ...['AbortSignal.any', 'AbortSignal.timeout', 'structuredClone', 'randomUUID', '.findLast', '.toSorted', '.toReversed', '.toSpliced'],
  ...['.isWellFormed', '.checkVisibility', '.showPopover', 'adoptedStyleSheets.push', 'static{'],
];
/** What came after it in style sheets, and what is lost without: nothing that anybody needs. */
const NEWER_IN_STYLES: Readonly<Record<string, string>> = {
  ':has(': 'where the keyboard is in boxes and circles (web/frame/frame.css says it to older browsers), corners of what antd puts together',
  '@container': 'widths of steps, which no page has',
  'color-mix(': 'the line between two solid grey buttons, which no page has',
  'text-wrap': 'how labels break',
};
const ALL_NEWER_IN_STYLES = [...Object.keys(NEWER_IN_STYLES), '@layer', '@property', '@starting-style', 'accent-color', 'light-dark('];
const MORE_NEWER_IN_STYLES = ['dvh', 'svh', 'scrollbar-gutter', 'subgrid', 'content-visibility:', '@scope'];

const built = (ending: string): readonly string[] =>
  readdirSync(ASSETS)
    .filter((file) => file.endsWith(ending))
    .map((file) => readFileSync(path.join(ASSETS, file), 'utf8'));

/** The members of a list of selectors; commas within brackets part none. */
function membersOf(selectors: string): readonly string[] {
  const members = [''];
  let depth = 0;
  for (const letter of selectors) {
    depth += letter === '(' ? 1 : letter === ')' ? -1 : 0;
    if (letter === ',' && depth === 0) members.push('');
    else members.push((members.pop() ?? '') + letter);
  }
  return members;
}

describe('the built console in browsers as old as Chromium 91', () => {
  it('asks for nothing that came later: its own code and what it uses', () => {
    const programs = built('.js').join('\n');
    expect(programs.length).toBeGreaterThan(500_000);
    expect(NEWER_IN_PROGRAMS.filter((name) => programs.includes(name))).toEqual([]);
  });

  it('has only those newer styles of which it is known what is lost, each in a rule of its own', () => {
    const styles = built('.css').join('\n');
    const found = [...ALL_NEWER_IN_STYLES, ...MORE_NEWER_IN_STYLES].filter((name) => styles.includes(name));
    expect(found.sort()).toEqual(Object.keys(NEWER_IN_STYLES).sort());
    // A list of selectors of which a browser does not know one is lost as a whole.
    const selectors = styles.split('}').flatMap((rule) => rule.split('{').slice(-2, -1));
    const lists = selectors.map(membersOf).filter((list) => list.some((one) => one.includes(':has(')));
    expect(lists.length).toBeGreaterThan(10);
    expect(lists.filter((list) => list.some((one) => !one.includes(':has(')) && !list.join().includes('@supports'))).toEqual([]);
  });

  it('brings `at`, which came with Chromium 92, to whoever has none', () => {
    const owner: { at?: (this: ArrayLike<unknown>, index: number) => unknown } = {};
    bringAt(owner);
    const at = (list: ArrayLike<unknown>, index: number): unknown => owner.at?.call(list, index);
    expect([at([1, 2, 3], -1), at([1, 2, 3], 0), at('abc', -2), at([1], 1), at(['x'], -2)]).toEqual([3, 1, 'b', undefined, undefined]);
    const known = Array.prototype.at;
    bringAt(Array.prototype);
    expect(Array.prototype.at).toBe(known);
  });
});
