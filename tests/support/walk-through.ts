/** One thing that a page tells its reader to do, or what the reader should see. */
export type Step =
  | { readonly kind: 'RUN'; readonly command: string; readonly exitCode: number }
  | { readonly kind: 'SEE'; readonly lines: readonly string[] }
  | { readonly kind: 'REPLACE'; readonly file: string; readonly from: string; readonly to: string }
  | { readonly kind: 'INSERT'; readonly file: string; readonly after: string; readonly text: string }
  | { readonly kind: 'APPEND'; readonly file: string; readonly text: string }
  | { readonly kind: 'CREATE'; readonly file: string; readonly text: string }
  | { readonly kind: 'QUERY'; readonly query: string };

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
      return linesOf(body).map((command) => ({ kind: 'RUN', command, exitCode: Number(/^exit=(\d+)$/.exec(info)?.[1] ?? '0') }));
    case 'text':
      return [{ kind: 'SEE', lines: linesOf(body) }];
    case 'graphql':
      return [{ kind: 'QUERY', query: body }];
    case 'diff':
      return replacements(body);
    case 'json':
      return [addition(body)];
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
