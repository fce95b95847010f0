import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';

interface Basis {
  readonly title: string;
  readonly article: string | null;
  readonly articleText: { readonly text: { readonly zh: string }; readonly isSummary: boolean } | null;
}
interface Entry {
  readonly kind: string;
  readonly order: number;
  readonly scope: string | null;
  readonly id: string;
  readonly label: { readonly zh: string };
  readonly text: readonly string[];
  readonly textSaid: readonly { readonly zh: string; readonly en: string | null }[];
  readonly unit: string | null;
  readonly rounding: { readonly scale: number; readonly mode: string } | null;
  readonly origin: string;
  readonly origins: readonly { readonly regionCode: string; readonly version: string; readonly how: string }[];
  readonly basis: readonly Basis[];
}
interface Page {
  readonly totalCount: number;
  readonly edges: readonly { readonly node: Entry }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}
interface Removed {
  readonly kind: string;
  readonly id: string;
  readonly label: { readonly zh: string };
  readonly by: { readonly regionCode: string; readonly how: string };
}

const BASIS = 'basis { title article articleText { text { zh } isSummary } }';
const ENTRY = `kind order scope id label { zh } text textSaid { zh en } unit rounding { scale mode } origin origins { regionCode version how } ${BASIS}`;

describe('a merged ruleset entry by entry, and what its articles say', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
  });
  afterAll(() => endpoint.close());

  const pageOf = async (args: string, version = '2021.1'): Promise<Page | undefined> => {
    const { data, errors } = await endpoint.ask<{ region: { ruleset: { entries: Page } } }>(
      `{ region(code: "990300") { ruleset(version: "${version}") { entries(${args}) { totalCount edges { node { ${ENTRY} } } pageInfo { hasNextPage endCursor } } } } }`,
      { key: 'FINANCE' },
    );
    expect(errors).toEqual([]);
    return data?.region.ruleset.entries;
  };
  const nodes = (page: Page | undefined): readonly Entry[] => (page?.edges ?? []).map(({ node }) => node);

  it('lists every entry once in the order of a year, page by page', async () => {
    const all: Entry[] = [];
    for (let after = '', more = true; more; ) {
      const page = await pageOf(`first: 40${after}`);
      all.push(...nodes(page));
      after = `, after: "${page?.pageInfo.endCursor ?? ''}"`;
      more = page?.pageInfo.hasNextPage ?? false;
    }
    expect(all.map(({ order }) => order)).toEqual(all.map((_, index) => index + 1));
    expect((await pageOf('first: 1'))?.totalCount).toBe(all.length);
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(['FACT', 'PARAMETER', 'TABLE', 'METHOD', 'AGGREGATE', 'DECISION']));
    expect(all.filter(({ text, label }) => text.length === 0 || !/[\u4e00-\u9fff]/.test(label.zh))).toEqual([]);
    const scopes = [...new Set(all.filter(({ kind }) => kind === 'DECISION').map(({ scope }) => scope))];
    expect(scopes.slice(0, 3)).toEqual(['FUND_YEAR', 'INSTITUTION', 'CASE']);
  });

  it('says which document decides an entry, with its unit, rounding and the article', async () => {
    const [own] = nodes(await pageOf('id: "assessmentExcellent"'));
    expect(own).toMatchObject({ kind: 'PARAMETER', scope: null, origin: 'OWN', rounding: null });
    expect(own?.origins.at(-1)).toMatchObject({ regionCode: '990300', version: '2021.1' });
    expect(own?.basis[0]?.articleText).toMatchObject({ isSummary: true, text: { zh: expect.stringContaining('1.05') as string } });
    const inherited = nodes(await pageOf('origin: INHERITED, kind: [DECISION], scope: CASE'));
    expect(inherited.length).toBeGreaterThan(5);
    expect(inherited.every(({ origins }) => ['100000', '370300'].includes(origins.at(-1)?.regionCode ?? ''))).toBe(true);
    expect(inherited.find(({ id }) => id === 'costRatio')).toMatchObject({ scope: 'CASE', unit: '1' });
    expect(inherited.filter(({ rounding }) => rounding !== null).every(({ rounding }) => rounding?.mode !== '')).toBe(true);
  });

  it('says facts, parameters and tables in English too, as many lines as in Chinese', async () => {
    const all = nodes(await pageOf('first: 100, kind: [FACT, PARAMETER, TABLE]'));
    expect(all.map(({ textSaid }) => textSaid.map(({ zh }) => zh))).toEqual(all.map(({ text }) => [...text]));
    const said = new Map(all.map(({ id, textSaid }) => [id, textSaid.map(({ en }) => en)]));
    expect(said.get('assessmentExcellent')).toEqual(['Value: 90']);
    expect(said.get('deductionAt')).toEqual(['Value: from the amount payable']);
    expect(said.get('institutionClass')?.join('\n')).toMatch(/^Type: one of several values, always there\nValues: tertiary A, general; /);
    expect(said.get('baseCoefficients')?.[1]).toMatch(/^tertiary A, general, employees 1\.2; /);
    expect(all.filter(({ textSaid }) => textSaid.some(({ en }) => en === null || /取值|类型/.test(en)))).toEqual([]);
  });

  it('finds entries by what their id or label contains, in capitals or not', async () => {
    const byId = nodes(await pageOf('search: "ASSESSMENTexc"'));
    expect(byId.map(({ id }) => id)).toContain('assessmentExcellent');
    expect(byId.every(({ id }) => id.toLowerCase().includes('assessmentexc'))).toBe(true);
    const [{ label } = { label: { zh: '' } }] = nodes(await pageOf('id: "assessmentExcellent"'));
    const byLabel = nodes(await pageOf(`search: " ${label.zh} "`));
    expect(byLabel.map(({ id }) => id)).toContain('assessmentExcellent');
    expect(byLabel.every((entry) => entry.label.zh.includes(label.zh))).toBe(true);
    expect((await pageOf('search: "no such entry anywhere"'))?.totalCount).toBe(0);
    expect((await pageOf('search: ""'))?.totalCount).toBe((await pageOf('first: 1'))?.totalCount);
  });

  it('lists what was removed, each by its name, and refuses a page that is too long', async () => {
    const { data, errors } = await endpoint.ask<{ region: { rulesetVersions: { edges: { node: { removedEntries: Removed[] } }[] } } }>(
      '{ region(code: "990300") { rulesetVersions(first: 3) { edges { node { removedEntries { kind id label { zh } by { regionCode how } basis { article } } } } } } }',
      { key: 'FINANCE' },
    );
    expect(errors).toEqual([]);
    const removed = (data?.region.rulesetVersions.edges ?? []).flatMap(({ node }) => node.removedEntries);
    expect(removed.every(({ label, by }) => label.zh !== '' && by.how === 'REMOVED')).toBe(true);
    const long = await endpoint.ask('{ region(code: "990300") { ruleset(version: "2021.1") { entries(first: 101) { totalCount } } } }');
    expect(long.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('shows the article beside the lines of a statement, of the waterfall and of a diff', async () => {
    const { data, errors } = await endpoint.ask<{
      clearingRuns: { edges: { node: { waterfall: { basis: Basis[] }[]; statements: { edges: { node: { steps: { basis: Basis[] }[] } }[] } } }[] };
    }>(
      `{ clearingRuns(regionCode: "990300", first: 1) { edges { node { waterfall { ${BASIS} } statements(first: 2) { edges { node { steps { ${BASIS} } } } } } } } }`,
      { key: 'FINANCE' },
    );
    expect(errors).toEqual([]);
    const run = data?.clearingRuns.edges[0]?.node;
    const texts = (steps: readonly { readonly basis: readonly Basis[] }[]) =>
      steps.flatMap(({ basis }) => basis).flatMap(({ articleText }) => articleText?.text.zh ?? []);
    expect(texts(run?.waterfall ?? []).length).toBeGreaterThan(0);
    expect(texts((run?.statements.edges ?? []).flatMap(({ node }) => node.steps)).length).toBeGreaterThan(0);
  });
});
