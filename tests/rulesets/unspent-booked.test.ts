import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayRun } from '../../src/app/clearing/evidence/replay-run.js';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { LEDGER_ACCOUNT_LABELS } from '../../src/engine/clearing/ledger.js';
import { ACCOUNTS } from '../../src/engine/plan/accounts.js';
import { accountsJson, accountsText } from '../../src/cli/print/accounts-report.js';
import { must } from '../../src/engine/kit/assert.js';
import { decimal, printFen, yuanToFen, type Fen } from '../../src/engine/number/quantity.js';
import { Judge } from '../../src/rules/judge/judge.js';
import { checkRuleset } from '../../src/rules/load.js';
import { resolveAmong } from '../../scripts/ruleset-files.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../support/database.js';
import { ProductCity } from '../support/product-city.js';
import { testPlatform } from '../support/tiny-city.js';
import { fileOf, FILES } from './ruleset-library.js';

const FILE = fileOf('990715', '2024.1');

describe('a line that says where what is left of the fund goes (L2)', () => {
  const findingsOf = async (from: string, to: string): Promise<string> => {
    expect(FILE.text).toContain(from);
    const { findings } = await checkRuleset(FILE.text.replace(from, to), resolveAmong(FILES), new Judge());
    return findings
      .filter(({ severity }) => severity === 'ERROR')
      .map(({ code, pointer, message, suggestion }) => `${code} ${pointer} ${message.zh} ${message.en} ${suggestion?.zh}`)
      .join('\n');
  };
  const LINE = '"order": 2, "sign": "-", "account": "RESERVE"';

  it('refuses an account that there is not, and lists those that there are', async () => {
    const found = await findingsOf(LINE, LINE.replace('RESERVE', 'OTHER_EXPENDITURE'));
    expect(found).toMatch(/^LINE_TRANSFER \/decisions\/\d+\/line\/account .*OTHER_EXPENDITURE.*没有这个账户.*there are ADJUSTMENT_FUND, RESERVE.*划转/);
  });

  it('refuses FUND, which is the other side already', async () => {
    expect(await findingsOf(LINE, LINE.replace('RESERVE', 'FUND'))).toMatch(/^LINE_TRANSFER .*基金就是划转的另一方.*other side/);
  });

  it('refuses an account where the total is a line itself: the same money would move twice', async () => {
    const TOTAL = '{\n      "id": "unspentUnbooked", "scope": "fundYearEnd",';
    const money = '"output": { "type": "decimal", "unit": "yuan", "round": { "scale": 2, "mode": "HALF_UP" } }';
    const further = `{ "id": "yearEnd", "scope": "fundYearEnd", "label": { "zh": "年末" }, ${money}, "formula": "unspentUnbooked",
      "basis": ["demo#余额入账"], "after": "unspentUnbooked" }`;
    expect(FILE.text).toContain(TOTAL);
    const text = FILE.text
      .replace(TOTAL, `${TOTAL} "line": { "of": "yearEnd", "order": 1, "sign": "+" },`)
      .replace('\n  ],\n\n  "examples"', `,\n${further}\n  ],\n\n  "examples"`);
    const { findings } = await checkRuleset(text, resolveAmong(FILES), new Judge());
    const found = findings.filter(({ code }) => code === 'LINE_TRANSFER').map(({ message }) => message.zh);
    expect(found).toHaveLength(2);
    expect(found.join()).toContain('它的合计 “unspentUnbooked” 本身是另一合计的一行');
  });
});

describe.each(TEST_ENGINES)('a year whose unspent fund is booked where its line says, on %s (L2)', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await openTestDatabase(engine)));
  afterAll(() => database.close());

  it('is cleared with every account right to the fen, shown, and replayed to the same bytes', async () => {
    const platform = testPlatform(database.store);
    for (const [region, version, year] of [
      ['100000', '2021.1', 2022],
      ['100000', '2025.1', 2025],
      ['990710', '2024.1', 2024],
    ] as const) {
      await new ProductCity(platform, region, year).load(fileOf(region, version).text);
    }
    const city = new ProductCity(platform, '990715', 2024);
    const plan = await city.load(FILE.text);
    await city.institutions(plan);
    await city.catalogue(plan);
    await city.cases(plan);
    await city.records(plan);
    const { run } = await city.clear(plan);
    expect([run.status, run.totals.imbalanceFen]).toEqual(['SUCCEEDED', 0n]);
    const { accounts, transfers, yearEnd } = await platform.store.transaction(PLATFORM_ACCESS, 'READ', async ({ runResults }) => ({
      accounts: await runResults.accounts('990715', run.runNo),
      transfers: await runResults.postings('990715', run.runNo, '*'),
      yearEnd: must((await runResults.scopeValues('990715', run.runNo, 'fundYearEnd'))[0], 'year end').values,
    }));
    const fen = (name: string): Fen => yuanToFen(decimal(String(yearEnd[name])));
    expect(fen('fundLeft')).toBeGreaterThan(0n);
    expect(fen('unspentToReserve') + fen('unspentToAdjustmentFund')).toBe(fen('fundLeft'));
    expect(transfers.map(({ total, line, account, amountFen, sign }) => [total, line, account, amountFen, sign])).toEqual([
      ['unspentUnbooked', 'unspentToReserve', 'RESERVE', fen('unspentToReserve'), -1],
      ['unspentUnbooked', 'unspentToReserve.FUND', 'FUND', fen('unspentToReserve'), 1],
      ['unspentUnbooked', 'unspentToAdjustmentFund', 'ADJUSTMENT_FUND', fen('unspentToAdjustmentFund'), -1],
      ['unspentUnbooked', 'unspentToAdjustmentFund.FUND', 'FUND', fen('unspentToAdjustmentFund'), 1],
    ]);
    const closing = new Map(accounts.map(({ account, closingFen }) => [account, closingFen]));
    expect([closing.get('FUND'), closing.get('RESERVE')]).toEqual([0n, fen('unspentToReserve')]);
    const labels = new Map([['unspentToReserve', '未分配余额转入风险备用金']]);
    const text = accountsText({ accounts, transfers }, labels);
    expect(text).toMatch(/风险备用金 +0\.00/);
    expect(text).toMatch(/账户间划转\n.*未分配余额转入风险备用金 +风险备用金 [\d,]+\.\d\d 元/);
    // An account has one name, in what a run prints as in the ledger: RETAINED is not what institutions retain (结余留用).
    const held = ACCOUNTS.map((account) => ({ account, openingFen: 1n, closingFen: 1n }));
    const shown = accountsText({ accounts: held, transfers: [] }, labels);
    for (const account of ACCOUNTS) expect(shown).toContain(`${LEDGER_ACCOUNT_LABELS[account].zh} `);
    expect(shown).not.toContain('结余留用');
    const change = printFen(-fen('unspentToReserve'));
    expect(accountsJson({ accounts, transfers })['transfers']).toContainEqual({
      ...{ total: 'unspentUnbooked', line: 'unspentToReserve.FUND' },
      ...{ account: 'FUND', change },
    });
    const replayed = await replayRun(platform, platformCaller(platform), { regionCode: '990715', runId: run.id });
    expect(replayed).toMatchObject({ isIdentical: true, differences: [] });
  });
});
