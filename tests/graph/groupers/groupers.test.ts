import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';
import { ADRG_ROWS, SET_ROWS } from '../../support/grouping-3/drg-book.js';
import { drgDocument } from '../../support/grouping-3/drg-document.js';

const IMPORT = `mutation ($input: ImportGrouperInput!) { importGrouper(input: $input) {
  __typename ... on ImportGrouperPayload { grouper { code version contentHash drgCount } contentHash problemCount problems { where code message { zh en } } }
  ... on ConflictError { code message } } }`;

describe('DRG groupers over GraphQL', () => {
  let endpoint: TestEndpoint;
  const put = async (document: unknown, more: object = {}): Promise<Record<string, unknown>> => {
    const input = { regionCode: '990300', documentText: JSON.stringify(document), ...more };
    const { data } = await endpoint.ask<{ importGrouper: Record<string, unknown> }>(IMPORT, { variables: { input } });
    return data?.importGrouper ?? {};
  };
  const ask = async (field: string): Promise<unknown> => {
    const { data, errors } = await endpoint.ask<{ grouper: unknown }>(
      `{ grouper(regionCode: "990300", code: "CHS-DRG", version: "3.0") { ${field} } }`,
    );
    expect(errors).toEqual([]);
    return data?.grouper;
  };

  beforeAll(async () => {
    endpoint = await openEndpoint();
  });
  afterAll(() => endpoint.close());

  it('is checked, imported, imported again as the same, and refused with another content', async () => {
    expect(await put(drgDocument(), { dryRun: true })).toMatchObject({ grouper: null, problemCount: 0 });
    const first = await put(drgDocument());
    expect(first).toMatchObject({ grouper: { code: 'CHS-DRG', drgCount: drgDocument().drgs.length } });
    expect(await put(drgDocument())).toEqual(first);
    expect(await put(drgDocument({ title: { zh: '另' } }))).toMatchObject({ __typename: 'ConflictError', code: 'CONFLICT' });
    const bad = await put(drgDocument({ version: '9', sets: {} }));
    expect(bad).toMatchObject({
      grouper: null,
      problems: expect.arrayContaining([expect.objectContaining({ code: 'UNKNOWN_SET' })]) as unknown,
    });
  });

  it('shows MDCs, ADRGs and DRGs by pages, in the order in which they are tried', async () => {
    const { data } = await endpoint.ask<{ groupers: { totalCount: number; edges: { node: { code: string } }[] } }>(
      '{ groupers(regionCode: "990300") { totalCount edges { node { code version title { zh } region { code } } } } }',
    );
    expect(data?.groupers).toMatchObject({ totalCount: 1, edges: [{ node: { code: 'CHS-DRG', region: { code: '990300' } } }] });
    const [code, , rule] = ADRG_ROWS.find(([, , text]) => text !== '') ?? ['', '', ''];
    expect(await ask(`adrg(code: "${code}") { code rule sets { name size } drgs { code rule } }`)).toMatchObject({ adrg: { code } });
    expect(rule).not.toBe('');
    const page = (await ask(
      'mdcs(first: 1) { totalCount pageInfo { hasNextPage } edges { node { code adrgs(first: 2) { edges { node { code } } } } } }',
    )) as {
      mdcs: { totalCount: number; pageInfo: { hasNextPage: boolean } };
    };
    expect(page.mdcs.pageInfo.hasNextPage).toBe(true);
    expect(page.mdcs.totalCount).toBe(drgDocument().mdcs.length);
  });

  it('says of a code which sets hold it and what it counts as', async () => {
    const [set, member] = SET_ROWS[0] ?? ['', ''];
    const lower = member.toLowerCase();
    const answer = (await ask(`grouperCode(code: "${lower}") { code sets complication exclusion exclusions isInvalidPrincipal }`)) as {
      grouperCode: { code: string; sets: string[] };
    };
    expect(answer.grouperCode.code).toBe(member.toUpperCase());
    expect(answer.grouperCode.sets).toContain(set);
    expect(await ask('grouperCode(code: "nothing") { sets complication exclusions }')).toEqual({
      grouperCode: { sets: [], complication: null, exclusions: [] },
    });
    expect(await ask(`set(name: "${set}") { name codes(first: 1) { totalCount edges { node { code } } } }`)).toMatchObject({
      set: { name: set },
    });
  });
});
