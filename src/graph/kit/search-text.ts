/** Text that is looked for as it stands: `%` and `_` stand for themselves, not for anything (LIKE's escape is a backslash). */
export function literalText(search: string): string {
  return search.replace(/[\\%_]/g, '\\$&');
}
