import { afterAll, beforeAll, expect, it } from 'vitest';
import { hashOfRows } from '../../../src/app/clearing/blocks/row-digests.js';
import { CountingSink } from '../../../src/app/clearing/blocks/score-sink.js';
import { openHypothetical, type RunPlan } from '../../../src/app/clearing/run/run-plan.js';
import { parseSnapshot } from '../../../src/app/clearing/run/run-snapshot.js';
import { SumsOfParts } from '../../../src/app/clearing/settle/read-scores.js';
import { settleScores, type RunHashes, type SettledRun } from '../../../src/app/clearing/settle/settle-run.js';
import { ShardScorer } from '../../../src/app/clearing/shards/score-shard.js';
import type { Accumulator } from '../../../src/engine/clearing/accumulator.js';
import { must } from '../../../src/engine/kit/assert.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { batchOf, compileTiny } from '../../support/memory-year.js';
import { parameter, testPlatform, TinyCity, tinyCase, upTo, yuan } from '../../support/tiny-city.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());

const CASES = upTo(90).map((i) => tinyCase(i, i % 11 === 0 ? { totalCost: yuan(9_000_000 + i) } : {}));

/** Clears a year from an accumulator and nothing else. */
async function settle(plan: RunPlan, accumulator: Accumulator, hashes: RunHashes): Promise<SettledRun> {
  const sums = new SumsOfParts(plan.totals);
  sums.addAccumulated(accumulator);
  return await settleScores(plan, { ...sums.result(), shards: [], parts: [] }, hashes);
}

it('clears a year with another parameter in memory to the fen and the hash of the same year loaded, stored and run', async () => {
  const city = new TinyCity(testPlatform(test.store));
  await city.makeRegion();
  await city.putCatalogue((await city.load(parameter('deviationHigh', '1.5'))).groupingHash);
  await city.putCases(CASES);
  await city.putYear();
  const run = await city.clear();
  expect(run.failure).toBeNull();
  const { regionCode } = city;
  const stored = await city.read(async ({ runs, runResults, catalogues }) => {
    const {
      engineVersion: _,
      throughImportSeq: __,
      rulesets,
      catalogues: held,
      ...inputs
    } = parseSnapshot(await runs.snapshot(regionCode, run.runNo));
    const [catalogue] = held;
    const { id, ...stated } = must(catalogue, 'catalogue');
    return {
      ...{ inputs, rulesets, stated, groups: await catalogues.groups(regionCode, id) },
      statements: await runResults.statements(regionCode, run.runNo),
      postings: await runResults.postings(regionCode, run.runNo),
    };
  });
  const { inputs, stated, groups } = stored;
  const year = { from: inputs.from, to: inputs.to };
  const hypothetical = async (value: string): Promise<RunPlan> =>
    await openHypothetical({
      inputs,
      versions: [{ ...year, compiled: await compileTiny(parameter('deviationHigh', value)) }],
      catalogues: [{ ...stated, groups }],
    });

  // The store's sink, its columns thrown away: every hash.
  const plan = await hypothetical('1.5');
  const scorer = new ShardScorer(plan, new Judge());
  const { without } = scorer;
  const shards = [await scorer.score(batchOf(CASES.slice(0, 40), 1n, without)), await scorer.score(batchOf(CASES.slice(40), 41n, without))];
  const whole = plan.totals.accumulator();
  for (const { accumulator } of shards) whole.merge(accumulator);
  const hashes = {
    casesHash: hashOfRows(shards.map(({ caseDigests }) => caseDigests)),
    scoresHash: hashOfRows(shards.map(({ scoreDigests }) => scoreDigests)),
  };
  const settled = await settle(plan, whole, hashes);
  expect(settled.totals.resultHash).toBe(run.totals.resultHash);
  expect(settled.totals.casesHash).toBe(run.totals.casesHash);
  expect(settled.totals.payableFen).toBe(run.totals.payableFen);

  // Counting only: no number of a case is ever text.
  const counted = async (of: RunPlan): Promise<SettledRun> => {
    const batch = batchOf(CASES);
    const accumulator = of.totals.accumulator();
    await new ShardScorer(of, new Judge()).scoreInto(new CountingSink(of.totals, batch, accumulator), batch);
    return await settle(of, accumulator, hashes);
  };
  const same = await counted(plan);
  const payables = ({ statements }: Pick<SettledRun, 'statements'>) =>
    statements.map(({ institutionCode, cases, points, payableFen, steps }) => ({ institutionCode, cases, points, payableFen, steps }));
  expect(payables(same)).toEqual(payables(stored));
  const byKey = (rows: SettledRun['postings']): string[] =>
    rows.map(({ institutionCode, line, account, amountFen, sign }) => `${institutionCode} ${line} ${account} ${sign} ${amountFen}`).sort();
  expect(byKey(same.postings)).toEqual(byKey(stored.postings));
  expect(same.totals.resultHash).toBe(run.totals.resultHash);

  const other = await counted(await hypothetical('2'));
  expect(payables(other)).not.toEqual(payables(stored));
  expect(() => plan.selection).toThrow('hypothetical');
});
