import wrapAnsi from 'wrap-ansi';

/** A terminal's width: a table that is wider is turned, each row beneath its headings. */
export const TERMINAL_WIDTH = 80;
/** Columns of a page of rules: a Chinese character takes two. */
export const PAGE_WIDTH = 100;

/** Text whose lines are at most so many columns wide; what goes on stands two columns further in than its line. */
export function wrapped(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => wrappedLine(line, width))
    .join('\n');
}

function wrappedLine(line: string, width: number): string {
  const [indent = ''] = /^ */.exec(line) ?? [];
  const [first = '', ...rest] = wrapAnsi(line.slice(indent.length), width - indent.length - 2, { hard: true }).split('\n');
  return [`${indent}${first}`, ...rest.map((more) => `${indent}  ${more}`)].join('\n');
}
