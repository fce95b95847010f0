import { createDraft } from '../../src/app/drafts/create-draft.js';
import type { OpenDraft } from '../../src/app/drafts/kit/open-draft.js';
import { saveDraft } from '../../src/app/drafts/save-draft.js';
import { checkDraft } from '../../src/app/drafts/review/check-draft.js';
import { decideDraft } from '../../src/app/drafts/review/decide-draft.js';
import { scheduleDraft } from '../../src/app/drafts/review/move-draft.js';
import { publishDraft } from '../../src/app/drafts/review/publish-draft.js';
import { withdrawVersion } from '../../src/app/drafts/review/withdraw-version.js';
import { submitDraft } from '../../src/app/drafts/review/submit-draft.js';
import { version, type TinyCity } from '../support/tiny-city.js';

const said = ({ regionCode }: TinyCity, { draft, standing }: OpenDraft, idempotencyKey: string) => ({
  ...{ regionCode, draftId: draft.id, contentHash: standing.contentHash, reason: '理由', idempotencyKey },
});

/** A region with one version and a draft of the next one, approved; or scheduled for a day. */
export async function approvedDraft(city: TinyCity, scheduledOn?: string): Promise<OpenDraft> {
  const { platform, regionCode } = city;
  const [clerk, approver] = [city.as('CLERK'), city.as('APPROVER')];
  await city.makeRegion();
  await city.load(version('2024.1', '2024-01-01'));
  const begun = await createDraft(platform, clerk, {
    ...{ regionCode, name: '下一年', from: { regionCode, version: '2024.1' }, idempotencyKey: 'create' },
  });
  const saved = await saveDraft(platform, clerk, {
    ...{ regionCode, draftId: begun.draft.id, baseRevision: 1, reason: '下一年', idempotencyKey: 'save' },
    patches: [
      { pointer: '/version', value: '2036.1' },
      { pointer: '/effective', value: { from: '2036-01-01' } },
      { pointer: '/examples', value: [] },
    ],
  });
  const submitted = await submitDraft(platform, clerk, { ...said(city, saved, 'submit'), noSimulationReason: '还没有病例' });
  const { warningsHash } = await checkDraft(platform, approver, regionCode, begun.draft.id);
  const approved = await decideDraft(platform, approver, { ...said(city, submitted, 'approve'), approve: true, warningsHash });
  if (scheduledOn === undefined) return approved;
  return await scheduleDraft(platform, approver, { ...said(city, approved, 'schedule'), publishOn: scheduledOn });
}

/** Publishes it, always as the same request. */
export async function publishApproved(city: TinyCity, opened: OpenDraft): Promise<void> {
  await publishDraft(city.platform, city.as('APPROVER'), said(city, opened, 'publish'));
}

/** A region with one version, and the next one published for a day that has not come. */
export async function nextVersion(city: TinyCity): Promise<void> {
  await city.makeRegion();
  await city.load(version('2024.1', '2024-01-01'));
  await city.load(version('2036.1', '2036-01-01'));
}

/** Withdraws that one, always as the same request. */
export async function withdrawNext(city: TinyCity): Promise<void> {
  const { platform, regionCode } = city;
  await withdrawVersion(platform, city.as('APPROVER'), { regionCode, version: '2036.1', reason: '理由', idempotencyKey: 'withdraw' });
}
