import { approve, begun, key, readyCity, said, save, simulate, submitted } from './ready-city.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commentDraft } from '../../../src/app/drafts/comment-draft.js';
import { createDraft } from '../../../src/app/drafts/create-draft.js';
import { draftConflicts } from '../../../src/app/drafts/draft-conflicts.js';
import { draftOf, draftTextOf } from '../../../src/app/drafts/drafts.js';
import { mergeDraft } from '../../../src/app/drafts/merge-draft.js';
import type { DraftPatch } from '../../../src/app/drafts/kit/draft-patches.js';
import type { OpenDraft } from '../../../src/app/drafts/kit/open-draft.js';
import { checkDraft } from '../../../src/app/drafts/review/check-draft.js';
import { decideDraft } from '../../../src/app/drafts/review/decide-draft.js';
import { abandonDraft, recallDraft, scheduleDraft } from '../../../src/app/drafts/review/move-draft.js';
import { publishDraft } from '../../../src/app/drafts/review/publish-draft.js';
import { publishScheduled } from '../../../src/app/drafts/review/publish-scheduled.js';
import { setPublishingRule } from '../../../src/app/drafts/review/publishing-rule.js';
import { submitDraft } from '../../../src/app/drafts/review/submit-draft.js';
import { accessOf } from '../../../src/app/ports/ports.js';
import { scoreCase } from '../../../src/app/scoring/score-case.js';
import { must } from '../../../src/engine/kit/assert.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { testPlatform, tinyCase, tinyCities, version, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

describe('a draft (N25-33)', () => {
  it('is begun from the version in force, edited, simulated, submitted, approved by somebody else, published: the same case on both sides of the day', async () => {
    const ready = await readyCity(nextCity());
    const { city, clerk, approver } = ready;
    const opened = await submitted(ready, await begun(ready));
    expect(opened.standing.state).toBe('IN_REVIEW');
    await expect(decideDraft(city.platform, clerk, { ...said(city, opened), approve: true })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const approved = await approve(ready, opened);
    expect(approved.standing).toMatchObject({ state: 'APPROVED' });
    const { version: published } = await publishDraft(city.platform, approver, said(city, approved));
    expect(published).toMatchObject({ version: '2025.1', effectiveFrom: '2025-01-01', status: 'PUBLISHED', createdByName: 'APPROVER' });
    const compiled = await city.platform.rulesets.get(approver.read, published);
    expect(compiled.effective.parameters['deviationLow']?.value).toBe('0.45');
    const inForce = (await city.read(({ rulesets }) => rulesets.list(city.regionCode))).map((one) => [one.version, one.effectiveFrom]);
    expect(inForce).toEqual([
      ['2024.1', '2024-01-01'],
      ['2025.1', '2025-01-01'],
    ]);
    const kinds = (await draftOf(approver, city.regionCode, opened.draft.id)).events.map(({ kind }) => kind);
    expect(kinds).toEqual(['SAVED', 'SAVED', 'SUBMITTED', 'APPROVED', 'PUBLISHED']);
    await expect(publishDraft(city.platform, approver, said(city, approved))).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(save(city, clerk, { draftId: opened.draft.id, baseRevision: 2, patches: [{ pointer: '/notes' }] })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });

  it('is merged entry by entry, and a conflict gives both sides and changes nothing', async () => {
    const ready = await readyCity(nextCity());
    const { city, clerk, colleague } = ready;
    const { draft } = await begun(ready);
    const at = (baseRevision: number, pointer: string, value: unknown, caller = clerk) =>
      save(city, caller, { draftId: draft.id, baseRevision, patches: [{ pointer, value }] });
    await at(2, '/parameters/deviationLow/value', '0.40');
    const merged = await at(2, '/parameters/deviationHigh/value', '2.5', colleague);
    const { document } = await draftTextOf(clerk, merged);
    expect(document['parameters']).toMatchObject({ deviationLow: { value: '0.40' }, deviationHigh: { value: '2.5' } });
    expect(merged.standing.revision).toBe(4);
    await expect(at(2, '/parameters/deviationLow/value', '0.35', colleague)).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: {
        currentRevision: 4,
        sides: [{ entry: '/parameters/deviationLow', yours: { value: '0.35' }, theirs: { value: '0.40' }, before: { value: '0.45' } }],
      },
    });
    expect((await draftOf(clerk, city.regionCode, draft.id)).standing.revision).toBe(4);
  });

  it('names members of lists by their ids, and refuses what leads nowhere', async () => {
    const ready = await readyCity(nextCity());
    const { city, clerk } = ready;
    const { draft } = await begun(ready);
    const patched = await save(city, clerk, {
      ...{ draftId: draft.id, baseRevision: 2 },
      patches: [{ pointer: '/decisions/points/rules/points-low/label/zh', value: '极低病例' }],
    });
    const { document } = await draftTextOf(clerk, patched);
    const decisions = document['decisions'] as readonly {
      readonly id: string;
      readonly rules?: readonly { readonly label: { zh: string } }[];
    }[];
    expect(decisions.find(({ id }) => id === 'points')?.rules?.[0]?.label.zh).toBe('极低病例');
    for (const patches of [
      [{ pointer: 'parameters', value: 1 }],
      [{ pointer: '/version/x', value: 1 }],
      [{ pointer: '/parameters/nothing' }],
      [],
    ]) {
      await expect(save(city, clerk, { draftId: draft.id, baseRevision: 3, patches })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    }
    await expect(
      save(city, clerk, { draftId: draft.id, baseRevision: 3, patches: [{ pointer: '/region', value: '990999' }] }),
    ).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    await expect(save(city, clerk, { draftId: draft.id, baseRevision: 3, documentText: '{"region": }' })).rejects.toMatchObject({
      code: 'RULESET_INVALID',
    });
  });

  it('refuses a misspelt name with the one that is meant, and a save that changes nothing', async () => {
    const ready = await readyCity(nextCity());
    const { city, clerk } = ready;
    const { draft } = await begun(ready);
    const edit = (pointer: string, value: unknown) =>
      save(city, clerk, { draftId: draft.id, baseRevision: 2, patches: [{ pointer, value }] }).then(
        () => 'SAVED',
        (error: { fields: { code: string; messages: { zh: string } }[] }) => `${error.fields[0]?.code} ${error.fields[0]?.messages.zh}`,
      );
    expect(await edit('/parameters/deviatonLow/value', '0.3')).toMatch(/^UNKNOWN_ENTRY .*是否指“deviationLow”/u);
    expect(await edit('/decisions/nope/rules/x', {})).toMatch(/^UNKNOWN_ENTRY .*已有：.*costRatio/u);
    expect(await edit('/decisions/points/rules/points-lo/label/zh', 'x')).toMatch(/^UNKNOWN_ENTRY .*是否指“points-low”/u);
    expect(await edit('/paramters/deviationLow/value', '0.3')).toMatch(/^UNKNOWN_ENTRY .*是否指“parameters”/u);
    expect(await edit('/parameters/deviationLow/value', '0.45')).toMatch(/^NOTHING_CHANGED /u);
    expect((await draftOf(clerk, city.regionCode, draft.id)).standing.revision).toBe(2);
    expect(await edit('/parameters/another', { value: '1', label: { zh: '另一个' } })).toBe('SAVED');
  });

  it('is submitted only with exactly its own simulation, without errors, and not into a closed period without a reason', async () => {
    const ready = await readyCity(nextCity());
    const { city, clerk } = ready;
    const opened = await begun(ready);
    const submit = (more: object, draft = opened) =>
      submitDraft(city.platform, clerk, { ...said(city, draft), retroactiveReason: '追溯', ...more });
    const codeOf = async (work: Promise<unknown>) => await work.then(() => 'OK', (error: { fields?: { code: string }[]; code: string }) => error.fields?.[0]?.code ?? error.code); // prettier-ignore
    expect(await codeOf(submit({}))).toBe('SIMULATION_MISSING');
    expect(await codeOf(submit({ noSimulationReason: '没有时间' }))).toBe('SIMULATION_MISSING');
    const whatIfId = await simulate(ready, opened);
    const edited = await save(city, clerk, {
      ...{ draftId: opened.draft.id, baseRevision: 2 },
      patches: [{ pointer: '/parameters/deviationLow/value', value: '0.41' }],
    });
    expect(await codeOf(submit({ whatIfId }))).toBe('CONFLICT');
    expect(await codeOf(submit({ whatIfId }, edited))).toBe('SIMULATION_OTHER');
    expect(await codeOf(submit({ whatIfId: await simulate(ready, edited), moreWhatIfIds: [whatIfId] }, edited))).toBe('SIMULATION_OTHER');
    const broken = await save(city, clerk, {
      ...{ draftId: opened.draft.id, baseRevision: 3 },
      patches: [
        { pointer: '/parameters/deviationLow/value', value: '3' },
        { pointer: '/parameters/unknownToAll', value: { value: '1' } },
      ],
    });
    await expect(submit({ whatIfId }, broken)).rejects.toMatchObject({ code: 'RULESET_INVALID' });
  });

  it('binds a simulation of each insurance, and tells of which of the year there is none', async () => {
    const ready = await readyCity(nextCity());
    const { city, clerk } = ready;
    const opened = await begun(ready);
    const [first, second] = [await simulate(ready, opened), await simulate(ready, opened)];
    await city.write(({ fundYears }) =>
      fundYears.setBudget({ ...city.key, insurance: 'RESIDENT' }, { income: '1.00' }, { reason: '居民' }),
    );
    const { standing } = await submitDraft(city.platform, clerk, {
      ...said(city, opened),
      ...{ whatIfId: first, moreWhatIfIds: [second], retroactiveReason: '追溯' },
    });
    expect(standing.submission?.detail).toMatchObject({
      simulation: { whatIfId: first, more: [{ whatIfId: second, candidate: 0 }], without: ['RESIDENT'] },
    });
  });

  it('asks for as many approvals, of such roles, as the region says; nobody counts twice', async () => {
    const ready = await readyCity(nextCity());
    const { city, approver } = ready;
    const admin = city.as('ADMIN');
    const rule = {
      regionCode: city.regionCode,
      approvals: 2,
      roles: ['APPROVER'],
      missedDay: 'STAY_APPROVED',
      reason: '双人审批',
    } as const;
    await setPublishingRule(city.platform, admin, { ...rule, idempotencyKey: key() });
    const opened = await submitted(ready, await begun(ready));
    const once = await approve(ready, opened);
    expect(once.standing).toMatchObject({ state: 'IN_REVIEW' });
    await expect(approve(ready, once)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(publishDraft(city.platform, approver, said(city, once))).rejects.toMatchObject({ code: 'CONFLICT' });
    const twice = await approve(ready, once, city.as('APPROVER', { holderId: 'holder-second' }));
    expect(twice.standing.state).toBe('APPROVED');
    await expect(setPublishingRule(city.platform, admin, { ...rule, roles: ['CLERK'], idempotencyKey: key() })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
  });

  it('two approvers and two publishers at once: one of each wins, the others get CONFLICT', async () => {
    const ready = await readyCity(nextCity());
    const { city, approver } = ready;
    const opened = await submitted(ready, await begun(ready));
    const second = city.as('APPROVER', { holderId: 'holder-second' });
    const outcome = (work: readonly Promise<unknown>[]) =>
      Promise.allSettled(work).then((all) =>
        all.map((one) => (one.status === 'fulfilled' ? 'OK' : (one.reason as { readonly code?: string }).code)).sort(),
      );
    expect(await outcome([approve(ready, opened), approve(ready, opened, second)])).toEqual(['CONFLICT', 'OK']);
    const approved = await draftOf(approver, city.regionCode, opened.draft.id);
    expect(
      await outcome([
        publishDraft(city.platform, approver, said(city, approved)),
        publishDraft(city.platform, second, said(city, approved)),
      ]),
    ).toEqual(['CONFLICT', 'OK']);
    expect((await city.read(({ rulesets }) => rulesets.list(city.regionCode))).map((one) => one.version)).toEqual(['2024.1', '2025.1']);
  });

  it('is not published by an approval that was put into the database: nobody gave it on the platform', async () => {
    const ready = await readyCity(nextCity());
    const { city, approver } = ready;
    const opened = await submitted(ready, await begun(ready));
    const forger = city.as('APPROVER', { holderId: 'holder-forged' });
    await city.platform.store.transaction(accessOf(forger.actor), 'WRITE', async ({ drafts }) => {
      const { draft, standing } = opened;
      await drafts.record({
        ...{ regionCode: city.regionCode, draftId: draft.id, seq: standing.lastSeq + 1, kind: 'APPROVED', revision: standing.revision },
        ...{ contentHash: standing.contentHash, reason: '同意', detail: { needed: 1 } },
      });
    });
    const forged = await draftOf(approver, city.regionCode, opened.draft.id);
    expect(forged.standing.state).toBe('APPROVED');
    await expect(publishDraft(city.platform, approver, said(city, forged))).rejects.toMatchObject({ code: 'RULESET_TAMPERED' });
    expect((await city.read(({ rulesets }) => rulesets.list(city.regionCode))).map((one) => one.version)).toEqual(['2024.1']);
  });

  it('two drafts for one first day, published at once: one is, the other is told; neither day nor version is ever held by two', async () => {
    const ready = await readyCity(nextCity());
    const { city, approver } = ready;
    const drafts = [await begun(ready, '0.45', '2025.1'), await begun(ready, '0.44', '2025.2')];
    const approved: OpenDraft[] = [];
    for (const one of drafts) approved.push(await approve(ready, await submitted(ready, one)));
    const all = await Promise.allSettled(approved.map((one) => publishDraft(city.platform, approver, said(city, one))));
    const codes = all.map((one) => (one.status === 'fulfilled' ? 'OK' : (one.reason as { readonly code?: string }).code));
    expect(codes.filter((code) => code === 'OK')).toHaveLength(1);
    expect(codes.filter((code) => code === 'CONFLICT' || code === 'RULESET_INVALID')).toHaveLength(1);
    const days = (await city.read(({ rulesets }) => rulesets.list(city.regionCode))).map(({ effectiveFrom }) => effectiveFrom);
    expect(days).toEqual([...new Set(days)]);
  });

  it('is not approved by a hash that it had before an edit', async () => {
    const ready = await readyCity(nextCity());
    const { city, clerk, approver } = ready;
    const stale = await submitted(ready, await begun(ready));
    const patches: DraftPatch[] = [{ pointer: '/parameters/deviationLow/value', value: '0.44' }];
    await submitted(ready, await save(city, clerk, { draftId: stale.draft.id, baseRevision: 2, patches }));
    const decision = { ...said(city, stale), approve: true };
    await expect(decideDraft(city.platform, approver, decision)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await draftOf(approver, city.regionCode, stale.draft.id)).standing).toMatchObject({ state: 'IN_REVIEW', approvals: [] });
  });

  it('days that no version holds are warned of before it is published; a case of such a day and its year are refused', async () => {
    const ready = await readyCity(nextCity());
    const { city, clerk, approver } = ready;
    const opened = await begun(ready, '0.45', '2022.1', { from: '2022-01-01', to: '2022-06-30' });
    const { findings } = await checkDraft(city.platform, clerk, city.regionCode, opened.draft.id);
    expect(findings.find(({ code }) => code === 'DAYS_WITHOUT_RULES')).toMatchObject({ severity: 'WARNING' });
    const approved = await approve(ready, await submitted(ready, opened));
    await publishDraft(city.platform, approver, said(city, approved));
    const one = tinyCase(1, { admissionDate: '2023-03-01', dischargeDate: '2023-03-05' });
    await expect(scoreCase(city.platform, clerk, city.regionCode, one)).rejects.toMatchObject({ code: 'NO_RULESET_IN_FORCE' });
    await expect(city.start({ year: 2023, idempotencyKey: key() })).rejects.toMatchObject({ code: 'NO_RULESET_IN_FORCE' });
  });

  it('loses its approvals by an edit, and what was approved by a recall', async () => {
    const ready = await readyCity(nextCity());
    const { city, clerk, approver } = ready;
    const approved = await approve(ready, await submitted(ready, await begun(ready)));
    const edited = await save(city, clerk, {
      ...{ draftId: approved.draft.id, baseRevision: 2 },
      patches: [{ pointer: '/parameters/deviationLow/value', value: '0.44' }],
    });
    expect(edited.standing).toMatchObject({ state: 'DRAFT', approvals: [] });
    await expect(publishDraft(city.platform, approver, said(city, edited))).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(publishDraft(city.platform, approver, said(city, approved))).rejects.toMatchObject({ code: 'CONFLICT' });
    const again = await submitted(ready, edited);
    expect((await recallDraft(city.platform, clerk, said(city, again))).standing.state).toBe('DRAFT');
    await expect(decideDraft(city.platform, approver, { ...said(city, again), approve: true })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await abandonDraft(city.platform, clerk, said(city, again))).standing.state).toBe('ABANDONED');
  });

  it('says what moved beside it, and is merged with it', async () => {
    const ready = await readyCity(nextCity());
    const { city, clerk, colleague } = ready;
    const opened = await begun(ready);
    const other = await createDraft(city.platform, colleague, {
      ...{ regionCode: city.regionCode, name: '另一稿', from: { regionCode: city.regionCode, version: '2024.1' }, idempotencyKey: key() },
    });
    expect(await draftConflicts(clerk, city.regionCode, opened.draft.id)).toEqual([]);
    await save(city, colleague, {
      ...{ draftId: other.draft.id, baseRevision: 1 },
      patches: [{ pointer: '/parameters/deviationLow/value', value: '0.30' }],
    });
    expect(await draftConflicts(clerk, city.regionCode, opened.draft.id)).toEqual([
      { kind: 'OTHER_DRAFT', other: other.draft.id, name: '另一稿', entries: ['/parameters/deviationLow'] },
    ]);
    await city.load(version('2024.2', '2024-07-01'), (document) => ({
      ...document,
      examples: [],
      parameters: {
        ...document.parameters,
        deviationLow: { ...must(document.parameters?.['deviationLow'], 'deviationLow'), value: '0.55' },
        deviationHigh: { ...must(document.parameters?.['deviationHigh'], 'deviationHigh'), value: '2.2' },
      },
    }));
    expect((await draftConflicts(clerk, city.regionCode, opened.draft.id))[0]).toMatchObject({
      ...{ kind: 'BASE_MOVED', other: '2024.2' },
      entries: ['/parameters/deviationLow'],
    });
    const merge = (take: readonly { entry: string; side: 'DRAFT' | 'VERSION' }[]) =>
      mergeDraft(city.platform, clerk, { ...said(city, opened), version: '2024.2', take });
    await expect(merge([])).rejects.toMatchObject({ code: 'CONFLICT', detail: { sides: [{ entry: '/parameters/deviationLow' }] } });
    const merged = await merge([{ entry: '/parameters/deviationLow', side: 'DRAFT' }]);
    const { document } = await draftTextOf(clerk, merged);
    expect(document).toMatchObject({ version: '2025.1', parameters: { deviationLow: { value: '0.45' }, deviationHigh: { value: '2.2' } } });
    expect((await draftConflicts(clerk, city.regionCode, opened.draft.id)).map(({ kind }) => kind)).toEqual(['OTHER_DRAFT']);
  });

  it('is published on its day, or says why it could not be and falls back', async () => {
    const ready = await readyCity(nextCity());
    const { city, approver } = ready;
    const next = `${new Date().getUTCFullYear() + 1}`;
    const opened = await begun(ready);
    const dated = await save(city, ready.clerk, {
      ...{ draftId: opened.draft.id, baseRevision: 2 },
      patches: [{ pointer: '/effective', value: { from: `${next}-12-01` } }],
    });
    const approved = await approve(ready, await submitted(ready, dated));
    const schedule = (publishOn: string) => scheduleDraft(city.platform, approver, { ...said(city, approved), publishOn });
    await expect(schedule('2020-01-01')).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(schedule(`${next}-12-02`)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    const scheduled = await schedule(`${next}-11-30`);
    expect(scheduled.standing.state).toBe('SCHEDULED');
    expect(await publishScheduled(city.platform)).toEqual([]);
    const { store } = city.platform;
    const later = new Date(`${next}-12-01T00:00:00Z`);
    const inTime = { ...city.platform, store: { ...store, ready: () => store.ready(), onChange: () => () => undefined, tidy: () => Promise.resolve(), transaction: ((access, mode, work) => store.transaction(access, mode, (unit) => work(Object.create(unit, { now: { value: () => Promise.resolve(later) } }) as typeof unit))) as typeof store.transaction } }; // prettier-ignore
    await city.load(version('2025.1', '2024-06-01'));
    expect(await publishScheduled(inTime)).toMatchObject([{ regionCode: city.regionCode, version: null }]);
    const missed = await draftOf(approver, city.regionCode, opened.draft.id);
    expect(missed.standing.state).toBe('APPROVED');
    expect(missed.events.at(-1)).toMatchObject({ kind: 'MISSED' });
    expect(missed.events.at(-1)?.reason).toContain('2025.1');
  });

  it('is read by the agency, and commented on; institutions and other regions know nothing of it', async () => {
    const ready = await readyCity(nextCity());
    const { city, clerk, approver } = ready;
    const opened = await begun(ready);
    const at = { regionCode: city.regionCode, draftId: opened.draft.id, pointer: '/parameters/deviationLow' };
    await commentDraft(city.platform, approver, { ...at, body: '依据是哪一条？', idempotencyKey: key() });
    const comments = await city.read(({ drafts }) => drafts.comments(city.regionCode, opened.draft.id));
    expect(comments).toMatchObject([
      { pointer: '/parameters/deviationLow', body: '依据是哪一条？', revision: 2, createdByName: 'APPROVER' },
    ]);
    const about = (pointer: string) => commentDraft(city.platform, approver, { ...at, pointer, body: '？', idempotencyKey: key() });
    for (const [pointer, near] of [
      ['/parameters/deviationLw', '/parameters/deviationLow'],
      ['/decisions/points/rules/points-lw', '/decisions/points/rules/points-low'],
      ['/parameters/deviationLow/nothing/more', '/parameters/deviationLow'],
      ['/paramters/deviationLow', '/parameters'],
    ] as const) {
      await expect(about(pointer), pointer).rejects.toMatchObject({
        ...{ code: 'VALIDATION_FAILED', fields: [{ path: ['pointer'], code: 'UNKNOWN_ENTRY' }] },
        message: expect.stringContaining(`最近的位置：${near}。`) as unknown,
      });
    }
    // What was taken out may be asked about.
    await save(city, ready.clerk, {
      draftId: opened.draft.id,
      baseRevision: 2,
      patches: [{ pointer: '/decisions/points/rules/points-low' }],
    });
    await about('/decisions/points/rules/points-low');
    await about('/decisions/points/rules/0/label');
    // Answers stand where the comment stands, whatever became of the place, and go on with the one that began.
    const [asked] = comments;
    const answer = (answers: string, pointer = '') => commentDraft(city.platform, clerk, { ...at, pointer, answers, body: '会议纪要第 3 条', idempotencyKey: key() }); // prettier-ignore
    const first = await answer(asked?.id ?? '');
    expect(first).toMatchObject({ pointer: at.pointer, answersId: asked?.id, createdByName: 'CLERK' });
    expect((await answer(first.id, at.pointer)).answersId).toBe(asked?.id);
    await expect(answer(opened.draft.id)).rejects.toMatchObject({ fields: [{ path: ['answers'], code: 'UNKNOWN_COMMENT' }] });
    await expect(answer(first.id, '/examples')).rejects.toMatchObject({ fields: [{ path: ['pointer'], code: 'POINTER' }] });
    const said = await city.read(({ drafts }) => drafts.comments(city.regionCode, opened.draft.id));
    expect(said.map(({ answersId }) => answersId)).toEqual([null, null, null, asked?.id, asked?.id]);
    await expect(draftOf(city.as('INSTITUTION', { institutionCode: 'H1' }), city.regionCode, opened.draft.id)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(draftOf(city.as('CLERK', { regions: ['990901'] }), city.regionCode, opened.draft.id)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(draftOf(clerk, city.regionCode, 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
