import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEndpoint, type TestEndpoint } from './endpoint.js';
import { driveNextRun } from '../../src/app/clearing/drive-run.js';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { must } from '../../src/engine/kit/assert.js';

const START = `mutation Start($input: StartClearingRunInput!) { startClearingRun(input: $input) {
  __typename ... on StartClearingRunPayload { clearingRun { id runNo status inputHash } } ... on Error { code message } ... on ValidationError { fields { path code } } } }`;
const JOB = `... on Error { code message }`;

interface Run {
  readonly id: string;
  readonly runNo: number;
  readonly status: string;
  readonly inputHash: string;
}
interface Started {
  readonly startClearingRun: { readonly __typename: string; readonly clearingRun: Run; readonly code: string; readonly fields: unknown };
}

describe('jobs', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
  });
  afterAll(() => endpoint.close());

  const start = async (input: Record<string, unknown>, key = 'FINANCE') => {
    const { data, errors } = await endpoint.ask<Started>(START, {
      key,
      variables: { input: { regionCode: '990300', year: 2024, insurance: 'EMPLOYEE', ...input } },
    });
    expect(errors).toEqual([]);
    return must(data, 'data').startClearingRun;
  };

  /** The events of a subscription over SSE, as JSON. */
  const follow = async (id: string, key = 'FINANCE'): Promise<readonly Record<string, unknown>[]> => {
    const query = `subscription { jobProgress(id: "${id}") { __typename id status phase done total ... on ClearingRun { runNo region { name } imbalance } } }`;
    const response = await endpoint.post({ query }, { key, headers: { accept: 'text/event-stream' } });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const text = await response.text();
    return [...text.matchAll(/^data: (\{.*\})$/gm)].map(([, json]) => JSON.parse(must(json, 'event')) as Record<string, unknown>);
  };

  it('a run is queued, followed over SSE to its end, and cleared to the fen (WE-08)', async () => {
    const { clearingRun } = await start({ idempotencyKey: 'jobs-1' });
    expect(clearingRun.status).toBe('QUEUED');
    const following = follow(clearingRun.id);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await driveNextRun(endpoint.platform, 'test');
    const events = await following;
    expect(events[0]).toMatchObject({ data: { jobProgress: { __typename: 'ClearingRun', id: clearingRun.id, status: 'QUEUED' } } });
    expect(events.at(-1)).toMatchObject({
      data: {
        jobProgress: { status: 'SUCCEEDED', phase: 'DONE', done: 15, total: 15, imbalance: '0.00', region: { name: '演示市（合成数据）' } },
      },
    });
    const node = `{ clearingRun(id: "${clearingRun.id}") { status finishedAt payable fund imbalance resultHash statements { edges { node { payable } } } } }`;
    const { data } = await endpoint.ask<{ clearingRun: { payable: string; fund: string } }>(node, { key: 'FINANCE' });
    expect(data?.clearingRun).toMatchObject({ status: 'SUCCEEDED', imbalance: '0.00', payable: data?.clearingRun.fund });
  });

  it('replayClearingRun recomputes a run that has succeeded, and says that nothing differs (O5)', async () => {
    const { clearingRun } = await start({ idempotencyKey: 'jobs-1' });
    const mutation = `mutation { replayClearingRun(input: {id: "${clearingRun.id}"}) { __typename
      ... on ReplayClearingRunPayload { identical cases differenceCount differences { subject } resultHash clearingRun { id resultHash } } ... on Error { code } } }`;
    const { data, errors } = await endpoint.ask<{ replayClearingRun: { resultHash: string } }>(mutation, { key: 'AUDITOR' });
    expect(errors).toEqual([]);
    expect(data?.replayClearingRun).toEqual({
      __typename: 'ReplayClearingRunPayload',
      ...{ identical: true, cases: 15, differenceCount: 0, differences: [], resultHash: data?.replayClearingRun.resultHash },
      clearingRun: { id: clearingRun.id, resultHash: data?.replayClearingRun.resultHash },
    });
    expect((await endpoint.ask(mutation, { key: 'INSTITUTION' })).data).toMatchObject({ replayClearingRun: { code: 'FORBIDDEN' } });
  });

  it('the same key and input give the same run; the same key and another input are refused', async () => {
    const first = await start({ idempotencyKey: 'jobs-2' });
    expect((await start({ idempotencyKey: 'jobs-2' })).clearingRun.id).toBe(first.clearingRun.id);
    expect(await start({ idempotencyKey: 'jobs-2', year: 2023 })).toMatchObject({
      __typename: 'ConflictError',
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it.each([
    [{ idempotencyKey: 'k', year: 1800 }, 'ValidationError', 'VALIDATION_FAILED'],
    [{ idempotencyKey: ' ' }, 'ValidationError', 'VALIDATION_FAILED'],
    [{ idempotencyKey: 'k', year: 2019 }, 'StateError', 'NO_RULESET_IN_FORCE'],
    [{ idempotencyKey: 'k', insurance: 'RESIDENT' }, 'StateError', 'RULESET_INVALID'],
  ])('a run that can’t be started is a typed result: %j', async (input, type, code) => {
    expect(await start(input)).toMatchObject({ __typename: type, code });
  });

  it('a queued run can be cancelled and resumed', async () => {
    const { clearingRun } = await start({ idempotencyKey: 'jobs-3' });
    const act = async (name: 'cancelJob' | 'resumeJob', id = clearingRun.id) => {
      const type = name === 'cancelJob' ? 'CancelJobPayload' : 'ResumeJobPayload';
      const { data, errors } = await endpoint.ask<Record<string, unknown>>(
        `mutation Act($id: ID!) { ${name}(input: {id: $id}) { __typename ... on ${type} { job { __typename id status ... on ClearingRun { runNo } } } ${JOB} } }`,
        { key: 'FINANCE', variables: { id } },
      );
      expect(errors).toEqual([]);
      return data?.[name];
    };
    expect(await act('cancelJob')).toMatchObject({
      job: { __typename: 'ClearingRun', id: clearingRun.id, status: 'CANCELLED', runNo: clearingRun.runNo },
    });
    expect(await act('resumeJob')).toMatchObject({ job: { status: 'QUEUED' } });
    expect(await act('cancelJob')).toMatchObject({ job: { status: 'CANCELLED' } });
    const missing = Buffer.from('ClearingRun:990300/00000000-0000-7000-8000-00000000ffff').toString('base64');
    expect(await act('cancelJob', missing)).toMatchObject({ __typename: 'NotFoundError', code: 'NOT_FOUND' });
    const region = Buffer.from('Region:990300').toString('base64');
    expect(await act('cancelJob', region)).toMatchObject({ __typename: 'NotFoundError' });
    const elsewhere = Buffer.from('ClearingRun:370300/00000000-0000-7000-8000-00000000ffff').toString('base64');
    expect(await act('cancelJob', elsewhere)).toMatchObject({ __typename: 'ForbiddenError', code: 'FORBIDDEN' });
  });

  it('a client that goes away leaves no transaction open', async () => {
    const { clearingRun } = await start({ idempotencyKey: 'jobs-4' });
    const query = `subscription { jobProgress(id: "${clearingRun.id}") { status } }`;
    const response = await endpoint.post({ query }, { key: 'FINANCE', headers: { accept: 'text/event-stream' } });
    const reader = must(response.body, 'body').getReader();
    await reader.read();
    await reader.cancel();
    expect((await endpoint.ask('{ regions { totalCount } }')).errors).toEqual([]);
  });

  it('whoever may start a kind of job may follow it, and nobody else', async () => {
    const { data } = await endpoint.ask<{ startCaseImport: { importJob: { id: string } } }>(
      'mutation { startCaseImport(input: {regionCode: "990300", idempotencyKey: "followed"}) { ... on StartCaseImportPayload { importJob { id } } } }',
      { key: 'INTEGRATOR' },
    );
    const { id } = must(data, 'data').startCaseImport.importJob;
    await endpoint.platform.store.transaction(PLATFORM_ACCESS, 'WRITE', ({ imports }) =>
      imports.update('990300', must(Buffer.from(id, 'base64').toString().split('/')[1], 'id'), { status: 'CANCELLED' }),
    );
    const events = await follow(id, 'INTEGRATOR');
    expect(events).toMatchObject([{ data: { jobProgress: { __typename: 'ImportJob', id, status: 'CANCELLED' } } }]);
    expect(JSON.stringify(await follow(id, 'AUDITOR'))).toContain('FORBIDDEN'); // it may follow runs
    const run = Buffer.from('ClearingRun:990300/00000000-0000-7000-8000-00000000ffff').toString('base64');
    expect(JSON.stringify(await follow(run, 'INTEGRATOR'))).toContain('FORBIDDEN');
    const catalogue = Buffer.from('CatalogueJob:990300/00000000-0000-7000-8000-00000000ffff').toString('base64');
    expect(JSON.stringify(await follow(catalogue, 'CLERK'))).toContain('NOT_FOUND');
    expect(JSON.stringify(await follow(Buffer.from('Region:990300').toString('base64')))).toContain('BAD_USER_INPUT');
  });

  it('following a job that is not there is an error, not a silence', async () => {
    const missing = Buffer.from('ClearingRun:990300/00000000-0000-7000-8000-00000000ffff').toString('base64');
    expect(JSON.stringify(await follow(missing))).toContain('NOT_FOUND');
    // The database's one session is free again.
    expect((await endpoint.ask('{ regions { totalCount } }')).errors).toEqual([]);
  });
});
