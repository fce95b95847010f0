import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEndpoint, platformOver, testActor, type TestEndpoint } from '../endpoint.js';
import { globalId, joinKey } from '../../../src/graph/base/node-key.js';
import { must } from '../../../src/engine/kit/assert.js';
import { closePeriod, makeMonthlyCity } from '../../support/monthly-city.js';
import { tinyCase, TinyCity, upTo } from '../../support/tiny-city.js';

interface Corrections {
  readonly comparedWith: number;
  readonly months: readonly { readonly month: string; readonly causes: readonly object[]; readonly figures: readonly object[] }[];
  readonly cases: { readonly edges: readonly { readonly node: { readonly caseNo: string } }[]; readonly pageInfo: object };
}

const FIELDS = `period runNo comparedWith months { month closedByPeriod closedByRunNo settled figures { name unit counted now difference label { zh } }
  causes { kind cases differences { name difference } } } cases(first: 1) { edges { node { caseNo kind monthBefore monthAfter figures { name counted now } } } pageInfo { hasNextPage } }`;

describe('corrections of closed months on statements and reconciliation lists (N21-28)', () => {
  let endpoint: TestEndpoint;
  let city: TinyCity;
  let runId = '';
  beforeAll(async () => {
    endpoint = await openEndpoint();
    city = await makeMonthlyCity(
      new TinyCity(platformOver(endpoint.city.store), '990907'),
      upTo(60).map((i) => tinyCase(i)),
    );
    for (const [name, role, institutionCode] of [
      ['AGENCY', 'FINANCE', null],
      ['OWN', 'INSTITUTION', 'H3'],
      ['OTHER', 'INSTITUTION', 'H1'],
    ] as const)
      endpoint.keys.set(name, testActor({ role, regions: ['990907'], ...(institutionCode === null ? {} : { institutionCode }) }));
    await closePeriod(city, '01');
    const late = { institutionCode: 'H3', admissionDate: '2024-01-20', dischargeDate: '2024-01-25', settlementDate: '2024-01-26' };
    await city.putCases([tinyCase(901, late), tinyCase(902, late)]);
    runId = (await closePeriod(city, '02')).id;
  });
  afterAll(() => endpoint.close());

  const statements = async (key: string): Promise<ReadonlyMap<string, Corrections>> => {
    const query = `{ clearingRun(id: "${globalId('ClearingRun', joinKey('990907', runId))}") { statements(first: 3) { edges { node { institution { code } corrections { ${FIELDS} } } } } } }`;
    type Node = { institution: { code: string }; corrections: Corrections };
    const { data, errors } = await endpoint.ask<{ clearingRun: { statements: { edges: { node: Node }[] } } }>(query, { key });
    expect(errors).toEqual([]);
    return new Map(must(data, 'run').clearingRun.statements.edges.map(({ node }) => [node.institution.code, node.corrections]));
  };

  it('the agency sees each institution’s, an institution its own, with its cases page by page', async () => {
    const all = await statements('AGENCY');
    expect([...all.keys()]).toEqual(['H1', 'H2', 'H3']);
    expect(all.get('H1')?.months).toMatchObject([{ month: '01', causes: [] }]);
    const own = await statements('OWN');
    expect([...own.keys()]).toEqual(['H3']);
    expect(own.get('H3')).toEqual(all.get('H3'));
    expect(own.get('H3')).toMatchObject({
      period: '02',
      months: [{ month: '01', closedByPeriod: '01', causes: [{ kind: 'LATE', cases: 2 }] }],
      cases: {
        edges: [{ node: { caseNo: 'C000901', kind: 'LATE', monthBefore: null, monthAfter: '01' } }],
        pageInfo: { hasNextPage: true },
      },
    });
  });

  it('a reconciliation list names them beside the run that counted them', async () => {
    const list = async (key: string) => {
      const query = `{ fundYear(regionCode: "990907", year: 2024, insurance: EMPLOYEE) { reconciliation(institutionCode: "H3") { corrections { ${FIELDS} } } } }`;
      const { data, errors } = await endpoint.ask<{ fundYear: { reconciliation: { corrections: Corrections[] } } | null }>(query, { key });
      return { found: data?.fundYear?.reconciliation.corrections, errors };
    };
    const { found, errors } = await list('OWN');
    expect(errors).toEqual([]);
    expect(found).toEqual([(await statements('OWN')).get('H3')]);
    expect((await list('OTHER')).found).toBeUndefined();
  });
});
