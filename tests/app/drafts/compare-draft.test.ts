import { approve, begun, readyCity, said, save, submitted, type Ready } from './ready-city.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDraft } from '../../../src/app/drafts/create-draft.js';
import { compareDraft, type ComparedWith } from '../../../src/app/drafts/review/compare-draft.js';
import { draftConflicts } from '../../../src/app/drafts/draft-conflicts.js';
import { draftOf, draftTextOf } from '../../../src/app/drafts/drafts.js';
import type { OpenDraft } from '../../../src/app/drafts/kit/open-draft.js';
import { mergeDraft } from '../../../src/app/drafts/merge-draft.js';
import { checkDraft } from '../../../src/app/drafts/review/check-draft.js';
import { decideDraft } from '../../../src/app/drafts/review/decide-draft.js';
import { scheduleDraft } from '../../../src/app/drafts/review/move-draft.js';
import { publishDraft } from '../../../src/app/drafts/review/publish-draft.js';
import { must } from '../../../src/engine/kit/assert.js';
import { diffBehaviour } from '../../../src/rules/analysis/diff-behaviour.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { testPlatform, tinyCities, version, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

/** Publishes a version in which the low threshold is another. */
async function publish(city: TinyCity, name: string, from: string, value: string): Promise<void> {
  await city.load(version(name, from), (document) => ({
    ...document,
    examples: [],
    parameters: { ...document.parameters, deviationLow: { ...must(document.parameters?.['deviationLow'], 'deviationLow'), value } },
  }));
}

/** What it is compared with, and how many decisions differ. */
async function compared({ city, approver }: Ready, { draft }: OpenDraft, comparedWith?: ComparedWith) {
  const opened = await draftOf(approver, city.regionCode, draft.id);
  const found = await compareDraft(city.platform, approver, opened, comparedWith);
  return found && [found.before.plan.version, diffBehaviour(found.before, found.after).length];
}

const codes = async ({ city, clerk }: Ready, { draft }: OpenDraft): Promise<readonly string[]> =>
  (await checkDraft(city.platform, clerk, city.regionCode, draft.id)).findings.map(({ code, severity }) => `${severity} ${code}`);

describe('what a draft is compared with', () => {
  it('is the version in force on its first day, not the one that it was begun from: what it undoes is shown, and warned of until it is merged', async () => {
    const ready = await readyCity(nextCity());
    const { city, clerk, approver } = ready;
    await publish(city, '2025.1', '2025-12-01', '0.35');
    const old = (await city.read(({ rulesets }) => rulesets.findByVersion(city.regionCode, '2024.1')))?.effectiveText ?? '{}';
    const was = (JSON.parse(old) as { parameters: { deviationLow: { value: string } } }).parameters.deviationLow.value;
    const opened = await begun(ready, was, '2025.2', { from: '2025-12-02' });
    expect(await compared(ready, opened)).toEqual(['2025.1', 1]);
    expect(await compared(ready, opened, 'BASE')).toEqual(['2024.1', 0]);
    expect(await codes(ready, opened)).toContain('WARNING BASE_NOT_REPLACED');
    const handed = await submitted(ready, opened);
    await expect(decideDraft(city.platform, approver, { ...said(city, handed), approve: true })).rejects.toMatchObject({
      fields: [{ code: 'WARNINGS' }],
    });
    const { version: published } = await publishDraft(city.platform, approver, said(city, await approve(ready, handed)));
    expect(published.version).toBe('2025.2');
    expect(await compared(ready, opened)).toEqual(['2025.1', 1]); // as before it was published, not with itself
    const next = await begun(ready, '0.45', '2026.1', { from: '2026-01-01' });
    await mergeDraft(city.platform, clerk, {
      ...said(city, next),
      ...{ version: '2025.2', take: [{ entry: '/parameters/deviationLow', side: 'DRAFT' }] },
    }).catch(() => mergeDraft(city.platform, clerk, { ...said(city, next), version: '2025.2', take: [] }));
    expect(await codes(ready, next)).not.toContain('WARNING BASE_NOT_REPLACED');
  });

  it('is there for a draft that was begun from a text, too; before every version it is nothing but its base', async () => {
    const ready = await readyCity(nextCity());
    const { city, clerk } = ready;
    const like = await begun(ready, '0.45');
    const { text } = await draftTextOf(clerk, like);
    const own = { regionCode: city.regionCode, name: '文本', idempotencyKey: 'text', documentText: text };
    const opened = await createDraft(city.platform, clerk, own);
    expect(await compared(ready, opened)).toEqual(['2024.1', 1]);
    expect(await compared(ready, opened, 'BASE')).toBeUndefined();
    await save(city, clerk, {
      ...{ draftId: opened.draft.id, baseRevision: 1 },
      patches: [{ pointer: '/effective', value: { from: '2020-01-01' } }],
    });
    expect(await compared(ready, opened)).toBeUndefined();
  });
});

it.each([
  ['its number', '2025.1', '2024-06-01', 'VERSION_TAKEN'],
  ['its first day', '2025.7', `${new Date().getUTCFullYear() + 1}-12-01`, 'FROM_TAKEN'],
])('a draft is not given a day once a version has %s, and conflicts name it', async (_what, name, from, kind) => {
  const ready = await readyCity(nextCity());
  const { city, approver } = ready;
  const day = `${new Date().getUTCFullYear() + 1}-12-01`;
  const approved = await approve(ready, await submitted(ready, await begun(ready, '0.45', '2025.1', { from: day })));
  const schedule = () => scheduleDraft(city.platform, approver, { ...said(city, approved), publishOn: day });
  await publish(city, name, from, '0.35');
  await expect(schedule()).rejects.toMatchObject({ code: 'RULESET_INVALID', findings: [{ code: kind }] });
  expect((await draftOf(approver, city.regionCode, approved.draft.id)).standing.state).toBe('APPROVED');
  expect(await draftConflicts(approver, city.regionCode, approved.draft.id)).toContainEqual(expect.objectContaining({ kind, other: name }));
});
