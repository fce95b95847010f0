import { approve, begun, key, readyCity, said, save, submitted, type Ready } from './ready-city.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commentDraft } from '../../../src/app/drafts/comment-draft.js';
import { draftConflicts } from '../../../src/app/drafts/draft-conflicts.js';
import { draftOf, draftsOf, draftTextOf } from '../../../src/app/drafts/drafts.js';
import { draftVersion } from '../../../src/app/drafts/draft-version.js';
import { mergeDraft } from '../../../src/app/drafts/merge-draft.js';
import type { OpenDraft } from '../../../src/app/drafts/kit/open-draft.js';
import { checkDraft } from '../../../src/app/drafts/review/check-draft.js';
import { decideDraft } from '../../../src/app/drafts/review/decide-draft.js';
import { abandonDraft, recallDraft, scheduleDraft, unscheduleDraft } from '../../../src/app/drafts/review/move-draft.js';
import { publishDraft } from '../../../src/app/drafts/review/publish-draft.js';
import { publishScheduled } from '../../../src/app/drafts/review/publish-scheduled.js';
import { submitDraft } from '../../../src/app/drafts/review/submit-draft.js';
import { verifyRecords } from '../../../src/app/drafts/review/verify-records.js';
import { exportDraft } from '../../../src/app/drafts/workbook/export-draft.js';
import { UserError } from '../../../src/app/base/errors.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { testPlatform, tinyCities, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

async function sql(text: string, values: readonly unknown[]): Promise<void> {
  const { rowCount } = await test.database.pool.query(text, [...values]);
  expect(rowCount).toBeGreaterThan(0);
}

/** Puts an event among those of a draft, as somebody with a database does. */
async function forge({ draft, standing }: OpenDraft, kind: string, more: { readonly seq?: number; readonly detail?: string } = {}) {
  await sql(
    `INSERT INTO draft_event (region_code, draft_id, seq, kind, revision, content_hash, reason, detail, created_by_id, created_by_name)
     VALUES ($1, $2, $3, $4, $5, $6, '', $7, 'holder-forged', '某人')`,
    [draft.regionCode, draft.id, more.seq ?? standing.lastSeq + 1, kind, standing.revision, standing.contentHash, more.detail ?? '{}'],
  );
}

const change = (text: string) => (opened: OpenDraft) => sql(text, [opened.draft.regionCode, opened.draft.id]);
const OF = 'WHERE region_code = $1 AND draft_id = $2';
const SUBMISSION = JSON.stringify({ version: 1, warnings: 'none' });

const DAMAGES: readonly [string, string, (opened: OpenDraft) => Promise<void>][] = [
  ['an event that may not follow', 'ORDER', (opened) => forge(opened, 'PUBLISHED')],
  ['a kind that there is not', 'KIND', (opened) => forge(opened, 'BLESSED')],
  ['a number that does not follow', 'GAP', (opened) => forge(opened, 'ABANDONED', { seq: 2_147_483_647 })],
  ['an event before the first', 'GAP', (opened) => forge(opened, 'SAVED', { seq: 0 })],
  ['a submission that binds nothing', 'DETAIL', (opened) => forge(opened, 'SUBMITTED', { detail: SUBMISSION })],
  ['a detail that is no object', 'DETAIL', (opened) => forge(opened, 'ABANDONED', { detail: 'null' })],
  ['a base that is none', 'DETAIL', change(`UPDATE draft_event SET detail = '{"base":{"id":7}}' ${OF} AND seq = 1`)],
  ['a save of a revision that is there', 'REVISION', (opened) => forge(opened, 'SAVED')],
  ['a text that was taken away', 'TEXT', change(`DELETE FROM draft_text ${OF} AND seq = 2`)],
];

describe('a draft that was changed in the database', () => {
  let ready: Ready;
  let sound: OpenDraft;
  beforeAll(async () => {
    ready = await readyCity(nextCity());
    sound = await begun(ready, '0.44', '2025.2', { from: '2025-06-01' });
  });

  it.each(DAMAGES)('%s (%s): it is listed as damaged, and nothing can be done with it but to abandon it', async (_what, reason, damage) => {
    const { city, clerk, approver } = ready;
    const { platform, regionCode } = city;
    const other = await begun(ready, '0.45', `2025.${key().slice(4)}`);
    await damage(other);
    const listed = (await draftsOf(clerk, regionCode)).find(({ draft }) => draft.id === other.draft.id);
    expect(listed?.standing).toMatchObject({ state: 'DAMAGED', damage: { reason } });
    const opened = await draftOf(clerk, regionCode, other.draft.id);
    expect(opened.standing).toEqual(listed?.standing);
    const input = said(city, opened);
    const doings = {
      save: () => save(city, clerk, { draftId: opened.draft.id, baseRevision: 1, patches: [{ pointer: '/notes', value: [] }] }),
      merge: () => mergeDraft(platform, clerk, { ...input, version: '2024.1', take: [] }),
      check: () => checkDraft(platform, clerk, regionCode, opened.draft.id),
      score: () => draftVersion(platform, clerk, regionCode, opened.draft.id),
      export: () => exportDraft(clerk, { regionCode, draftId: opened.draft.id }),
      submit: () => submitDraft(platform, clerk, { ...input, noSimulationReason: '无' }),
      approve: () => decideDraft(platform, approver, { ...input, approve: true }),
      return: () => decideDraft(platform, approver, { ...input, approve: false }),
      recall: () => recallDraft(platform, clerk, input),
      schedule: () => scheduleDraft(platform, approver, { ...input, publishOn: '2036-12-31' }),
      unschedule: () => unscheduleDraft(platform, approver, input),
      publish: () => publishDraft(platform, approver, input),
    };
    const codes: Record<string, string> = {};
    for (const [name, doing] of Object.entries(doings))
      codes[name] = await doing().then(
        () => 'DONE',
        (error: unknown) => (error instanceof UserError ? error.code : String(error)),
      );
    expect(codes).toEqual(
      Object.fromEntries(Object.keys(doings).map((name) => [name, name === 'schedule' ? codes[name] : 'DRAFT_DAMAGED'])),
    );
    expect(['DRAFT_DAMAGED', 'VALIDATION_FAILED']).toContain(codes['schedule']);
    await commentDraft(platform, clerk, { regionCode, draftId: opened.draft.id, pointer: '', body: '被改动', idempotencyKey: key() });
    const { standing } = await abandonDraft(platform, clerk, input);
    expect(standing).toMatchObject({ state: 'ABANDONED', damage: { reason } });
  });

  it('the others are as they were: read, edited, compared, submitted, approved and published', async () => {
    const { city, clerk, approver } = ready;
    const broken = await begun(ready, '0.47', '2025.8');
    await sql(`UPDATE draft_text SET document_text = '{' ${OF} AND seq = 2`, [city.regionCode, broken.draft.id]);
    await expect(draftTextOf(clerk, broken)).rejects.toMatchObject({ code: 'DRAFT_DAMAGED' });
    expect(await draftConflicts(clerk, city.regionCode, sound.draft.id)).toEqual([]);
    await publishScheduled(city.platform);
    const approved = await approve(ready, await submitted(ready, sound));
    const { version } = await publishDraft(city.platform, approver, said(city, approved));
    expect(version.version).toBe('2025.2');
  });

  it('the check of the log names each of them, and nothing of those that are sound', async () => {
    const { city } = ready;
    const faults = await verifyRecords(city.as('AUDITOR'), city.regionCode);
    const named = new Set(faults.map(({ subject }) => subject));
    const drafts = await draftsOf(city.as('AUDITOR'), city.regionCode);
    const damaged = drafts.filter(({ draft }) => draft.id !== sound.draft.id).map(({ draft }) => draft.id);
    expect(damaged).toHaveLength(DAMAGES.length + 1);
    expect([...named].sort()).toEqual(damaged.sort());
  });
});

describe('a draft whose events can have happened, and did not', () => {
  it.each<[string, (opened: OpenDraft) => Promise<void>, string]>([
    ['one that was put there', (opened) => forge(opened, 'ABANDONED'), '审计日志里没有对应的记录'],
    ['one that was taken away', change(`DELETE FROM draft_event ${OF} AND kind = 'RETURNED'`), '草案的经过里没有'],
    ['by another person', change(`UPDATE draft_event SET created_by_id = 'x' ${OF} AND kind = 'SUBMITTED'`), '审计日志里没有对应的记录'],
  ])('%s is named', async (_what, damage, said_) => {
    const ready = await readyCity(nextCity());
    const { city, approver } = ready;
    const inReview = await submitted(ready, await begun(ready));
    const returned = await decideDraft(city.platform, approver, { ...said(city, inReview), approve: false });
    expect(await verifyRecords(city.as('AUDITOR'), city.regionCode)).toEqual([]);
    await damage(returned);
    const faults = await verifyRecords(city.as('AUDITOR'), city.regionCode);
    expect(faults[0]).toMatchObject({ kind: 'DRAFT', subject: returned.draft.id });
    expect(faults[0]?.messages.zh).toContain(said_);
  });

  it('an approval that stands again, since its return was deleted: nothing is published', async () => {
    const ready = await readyCity(nextCity());
    const { city, approver } = ready;
    const approved = await approve(ready, await submitted(ready, await begun(ready)));
    await decideDraft(city.platform, approver, { ...said(city, approved), approve: false });
    await change(`DELETE FROM draft_event ${OF} AND kind = 'RETURNED'`)(approved);
    expect((await draftOf(approver, city.regionCode, approved.draft.id)).standing.state).toBe('APPROVED');
    await expect(publishDraft(city.platform, approver, said(city, approved))).rejects.toMatchObject({ code: 'RULESET_TAMPERED' });
  });
});
