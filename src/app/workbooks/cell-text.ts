const ESCAPED = /_x([0-9A-Fa-f]{4})_/g;
/** Characters that are seen as nothing: zero-width ones, the byte order mark, soft hyphens. */
const UNSEEN = /[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]/g;
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const BLANKS = /[\s\u0000-\u001f\u007f-\u00a0\u3000\ufffe\uffff]+/g;

/**
 * The text of a cell as it is seen: escapes of Excel decoded (`_x000D_`), twice where an editor escaped them again; line breaks, tabs,
 * no-break and full-width spaces one blank; what can't be seen left out; no blanks at the ends.
 */
export function cellText(stored: string): string {
  const text = stored.includes('_x') ? unescaped(unescaped(stored)) : stored;
  return text.replace(UNSEEN, '').replace(BLANKS, ' ').trim();
}

function unescaped(text: string): string {
  return text.replace(ESCAPED, (_all, hex: string) => {
    const unit = Number.parseInt(hex, 16);
    return unit >= 0xd800 && unit <= 0xdfff ? '' : String.fromCharCode(unit);
  });
}
