import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecordsPlatform, SANDBOX, type RecordsPlatform } from '../records-platform.js';
import { cancelCaseImport } from '../../../src/app/case-files/cancel-case-import.js';
import { requirePermission } from '../../../src/app/kernel/command.js';
import { ForbiddenError, otherRegion } from '../../../src/app/base/errors.js';
import { RefusalLog } from '../../../src/app/kernel/refusal-log.js';
import { startCaseImport } from '../../../src/app/case-files/start-case-import.js';
import { voidCases } from '../../../src/app/cases/void-cases.js';

let city: RecordsPlatform;
beforeAll(async () => {
  city = await openRecordsPlatform();
});
afterAll(() => city.close());

const events = async () =>
  (await city.read(({ audit }) => audit.list(SANDBOX, { first: 100 }))).filter(({ action }) => action === 'access:refuse');

describe('refusals of known callers (B16)', () => {
  it('stand in the audit log: the first at once, a minute’s repetitions as one that counts them', async () => {
    const { store, log } = city.platform;
    const refusals = new RefusalLog(store, log);
    const { actor } = city.as('CLERK');
    for (let i = 0; i < 1_000; i++) refusals.note({ actor, action: 'Mutation.setBudget', error: new ForbiddenError('budget:write') });
    refusals.note({ actor, action: 'Query.scoreCase', error: otherRegion('110000') });
    await refusals.flush();
    const found = await events();
    expect(found).toHaveLength(3);
    const budget = found.filter(({ subject }) => subject === 'Mutation.setBudget').map(({ detail }) => detail.times);
    expect(budget.sort()).toEqual([1, 999]);
    expect(found[0]).toMatchObject({ actorId: actor.holderId, detail: { keyId: actor.keyId, role: 'CLERK' } });
    expect(found.find(({ subject }) => subject === 'Query.scoreCase')?.detail).toMatchObject({ region: '110000', scope: null, times: 1 });
  });

  it('a loop over made-up actions fills no disk', async () => {
    const { store, log } = city.platform;
    const refusals = new RefusalLog(store, log);
    const before = (await events()).length;
    const { actor } = city.as('APPROVER');
    for (let i = 0; i < 2_000; i++) refusals.note({ actor, action: `Query.x${i}`, error: new ForbiddenError('run:start') });
    await refusals.flush();
    const count = await city.read(({ audit }) => audit.count(SANDBOX));
    expect(Number(count) - before).toBeLessThan(250);
  });
});

describe('a region that the key is not for (I6)', () => {
  it('is named, and no scope is said to be missing that the key has', () => {
    const { actor } = city.as('CLERK');
    try {
      requirePermission(actor, 'case:read', '110000');
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'FORBIDDEN', requiredScope: null, regionCode: '110000' });
      expect((error as ForbiddenError).messages.zh).toContain('110000');
    }
    expect(() => requirePermission(actor, 'run:start', '110000')).toThrow('run:start');
  });
});

const start = (holderId: string, idempotencyKey: string, fileName = 'a.csv') =>
  startCaseImport(city.platform, city.as('INTEGRATOR', { holderId }), {
    regionCode: SANDBOX,
    onDuplicate: 'REJECT',
    errorPolicy: 'SKIP',
    dryRun: false,
    fileName,
    idempotencyKey,
  });
const [ONE, OTHER] = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'];

describe('idempotency keys (I6)', () => {
  it('are their holder’s own, and their mutation’s', async () => {
    const first = await start(ONE, 'same');
    expect((await start(ONE, 'same')).id).toBe(first.id);
    const second = await start(OTHER, 'same', 'b.csv'); // another holder, another input: no conflict
    expect(second.id).not.toBe(first.id);
    const voiding = voidCases(city.platform, city.as('INTEGRATOR', { holderId: ONE }), {
      ...{ regionCode: SANDBOX, caseNos: ['NONE'], reason: 'x', idempotencyKey: 'same' },
    });
    await expect(voiding).rejects.not.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    await expect(start(ONE, 'same', 'c.csv')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });
});

describe('an import that waits for its file (I6)', () => {
  it('is cancelled by whoever started it, and by nobody else', async () => {
    const job = await start(ONE, 'waiting');
    const cancel = (holderId: string) => cancelCaseImport(city.platform, city.as('INTEGRATOR', { holderId }), SANDBOX, job.id);
    await expect(cancel(OTHER)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await cancel(ONE)).status).toBe('CANCELLED');
    expect((await cancel(ONE)).status).toBe('CANCELLED');
  });
});
