import { createDraft } from '../../../src/app/drafts/create-draft.js';
import { draftTextOf } from '../../../src/app/drafts/drafts.js';
import type { DraftPatch } from '../../../src/app/drafts/kit/draft-patches.js';
import type { OpenDraft } from '../../../src/app/drafts/kit/open-draft.js';
import { checkDraft } from '../../../src/app/drafts/review/check-draft.js';
import { decideDraft } from '../../../src/app/drafts/review/decide-draft.js';
import { submitDraft } from '../../../src/app/drafts/review/submit-draft.js';
import { saveDraft, type SaveDraft } from '../../../src/app/drafts/save-draft.js';
import type { Caller } from '../../../src/app/kernel/platform.js';
import { startWhatIf } from '../../../src/app/what-if/what-if-job.js';
import type { TinyCity } from '../../support/tiny-city.js';

let keys = 0;
/** Another idempotency key. */
export const key = (): string => `key ${++keys}`;

/** A city whose 2024 is cleared by 2024.1, with a clerk, a colleague and an approver. */
export async function readyCity(city: TinyCity) {
  await city.make();
  return { city, clerk: city.as('CLERK'), colleague: city.as('CLERK', { holderId: 'holder-colleague' }), approver: city.as('APPROVER') };
}

/** Such a city. */
export type Ready = Awaited<ReturnType<typeof readyCity>>;

/** A draft of 2025.1, from the version in force, in which a threshold is another. */
export async function begun(
  { city, clerk }: Ready,
  value = '0.45',
  name = '2025.1',
  effective: object = { from: '2025-01-01' },
): Promise<OpenDraft> {
  const { platform, regionCode } = city;
  const opened = await createDraft(platform, clerk, {
    ...{ regionCode, name: '2025 年调整', from: { regionCode, version: '2024.1' }, idempotencyKey: key() },
  });
  const patches: DraftPatch[] = [
    { pointer: '/version', value: name },
    { pointer: '/effective', value: effective },
    { pointer: '/parameters/deviationLow/value', value },
    { pointer: '/examples', value: [] },
  ];
  return await save(city, clerk, { draftId: opened.draft.id, baseRevision: 1, patches });
}

/** Saves an edit. */
export const save = (city: TinyCity, caller: Caller, input: Pick<SaveDraft, 'draftId' | 'baseRevision' | 'patches' | 'documentText'>) =>
  saveDraft(city.platform, caller, { regionCode: city.regionCode, reason: '下调界值', idempotencyKey: key(), ...input });

/** Works the year out with its text. */
export async function simulate({ city, clerk }: Ready, opened: OpenDraft): Promise<string> {
  const { text } = await draftTextOf(clerk, opened);
  const { whatIf, done } = await startWhatIf(city.platform, clerk, {
    ...city.key,
    candidates: [{ name: '草案', rulesetText: text }],
    idempotencyKey: key(),
  });
  await done;
  return whatIf.id;
}

/** What is said of a draft as it stands. */
export const said = (city: TinyCity, { draft, standing }: OpenDraft) => ({
  ...{ regionCode: city.regionCode, draftId: draft.id, contentHash: standing.contentHash },
  ...{ reason: '理由', idempotencyKey: key() },
});

/** Hands it in with its simulation; its days may be past. */
export async function submitted(ready: Ready, opened: OpenDraft): Promise<OpenDraft> {
  const whatIfId = await simulate(ready, opened);
  return await submitDraft(ready.city.platform, ready.clerk, { ...said(ready.city, opened), whatIfId, retroactiveReason: '追溯' });
}

/** Has it approved, with what it warns of. */
export async function approve({ city, approver }: Ready, opened: OpenDraft, by = approver): Promise<OpenDraft> {
  const { warningsHash } = await checkDraft(city.platform, by, city.regionCode, opened.draft.id);
  return await decideDraft(city.platform, by, { ...said(city, opened), approve: true, warningsHash });
}
