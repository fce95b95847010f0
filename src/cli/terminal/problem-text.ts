import { table } from './table.js';
import type { Label } from '../../engine/plan/plan.js';

/** A message in both languages, Chinese first, each on lines of its own. */
export function bothLanguages({ zh, en }: Label): string {
  return en === undefined || en === zh ? zh : `${zh}\n${en}`;
}

/** `警告 CODE place：…`, with the English beneath. */
export function warningLine(heading: string, message: Label): string {
  return `警告 ${heading}：${bothLanguages(message).replaceAll('\n', '\n  ')}\n`;
}

/** What is wrong with a file as a table: where (one column or more), the code, and the message in both languages. */
export function problemTable(
  places: readonly string[],
  problems: readonly { readonly place: readonly string[]; readonly code: string; readonly message: Label }[],
): string {
  const columns = [...places, '代码', '问题'].map((title) => ({ title }));
  return table(
    columns,
    problems.map(({ place, code, message }) => [...place, code, bothLanguages(message)]),
  );
}
