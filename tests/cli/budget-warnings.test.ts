import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { must } from '../../src/engine/kit/assert.js';
import { endpointOver, testActor, type TestEndpoint } from '../graph/endpoint.js';
import { fillDirectory } from '../support/snapshots.js';
import { dip, json, type Ran } from './run.js';
import { serveDirectory, type ServedDirectory } from './served-directory.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const REGION = '991000';
const YEAR = ['--region', REGION, '--year', '2024', '--insurance', '职工'];
const KEY = `regionCode: "${REGION}", year: 2024, insurance: EMPLOYEE`;
const WARNINGS = 'warnings { code rulesetVersion message { zh en } lines { name label { zh } amount } basis { article } }';

let directory: string;
let served: ServedDirectory;
let endpoint: TestEndpoint;

const run = (...argv: string[]): Promise<Ran> => dip(path.join(directory, 'data'), directory, ...argv);
const ok = async (...argv: string[]): Promise<Ran> => {
  const ran = await run(...argv);
  expect({ argv, exitCode: ran.exitCode }, ran.err).toEqual({ argv, exitCode: 0 });
  return ran;
};
const ask = async (query: string, key = 'FINANCE'): Promise<Record<string, unknown>> => {
  const { data, errors } = await endpoint.ask(query, { key });
  expect(errors).toEqual([]);
  return must(data, 'data');
};

/** All that the year asks for; the year spends what `inpatientPlan` says. */
const budget = (income: string): Readonly<Record<string, string>> => ({
  ...{ income, inpatientPlan: '500000000.00', adjustmentFundPlan: '15000000.00' },
  ...{ outOfRegionPlan: '60000000.00', excludedPlan: '25000000.00' },
});
const EQUAL = '500000000.00';
const FEN_SHORT = '499999999.99';
const FEN_OVER = '500000000.01';
const options = (income: string): string[] => Object.entries(budget(income)).flatMap(([name, value]) => ['--item', `${name}=${value}`]);
const csv = (income: string): string => `name,value\n${Object.entries(budget(income)).map((item) => item.join(',')).join('\n')}\n`; // prettier-ignore

const LINES = [
  { name: 'income', amount: FEN_SHORT },
  { name: 'inpatientBudget', amount: EQUAL },
  { name: 'budgetBalance', amount: '-0.01' },
];
const SAID = `预算支出超过收入：当年基金收入 ${FEN_SHORT} 元，住院基金预算支出 ${EQUAL} 元，收支差额 -0.01 元。依据：`;

let sent = 0;
const setBudget = async (income: string): Promise<Record<string, unknown>> => {
  const items = Object.entries(budget(income)).map(([name, value]) => `{ name: "${name}", value: "${value}" }`);
  const input = `${KEY}, items: [${items.join(', ')}], reason: "年初预算", idempotencyKey: "set ${(sent += 1)}"`;
  const { set } = await ask(
    `mutation { set: setBudget(input: { ${input} }) { __typename ... on SetBudgetPayload { budget { revision ${WARNINGS} } ${WARNINGS} } } }`,
  );
  return set as Record<string, unknown>;
};

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dip-warned-'));
  await fillDirectory(path.join(directory, 'data'));
  for (const [name, income] of [['short.csv', FEN_SHORT], ['equal.csv', EQUAL]] as const) await writeFile(path.join(directory, name), csv(income)); // prettier-ignore
  served = await serveDirectory(path.join(directory, 'data'));
  endpoint = endpointOver(served, served.platform);
  for (const role of ['FINANCE', 'APPROVER'] as const) endpoint.keys.set(role, testActor({ role, regions: [REGION] }));
  endpoint.keys.set('INSTITUTION', testActor({ role: 'INSTITUTION', regions: [REGION], institutionCode: 'H1' }));
  endpoint.keys.set('ELSEWHERE', testActor({ role: 'FINANCE', regions: ['990300'] }));
  const ruleset = (file: string): string => path.join(ROOT, 'rulesets', file);
  await ok('ruleset', 'load', ruleset('100000-national/2021.1.json'), ruleset('991000-tcm-rate/2024.1.json'));
}, 120_000);
afterAll(async () => {
  await served.close();
  await rm(directory, { recursive: true, force: true });
});

describe('a budget that spends more than its income is recorded, and says so (N21-13)', () => {
  test('setBudget: not at income = spending nor a fen above, but a fen below', async () => {
    expect(await setBudget(EQUAL)).toMatchObject({ __typename: 'SetBudgetPayload', warnings: [], budget: { warnings: [] } });
    expect(await setBudget(FEN_OVER)).toMatchObject({ warnings: [] });
    const short = await setBudget(FEN_SHORT);
    const warning = { code: 'BUDGET_NOT_BALANCED', rulesetVersion: '2024.1', lines: LINES, basis: [{ article: '13' }] };
    expect(short).toMatchObject({ budget: { revision: 3, warnings: [warning] }, warnings: [warning] });
    const [{ message }] = short['warnings'] as [{ message: { zh: string; en: string } }];
    expect(message.zh.startsWith(SAID), message.zh).toBe(true);
    expect(message.en).toContain(`income ${FEN_SHORT} yuan, inpatientBudget ${EQUAL} yuan, budgetBalance -0.01 yuan`);
  });

  test('the revisions that are recorded keep saying so, to whoever may read budgets and to nobody else', async () => {
    const query = `{ fundYear(${KEY}) { budgets(first: 3) { edges { node { revision warnings { code } } } } budgetReview { revisions { warnings { code } } } } }`;
    const warned = [[{ code: 'BUDGET_NOT_BALANCED' }], [], []];
    const { fundYear } = (await ask(query)) as {
      fundYear: { budgets: { edges: { node: { warnings: unknown } }[] }; budgetReview: { revisions: { warnings: unknown }[] } };
    };
    expect(fundYear.budgets.edges.map(({ node }) => node.warnings)).toEqual(warned);
    expect(fundYear.budgetReview.revisions.map(({ warnings }) => warnings)).toEqual([...warned].reverse());
    for (const key of ['INSTITUTION', 'ELSEWHERE']) {
      const { errors } = await endpoint.ask(query, { key });
      expect([key, errors[0]?.extensions?.code]).toEqual([key, 'FORBIDDEN']);
    }
  });

  test('importYearRecords warns of the file as a whole, checked or stored, and stores it', async () => {
    const load = async (income: string, dryRun: boolean): Promise<unknown> => {
      const text = JSON.stringify(csv(income));
      const input = `kind: BUDGET, ${KEY}, documentText: ${text}, reason: "导入", dryRun: ${dryRun}, idempotencyKey: "file ${(sent += 1)}"`;
      return (await ask(`mutation { i: importYearRecords(input: { ${input} }) { ... on ImportYearRecordsPayload { stored problemCount warningCount warnings { line code message { zh } } } } }`))['i']; // prettier-ignore
    };
    const zh = expect.stringContaining(SAID) as unknown;
    const warnings = [{ line: 0, code: 'BUDGET_NOT_BALANCED', message: { zh } }];
    expect(await load(FEN_SHORT, true)).toEqual({ stored: false, problemCount: 0, warningCount: 1, warnings });
    expect(await load(FEN_SHORT, false)).toEqual({ stored: true, problemCount: 0, warningCount: 1, warnings });
    expect(await load(EQUAL, false)).toEqual({ stored: true, problemCount: 0, warningCount: 0, warnings: [] });
  });

  test('decideBudget warns whoever approves', async () => {
    const key = { regionCode: REGION, year: 2024, insurance: 'EMPLOYEE' } as const;
    const { revision } = await served.store.transaction(PLATFORM_ACCESS, 'WRITE', ({ fundYears }) =>
      fundYears.setBudget(key, budget(FEN_SHORT), { reason: '年中调整', midYear: true }),
    );
    const input = `${KEY}, revision: ${revision}, approve: true, reason: "同意", idempotencyKey: "decide"`;
    const decide = `mutation { d: decideBudget(input: { ${input} }) { ... on DecideBudgetPayload { budget { state } ${WARNINGS} } } }`;
    expect(await ask(decide, 'APPROVER')).toMatchObject({ d: { budget: { state: 'HOLDS' }, warnings: [{ lines: LINES }] } });
  });
});

describe('dip budget says the same', () => {
  test('set, import, list and review', async () => {
    const grounds = ['--reason', '命令行预算'];
    const equal = await ok('budget', 'set', ...YEAR, ...grounds, ...options(EQUAL));
    expect(equal.err).not.toContain('警告');
    const checked = await ok('budget', 'set', ...YEAR, ...grounds, ...options(FEN_SHORT), '--check');
    expect(checked.err).toContain(SAID);
    expect((await ok('budget', 'list', ...YEAR)).err).not.toContain(SAID);
    const stored = await ok('budget', 'set', ...YEAR, ...grounds, ...options(FEN_SHORT), '--json');
    expect(stored.err).toContain(SAID);
    expect(json(stored)['warnings']).toMatchObject([{ code: 'BUDGET_NOT_BALANCED', lines: LINES }]);
    const revisions = json(await ok('budget', 'list', ...YEAR, '--json'))['budgets'] as { revision: number }[];
    const again = await ok('budget', 'set', ...YEAR, ...grounds, ...options(FEN_SHORT)); // what holds: no revision is made, none is warned of
    expect(again.err).toContain(`警告（修订 ${revisions.at(-1)?.revision}）：${SAID}`);
    expect(json(await ok('budget', 'list', ...YEAR, '--json'))['budgets']).toHaveLength(revisions.length);
    for (const command of [['list'], ['review']]) {
      const said = await ok('budget', ...command, ...YEAR);
      expect(said.err).toContain(SAID);
      expect(json(await ok('budget', ...command, ...YEAR, '--json'))['warnings']).toMatchObject([{ lines: LINES }]);
    }
    expect((await ok('budget', 'import', 'equal.csv', ...YEAR, ...grounds)).out).not.toContain('警告');
    const imported = await ok('budget', 'import', 'short.csv', ...YEAR, ...grounds);
    expect(imported.out).toContain('警告 1 处');
    expect(imported.out.replaceAll(/\s/g, '')).toContain(`${FEN_SHORT}元`);
  });

  test('decide', async () => {
    const key = { regionCode: REGION, year: 2024, insurance: 'EMPLOYEE' } as const;
    const { revision } = await served.store.transaction(PLATFORM_ACCESS, 'WRITE', ({ fundYears }) =>
      fundYears.setBudget(key, budget(FEN_SHORT), { reason: '年中调整', midYear: true }),
    );
    const decided = await ok('budget', 'decide', String(revision), ...YEAR, '--approve', '--reason', '同意');
    expect(decided.err).toContain(`警告（修订 ${revision}）：${SAID}`);
  });
});
