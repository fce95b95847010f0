import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UserError } from '../../../src/app/base/errors.js';
import { endAbandonedWhatIfs } from '../../../src/app/end-abandoned-jobs.js';
import { RulesetRefused } from '../../../src/app/rulesets/load-ruleset.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import type { CountedRange } from '../../../src/app/ports/cases/ports-case.js';
import type { WhatIfInstitutionRow } from '../../../src/app/what-if/compare-parties.js';
import { freezeYear, openWhatIf } from '../../../src/app/what-if/open-what-if.js';
import { reportOfWhatIf, whatIfInstitutionOf } from '../../../src/app/what-if/stored-what-if-parse.js';
import { cancelWhatIf, startWhatIf, whatIf } from '../../../src/app/what-if/what-if-job.js';
import type { WhatIfCandidate } from '../../../src/app/what-if/what-if-request.js';
import { casesOfYear, workOutWhatIf } from '../../../src/app/what-if/work-out-what-if.js';
import { must } from '../../../src/engine/kit/assert.js';
import { decimal, printFen, yuanToFen } from '../../../src/engine/number/quantity.js';
import type { RulesetDocument } from '../../../src/rules/document/document.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { edits, parameter, testPlatform, tinyCase as tinyCases, tinyCities, tinyDocument, version, type Edit, type TinyCity, upTo } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

const fen = (text: string): bigint => yuanToFen(decimal(text));

/** A row of a map table with another value; the examples go. */
function coefficient(key: readonly string[], value: string): Edit {
  return (document) => {
    const table = must(document.tables?.['baseCoefficients'], 'table') as Extract<
      NonNullable<RulesetDocument['tables']>[string],
      { kind: 'map' }
    >;
    const rows = table.rows.map((row) => (row.key.join() === key.join() ? { ...row, value } : row));
    return { ...document, tables: { ...document.tables, baseCoefficients: { ...table, rows } }, examples: [] };
  };
}

async function work(city: TinyCity, candidates: readonly WhatIfCandidate[], shards?: readonly CountedRange[]) {
  const { platform, key } = city;
  const { read } = platformCaller(platform);
  const opened = await openWhatIf(platform, read, await freezeYear(platform, read, key), candidates);
  return await workOutWhatIf(platform, opened, undefined, shards);
}

async function run(city: TinyCity, idempotencyKey: string, candidates: readonly WhatIfCandidate[], caller = platformCaller(city.platform)) {
  const started = await startWhatIf(city.platform, caller, { ...city.key, idempotencyKey, candidates });
  await started.done;
  const record = await whatIf(platformCaller(city.platform), city.regionCode, started.whatIf.id);
  const rows = async (candidate = 0): Promise<readonly WhatIfInstitutionRow[]> =>
    (
      await city.read(({ whatIfs }) =>
        whatIfs.rows(city.regionCode, record.id, { candidate, kind: 'INSTITUTION', limit: 1_000 }),
      )
    ).map(whatIfInstitutionOf);
  return { record, report: reportOfWhatIf(record), rows };
}

const HIGHER: WhatIfCandidate = { name: '系数 1.25', set: [{ target: 'baseCoefficients[A,EMPLOYEE]', value: '1.25' }] };

/** What is stored of runs: nothing of a what-if may be among it. */
async function storedRuns(city: TinyCity): Promise<unknown> {
  const { items } = await city.read(({ runs }) => runs.list(city.regionCode, { first: 100 }));
  return items.map(({ id, status, totals }) => [id, status, totals.resultHash]);
}

it('N25-32 one coefficient changed: each hospital to the fen as two real runs pay, what is won and lost comes to 0.00', async () => {
  const city = await nextCity().make({ cases: 300 });
  const before = await city.clear({ idempotencyKey: 'in force' });
  expect(before.failure).toBeNull();
  const stored = await storedRuns(city);
  const { record, report, rows } = await run(city, 'one coefficient', [HIGHER]);
  expect(record.failure).toBeNull();
  expect(await storedRuns(city)).toEqual(stored);
  const candidate = must(report?.candidates[0], 'candidate');
  expect(candidate.changes).toEqual([{ target: 'baseCoefficients[A,EMPLOYEE]', zh: '基本系数表', before: '1.2', after: '1.25' }]);
  const result = must(candidate.result ?? undefined, 'result');
  expect(result.entitlement.difference).toBe('0.00');
  expect(result.fund.difference).toBe('0.00');

  // The same change published as a version of its own and cleared for real.
  const other = nextCity();
  await other.makeRegion();
  await other.putCatalogue((await other.load(coefficient(['A', 'EMPLOYEE'], '1.25'))).groupingHash);
  await other.putCases(upTo(300).map((i) => tinyCases(i)));
  await other.putYear();
  const after = await other.clear({ idempotencyKey: 'changed' });
  expect(after.failure).toBeNull();
  const statements = async (of: TinyCity, runNo: number) =>
    new Map(
      (await of.read(({ runResults }) => runResults.statements(of.regionCode, runNo))).map(({ institutionCode, payableFen, points, steps }) => [
        institutionCode,
        { payable: printFen(payableFen), points, entitlement: must(steps[0], 'first line').amount },
      ]),
    );
  const [old, fresh] = [await statements(city, before.runNo), await statements(other, after.runNo)];
  const found = await rows();
  expect(found.map(({ code, entitlement, payable }) => [code, entitlement, payable])).toEqual(
    [...old].map(([code, a]) => {
      const b = must(fresh.get(code), code);
      const change = (x: string, y: string) => ({ before: x, after: y, difference: printFen(fen(y) - fen(x)) });
      return [code, change(a.entitlement, b.entitlement), change(a.payable, b.payable)];
    }),
  );
  expect(found.some(({ entitlement }) => entitlement.difference !== '0.00')).toBe(true);
  expect(found.reduce((sum, { entitlement }) => sum + fen(entitlement.difference), 0n)).toBe(0n);
  for (const { byRule, byPrice, byRest, byLater, payable } of found)
    expect(fen(byRule) + fen(byPrice) + fen(byRest) + fen(byLater)).toBe(fen(payable.difference));
  expect(result.side.pointValue).toBe(after.totals.pointValue);
  expect(report?.baseline.pointValue).toBe(before.totals.pointValue);
  expect(result.movedBy.map(({ output }) => output)).toContain('institutionCoefficient');
});

