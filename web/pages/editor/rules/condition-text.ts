import { conditionWords as words } from '../../../texts/zh/rules.ts';

/** What a cell of a decision table says, as it is written in the document: the counterpart of how cells are printed. The check judges it. */
export function conditionOf(typed: string): unknown {
  const text = typed.trim();
  if (text === words.yes || text === words.no) return text === words.yes;
  if (text === words.known || text === words.unknown) return { known: text === words.known };
  if (text.startsWith(words.parameter)) return { parameter: text.slice(words.parameter.length).trim() };
  if (text.startsWith(words.table)) return { table: text.slice(words.table.length).trim() };
  if (text.startsWith(words.not)) return { not: listOrOne(text.slice(words.not.length).trim()) };
  return listOrOne(text);
}

function listOrOne(text: string): string | readonly string[] {
  return text.includes(words.between) ? text.split(words.between).map((one) => one.trim()) : text;
}
