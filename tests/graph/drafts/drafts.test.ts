import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import { REGION, YEAR } from '../city.js';
import { openEndpoint, testActor, type TestEndpoint } from '../endpoint.js';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await openEndpoint();
  // Another person than the clerk.
  endpoint.keys.set('APPROVER', { ...testActor({ role: 'APPROVER' }), holderId: '00000000-0000-7000-8000-00000000aaaa' });
});
afterAll(() => endpoint.close());

let keys = 0;
const DRAFT = 'state revision contentHash draftId approvals { by } events { kind by }';
const ERROR =
  '... on Error { code message } ... on ValidationError { fields { path code message } } ... on ConflictError { currentRevision sides { entry yours theirs yoursSaid theirsSaid } }';

interface Done {
  readonly __typename: string;
  readonly code?: string;
  readonly message?: string;
  readonly fields?: readonly { readonly code: string; readonly message: string }[];
  readonly sides?: readonly {
    readonly entry: string;
    readonly yours: unknown;
    readonly theirs: unknown;
    readonly yoursSaid: readonly string[];
    readonly theirsSaid: readonly string[];
  }[];
  readonly draft?: { readonly state: string; readonly revision: number; readonly contentHash: string; readonly draftId: string };
}

/** A mutation of drafts, by a role. */
async function act(name: string, key: string, input: object, more = ''): Promise<Done> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Payload { draft { ${DRAFT} } ${more} } ${ERROR} } }`;
  const { data, errors } = await endpoint.ask<Record<string, Done>>(query, {
    key,
    variables: { input: { regionCode: REGION, idempotencyKey: `k${++keys}`, ...input } },
  });
  expect(errors).toEqual([]);
  return must(data?.[name], name);
}

async function draft<T>(draftId: string, selection: string, key = 'CLERK'): Promise<T> {
  const { data, errors } = await endpoint.ask<{ rulesetDraft: T }>(
    `{ rulesetDraft(regionCode: "${REGION}", draftId: "${draftId}") { ${selection} } }`,
    { key },
  );
  expect(errors).toEqual([]);
  return must(data, 'data').rulesetDraft;
}

const containing = (text: string): unknown => expect.stringContaining(text) as unknown;

/** What may be done to a draft, and why a caller may not. */
async function movesOf(draftId: string, key: string): Promise<Readonly<Record<string, string | null>>> {
  const { moves } = await draft<{ moves: readonly { kind: string; refusal: { zh: string } | null }[] }>(
    draftId,
    'moves { kind refusal { zh } }',
    key,
  );
  return Object.fromEntries(moves.map(({ kind, refusal }) => [kind, refusal?.zh ?? null]));
}

interface Checked {
  readonly check: {
    readonly warningsHash: string | null;
    readonly report: {
      readonly ok: boolean;
      readonly findings: readonly { readonly code: string; readonly severity: string; readonly witness: unknown }[];
    };
  };
}
const CHECK = 'check { warningsHash report { ok findings { code severity pointer witness } } }';

async function simulated(documentText: string): Promise<string> {
  const candidates = [{ name: '草案', rulesetText: documentText }];
  const { data } = await endpoint.ask<{ startWhatIf: { whatIf: { id: string } } }>(
    'mutation ($input: StartWhatIfInput!) { startWhatIf(input: $input) { ... on StartWhatIfPayload { whatIf { id } } } }',
    {
      key: 'CLERK',
      variables: { input: { regionCode: REGION, year: YEAR, insurance: 'EMPLOYEE', candidates, idempotencyKey: `w${++keys}` } },
    },
  );
  const id = must(data, 'data').startWhatIf.whatIf.id;
  for (;;) {
    const asked = await endpoint.ask<{ whatIf: { status: string } }>(`{ whatIf(id: "${id}") { status } }`, { key: 'CLERK' });
    if (!['QUEUED', 'RUNNING'].includes(asked.data?.whatIf.status ?? '')) return id;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What a case comes to that was discharged on a day, with a cost. */
async function deviationOn(dischargeDate: string, totalCost: string): Promise<string | undefined> {
  const input = {
    ...{
      caseNo: 'X',
      institutionCode: 'H1',
      insurance: 'EMPLOYEE',
      admissionDate: '2024-11-20',
      dischargeDate,
      settlementDate: dischargeDate,
    },
    ...{ principalDiagnosis: 'I63.9', totalCost, ageYears: 50, ageDays: 18_300, dischargeWay: '1' },
  };
  const { data, errors } = await endpoint.ask<{ scoreCase: { deviation?: string; message?: string } }>(
    `query ($input: CaseInput!) { scoreCase(regionCode: "${REGION}", input: $input) { ... on CaseScore { deviation } ... on Error { message } } }`,
    { key: 'CLERK', variables: { input } },
  );
  expect(errors).toEqual([]);
  return data?.scoreCase.deviation ?? data?.scoreCase.message;
}

it('N25-33 a draft by GraphQL: an overlap with its witness, mended; the difference in words; simulated; four eyes; published from a day on', async () => {
  const begun = await act('createDraft', 'CLERK', { name: '下调界值', from: { regionCode: REGION, version: '2021.1' } });
  const draftId = must(begun.draft, JSON.stringify(begun)).draftId;
  const edit = (baseRevision: number, patches: readonly object[]) =>
    act('saveDraft', 'CLERK', { draftId, baseRevision, patches, reason: '试' });
  const head = [
    { pointer: '/version', text: '2024.9' },
    { pointer: '/effective', json: '{ "from": "2024-12-01", "to": "2024-12-31" }' },
    { pointer: '/examples', json: '[]' },
  ];
  await edit(1, [
    ...head,
    { pointer: '/parameters/deviationHigh/min', text: '0' },
    { pointer: '/parameters/deviationHigh/value', text: '0.3' },
  ]);
  const overlapping = await draft<Checked>(draftId, CHECK);
  expect(overlapping.check.report.ok).toBe(false);
  const overlap = overlapping.check.report.findings.find(({ code }) => code === 'OVERLAP');
  expect(overlap, JSON.stringify(overlapping.check.report.findings.slice(0, 3))).toMatchObject({ severity: 'ERROR' });
  expect(overlap?.witness).toBeTruthy();

  const mended = await edit(2, [
    { pointer: '/parameters/deviationHigh', remove: true },
    { pointer: '/parameters/deviationLow/value', text: '0.35' },
  ]);
  const { contentHash, revision } = must(mended.draft, JSON.stringify(mended));
  expect(revision).toBe(3);
  const { check, base, diff, documentText } = await draft<
    Checked & { base: string; diff: { comparedWith: string; behavioural: readonly object[] }; documentText: string }
  >(draftId, `${CHECK} base diff { comparedWith behavioural { decision situation { zh } before after } } documentText`);
  expect(check.report.findings.filter(({ severity }) => severity === 'ERROR').map(({ code }) => code)).toEqual(['FIRST_DAY_PAST']); // a reason is stated below
  expect(diff.comparedWith).toBe(base);
  expect(diff.behavioural).toContainEqual(expect.objectContaining({ decision: 'deviation', before: 'LOW', after: 'NORMAL' }));

  const said = { draftId, contentHash, reason: '按会议纪要' };
  const retroactiveReason = '会议纪要写明的日子';
  expect(await act('submitDraft', 'CLERK', { ...said, retroactiveReason })).toMatchObject({
    code: 'VALIDATION_FAILED',
    fields: [{ code: 'SIMULATION_MISSING' }],
  });
  const whatIfId = await simulated(documentText);
  const uuid = must(Buffer.from(whatIfId, 'base64').toString('utf8').split('/')[1], 'uuid');
  expect((await act('submitDraft', 'CLERK', { ...said, whatIfId, retroactiveReason })).draft).toMatchObject({ state: 'IN_REVIEW' });
  expect((await act('recallDraft', 'CLERK', said)).draft).toMatchObject({ state: 'DRAFT' });
  // The command line prints the uuid alone.
  expect((await act('submitDraft', 'CLERK', { ...said, whatIfId: uuid, retroactiveReason })).draft).toMatchObject({ state: 'IN_REVIEW' });

  const warningsHash = check.warningsHash;
  // Somebody who approves and has edited it himself, somebody who has not, and the clerk.
  endpoint.keys.set('BOTH', testActor({ role: 'APPROVER' }));
  expect(await movesOf(draftId, 'BOTH')).toMatchObject({
    APPROVE: containing('没有动过它的人审批'),
    RETURN: containing('没有动过它的人审批'),
  });
  expect(await movesOf(draftId, 'APPROVER')).toEqual({
    ...{ APPROVE: null, RETURN: null },
    ...{ RECALL: containing('ruleset:draft'), ABANDON: containing('ruleset:draft') },
  });
  expect(await movesOf(draftId, 'CLERK')).toMatchObject({ APPROVE: containing('ruleset:approve'), RECALL: null, ABANDON: null });
  expect(await draft(draftId, 'whatIf { id status }', 'APPROVER')).toEqual({ whatIf: { id: whatIfId, status: 'SUCCEEDED' } });
  expect(await act('decideDraft', 'CLERK', { ...said, approve: true, warningsHash })).toMatchObject({ code: 'FORBIDDEN' });
  if (warningsHash !== null) {
    expect(await act('decideDraft', 'APPROVER', { ...said, approve: true })).toMatchObject({ fields: [{ code: 'WARNINGS' }] });
  }
  expect(await act('decideDraft', 'APPROVER', { ...said, contentHash: 'x', approve: true, warningsHash })).toMatchObject({
    code: 'CONFLICT',
  });
  expect((await act('decideDraft', 'APPROVER', { ...said, approve: true, warningsHash })).draft).toMatchObject({ state: 'APPROVED' });
  expect(Object.keys(await movesOf(draftId, 'APPROVER'))).toEqual(['RETURN', 'SCHEDULE', 'PUBLISH', 'RECALL', 'ABANDON']);
  expect(await act('publishDraft', 'CLERK', said)).toMatchObject({ code: 'FORBIDDEN' });
  const published = await act('publishDraft', 'APPROVER', said, 'rulesetVersion { version approvals { comment decision } }');
  expect(published).toMatchObject({
    draft: { state: 'PUBLISHED' },
    rulesetVersion: { version: '2024.9', approvals: [{ comment: '按会议纪要', decision: 'APPROVE' }] },
  });

  expect([await deviationOn('2024-11-30', '3700.00'), await deviationOn('2024-12-01', '3700.00')]).toEqual(['LOW', 'NORMAL']);
  const verification = await endpoint.ask<{ auditVerification: { intact: boolean } }>(
    `{ auditVerification(regionCode: "${REGION}") { intact } }`,
    { key: 'AUDITOR' },
  );
  expect(verification.data).toEqual({ auditVerification: { intact: true } });
});

it('gives both sides of what two clerks changed on one revision, and saves nothing', async () => {
  const begun = await act('createDraft', 'CLERK', { name: '两人同改', from: { regionCode: REGION, version: '2021.1' } });
  const draftId = must(begun.draft, 'draft').draftId;
  const edit = (text: string) =>
    act('saveDraft', 'CLERK', { draftId, baseRevision: 1, patches: [{ pointer: '/parameters/deviationLow/value', text }] });
  expect((await edit('0.30')).draft).toMatchObject({ revision: 2 });
  expect(await edit('0.20')).toMatchObject({
    code: 'CONFLICT',
    sides: [
      {
        ...{ entry: '/parameters/deviationLow', yours: { value: '0.20' }, theirs: { value: '0.30' } },
        yoursSaid: [expect.stringMatching(/^费用极低界值 › 取值：\S+ → 0\.2/u) as unknown],
        theirsSaid: [expect.stringMatching(/^费用极低界值 › 取值：\S+ → 0\.3/u) as unknown],
      },
    ],
  });
  expect(await draft<{ revision: number }>(draftId, 'revision')).toEqual({ revision: 2 });
  const hidden = await endpoint.ask(`{ rulesetDraft(regionCode: "${REGION}", draftId: "${draftId}") { state } }`, { key: 'INSTITUTION' });
  expect(hidden.errors[0]?.extensions?.code).toBe('FORBIDDEN');
  expect(
    await act('saveDraft', 'CLERK', { draftId, baseRevision: 2, patches: [{ pointer: '/notes', json: '{ "a": "1", "a": "2" }' }] }),
  ).toMatchObject({ fields: [{ code: 'DUPLICATE_KEY' }] });
});

it('saves a whole text with what was decided of a conflict: others’ changes elsewhere stay, and a decision counts for the revision that was seen only', async () => {
  const begun = await act('createDraft', 'CLERK', { name: '两人改全文', from: { regionCode: REGION, version: '2021.1' } });
  const { draftId } = must(begun.draft, 'draft');
  interface Rules {
    readonly parameters: Readonly<Record<string, { readonly value: string }>>;
  }
  const read = async (): Promise<Rules> =>
    JSON.parse((await draft<{ documentText: string }>(draftId, 'documentText')).documentText) as Rules;
  const other = (baseRevision: number, name: string, text: string) =>
    act('saveDraft', 'CLERK', { draftId, baseRevision, patches: [{ pointer: `/parameters/${name}/value`, text }] });
  await other(1, 'deviationLow', '0.41');
  await other(2, 'deviationHigh', '2.1');
  const { parameters, ...rest } = await read();
  const [low, high] = [must(parameters['deviationLow'], 'low'), must(parameters['deviationHigh'], 'high')];
  const mine = { ...rest, parameters: { ...parameters, deviationLow: { ...low, value: '0.20' } }, notes: ['以全文改'] };
  await other(3, 'deviationLow', '0.30');
  await other(4, 'deviationHigh', '2.9');
  const save = (decided?: object) =>
    act('saveDraft', 'CLERK', { draftId, baseRevision: 3, documentText: JSON.stringify(mine), ...(decided && { decided }) });
  const decide = (revision: number, side: string) => ({ revision, take: [{ entry: '/parameters/deviationLow', side }] });
  expect(await save()).toMatchObject({ code: 'CONFLICT', currentRevision: 5, sides: [{ entry: '/parameters/deviationLow' }] });
  expect(await save({ revision: 5, take: [{ entry: '/notes', side: 'YOURS' }] })).toMatchObject({ code: 'CONFLICT' });
  await other(5, 'deviationLow', '0.31');
  expect(await save(decide(5, 'YOURS'))).toMatchObject({ code: 'CONFLICT', currentRevision: 6 });
  const values = async (): Promise<readonly unknown[]> => {
    const { parameters: now, ...others } = await read();
    return [now['deviationLow'], now['deviationHigh'], (others as { notes?: unknown }).notes];
  };
  expect(await values()).toEqual([{ ...low, value: '0.31' }, { ...high, value: '2.9' }, (rest as { notes?: unknown }).notes]);
  expect((await save(decide(6, 'THEIRS'))).draft).toMatchObject({ revision: 7 });
  expect(await values()).toEqual([{ ...low, value: '0.31' }, { ...high, value: '2.9' }, ['以全文改']]);
  expect((await save(decide(7, 'YOURS'))).draft).toMatchObject({ revision: 8 });
  expect(await values()).toEqual([{ ...low, value: '0.20' }, { ...high, value: '2.9' }, ['以全文改']]);
});

it('merges a table row by row, and says what both sides made of the row that both changed', async () => {
  const begun = await act('createDraft', 'CLERK', { name: '同改一表', from: { regionCode: REGION, version: '2021.1' } });
  const { draftId } = must(begun.draft, 'draft');
  const edit = (row: string, text: string) =>
    act('saveDraft', 'CLERK', { draftId, baseRevision: 1, patches: [{ pointer: `/tables/baseCoefficients/rows/${row}/value`, text }] });
  expect((await edit('0', '1.25')).draft).toMatchObject({ revision: 2 });
  expect((await edit('1', '1.10')).draft).toMatchObject({ revision: 3 });
  const refused = await edit('1', '1.05');
  expect(refused.sides?.map(({ entry }) => entry)).toEqual(['/tables/baseCoefficients']);
  const [side] = refused.sides ?? [];
  expect(side?.yoursSaid).toEqual([expect.stringMatching(/^基本系数表 › 三级综合甲等、居民医保 › 取值：1\.15 → 1\.05，−8\.70%$/u)]);
  expect(side?.theirsSaid).toEqual([expect.stringMatching(/^基本系数表 › 三级综合甲等、居民医保 › 取值：1\.15 → 1\.10，−4\.35%$/u)]);
  const { documentText } = await draft<{ documentText: string }>(draftId, 'documentText');
  expect(documentText.replace(/\s+/gu, '')).toContain(
    '"EMPLOYEE"],"value":"1.25"},{"key":["TERTIARY_A_GENERAL","RESIDENT"],"value":"1.10"}',
  );
});

it('another draft that changes another row of a table is no conflict, one that changes the same row is', async () => {
  const begin = async (name: string, row: string, text: string): Promise<string> => {
    const begun = await act('createDraft', 'CLERK', { name, from: { regionCode: REGION, version: '2021.1' } });
    const { draftId } = must(begun.draft, 'draft');
    await act('saveDraft', 'CLERK', {
      draftId,
      baseRevision: 1,
      patches: [{ pointer: `/tables/baseCoefficients/rows/${row}/value`, text }],
    });
    return draftId;
  };
  const own = await begin('改甲档', '5', '0.91');
  await begin('改乙档', '6', '0.87');
  await begin('也改甲档', '5', '0.92');
  const { conflicts } = await draft<{ conflicts: readonly { name: string; entries: readonly string[] }[] }>(
    own,
    'conflicts { name entries }',
  );
  const names = conflicts.filter(({ entries }) => entries.includes('/tables/baseCoefficients')).map(({ name }) => name);
  expect(names).toEqual(['也改甲档']);
});

it('whoever sets the rule of publication reads it', async () => {
  const asked = await endpoint.ask<{ publishingRule: { approvals: number } }>(`{ publishingRule(regionCode: "${REGION}") { approvals } }`, {
    key: 'ADMIN',
  });
  expect([asked.errors, asked.data?.publishingRule.approvals]).toEqual([[], expect.any(Number)]);
});

it('a value that was forgotten deletes nothing: an edit states a value or remove, and exactly one of them', async () => {
  const begun = await act('createDraft', 'CLERK', { name: '漏写新值', from: { regionCode: REGION, version: '2021.1' } });
  const draftId = must(begun.draft, 'draft').draftId;
  const edit = (patch: object) => act('saveDraft', 'CLERK', { draftId, baseRevision: 1, patches: [patch] });
  expect(await edit({ pointer: '/parameters' })).toMatchObject({ fields: [{ code: 'REQUIRED' }] });
  expect(await edit({ pointer: '/parameters', remove: false })).toMatchObject({ fields: [{ code: 'REQUIRED' }] });
  const both = { pointer: '/parameters/deviationLow/value', text: '0.3', remove: true };
  expect(await edit(both)).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ code: 'ONE_OF' }] });
  expect(await draft<{ revision: number }>(draftId, 'revision')).toEqual({ revision: 1 });
  expect((await edit({ pointer: '/parameters', remove: true })).draft).toMatchObject({ revision: 2 });
});

it('a draft that was changed in the database is listed with what is wrong, beside the others', async () => {
  const begin = async (name: string) => {
    const { draft: made } = await act('createDraft', 'CLERK', { name, from: { regionCode: REGION, version: '2025.1' } });
    return must(made, 'draft');
  };
  const [forged, spoilt, sound] = [await begin('添了一条'), await begin('改了文本'), await begin('好的')];
  const run = (text: string, draftId: string) => endpoint.city.database.pool.query(text, [REGION, draftId]);
  await run(
    `INSERT INTO draft_event (region_code, draft_id, seq, kind, revision, content_hash, reason, detail, created_by_id, created_by_name)
     VALUES ($1, $2, 2, 'BLESSED', 1, '', '', '[]', 'x', '某人')`,
    forged.draftId,
  );
  await run(
    "UPDATE draft_text SET document_text = replace(document_text, '0.4', '0.3') WHERE region_code = $1 AND draft_id = $2",
    spoilt.draftId,
  );
  const asked =
    'draftId state damage { seq reason message { zh en } } documentText conflicts { kind } submission { version } publishOn base events { kind detail }';
  const { data, errors } = await endpoint.ask<{ rulesetDrafts: readonly Record<string, unknown>[] }>(
    `{ rulesetDrafts(regionCode: "${REGION}") { ${asked} } }`,
    { key: 'CLERK' },
  );
  expect(errors).toEqual([]);
  const listed = new Map(data?.rulesetDrafts.map((one) => [one['draftId'], one]));
  expect(listed.get(forged.draftId)).toMatchObject({
    state: 'DAMAGED',
    damage: { seq: 2, reason: 'KIND' },
    documentText: '',
    conflicts: [],
  });
  expect(listed.get(spoilt.draftId)).toMatchObject({ state: 'DRAFT', damage: { seq: 1, reason: 'TEXT' }, documentText: '', conflicts: [] });
  expect(listed.get(sound.draftId)).toMatchObject({ state: 'DRAFT', damage: null });
  const { code } = await act('saveDraft', 'CLERK', {
    draftId: spoilt.draftId,
    baseRevision: 1,
    reason: '',
    patches: [{ pointer: '/title/zh', text: '另' }],
  });
  expect(code).toBe('DRAFT_DAMAGED');
  const audit = await endpoint.ask<{
    auditVerification: { intact: boolean; records: readonly { subject: string; message: { zh: string } }[] };
  }>(`{ auditVerification(regionCode: "${REGION}") { intact records { kind subject message { zh en } } } }`, { key: 'AUDITOR' });
  expect(audit.errors).toEqual([]);
  expect(audit.data?.auditVerification.intact).toBe(true);
  const named = new Set(audit.data?.auditVerification.records.map(({ subject }) => subject));
  expect([...named].sort()).toEqual([forged.draftId, spoilt.draftId].sort());
});
