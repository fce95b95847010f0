import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PAGES = [
  'CHANGELOG.md',
  'README.md',
  ...readdirSync(path.join(ROOT, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

/** Enough of a line to know it by when one of two versions was edited further: two cells of a table's row, the beginning of a point of a list. */
function known(line: string): string | undefined {
  if (line.startsWith('|')) return line.split('|').slice(1, 3).join('|').slice(0, 40);
  return line.startsWith('- ') ? line.slice(0, 60) : undefined;
}

/** Lines of a page that stand twice within one table or list, as a merge of two edits leaves them. */
function repeated(text: string): readonly string[] {
  return text.split('\n\n').flatMap((block) => {
    const lines = block.split('\n').flatMap((line) => known(line) ?? []);
    return lines.filter((line, at) => lines.indexOf(line) !== at);
  });
}

it.each(PAGES)('%s says each row and point once', (page) => {
  expect(repeated(readFileSync(path.join(ROOT, page), 'utf8'))).toEqual([]);
});

it('a row or point that a merge repeated is noticed', () => {
  expect(repeated('| 1 | a page | now |\n| 1 | a page | before |')).toHaveLength(1);
  expect(repeated('- one\n- two')).toEqual([]);
});
