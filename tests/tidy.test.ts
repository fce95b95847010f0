import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { SAME_THING, sharedNames } from './support/exported-names.js';
import { crowdedRooms, MOST_FILES, NOUNS, ROOMS } from './support/house.js';
import { TIDY_EXCEPTIONS } from './support/tidy-exceptions.js';
import { TIDY_RULES as HOUSE_RULES, type SourceFile, type Violation } from './support/tidy-rules.js';
import { WEB_RULES, WEB_ROOMS } from './support/web-rules.js';
import { fileCircles } from '../scripts/circles.js';
import { importsOf, readSources } from '../scripts/reachable.js';

const ROOT = path.resolve(import.meta.dirname, '..');
const TIDY_RULES = { ...HOUSE_RULES, ...WEB_RULES };

function sources(folder: string): SourceFile[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !file.includes('/generated/'))
    .sort()
    .map((file) => ({ path: file, text: readFileSync(path.join(ROOT, file), 'utf8') }));
}

const describeViolation = ({ file, line, message }: Violation): string => `${file}:${line} ${message}`;

describe('the house is tidy', () => {
  const files = [...sources('src'), ...sources('web'), ...sources('bench'), ...sources('scripts')];

  test.each(Object.keys(TIDY_RULES))('%s', (name) => {
    const rule = TIDY_RULES[name];
    const excused = new Set(TIDY_EXCEPTIONS.filter((exception) => exception.rule === name).map((exception) => exception.file));
    const violations = files.filter((file) => !excused.has(file.path)).flatMap((file) => rule?.(file) ?? []);
    expect(violations.map(describeViolation)).toEqual([]);
  });

  test('every exception is still needed', () => {
    const idle = TIDY_EXCEPTIONS.filter(({ rule, file }) => {
      const source = files.find((candidate) => candidate.path === file);
      return source === undefined || (TIDY_RULES[rule]?.(source) ?? []).length === 0;
    });
    expect(idle).toEqual([]);
  });

  test('an exported name of src, or of web, stands for one thing', () => {
    const own = files.filter(({ path: file }) => file.startsWith('src/'));
    expect(sharedNames(own)).toEqual([]);
    const pages = files.filter(({ path: file }) => file.startsWith('web/') && !file.endsWith('/route.ts'));
    expect(sharedNames(pages)).toEqual([]);
    const stillShared = sharedNames(own, {}).map((line) => line.split(':')[0]);
    expect(stillShared).toEqual(Object.keys(SAME_THING));
  });

  test('a name that two files export is found', () => {
    const a = { path: 'src/app/a.ts', text: 'export function price() {}\nexport function price(x?: string) {}' };
    expect(sharedNames([a])).toEqual([]);
    expect(sharedNames([a, { path: 'src/store/b.ts', text: 'export const price = 1;' }])).toEqual(['price: src/app/a.ts, src/store/b.ts']);
  });
});

describe('the rooms', () => {
  const product = new Map([...readSources(ROOT)].filter(([file]) => file.startsWith('src/') && !file.startsWith('src/generated/')));
  const place = (folder: string, room: string, file: string): string => ['src', folder, room, file].filter((part) => part !== '').join('/');
  const rooms = Object.entries(ROOMS).flatMap(([folder, own]) => Object.keys(own).map((room) => [folder, room] as const));

  test('no two files import each other, directly or through others', () => {
    expect(fileCircles(product)).toEqual([]);
    expect(fileCircles(new Map(sources('web').map(({ path: file, text }) => [file, text])))).toEqual([]);
  });

  test('a circle of files is found', () => {
    const a = ['src/app/a.ts', "import type { B } from './b.js';"] as const;
    const b = ['src/app/b.ts', "import { c } from './c.js';"] as const;
    expect(fileCircles(new Map([a, b, ['src/app/c.ts', "import { a } from './a.js';"]]))).toEqual([
      ['src/app/a.ts', 'src/app/b.ts', 'src/app/c.ts'],
    ]);
    expect(fileCircles(new Map([a, b, ['src/app/c.ts', 'export const c = 1;']]))).toEqual([]);
  });

  test(`no room holds more than ${MOST_FILES} files`, () => {
    expect(crowdedRooms([...product.keys()])).toEqual([]);
    expect(crowdedRooms(Array.from({ length: MOST_FILES + 1 }, (_, i) => `src/app/cases/x${i}.ts`))).toEqual(['src/app/cases: 16 files']);
  });

  test('every arrow of the table is used, and every room has files', () => {
    const idle = rooms.flatMap(([folder, room]) => {
      const files = [...product.keys()].filter((file) => file.split('/').slice(0, -1).join('/') === place(folder, room, 'x').slice(0, -2));
      const used = new Set(files.flatMap((file) => importsOf(product, file)).map((file) => file.split('/').slice(2, -1).join('/')));
      const isNoun = (name: string): boolean => folder === 'graph' && NOUNS.some((noun) => noun === name);
      const unused = (ROOMS[folder]?.[room] ?? []).filter((target) => !used.has(target) && !isNoun(target));
      return files.length === 0 ? [`${folder}/${room} is empty`] : unused.map((target) => `${folder}/${room} → ${target}`);
    });
    expect(idle).toEqual([]);
  });

  test('no two rooms know each other, but for the nouns of the API', () => {
    const arrows = new Map(
      rooms.map(([folder, room]) => [
        place(folder, room, 'x.ts'),
        (ROOMS[folder]?.[room] ?? [])
          .filter((target) => !(folder === 'graph' && NOUNS.some((noun) => noun === target)))
          .map((target) => `import '/${place(folder, target, 'x.js')}';`)
          .join('\n'),
      ]),
    );
    const relative = new Map(
      [...arrows].map(([file, text]) => {
        const up = '../'.repeat(file.split('/').length - 1);
        return [file, text.replaceAll("'/", `'${up}`)] as const;
      }),
    );
    expect(fileCircles(relative)).toEqual([]);
  });

  const forbidden = rooms.flatMap(([folder, room]) =>
    Object.keys(ROOMS[folder] ?? {})
      .filter((target) => target !== room && !(ROOMS[folder]?.[room] ?? []).includes(target))
      .map((target) => [folder, room, target] as const),
  );
  test.each(forbidden)('src/%s: “%s” may not know “%s”', (folder, room, target) => {
    const from = place(folder, room, 'x.ts');
    const specifier = `${'../'.repeat(from.split('/').length - 1)}${place(folder, target, 'y.js')}`;
    expect(TIDY_RULES.roomArrows?.({ path: from, text: `import { y } from '${specifier}';` })).toHaveLength(1);
  });
});

/** A dead guard is worse than none: each habit has an example that trips it, and one beside it that does not. */
const EXAMPLES: Readonly<Record<string, { bad: SourceFile; good: SourceFile }>> = {
  importArrows: {
    bad: { path: 'src/engine/x.ts', text: "import { y } from '../rules/y.js';" },
    good: { path: 'src/rules/x.ts', text: "import { y } from '../engine/y.js';" },
  },
  roomArrows: {
    bad: { path: 'src/rules/judge/x.ts', text: "import { y } from '../compile/y.js';" },
    good: { path: 'src/rules/compiled/x.ts', text: "import { y } from '../compile/y.js';" },
  },
  enginePurity: {
    bad: { path: 'src/engine/x.ts', text: "import { readFileSync } from 'node:fs';" },
    good: { path: 'src/engine/x.ts', text: "import { Decimal } from 'decimal.js'; // Math.random is only named here" },
  },
  fileLength: {
    bad: { path: 'src/app/x.ts', text: 'a;\n'.repeat(401) },
    good: { path: 'src/app/x.ts', text: 'a;\n'.repeat(400) },
  },
  functionLength: {
    bad: { path: 'src/app/x.ts', text: `function f() {\n${'a();\n'.repeat(69)}}` },
    good: { path: 'src/app/x.ts', text: `function f() {\n${'a();\n'.repeat(68)}}` },
  },
  docComments: {
    bad: { path: 'src/app/x.ts', text: 'export function f() {}' },
    good: { path: 'src/app/x.ts', text: '/** Does f. */\nexport function f() {}' },
  },
  typeEscapes: {
    bad: { path: 'src/app/x.ts', text: 'const x = y as string;' },
    good: { path: 'src/app/x.ts', text: 'const x = [1] as const;' },
  },
  noBarrels: {
    bad: { path: 'src/app/index.ts', text: "export { y } from './y.js';" },
    good: { path: 'src/app/index.ts', text: "import './y.js';" },
  },
  nothingKept: {
    bad: { path: 'src/app/x.ts', text: 'const KNOWN = new Map<string, string>();' },
    good: {
      path: 'src/app/x.ts',
      text: "const NONE: readonly string[] = [];\nconst WORDS = new Set(['a']);\nclass X { #known = new Map(); }",
    },
  },
  graphWritesNothing: {
    bad: { path: 'src/graph/x.ts', text: 'await prisma.region.create({ data });' },
    good: { path: 'src/graph/x.ts', text: 'await prisma.region.findMany();' },
  },
  kebabCase: {
    bad: { path: 'src/app/caseStore.ts', text: '' },
    good: { path: 'src/app/case-store.ts', text: '' },
  },
  webArrows: {
    bad: { path: 'web/parts/x.tsx', text: "import { y } from '../frame/y.tsx';" },
    good: {
      path: 'web/pages/audit/x.tsx',
      text: "import { Y } from '../../generated/audit/graphql.ts';\nimport './y.tsx';\nimport '../../frame/z.tsx';",
    },
  },
  webCountsNothing: {
    bad: { path: 'web/parts/x.tsx', text: 'const sum = Number(a) + Number(b);' },
    good: { path: 'web/parts/x.tsx', text: '// Math.max is only named here\nconst kind = Number;' },
  },
  webTexts: {
    bad: { path: 'web/parts/x.tsx', text: 'const X = () => <p>点值</p>;' },
    good: { path: 'web/parts/x.tsx', text: '/** 点值 */\nconst X = () => <p>{t.pointValue}</p>;' },
  },
};

describe('every guard is alive', () => {
  test.each(Object.entries(TIDY_RULES))('%s is tripped by its example', (name, rule) => {
    const example = EXAMPLES[name];
    expect(example && rule(example.bad)).not.toEqual([]);
    expect(example && rule(example.good)).toEqual([]);
  });

  test.each([
    ['web/pages/audit/x.tsx', "import '../rulesets/page.tsx';"],
    ['web/parts/x.tsx', "import '../../src/engine/number/quantity.js';"],
    ['web/texts/x.tsx', "import '../api/request.ts';"],
  ])('in %s an import against the arrows is seen: %s', (file, text) => {
    expect(TIDY_RULES.webArrows?.({ path: file, text })).toHaveLength(1);
  });

  test('the rooms of web/ are those that the arrows name', () => {
    const rooms = new Set(sources('web').map(({ path: file }) => file.split('/').slice(1, -1)[0] ?? ''));
    expect([...rooms].sort()).toEqual(Object.keys(WEB_ROOMS).sort());
  });

  test.each([
    ['src/engine/x.ts', 'const now = Date.now();'],
    ['src/engine/x.ts', 'export async function f() {}'],
    ['src/engine/x.ts', 'const x = process.env.X;'],
  ])('impure code in %s is seen: %s', (file, text) => {
    expect(TIDY_RULES.enginePurity?.({ path: file, text })).not.toEqual([]);
  });

  test.each([
    'let last = 0;',
    'const ALL: string[] = [];',
    'const SEEN = new WeakMap<object, string>();',
    'export let x: string | undefined;',
  ])('what a module keeps is seen: %s', (text) => {
    expect(TIDY_RULES.nothingKept?.({ path: 'src/app/x.ts', text })).toHaveLength(1);
  });

  test.each(['src/store/runs/x.ts', 'src/graph/years/x.ts'])('a type asserted in %s is seen', (file) => {
    expect(TIDY_RULES.typeEscapes?.({ path: file, text: 'const x = y as string;' })).toHaveLength(1);
  });

  test.each(['const x: any = 1;', 'const y = x!;'])('type escapes are seen: %s', (text) => {
    expect(TIDY_RULES.typeEscapes?.({ path: 'src/app/x.ts', text })).not.toEqual([]);
  });
});
