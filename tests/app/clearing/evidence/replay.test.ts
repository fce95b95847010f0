import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayRun, type Replayed } from '../../../../src/app/clearing/evidence/replay-run.js';
import type { RunRecord } from '../../../../src/app/ports/clearing/ports-run.js';
import type { Caller } from '../../../../src/app/kernel/platform.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../../../support/database.js';
import { parameter, testPlatform, tinyCase, tinyCities, TinyCity, upTo, version } from '../../../support/tiny-city.js';

/** More points of case C000004 where it stands in its block. */
const oneMore = (points: string): string =>
  `UPDATE score_block SET points[array_position(case_no, 'C000004')] = points[array_position(case_no, 'C000004')] + ${points} WHERE 'C000004' = ANY (case_no)`;

describe.each(TEST_ENGINES)('replay of a past run on %s', (engine) => {
  let test: TestDatabase;
  let nextCity: () => TinyCity;
  beforeAll(async () => {
    test = await openTestDatabase(engine);
    nextCity = tinyCities(testPlatform(test.store));
  });
  afterAll(() => test.close());

  const replay = (city: TinyCity, { id }: RunRecord, caller: Caller = city.as('AUDITOR')): Promise<Replayed> =>
    replayRun(city.platform, caller, { regionCode: city.regionCode, runId: id });
  const everything = async (city: TinyCity): Promise<string> => {
    const tables = [
      'clearing_run',
      'run_shard',
      'score_block',
      'score_sum',
      'score_mask',
      'run_outcome',
      'run_exception',
      'run_scope_value',
      'statement',
      'posting',
    ];
    const rows = [];
    for (const table of tables)
      rows.push(
        (await test.database.pool.query(`SELECT t::text AS row FROM ${table} t WHERE region_code = $1 ORDER BY 1`, [city.regionCode])).rows,
      );
    return JSON.stringify(rows);
  };

  it('is identical to the last byte, after everything that it rests on has changed, and changes nothing', async () => {
    const city = await nextCity().make({ cases: 60 });
    const run = await city.clear();
    await city.write(async (unit) => {
      const { regionCode, key } = city;
      await unit.cases.void(regionCode, [tinyCase(1)]);
      await unit.cases.insert({ regionCode, onDuplicate: 'REVISE', rows: [tinyCase(2, { caseFlags: ['BED_DAY'] })] });
      await unit.cases.insert({ regionCode, onDuplicate: 'REJECT', rows: [tinyCase(900)] });
      await unit.fundYears.setBudget(key, { income: '1.00', outOfRegionPlan: '0.00' }, { reason: '更正' });
      const paid = { period: '02', month: 2, amountFen: 1n, paidOn: '2024-03-05', reason: '晚到', reversesId: null };
      await unit.fundYears.addPayment({ ...key, institutionCode: 'H3', ...paid });
      await unit.institutions.addFigures([{ ...key, institutionCode: 'H1', name: 'cmi', value: '9.99' }]);
      await unit.institutions.save([{ regionCode, code: 'H1', name: '改名医院' }]);
    });
    await city.addProfile('H1', 'B', '2024-01-01');
    await city.load(version('2024.9', '2024-07-01'), parameter('deviationHigh', '3'));
    const before = await everything(city);
    const replayed = await replay(city, run);
    expect(replayed).toMatchObject({ isIdentical: true, differenceCount: 0, differences: [], cases: 60n });
    expect(replayed.resultHash).toEqual({ stored: run.totals.resultHash, recomputed: run.totals.resultHash });
    expect(await everything(city)).toBe(before);
    const [event] = await city.read(({ audit }) => audit.list(city.regionCode, { first: 1 }));
    expect(event).toMatchObject({ action: 'run:replay', subject: run.id, detail: { runNo: run.runNo, isIdentical: true } });
  });

  it('a run of an earlier version of the platform is recomputed, and both versions are named', async () => {
    const earlier = new TinyCity({ ...testPlatform(test.store), engineVersion: '0.0.9-earlier' }, nextCity().regionCode);
    await earlier.make({ cases: 20 });
    const run = await earlier.clear();
    const city = new TinyCity(testPlatform(test.store), earlier.regionCode);
    const replayed = await replay(city, run);
    expect(replayed.engine).toEqual({ then: '0.0.9-earlier', now: city.platform.engineVersion });
    expect(replayed.engine.now).not.toBe(replayed.engine.then);
    expect(replayed).toMatchObject({ isIdentical: true, differences: [], cases: 20n });
    expect(replayed.resultHash.recomputed).toBe(run.totals.resultHash);
    // What was changed since is found, whichever version made it.
    await test.database.pool.query(`${oneMore('1')} AND region_code = $1`, [city.regionCode]);
    const changed = await replay(city, run);
    expect([changed.isIdentical, changed.differences.map(({ subject }) => subject)]).toEqual([false, ['score C000004 of H2']]);
    expect(changed.engine).toEqual(replayed.engine);
  });

  it('is identical where institutions have no cases', async () => {
    const city = await nextCity().make({ cases: 1 });
    const run = await city.clear();
    const statements = await city.read(({ runResults }) => runResults.statements(city.regionCode, run.runNo));
    expect(statements.filter(({ cases }) => cases === 0).map(({ points }) => points)).toContain('0.00000000');
    expect(await replay(city, run)).toMatchObject({ isIdentical: true, differences: [] });
  });

  it('names what is stored otherwise than it comes out: a score, a line of a statement, a total', async () => {
    const city = await nextCity().make({ cases: 20 });
    const run = await city.clear();
    const tamper = (sql: string): Promise<unknown> => test.database.pool.query(`${sql} AND region_code = '${city.regionCode}'`);
    await tamper(oneMore('0.00000001'));
    await tamper(`UPDATE statement SET steps = jsonb_set(steps, '{0,amount}', '"1.00"') WHERE institution_code = 'H2'`);
    await tamper(`UPDATE clearing_run SET fund_fen = fund_fen + 1 WHERE run_no = ${run.runNo}`);
    const { isIdentical, differenceCount, differences, resultHash } = await replay(city, run);
    expect([isIdentical, differenceCount]).toEqual([false, 3]);
    expect(differences.map(({ subject, field }) => [subject, field])).toEqual([
      ['score C000004 of H2', 'points'],
      ['totals', 'fundFen'],
      ['statement H2', 'steps[0].amount'],
    ]);
    expect(differences[2]?.stored).toBe('1.00');
    expect(Number(differences[1]?.stored) - Number(differences[1]?.recomputed)).toBe(1);
    expect(resultHash.recomputed).toBe(resultHash.stored);
  });

  it('a case that was changed in the database itself is found by its hash and by its score', async () => {
    const city = await nextCity().make({ cases: 20 });
    const run = await city.clear();
    await test.database.pool.query(
      `UPDATE inpatient_case SET total_cost = total_cost + 0.01 WHERE region_code = $1 AND case_no = 'C000004'`,
      [city.regionCode],
    );
    const { isIdentical, differences } = await replay(city, run);
    expect(isIdentical).toBe(false);
    expect(differences.map(({ subject, field }) => `${subject} ${field}`)).toEqual(
      expect.arrayContaining(['totals casesHash', 'totals resultHash']),
    );
  });

  it('a run with cases that could not be scored is replayed too', async () => {
    const city = await nextCity().make({ cases: 12 });
    await city.putCases(upTo(3).map((i) => tinyCase(700 + i, { attributes: new Map([['nobody', 'knows']]), institutionCode: 'H2' })));
    const run = await city.clear();
    expect(await replay(city, run)).toMatchObject({ isIdentical: true, differences: [] });
  });

  it('is for the agency, of its own region, and of runs that have succeeded', async () => {
    const city = await nextCity().make({ cases: 3 });
    const waiting = await city.start();
    await expect(replay(city, waiting)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const run = await city.drive(waiting);
    await expect(replay(city, run, city.as('INSTITUTION', { institutionCode: 'H1' }))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(replay(city, run, city.as('INTEGRATOR'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(replay(city, run, nextCity().as('AUDITOR'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(
      replayRun(city.platform, city.as('AUDITOR'), { regionCode: city.regionCode, runId: run.id, mostCases: 2 }),
    ).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
    });
  });
});
