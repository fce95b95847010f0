import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportRun, RUN_EXPORTS, type RunExport } from '../../../../src/app/files/export-run.js';
import type { Platform } from '../../../../src/app/kernel/platform.js';
import type { RunRecord } from '../../../../src/app/ports/clearing/ports-run.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../../../support/database.js';
import { testPlatform, type TinyCity, tinyCase, tinyCities } from '../../../support/tiny-city.js';

type Row = Readonly<Record<string, string | number | null>>;

describe.each(TEST_ENGINES)('what a run’s figures rest on leaves as files (%s)', (engine) => {
  let test: TestDatabase;
  let platform: Platform;
  let city: TinyCity;
  let run: RunRecord;
  beforeAll(async () => {
    test = await openTestDatabase(engine);
    platform = testPlatform(test.store);
    city = await tinyCities(platform)().make({ cases: 60 });
    run = await city.clear();
    // What comes later must not show: a revision, a void, another budget, another payment, another figure.
    await city.write(async (unit) => {
      await unit.cases.void(city.regionCode, [{ caseNo: 'C000001', institutionCode: tinyCase(1).institutionCode }]);
      await unit.cases.insert({ regionCode: city.regionCode, onDuplicate: 'REVISE', rows: [tinyCase(2, { caseFlags: ['BED_DAY'] })] });
      await unit.fundYears.setBudget(city.key, { income: '1.00', outOfRegionPlan: '0.00' }, { reason: '更正' });
      const late = { period: '02', month: 2, amountFen: 1n, paidOn: '2024-03-05', reason: '晚到', reversesId: null };
      await unit.fundYears.addPayment({ ...city.key, institutionCode: 'H3', ...late });
      await unit.institutions.addFigures([{ ...city.key, institutionCode: 'H1', name: 'cmi', value: '9.99' }]);
    });
  });
  afterAll(() => test.close());

  async function rows(what: RunExport, caller = city.as('AUDITOR')): Promise<Row[]> {
    let text = '';
    for await (const piece of await exportRun(platform, caller, { regionCode: city.regionCode, runId: run.id, what }, 'JSONL'))
      text += piece;
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Row);
  }

  it('the cases are those that were scored, as they were then; scores name their revision (O5)', async () => {
    const cases = await rows('cases');
    expect(cases).toHaveLength(60);
    expect(cases.map(({ caseNo }) => caseNo)).toContain('C000001');
    expect(cases.find(({ caseNo }) => caseNo === 'C000002')).not.toMatchObject({ caseFlags: ['BED_DAY'] });
    const scores = await rows('scores');
    expect(scores.map(({ revision }) => revision)).toEqual(scores.map(() => 1));
    expect(scores.filter(({ payment, inclusion }) => payment === null && inclusion === 'INCLUDED')).toEqual([]);
  });

  it('budget, figures and records are those that were frozen, with their revision and rows (O5)', async () => {
    const budget = await rows('budget');
    expect(budget.find(({ name }) => name === 'income')).toEqual({ kind: 'BUDGET', revision: 1, name: 'income', value: '5000000.00' });
    expect((await rows('figures')).find(({ institutionCode, name }) => institutionCode === 'H1' && name === 'cmi')).toEqual({
      ...{ scope: 'institution', institutionCode: 'H1', name: 'cmi', value: '1.30' },
    });
    const records = await rows('records');
    expect(records.map(({ kind, institutionCode, name, value }) => [kind, institutionCode, name, value])).toEqual([
      ['ADJUSTMENT', 'H1', 'deduction', '1234.57'],
      ['PAYMENT', 'H2', 'prepaid', '100000.00'],
    ]);
    expect((await rows('versions')).map(({ kind }) => kind)).toEqual(['RULESET', 'CATALOGUE']);
    expect((await rows('profiles')).map(({ institutionCode }) => institutionCode)).toEqual(['H1', 'H2', 'H3']);
  });

  it('every decision of the fund and of institutions stands there with its trace; values by scope (O5)', async () => {
    const decisions = await rows('decisions');
    const scopes = new Set(decisions.map(({ scope }) => scope));
    for (const scope of ['fundYear', 'fundYearEnd', 'institution', 'institutionTotal', 'institutionYear'])
      expect(scopes, scope).toContain(scope);
    const { effective } = await platform.rulesets.get(city.as('AUDITOR').read, {
      regionCode: city.regionCode,
      id: run.rulesetIds[0] ?? '',
      effectiveHash: (await city.read(({ rulesets }) => rulesets.findById(city.regionCode, run.rulesetIds[0] ?? '')))?.effectiveHash ?? '',
    });
    const asked = effective.decisions.filter(({ scope }) => scope === 'fundYear' || scope === 'fundYearEnd').map(({ id }) => id);
    const told = new Set(decisions.map(({ decision }) => decision));
    expect(asked.filter((id) => !told.has(id))).toEqual([]);
    expect((await rows('values')).find(({ scope, name }) => scope === 'fundYearEnd' && name === 'fund')?.value).toMatch(/^\d+\.\d{2}$/);
  });

  it('accounts close by their postings, fen by fen; what is left in FUND is posted to RETAINED (A6)', async () => {
    const [accounts, postings] = [await rows('accounts'), await rows('postings')];
    const fen = (text: unknown) => BigInt(String(text).replace('.', ''));
    expect(accounts).toHaveLength(6);
    for (const { account, opening, change, closing } of accounts) {
      const posted = postings.filter((posting) => posting.account === account).reduce((sum, posting) => sum + fen(posting.change), 0n);
      expect([account, fen(opening) + posted, posted]).toEqual([account, fen(closing), fen(change)]);
    }
    expect(accounts.find(({ account }) => account === 'FUND')).toEqual({
      ...{ account: 'FUND', opening: '4250000.00', change: '-4250000.00', closing: '0.00' },
    });
    const payable = postings.filter(({ total }) => total === 'payable').reduce((sum, { change }) => sum - fen(change), 0n);
    expect(payable).toBe(run.totals.payableFen);
  });

  it('situations are listed with count and witness; they hold every case once', async () => {
    const situations = await rows('situations');
    const counts = new Map(situations.map(({ situation, cases }) => [situation, BigInt(String(cases))]));
    expect([...counts.values()].reduce((sum, count) => sum + count, 0n)).toBe(60n);
    expect(situations.every(({ witnessCaseNo, decision }) => /^C\d{6}$/.test(String(witnessCaseNo)) && decision !== '')).toBe(true);
  });

  it('a key of an institution gets its own rows, and nothing that concerns all', async () => {
    const own = city.as('INSTITUTION', { institutionCode: 'H1' });
    for (const what of ['postings', 'statements'] as const) expect(await rows(what, own), `${what} before they are published`).toEqual([]);
    const published = { name: '预清算', lastDay: '2025-01-31', silentConsent: false, reason: '公示' };
    await city.write(({ statementWords }) => statementWords.publish({ regionCode: city.regionCode, runNo: run.runNo, ...published }));
    for (const what of ['cases', 'scores', 'postings', 'statements'] as const)
      expect(new Set((await rows(what, own)).map(({ institutionCode }) => institutionCode)), what).toEqual(new Set(['H1']));
    for (const what of [
      'profiles',
      'figures',
      'budget',
      'records',
      'versions',
      'values',
      'decisions',
      'accounts',
      'situations',
      'standsOut',
    ] as const)
      await expect(rows(what, own), what).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const what of RUN_EXPORTS) await expect(rows(what, city.as('INTEGRATOR')), what).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(rows('decisions', city.as('AUDITOR', { regions: ['370300'] }))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
