import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, validate } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { schema } from '../../../src/graph/schema.js';
import { add, decimal, printShort } from '../../../src/engine/number/quantity.js';
import { missingPiece, stepsOf } from '../../support/walk-through.js';
import { dip, json, type Ran } from '../run.js';
import { serveEmpty, type ServedDirectory } from '../served-directory.js';

const PAGE = path.resolve(import.meta.dirname, '../../../docs/what-if.md');

let directory: string;
let served: ServedDirectory;
let dataDir: string;
const run = (...argv: string[]): Promise<Ran> => dip(dataDir, directory, ...argv);
const ok = (ran: Ran): Ran => {
  expect(ran).toMatchObject({ exitCode: 0 });
  return ran;
};

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dip-what-if-'));
  dataDir = path.join(directory, 'data');
  served = await serveEmpty(dataDir);
  ok(await run('sample', '--cases', '300', '--history', '400', '--institutions', '7'));
});
afterAll(async () => {
  await served.close();
  await rm(directory, { recursive: true, force: true });
});

test('N25-32 the page on what-ifs and forecasts is walked as it stands', async () => {
  let printed = '';
  for (const step of stepsOf(await readFile(PAGE, 'utf8'))) {
    switch (step.kind) {
      case 'RUN':
        printed = ok(await run(...step.command.replace('npm run dip -- ', '').replaceAll("'", '').split(' '))).out;
        break;
      case 'SEE':
        expect(missingPiece(printed, step.lines), printed).toBeUndefined();
        break;
      case 'QUERY':
        expect(validate(schema, parse(step.query))).toEqual([]);
        break;
      case 'ANSWER': {
        await writeFile(path.join(directory, 'candidates.json'), JSON.stringify(step.answer));
        const both = ok(await run('what-if', '--region', '990300', '--year', '2025', '--candidates', 'candidates.json')).out;
        expect([both.includes('候选方案：系数 1.22'), both.includes('候选方案：系数 1.25')]).toEqual([true, true]);
        break;
      }
      default:
        throw new Error(step.kind);
    }
  }
});

test('writes every institution with what its difference comes from, and the differences come to 0.00', async () => {
  ok(
    await run(
      'what-if',
      '--region',
      '990300',
      '--year',
      '2025',
      '--set',
      'baseCoefficients[TERTIARY_A_GENERAL,EMPLOYEE]=1.3',
      '--csv',
      'out.csv',
    ),
  );
  const [head = '', ...lines] = (await readFile(path.join(directory, 'out.csv'), 'utf8')).trim().split('\n');
  const at = head.split(',').indexOf('entitlementDifference') + 1; // the name of the candidate has a comma
  const differences = lines.map((line) => decimal(line.split(',')[at] ?? ''));
  expect(differences.length).toBeGreaterThan(3);
  expect(printShort(differences.reduce(add))).toBe('0');
  expect(json(ok(await run('runs', '--json')))).toMatchObject({ runs: [] });
});

test('refuses what can’t be changed, and says what can', async () => {
  const none = await run('what-if', '--region', '990300', '--year', '2025', '--set', 'deviationHihg=2');
  expect([none.exitCode, none.err.includes('deviationHigh')]).toEqual([1, true]);
  expect((await run('what-if', '--region', '990300', '--year', '2025')).err).toContain('没有任何改动');
  expect((await run('what-if', '--year', '2025', '--set', 'deviationHigh=2')).exitCode).toBe(1);
  expect((await run('what-if', '--region', '990300', '--year', '2025', '--set', 'deviationHigh')).exitCode).toBe(1);
  expect((await run('what-if', 'show', '01a225e4-4238-74be-b794-1149543436ee')).exitCode).toBe(1);
  const early = await run('forecast', '--region', '990300', '--year', '2025', '--as-of', '2025-01-20');
  expect([early.exitCode, early.err.includes('没有一个完整的月份')]).toEqual([1, true]);
});
