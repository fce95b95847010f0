/** One thing that a page tells its reader to do, or what the reader should see. */
export type Step =
  | { readonly kind: 'RUN'; readonly command: string; readonly exitCode: number }
  | { readonly kind: 'SEE'; readonly lines: readonly string[] }
  | { readonly kind: 'REPLACE'; readonly file: string; readonly from: string; readonly to: string }
  | { readonly kind: 'INSERT'; readonly file: string; readonly after: string; readonly text: string }
  | { readonly kind: 'APPEND'; readonly file: string; readonly text: string }
  | { readonly kind: 'CREATE'; readonly file: string; readonly text: string }
  | { readonly kind: 'QUERY'; readonly query: string }
  /** What the query, or the command before, answered. */
  | { readonly kind: 'ANSWER'; readonly answer: unknown };

const BLOCK = /^```(\w+)((?:[^\w\n].*)?)\n([\s\S]*?)^```$/gm;

/** The fenced blocks of a page, as they stand. */
export function blocksOf(page: string): readonly string[] {
  return [...page.matchAll(BLOCK)].map(([whole]) => whole);
}

/** The steps of a page, in order: its fenced blocks. A block of another kind is an error, so that none is passed over. */
export function stepsOf(page: string): readonly Step[] {
  return [...page.matchAll(BLOCK)].flatMap(([, language = '', info = '', body = '']) => stepsOfBlock(language, info.trim(), body));
}

function stepsOfBlock(language: string, info: string, body: string): readonly Step[] {
  switch (language) {
    case 'bash':
      return linesOf(body.replace(/\\\n\s*/g, '')).map((command) => ({
        kind: 'RUN',
        command,
        exitCode: Number(/^exit=(\d+)$/.exec(info)?.[1] ?? '0'),
      }));
    case 'text':
      return [{ kind: 'SEE', lines: linesOf(body) }];
    case 'graphql':
      return [{ kind: 'QUERY', query: body }];
    case 'diff':
      return replacements(body);
    case 'json':
      return [body.startsWith('//') ? addition(body) : { kind: 'ANSWER', answer: JSON.parse(body) }];
    case 'mermaid':
      return [];
    default:
      throw new Error(`a block of kind ${language}`);
  }
}

function linesOf(body: string): readonly string[] {
  return body.split('\n').filter((line) => line !== '');
}

/** `--- file`, then hunks with `-` and `+` lines, `@@` between them. */
function replacements(body: string): readonly Step[] {
  const [, file, rest] = /^--- (\S+)\n([\s\S]*)$/.exec(body) ?? [];
  if (file === undefined || rest === undefined) throw new Error('a diff names its file in the first line');
  return rest.split(/^@@\n/m).map((hunk): Step => {
    const part = (sign: string): string =>
      linesOf(hunk)
        .filter((line) => line.startsWith(sign))
        .map((line) => line.slice(1))
        .join('\n');
    return { kind: 'REPLACE', file, from: part('-'), to: part('+') };
  });
}

/** `// file · where`, then the text. */
function addition(body: string): Step {
  const [, file, where, text] = /^\/\/ (\S+) · (.+)\n([\s\S]*)$/.exec(body) ?? [];
  if (file === undefined || where === undefined || text === undefined) throw new Error('a piece of JSON says where it belongs');
  const after = /^接在后面 after · (.+)$/.exec(where)?.[1];
  if (after !== undefined) return { kind: 'INSERT', file, after, text };
  return where.includes('新文件') ? { kind: 'CREATE', file, text } : { kind: 'APPEND', file, text };
}

/** Whether text shows the lines, in order; `……` stands for anything, runs of blanks count as one. Gives the first piece that is missing. */
export function missingPiece(text: string, lines: readonly string[]): string | undefined {
  const plain = text.replace(/\s+/g, ' ');
  let from = 0;
  for (const piece of lines.flatMap((line) => line.split('……')).map((part) => part.trim().replace(/\s+/g, ' '))) {
    const at = plain.indexOf(piece, from);
    if (at < 0) return piece;
    from = at + piece.length;
  }
  return undefined;
}

/** What stands in a page for the parts of an answer that it leaves out: a key, or an element `{ "…": "…" }`. */
const LEFT_OUT = '…';

/** Whether an answer has everything that a page shows of it, lists in the same order. */
export function isShown(answer: unknown, shown: unknown): boolean {
  if (Array.isArray(shown)) {
    const rest: unknown[] = Array.isArray(answer) ? answer.slice() : [];
    const isNext = (wanted: unknown): boolean => {
      while (rest.length > 0) if (isShown(rest.shift(), wanted)) return true;
      return false;
    };
    return shown.every((wanted) => isLeftOut(wanted) || isNext(wanted));
  }
  if (typeof shown !== 'object' || shown === null) return answer === shown;
  const members = new Map(typeof answer === 'object' && answer !== null ? Object.entries(answer) : []);
  return Object.entries(shown).every(([name, wanted]) => name === LEFT_OUT || isShown(members.get(name), wanted));
}

function isLeftOut(shown: unknown): boolean {
  return typeof shown === 'object' && shown !== null && Object.keys(shown).every((name) => name === LEFT_OUT);
}
