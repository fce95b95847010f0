import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REGION } from '../city.js';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';

interface Event {
  readonly seq: number;
  readonly at: string;
  readonly action: string;
  readonly subject: string;
  readonly actor: { readonly id: string; readonly name: string };
}
interface Page {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly { readonly node: Event }[];
}

describe('the audit log, filtered', () => {
  let endpoint: TestEndpoint;
  let all: readonly Event[];
  const page = async (filter: string, more = 'first: 100', key = 'AUDITOR'): Promise<Page> => {
    const { data, errors } = await endpoint.ask<{ auditLog: Page }>(
      `{ auditLog(regionCode: "${REGION}", filter: ${filter}, ${more}) { totalCount pageInfo { hasNextPage endCursor }
        edges { node { seq at action subject actor { id name } } } } }`,
      { key },
    );
    expect(errors).toEqual([]);
    if (data === undefined || data === null) throw new Error('no data');
    return data.auditLog;
  };
  const events = async (filter: string): Promise<readonly Event[]> => {
    const { edges, totalCount } = await page(filter);
    expect(totalCount).toBe(edges.length);
    return edges.map(({ node }) => node);
  };
  beforeAll(async () => {
    endpoint = await openEndpoint();
    // Two holders besides the platform leave events of their own.
    for (const key of ['CLERK', 'APPROVER'])
      await endpoint.ask(
        `mutation { createDraft(input: { regionCode: "${REGION}", name: "${key}_%", from: { regionCode: "${REGION}", version: "2021.1" }, idempotencyKey: "audit-${key}" }) { __typename } }`,
        { key },
      );
    all = await events('{}');
  });
  afterAll(() => endpoint.close());

  const only = (wanted: (event: Event) => boolean): readonly Event[] => {
    const found = all.filter(wanted);
    // A filter that lets everything or nothing through would prove nothing.
    expect([found.length > 0, found.length < all.length]).toEqual([true, true]);
    return found;
  };

  it('is whole without a filter, newest first', async () => {
    expect(await events('null')).toEqual(all);
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, at) => all.length - at));
  });

  it('by what was done: a verb, or its beginning', async () => {
    expect(await events('{ action: "run:finish" }')).toEqual(only(({ action }) => action === 'run:finish'));
    expect(await events('{ action: "run:" }')).toEqual(only(({ action }) => action.startsWith('run:')));
    expect(await events('{ action: "un:" }')).toEqual([]);
    expect(await events('{ action: "%" }')).toEqual([]);
  });

  it('by who did it: part of the name, or the id of the holder', async () => {
    const [draft] = only(({ action }) => action === 'draft:create');
    if (draft === undefined) throw new Error('nobody began a draft');
    const { id, name } = draft.actor;
    expect(await events(`{ actor: ${JSON.stringify(name)} }`)).toEqual(only(({ actor }) => actor.name.includes(name)));
    expect(await events(`{ actor: ${JSON.stringify(id)} }`)).toEqual(only(({ actor }) => actor.id === id || actor.name.includes(id)));
    expect(await events('{ actor: "_" }')).toEqual(all.filter(({ actor }) => actor.name.includes('_')));
  });

  it('by what it was done to, and by its number', async () => {
    const [draft] = only(({ action }) => action === 'draft:create');
    const subject = draft?.subject ?? '';
    expect(await events(`{ subject: ${JSON.stringify(subject.slice(3, -3))} }`)).toEqual(only((event) => event.subject === subject));
    expect(await events(`{ seq: ${draft?.seq} }`)).toEqual([draft]);
    expect(await events('{ seq: 999999 }')).toEqual([]);
  });

  it('by days in China, both included', async () => {
    const chinaDay = (moment: Date): string => new Date(moment.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
    const [newest, oldest] = [all[0]?.at ?? '', all.at(-1)?.at ?? ''].map((at) => chinaDay(new Date(at)));
    const dayBefore = (day: string): string => chinaDay(new Date(Date.parse(`${day}T00:00:00+08:00`) - 1));
    const dayAfter = (day: string): string => chinaDay(new Date(Date.parse(`${day}T00:00:00+08:00`) + 36 * 3_600_000));
    expect(await events(`{ from: "${oldest}", to: "${newest}" }`)).toEqual(all);
    expect(await events(`{ to: "${dayBefore(oldest ?? '')}" }`)).toEqual([]);
    expect(await events(`{ from: "${dayAfter(newest ?? '')}" }`)).toEqual([]);
  });

  it('by all that is stated at once, page by page', async () => {
    const wanted = only(({ action, actor }) => action.startsWith('run:') && actor.name === '平台');
    const filter = '{ action: "run:", actor: "平台" }';
    const first = await page(filter, 'first: 1');
    expect([first.totalCount, first.pageInfo.hasNextPage]).toEqual([wanted.length, true]);
    const rest = await page(filter, `first: 100, after: ${JSON.stringify(first.pageInfo.endCursor)}`);
    expect([...first.edges, ...rest.edges].map(({ node }) => node)).toEqual(wanted);
  });

  it('is refused to whoever may not read it, whatever the filter', async () => {
    for (const key of ['CLERK', 'INSTITUTION']) {
      const { errors } = await endpoint.ask(`{ auditLog(regionCode: "${REGION}", filter: { seq: 1 }) { totalCount } }`, { key });
      expect(errors[0]?.extensions?.code).toBe('FORBIDDEN');
    }
  });

  it('calls drafts and what-ifs by their names, for those who may read them', async () => {
    const target = { target: 'deviationHigh', value: '2.2' };
    const candidates = [{ name: '偏差 2.2', set: [target] }];
    const input = { regionCode: REGION, year: 2024, insurance: 'EMPLOYEE', candidates, idempotencyKey: 'audited' };
    await endpoint.ask('mutation ($input: StartWhatIfInput!) { startWhatIf(input: $input) { __typename } }', {
      key: 'CLERK',
      variables: { input },
    });
    interface Said {
      readonly action: string;
      readonly subjectSaid: { readonly zh: string; readonly en: string } | null;
    }
    const said = async (key: string, action: string): Promise<readonly (Said['subjectSaid'] | undefined)[]> => {
      const { data, errors } = await endpoint.ask<{ auditLog: { edges: readonly { node: Said }[] } }>(
        `{ auditLog(regionCode: "${REGION}", filter: { action: "${action}" }, first: 100) { edges { node { action subjectSaid { zh en } } } } }`,
        { key },
      );
      expect(errors).toEqual([]);
      return data?.auditLog.edges.map(({ node }) => node.subjectSaid) ?? [];
    };
    expect(await said('AUDITOR', 'draft:create')).toEqual([{ zh: 'CLERK_%', en: 'CLERK_%' }]);
    expect(await said('AUDITOR', 'what-if:start')).toEqual([{ zh: '2024 年职工医保 偏差 2.2', en: '2024 employees: 偏差 2.2' }]);
    expect(new Set((await said('AUDITOR', 'run:')).map((one) => one?.zh))).toEqual(new Set(['第 1 次清算']));
    expect(new Set(await said('AUDITOR', 'ruleset:'))).toEqual(new Set([null]));
    // An administrator reads the log, but neither drafts nor money.
    expect(await said('ADMIN', 'draft:create')).toEqual([null]);
    expect(await said('ADMIN', 'what-if:start')).toEqual([null]);
  });
});
