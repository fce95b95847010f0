import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Platform } from '../../../src/app/kernel/platform.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { scoreCase, type CaseScore, type RulesetChoice } from '../../../src/app/scoring/score-case.js';
import { must } from '../../../src/engine/kit/assert.js';
import type { InpatientCase } from '../../../src/engine/plan/inpatient-case.js';
import { decimal, printFen } from '../../../src/engine/number/quantity.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { parameter, testPlatform, TinyCity, tinyCase, version } from '../../support/tiny-city.js';

let test: TestDatabase;
let platform: Platform;
let city: TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  platform = testPlatform(test.store);
  city = new TinyCity(platform);
  await city.makeRegion();
  const { groupingHash } = await city.load(version('2024.1', '2024-01-01', '2024-12-31'));
  await city.load(version('2024.2', '2024-06-01', '2024-12-31'), parameter('deviationHigh', '3'));
  await city.putCatalogue(groupingHash);
  await city.putYear();
});
afterAll(() => test.close());

/** A stroke at H1 that cost 2.5 times the group's mean. */
const dear = (stated: Partial<InpatientCase> = {}): InpatientCase =>
  tinyCase(0, { admissionDate: '2024-01-02', dischargeDate: '2024-05-31', totalCost: decimal('25000.00'), ...stated });
const score = (inpatientCase: InpatientCase, using?: RulesetChoice): Promise<CaseScore> =>
  scoreCase(platform, platformCaller(platform), city.regionCode, inpatientCase, using);
const answer = (scored: CaseScore): readonly (string | null)[] => [
  scored.ruleset.version,
  scored.printed('deviation'),
  scored.printed('points'),
];

describe('which version scores', () => {
  it('the one in force on the day of discharge, never the latest; on two dates, two answers (N21-21)', async () => {
    expect(answer(await score(dear()))).toEqual(['2024.1', 'HIGH', '1830.0000']); // 1000 × (2.5 − 2 + 1) × 1.22
    expect(answer(await score(dear({ dischargeDate: '2024-06-01' })))).toEqual(['2024.2', 'NORMAL', '1220.0000']);
    expect(answer(await score(dear(), { on: '2024-06-01' }))).toEqual(['2024.2', 'NORMAL', '1220.0000']);
    expect(answer(await score(dear({ dischargeDate: '2024-06-01' }), { on: '2024-05-31' }))).toEqual(['2024.1', 'HIGH', '1830.0000']);
    const later = must(
      (await city.read(({ rulesets }) => rulesets.list(city.regionCode))).find(({ version: name }) => name === '2024.2'),
      'version',
    );
    expect(answer(await score(dear(), { versionId: later.id }))).toEqual(['2024.2', 'NORMAL', '1220.0000']);
  });

  it('a version that is loaded is asked at once, and a profile, and a budget', async () => {
    const other = await new TinyCity(platform, '991777').make({ cases: 1 });
    const ask = (stated: Partial<InpatientCase> = {}) => scoreCase(platform, platformCaller(platform), other.regionCode, dear(stated));
    expect(answer(await ask())).toEqual(['2024.1', 'HIGH', '1830.0000']);
    expect((await ask()).paymentFen).toBeNull();
    await other.load(version('2024.5', '2024-05-01'), parameter('deviationHigh', '3'));
    expect(answer(await ask())).toEqual(['2024.5', 'NORMAL', '1220.0000']);
    await other.addProfile('H1', 'B', '2024-05-01'); // 0.9, and three steps for an index of 1.30 among 1.30 and 0.90
    expect(answer(await ask())).toEqual(['2024.5', 'NORMAL', '930.0000']);
    expect((await other.clear()).status).toBe('SUCCEEDED');
    const { pointValueFraction } = (await other.run({ runNo: 1 })).totals;
    expect(pointValueFraction).toBeDefined();
    expect((await ask()).paymentFen).not.toBeNull();
  });
});

describe('the same inputs', () => {
  it('give the same points, explanation and key in another process, to the byte (C11)', async () => {
    const elsewhere = testPlatform(test.store);
    const here = await score(dear());
    const there = await scoreCase(elsewhere, platformCaller(elsewhere), city.regionCode, dear());
    const printed = (scored: CaseScore): string =>
      JSON.stringify([scored.outputs, scored.trace, scored.candidates], (_, value: unknown) =>
        typeof value === 'bigint' ? `${value}` : value,
      );
    expect(printed(there)).toBe(printed(here));
    expect(there.reproducibilityKey).toBe(here.reproducibilityKey);
    expect(here.reproducibilityKey).toMatch(/^[0-9a-f]{64}$/);
  });

  it('and only they: the key tells apart whatever the points depend on', async () => {
    const keys = [
      await score(dear()),
      await score(dear({ totalCost: decimal('25000.01') })),
      await score(dear({ institutionCode: 'H2' })),
      await score(dear(), { on: '2024-06-01' }),
      await score(dear({ caseFlags: ['BED_DAY'] })),
      await score(dear({ assignedGroupCode: 'J18' })),
    ].map(({ reproducibilityKey }) => reproducibilityKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect((await score(dear({ caseNo: 'another name' }))).reproducibilityKey).toBe(keys[0]);
  });
});

describe('what can’t be scored says so, the earliest mistake of the closed list first', () => {
  it.each([
    [
      'an unknown institution, even where no ruleset is in force',
      dear({ institutionCode: 'H9', dischargeDate: '2025-03-01' }),
      'VALIDATION_FAILED',
    ],
    ['a discharge after the text has ended', dear({ dischargeDate: '2025-03-01' }), 'NO_RULESET_IN_FORCE'],
    ['a discharge before it began', dear({ admissionDate: '2023-12-01', dischargeDate: '2023-12-31' }), 'NO_RULESET_IN_FORCE'],
    ['an attribute that the ruleset does not declare', dear({ attributes: new Map([['unheardOf', '1']]) }), 'VALIDATION_FAILED'],
    ['a case of no group', dear({ principalDiagnosis: 'Z99.900' }), 'EVALUATION_FAILED'],
  ] as const)('%s', async (_, inpatientCase, code) => {
    const error: unknown = await score(inpatientCase).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code,
      messages: { zh: expect.stringMatching(/[。）]$/) as string, en: expect.stringMatching(/\.$/) as string },
    });
  });

  it('a profile that begins later: named with the day', async () => {
    await city.write((unit) => unit.institutions.save([{ regionCode: city.regionCode, code: 'H4', name: '新医院' }]));
    await city.addProfile('H4', 'A', '2024-05-01');
    await expect(score(dear({ institutionCode: 'H4', dischargeDate: '2024-04-30' }))).rejects.toMatchObject({
      fields: [
        { code: 'NO_INSTITUTION_PROFILE', path: ['institutionCode'], messages: { zh: expect.stringContaining('2024-04-30') as string } },
      ],
    });
    expect((await score(dear({ institutionCode: 'H4', dischargeDate: '2024-05-01' }))).printed('points')).not.toBeNull();
  });

  it('a budget item, or a profile, that does not fit: where it stands, and of whom', async () => {
    const other = await new TinyCity(platform, '991778').make({ cases: 1 });
    const ask = (institutionCode: string) => scoreCase(platform, platformCaller(platform), other.regionCode, dear({ institutionCode }));
    await other.addProfile('H2', 'C', '2024-02-01');
    await expect(ask('H2')).rejects.toMatchObject({
      fields: [{ code: 'VALUE_NOT_ALLOWED', path: ['institution', 'H2', 'institutionClass'] }],
    });
    expect((await ask('H1')).printed('points')).not.toBeNull();
    await other.putYear({ income: '1,000.00', outOfRegionPlan: '0.00' });
    await expect(ask('H1')).rejects.toMatchObject({ fields: [{ code: 'WRONG_TYPE', path: ['budget', 'income'] }] });
  });

  it('another institution’s case, under an institution’s key; a case without the permission', async () => {
    const own = city.as('INSTITUTION', { institutionCode: 'H2' });
    await expect(scoreCase(platform, own, city.regionCode, dear())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await scoreCase(platform, own, city.regionCode, dear({ institutionCode: 'H2' }))).printed('points')).not.toBeNull();
    await expect(scoreCase(platform, city.as('ADMIN'), city.regionCode, dear())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(scoreCase(platform, city.as('CLERK'), '370300', dear())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(scoreCase(platform, city.as('CLERK', { regions: 'ALL' }), '370300', dear())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('changes nothing', async () => {
    const left = () =>
      city.read(async ({ audit, cases }) => [await audit.count(city.regionCode), await cases.lastImportSeq(city.regionCode)]);
    const before = await left();
    expect(printFen((await score(dear())).paymentFen ?? 0n)).toBe('0.00');
    expect(await left()).toEqual(before);
  });
});
