import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';

interface Score {
  readonly costRatio: string | null;
  readonly deviation: string | null;
}
interface Costs {
  readonly cases: number;
  readonly bounds: readonly string[];
  readonly bars: readonly {
    readonly from: string;
    readonly to: string | null;
    readonly deviation: string | null;
    readonly cases: number;
  }[];
}
interface Answered {
  readonly clearingRuns: {
    readonly edges: readonly {
      readonly node: { readonly scores: { readonly edges: readonly { readonly node: Score }[] }; readonly costDistribution: Costs };
    }[];
  };
}

const GROUP = 'I63.9_CONSERVATIVE';
const ASKED = `query ($group: String!) { clearingRuns(regionCode: "990300", first: 1) { edges { node {
  scores(filter: { groupCode: $group }, first: 100) { edges { node { costRatio deviation } } }
  costDistribution(groupCode: $group) { cases bounds bars { from to deviation cases } } } } } }`;

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await openEndpoint();
});
afterAll(() => endpoint.close());

async function ask(key: string, group = GROUP): Promise<{ readonly scores: readonly Score[]; readonly costs: Costs }> {
  const { data, errors } = await endpoint.ask<Answered>(ASKED, { key, variables: { group } });
  expect(errors).toEqual([]);
  const run = data?.clearingRuns.edges[0]?.node;
  if (run === undefined) throw new Error('the city has no run');
  return { scores: run.scores.edges.map(({ node }) => node), costs: run.costDistribution };
}

/** The bars, worked out here from the scores one by one: a tenth of the ratio each, five times the mean and more in one. */
function barsOf(scores: readonly Score[]): Costs['bars'] {
  const counts = new Map<string, number>();
  for (const { costRatio, deviation } of scores) {
    if (costRatio === null) continue;
    const [whole = '0', places = '0'] = costRatio.split('.');
    const tenths = Math.min(50, Number(whole) * 10 + Number(places.charAt(0)));
    const key = JSON.stringify([tenths, deviation]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .map(([key, cases]) => ({ key: JSON.parse(key) as [number, string | null], cases }))
    .sort((a, b) => a.key[0] - b.key[0] || String(a.key[1]).localeCompare(String(b.key[1])))
    .map(({ key: [tenths, deviation], cases }) => ({
      from: (tenths / 10).toFixed(1),
      to: tenths === 50 ? null : ((tenths + 1) / 10).toFixed(1),
      deviation,
      cases,
    }));
}

describe('ClearingRun.costDistribution (费用分布)', () => {
  it('counts the scores of a group by cost ratio and tier, and names the bounds of the rules', async () => {
    const { scores, costs } = await ask('CLERK');
    expect(scores.length).toBeGreaterThan(3);
    expect(costs.bars).toEqual(barsOf(scores));
    expect(costs.cases).toBe(scores.filter(({ costRatio }) => costRatio !== null).length);
    expect(costs.bounds).toEqual(['0.5', '2']);
    // The bounds are those at which the tier changes.
    for (const { from, to, deviation } of costs.bars) {
      if (deviation === 'LOW') expect(Number(to)).toBeLessThanOrEqual(0.5);
      if (deviation === 'HIGH') expect(Number(from)).toBeGreaterThanOrEqual(2);
    }
  });

  it('counts an institution’s own cases for its key', async () => {
    const [{ costs: all }, { scores, costs }] = [await ask('CLERK'), await ask('INSTITUTION')];
    expect(costs.bars).toEqual(barsOf(scores));
    expect(costs.cases).toBeGreaterThan(0);
    expect(costs.cases).toBeLessThan(all.cases);
  });

  it('is empty for a group without cases, and refused to who may not read cases', async () => {
    expect((await ask('CLERK', 'NO_SUCH_GROUP')).costs).toMatchObject({ cases: 0, bars: [] });
    const only = `{ clearingRuns(regionCode: "990300", first: 1) { edges { node { costDistribution(groupCode: "${GROUP}") { cases } } } } }`;
    const { errors } = await endpoint.ask(only, { key: 'APPROVER' });
    expect(errors.map(({ extensions }) => extensions?.code)).toEqual(['FORBIDDEN']);
  });
});
