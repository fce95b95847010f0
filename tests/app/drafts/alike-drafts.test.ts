import { approve, begun, readyCity, said, submitted, type Ready } from './ready-city.js';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { draftConflicts } from '../../../src/app/drafts/draft-conflicts.js';
import { draftOf } from '../../../src/app/drafts/drafts.js';
import type { OpenDraft } from '../../../src/app/drafts/kit/open-draft.js';
import { checkDraft } from '../../../src/app/drafts/review/check-draft.js';
import { scheduleDraft, unscheduleDraft } from '../../../src/app/drafts/review/move-draft.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { testPlatform, tinyCities, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
let ready: Ready;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());
beforeEach(async () => {
  ready = await readyCity(nextCity());
});

const approved = async (name: string, from: string): Promise<OpenDraft> =>
  await approve(ready, await submitted(ready, await begun(ready, '0.45', name, { from })));
const schedule = (opened: OpenDraft, publishOn = '2036-06-30') =>
  scheduleDraft(ready.city.platform, ready.approver, { ...said(ready.city, opened), publishOn });
const conflictsOf = async ({ draft }: OpenDraft) =>
  (await draftConflicts(ready.clerk, ready.city.regionCode, draft.id)).filter(({ kind }) => kind.startsWith('SAME_'));

it('two drafts of one first day: said as soon as both are handed in, and the second is not scheduled, until the first has no day any more', async () => {
  const first = await approved('2036.1', '2036-07-01');
  const second = await approved('2036.2', '2036-07-01');
  expect(await conflictsOf(first)).toMatchObject([{ kind: 'SAME_FIRST_DAY', other: second.draft.id, entries: ['/effective'] }]);
  const scheduled = await schedule(first);
  const refused = { code: 'CONFLICT', messages: { zh: expect.stringContaining(first.draft.id) as string } };
  await expect(schedule(second)).rejects.toMatchObject(refused);
  await expect(schedule(second)).rejects.toMatchObject({ messages: { zh: expect.stringContaining('同自 2036-07-01 起生效') as string } });
  expect((await draftOf(ready.approver, ready.city.regionCode, second.draft.id)).standing.state).toBe('APPROVED');
  await unscheduleDraft(ready.city.platform, ready.approver, said(ready.city, scheduled));
  expect((await schedule(second)).standing.state).toBe('SCHEDULED');
});

it('two of one number at once: one gets its day, the other is told of it; another number and day are of no account', async () => {
  const drafts = [await approved('2036.1', '2036-07-01'), await approved('2036.1', '2036-08-01')];
  const other = await approved('2036.9', '2036-09-01');
  const both = await Promise.allSettled(drafts.map((one) => schedule(one)));
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'CONFLICT', messages: { zh: expect.stringContaining('版本号同为 2036.1') as string } },
  });
  expect(await conflictsOf(other)).toEqual([]);
  expect((await schedule(other)).standing.state).toBe('SCHEDULED');
});

it('a first day that is past is found by the check, until a reason was handed in; it is no warning, whose hash would change by the day', async () => {
  const { city, clerk } = ready;
  const past = async (draftId: string) => {
    const { findings, warnings } = await checkDraft(city.platform, clerk, city.regionCode, draftId);
    expect(warnings.map(({ code }) => code)).not.toContain('FIRST_DAY_PAST');
    return findings.filter(({ code }) => code === 'FIRST_DAY_PAST');
  };
  const opened = await begun(ready);
  expect(await past(opened.draft.id)).toMatchObject([
    { severity: 'ERROR', pointer: '/effective/from', message: { zh: expect.stringContaining('2025-01-01') as string } },
  ]);
  await submitted(ready, opened);
  expect(await past(opened.draft.id)).toEqual([]);
  expect(await past((await begun(ready, '0.45', '2036.1', { from: '2036-01-01' })).draft.id)).toEqual([]);
});
