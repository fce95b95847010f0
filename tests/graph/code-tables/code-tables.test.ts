import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';

const IMPORT = `mutation ($input: ImportCodeTableInput!) { importCodeTable(input: $input) {
  __typename ... on ImportCodeTablePayload { codeTable { version rowCount } problemCount problems { line code message { zh en } } }
  ... on ConflictError { code } } }`;

describe('code tables over GraphQL', () => {
  let endpoint: TestEndpoint;
  const put = async (documentText: string): Promise<unknown> => {
    const named = { regionCode: '990300', kind: 'OPERATION', codeSystem: 'INSURANCE', version: '医保版 2.0', validFrom: '2021-01-01' };
    const { data } = await endpoint.ask<{ importCodeTable: unknown }>(IMPORT, { variables: { input: { ...named, documentText } } });
    return data?.importCodeTable;
  };
  beforeAll(async () => {
    endpoint = await openEndpoint();
  });
  afterAll(() => endpoint.close());

  it('are imported, looked up and searched by pages', async () => {
    expect(await put('51.2300 胆囊切除术\n5123 切除\n')).toMatchObject({ codeTable: null, problems: [{ line: 2, code: 'CODE_FORM' }] });
    expect(await put('51.2300 腹腔镜下胆囊切除术\n51.2200 胆囊切除术\n')).toMatchObject({
      codeTable: { version: '医保版 2.0', rowCount: 2 },
    });
    expect(await put('51.2300 胆囊切除术\n')).toMatchObject({ __typename: 'ConflictError' });
    const { data, errors } = await endpoint.ask<object>(`{
      codeTables(regionCode: "990300") { totalCount edges { node { kind codeSystem region { code } } } }
      code(regionCode: "990300", code: "51.2300") { name isValid table { version } }
      searchCodes(regionCode: "990300", text: "胆囊", first: 1) { totalCount pageInfo { hasNextPage } edges { node { code } } }
    }`);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      codeTables: { totalCount: 1, edges: [{ node: { kind: 'OPERATION', codeSystem: 'INSURANCE', region: { code: '990300' } } }] },
      code: [{ name: '腹腔镜下胆囊切除术', isValid: true, table: { version: '医保版 2.0' } }],
      searchCodes: { totalCount: 2, pageInfo: { hasNextPage: true }, edges: [{ node: { code: '51.2200' } }] },
    });
  });
});
