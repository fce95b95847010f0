import { approve, begun, key, readyCity, said, save, submitted, type Ready } from './ready-city.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { draftOf } from '../../../src/app/drafts/drafts.js';
import { followingVersion } from '../../../src/app/drafts/following-version.js';
import type { OpenDraft } from '../../../src/app/drafts/kit/open-draft.js';
import { abandonDraft } from '../../../src/app/drafts/review/move-draft.js';
import { publishDraft } from '../../../src/app/drafts/review/publish-draft.js';
import { withdrawVersion } from '../../../src/app/drafts/review/withdraw-version.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { testPlatform, tinyCities } from '../../support/tiny-city.js';

let test: TestDatabase;
let ready: Ready;
beforeAll(async () => {
  test = await openTestDatabase();
  ready = await readyCity(tinyCities(testPlatform(test.store))());
});
afterAll(() => test.close());

const followed = async ({ draft }: OpenDraft) => {
  const opened = await draftOf(ready.clerk, ready.city.regionCode, draft.id);
  return await followingVersion(ready.clerk, opened);
};
const publish = async (opened: OpenDraft): Promise<OpenDraft> => {
  const approved = await approve(ready, await submitted(ready, opened));
  return (await publishDraft(ready.city.platform, ready.approver, said(ready.city, approved))).opened;
};

it('a draft tells the published version that takes over from it, before and after its own publication', async () => {
  const { city, clerk, approver } = ready;
  const nextYear = await publish(await begun(ready, '0.45', '2037.1', { from: '2037-01-01' }));
  expect(await followed(nextYear)).toBeUndefined(); // not itself

  const december = await begun(ready, '0.40', '2036.1', { from: '2036-12-01' });
  expect(await followed(december)).toEqual({ version: '2037.1', effectiveFrom: '2037-01-01' });
  const late = await begun(ready, '0.40', '2037.2', { from: '2037-01-02' });
  expect(await followed(late)).toBeUndefined();
  const same = await begun(ready, '0.40', '2037.3', { from: '2037-01-01' }); // takes its place or none at all: FROM_TAKEN says so
  expect(await followed(same)).toBeUndefined();

  const withLastDay = { from: '2036-12-01', to: '2036-12-31' };
  expect(await followed(await begun(ready, '0.40', '2036.2', withLastDay))).toBeUndefined(); // it ends by itself

  // Of several the nearest; a text without a day that there is has none.
  await publish(await begun(ready, '0.44', '2038.1', { from: '2038-01-01' }));
  expect(await followed(december)).toEqual({ version: '2037.1', effectiveFrom: '2037-01-01' });
  const patches = [{ pointer: '/effective', value: { from: '2037-02-30' } }];
  await save(city, clerk, { draftId: same.draft.id, baseRevision: 2, patches });
  expect(await followed(same)).toBeUndefined();

  const published = await publish(december);
  expect(await followed(published)).toEqual({ version: '2037.1', effectiveFrom: '2037-01-01' });
  await expect(followingVersion(city.as('CLERK', { regions: ['990399'] }), december)).rejects.toMatchObject({ code: 'FORBIDDEN' });

  // A version that was withdrawn follows nobody; an abandoned draft is followed by nobody.
  await withdrawVersion(city.platform, approver, { regionCode: city.regionCode, version: '2037.1', reason: '误发', idempotencyKey: key() });
  expect(await followed(published)).toEqual({ version: '2038.1', effectiveFrom: '2038-01-01' });
  await abandonDraft(city.platform, clerk, said(city, late));
  expect(await followed(late)).toBeUndefined();
});
