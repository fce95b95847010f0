import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INDICATORS, makeIndicatorCity } from '../indicators/indicator-city.js';
import { exportBundle, exportPublicationCsv, exportPublicationWorkbook } from '../../../src/app/publications/bundle-tables.js';
import type { Bundle } from '../../../src/app/publications/bundle.js';
import { publicationsOfYear } from '../../../src/app/publications/publications.js';
import { publish, type Published } from '../../../src/app/publications/publish.js';
import { canonicalJson } from '../../../src/rules/document/hash.js';
import { must } from '../../../src/engine/kit/assert.js';
import { openWorkbook } from '../../../src/app/workbooks/workbook.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { closePeriod, settlePeriod } from '../../support/monthly-city.js';
import { edits, testPlatform, tinyCase, tinyCities, upTo, type TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
let city: TinyCity;
/** Cases by hospital: of H3 three in January, twenty in the months after. */
const cases = (month: string, counts: readonly number[]) =>
  counts.flatMap((count, hospital) =>
    upTo(count).map((i) => {
      const day = `2024-${month}-${String(1 + (i % 28)).padStart(2, '0')}`;
      const caseNo = `X${month}${hospital}${String(i).padStart(3, '0')}`;
      return tinyCase(i, {
        caseNo,
        institutionCode: `H${hospital + 1}`,
        admissionDate: day,
        dischargeDate: day,
        settlementDate: day,
        caseFlags: [],
      });
    }),
  );
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
  city = await makeIndicatorCity(nextCity(), [...cases('01', [20, 22, 3]), ...cases('02', [21, 20, 20]), ...cases('03', [20, 20, 24])]);
});
afterAll(() => test.close());

let keys = 0;
const ask = (period: string, more: Partial<Parameters<typeof publish>[2]> = {}, at = city, caller = at.as('FINANCE')): Promise<Published> =>
  publish(at.platform, caller, { ...at.key, period, reason: '数据工作组月度公布', idempotencyKey: `p${String(++keys)}`, ...more });

const shown = ({ cells }: Bundle, indicator: string): readonly string[] =>
  cells.map(({ kind, code, figures }) => {
    const one = must(
      figures.find((figure) => figure.indicator === indicator),
      indicator,
    );
    return `${kind === 'REGION' ? '*' : code}=${one.value ?? String(one.reason)}`;
  });

describe('publications (N25-38, N25-39b, N26-5)', () => {
  it('are refused until the period is confirmed, and without the right to', async () => {
    await expect(ask('01')).rejects.toMatchObject({ code: 'CONFLICT' });
    await settlePeriod(city, '01');
    await expect(ask('01')).rejects.toMatchObject({ code: 'CONFLICT' });
    await closePeriod(city, '01');
    await expect(ask('01', {}, city, city.as('CLERK'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(ask('01', {}, city, city.as('FINANCE', { regions: ['990901'] }))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(ask('01', { reason: ' ' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(ask('13')).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await publicationsOfYear(city.as('FINANCE'), city.key)).toEqual([]);
  });

  it('leave out small cells with what would give them away; what article 24 wants stays (N25-24); no case is named', async () => {
    const draft = await ask('01', { dryRun: true });
    expect([draft.publication, await publicationsOfYear(city.as('FINANCE'), city.key)]).toEqual([null, []]);
    const { bundle, content, contentHash, publication } = await ask('01');
    expect(draft.contentHash).toBe(contentHash);
    expect(shown(bundle, 'settled')).toEqual(['*=45', 'A=23', 'B=22', '3=45', 'H1=SUPPRESSED', 'H2=22', 'H3=SUPPRESSED']);
    for (const indicator of ['caseMix', 'meanCost', 'preSettled']) expect(shown(bundle, indicator)).toContain('H1=SUPPRESSED');
    expect(shown(bundle, 'bedDays24')).toEqual(['*=0', 'A=0', 'B=0', '3=0', 'H1=0', 'H2=0', 'H3=0']);
    expect(bundle.indicators.map(({ id }) => id)).not.toContain('pointsPerBed'); // it is not public
    expect(content).not.toMatch(/X01\d/);
    expect(createHash('sha256').update(content).digest('hex')).toBe(contentHash);
    expect(publication).toMatchObject({ number: 1, period: '01', runNos: bundle.runs.map(({ runNo }) => runNo) });
    expect(bundle.smallCell).toMatchObject({ min: '5' });
    expect(bundle.fund.find(({ name }) => name === 'income')).toMatchObject({ amount: '5000000.00' });
    expect(bundle.execution.paid).toBe('100000.00');
    expect(bundle.progress.find(({ period }) => period === '01')).toMatchObject({ state: 'CONFIRMED', institutions: 3 });
  });

  it('are the same publication where the content is the same, whatever the key; kept byte for byte', async () => {
    const [again, retried] = [await ask('01'), await ask('01', { idempotencyKey: 'retry' })];
    expect([again.publication?.number, retried.publication?.number]).toEqual([1, 1]);
    expect((await ask('01', { idempotencyKey: 'retry' })).publication?.id).toBe(retried.publication?.id);
    await expect(ask('02', { idempotencyKey: 'retry' })).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    const events = await city.read(({ audit }) => audit.list(city.regionCode, { first: 100 }));
    expect(events.filter(({ action }) => action === 'publication:publish').length).toBe(1);
    const id = must(again.publication, 'publication').id;
    expect(await exportBundle(city.as('INSTITUTION', { institutionCode: 'H2' }), { regionCode: city.regionCode, id })).toBe(again.content);
    await expect(exportBundle(city.as('AUDITOR', { regions: ['990901'] }), { regionCode: city.regionCode, id })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('that were altered in the database are said to be, and are not sent out', async () => {
    const id = must((await ask('01')).publication, 'publication').id;
    const alter = (from: string, to: string) =>
      test.database.pool.query('UPDATE publication SET content = replace(content, $2, $3) WHERE region_code = $1', [
        city.regionCode,
        from,
        to,
      ]);
    await alter('"format":1', '"format":2');
    await expect(exportBundle(city.as('FINANCE'), { regionCode: city.regionCode, id })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await alter('"format":2', '"format":1');
    expect(await exportBundle(city.as('FINANCE'), { regionCode: city.regionCode, id })).toContain('"format":1');
  });

  it('of a quarter leave out what its months would be worked out with', async () => {
    for (const month of ['02', '03']) {
      await closePeriod(city, month);
      const { bundle } = await ask(month);
      expect(shown(bundle, 'settled').filter((one) => one.includes('SUPPRESSED'))).toEqual([]);
    }
    const { bundle } = await ask('Q1');
    const hidden = shown(bundle, 'settled').filter((one) => one.includes('SUPPRESSED'));
    expect(hidden).toEqual(['H1=SUPPRESSED', 'H3=SUPPRESSED']); // the quarter less two months is the first
    expect((await publicationsOfYear(city.as('FINANCE'), city.key)).map(({ number, period }) => `${number} ${period}`)).toEqual([
      '4 Q1',
      '3 03',
      '2 02',
      '1 01',
    ]);
  });

  it('see each other’s tables as they were: an institution that changed class since gives nobody away (record 0047)', async () => {
    const other = nextCity();
    await makeIndicatorCity(other, [...cases('01', [20, 22, 3]), ...cases('02', [21, 20, 20]), ...cases('03', [20, 20, 24])]);
    for (const month of ['01', '02', '03']) {
      await closePeriod(other, month);
      if (month === '01') await other.addProfile('H1', 'B', '2024-02-01');
      const { bundle } = await ask(month, {}, other);
      const classes = bundle.cells
        .filter(({ kind }) => kind === 'CLASS')
        .map(({ code, institutions = [] }) => [code, ...institutions].join(' '));
      expect(classes).toEqual(month === '01' ? ['A H1 H3', 'B H2'] : ['A H3', 'B H1 H2']);
    }
    const hidden = async (): Promise<readonly string[]> =>
      shown((await ask('Q1', { dryRun: true }, other)).bundle, 'settled').filter((one) => one.includes('SUPPRESSED'));
    // In January A was H1 and H3: class A of the quarter, which is H3 alone, less its months would tell H3's three cases.
    const out = ['A=SUPPRESSED', 'B=SUPPRESSED', 'H1=SUPPRESSED', 'H3=SUPPRESSED'];
    expect(await hidden()).toEqual(out);

    // A publication that does not say who was in its classes takes them from its run.
    const [january] = (await other.read(({ publications }) => publications.standing(other.key))).filter(({ period }) => period === '01');
    const { cells, ...rest } = JSON.parse(must(january, 'January').content) as Bundle;
    const content = canonicalJson({ ...rest, cells: cells.map(({ institutions: _, ...cell }) => cell) });
    const contentHash = createHash('sha256').update(content).digest('hex');
    const update = `UPDATE publication SET content = $2, content_hash = $3 WHERE region_code = $1 AND period = '01'`;
    await test.database.pool.query(update, [other.regionCode, content, contentHash]);
    expect(await hidden()).toEqual(out);
  });

  it('leave as a workbook and as CSV that say what is left out and why', async () => {
    const { id } = must((await publicationsOfYear(city.as('FINANCE'), city.key)).at(-1), 'publication');
    const asked = { regionCode: city.regionCode, id };
    const csv = await exportPublicationCsv(city.as('FINANCE'), asked, 'cells');
    expect(csv).toContain('机构,H3,医院 H3,settled,结算人次,case,,例数过少或会由此推算，不公布');
    const { sheets } = await openWorkbook(await exportPublicationWorkbook(city.as('FINANCE'), asked));
    expect(sheets).toEqual(['指标', '基金收支与预算', '预算执行', '结算清算进度']);
  });

  it('are refused by a ruleset that does not say what is small', async () => {
    const other = nextCity();
    await other.makeRegion();
    const { groupingHash } = await other.load(
      edits(INDICATORS, ({ parameters: { smallCellMin: _, ...parameters } = {}, ...document }) => ({ ...document, parameters })),
    );
    await other.putCatalogue(groupingHash);
    await other.putCases(cases('01', [6, 6, 6]));
    await other.putYear();
    await closePeriod(other, '01');
    await expect(ask('01', {}, other)).rejects.toMatchObject({ code: 'RULESET_INVALID' });
  });
});
