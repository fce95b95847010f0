import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chinaDay } from '../../src/app/base/china-day.js';
import { exportRun } from '../../src/app/files/export-run.js';
import { importCases } from '../../src/app/cases/import-cases.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { must } from '../../src/engine/kit/assert.js';
import { endpointOver, testActor, type TestEndpoint } from '../graph/endpoint.js';
import { fileOf } from '../rulesets/ruleset-library.js';
import { fillDirectory } from '../support/snapshots.js';
import { ProductCity } from '../support/product-city.js';
import { dip, json, type Ran } from './run.js';
import { serveDirectory, type ServedDirectory } from './served-directory.js';

const REGION = '991155';

let directory: string;
let served: ServedDirectory;
let endpoint: TestEndpoint;
let runNo: string;

const run = (...argv: string[]): Promise<Ran> => dip(path.join(directory, 'data'), directory, ...argv);
const ok = async (...argv: string[]): Promise<Ran> => {
  const ran = await run(...argv);
  expect({ argv, exitCode: ran.exitCode }, ran.err).toEqual({ argv, exitCode: 0 });
  return ran;
};

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dip-groups-'));
  await fillDirectory(path.join(directory, 'data'));
  served = await serveDirectory(path.join(directory, 'data'));
  endpoint = endpointOver(served, served.platform);
  endpoint.keys.set('FINANCE', testActor({ role: 'FINANCE', regions: [REGION] }));
  for (const code of ['H01', 'H02']) endpoint.keys.set(code, testActor({ role: 'INSTITUTION', regions: [REGION], institutionCode: code }));
  await new ProductCity(served.platform, '100000', 2025).load(fileOf('100000', '2025.1').text);
  const city = new ProductCity(served.platform, REGION, 2024);
  const plan = await city.load(fileOf(REGION, '2024.1').text);
  await city.institutions(plan);
  await city.catalogue(plan);
  await cases();
  await city.records(plan);
  runNo = String((await city.clear(plan)).run.runNo);
}, 120_000);
afterAll(async () => {
  await served.close();
  await rm(directory, { recursive: true, force: true });
});

/** Each institution has cases of every group, in two months. */
async function cases(): Promise<void> {
  const rows = ['H01', 'H02', 'H03'].flatMap((institutionCode, i) =>
    ['I63.900', 'J18.900', 'K80.100'].flatMap((principalDiagnosis, d) =>
      ['03', '09'].map((month, m) => ({
        ...{ caseNo: `${institutionCode}-${d}${m}`, institutionCode, insurance: 'EMPLOYEE', insuredRegionCode: REGION, sex: 'FEMALE' },
        ...{ admissionDate: `2024-${month}-01`, dischargeDate: `2024-${month}-08`, dischargeWay: '1', ageYears: 50, principalDiagnosis },
        ...{ totalCost: `${10000 - 1000 * i}.00`, fundPaid: `${6000 + 700 * ((i + d) % 3) + m}.00` },
      })),
    ),
  );
  const asked = { regionCode: REGION, rows, onDuplicate: 'REJECT', errorPolicy: 'ABORT', dryRun: false, idempotencyKey: 'cases' } as const;
  expect((await importCases(served.platform, platformCaller(served.platform), asked)).rejected).toBe(0);
}

interface GroupPage {
  readonly edges: readonly {
    readonly cursor: string;
    readonly node: { readonly groupCode: string; readonly values: readonly unknown[]; readonly trace: readonly Step[] };
  }[];
  readonly pageInfo: { readonly hasNextPage: boolean };
}
interface Step {
  readonly decision: string;
  readonly output: string | null;
  readonly substituted: string | null;
}

async function groupsOf(code: string, key: string, after?: string): Promise<GroupPage> {
  const place = after === undefined ? '' : `, after: "${after}"`;
  const query = `{ clearingRuns(regionCode: "${REGION}", first: 1) { edges { node { statements(first: 3) { edges { node { institution { code }
    groups(first: 2${place}) { edges { cursor node { groupCode values { decision value } trace { decision output substituted } } } pageInfo { hasNextPage } } } } } } } } }`;
  const { data, errors } = await endpoint.ask<Runs>(query, { key });
  expect(errors).toEqual([]);
  const statements = must(data, 'data').clearingRuns.edges.flatMap(({ node }) => node.statements.edges);
  return must(
    statements.find(({ node }) => node.institution.code === code),
    code,
  ).node.groups;
}
interface Runs {
  readonly clearingRuns: {
    readonly edges: readonly {
      readonly node: {
        readonly statements: {
          readonly edges: readonly { readonly node: { readonly institution: { readonly code: string }; readonly groups: GroupPage } }[];
        };
      };
    }[];
  };
}

const outputOf = ({ trace }: { readonly trace: readonly Step[] }, decision: string): string | null | undefined =>
  trace.find((step) => step.decision === decision)?.output;

describe('what a year decides about the disease groups of institutions (N25-32)', () => {
  test('by GraphQL: a page at a time, each decision with its numbers; the line of the statement is their sum', async () => {
    const first = await groupsOf('H01', 'FINANCE');
    expect(first.edges.map(({ node }) => node.groupCode)).toEqual(['G0', 'G1']);
    expect(first.pageInfo.hasNextPage).toBe(true);
    const second = await groupsOf('H01', 'FINANCE', first.edges.at(-1)?.cursor);
    expect(second.edges.map(({ node }) => node.groupCode)).toEqual(['G2']);
    expect(second.pageInfo.hasNextPage).toBe(false);
    const all = [...first.edges, ...second.edges].map(({ node }) => node);
    for (const group of all) {
      expect(group.values).toEqual(group.trace.map(({ decision, output }) => ({ decision, value: output })));
      const entitled = group.trace.find(({ decision }) => decision === 'groupEntitled');
      expect(entitled?.substituted).toMatch(/×|\*/);
      expect(outputOf(group, 'groupSurplusReturned')).toMatch(/^\d+\.\d\d$/);
    }
    const cents = (texts: readonly (string | null | undefined)[]): bigint =>
      texts.reduce((sum, text) => sum + BigInt((text ?? '').replace('.', '')), 0n);
    const rows = await valuesOfRun();
    const returned = rows.filter(
      ({ scope, institutionCode, name }) => scope === 'institutionYear' && institutionCode === 'H01' && name === 'surplusOfGroups',
    );
    expect(returned.map(({ value }) => cents([value]))).toEqual([cents(all.map((group) => outputOf(group, 'groupSurplusReturned')))]);
    const listed = rows.filter(
      ({ scope, institutionCode, name }) => scope === 'institutionGroup' && institutionCode === 'H01' && name === 'groupEntitled',
    );
    expect(listed.map(({ groupCode, value }) => [groupCode, value])).toEqual(
      all.map((group) => [group.groupCode, outputOf(group, 'groupEntitled')]),
    );
  });

  test('an institution sees no other’s groups, nor before they are published', async () => {
    for (const key of ['H01', 'H02']) {
      const { data, errors } = await endpoint.ask<Runs>(
        `{ clearingRuns(regionCode: "${REGION}", first: 1) { edges { node { statements(first: 3) { edges { node { institution { code } groups(first: 1) { edges { node { groupCode } } } } } } } } } }`,
        { key },
      );
      const seen = (data?.clearingRuns.edges ?? []).flatMap(({ node }) => node.statements.edges).map(({ node }) => node.institution.code);
      expect([key, errors, seen]).toEqual([key, [], []]);
    }
  });

  test('by the command line: all groups, one explained, one that is not there', async () => {
    const groups = json(await ok('run', 'groups', runNo, 'H01', '--region', REGION, '--json'))['groups'] as Record<string, string>[];
    expect(groups.map(({ groupCode }) => groupCode)).toEqual(['G0', 'G1', 'G2']);
    expect(Object.keys(groups[0] ?? {})).toContain('groupSurplusReturned');
    const explained = await ok('run', 'groups', runNo, 'H01', '--region', REGION, '--group', 'G1');
    expect(explained.out).toContain('各判定的由来');
    expect(explained.out).toContain('病种应得额');
    const csv = await ok('run', 'groups', runNo, 'H01', '--region', REGION, '--csv');
    expect(csv.out.split('\n')[0]).toContain('groupCode,groupEntitled,');
    const missing = await run('run', 'groups', runNo, 'H01', '--region', REGION, '--group', 'G9');
    expect([missing.exitCode === 0, missing.err.includes('没有机构“H01”的病种“G9”的判定')]).toEqual([false, true]);
  });

  test('recomputed without a difference, and foreseen as it was cleared', async () => {
    expect((await ok('clear', 'replay', runNo, '--region', REGION)).out).toContain('与所存结果逐项相同');
    const year = ['--region', REGION, '--year', '2024', '--insurance', '职工'];
    const unchanged = json(await ok('what-if', ...year, '--set', 'surplusFloor=0.8', '--json'));
    expect(JSON.stringify(unchanged)).not.toContain('"failure":{');
    const changed = json(await ok('what-if', ...year, '--set', 'surplusRetentionRate=0.5', '--json'));
    expect(changed).not.toEqual(unchanged);
  });

  test('once it is published, an institution sees its own, explained by what all cases came to, and no other’s', async () => {
    await ok('run', 'publish', runNo, '--region', REGION, '--reason', '公示', '--last-day', chinaDay(new Date()));
    const whole = await groupsOf('H01', 'FINANCE');
    expect(await groupsOf('H01', 'H01')).toEqual(whole);
    await expect(groupsOf('H01', 'H02')).rejects.toThrow('H01');
  });
});

/** The values that a run kept, as their file has them. */
async function valuesOfRun(): Promise<readonly Record<string, string>[]> {
  const caller = platformCaller(served.platform);
  const runId = await caller.read(async ({ runs }) => must(await runs.findByNo(REGION, Number(runNo)), 'run').id);
  let text = '';
  for await (const part of await exportRun(served.platform, caller, { regionCode: REGION, runId, what: 'values' }, 'CSV')) text += part;
  const [head = '', ...lines] = text
    .replace(/^\uFEFF/, '')
    .trim()
    .split('\n');
  const names = head.trim().split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, n) => [names[n] ?? '', cell.trim()])));
}
