/**
 * Stands in the place of `@rc-component/util/es/Dom/dynamicCSS` when the console is built (scripts/web-plugins.ts). That module writes `<style>`
 * elements, which `style-src 'self'` refuses; this one adopts style sheets, which only scripts can do and the policy therefore allows. All of
 * antd's own styles are in `web/generated/antd.css`; what comes through here are its variables once more, widths of scroll bars, and the lock of
 * the page under a dialog.
 */

/** What callers may state: only the mark under which a style is found again counts here. */
interface StyleOptions {
  readonly mark?: string;
}

const sheets: Map<string, CSSStyleSheet> = new Map();
const keyOf = (key: string, { mark = '' }: StyleOptions): string => `${mark} ${key}`;

/** Adds or replaces the style of a key. Callers note things on an element: it gets one, which is no part of the page. */
export function updateCSS(css: string, key: string, options: StyleOptions = {}): HTMLStyleElement {
  const known = sheets.get(keyOf(key, options));
  const sheet = known ?? new CSSStyleSheet();
  sheet.replaceSync(css);
  if (known === undefined) {
    sheets.set(keyOf(key, options), sheet);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
  return document.createElement('style');
}

/** Takes the style of a key away. */
export function removeCSS(key: string, options: StyleOptions = {}): void {
  const sheet = sheets.get(keyOf(key, options));
  if (sheet === undefined) return;
  sheets.delete(keyOf(key, options));
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
}

/** Adds a style that stays. */
export function injectCSS(css: string): HTMLStyleElement {
  return updateCSS(css, css);
}

/** Nothing is kept of containers here. */
export function clearContainerCache(): void {}
