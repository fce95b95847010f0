import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PLATFORM_ACTOR } from '../../src/app/kernel/platform-actor.js';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { must } from '../../src/engine/kit/assert.js';
import { contextOfRequest } from '../../src/graph/server/request-context.js';
import { schema } from '../../src/graph/schema.js';
import { createEndpoint } from '../../src/graph/server/yoga.js';
import { openRequestSession } from '../../src/store/read-session.js';
import { fillDirectory } from '../support/snapshots.js';
import { blocksOf, missingPiece, stepsOf, type Step } from '../support/walk-through.js';
import { copy, edit } from './page-files.js';
import { dipWith } from './run.js';
import { serveDirectory, type ServedDirectory } from './served-directory.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const [CHINESE = '', ENGLISH = ''] = (await readFile(path.join(ROOT, 'docs/add-a-city.md'), 'utf8')).split('<a id="in-english"></a>');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dip-walk-'));
  await cp(path.join(ROOT, 'rulesets'), path.join(folder, 'rulesets'), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Whoever follows the page: a folder, what was exported, and what the last block of commands printed. */
class Reader {
  readonly environment: Record<string, string> = {};
  printed = '';
  #serving: ServedDirectory | undefined;

  async follow(step: Step, before: Step | undefined): Promise<void> {
    switch (step.kind) {
      case 'RUN':
        if (before?.kind !== 'RUN') this.printed = '';
        return await this.#run(step.command, step.exitCode);
      case 'SEE':
        return expect(missingPiece(this.printed, step.lines), this.printed).toBeUndefined();
      case 'QUERY':
        return await this.#ask(step.query);
      case 'ANSWER':
        return expect.fail('this page shows no answers');
      case 'CREATE':
      case 'APPEND':
      case 'INSERT':
      case 'REPLACE':
        return await edit(folder, step);
    }
  }

  /** The commands that a page may hold: ours, and the few of the shell that it needs. */
  async #run(command: string, exitCode: number): Promise<void> {
    const [program = '', ...words] = command.split(' ');
    if (command === 'npm ci') return;
    if (program === 'export') return await this.#export(words[0] ?? '');
    if (program === 'mkdir') return void (await mkdir(path.join(folder, words.at(-1) ?? ''), { recursive: true }));
    if (program === 'cp') return await copy(folder, words);
    expect(command).toMatch(/^npm run dip -- /);
    const ran = await dipWith(this.environment, folder, ...words.slice(3));
    expect({ command, exitCode: ran.exitCode, err: ran.exitCode === exitCode ? '' : ran.err + ran.out }).toEqual({
      command,
      exitCode,
      err: '',
    });
    this.printed += `${ran.out}\n${ran.err}\n`;
  }

  async #export(setting: string): Promise<void> {
    const [name = '', value = ''] = setting.split('=');
    this.environment[name] = value;
    if (name === 'DIP_DATA_DIR') await this.#serve(path.join(folder, value));
  }

  /** Asks as the browser would, over the same data. */
  async #ask(query: string): Promise<void> {
    const { store, platform } = must(this.#serving, 'a server');
    const parts = {
      platform,
      authenticate: () => Promise.resolve(PLATFORM_ACTOR),
      openSession: (access: Parameters<typeof openRequestSession>[1]) => openRequestSession(store, access),
    };
    const endpoint = createEndpoint({ schema, contextOf: (request) => contextOfRequest(parts, request), logError: () => undefined });
    const headers = { 'content-type': 'application/json', authorization: 'Bearer any' };
    const answer = await endpoint.fetch('http://dip.test/graphql', { method: 'POST', headers, body: JSON.stringify({ query }) });
    expect(await answer.json()).toMatchObject({ data: { scoreCase: { points: '1344.0000', deviation: 'HIGH' } } });
  }

  /** A server on the directory that was named: commands are quicker beside one. */
  async #serve(dataDir: string): Promise<void> {
    await mkdir(dataDir);
    await fillDirectory(dataDir);
    this.#serving = await serveDirectory(dataDir);
  }

  /** The regions that were registered, by name. */
  async regions(): Promise<readonly string[]> {
    const { store } = must(this.#serving, 'a server');
    return await store.transaction(PLATFORM_ACCESS, 'READ', async ({ regions }) => (await regions.list()).map(({ name }) => name));
  }

  /** Whoever has done leaves nothing running. */
  async close(): Promise<void> {
    await this.#serving?.close();
  }
}

test('docs/add-a-city.md leads from the template to a scored case, command by command', async () => {
  const reader = new Reader();
  const steps = stepsOf(CHINESE);
  expect(steps.filter(({ kind }) => kind === 'RUN').length).toBeGreaterThan(15);
  try {
    for (const [index, step] of steps.entries()) await reader.follow(step, steps[index - 1]);
    expect(await reader.regions()).toEqual(['全国', '样板市']);
  } finally {
    await reader.close();
  }
}, 120_000);

test('the English half has the same commands, files and results', () => {
  expect(blocksOf(ENGLISH)).toEqual(blocksOf(CHINESE));
});
