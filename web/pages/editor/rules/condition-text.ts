/** Words before what a cell of a decision table refers to, and how it is written then. */
const REFERENCES = [
  ['参数', 'parameter'],
  ['编码表', 'table'],
] as const;

/** What a cell of a decision table says, as it is written in the document: the counterpart of how cells are printed. The check judges it. */
export function conditionOf(typed: string): unknown {
  const text = typed.trim();
  if (text === '是' || text === '否') return text === '是';
  if (text === '有值' || text === '无值') return { known: text === '有值' };
  for (const [word, key] of REFERENCES) if (text.startsWith(word)) return { [key]: text.slice(word.length).trim() };
  if (text.startsWith('非 ')) return { not: listOrOne(text.slice(2).trim()) };
  return listOrOne(text);
}

function listOrOne(text: string): string | readonly string[] {
  return text.includes('、') ? text.split('、').map((one) => one.trim()) : text;
}
