import { nationalLimits } from '../../../src/compose.js';
import { TEST_KEYS } from '../../support/signing.js';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCatalogue, type BuildCatalogue } from '../../../src/app/catalogues/build-catalogue.js';
import { catalogueJob, startCatalogueJob } from '../../../src/app/catalogues/catalogue-job.js';
import { importCodeTable } from '../../../src/app/code-tables/import-code-table.js';
import { catalogueHash, readCatalogueCsv } from '../../../src/app/catalogues/catalogue-csv.js';
import type { ConflictError, ForbiddenError, NotFoundError, StateError, ValidationError } from '../../../src/app/base/errors.js';
import { exportCatalogue, importCatalogue } from '../../../src/app/catalogues/import-catalogue.js';
import { loadRuleset } from '../../../src/app/rulesets/load-ruleset.js';
import { permissionsOf, type Actor } from '../../../src/app/ports/kit/permissions.js';
import type { Caller, Platform } from '../../../src/app/kernel/platform.js';
import { Preparation } from '../../../src/app/kernel/preparation.js';
import { accessOf, PLATFORM_ACCESS } from '../../../src/app/ports/ports.js';
import { Caches } from '../../../src/app/caches/bounded-cache.js';
import { RegionCache } from '../../../src/app/caches/region-cache.js';
import { RulesetLibrary } from '../../../src/app/caches/ruleset-library.js';
import { must } from '../../../src/engine/kit/assert.js';
import { catalogueInForce } from '../../../src/app/scoring/group-indexes.js';
import { chooseGroup } from '../../../src/engine/grouping/grouping.js';
import { buildGroupIndex } from '../../../src/engine/grouping/grouping-index.js';
import { decimal, printFixed } from '../../../src/engine/number/quantity.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { testCase } from '../../support/cases.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { groupingFacts } from '../../support/disease-group.js';

const REGION = '990510';
const actorOf = (role: 'DEMO' | 'AUDITOR' | 'CLERK'): Actor => ({
  keyId: role,
  holderId: role,
  name: role,
  kind: 'USER',
  role,
  permissions: permissionsOf(role, []),
  regions: 'ALL',
  institutionCode: null,
  sandboxOnly: false,
});
const ruleset = (path: string): Promise<string> => readFile(new URL(`../../../rulesets/${path}`, import.meta.url), 'utf8');
const method = async (changes: Record<string, unknown> = {}): Promise<Record<string, unknown>> => {
  const text = await readFile(new URL('../../../examples/catalogue-method.json', import.meta.url), 'utf8');
  return { ...(JSON.parse(text) as Record<string, unknown>), ...changes };
};
const refusal = async <E>(work: Promise<unknown>): Promise<E> =>
  work.then(
    () => Promise.reject(new Error('nothing was refused')),
    (error: unknown) => error as E,
  );

describe('building, importing and exporting a catalogue (DU-12)', () => {
  let test: TestDatabase;
  let platform: Platform;
  const callerAs = (role: 'DEMO' | 'AUDITOR' | 'CLERK'): Caller => {
    const actor = actorOf(role);
    return { actor, read: (work) => test.store.transaction(accessOf(actor), 'READ', work) };
  };
  const build = async (changes: Partial<BuildCatalogue>, role: 'DEMO' | 'AUDITOR' = 'DEMO') =>
    buildCatalogue(platform, callerAs(role), {
      regionCode: REGION,
      version: '2024.1',
      effectiveFrom: '2024-01-01',
      method: await method(),
      ...changes,
    });

  beforeAll(async () => {
    test = await openTestDatabase();
    const judge = new Judge();
    const caches = new Caches();
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    platform = {
      store: test.store,
      judge,
      limits: nationalLimits(),
      rulesets: new RulesetLibrary(judge, TEST_KEYS),
      signing: TEST_KEYS,
      regions: new RegionCache(test.store, () => Date.now(), { caches, signing: TEST_KEYS }),
      caches,
      log,
      engineVersion: 'test',
      preparation: new Preparation(),
      wakeWorkers: () => undefined,
      callHelpers: () => undefined,
    };
    await test.store.transaction(PLATFORM_ACCESS, 'WRITE', async (unit) => {
      for (const code of ['100000', REGION]) await unit.regions.save({ code, name: code, parentCode: null, sandbox: code === REGION });
      await unit.institutions.save([{ regionCode: REGION, code: 'H1', name: '第一医院' }]);
      await unit.institutions.addProfiles([
        { regionCode: REGION, institutionCode: 'H1', effectiveFrom: '2020-01-01', level: '3', attributes: {} },
      ]);
      const rows = ['2021', '2022', '2023'].flatMap((year, weight) =>
        Array.from({ length: 40 }, (_, i) =>
          testCase({
            caseNo: `${year}-${i}`,
            admissionDate: `${year}-05-01`,
            dischargeDate: `${year}-05-08`,
            principalDiagnosis: i < 36 ? 'K35.800' : 'K35.200',
            procedures: [],
            caseFlags: [],
            costs: new Map(),
            totalCost: decimal(String(9_000 + 500 * weight)),
          }),
        ),
      );
      await unit.cases.insert({ regionCode: REGION, onDuplicate: 'REJECT', rows });
    });
    await loadRuleset(platform, callerAs('DEMO'), await ruleset('100000-national/2021.1.json'));
    await loadRuleset(platform, callerAs('DEMO'), await ruleset('990510-ties-layer-and-kind/2024.1.json'));
  });
  afterAll(() => test.close());

  it('WE-05 ZB-10 stores what it computed, bound to the grouping method, with a report and an audit event', async () => {
    const { catalogue, report } = await build({ names: { 'K35.8': '急性阑尾炎' }, note: '三年历史' });
    const { groups, grouping, version } = await test.store.transaction(PLATFORM_ACCESS, 'READ', async (unit) => ({
      groups: await unit.catalogues.groups(REGION, catalogue.id),
      grouping: (await unit.rulesets.findByVersion(REGION, '2024.1'))?.groupingHash,
      version: await unit.catalogues.findByVersion(REGION, '2024.1'),
    }));
    expect(version).toEqual(catalogue);
    expect(catalogue).toMatchObject({ groupCount: 2, groupingHash: grouping, effectiveFrom: '2024-01-01', note: '三年历史' });
    expect(catalogue.contentHash).toBe(catalogueHash(groups));
    expect(
      groups.map(({ code, name, points, meanCost }) => [
        code,
        name,
        printFixed(points, 4),
        printFixed(meanCost.get('ALL') ?? decimal('0'), 2),
      ]),
    ).toEqual([
      ['K35-1', 'K35，保守治疗组', '1000.0000', '9800.00'],
      ['K35.8', '急性阑尾炎，保守治疗', '1000.0000', '9800.00'],
    ]);
    expect(report).toMatchObject({
      cases: '120',
      groupCount: 2,
      coreGroupCount: 1,
      regionMean: '9800.00',
      minimumCases: '15',
      normalisation: null,
    });
    expect(report.primaryCareCandidates).toEqual(['K35.8']);
    expect(report.unstableGroups).toEqual(['K35-1']);
    expect(report.partPoints).toEqual({ 'K35-1': { drug: null, consumable: null }, 'K35.8': { drug: null, consumable: null } });
    expect(report.years.map(({ from }) => from)).toEqual(['2021-01-01', '2022-01-01', '2023-01-01']);
    const log = await test.database.pool.query<{ action: string }>(`SELECT action FROM audit_event WHERE region_code = $1 ORDER BY seq`, [
      REGION,
    ]);
    expect(log.rows.map(({ action }) => action)).toEqual(['ruleset:publish', 'catalogue:build']);
  });

  it('groups the cases that it was built from where they were counted', async () => {
    const { catalogue } = await build({ version: '2024.2', effectiveFrom: '2024-02-01' });
    const caller = callerAs('DEMO');
    const groups = await caller.read((unit) => unit.catalogues.groups(REGION, catalogue.id));
    const summary = (await caller.read((unit) => unit.rulesets.list(REGION)))[0];
    if (summary === undefined) throw new Error('no ruleset');
    const { grouping } = (await platform.rulesets.get(caller.read, summary)).plan;
    if (grouping === undefined) throw new Error('no grouping method');
    const index = buildGroupIndex(groups, grouping);
    expect(chooseGroup(index, groupingFacts('K35.800'))?.code).toBe('K35.8');
    expect(chooseGroup(index, groupingFacts('K35.200'))?.code).toBe('K35-1');
  });

  it('the same inputs give the same fingerprint and content; the export imports to the same hash', async () => {
    const built = await build({ version: '2024.3', effectiveFrom: '2024-03-01' });
    const again = await build({ version: '2024.4', effectiveFrom: '2024-04-01', lastYear: 2023 });
    expect(again.report.inputHash).toBe(built.report.inputHash);
    expect(again.catalogue.contentHash).toBe(built.catalogue.contentHash);
    const csv = new TextEncoder().encode(await exportCatalogue(callerAs('AUDITOR'), REGION, '2024.3'));
    const target = { regionCode: REGION, version: '2024.5', effectiveFrom: '2024-05-01', file: csv };
    expect((await importCatalogue(platform, callerAs('CLERK'), { ...target, mode: 'CHECK' })).catalogue).toBeNull();
    const { catalogue } = await importCatalogue(platform, callerAs('CLERK'), { ...target, mode: 'STORE' });
    expect(catalogue).toMatchObject({ contentHash: built.catalogue.contentHash, groupingHash: built.catalogue.groupingHash });
  });

  it('a case that was voided and imported again leaves the fingerprint as it was; one fen more changes it (O2)', async () => {
    const before = await build({ version: '2024.21', effectiveFrom: '2024-10-01' });
    const replace = (totalCost: string): Promise<unknown> =>
      test.store.transaction(PLATFORM_ACCESS, 'WRITE', async ({ cases }) => {
        const row = must(await cases.find(REGION, { institutionCode: 'H1', caseNo: '2023-0' }), 'case');
        await cases.void(REGION, [row]);
        await cases.insert({ regionCode: REGION, onDuplicate: 'REJECT', rows: [{ ...row, totalCost: decimal(totalCost) }] });
      });
    await replace('10000.01');
    const changed = await build({ version: '2024.22', effectiveFrom: '2024-11-01' });
    await replace('10000.00');
    const back = await build({ version: '2024.23', effectiveFrom: '2024-12-01' });
    expect(changed.report.inputHash).not.toBe(before.report.inputHash);
    expect(back.report.inputHash).toBe(before.report.inputHash);
    expect(back.catalogue.contentHash).toBe(before.catalogue.contentHash);
  });

  it('N25-15 patients insured elsewhere count or not, as the method says: both ways as worked out by hand', async () => {
    const costs: readonly (readonly [diagnosis: string, insured: string | null, ...costs: readonly number[]])[] = [
      ['K35.800', REGION, 1_000, 2_000],
      ['K35.800', '370300', 6_000, 3_000],
      ['J18.900', REGION, 3_000, 3_000, 3_000],
      ['J18.900', null, 3_000],
      ['I10.x00', '370300', 3_000, 3_000],
    ];
    const rows = costs.flatMap(([principalDiagnosis, insuredRegionCode, ...own], row) =>
      own.map((cost, i) =>
        testCase({
          ...{ caseNo: `elsewhere-${row}-${i}`, principalDiagnosis, insuredRegionCode, totalCost: decimal(String(cost)), costs: new Map() },
          ...{ admissionDate: '2008-05-01', dischargeDate: '2008-05-08', procedures: [], caseFlags: [] },
        }),
      ),
    );
    await test.store.transaction(PLATFORM_ACCESS, 'WRITE', ({ cases }) =>
      cases.insert({ regionCode: REGION, onDuplicate: 'REJECT', rows }),
    );
    const computed = async (month: string, changes: object): Promise<unknown> => {
      const own = await method({ ...{ yearWeights: ['1'], threshold: { kind: 'CASES', min: '2' }, trim: null }, ...changes });
      const { catalogue, report } = await build({
        version: `2031.${month}`,
        effectiveFrom: `2031-${month}-01`,
        lastYear: 2008,
        method: own,
      });
      const groups = await test.store.transaction(PLATFORM_ACCESS, 'READ', (unit) => unit.catalogues.groups(REGION, catalogue.id));
      return [
        report.cases,
        report.regionMean,
        ...groups.map(({ code, points, caseCount }) => `${code} ${caseCount} ${printFixed(points, 4)}`),
      ];
    };
    // All ten: 30,000 ÷ 10 = 3,000; K35.8 12,000 ÷ 4 = 3,000. Without the four: 15,000 ÷ 6 = 2,500; K35.8 3,000 ÷ 2 = 1,500, J18.9 3,000.
    const counted = ['10', '3000.00', 'I10.x 2 1000.0000', 'J18.9 4 1000.0000', 'K35.8 4 1000.0000'];
    expect(await computed('01', { insuredElsewhere: 'COUNT' })).toEqual(counted);
    expect(await computed('02', {})).toEqual(counted); // as methods did from before it could be said
    expect(await computed('03', { insuredElsewhere: 'LEAVE_OUT' })).toEqual(['6', '2500.00', 'J18.9 4 1200.0000', 'K35.8 2 600.0000']);
    const wrong = await refusal<ValidationError>(build({ version: '2030.4', method: await method({ insuredElsewhere: 'SOME' }) }));
    expect(wrong.fields).toMatchObject([{ path: ['method', 'insuredElsewhere'], code: 'CATALOGUE_METHOD' }]);
  });

  it('a library without points is stored, is in force for nothing, and takes no day from the catalogue with points', async () => {
    const clerk = callerAs('CLERK');
    const target = { regionCode: REGION, effectiveFrom: '2025-06-01', mode: 'STORE' } as const;
    const library = new TextEncoder().encode('code,name,kind,diagnoses\nBX-1,甲,CORE,K35.8\n');
    expect((await importCatalogue(platform, clerk, { ...target, version: 'dip3', file: library })).file.problems).toMatchObject([
      { column: 'points', code: 'HEADER_MISSING' },
    ]);
    const stored = await importCatalogue(platform, clerk, { ...target, version: 'dip3', file: library, priced: false });
    expect(stored.catalogue).toMatchObject({ priced: false, groupCount: 1 });
    const table = await exportCatalogue(callerAs('AUDITOR'), REGION, 'dip3');
    expect(table).toContain('BX-1,甲,CORE,,,');
    const filled = new TextEncoder().encode(table.replace('CORE,,,', 'CORE,,12.5,'));
    expect((await importCatalogue(platform, clerk, { ...target, version: 'x', file: filled, priced: false })).file.problems).toMatchObject([
      { line: 2, column: 'points', code: 'POINTS_STATED' },
    ]);
    const priced = await importCatalogue(platform, clerk, { ...target, version: 'dip3-priced', file: filled });
    expect(priced.catalogue).toMatchObject({ priced: true, effectiveFrom: '2025-06-01' });
    expect(priced.catalogue?.contentHash).not.toBe(stored.catalogue?.contentHash);
    const all = await clerk.read((unit) => unit.catalogues.list(REGION));
    const region = { region: { code: REGION }, catalogues: all };
    expect(catalogueInForce(region, '2025-07-01').version).toBe('dip3-priced');
    const only = { ...region, catalogues: all.filter(({ version }) => version === 'dip3') };
    expect(() => catalogueInForce(only, '2025-07-01')).toThrow('未定分值的病种目录库（dip3）');
  });

  it('a file with a wrong row is not stored at all', async () => {
    const file = new TextEncoder().encode('code,name,kind,points\na,甲,CORE,1\nb,乙,CORE,-1\n');
    const result = await importCatalogue(platform, callerAs('CLERK'), {
      regionCode: REGION,
      version: '2025.1',
      effectiveFrom: '2025-01-01',
      file,
      mode: 'STORE',
    });
    expect(result.catalogue).toBeNull();
    expect(result.file.problems).toMatchObject([{ line: 3, column: 'points', code: 'NEGATIVE' }]);
    expect(await callerAs('CLERK').read((unit) => unit.catalogues.findByVersion(REGION, '2025.1'))).toBeUndefined();
    expect((await readCatalogueCsv(file)).groups.map(({ code }) => code)).toEqual(['a']);
  });

  it('lists everything that is wrong with a method, in Chinese and English', async () => {
    const wrong = await method({
      yearWeights: ['1', '-2', '１'],
      pointsScale: 1000,
      trim: { lower: '0.9', upper: '0.1' },
      threshold: { kind: 'CASES' },
      extra: true,
    });
    const error = await refusal<ValidationError>(build({ method: wrong }));
    expect(error.code).toBe('VALIDATION_FAILED');
    expect(error.fields.map(({ path }) => path.join('.'))).toEqual([
      'method.yearWeights.1',
      'method.yearWeights.2',
      'method.pointsScale',
      'method.threshold.min',
      'method.trim',
      'method',
    ]);
    expect(error.fields[0]?.messages).toEqual({ zh: '应大于 0', en: 'must be above 0' });
    expect(error.fields[1]?.messages.en).toMatch(/decimal written as text/);
    for (const { messages } of error.fields) expect(messages.zh).toMatch(/\p{Script=Han}/u);
  });

  it('as a job: succeeds together with its catalogue, once a key; fails with the reason', async () => {
    const caller = callerAs('DEMO');
    const input = { regionCode: REGION, version: '2024.7', effectiveFrom: '2024-07-01', method: await method(), idempotencyKey: 'k7' };
    const { job, done } = await startCatalogueJob(platform, caller, input);
    expect(job).toMatchObject({ status: 'QUEUED', catalogueId: null });
    const atOnce = await startCatalogueJob(platform, caller, input);
    await Promise.all([done, atOnce.done]);
    expect(atOnce.job.id).toBe(job.id);
    const ended = await catalogueJob(caller, REGION, job.id);
    const catalogue = await caller.read((unit) => unit.catalogues.findByVersion(REGION, '2024.7'));
    expect(ended).toMatchObject({
      status: 'SUCCEEDED',
      phase: 'DONE',
      catalogueId: catalogue?.id,
      report: { cases: '120' },
      failure: null,
    });
    const again = await startCatalogueJob(platform, caller, input);
    await again.done;
    expect(again.job).toEqual(ended);
    const failing = await startCatalogueJob(platform, caller, {
      ...input,
      version: '2024.8',
      effectiveFrom: '2024-08-01',
      lastYear: 2019,
      idempotencyKey: 'k8',
    });
    await failing.done;
    expect(await catalogueJob(caller, REGION, failing.job.id)).toMatchObject({
      status: 'FAILED',
      catalogueId: null,
      failure: { code: 'VALIDATION_FAILED' },
    });
    expect((await refusal<NotFoundError>(catalogueJob(caller, REGION, '00000000-0000-7000-8000-000000000000'))).code).toBe('NOT_FOUND');
    expect((await refusal<ConflictError>(startCatalogueJob(platform, caller, { ...input, version: '2024.8' }))).code).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
  });

  it('calls groups as the catalogue beside says, else as the code tables of the region do, a category by its own code or its first', async () => {
    const names = async (changes: Partial<BuildCatalogue>): Promise<readonly string[]> => {
      const { catalogue } = await build({ lastYear: 2023, ...changes });
      return (await callerAs('DEMO').read((unit) => unit.catalogues.groups(REGION, catalogue.id))).map(({ name }) => name);
    };
    const bare = ['K35，保守治疗组', 'K35.8，保守治疗'];
    expect(await names({ version: 'named-1', effectiveFrom: '2024-10-11' })).toEqual(bare);
    await importCodeTable(platform, callerAs('CLERK'), {
      ...{ regionCode: REGION, kind: 'DIAGNOSIS', codeSystem: 'INSURANCE', version: '医保版 2.0', validFrom: '2021-01-01', mode: 'STORE' },
      file: new TextEncoder().encode('K35.200 急性阑尾炎伴弥漫性腹膜炎\nK35.800 急性阑尾炎，其他和未特指'),
    });
    const named = { version: 'named-2', effectiveFrom: '2024-10-12' };
    expect(await names(named)).toEqual(['K35 急性阑尾炎伴弥漫性腹膜炎等，保守治疗组', '急性阑尾炎，其他和未特指，保守治疗']);
    // What the catalogue beside calls a group, or the code of a new one, goes first.
    expect(await names({ version: 'named-3', effectiveFrom: '2024-10-13', compareWith: '2024.1' })).toEqual([
      'K35，保守治疗组',
      '急性阑尾炎，保守治疗',
    ]);
    expect(await names({ version: 'named-4', effectiveFrom: '2024-10-14', names: { 'K35.8': '阑尾炎' } })).toContain('阑尾炎，保守治疗');
  });

  it('refuses what can not be, by its code', async () => {
    const code = async (changes: Partial<BuildCatalogue>, role: 'DEMO' | 'AUDITOR' = 'DEMO') =>
      (await refusal<StateError>(build(changes, role))).code;
    expect(await code({}, 'AUDITOR')).toBe<ForbiddenError['code']>('FORBIDDEN');
    expect(await code({ regionCode: '990999' })).toBe<NotFoundError['code']>('NOT_FOUND');
    expect(await code({ version: 'a b' })).toBe('VALIDATION_FAILED');
    expect(await code({ effectiveFrom: '2025-02-29' })).toBe('VALIDATION_FAILED');
    expect(await code({ effectiveFrom: '2020-01-01' })).toBe('NO_RULESET_IN_FORCE');
    expect(await code({})).toBe<ConflictError['code']>('CONFLICT');
    expect((await refusal<ValidationError>(build({ version: '2030.1', effectiveFrom: '2030-01-01' }))).fields).toMatchObject([
      { code: 'NO_CASES' },
    ]);
    const benchmark = await method({ points: { kind: 'BENCHMARK', groupCode: 'Z00' } });
    expect(
      (await refusal<ValidationError>(build({ version: '2024.9', effectiveFrom: '2024-09-01', method: benchmark }))).fields,
    ).toMatchObject([{ code: 'BENCHMARK_MISSING' }]);
  });
});
