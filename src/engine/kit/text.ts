const LONE_SURROGATE = /\p{Surrogate}/u;
const LONE_SURROGATES = /\p{Surrogate}/gu;

/** How much of a user's text a message shows unless it says otherwise, in characters. */
const SHOWN = 40;

/** What no text may hold: U+0000, which PostgreSQL can't store, and half of a surrogate pair, which UTF-8 can't write. */
export type BrokenText = 'NUL' | 'LONE_SURROGATE';

/** What makes a text unusable anywhere on the platform; `undefined`: nothing does. */
export function brokenText(text: string): BrokenText | undefined {
  if (text.includes('\0')) return 'NUL';
  return LONE_SURROGATE.test(text) ? 'LONE_SURROGATE' : undefined;
}

/** The way to a part of a value: names of fields, places in lists. */
export type ValuePath = readonly (string | number)[];

/** Where a value holds a text that no text may be; keys are looked at like values. */
export function brokenPart(value: unknown, path: ValuePath): { readonly what: BrokenText; readonly path: ValuePath } | undefined {
  if (typeof value === 'string') {
    const what = brokenText(value);
    return what === undefined ? undefined : { what, path };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, part] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    const found = brokenPart(key, at) ?? brokenPart(part, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The first characters (code points) of a text: a cut never goes through a surrogate pair. Costs no more than what is kept. */
export function firstCharacters(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = 0;
  for (let taken = 0; taken < most && end < text.length; taken++) end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return text.slice(0, end);
}

/** The last characters of a text, cut as carefully. */
export function lastCharacters(text: string, most: number): string {
  const cut = text.slice(-2 * most);
  return [...cut].slice(-most).join('');
}

/** A text with a visible stand-in (�) for everything that no text may hold. */
export function soundText(text: string): string {
  return text.replaceAll('\0', '\ufffd').replace(LONE_SURROGATES, '\ufffd');
}

/**
 * A user's text as messages quote it: at most so many characters, then `…`; fit to be stored and sent. The only way in which a text of a
 * user is cut.
 */
export function shownText(text: string, most: number = SHOWN): string {
  const start = firstCharacters(text, most);
  return soundText(start) + (start.length < text.length ? '…' : '');
}
