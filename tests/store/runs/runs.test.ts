import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PLATFORM_ACCESS, StoreConflict, type Access, type Unit } from '../../../src/app/ports/ports.js';
import type { CaseSelection } from '../../../src/app/ports/cases/ports-case.js';
import type { RunLease, RunRecord } from '../../../src/app/ports/clearing/ports-run.js';
import { must } from '../../../src/engine/kit/assert.js';
import { testCase } from '../../support/cases.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../../support/database.js';
import { scoreBatch } from '../../support/scores.js';

const REGION = '990300';
const CATALOGUE = '00000000-0000-7000-8000-000000000001';
const BLOCK = { institutionCode: 'H1', insurance: 'EMPLOYEE', blockNo: 0 } as const;
const RESULT = { rows: 1, sums: null };
const DIGESTS = { caseDigests: Buffer.from('c'.repeat(20)), scoreDigests: Buffer.from('s'.repeat(20)) };

describe.each(TEST_ENGINES)('runs on %s', (engine) => {
  let test: TestDatabase;
  let run: RunRecord;
  const shardOf = (shardNo: number) => ({ regionCode: REGION, runNo: run.runNo, shardNo });
  const write = <T>(work: (unit: Unit) => Promise<T>, access: Access = PLATFORM_ACCESS): Promise<T> =>
    test.store.transaction(access, 'WRITE', work);
  const read = <T>(work: (unit: Unit) => Promise<T>, access: Access = PLATFORM_ACCESS): Promise<T> =>
    test.store.transaction(access, 'READ', work);
  const claim = (worker: string, leaseMs = 60_000): Promise<RunLease | undefined> =>
    write((unit) => unit.runs.claim({ worker, leaseMs, regionCode: REGION, runNo: run.runNo }));
  const selection = async (): Promise<CaseSelection> => ({
    regionCode: REGION,
    throughImportSeq: await read((unit) => unit.cases.lastImportSeq(REGION)),
    from: '2024-01-01',
    to: '2024-12-31',
    periodBy: 'DISCHARGE',
  });

  beforeAll(async () => {
    test = await openTestDatabase(engine);
    await write(async (unit) => {
      await unit.regions.save({ code: REGION, name: '演示市', parentCode: null, sandbox: true });
      await unit.institutions.save(['H1', 'H2'].map((code) => ({ regionCode: REGION, code, name: code })));
      const rows = Array.from({ length: 7 }, (_, index) => testCase({ caseNo: `C${index}`, institutionCode: index < 4 ? 'H1' : 'H2' }));
      await unit.cases.insert({ regionCode: REGION, onDuplicate: 'REJECT', rows });
    });
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    run = await write((unit) =>
      unit.runs.create({
        regionCode: REGION,
        period: 'YEAR',
        year: 2024,
        insurance: 'EMPLOYEE',
        inputHash: 'abc',
        snapshotText: '{"cases":"7"}',
        rulesetIds: ['r1'],
        catalogueId: CATALOGUE,
        idempotencyKey: null,
      }),
    );
  });

  it('are numbered within the region and keep their frozen inputs', async () => {
    expect(run).toMatchObject({ status: 'QUEUED', stage: 'TRIAL', inputHash: 'abc', rulesetIds: ['r1'], totals: {}, failure: null });
    const next = await write((unit) => unit.runs.create({ ...run, snapshotText: '{}', idempotencyKey: null }));
    expect(next.runNo).toBe(run.runNo + 1);
    expect(await read((unit) => unit.runs.snapshot(REGION, run.runNo))).toBe('{"cases":"7"}');
    const page = await read((unit) => unit.runs.list(REGION, { first: 1, year: 2024 }));
    expect([page.items[0]?.runNo, page.hasMore]).toEqual([next.runNo, true]);
  });

  it('have one driver; a driver whose lease ran out is fenced off', async () => {
    const first = must(await claim('a', 1), 'lease');
    await new Promise((resolve) => setTimeout(resolve, 20));
    const second = must(await claim('b'), 'lease');
    expect(await claim('c')).toBeUndefined();
    expect(second.token).toBe(first.token + 1);
    expect(await write((unit) => unit.runs.renew(first, 1_000))).toBe(false);
    expect(await write((unit) => unit.runs.update(first, { phase: 'score' }))).toBe(false);
    expect(await write((unit) => unit.runs.renew(second, 60_000))).toBe(true);
    const totals = {
      resultHash: 'r',
      totalPoints: '12.50000000',
      payableFen: 70000000000n,
      imbalanceFen: 0n,
      cases: 7n,
      waterfall: [{ key: 'fund', amount: '1.00' }],
    };
    expect(await write((unit) => unit.runs.update(second, { phase: 'done', status: 'SUCCEEDED', stage: 'CALCULATED', totals }))).toBe(true);
    const done = must(await read((unit) => unit.runs.findByNo(REGION, run.runNo)), 'run');
    expect(done).toMatchObject({ status: 'SUCCEEDED', stage: 'CALCULATED', totals });
    expect(done.finishedAt).toBeInstanceOf(Date);
    expect(await write((unit) => unit.runs.update(second, { phase: 'again' }))).toBe(false); // finished
  });

  it('can be cancelled, queued again and given back', async () => {
    const lease = must(await claim('a'), 'lease');
    expect(await write((unit) => unit.runs.requestCancel(REGION, run.runNo))).toBe(true);
    expect((await read((unit) => unit.runs.findByNo(REGION, run.runNo)))?.cancelRequested).toBe(true);
    await write((unit) => unit.runs.update(lease, { status: 'CANCELLED', failure: { code: 'CANCELLED', zh: '已取消', en: 'cancelled' } }));
    expect(await write((unit) => unit.runs.requestCancel(REGION, run.runNo))).toBe(false);
    expect(await write((unit) => unit.runs.requeue(REGION, run.runNo))).toBe(true);
    const again = must(await claim('b'), 'lease');
    await write((unit) => unit.runs.release(again));
    expect(await claim('c')).toBeDefined();
  });

  it('shards: claimed once, skipped while claimed, and fenced when a lease ran out', async () => {
    const shards = [0, 1, 2].map((blockNo) => [
      { ...BLOCK, blockNo },
      { ...BLOCK, institutionCode: 'H2', blockNo },
    ]);
    await write((unit) => unit.runs.createShards(REGION, run.runNo, shards));
    await write((unit) => unit.runs.createShards(REGION, run.runNo, [...shards, [{ ...BLOCK, blockNo: 3 }]])); // resumed when more had come
    const take = (worker: string, leaseMs: number) =>
      write((unit) => unit.runs.claimShard({ regionCode: REGION, runNo: run.runNo, worker, leaseMs }));
    const slow = must(await take('slow', 1), 'shard');
    await new Promise((resolve) => setTimeout(resolve, 20));
    const quick = must(await take('quick', 60_000), 'shard');
    expect(quick.blocks).toEqual(shards[0]);
    expect(quick).toEqual({ ...slow, token: slow.token + 1 });
    const others = [await take('quick', 60_000), await take('quick', 60_000), await take('quick', 60_000)];
    expect(others.map((shard) => shard?.shardNo)).toEqual([1, 2, undefined]);

    // What a fenced worker writes is rolled back with its refused `done`.
    const scores = scoreBatch([{ seq: 1n, caseNo: 'C0' }]);
    const finish = (shard: typeof slow): Promise<boolean> =>
      write(async (unit) => {
        if (!(await unit.runs.finishShard(shard, { ...RESULT, ...DIGESTS }))) return false;
        await unit.scores.insert(shardOf(0), scores, []);
        return true;
      });
    expect(await finish(quick)).toBe(true);
    expect(await finish(slow)).toBe(false);
    expect(await finish(quick)).toBe(false); // done twice is refused too
    expect(await read((unit) => unit.runs.shardProgress(REGION, run.runNo))).toEqual({ shards: 3, done: 1, rows: 1n });
    expect(await read((unit) => unit.runs.shardResults(REGION, run.runNo))).toEqual([RESULT]);
    await write((unit) => unit.runs.releaseShard(must(others[0], 'shard')));
    expect((await take('third', 60_000))?.shardNo).toBe(1);
  });

  const selectionOf = async (unit: Unit): Promise<CaseSelection> => ({
    regionCode: REGION,
    throughImportSeq: await unit.cases.lastImportSeq(REGION),
    from: '2024-01-01',
    to: '2024-12-31',
    periodBy: 'DISCHARGE',
  });

  it('keep a shard and its scores together: a failure in the middle leaves neither', async () => {
    await write((unit) => unit.runs.createShards(REGION, run.runNo, [[BLOCK]]));
    const shard = must(
      await write((unit) => unit.runs.claimShard({ regionCode: REGION, runNo: run.runNo, worker: 'w', leaseMs: 60_000 })),
      'shard',
    );
    const broken = write(async (unit) => {
      await unit.runs.finishShard(shard, { ...RESULT, ...DIGESTS });
      await unit.scores.insert(shardOf(0), scoreBatch([{ seq: 1n, caseNo: 'C0' }]), []);
      throw new Error('power cut');
    });
    await expect(broken).rejects.toThrow('power cut');
    expect(await read((unit) => unit.runs.shardProgress(REGION, run.runNo))).toMatchObject({ done: 0 });
    expect(await read((unit) => unit.scores.total(REGION, run.runNo))).toEqual({ cases: 0n, points: '0', exceptions: 0n });
    const twice = write(async (unit) => {
      await unit.scores.insert(shardOf(0), scoreBatch([{ seq: 1n, caseNo: 'C0' }]), []);
      await unit.scores.insert(shardOf(0), scoreBatch([{ seq: 2n, caseNo: 'C1' }]), []);
    });
    await expect(twice).rejects.toBeInstanceOf(StoreConflict);
    const mixed = ['H1', 'H2', 'H1'].map((institutionCode, index) => ({ seq: BigInt(index), caseNo: `C${index}`, institutionCode }));
    await expect(write((unit) => unit.scores.insert(shardOf(0), scoreBatch(mixed), []))).rejects.toThrow('follow each other');
  });

  it('add up by mask in SQL, exactly, and prove scores against cases', async () => {
    const rows = (await read(async (unit) => unit.cases.readRange(await selectionOf(unit), { fromSeq: 0n, toSeq: 1_000n }))).map(
      (row, index) => ({
        seq: row.seq,
        caseNo: row.caseNo,
        institutionCode: row.institutionCode,
        month: 1 + (index % 2),
        points: '0.1000',
        sums: ['0.10', index === 0 ? null : '12345678901.12345678'],
        mask: index === 6 ? 0n : 1n | (1n << 62n),
        ...(index === 6 ? { exceptionCode: 'EVALUATION_FAILED' } : {}),
      }),
    );
    const exception = {
      caseSeq: rows[6]?.seq ?? 0n,
      caseNo: 'C6',
      institutionCode: 'H2',
      code: 'EVALUATION_FAILED',
      messages: { zh: '无法计算', en: 'failed' },
      detail: { decision: 'points' },
    };
    await write((unit) => unit.scores.insert(shardOf(0), scoreBatch(rows), [exception]));
    const asked = [
      { id: 'points', bit: 0, sum: 0 },
      { id: 'big', bit: 62, sum: 1 },
      { id: 'cases', bit: 0 },
      { id: 'none', bit: 5, sum: 0 },
      { id: 'all points', sum: 'POINTS' },
      { id: 'exceptions', sum: 'EXCEPTIONS' },
    ] as const;
    const [byInstitution, byMonth] = await read(async (unit) => [
      await unit.scores.aggregate(REGION, run.runNo, 'INSTITUTION', asked),
      await unit.scores.aggregate(REGION, run.runNo, 'INSTITUTION_MONTH', asked.slice(2, 3)),
    ]);
    const h1 = { points: '0.40000000', big: '37037036703.37037034', cases: '4', none: '0', 'all points': '0.40000000', exceptions: '0' };
    const h2 = { points: '0.20000000', big: '24691357802.24691356', cases: '2', none: '0', 'all points': '0.30000000', exceptions: '1' };
    expect(byInstitution).toEqual([
      { institutionCode: 'H1', month: null, values: h1 },
      { institutionCode: 'H2', month: null, values: h2 },
    ]);
    expect(byMonth).toEqual([
      { institutionCode: 'H1', month: 1, values: { cases: '2' } },
      { institutionCode: 'H1', month: 2, values: { cases: '2' } },
      { institutionCode: 'H2', month: 1, values: { cases: '1' } },
      { institutionCode: 'H2', month: 2, values: { cases: '1' } },
    ]);
    const snapshot = await selection();
    const costs = [
      { institutionCode: 'H1', cases: 4n, cost: '49382.68', most: '12345.67' },
      { institutionCode: 'H2', cases: 3n, cost: '37037.01', most: '12345.67' },
    ];
    const proved = { cases: 7n, scoresWithoutCase: 0n, scoresOfOtherInstitution: 0n, scoredTwice: 0n, costs };
    expect(await read((unit) => unit.scores.proof(run.runNo, snapshot))).toEqual(proved);
    const lie = { seq: 999n, caseNo: 'X', sums: [null, null] };
    await write((unit) => unit.scores.insert(shardOf(1), scoreBatch([lie]), []));
    expect(await read((unit) => unit.scores.proof(run.runNo, { ...snapshot, insurance: 'RESIDENT' }))).toEqual({
      ...proved,
      cases: 0n,
      scoresWithoutCase: 8n,
      costs: costs.map(({ institutionCode }) => ({ institutionCode, cases: 0n, cost: '0', most: '0' })),
    });
    expect(await read((unit) => unit.scores.proof(run.runNo, snapshot))).toEqual({ ...proved, scoresWithoutCase: 1n });
    expect(await read((unit) => unit.scores.total(REGION, run.runNo))).toEqual({ cases: 8n, points: '1000.70000000', exceptions: 1n });
    expect(await read((unit) => unit.scores.exceptions(REGION, run.runNo, { first: 10, afterSeq: 0n }))).toEqual([exception]);
    const again = write(async (unit) => {
      const same = { seq: 1n, caseNo: 'C0', sums: [null, null] };
      await unit.scores.insert(shardOf(2), scoreBatch([same, same]), []);
      throw new Error((await unit.scores.proof(run.runNo, snapshot, { fromShard: 2, toShard: 2 })).scoredTwice.toString());
    });
    await expect(again).rejects.toThrow('1');
    const own: Access = { holderId: 'h', holderName: 'n', regions: [REGION], institutionCode: 'H2' };
    expect(await read((unit) => unit.scores.list(REGION, run.runNo, { first: 10, afterSeq: 0n }), own)).toHaveLength(3);
    expect((await read((unit) => unit.scores.ofCase(REGION, { institutionCode: 'H1', caseNo: 'C1' })))[0]).toEqual({
      ...{ regionCode: REGION, runNo: run.runNo, caseSeq: 2n, caseNo: 'C1', institutionCode: 'H1', revision: 1, outcomeId: 1 },
      ...{ groupCode: 'I63.9:88.4100', inclusion: 'INCLUDED', deviation: 'NORMAL', exceptionCode: null, auxiliaryFactor: null },
      ...{ institutionCoefficient: '1.05000000', costRatio: '1.02880556', points: '0.10000000', payment: null },
    });
  });

  it('refuse a decimal with more places than can be kept', async () => {
    const lost = write((unit) => unit.scores.insert(shardOf(0), scoreBatch([{ seq: 1n, caseNo: 'C0', points: '0.123456789' }]), []));
    await expect(lost).rejects.toThrow(/at most 8 places/);
  });

  it('give an outcome one number, whichever worker meets it first', async () => {
    const seen = (key: string) => ({ key, outputs: { points: '1' }, situation: { deviation: 'NORMAL' }, witnessCaseNo: key, versionNo: 0 });
    const resolve = (keys: readonly string[]) => write((unit) => unit.scores.resolveOutcomes(REGION, run.runNo, keys.map(seen)));
    const long = 'x'.repeat(10_000);
    const [a, b] = await Promise.all([resolve(['p', 'q', long]), resolve(['q', 'r', long])]);
    expect(b.get('q')).toBe(a.get('q'));
    expect(b.get(long)).toBe(a.get(long));
    expect(new Set([...a.values(), ...b.values()]).size).toBe(4);
    await write(async (unit) => {
      await unit.scores.insert(shardOf(0), scoreBatch([1n, 2n].map((seq) => ({ seq, caseNo: `C${seq}`, outcomeId: a.get('q') ?? 0 }))), []);
      const every = { fromShard: 0, toShard: 9 };
      await unit.scores.countOutcomes(REGION, run.runNo, await unit.scores.outcomeCounts(REGION, run.runNo, every));
      await unit.scores.markReJudged(REGION, run.runNo, [a.get('q') ?? 0]);
    });
    const outcomes = await read((unit) => unit.scores.outcomes(REGION, run.runNo, { first: 10, afterId: 0 }));
    expect(outcomes.find(({ outcomeId }) => outcomeId === a.get('q'))).toEqual({
      outcomeId: a.get('q'),
      outputs: { points: '1' },
      situation: { deviation: 'NORMAL' },
      witnessCaseNo: 'q',
      count: 2n,
      reJudged: true,
    });
  });

  it('keep statements and postings, and add them up independently', async () => {
    const statement = (institutionCode: string, payableFen: bigint) => ({
      institutionCode,
      cases: 3,
      points: '10.00000000',
      payableFen,
      steps: [{ key: 'a' }],
      trace: [],
    });
    const posting = (institutionCode: string, line: string, account: string, amountFen: bigint, sign: 1 | -1) => ({
      institutionCode,
      line,
      total: 'payable',
      lineOrder: 1,
      account,
      amountFen,
      sign,
    });
    await write(async (unit) => {
      await unit.runResults.insertStatements(REGION, run.runNo, [statement('H2', 90n), statement('H1', 9007199254740993n)]);
      await unit.runResults.insertPostings(REGION, run.runNo, [
        posting('H1', 'entitlement', 'FUND', 9007199254741000n, 1),
        posting('H1', 'deposit', 'QUALITY_DEPOSIT', 7n, -1),
        posting('H2', 'entitlement', 'FUND', 90n, 1),
      ]);
      await unit.runResults.insertScopeValues(REGION, run.runNo, [
        { scope: 'fundYearEnd', key: 'EMPLOYEE', institutionCode: null, values: { fund: '1.00' }, trace: null },
      ]);
    });
    const [statements, sums, values] = await read(async (unit) => [
      await unit.runResults.statements(REGION, run.runNo),
      await unit.runResults.sums(REGION, run.runNo, 'payable'),
      await unit.runResults.scopeValues(REGION, run.runNo, 'fundYearEnd'),
    ]);
    expect(statements.map(({ institutionCode, payableFen }) => [institutionCode, payableFen])).toEqual([
      ['H1', 9007199254740993n],
      ['H2', 90n],
    ]);
    expect(sums).toEqual({ byAccount: { FUND: 9007199254741090n, QUALITY_DEPOSIT: -7n }, statements: 2, payableFen: 9007199254741083n });
    expect(values).toEqual([{ scope: 'fundYearEnd', key: 'EMPLOYEE', institutionCode: null, values: { fund: '1.00' }, trace: null }]);
  });
});
