import { approve, begun, key, readyCity, said, save, simulate, submitted } from './ready-city.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDraft } from '../../../src/app/drafts/create-draft.js';
import { draftOf, draftTextOf } from '../../../src/app/drafts/drafts.js';
import { statedPatches } from '../../../src/app/drafts/patches-parse.js';
import { publishDraft } from '../../../src/app/drafts/review/publish-draft.js';
import { setPublishingRule } from '../../../src/app/drafts/review/publishing-rule.js';
import { submitDraft } from '../../../src/app/drafts/review/submit-draft.js';
import { verifyRecords } from '../../../src/app/drafts/review/verify-records.js';
import { chinaDay } from '../../../src/app/base/china-day.js';
import { LARGEST_DOCUMENT } from '../../../src/rules/shape/parse.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { testPlatform, tinyCities, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

/** OK, or the codes of what is found, or of the fields, or of the error. */
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'OK',
    (error: { code: string; findings?: readonly { code: string }[]; fields?: readonly { code: string }[] }) =>
      [error.code, ...(error.findings ?? error.fields ?? []).map(({ code }) => code)].join(' '),
  );

const nested = (depth: number): string => `${'{"a":'.repeat(depth)}"x"${'}'.repeat(depth)}`;
const list = (bytes: number): string => JSON.stringify(Array.from({ length: bytes / 1024 }, () => 'x'.repeat(1021)));

it('edits that could not be read back are refused as such a text is, and the draft is as it was', async () => {
  const ready = await readyCity(nextCity());
  const { city, clerk } = ready;
  const { draft } = await begun(ready);
  const edit = async (...patches: { pointer: string; json: string }[]) =>
    await codeOf(save(city, clerk, { draftId: draft.id, baseRevision: 2, patches: statedPatches(patches) }));
  for (const name of ['constructor', '__proto__', 'prototype']) {
    expect(await edit({ pointer: `/parameters/${name}`, json: '{"value":"1"}' })).toBe('RULESET_INVALID FORBIDDEN_KEY');
  }
  expect(await edit({ pointer: '/notes', json: nested(62) }, { pointer: `/notes${'/a'.repeat(62)}`, json: nested(5) })).toBe(
    'RULESET_INVALID NESTING_TOO_DEEP',
  );
  expect(await edit({ pointer: `/notes${'/a'.repeat(90)}`, json: '"x"' })).toBe('RULESET_INVALID NESTING_TOO_DEEP');
  expect(await edit({ pointer: `/notes${'/a'.repeat(50_000)}`, json: '"x"' })).toBe('VALIDATION_FAILED NOWHERE');
  const half = list(LARGEST_DOCUMENT / 2);
  expect(await edit({ pointer: '/notes', json: half }, { pointer: '/title', json: half })).toBe('RULESET_INVALID TEXT_TOO_LARGE');
  expect((await draftOf(clerk, city.regionCode, draft.id)).standing).toMatchObject({ state: 'DRAFT', revision: 2 });
  expect(await verifyRecords(city.as('AUDITOR'), city.regionCode)).toEqual([]);

  // What is small enough on one line, and not indented, is kept.
  const many = JSON.stringify(Array.from({ length: 100_000 }, () => 'x'.repeat(8)));
  const kept = await save(city, clerk, {
    ...{ draftId: draft.id, baseRevision: 2 },
    patches: statedPatches([{ pointer: '/notes', json: `{"a":{"a":{"a":{"a":${many}}}}}` }]),
  });
  expect((await draftTextOf(clerk, kept)).text.length).toBeLessThan(LARGEST_DOCUMENT);
  expect(await verifyRecords(city.as('AUDITOR'), city.regionCode)).toEqual([]);
});

it('a first day that is past asks for a reason, also where no period is closed; the first version of a region does not', async () => {
  const ready = await readyCity(nextCity());
  const { city, clerk } = ready;
  const today = chinaDay(new Date());
  const opened = await begun(ready);
  const whatIfId = await simulate(ready, opened);
  const submit = (more: object) => submitDraft(city.platform, clerk, { ...said(city, opened), whatIfId, ...more });
  const refused = submit({});
  await expect(refused).rejects.toMatchObject({ messages: { zh: expect.stringContaining('2025-01-01 早于今天') as unknown } });
  expect(await codeOf(refused)).toBe('RULESET_INVALID FIRST_DAY_PAST');
  expect((await draftOf(clerk, city.regionCode, opened.draft.id)).standing.state).toBe('DRAFT');
  const handed = await submit({ retroactiveReason: '年初的文件' });
  expect(handed.standing.submission?.detail).toMatchObject({ retroactive: '年初的文件', effectiveFrom: '2025-01-01' });
  const approved = await approve(ready, handed);
  await publishDraft(city.platform, ready.approver, said(city, approved));

  const onToday = await begun(ready, '0.44', '2026.9', { from: today });
  const ofToday = { ...said(city, onToday), whatIfId: await simulate(ready, onToday) };
  expect((await submitDraft(city.platform, clerk, ofToday)).standing.state).toBe('IN_REVIEW');

  const fresh = nextCity();
  await fresh.makeRegion();
  const { document } = await draftTextOf(clerk, opened);
  const first = await createDraft(city.platform, fresh.as('CLERK'), {
    ...{ regionCode: fresh.regionCode, name: '第一版', idempotencyKey: key() },
    documentText: JSON.stringify({ ...document, region: fresh.regionCode }),
  });
  const handedIn = { ...said(fresh, first), noSimulationReason: '还没有病例' };
  expect((await submitDraft(city.platform, fresh.as('CLERK'), handedIn)).standing.state).toBe('IN_REVIEW');
});

it('fewer approvals than were asked for: one who approved completes it, and still counts once', async () => {
  const ready = await readyCity(nextCity());
  const { city, approver } = ready;
  const ask = (approvals: number) =>
    setPublishingRule(city.platform, city.as('ADMIN'), {
      ...{ regionCode: city.regionCode, approvals, roles: ['APPROVER'], missedDay: 'STAY_APPROVED', reason: '人数' },
      idempotencyKey: key(),
    });
  await ask(2);
  const once = await approve(ready, await submitted(ready, await begun(ready)));
  expect(await codeOf(approve(ready, once))).toBe('CONFLICT');
  await ask(1);
  const approved = await approve(ready, once);
  expect(approved.standing).toMatchObject({ state: 'APPROVED', approvals: [{ createdById: approver.actor.holderId }] });
  await ask(2);
  expect(await codeOf(publishDraft(city.platform, approver, said(city, approved)))).toBe('CONFLICT');
  await ask(1);
  expect((await publishDraft(city.platform, approver, said(city, approved))).version.version).toBe('2025.1');
  expect(await verifyRecords(city.as('AUDITOR'), city.regionCode)).toEqual([]);
});
