import { afterAll, beforeAll, expect, it } from 'vitest';
import { Caches } from '../../../src/app/caches/bounded-cache.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { reportOfWhatIf, whatIfInstitutionOf } from '../../../src/app/what-if/stored-what-if-parse.js';
import { startWhatIf, whatIf } from '../../../src/app/what-if/what-if-job.js';
import { movedCases } from '../../../src/app/what-if/what-if-cases.js';
import type { WhatIfCandidate } from '../../../src/app/what-if/open/what-if-request.js';
import { must } from '../../../src/engine/kit/assert.js';
import { printFen } from '../../../src/engine/number/quantity.js';
import type { RulesetDocument } from '../../../src/rules/document/document.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import {
  edits,
  testPlatform,
  tinyCase,
  tinyCities,
  tinyDocument,
  upTo,
  version,
  type Edit,
  type TinyCity,
} from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

/** Breaks ties otherwise: another method of grouping, by which the tiny city's cases come to the same groups. */
const otherGrouping: Edit = (document: RulesetDocument) => {
  const grouping = must(document.methods?.grouping, 'grouping');
  return { ...document, methods: { ...document.methods, grouping: { ...grouping, ties: ['GROUP_CODE'] } }, examples: [] };
};

async function run(city: TinyCity, idempotencyKey: string, candidates: readonly WhatIfCandidate[]) {
  const caller = platformCaller(city.platform);
  const started = await startWhatIf(city.platform, caller, { ...city.key, idempotencyKey, candidates });
  await started.done;
  const record = await whatIf(caller, city.regionCode, started.whatIf.id);
  expect(record.failure).toBeNull();
  const found = await city.read(({ whatIfs }) =>
    whatIfs.rows(city.regionCode, record.id, { candidate: 0, kind: 'INSTITUTION', limit: 100 }),
  );
  return { record, candidate: must(reportOfWhatIf(record)?.candidates[0], 'candidate'), rows: found.map(whatIfInstitutionOf) };
}

it('N25-32 another catalogue in place of the year’s pays every hospital what a real run with it pays', async () => {
  const city = await nextCity().make({ cases: 200 });
  const { groupingHash } = await city.load(version('2024.9', '2025-01-01'));
  await city.putCatalogue(groupingHash, { version: '2025.1', effectiveFrom: '2025-01-01', points: '1300' });
  const { candidate, rows } = await run(city, 'new catalogue', [{ name: '新目录', catalogue: '2025.1' }]);
  expect(candidate.changes).toMatchObject([
    { target: 'catalogue', before: '2024.1', after: '2025.1', said: { label: { zh: '病种目录库' } } },
  ]);

  const other = nextCity();
  await other.makeRegion();
  const own = await other.load();
  await other.putCatalogue(own.groupingHash, { points: '1300' });
  await other.putCases(upTo(200).map((i) => tinyCase(i)));
  await other.putYear();
  const cleared = await other.clear();
  expect(cleared.failure).toBeNull();
  const statements = await other.read(({ runResults }) => runResults.statements(other.regionCode, cleared.runNo));
  expect(rows.map(({ code, payable }) => [code, payable.after])).toEqual(
    statements.map(({ institutionCode, payableFen }) => [institutionCode, printFen(payableFen)]),
  );
  for (const { code, payable } of rows) expect(payable.difference, code).not.toBe('0.00');
  expect(candidate.result?.side.pointValue).toBe(cleared.totals.pointValue);
});

it('N25-32 rules that group otherwise are tried with the catalogue that goes with them, and with the same one for good', async () => {
  const city = await nextCity().make({ cases: 100 });
  const { groupingHash } = await city.load(version('2024.9', '2025-01-01'), otherGrouping);
  const rulesetText = await tinyDocument((document) =>
    edits(version('draft', '2025-02-01'), otherGrouping)({ ...document, region: city.regionCode }),
  );
  const caller = platformCaller(city.platform);
  const start = (idempotencyKey: string, candidates: readonly WhatIfCandidate[]) =>
    startWhatIf(city.platform, caller, { ...city.key, idempotencyKey, candidates });
  await expect(start('nothing goes with it', [{ name: '草案', rulesetText }])).rejects.toMatchObject({
    code: 'RULESET_INVALID',
    messages: { zh: expect.stringContaining('还没有按它分组、定了分值的目录库') as string },
  });

  await city.putCatalogue(groupingHash, { version: '2025.1', effectiveFrom: '2025-01-01' });
  await city.putCatalogue(groupingHash, { version: '2026.1', effectiveFrom: '2026-01-01', points: '1300' });
  const { record, candidate, rows } = await run(city, 'draft', [{ name: '草案', rulesetText }]);
  expect(candidate.changes).toMatchObject([{ target: 'catalogue', before: '2024.1', after: '2025.1' }]);
  expect(candidate.result?.moved).toBe(0);
  expect(rows.map(({ entitlement }) => entitlement.difference)).toEqual(['0.00', '0.00', '0.00']);

  // What is in force on the draft's first day has changed since: the stored what-if is opened as it was.
  await city.putCatalogue(groupingHash, { version: '2025.2', effectiveFrom: '2025-01-15', points: '1500' });
  const elsewhere = { ...city.platform, caches: new Caches() };
  const moved = await movedCases(elsewhere, caller, { regionCode: city.regionCode, id: record.id, candidate: 0, first: 5 });
  expect(moved.cases).toEqual([]);
  const later = await run(city, 'draft, later', [{ name: '草案', rulesetText }]);
  expect(later.candidate.changes).toMatchObject([{ target: 'catalogue', after: '2025.2' }]);
  expect(later.candidate.result?.moved).toBeGreaterThan(0);

  const half = await run(city, 'half a year', [{ name: '七月', rulesetText, effectiveFrom: '2024-07-01', effectiveTo: '2024-09-30' }]);
  expect(half.candidate.result?.moved).toBeLessThan(must(later.candidate.result, 'result').moved);
  expect(half.candidate.result?.moved).toBeGreaterThan(0);
});

it('refuses catalogues that are not there, have no points, or group otherwise than the rules', async () => {
  const city = await nextCity().make({ cases: 20 });
  const { groupingHash } = await city.load(version('2024.9', '2025-01-01'), otherGrouping);
  await city.putCatalogue(groupingHash, { version: '2025.1', effectiveFrom: '2025-01-01' });
  const start = (catalogue: string) =>
    startWhatIf(city.platform, platformCaller(city.platform), {
      ...{ ...city.key, idempotencyKey: catalogue, candidates: [{ name: '目录', catalogue }] },
    });
  await expect(start('1999.1')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(start('2025.1')).rejects.toMatchObject({ code: 'RULESET_INVALID' });
  expect(await city.read(({ whatIfs }) => whatIfs.newest(city.regionCode, 10))).toEqual([]);
});
