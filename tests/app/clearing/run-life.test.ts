import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driveNextRun } from '../../../src/app/clearing/drive-run.js';
import { explainScore } from '../../../src/app/clearing/evidence/explain-score.js';
import { RunWorker } from '../../../src/app/clearing/run-worker.js';
import { cancelClearingRun, resumeClearingRun, startClearingRun } from '../../../src/app/clearing/run/start-clearing-run.js';
import type { UserError } from '../../../src/app/base/errors.js';
import type { Platform } from '../../../src/app/kernel/platform.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import type { RunRecord } from '../../../src/app/ports/clearing/ports-run.js';
import { must } from '../../../src/engine/kit/assert.js';
import { printFen } from '../../../src/engine/number/quantity.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { cutRun, freezeInBlocks } from '../../support/shards.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../../support/database.js';
import { testPlatform, TinyCity, tinyCase, tinyCities, upTo } from '../../support/tiny-city.js';
import { wholeTotals } from '../../support/run-totals.js';

let test: TestDatabase;
let platform: Platform;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase(TEST_ENGINES.at(-1)); // PostgreSQL where a server is named: there, things really happen at once
  platform = testPlatform(test.store);
  nextCity = tinyCities(platform);
});
afterAll(() => test.close());

/** Cuts a run into shards of a few cases: otherwise a small city is one shard. */
async function cut(city: TinyCity, { runNo }: RunRecord, size: number): Promise<void> {
  const selection = { ...city.key, from: '2024-01-01', to: '2024-12-31', periodBy: 'DISCHARGE' } as const;
  await city.write((unit) => cutRun(unit, { regionCode: city.regionCode, runNo, selection }, size));
}

const actions = async (city: TinyCity): Promise<readonly string[]> =>
  (await city.read(({ audit }) => audit.list(city.regionCode, { first: 20 })))
    .map(({ action }) => action)
    .filter((action) => action.startsWith('run:'));

describe('a run is started once', () => {
  it('the same key and input, one after the other and at once, give one run; another input is refused', async () => {
    const city = await nextCity().make({ cases: 3 });
    const [first, ...others] = await Promise.all(upTo(6).map(() => city.start()));
    const again = await city.start();
    expect(new Set([first, ...others, again].map((run) => run?.id)).size).toBe(1);
    expect((await city.read(({ runs }) => runs.list(city.regionCode, { first: 10 }))).items).toHaveLength(1);
    await expect(city.start({ insurance: 'RESIDENT' })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    } satisfies Partial<UserError>);
    await expect(city.start({ scheme: 'DIP' })).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await actions(city)).toEqual(['run:start']);
  });

  it('a key gives its run also when the year could not be started any more', async () => {
    const city = await nextCity().make({ cases: 3 });
    const run = await city.start();
    await city.putCatalogue('f'.repeat(64), { version: 'other', effectiveFrom: '2024-02-01' });
    await expect(city.start({ idempotencyKey: 'new' })).rejects.toMatchObject({ code: 'RULESET_INVALID' });
    expect((await city.start()).id).toBe(run.id);
  });

  it('the same inputs give the same hashes; what comes after the start does not reach the run', async () => {
    const city = await nextCity().make({ cases: 40 });
    const first = await city.start();
    const other = await city.start({ idempotencyKey: 'other' });
    expect(other.inputHash).toBe(first.inputHash);
    await city.putCases([tinyCase(900), tinyCase(901)]);
    await city.write(async (unit) => {
      await unit.cases.void(city.regionCode, [tinyCase(1)]);
      await unit.cases.insert({ regionCode: city.regionCode, onDuplicate: 'REVISE', rows: [tinyCase(2, { caseFlags: ['BED_DAY'] })] });
      await unit.fundYears.setBudget(city.key, { income: '1.00', outOfRegionPlan: '0.00' }, { reason: '更正' });
      await unit.fundYears.addPayment({
        ...city.key,
        institutionCode: 'H3',
        period: '02',
        month: 2,
        amountFen: 1n,
        paidOn: '2024-03-05',
        reason: '晚到',
        reversesId: null,
      });
      await unit.institutions.addFigures([{ ...city.key, institutionCode: 'H1', name: 'cmi', value: '9.99' }]);
    });
    await city.addProfile('H1', 'B', '2024-01-01');
    const [a, b] = [await city.drive(first), await city.drive(other)];
    expect(a.status).toBe('SUCCEEDED');
    expect(a.totals).toEqual(wholeTotals({ cases: 40n, fundFen: 425_000_000n, budgetFen: 425_000_000n }));
    expect(b.totals).toEqual(a.totals);
    const scores = await city.read(({ scores: stored }) => stored.list(city.regionCode, a.runNo, { first: 100, afterSeq: 0n }));
    expect(scores.map(({ caseNo }) => caseNo).sort()).toEqual(upTo(40).map((i) => tinyCase(i).caseNo));
    const late = await city.start({ idempotencyKey: 'late' });
    expect(late.inputHash).not.toBe(first.inputHash);
  });
});

describe('a run that is stopped and taken up again', () => {
  it('cancelled in the middle and resumed: as if nothing had happened', async () => {
    const city = await nextCity().make({ cases: 60 });
    const undisturbed = await city.start({ idempotencyKey: 'undisturbed' });
    await cut(city, undisturbed, 7);
    const expected = await city.drive(undisturbed);

    const run = await city.start();
    await cut(city, run, 7);
    const caller = city.as('FINANCE');
    const cancelling = new TinyCity(
      cancelsAfter(2, () => cancelClearingRun(platform, caller, city.regionCode, run.id)),
      city.regionCode,
    );
    const cancelled = await cancelling.drive(run);
    expect(cancelled).toMatchObject({ status: 'CANCELLED', failure: null, totals: {} });
    const progress = await city.read(({ runs }) => runs.shardProgress(city.regionCode, run.runNo));
    expect(progress.done).toBeGreaterThan(0);
    expect(progress.done).toBeLessThan(progress.shards);
    expect((await cancelClearingRun(platform, caller, city.regionCode, run.id)).status).toBe('CANCELLED');

    expect((await resumeClearingRun(platform, caller, city.regionCode, run.id)).status).toBe('QUEUED');
    expect((await resumeClearingRun(platform, caller, city.regionCode, run.id)).status).toBe('QUEUED');
    const resumed = await city.drive(run);
    expect(resumed.status).toBe('SUCCEEDED');
    expect(resumed.totals).toEqual({ ...expected.totals, reJudged: resumed.totals.reJudged });
    await expect(resumeClearingRun(platform, caller, city.regionCode, run.id)).rejects.toMatchObject({ code: 'CONFLICT' }); // N4
    await expect(cancelClearingRun(platform, caller, city.regionCode, run.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await actions(city)).toEqual([
      'run:finish',
      'run:resume',
      'run:cancelled',
      'run:cancel',
      'run:start',
      'run:finish',
      'run:start',
    ]);
  });

  it('cancelled while it waits; resumed, it is driven', async () => {
    const city = await nextCity().make({ cases: 3 });
    const run = await city.start();
    expect(await cancelClearingRun(platform, city.as('FINANCE'), city.regionCode, run.id)).toMatchObject({ status: 'CANCELLED' });
    expect(await driveNextRun(platform, 'test', { regionCode: city.regionCode })).toBe(false);
    await resumeClearingRun(platform, city.as('FINANCE'), city.regionCode, run.id);
    expect(await city.drive(run)).toMatchObject({ status: 'SUCCEEDED', cancelRequested: false });
  });

  it('halted by its own check: nothing is kept but what was right, and a resumed run shows no failure', async () => {
    const city = await nextCity().make({ cases: 30 });
    const run = await city.start();
    const liar = new TinyCity(testPlatform(test.store, new LyingJudge()), city.regionCode);
    // The tables are those of the honest judge: compiled before.
    await liar.platform.rulesets.get(
      (work) => liar.read(work),
      must((await city.read(({ rulesets }) => rulesets.list(city.regionCode)))[0], 'version'),
    );
    LyingJudge.lies = true;
    const halted = await liar.drive(run);
    LyingJudge.lies = false;
    expect(halted.status).toBe('HALTED');
    expect(halted.failure).toMatchObject({ code: 'SELF_CHECK' });
    expect(halted.failure?.zh).toMatch(/自检不符，清算已中止：病例 C0000\d\d，判定 deviation/);
    expect(halted.totals).toEqual({});
    expect(await city.read(({ runResults }) => runResults.statements(city.regionCode, run.runNo))).toEqual([]);
    await resumeClearingRun(platform, city.as('FINANCE'), city.regionCode, run.id);
    expect(await city.run(run)).toMatchObject({ status: 'QUEUED', failure: null, finishedAt: null });
    expect(await city.drive(run)).toMatchObject({ status: 'SUCCEEDED', failure: null });
  });

  it('begun by another engine: not gone on with', async () => {
    const city = await nextCity().make({ cases: 3 });
    const run = await city.start();
    const newer = new TinyCity(testPlatform(test.store, new Judge(), '9.9.9'), city.regionCode);
    expect(await newer.drive(run)).toMatchObject({ status: 'FAILED', failure: { code: 'ENGINE_CHANGED' } });
  });
});

describe('the books of a run', () => {
  it('add up to the fen: statements, postings, accounts and the point value that is published', async () => {
    const city = await nextCity().make({ cases: 60 });
    const run = await city.clear();
    const { regionCode } = city;
    const { statements, sums, pointValue, scores } = await city.read(async ({ runResults, fundYears, scores: stored }) => ({
      statements: await runResults.statements(regionCode, run.runNo),
      sums: await runResults.sums(regionCode, run.runNo, 'payable'),
      pointValue: await fundYears.pointValue(city.key, 'SETTLEMENT'),
      scores: await stored.list(regionCode, run.runNo, { first: 100, afterSeq: 0n }),
    }));
    expect(run).toMatchObject({ status: 'SUCCEEDED', stage: 'CALCULATED', done: 60n, total: 60n });
    expect(printFen(must(run.totals.imbalanceFen, 'imbalance'))).toBe('0.00');
    expect(statements.map(({ institutionCode, cases }) => [institutionCode, cases])).toEqual([
      ['H1', 20],
      ['H2', 20],
      ['H3', 20],
    ]);
    expect(statements.reduce((sum, { payableFen }) => sum + payableFen, 0n)).toBe(run.totals.payableFen);
    expect(Object.values(sums.byAccount).reduce((sum, fen) => sum + fen, 0n)).toBe(run.totals.payableFen);
    expect(sums.byAccount['FUND']).toBe(run.totals.fundFen);
    expect(pointValue).toMatchObject({ fraction: run.totals.pointValueFraction, runNo: run.runNo });
    expect(scores).toHaveLength(60);
    const outcomes = await city.read(({ scores: stored }) => stored.outcomes(regionCode, run.runNo, { first: 100, afterId: -1 }));
    expect(outcomes.reduce((sum, { count }) => sum + count, 0n)).toBe(60n);
    expect(outcomes.filter(({ reJudged }) => !reJudged)).toEqual([]);
    expect(run.totals.distinctSituations).toBe(BigInt(outcomes.length));
    expect(run.totals.reJudged).toBeGreaterThanOrEqual(BigInt(outcomes.length));
  });

  it('a score is explained as the run made it, to the institution too, whatever was changed since', async () => {
    const city = await nextCity().make({ cases: 12 });
    const run = await city.clear();
    await city.addProfile('H1', 'B', '2024-01-01');
    await city.write((unit) => unit.institutions.addFigures([{ ...city.key, institutionCode: 'H3', name: 'cmi', value: '5.00' }]));
    for (const caller of [city.as('INSTITUTION', { institutionCode: 'H1' }), city.as('CLERK')]) {
      const [stored] = await caller.read(({ scores }) => scores.list(city.regionCode, run.runNo, { first: 1, afterSeq: 0n }));
      const [record] = await caller.read(({ cases }) => cases.findBySeq(city.regionCode, [must(stored, 'score').caseSeq]));
      const explained = await explainScore(testPlatform(test.store), caller.read, await city.run(run), must(record, 'case'));
      expect(stored?.institutionCode).toBe('H1');
      expect([explained.printed('points'), explained.printed('institutionCoefficient')]).toEqual([
        stored?.points.slice(0, -4),
        stored?.institutionCoefficient?.slice(0, -4),
      ]);
      expect(explained.trace.length).toBeGreaterThan(5);
    }
    const foreign = city.as('INSTITUTION', { institutionCode: 'H1', regions: ['999999'] });
    expect(await foreign.read(({ runs }) => runs.frozenInputs(city.regionCode, run.runNo))).toBeUndefined();
  });

  it('a run with exceptions ends as a trial, its counts add up, and no point value is published', async () => {
    const city = await nextCity().make({ cases: 20 });
    await city.write(async (unit) => {
      await unit.institutions.save([{ regionCode: city.regionCode, code: 'H9', name: '无档案医院' }]);
      await unit.announce(city.regionCode);
    });
    await city.addProfile('H9', 'A', '2024-11-01');
    await city.write((unit) => unit.institutions.save([{ regionCode: city.regionCode, code: 'H8', name: '从无档案' }]));
    await city.putCases([
      tinyCase(100, { principalDiagnosis: 'Z99.900' }),
      tinyCase(101, { institutionCode: 'H9', dischargeDate: '2024-03-01', admissionDate: '2024-02-28' }),
      tinyCase(102, { institutionCode: 'H9', dischargeDate: '2024-12-01', admissionDate: '2024-11-28' }),
      tinyCase(103, { institutionCode: 'H8' }),
      tinyCase(104, { attributes: new Map([['unheardOf', '1']]) }),
    ]);
    const run = await city.clear();
    expect([run.status, run.stage]).toEqual(['SUCCEEDED', 'TRIAL']);
    expect(run.totals).toEqual(wholeTotals({ cases: 25n, exceptions: 4n }));
    const { regionCode } = city;
    const { exceptions, scores, statements, pointValue } = await city.read(async ({ scores: stored, runResults, fundYears }) => ({
      exceptions: await stored.exceptions(regionCode, run.runNo, { first: 100, afterSeq: 0n }),
      scores: await stored.list(regionCode, run.runNo, { first: 100, afterSeq: 0n }),
      statements: await runResults.statements(regionCode, run.runNo),
      pointValue: await fundYears.pointValue(city.key, 'SETTLEMENT'),
    }));
    expect(exceptions.map(({ caseNo, code }) => [caseNo, code])).toEqual([
      ['C000100', 'GROUP_COLUMN_MISSING'],
      ['C000101', 'NO_INSTITUTION_PROFILE'],
      ['C000103', 'NO_INSTITUTION_PROFILE'],
      ['C000104', 'UNKNOWN_FACT'],
    ]);
    for (const { messages } of exceptions) expect(messages.zh !== '' && messages.en !== '').toBe(true);
    expect(run.totals.exceptions).toBe(BigInt(exceptions.length));
    expect(scores).toHaveLength(25);
    expect(scores.filter(({ exceptionCode }) => exceptionCode !== null)).toHaveLength(exceptions.length);
    expect(statements.map(({ institutionCode }) => institutionCode)).toEqual(['H1', 'H2', 'H3', 'H9']);
    expect(statements.reduce((sum, { cases }) => sum + cases, 0)).toBe(24); // all but the one of the hospital without any profile
    expect(pointValue).toBeUndefined();
  });
});

describe('the worker of a process', () => {
  it('drives what is queued at once, and gives a run back when it is stopped', async () => {
    const city = await nextCity().make({ cases: 40 });
    await city.write((unit) => freezeInBlocks(unit, city.regionCode, 4));
    const worker = new RunWorker('worker');
    const woken: Platform = { ...platform, wakeWorkers: worker.wake };
    worker.start(woken);
    const first = await startClearingRun(woken, platformCaller(woken), { ...city.key, idempotencyKey: 'woken' });
    await expect.poll(async () => (await city.run(first)).status, { timeout: 20_000, interval: 20 }).toBe('SUCCEEDED');
    await worker.stop();

    const second = await city.start({ idempotencyKey: 'drained' });
    await cut(city, second, 4);
    const draining = new RunWorker('draining');
    let stopped: Promise<void> | undefined;
    draining.start(
      cancelsAfter(3, () => {
        stopped = draining.stop();
        return Promise.resolve(); // it waits for the run that is under way
      }),
    );
    await expect.poll(() => stopped !== undefined, { timeout: 20_000, interval: 20 }).toBe(true);
    await stopped;
    const given = await city.run(second);
    expect(given).toMatchObject({ status: 'QUEUED', failure: null });
    const { shards, done } = await city.read(({ runs }) => runs.shardProgress(city.regionCode, second.runNo));
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(shards);
    expect(await city.drive(second, 'next process')).toMatchObject({ status: 'SUCCEEDED', totals: { cases: 40n } });
  });
});

/** The platform, doing something once so many shards have been stored. */
function cancelsAfter(shards: number, act: () => Promise<unknown>): Platform {
  let stored = 0;
  let acting: Promise<unknown> | undefined;
  const { store } = platform;
  const watched: Platform['store'] = {
    onChange: (listener) => store.onChange(listener),
    ready: () => store.ready(),
    tidy: () => store.tidy(),
    transaction: async (access, mode, work) => {
      await acting;
      const result = await store.transaction(access, mode, (unit) =>
        work({
          ...unit,
          runs: {
            ...unit.runs,
            finishShard: async (claim, shard) => {
              stored += 1;
              return await unit.runs.finishShard(claim, shard);
            },
          },
        }),
      );
      if (stored >= shards && acting === undefined) {
        acting = Promise.resolve();
        acting = act();
        await acting;
      }
      return result;
    },
  };
  return { ...platform, store: watched };
}

/** A judge that, once told to, says that the first rule of `deviation` fired whatever the case. */
class LyingJudge extends Judge {
  static lies = false;

  override async verdict(...asked: Parameters<Judge['verdict']>): ReturnType<Judge['verdict']> {
    const honest = await super.verdict(...asked);
    return LyingJudge.lies && asked[0].id === 'deviation' ? { ...honest, fired: [0, 1] } : honest;
  }
}
