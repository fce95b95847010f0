import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const PREPARE = path.resolve(import.meta.dirname, '../../scripts/prepare.mjs');
const TOOLS = ['typescript', 'prisma', '@graphql-codegen/cli'].map((tool) => `node_modules/${tool}/package.json`);
const PROGRAM = ['dist/src/main.js', 'dist/src/cli/dip.js', 'dist/prisma/migrations/one.sql'];

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'dip-prepare-'));
  write(['scripts/prepare.mjs']);
  cpSync(PREPARE, path.join(root, 'scripts/prepare.mjs'));
  const says = (word: string): string => `node -e "console.log('${word} ran')"`;
  const scripts = { generate: says('generate'), build: says('build') };
  writeFileSync(path.join(root, 'package.json'), JSON.stringify({ type: 'module', scripts }));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: readonly string[]): void {
  for (const file of files) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), '');
  }
}

function prepare(): { readonly status: number | null; readonly out: string; readonly err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/prepare.mjs'], { cwd: root, encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}

it('an install without development tools keeps the program that was copied there (N8)', () => {
  write(PROGRAM);
  const { status, out } = prepare();
  expect([status, out]).toEqual([0, expect.stringContaining('dist is kept')]);
  expect(out).not.toContain('ran');
});

it('an install without development tools and without a program says what to do (N8)', () => {
  write(PROGRAM.slice(1));
  expect(prepare()).toMatchObject({
    status: 1,
    err: expect.stringContaining('then npm ci --omit=dev --omit=optional --omit=peer') as string,
  });
});

it('an install with development tools generates and builds', () => {
  write([...TOOLS, ...PROGRAM]);
  expect(prepare()).toMatchObject({ status: 0, out: expect.stringMatching(/generate ran[^]*build ran/) as string });
});
