import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecordsPlatform, SANDBOX, type RecordsPlatform } from '../records-platform.js';
import { importYearRecords, type ImportedYearRecords } from '../../../src/app/year-files/import-year-records.js';
import type { ImportYearRecords } from '../../../src/app/year-files/year-import.js';
import type { FundYearRecords } from '../../../src/app/ports/clearing/ports-fund-year-history.js';
import { printFen } from '../../../src/engine/number/quantity.js';

const KEY = { regionCode: SANDBOX, year: 2024, insurance: 'EMPLOYEE' } as const;
let city: RecordsPlatform;
beforeAll(async () => {
  city = await openRecordsPlatform();
});
afterAll(() => city.close());

const load = (kind: FundYearRecords, lines: readonly string[], more: Partial<ImportYearRecords> = {}): Promise<ImportedYearRecords> =>
  importYearRecords(city.platform, city.as('FINANCE'), {
    ...KEY,
    kind,
    file: Buffer.from(lines.join('\n') + '\n'),
    mode: 'STORE',
    ...more,
  });
const places = ({ problems }: ImportedYearRecords): string[] => problems.map(({ line, column, code }) => `${line} ${column} ${code}`);
const payments = () => city.read(({ fundYears }) => fundYears.payments(KEY));

describe('a file of payments', () => {
  const HEADER = '标识,机构编码,结算期,金额,拨付日期,事由,依据,冲销';

  it('is recorded whole or not at all, and every bad row is told as a single record’s fault', async () => {
    const wrong = await load('PAYMENT', [
      HEADER,
      ',H1,01,100.00,2024-02-20,预拨,,',
      ',H9,13,0.005,2024-02-30,,,',
      ',H1,02,-5.00,2024-02-20,退回,,',
      `,H1,02,5.00,2024-02-20,x,${'依'.repeat(201)},`,
    ]);
    expect(places(wrong)).toEqual([
      ...['3 institutionCode UNKNOWN_INSTITUTION', '3 amount TOO_MANY_DECIMALS', '3 paidOn NOT_A_DATE', '3 period NO_SUCH_PERIOD'],
      ...['3 reason REQUIRED', '4 source RECOVERY_SOURCE', '5 source TOO_LONG'],
    ]);
    expect(wrong).toMatchObject({ isStored: false, read: 4 });
    expect(await payments()).toEqual([]);
  });

  it('says in one round what is wrong with every row that can be judged: references and recoveries beside faults of other rows', async () => {
    const recovery = (code: string, amount: string): string => `,${code},01,${amount},2024-02-20,追回,医保函,`;
    const wrong = await load('PAYMENT', [
      HEADER,
      ',H9,01,0.005,2024-02-30,冲销,,nobody', // wrong by itself, and what it reverses is not there
      recovery('H2', '-3.00'), // more than H2 owes
      ',H1,01,x,2024-02-20,预拨,,',
      recovery('H1', '-3.00'), // H1 has a row that can't be read: nobody knows what it owes
    ]);
    expect(places(wrong)).toEqual([
      ...['2 institutionCode UNKNOWN_INSTITUTION', '2 amount TOO_MANY_DECIMALS', '2 paidOn NOT_A_DATE', '2 reversesId REVERSAL_NOT_FOUND'],
      ...['3 amount OVER_OWED', '4 amount NOT_A_DECIMAL'],
    ]);
    expect(await payments()).toEqual([]);
    expect(await city.read(({ ledger }) => ledger.count(KEY))).toBe(0);
  });

  it('is recorded once, keeps grounds and author, and comes out as it goes in, with new rows beneath', async () => {
    const file = ['机构编码,结算期,金额,拨付日期', 'H1,1,100.00,2024-02-20', 'H2,第一季度,7.50,2024/5/8'];
    const grounds = { reason: '预拨', source: '医保发〔2024〕2号' };
    expect(await load('PAYMENT', file, { ...grounds, mode: 'CHECK' })).toMatchObject({ recorded: 2, amount: '107.50', isStored: false });
    expect(await payments()).toEqual([]);
    expect(await load('PAYMENT', file, grounds)).toMatchObject({ recorded: 2, isStored: true, isRepeated: false });
    expect(await load('PAYMENT', file, grounds)).toMatchObject({ recorded: 2, isStored: false, isRepeated: true });
    const kept = await payments();
    expect(kept.map(({ institutionCode, period, amountFen }) => [institutionCode, period, amountFen]).sort()).toEqual([
      ['H1', '01', 10_000n],
      ['H2', 'Q1', 750n],
    ]);
    expect(kept[0]).toMatchObject({ ...grounds, createdByName: 'FINANCE', paidOn: expect.stringMatching(/^2024-0/) as string });
    const booked = await city.read(({ ledger }) => ledger.booked(KEY));
    expect(booked.map(({ causeId }) => causeId).sort()).toEqual(kept.map(({ id }) => id).sort());

    const shown = kept.map(({ id, institutionCode, period, amountFen, paidOn, reason, source }) =>
      [id, institutionCode, period, printFen(amountFen), paidOn, reason, source, ''].join(','),
    );
    expect(await load('PAYMENT', [HEADER, ...shown], { source: '另一依据' })).toMatchObject({
      recorded: 0,
      amount: '0.00',
      unchanged: 2,
      problems: [],
    });
    const [one, two] = kept;
    const back = [',', one?.institutionCode, ',', one?.period, ',-', printFen(one?.amountFen ?? 0n), ',2024-03-01,退回,,', one?.id].join(
      '',
    );
    const added = await load('PAYMENT', [HEADER, ...shown, back, back]);
    expect(places(added)).toEqual(['5 reversesId REVERSAL_REVERSED']);
    expect(await load('PAYMENT', [HEADER, ...shown, back])).toMatchObject({ recorded: 1, unchanged: 2, problems: [] });
    const changed = shown.map((line) => line.replace('7.50', '7.51'));
    const strange = `${two?.id.replace(/.{4}$/, '0000')},H1,01,1.00,2024-03-01,x,,`;
    expect(places(await load('PAYMENT', [HEADER, ...changed, shown[0] ?? '', strange])).sort()).toEqual([
      `${(changed[0] === shown[0] ? 1 : 0) + 2} id ID_CHANGED`,
      '4 id ID_REPEATED',
      '5 id ID_UNKNOWN',
    ]);
    expect((await load('PAYMENT', [...file, 'H2,Q1,7.50,2024-05-08'], { ...grounds, mode: 'CHECK' })).warnings).toMatchObject([
      { line: 3, code: 'ALIKE' },
      { line: 4, code: 'ALIKE' },
    ]);
  });
});

describe('files of the other records', () => {
  it('facts: those that differ from what holds', async () => {
    const rows = ['机构编码,项目,数值,事由', 'H1,assessmentScore,90.00,考核', 'H2,assessmentScore,88.00,考核'];
    expect(await load('ASSESSMENT', rows)).toMatchObject({ recorded: 2, unchanged: 0 });
    expect(await load('ASSESSMENT', [...rows.slice(0, 2), 'H2,assessmentScore,89.00,复核'])).toMatchObject({ recorded: 1, unchanged: 1 });
    expect(await load('ASSESSMENT', rows)).toMatchObject({ recorded: 1, unchanged: 1 });
    const wrong = ['H1,assessmentScore,1001,考核', 'H1,deduction,1.00,考核', 'H1,assessmentScore,90.00,考核', 'H1,assessmentScore,90.00'];
    expect(places(await load('ASSESSMENT', [rows[0] ?? '', ...wrong]))).toEqual([
      ...['2 value OUT_OF_DOMAIN', '3 name UNKNOWN_FACT', '4 name REPEATED', '5  CELL_COUNT'],
    ]);
    // One round: a wrong period doesn't hide the institution, a repeated row not its value.
    const header = '机构编码,项目,数值,结算期,事由';
    const rest = ['H9,assessmentScore,90.00,Q9,考核', 'H1,assessmentScore,90.00,,考核', 'H1,assessmentScore,1001,,考核'];
    expect(places(await load('ASSESSMENT', [header, ...rest]))).toEqual([
      ...['2 period NO_SUCH_PERIOD', '2 institutionCode UNKNOWN_INSTITUTION', '4 name REPEATED', '4 value OUT_OF_DOMAIN'],
    ]);
  });

  it('adjustments: sums are bounded over the rows of a file', async () => {
    const rows = ['机构编码,项目,金额', 'H1,deduction,600000000000000.00', 'H1,deduction,600000000000000.00', 'H2,prepaid,1.00'];
    expect(places(await load('ADJUSTMENT', rows, { reason: '扣减' }))).toEqual(['3 amount SUM_TOO_LARGE', '4 name USE_RECORD_PAYMENT']);
    const good = await load('ADJUSTMENT', ['机构编码,项目,金额', 'H1,deduction,6.00', 'H2,deduction,7.00'], { reason: '扣减' });
    expect(good).toMatchObject({ recorded: 2, isStored: true });
  });

  it('a budget: the next revision, unless it is what holds; what is missing, unknown or not of one reason is told', async () => {
    const asked = await load('BUDGET', ['项目,数值', 'x,1'], { reason: 'x' });
    const missing = asked.problems.filter(({ code }) => code === 'REQUIRED');
    expect(missing.every(({ line, column }) => line === 0 && column === 'name')).toBe(true);
    expect(places(asked)).toContain('2 name UNKNOWN_FACT');
    const unnamed = places(await load('BUDGET', ['项目,数值', ',1', 'x,1', ',2'], { reason: 'x' }));
    expect(unnamed).toEqual(expect.arrayContaining(['2 name REQUIRED', '3 name UNKNOWN_FACT', '4 name REQUIRED']));
    const names = missing.map(({ message }) => /“(\w+)/.exec(message.zh)?.[1] ?? '');
    const rows = names.map((name) => `${name},${name === 'income' ? '1000000000.00' : '0'},年初预算`);
    expect(await load('BUDGET', ['项目,数值,事由', ...rows])).toMatchObject({ recorded: names.length, problems: [] });
    expect(await load('BUDGET', ['项目,数值,事由', ...rows])).toMatchObject({ recorded: 0, unchanged: names.length });
    const held = await city.read(({ fundYears }) => fundYears.budget(KEY));
    expect(held).toMatchObject({ revision: 1, reason: '年初预算', source: null });
    const other = await load('BUDGET', ['项目,数值,事由', ...rows.slice(0, -1), (rows.at(-1) ?? '').replace('年初', '年中')]);
    expect(places(other)).toEqual([`${rows.length + 1} reason NOT_ONE`]);
    const none = rows.map((row) => row.replace('1000000000.00', '0'));
    expect(places(await load('BUDGET', ['项目,数值,事由', ...none]))).toEqual(['0  BUDGET_NOT_POSITIVE']);
  });

  it('nobody without the permission of the kind imports any', async () => {
    for (const kind of ['BUDGET', 'ACTUALS', 'ADJUSTMENT', 'PAYMENT', 'ASSESSMENT'] as const)
      await expect(
        importYearRecords(city.platform, city.as('CLERK'), { ...KEY, kind, file: Buffer.from('x'), mode: 'CHECK' }),
      ).rejects.toMatchObject({
        code: 'FORBIDDEN',
        requiredScope: kind === 'BUDGET' || kind === 'ACTUALS' ? 'budget:write' : 'payment:write',
      });
  });
});
