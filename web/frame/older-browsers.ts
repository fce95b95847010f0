/**
 * What browsers as old as Chromium 91 lack of the language that the console's own code uses: `at`, which came with 92; of whole numbers. Imported before all else.
 * Whatever else is newer does not compile (`lib` of web/tsconfig.json).
 */
function at<Item>(this: ArrayLike<Item>, index: number): Item | undefined {
  return this[index < 0 ? this.length + index : index];
}

/** Gives it to whatever has none. */
export function bringAt(owner: object): void {
  if (!('at' in owner)) Object.defineProperty(owner, 'at', { value: at, writable: true, configurable: true });
}

[Array.prototype, String.prototype].forEach(bringAt);
