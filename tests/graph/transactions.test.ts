import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stroke } from './city.js';
import { capturedSql } from './captured-sql.js';
import { openEndpoint, platformOver, testActor, type TestEndpoint } from './endpoint.js';
import { PLATFORM_ACCESS, accessOf } from '../../src/app/ports/ports.js';
import { openRequestSession } from '../../src/store/read-session.js';

const SCORE = `query Score($no: String!, $cost: Decimal!) { scoreCase(regionCode: "990300", input: {caseNo: $no, institutionCode: "H1", insurance: EMPLOYEE,
  admissionDate: "2024-05-01", dischargeDate: "2024-05-09", ageYears: 60, principalDiagnosis: "I63.900", totalCost: $cost}) { ... on CaseScore { points } ... on Error { code message } } }`;

describe('one transaction a request, on a database with one session', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
  });
  afterAll(() => endpoint.close());

  it('answers parallel root fields that read through Prisma, repositories and caches', async () => {
    const { data, errors } = await endpoint.ask(`{
      a: region(code: "990300") { name rulesetInForce(on: "2024-01-01") { version check { ok } } institutions { totalCount } }
      b: clearingRuns(regionCode: "990300", first: 2) { edges { node { runNo statements(first: 5) { edges { node { institution { name } trace { output } } } } } } }
      c: inpatientCase(regionCode: "990300", caseNo: "S001") { score { ... on CaseScore { points } } scores(first: 2) { edges { node { points trace { output } } } } }
      d: scoreCase(regionCode: "990300", input: {caseNo: "X", institutionCode: "H1", insurance: EMPLOYEE, admissionDate: "2024-05-01", dischargeDate: "2024-05-09", principalDiagnosis: "I63.900", totalCost: "9000.00"}) { ... on CaseScore { points } }
      e: auditLog(regionCode: "990300", first: 3) { totalCount } f: regions { totalCount } }`);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ a: { rulesetInForce: { version: '2021.1', check: { ok: true } } }, d: { points: '1176.6000' } });
  });

  it('answers many requests at once with cold caches: none waits for another that waits for it', async () => {
    const cold = { ...platformOver(endpoint.city.store) };
    Object.assign(endpoint.platform, { rulesets: cold.rulesets, regions: cold.regions });
    const asks = Array.from({ length: 24 }, (_, i) =>
      i % 3 === 0
        ? endpoint.ask(
            '{ region(code: "990300") { name rulesetInForce(on: "2024-01-01") { diff(against: "UnVsZXNldFZlcnNpb246eA==") { textual { pointer } } } } }',
          )
        : endpoint.ask(SCORE, { variables: { no: `C${i}`, cost: '9000.00' } }),
    );
    const answers = await Promise.all(asks);
    expect(answers.filter((_, i) => i % 3 !== 0).every(({ data }) => JSON.stringify(data).includes('1176.6'))).toBe(true);
  });

  it('a mutation has its own transaction, and its answer’s fields read what it did', async () => {
    const sql = await capturedSql(endpoint, async () => {
      const { data, errors } = await endpoint.ask(`mutation {
        one: startClearingRun(input: {regionCode: "990300", year: 2024, insurance: EMPLOYEE, idempotencyKey: "t-1"}) { ... on StartClearingRunPayload { clearingRun { runNo status budget region { name } rulesets { version } } } ... on Error { message } }
        again: startClearingRun(input: {regionCode: "990300", year: 2024, insurance: EMPLOYEE, idempotencyKey: "t-1"}) { ... on StartClearingRunPayload { clearingRun { runNo } } ... on Error { message } } }`);
      expect(errors).toEqual([]);
      expect(data).toMatchObject({
        one: {
          clearingRun: {
            runNo: 2,
            status: 'QUEUED',
            budget: '390000000.00',
            region: { name: '演示市（合成数据）' },
            rulesets: [{ version: '2021.1' }],
          },
        },
        again: { clearingRun: { runNo: 2 } },
      });
    });
    const marks = sql.split('\n').filter((line) => line === 'BEGIN' || line === 'COMMIT' || line === 'ROLLBACK');
    expect(marks.every((mark, i) => mark === (i % 2 === 0 ? 'BEGIN' : 'COMMIT'))).toBe(true); // never one inside another
  });

  it('reads one snapshot: what is written meanwhile is not seen (on PostgreSQL), or waits (embedded)', async () => {
    const access = accessOf(testActor({ role: 'AUDITOR' }));
    const session = openRequestSession(endpoint.city.store, access);
    const count = () => session.read(async ({ cases }) => (await cases.numbered('990300', ['NEW-1'])).map(({ caseNo }) => caseNo));
    expect(await count()).toEqual([]);
    const write = endpoint.city.store.transaction(PLATFORM_ACCESS, 'WRITE', ({ cases }) =>
      cases.insert({ regionCode: '990300', onDuplicate: 'REJECT', rows: [stroke({ caseNo: 'NEW-1' })] }),
    );
    expect(await count()).toEqual([]);
    await session.release();
    await write;
    expect(await count()).toEqual(['NEW-1']); // another transaction
    await session.close();
    await expect(count()).rejects.toThrow('answered');
  });

  it('can’t write, and keeps its connection until a read that is under way has ended', async () => {
    const session = openRequestSession(endpoint.city.store, PLATFORM_ACCESS);
    await expect(session.prisma.region.updateMany({ data: { name: 'x' } })).rejects.toThrow(/read-only/);
    await session.close();
    const other = openRequestSession(endpoint.city.store, PLATFORM_ACCESS);
    const slow = other.read(async ({ regions }) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return await regions.list();
    });
    await other.close();
    expect((await slow).length).toBeGreaterThan(0);
  });
});
