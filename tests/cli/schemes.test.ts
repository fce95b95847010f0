import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeCasesCsv } from '../../src/app/case-files/case-csv-write.js';
import { generateCases } from '../../src/app/sample/generate/case-stream.js';
import { makeInstitutions } from '../../src/app/sample/generate/institutions.js';
import { SAMPLE_DEFAULTS } from '../../src/app/sample/sample-city.js';
import { dip, json, type Ran } from './run.js';
import { serveEmpty, type ServedDirectory } from './served-directory.js';

const REGION = '990300';
const CITY = { seed: SAMPLE_DEFAULTS.seed, regionCode: REGION };
const CASES = [
  ...generateCases({
    ...CITY,
    institutions: makeInstitutions({ ...CITY, count: 7 }),
    year: 2025,
    cases: 24,
    from: 20,
    to: 24,
    declared: [],
  }),
];
const SHIPPED = path.resolve(import.meta.dirname, '../../rulesets/990300-sandbox/2025.1.json');

let directory: string;
let served: ServedDirectory;
const run = (...argv: string[]): Promise<Ran> => dip(path.join(directory, 'data'), directory, ...argv);
const ok = (ran: Ran): Ran => {
  expect(ran).toMatchObject({ exitCode: 0 });
  return ran;
};

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dip-schemes-'));
  const dataDir = path.join(directory, 'data');
  served = await serveEmpty(dataDir);
  ok(await run('sample', '--cases', '20', '--history', '60', '--institutions', '7', '--json'));
  const shipped = JSON.parse(await readFile(SHIPPED, 'utf8')) as Record<string, unknown>;
  const { notes: _, examples: __, ...document } = shipped;
  await writeFile(path.join(directory, 'drg.json'), JSON.stringify({ ...document, version: '2025.drg', scheme: 'DRG' }));
  await writeFile(path.join(directory, 'cases.csv'), [...writeCasesCsv(CASES)].join(''));
  ok(await run('ruleset', 'load', 'drg.json'));
});
afterAll(async () => {
  await served.close();
  await rm(directory, { recursive: true, force: true });
});

describe('a region with a DIP and a DRG ruleset for the same day, from the command line', () => {
  const scoredBy = async (...more: string[]): Promise<string> => {
    const { out } = await run('score', 'cases.csv', '--region', REGION, '--json', ...more);
    const { results } = JSON.parse(out) as { readonly results: readonly { readonly ruleset: string; readonly scheme: string }[] };
    return [...new Set(results.map(({ ruleset, scheme }) => `${ruleset} ${scheme}`))].join(', ');
  };

  test('dip score: by each as it is asked, and by DIP where nothing is asked', async () => {
    expect(await scoredBy()).toBe('2025.1 DIP');
    expect(await scoredBy('--scheme', 'DIP')).toBe('2025.1 DIP');
    expect(await scoredBy('--scheme', 'drg')).toBe('2025.drg DRG');
    const { out } = ok(await run('score', 'cases.csv', '--region', REGION, '--explain', CASES[0]?.caseNo ?? '', '--scheme', 'DRG'));
    expect(out).toContain('2025.drg（DRG）');
  });

  test('dip cases import: judged by each, which the answer names', async () => {
    const judgedBy = async (...more: string[]): Promise<unknown> =>
      json(ok(await run('cases', 'import', 'cases.csv', '--region', REGION, '--dry-run', '--json', ...more))).judgedBy;
    expect(await judgedBy()).toEqual([{ version: '2025.1', scheme: 'DIP' }]);
    expect(await judgedBy('--scheme', 'DRG')).toEqual([{ version: '2025.drg', scheme: 'DRG' }]);
  });

  test('dip ruleset list and dip clear', async () => {
    const { out } = ok(await run('ruleset', 'list', '--region', REGION, '--scheme', 'DRG', '--csv'));
    expect(out).toContain('2025.drg');
    expect(out).not.toContain('2025.1');
  });

  test('every command that chooses a ruleset takes --scheme, and says what happens without', async () => {
    const commands = [
      ...['score', 'clear', 'cases import', 'catalogue import', 'catalogue build', 'ruleset list', 'institutions import'],
      ...['budget set', 'actuals set', 'assessment set', 'adjustment record'],
    ];
    for (const command of commands) expect((await run(...command.split(' '), '--help')).out, command).toContain('--scheme <scheme>');
  });
});
