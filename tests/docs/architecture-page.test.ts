import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { NOUNS, ROOMS } from '../support/house.js';
import { WEB_ROOMS } from '../support/web-rules.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const PATH = /^(?:src|web|tests|docs|scripts|schema|prisma|bench|rulesets|examples)\/[\w./-]*$/;

/** The paths that a page names in backticks, and the pages beside it that it links to. */
function pathsOf(page: string, text: string): readonly string[] {
  const named = [...text.matchAll(/`([^`\s]+)`/g)].map(([, token = '']) => token).filter((token) => PATH.test(token));
  const links = [...text.matchAll(/\]\(([^):#]+)(?:#[^)]*)?\)/g)].map(([, target = '']) =>
    path.posix.join(path.posix.dirname(page), target),
  );
  return [...named, ...links];
}

function missingPaths(page: string, text: string): readonly string[] {
  return pathsOf(page, text).filter((one) => !existsSync(path.join(ROOT, one)));
}

/** The rooms of each folder of `src` in the order of the page's tables. */
function roomsOnPage(text: string): ReadonlyMap<string, readonly string[]> {
  const sections = text.split(/^### /m).slice(1);
  return new Map(
    sections.flatMap((section): [string, readonly string[]][] => {
      const folder = /^`src\/(\w+)`$/m.exec(section)?.[1];
      const rows = [...section.matchAll(/^\| `([\w/-]+)` \|/gm)].map(([, room = '']) => room);
      return folder === undefined ? [] : [[folder, rows]];
    }),
  );
}

/** The folders under `src/<folder>` that hold TypeScript files. */
function roomsOfHouse(folder: string): readonly string[] {
  const files = readdirSync(path.join(ROOT, 'src', folder), { recursive: true, encoding: 'utf8' }).map((file) =>
    file.replaceAll('\\', '/'),
  );
  const rooms = files.filter((file) => file.endsWith('.ts')).map((file) => path.posix.dirname(file));
  return [...new Set(rooms)].filter((room) => room !== '.').sort();
}

/** What a room may know although it does not stand above it on the page. */
function upsideDown(folder: string, rooms: readonly string[]): readonly string[] {
  return rooms.flatMap((room, place) =>
    (ROOMS[folder]?.[room] ?? [])
      .filter((other) => !rooms.slice(0, place).includes(other))
      .filter((other) => !(folder === 'graph' && [room, other].every((one) => NOUNS.some((noun) => noun === one))))
      .map((other) => `${folder}: ${room} may know ${other}`),
  );
}

describe('the page of the house', () => {
  const text = read('docs/architecture.md');
  const onPage = roomsOnPage(text);
  const folders = readdirSync(path.join(ROOT, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'generated')
    .map(({ name }) => name);

  it('has a table for every folder of src', () => {
    expect([...onPage.keys()].sort()).toEqual(folders.sort());
  });

  it.each(folders)('names the rooms of src/%s as they are', (folder) => {
    expect([...(onPage.get(folder) ?? [])].sort()).toEqual(roomsOfHouse(folder));
  });

  it.each(folders)('lists the rooms of src/%s so that each knows only those above it', (folder) => {
    expect(upsideDown(folder, onPage.get(folder) ?? [])).toEqual([]);
  });

  it('lists the rooms of web so that each knows only those above it', () => {
    const [, section = ''] = text.split(/^### `web`$/m);
    const [table = ''] = section.split(/^## /m);
    const rooms = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, room = '']) => room);
    expect([...rooms].sort()).toEqual(
      Object.keys(WEB_ROOMS)
        .filter((room) => room !== '')
        .sort(),
    );
    const below = rooms.flatMap((room, place) => (WEB_ROOMS[room] ?? []).filter((other) => !rooms.slice(0, place).includes(other)));
    expect(below).toEqual([]);
  });

  it('notices a room that knows one below it', () => {
    expect(upsideDown('engine', ['plan', 'kit', 'number'])).toEqual(['engine: plan may know kit', 'engine: plan may know number']);
  });

  it('has the sections that comments of the code speak of', () => {
    const sections = [...text.matchAll(/^## (\d+)\. /gm)].map(([, section]) => section);
    const files = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.startsWith('generated'),
    );
    const asked = files.flatMap((file) =>
      [...read(path.join('src', file)).matchAll(/\(ARCHITECTURE (\d+)/g)].map(([, section]) => ({ file, section })),
    );
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter(({ section }) => !sections.includes(section))).toEqual([]);
  });
});

describe.each(['docs/architecture.md', 'docs/where.md'])('%s', (page) => {
  it('names only files and folders that exist', () => {
    expect(missingPaths(page, read(page))).toEqual([]);
  });

  it('is noticed when it names a file that does not exist', () => {
    expect(missingPaths(page, `${read(page)} \`src/engine/nowhere.ts\` [gone](gone.md)`)).toEqual([
      'src/engine/nowhere.ts',
      'docs/gone.md',
    ]);
  });
});
