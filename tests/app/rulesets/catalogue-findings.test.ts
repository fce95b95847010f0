import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkRulesetText } from '../../../src/app/rulesets/load-ruleset.js';
import type { DiseaseGroup } from '../../../src/engine/plan/catalogue.js';
import type { Finding } from '../../../src/rules/findings/finding.js';
import { diseaseGroup } from '../../support/disease-group.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../../support/database.js';
import { edits, testPlatform, tinyCities, tinyDocument, type Edit, type TinyCity } from '../../support/tiny-city.js';

const group = (code: string, points: string, more: Partial<DiseaseGroup> = {}): DiseaseGroup => ({
  ...diseaseGroup({ code, points, mean: { '3': '10000.00', ALL: '10000.00' }, diagnoses: `${code}*` }),
  caseCount: 10,
  ...more,
});

/** `points` of ordinary cases times something. */
const times =
  (factor: string): Edit =>
  (document) => ({
    ...document,
    examples: [],
    decisions: (document.decisions ?? []).map((one) =>
      'id' in one && one.id === 'points'
        ? { ...one, otherwise: { formula: `group(points) * auxiliaryFactor * institutionCoefficient * ${factor}`, basis: ['demo#3'] } }
        : one,
    ),
  });

describe.each(TEST_ENGINES)('what a version makes of the catalogue of its region, on %s', (engine) => {
  let test: TestDatabase;
  let nextCity: () => TinyCity;
  beforeAll(async () => {
    test = await openTestDatabase(engine);
    nextCity = tinyCities(testPlatform(test.store));
  });
  afterAll(() => test.close());

  /** What the check says of a document beside a catalogue of these groups; none: the region has no catalogue. */
  async function found(groups: readonly DiseaseGroup[], edit: Edit = times('1')): Promise<readonly Finding[]> {
    const city = nextCity();
    await city.makeRegion();
    const { groupingHash } = await city.load();
    const head = { regionCode: city.regionCode, version: '2024.1', contentHash: 'a'.repeat(64), groupingHash, note: '' };
    if (groups.length > 0)
      await city.write(async (unit) => {
        await unit.catalogues.insert({ ...head, effectiveFrom: '2024-01-01' }, groups);
        await unit.announce(city.regionCode);
      });
    const text = await tinyDocument(edits(edit, (document) => ({ ...document, region: city.regionCode, version: '2024.2' })));
    const { findings } = await checkRulesetText(city.platform, city.as('CLERK'), text);
    return findings.filter(({ code }) => code === 'GROUPS_WITHOUT_POINTS' || code === 'TOTAL_POINTS_CHANGED');
  }

  it('a group without points among groups with: how many of how many, which, and a witness', async () => {
    const [only, ...others] = await found([group('I63', '1000'), group('J18', '0'), group('K80', '0.0001')]);
    expect(others).toEqual([]);
    expect(only).toMatchObject({ code: 'GROUPS_WITHOUT_POINTS', severity: 'WARNING', witness: { groupCode: 'J18' } });
    expect(only?.message.zh).toContain('目录库 2024.1 的 3 个病种中有 1 个没有分值（J18）');
  });

  it('of many without points the first five are named, of five all', async () => {
    const without = (count: number): DiseaseGroup[] => Array.from({ length: count }, (_, i) => group(`K8${i}`, '0'));
    const said = async (count: number) => (await found([group('I63', '1000'), ...without(count)]))[0]?.message.zh;
    expect(await said(5)).toContain('6 个病种中有 5 个没有分值（K80、K81、K82、K83、K84）');
    expect(await said(6)).toContain('7 个病种中有 6 个没有分值（K80、K81、K82、K83、K84…）');
  });

  it('a region without a catalogue: nothing is said, whatever points are made of it', async () => {
    expect(await found([], times('2'))).toEqual([]);
  });

  it.each([
    ['1.00001', '1.00001'],
    ['1.000009', undefined],
    ['0.999991', undefined],
    ['0.99999', '0.99999'],
  ])('points times %s: the total changed by %s, exactly from a hundred-thousandth on', async (factor, said) => {
    const changed = await found([group('I63', '1000000'), group('J18', '2000000')], times(factor));
    expect(changed.map(({ code, message }) => `${code} ${/变为原来的 (\S+) 倍/u.exec(message.zh)?.[1] ?? ''}`)).toEqual(
      said === undefined ? [] : [`TOTAL_POINTS_CHANGED ${said}`],
    );
  });

  it('a group without points, and points made anew of the others: both are said, and the total is of those that have points', async () => {
    const both = await found([group('I63', '1000'), group('J18', '0')], times('1.05'));
    expect(both.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['WARNING GROUPS_WITHOUT_POINTS', 'WARNING TOTAL_POINTS_CHANGED']);
    expect(both[1]?.message.zh).toContain('总分值变为原来的 1.05 倍（如 I63 为 1.05 倍）');
  });
});
