import { Mistake } from '../terminal/mistake.js';

/** The years of an option: `2023-2025`, or one. Throws USAGE. */
export function yearsOf(text: string): { readonly firstYear: number; readonly lastYear: number } {
  const [, first, last] = /^(\d{4})(?:-(\d{4}))?$/.exec(text) ?? [];
  if (first !== undefined) return { firstYear: Number(first), lastYear: Number(last ?? first) };
  throw new Mistake('USAGE', `年度“${text}”应写作 2023-2025 或 2025。`, `Write the years as 2023-2025 or 2025, not “${text}”.`);
}
