import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readConfig } from '../../src/app/kernel/config.js';
import { createLogger } from '../../src/compose.js';
import { FIRST_QUERY } from '../../src/first-query.js';
import { startServer, type Serving } from '../../src/serve.js';
import { isShown, missingPiece, stepsOf, type Step } from '../support/walk-through.js';
import { copy, edit } from './page-files.js';
import { dipWith } from './run.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const page = await readFile(path.join(ROOT, 'README.md'), 'utf8');
const ADDRESS = 'http://127.0.0.1:4000';
/** What a test can't run inside itself; `tests/scripts` covers it. */
const NOT_HERE: ReadonlySet<string> = new Set(['npm ci && npm start', 'npm test']);
const hasCurl = spawnSync('curl', ['--version']).status === 0;

let folder: string;
let serving: Serving | undefined;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dip-readme-'));
  await cp(path.join(ROOT, 'rulesets'), path.join(folder, 'rulesets'), { recursive: true });
  const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  serving = await startServer(readConfig({ DIP_DATA_DIR: path.join(folder, '.dip'), PORT: '0' }), createLogger('silent'));
  await serving.seeded;
  printed.mockRestore();
}, 900_000);
afterAll(async () => {
  await serving?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Whoever reads the page from the top: what the commands printed since the last change, and the last answer. */
class Reader {
  printed = '';
  answer: unknown;

  constructor(readonly server: Serving) {}

  async follow(step: Step): Promise<void> {
    switch (step.kind) {
      case 'RUN':
        return await this.#run(step.command.split(' #')[0]?.trim() ?? '', step.exitCode);
      case 'SEE':
        expect(missingPiece(this.printed, step.lines), this.printed).toBeUndefined();
        return void (this.printed = '');
      case 'QUERY':
        return await this.#ask(step.query);
      case 'ANSWER':
        return this.#compare(step.answer);
      case 'CREATE':
      case 'APPEND':
      case 'INSERT':
      case 'REPLACE':
        return await edit(folder, step);
    }
  }

  async #run(command: string, exitCode: number): Promise<void> {
    const [program = '', ...words] = command.split(' ');
    if (NOT_HERE.has(command)) return;
    if (program === 'mkdir') return void (await mkdir(path.join(folder, words.at(-1) ?? ''), { recursive: true }));
    if (program === 'cp') return await copy(folder, words);
    if (program === 'curl') return await this.#curl(command);
    expect(command).toMatch(/^npm run dip -- /);
    const ran = await dipWith({ DIP_DATA_DIR: path.join(folder, '.dip') }, folder, ...words.slice(3));
    expect({ command, exitCode: ran.exitCode, said: ran.exitCode === exitCode ? '' : ran.err + ran.out }).toEqual({
      ...{ command, exitCode, said: '' },
    });
    this.printed += `${ran.out}\n${ran.err}\n`;
  }

  /** As a shell would, at the address where this server listens; where there is no curl, its answer isn't looked at. */
  async #curl(command: string): Promise<void> {
    expect(command).toContain(ADDRESS);
    this.answer = undefined;
    if (!hasCurl) return;
    const env = { ...process.env, DIP_KEY: this.server.demoKey };
    const { stdout } = await promisify(execFile)('bash', ['-c', command.replace(ADDRESS, this.server.url)], { env });
    this.answer = JSON.parse(stdout);
  }

  async #ask(query: string): Promise<void> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.server.demoKey ?? ''}` };
    const answered = await fetch(`${this.server.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
    this.answer = await answered.json();
  }

  #compare(shown: unknown): void {
    if (this.answer === undefined && !hasCurl) return;
    expect(isShown(this.answer, { data: shown }), JSON.stringify(this.answer, null, 1)).toBe(true);
  }
}

test('README leads from the first query to a new threshold and to what is stored, command by command (N1)', async () => {
  expect(serving).toBeDefined();
  if (serving === undefined) return;
  const reader = new Reader(serving);
  const steps = stepsOf(page);
  const count = (kind: Step['kind']): number => steps.filter((step) => step.kind === kind).length;
  expect([count('RUN') > 14, count('QUERY'), count('ANSWER'), count('SEE')]).toEqual([true, 2, 3, 2]);
  for (const step of steps) {
    await reader.follow(step);
    if (step.kind === 'QUERY' && step.query.includes('trace')) {
      const steps = /`trace` 共 (\d+) 步/.exec(page)?.[1];
      expect(reader.answer).toMatchObject({ data: { scoreCase: { trace: { length: Number(steps) } } } });
    }
  }
}, 120_000);

test('the query that GraphiQL opens with is the first of README', () => {
  expect(page).toContain(FIRST_QUERY.slice(FIRST_QUERY.indexOf('query')));
});

test('every command that README names in passing is one (N1)', async () => {
  const named = [...page.matchAll(/`npm run dip -- ([^`]+)`|`dip ([^`]+)`/g)].flatMap(([, long, short]) => spelled(long ?? short ?? ''));
  expect(named.length).toBeGreaterThan(5);
  for (const words of named) {
    const { exitCode, err } = await dipWith({}, folder, ...words.split(' ').filter((word) => word !== '--help'), '--help');
    expect({ words, exitCode, err }).toEqual({ words, exitCode: 0, err: '' });
  }
});

/** `budget|actuals` is two commands. */
function spelled(words: string): readonly string[] {
  const several = words
    .split(' ')
    .reduce<readonly string[]>((all, word) => all.flatMap((one) => word.split('|').map((own) => `${one} ${own}`)), ['']);
  return several.map((one) => one.trim());
}
