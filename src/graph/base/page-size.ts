import { badInput } from './bad-input.js';

/** The longest page of a list, and the page when none is asked for. */
export const MAX_PAGE = 100;
/** How many entries a page has when `first` is left out. */
export const DEFAULT_PAGE = 50;

/** How long a page is that these arguments ask for; refuses `first` and `last` outside 1 to 100. */
export function pageSize({
  first,
  last,
}: {
  readonly first?: number | null | undefined;
  readonly last?: number | null | undefined;
}): number {
  const asked = first ?? last ?? DEFAULT_PAGE;
  if (asked >= 1 && asked <= MAX_PAGE) return asked;
  throw badInput({
    zh: `first（或 last）应为 1 到 ${MAX_PAGE}，现为 ${asked}。更多数据请翻页，或用导出文件。`,
    en: `first (or last) must be 1 to ${MAX_PAGE}, is ${asked}. Page through the list, or use an export.`,
  });
}
