import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INDICATORS, makeIndicatorCity } from './indicator-city.js';
import { importCases } from '../../../src/app/cases/import-cases.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { storeAt } from '../../support/store-at.js';
import { groupReport } from '../../../src/app/indicators/group-report.js';
import { indicatorReport, type IndicatorCellKind, type IndicatorReport } from '../../../src/app/indicators/indicator-report.js';
import { exportRun } from '../../../src/app/files/export-run.js';
import { must } from '../../../src/engine/kit/assert.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { closePeriod, settlePeriod } from '../../support/monthly-city.js';
import { edits, testPlatform, tinyCase, tinyCities, upTo, type Edit, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
let city: TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
  city = await makeIndicatorCity(nextCity());
  for (const month of ['01', '02', '03']) await closePeriod(city, month);
});
afterAll(() => test.close());

/** A list is late more than seven days after the discharge. */
const TIMELY: Edit = (document) => ({
  ...document,
  decisions: [
    ...(document.decisions ?? []),
    {
      ...{ id: 'listQuality', scope: 'case', label: { zh: '清单质控' }, quality: true, hit: 'collect' },
      output: { type: 'enum', values: ['LATE'] },
      rules: [
        {
          ...{ name: 'late', label: { zh: '上传不及时' }, basis: ['demo#7'] },
          conditions: { all: [{ fact: 'daysSinceDischarge', operator: 'greaterThan', value: '7' }] },
          event: { type: 'listQuality', params: { value: 'LATE' } },
          quality: { dimension: 'TIMELY', field: 'dischargeDate', level: 'WARNING', returned: false },
        },
      ],
    },
  ],
});

const report = (period: string, at = city, role: 'FINANCE' | 'AUDITOR' = 'FINANCE') =>
  indicatorReport(at.platform, at.as(role), { ...at.key, period });

function figure({ cells }: IndicatorReport, id: string, kind: IndicatorCellKind = 'REGION', code?: string) {
  const cell = must(
    cells.find((one) => one.kind === kind && (code === undefined || one.code === code)),
    'cell',
  );
  return must(
    cell.figures.find((one) => one.id === id),
    id,
  );
}

/** n ÷ d rounded half up at a scale, by whole numbers alone. */
function ratio(n: bigint, d: bigint, scale: number): string {
  const scaled = (2n * n * 10n ** BigInt(scale) + d) / (2n * d);
  const text = String(scaled).padStart(scale + 1, '0');
  return scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** The scores of a month's cases as a run exported them, with what the cases cost in fen. */
async function exported(runNo: number, month: string) {
  const run = must(await city.read(({ runs }) => runs.findByNo(city.regionCode, runNo)), 'run');
  const asked = { regionCode: city.regionCode, runId: run.id, what: 'scores' as const };
  let text = '';
  for await (const part of await exportRun(city.platform, city.as('FINANCE'), asked, 'CSV')) text += part;
  const [head = '', ...lines] = text.replace('\uFEFF', '').trim().split('\n');
  const column = (line: string, name: string): string => line.split(',')[head.split(',').indexOf(name)] ?? '';
  const stored = new Map(upTo(300).map((i) => [tinyCase(i).caseNo, tinyCase(i)]));
  return lines.flatMap((line) => {
    const own = must(stored.get(column(line, 'caseNo')), 'case');
    if (own.dischargeDate.slice(5, 7) !== month) return [];
    const fen = (own.totalCost.n * 100n) / own.totalCost.d;
    const points = BigInt(column(line, 'points').replace('.', ''));
    return [{ code: own.institutionCode, inclusion: column(line, 'inclusion'), group: column(line, 'groupCode'), points, fen }];
  });
}

describe('indicators of a period (N26-5, N25-39b, N21-38, YY-1, YY-9, ZB-17, DU-8)', () => {
  it('are ratios of sums for the region, classes, levels and institutions: as the exported scores add up by whole numbers', async () => {
    const march = await report('03');
    expect(march.sources.cases).toMatchObject({ period: '03', stage: 'CONFIRMED' });
    expect(march.isProvisional).toBe(false);
    const rows = await exported(must(march.sources.cases, 'run').runNo, '03');
    const classes: Readonly<Record<string, readonly string[]>> = { A: ['H1', 'H3'], B: ['H2'] };
    const cells: readonly [IndicatorCellKind, string, readonly string[]][] = [
      ['REGION', city.regionCode, ['H1', 'H2', 'H3']],
      ['CLASS', 'A', classes.A ?? []],
      ['CLASS', 'B', classes.B ?? []],
      ['LEVEL', '3', ['H1', 'H2', 'H3']],
      ...(['H1', 'H2', 'H3'].map((code) => ['INSTITUTION', code, [code]]) as [IndicatorCellKind, string, string[]][]),
    ];
    expect(march.cells.map(({ kind, code, institutions }) => [kind, code, institutions])).toEqual(cells);
    for (const [kind, code, institutions] of cells) {
      const all = rows.filter((row) => institutions.includes(row.code));
      const own = all.filter(({ inclusion }) => inclusion === 'INCLUDED');
      const sum = (of: (row: (typeof rows)[number]) => bigint) => own.reduce((total, row) => total + of(row), 0n);
      const count = BigInt(own.length);
      expect(figure(march, 'settled', kind, code).value).toBe(String(own.length));
      expect(figure(march, 'caseMix', kind, code).value).toBe(
        ratio(
          sum(({ points }) => points),
          count * 10_000n,
          4,
        ),
      );
      expect(figure(march, 'meanCost', kind, code).value).toBe(
        ratio(
          sum(({ fen }) => fen),
          count * 100n,
          2,
        ),
      );
      expect(figure(march, 'included', kind, code).value).toBe(ratio(count, BigInt(all.length), 6));
    }
    expect(rows.some(({ inclusion }) => inclusion === 'EXCLUDED')).toBe(true);
  });

  it('add the statements of the months up; what a period or a cell has none of says why, a zero denominator too (N26-3)', async () => {
    const quarter = await report('Q1');
    const payables = (await city.read(({ periods }) => periods.settled(city.key))).filter(({ period }) => period < 'Q');
    let fen = 0n;
    for (const { runNo } of payables) {
      const rows = await city.read(({ periods }) => periods.payables(city.regionCode, runNo));
      fen += rows.reduce((sum, { payableFen }) => sum + payableFen, 0n);
    }
    expect(figure(quarter, 'preSettled').value).toBe(ratio(fen, 100n, 2));
    expect(figure(quarter, 'settlementRatio')).toMatchObject({ value: null, reason: 'NOT_OF_PERIOD' });
    expect(figure(quarter, 'fundUse', 'INSTITUTION')).toMatchObject({ value: null, reason: 'NOT_OF_CELL' });
    expect(figure(quarter, 'fundUse').value).toMatch(/^0\.\d{6}$/);
    expect(figure(quarter, 'upload')).toMatchObject({ value: null, reason: 'ZERO_DENOMINATOR' }); // nobody has declared
    expect(figure(quarter, 'pointsPerBed', 'INSTITUTION', 'H2')).toMatchObject({ value: null, reason: 'NOT_STATED' });
    expect(figure(quarter, 'pointsPerBed')).toMatchObject({ value: null, reason: 'NOT_STATED' }); // H2's points, and no beds of its
    expect(figure(quarter, 'pointsPerBed', 'INSTITUTION', 'H1').denominator?.n).toBe(200n);
    expect(figure(quarter, 'coverage').value).toBe('1.0000');
    const june = await report('06');
    expect(june.sources.cases).toBeNull();
    expect(figure(june, 'paid').value).toBe('0.00');
    expect(june.cells[0]?.figures.filter(({ reason }) => reason === 'NOT_SETTLED').length).toBeGreaterThan(5);
  });

  it('say how many lists came in time: days from discharge to upload are a fact of quality rules, which say what is late (N21-Q, N21-12, YY-10)', async () => {
    const other = nextCity();
    await makeIndicatorCity(other, [], edits(INDICATORS, TIMELY));
    const platform = testPlatform(storeAt(test.store, new Date('2024-03-20T04:00:00Z')));
    const send = (rows: readonly (readonly [string, string])[], idempotencyKey: string) =>
      importCases(platform, platformCaller(platform), {
        ...{ regionCode: other.regionCode, onDuplicate: 'REVISE', errorPolicy: 'ABORT', dryRun: false, idempotencyKey },
        rows: rows.map(([caseNo, dischargeDate]) => ({
          ...{ caseNo, institutionCode: 'H1', insurance: 'EMPLOYEE', admissionDate: dischargeDate, dischargeDate, ageYears: 60 },
          ...{
            sex: 'FEMALE',
            principalDiagnosis: 'I63.900',
            totalCost: '9000.00',
            fundPaid: '4500.00',
            insuredRegionCode: other.regionCode,
          },
        })),
      });
    const days = ['2024-03-12', '2024-03-13', '2024-03-13', '2024-03-20'] as const; // 8, 7, 7 and 0 days before
    expect(
      (
        await send(
          days.map((day, n) => [`T${n}`, day]),
          'first',
        )
      ).accepted,
    ).toBe(4);
    expect(figure(await report('03', other), 'onTime').value).toBe('0.7500');
    await send([['T0', '2024-03-13']], 'corrected'); // what was stated wrongly was in time
    expect(figure(await report('03', other), 'onTime').value).toBe('1.0000');
  });

  it('are provisional until the run is confirmed; half a year is the sum of its months', async () => {
    for (const month of ['04', '05']) await closePeriod(city, month);
    await settlePeriod(city, '06');
    const half = await report('H1');
    expect([half.isProvisional, half.sources.cases?.period]).toEqual([true, '06']);
    let cases = 0;
    for (const month of ['01', '02', '03', '04', '05', '06']) cases += Number(figure(await report(month), 'settled').value);
    expect(figure(half, 'settled').value).toBe(String(cases));
    await expect(report('H3')).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('by disease group are those of cases, a page at a time (DU-14)', async () => {
    const asked = { ...city.key, period: '03', indicators: ['settled', 'meanCost', 'preSettled'] };
    const read = (page: Parameters<typeof groupReport>[2]['page'], caller = city.as('FINANCE')) =>
      groupReport(city.platform, caller, { ...asked, page });
    const rows = (await exported(3, '03')).filter(({ inclusion }) => inclusion === 'INCLUDED');
    const all = await read({ limit: 50 });
    const counted = all.map(({ groupCode, figures }) => [groupCode, figures[0]?.value]);
    const groups = [...new Set(rows.map(({ group }) => group))].sort();
    expect(counted).toEqual(groups.map((group) => [group, String(rows.filter((row) => row.group === group).length)]));
    expect(all[0]?.figures[2]).toMatchObject({ value: null, reason: 'NOT_BY_GROUP' });
    expect((await read({ limit: 1, after: groups[0] ?? '' })).map(({ groupCode }) => groupCode)).toEqual(groups.slice(1, 2));
    const own = await read({ limit: 50 }, city.as('INSTITUTION', { institutionCode: 'H2' }));
    const ofH2 = rows.filter(({ code }) => code === 'H2').length;
    expect(own.reduce((sum, { figures }) => sum + Number(figures[0]?.value), 0)).toBe(ofH2);
  });

  it('show an institution itself only, and another region nothing', async () => {
    const own = await indicatorReport(city.platform, city.as('INSTITUTION', { institutionCode: 'H2' }), { ...city.key, period: '03' });
    expect(own.cells.map(({ kind, code }) => [kind, code])).toEqual([['INSTITUTION', 'H2']]);
    expect(figure(own, 'caseMix', 'INSTITUTION').value).toBe(figure(await report('03'), 'caseMix', 'INSTITUTION', 'H2').value);
    const stranger = city.as('FINANCE', { regions: ['990901'] });
    await expect(indicatorReport(city.platform, stranger, { ...city.key, period: '03' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(indicatorReport(city.platform, city.as('INTEGRATOR'), { ...city.key, period: '03' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('of a run that kept no sums are added up from its scores', async () => {
    const before = await report('02');
    await test.database.pool.query('DELETE FROM run_month_sum WHERE run_no = $1', [must(before.sources.cases, 'run').runNo]);
    const after = await report('02');
    expect(after.cells.map(({ figures }) => figures.map(({ value }) => value))).toEqual(
      before.cells.map(({ figures }) => figures.map(({ value }) => value)),
    );
  });
});
