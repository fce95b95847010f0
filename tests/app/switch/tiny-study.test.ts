import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UserError } from '../../../src/app/base/errors.js';
import { endAbandonedStudies } from '../../../src/app/end-abandoned-jobs.js';
import { freezeStudy, selectionOf } from '../../../src/app/switch/study/freeze-study.js';
import { defaultMethod } from '../../../src/app/switch/study/default-method.js';
import { startSwitchStudy, switchStudy, type StartSwitchStudy } from '../../../src/app/switch/switch-job.js';
import type { SwitchCellRow, SwitchGroupRow, SwitchInstitutionRow } from '../../../src/app/switch/study/study-rows.js';
import { workOutStudy, type StudyReport } from '../../../src/app/switch/study/work-out-study.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import type { BlockShard, FrozenYear } from '../../../src/app/ports/cases/ports-frozen.js';
import type { SwitchRowKind, SwitchStudyRecord } from '../../../src/app/ports/ports-switch.js';
import type { DiseaseGroup } from '../../../src/engine/plan/catalogue.js';
import { must } from '../../../src/engine/kit/assert.js';
import type { InpatientCase } from '../../../src/engine/plan/inpatient-case.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { diseaseGroup } from '../../support/disease-group.js';
import { freezeInBlocks } from '../../support/shards.js';
import { testPlatform, tinyCase, TinyCity, yuan } from '../../support/tiny-city.js';

let test: TestDatabase;
let city: TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  city = new TinyCity(testPlatform(test.store));
  await makeCity();
  await city.write((unit) => freezeInBlocks(unit, regionCode, 1));
});
afterAll(() => test.close());

const { regionCode } = { regionCode: '990900' };
const mean = (cost: string) => ({ '3': cost, ALL: cost });
const OLD = [
  diseaseGroup({ code: 'IJ', points: '1000', mean: mean('10000'), diagnoses: 'I63*|J18*' }),
  diseaseGroup({ code: 'K80', points: '2000', mean: mean('20000'), diagnoses: 'K80*' }),
  diseaseGroup({ code: 'K81', points: '1000', mean: mean('10000'), diagnoses: 'K81*' }),
  diseaseGroup({ code: 'L03', points: '500', mean: mean('5000'), diagnoses: 'L03*' }),
];
const NEW = [
  diseaseGroup({ code: 'I63', points: '0', diagnoses: 'I63*' }),
  diseaseGroup({ code: 'J18', points: '0', diagnoses: 'J18*' }),
  diseaseGroup({ code: 'K8', points: '0', diagnoses: 'K80*|K81*' }),
  diseaseGroup({ code: 'M54', points: '0', diagnoses: 'M54*' }),
  diseaseGroup({ code: 'Z99', points: '0', diagnoses: 'Z99*' }),
];
/** Year, hospital, diagnosis, cost in yuan. */
const CASES: readonly (readonly [year: number, hospital: string, diagnosis: string, cost: number])[] = [
  [2022, 'H1', 'I63.900', 6_000],
  [2023, 'H1', 'I63.900', 9_000],
  [2023, 'H2', 'K80.100', 18_000],
  [2024, 'H1', 'I63.900', 12_000],
  [2024, 'H2', 'I63.900', 12_000],
  [2024, 'H1', 'J18.900', 8_000],
  [2024, 'H1', 'J18.900', 10_000],
  [2024, 'H1', 'K80.100', 20_000],
  [2024, 'H2', 'K81.000', 10_000],
  [2024, 'H2', 'L03.100', 5_000],
  [2024, 'H2', 'M54.500', 4_000],
];
const cases = CASES.map(([year, institutionCode, principalDiagnosis, cost], i): InpatientCase => {
  const day = `${year}-06-0${1 + (i % 9)}`;
  return tinyCase(i, {
    ...{ institutionCode, principalDiagnosis, otherDiagnoses: [], totalCost: yuan(cost * 100), fundPaid: null, caseFlags: [] },
    ...{ admissionDate: day, dischargeDate: day, settlementDate: day },
  });
});

async function makeCity(): Promise<void> {
  await city.write(async (unit) => {
    await unit.regions.save({ code: regionCode, name: '演示市', parentCode: null, sandbox: true });
    await unit.institutions.save(['H1', 'H2'].map((code) => ({ regionCode, code, name: `医院 ${code}` })));
    await unit.institutions.addProfiles([city.profile('H1', 'A', '2022-01-01'), city.profile('H2', 'B', '2022-01-01')]);
    await unit.announce(regionCode);
  });
  const { groupingHash } = await city.load();
  const put = (version: string, effectiveFrom: string, groups: readonly DiseaseGroup[]) =>
    city.write(({ catalogues }) =>
      catalogues.insert({ regionCode, version, effectiveFrom, contentHash: version.padEnd(64, '0'), groupingHash, note: '' }, groups),
    );
  await put('old', '2024-01-01', OLD);
  await put('new', '2025-01-01', NEW);
  const bare = { contentHash: 'b'.repeat(64), groupingHash, note: '' };
  await city.write(async ({ regions, catalogues }) => {
    await catalogues.insert({ regionCode, version: 'unpriced', effectiveFrom: '2025-02-01', ...bare, priced: false }, NEW);
    await regions.save({ code: '990901', name: '邻市', parentCode: null, sandbox: true });
    await catalogues.insert({ regionCode: '990901', version: 'of the neighbour', effectiveFrom: '2024-01-01', ...bare }, OLD);
  });
  await city.putCases(cases);
}

const ruleset = async (): Promise<string> => (await city.read(({ rulesets }) => rulesets.list(regionCode)))[0]?.version ?? '';

async function request(idempotencyKey: string, more: Partial<StartSwitchStudy> = {}): Promise<StartSwitchStudy> {
  const version = await ruleset();
  return {
    ...{ regionCode, insurance: 'EMPLOYEE', firstYear: 2022, lastYear: 2024, points: 'COMPUTED', fund: '82500.00', idempotencyKey },
    ...{ from: { ruleset: version, catalogue: 'old' }, to: { ruleset: version, catalogue: 'new' } },
    limits: { minShare: '0.1', minCases: 1, minVariation: '0.5' },
    ...more,
  };
}

async function study(key: string, more: Partial<StartSwitchStudy> = {}, caller = platformCaller(city.platform)) {
  const started = await startSwitchStudy(city.platform, caller, await request(key, more));
  await started.done;
  const record = await switchStudy(caller, regionCode, started.study.id);
  const rows = async <T>(kind: SwitchRowKind): Promise<readonly T[]> => {
    const found = await city.read(({ switchStudies }) => switchStudies.rows(regionCode, record.id, { kind, limit: 1_000 }));
    return found.map(({ data }) => data as T);
  };
  return { record, report: record.report as StudyReport, rows };
}

it('works out by hand: where cases went, points by 1:2:7 with the total kept, and each hospital to the fen with sum 0.00', async () => {
  const { record, report, rows } = await study('by hand');
  expect(record.failure).toBeNull();

  // Mean costs 1:2:7: I63 (6000 + 2·9000 + 7·12000)/10 = 10800; J18 only in 2024, 9000; K8 (2·18000 + 7·15000)/9 = 15666.67; M54 4000.
  // All: (6000 + 2·13500 + 7·76000/7)/10 = 10900. The old points of 2024: 4·1000 + 2000 + 1000 + 500 = 7500.
  // Raw new ones: (2·10800 + 2·9000 + 2·15666.67 + 4000)/10900·1000 = 6874.6177, so the factor is 7500 ÷ that.
  expect(report.scale).toEqual({ kept: '7500', factor: '1.09096975', residue: '-0.0001', regionMean: '10900.00', cases: 10 });
  const groups = await rows<SwitchGroupRow>('GROUP');
  const points = Object.fromEntries(groups.filter(({ side }) => side === 'TO').map(({ code, points: own }) => [code, own]));
  expect(points).toEqual({ I63: '1080.9609', J18: '900.8007', K8: '1568.0605', M54: '400.3559', Z99: '0' });
  const found = groups.flatMap(({ side, code, findings }) => findings.map((finding) => `${side} ${code} ${finding}`));
  expect(found).toEqual([
    ...['FROM IJ SPLIT', 'FROM L03 VANISHED', 'TO J18 FEW_CASES', 'TO K8 MERGED', 'TO M54 NEW', 'TO M54 FEW_CASES', 'TO Z99 NO_CASES'],
  ]);

  const cells = (await rows<SwitchCellRow>('CELL')).map(({ from, fromNone, to, toNone, casesByYear, cost, yearCost }) =>
    [from ?? fromNone, to ?? toNone, casesByYear.join('+'), cost, yearCost].join(' '),
  );
  expect(cells).toEqual([
    'IJ I63 1+1+2 39000.00 24000.00',
    'IJ J18 0+0+2 18000.00 18000.00',
    'K80 K8 0+1+1 38000.00 20000.00',
    'K81 K8 0+0+1 10000.00 10000.00',
    'L03 FAILED 0+0+1 5000.00 5000.00',
    'FAILED M54 0+0+1 4000.00 4000.00',
  ]);

  // H1 (coefficient 1.2): 1.2·(1000 + 2·1000 + 2000) = 6000; H2 (0.9): 0.9·(1000 + 1000 + 500) = 2250. So the fund is 60000 and 22500.
  // New: H1 1297.1531 + 2·1080.9608 + 1881.6726 = 5340.7473; H2 972.8648 + 1411.2545 + 360.3203 = 2744.4396 of 8085.1869.
  const institutions = await rows<SwitchInstitutionRow>('INSTITUTION');
  expect(institutions.map((row) => [row.code, row.pointsFrom, row.pointsTo, row.moneyFrom, row.moneyTo, row.difference])).toEqual([
    ['H1', '6000', '5340.7473', '60000.00', '54496.16', '-5503.84'],
    ['H2', '2250', '2744.4396', '22500.00', '28003.84', '5503.84'],
  ]);
  expect(institutions.map(({ withoutGroupFrom, withoutGroupTo }) => [withoutGroupFrom, withoutGroupTo])).toEqual([
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
    [
      [0, 0, 1],
      [0, 0, 1],
    ],
  ]);
  expect(report).toMatchObject({ cases: 11, yearCases: 8, fund: '82500.00', fundSource: 'STATED', differences: '0.00' });
});

it('finds nothing and no difference between a grouping and itself', async () => {
  const version = await ruleset();
  const same = { ruleset: version, catalogue: 'old' };
  const { report, rows } = await study('same', { from: same, to: same, points: 'AS_CATALOGUED', limits: { minCases: 0 } });
  expect(report.scale).toBeNull();
  expect(Object.values(report.findings).every((count) => count === 0)).toBe(true);
  for (const { difference, pointsFrom, pointsTo } of await rows<SwitchInstitutionRow>('INSTITUTION')) {
    expect([difference, pointsTo]).toEqual(['0.00', pointsFrom]);
  }
});

it('gives the same study for a request that is sent again, and the same hash for the same question asked anew', async () => {
  const [first, again, anew] = [await study('one key'), await study('one key'), await study('another key')];
  expect(again.record.id).toBe(first.record.id);
  expect(anew.record.id).not.toBe(first.record.id);
  expect(anew.record.resultHash).toBe(first.record.resultHash);
});

it('comes to the same result however its cases are cut into batches, and in whatever order they come', async () => {
  const { platform } = city;
  const ready = await freezeStudy(platform, platformCaller(platform).read, await request('cut'));
  const expected = await workOutStudy(platform, ready, async () => {});
  const { blocks } = await city.read(({ frozenCases }) => frozenCases.open(selectionOf(ready.frozen)));
  expect(blocks).toHaveLength(11);
  const cuts = fc.record({
    size: fc.constantFrom(1, 2, 3, 7),
    order: fc.shuffledSubarray(
      blocks.map((_, index) => index),
      { minLength: 11 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(cuts, async ({ size, order }) => {
      const cut = (year: FrozenYear): readonly BlockShard[] => {
        const shuffled = order.map((index) => must(year.blocks[index], 'block'));
        return Array.from({ length: Math.ceil(11 / size) }, (_, n) => shuffled.slice(n * size, (n + 1) * size));
      };
      const { resultHash, catalogueCsv } = await workOutStudy(platform, ready, async () => {}, cut);
      expect([resultHash, catalogueCsv]).toEqual([expected.resultHash, expected.catalogueCsv]);
    }),
    { numRuns: 15 },
  );
});

it('ends a study whose process is gone as INTERRUPTED, and a late process of it stores nothing', async () => {
  const created = await city.write(({ switchStudies }) => switchStudies.create(regionCode, {}, null));
  expect(await endAbandonedStudies(city.platform, 0)).toBe(1);
  const ended = await city.read(({ switchStudies }) => switchStudies.find(regionCode, created.id));
  expect([ended?.status, ended?.failure?.code]).toEqual(['FAILED', 'INTERRUPTED']);
  expect(await city.write(({ switchStudies }) => switchStudies.update(regionCode, created.id, { status: 'SUCCEEDED' }))).toBe(false);
});

it('shows studies to the agency of the region only', async () => {
  const { record } = await study('one key');
  const found = (regions: readonly string[], institutionCode: string | null): Promise<SwitchStudyRecord | undefined> => {
    const access = { holderId: 'h', holderName: 'h', regions, institutionCode };
    return test.store.transaction(access, 'READ', ({ switchStudies }) => switchStudies.find(regionCode, record.id));
  };
  expect(await found([regionCode], null)).toBeDefined();
  expect(await found(['990901'], null)).toBeUndefined();
  expect(await found([regionCode], 'H1')).toBeUndefined();
  await expect(switchStudy(city.as('INSTITUTION', { institutionCode: 'H1' }), regionCode, record.id)).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
});

it("begins nothing for a hospital, an auditor or a neighbour's agency (9.4)", async () => {
  const callers = [city.as('INSTITUTION', { institutionCode: 'H1' }), city.as('AUDITOR'), city.as('CLERK', { regions: ['990901'] })];
  const newest = () => city.read(({ switchStudies }) => switchStudies.newest(regionCode, 100));
  const before = await newest();
  for (const caller of callers) await expect(study('forbidden', {}, caller)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(await newest()).toEqual(before);
});

const NOTHING = { ruleset: 'none' };
it.each<[string, Partial<StartSwitchStudy>, string]>([
  ['a region that does not exist', { regionCode: '999999' }, 'NOT_FOUND'],
  ['years the wrong way round', { firstYear: 2025 }, 'VALIDATION_FAILED'],
  ['a year that is none', { firstYear: -1, lastYear: 1 }, 'VALIDATION_FAILED'],
  ['years that have not begun', { firstYear: 2097, lastYear: 2099 }, 'VALIDATION_FAILED'],
  ['an insurance without cases', { insurance: 'RESIDENT' }, 'VALIDATION_FAILED'],
  ['a last year without cases', { firstYear: 2023, lastYear: 2025 }, 'VALIDATION_FAILED'],
  ['two years without a method', { firstYear: 2023 }, 'VALIDATION_FAILED'],
  ['a ruleset that does not exist', { to: NOTHING }, 'NOT_FOUND'],
  ["a neighbour's catalogue", { to: { ruleset: '2024.1', catalogue: 'of the neighbour' } }, 'NOT_FOUND'],
  [
    'points of a catalogue without points',
    { to: { ruleset: '2024.1', catalogue: 'unpriced' }, points: 'AS_CATALOGUED' },
    'VALIDATION_FAILED',
  ],
  ['a fund of nothing', { fund: '0' }, 'VALIDATION_FAILED'],
])('refuses %s in both languages and begins nothing (9.4)', async (what, more, code) => {
  const begun = () => city.read(({ switchStudies }) => switchStudies.newest(regionCode, 100));
  const before = await begun();
  const refused: unknown = await study(`refused: ${what}`, more).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(UserError);
  const { code: found, messages } = refused as UserError;
  expect([found, messages.zh === '', (messages.en ?? '') === '']).toEqual([code, false, false]);
  expect(await begun()).toEqual(before);
});

it('N25-15 leaves patients insured elsewhere out of the points, and of the total to keep, where the method says so', async () => {
  const [before, , , , elsewhere] = cases;
  await city.write((unit) =>
    unit.cases.insert({ regionCode, onDuplicate: 'REVISE', rows: [{ ...(elsewhere ?? tinyCase(0)), insuredRegionCode: '990901' }] }),
  );
  expect(before?.insuredRegionCode).toBe(regionCode);
  const method = (insuredElsewhere: 'COUNT' | 'LEAVE_OUT') => ({ method: { ...defaultMethod(3), insuredElsewhere } });
  const counted = await study('counted', method('COUNT'));
  expect(counted.report.scale).toMatchObject({ kept: '7500', factor: '1.09096975', regionMean: '10900.00' });
  // Without one of the four I63: all (6000 + 2·13500 + 7·64000/6)/10 = 10766.67; the old points of 2024 are 3·1000 + 2000 + 1000 + 500 = 6500.
  // Raw new ones: (10800 + 2·9000 + 2·15666.67 + 4000)/10766.67·1000 = 5956.6563, so the factor is 6500 ÷ that.
  const own = await study('own', method('LEAVE_OUT'));
  expect(own.record.failure).toBeNull();
  expect(own.report.scale).toMatchObject({ kept: '6500', factor: '1.09121622', regionMean: '10766.67' });
  expect(own.report.cases).toBe(11); // who wins and loses is still counted over all
});

it('N21-18 computes points from the cases of every insurance: a catalogue is the region’s', async () => {
  const [known] = cases;
  const resident = {
    ...(known ?? tinyCase(0)),
    caseNo: 'R1',
    insurance: 'RESIDENT' as const,
    principalDiagnosis: 'Z99.900',
    totalCost: yuan(1_000_000),
  };
  const days = { admissionDate: '2024-06-01', dischargeDate: '2024-06-01', settlementDate: '2024-06-01' };
  await city.write((unit) => unit.cases.insert({ regionCode, onDuplicate: 'REJECT', rows: [{ ...resident, ...days }] }));
  // All: (6000 + 2·13500 + 7·86000/8)/10 = 10825; the old points stay 7500, since the old side has no group for it.
  // Raw new ones: (2·10800 + 2·9000 + 2·15666.67 + 4000 + 10000)/10825·1000 = 7846.0354, so the factor is 7500 ÷ that.
  const { report, rows } = await study('every insurance');
  expect(report.scale).toMatchObject({ kept: '7500', regionMean: '10825.00', cases: 11, factor: '0.95589678' });
  const groups = await rows<SwitchGroupRow>('GROUP');
  expect(groups.find(({ code }) => code === 'Z99')).toMatchObject({ points: '883.0455' });
  expect(report).toMatchObject({ cases: 11, yearCases: 8 }); // who wins and loses is counted for the insurance that is asked about
});
