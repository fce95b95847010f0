import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const ROWS = readFileSync(new URL('docs/articles.md', ROOT), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, id = '', , shownBy = ''] = line.split('|').map((cell) => cell.trim());
    return /^(N21|N25|N26|ZB|YY|DU)-/.test(id)
      ? [{ id, files: [...shownBy.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file), shownBy }]
      : [];
  });

/** Files of a row that don't exist or don't cite its id as a word of its own. */
function unfounded({ id, files }: { readonly id: string; readonly files: readonly string[] }): readonly string[] {
  const cites = new RegExp(`\\b${id}\\b`);
  return files.filter((file) => !existsSync(new URL(file, ROOT)) || !cites.test(readFileSync(new URL(file, ROOT), 'utf8')));
}

it('every article of the page is shown by files that cite it, or says that nothing shows it yet', () => {
  expect(ROWS.length).toBeGreaterThan(80);
  expect(ROWS.flatMap((row) => unfounded(row).map((file) => `${row.id}: ${file}`))).toEqual([]);
  expect(ROWS.filter(({ files, shownBy }) => (files.length === 0) !== shownBy.startsWith('还没有')).map(({ id }) => id)).toEqual([]);
  expect(new Set(ROWS.map(({ id }) => id)).size).toBe(ROWS.length);
});

it('a file that does not cite the article, or is not there, is noticed', () => {
  expect(unfounded({ id: 'N21-28', files: ['README.md', 'tests/nowhere.test.ts'] })).toEqual(['README.md', 'tests/nowhere.test.ts']);
});
