import { badInput } from './bad-input.js';

/** The longest page of a list, and the page when none is asked for. */
export const MAX_PAGE = 100;
/** How many entries a page has when `first` is left out. */
export const DEFAULT_PAGE = 50;

/** The longest page of a catalogue's groups: rows are small, and people search and compare them as a whole. */
export const MAX_GROUPS_PAGE = 1_000;

interface PageArgs {
  readonly first?: number | null | undefined;
  readonly last?: number | null | undefined;
}

/** How long a page is that these arguments ask for; refuses `first` and `last` outside 1 to 100, or to `most`. */
export function pageSize({ first, last }: PageArgs, most = MAX_PAGE): number {
  const asked = first ?? last ?? DEFAULT_PAGE;
  if (asked >= 1 && asked <= most) return asked;
  throw badInput({
    zh: `first（或 last）应为 1 到 ${most}，现为 ${asked}。更多数据请翻页，或用导出文件。`,
    en: `first (or last) must be 1 to ${most}, is ${asked}. Page through the list, or use an export.`,
  });
}
