import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importGrouper, type ImportedGrouper } from '../../../src/app/groupers/import-grouper.js';
import { exportGrouper, findGrouper, listGroupers, openStoredGrouper } from '../../../src/app/groupers/stored-grouper.js';
import type { GrouperDocument } from '../../../src/rules/grouper/grouper-document.js';
import { groupByGrouper } from '../../../src/engine/grouper/grouper-index.js';
import { drgDocument } from '../../support/grouping-3/drg-document.js';
import { dipSheets } from '../../support/grouping-3/dip-workbook.js';
import { drgSheets, withSheet } from '../../support/grouping-3/drg-workbook.js';
import { workbookBytes, type WrittenCell, type WrittenSheet } from '../../support/workbook-writer.js';
import { openRecordsPlatform, SANDBOX, type RecordsPlatform } from '../records-platform.js';

const NATION = '100000';
const NAME = { code: 'CHS-DRG', version: '3.0' };
const bytes = (document: unknown, space?: number): Uint8Array => new TextEncoder().encode(JSON.stringify(document, null, space));
const codes = ({ problems }: ImportedGrouper): readonly string[] => problems.map(({ code, where }) => `${code} ${where}`);

describe('a DRG grouper is imported, found and exported', () => {
  let city: RecordsPlatform;
  const put = (document: unknown, regionCode = NATION, mode: 'CHECK' | 'STORE' = 'STORE'): Promise<ImportedGrouper> =>
    importGrouper(city.platform, city.as('CLERK', { regions: [regionCode] }), {
      regionCode,
      mode,
      file: document instanceof Uint8Array ? document : bytes(document),
    });

  beforeAll(async () => {
    city = await openRecordsPlatform();
  });
  afterAll(() => city.close());

  it('is checked without being stored', async () => {
    const { grouper, read, problemCount } = await put(drgDocument(), NATION, 'CHECK');
    expect([grouper, problemCount, read?.code, read?.drgCount]).toEqual([null, 0, 'CHS-DRG', drgDocument().drgs.length]);
    expect(await listGroupers(city.as('CLERK'), NATION)).toEqual([]);
  });

  it('names what a check finds as warnings, with where and what', async () => {
    const drgs = drgDocument().drgs.filter(({ code }) => code !== 'HB15');
    const { problemCount, warnings } = await put(drgDocument({ drgs }), NATION, 'CHECK');
    expect(problemCount).toBe(0);
    expect(warnings.find(({ code }) => code === 'DRG_GAP')).toEqual({
      severity: 'WARNING',
      code: 'DRG_GAP',
      where: 'ADRG HB1',
      message: {
        zh: expect.stringContaining('HB1 的细分组都有条件') as string,
        en: 'every DRG of HB1 has a condition: a case that meets none ends without a group',
      },
    });
  });

  it('is stored once: the same content again is the same record, another content under the same version is refused', async () => {
    const first = await put(bytes(drgDocument(), 2));
    const again = await put(drgDocument());
    expect(again.grouper).toEqual(first.grouper);
    expect(first.grouper).toMatchObject({ ...NAME, codeSystem: 'INSURANCE', createdByName: expect.any(String) as string });
    await expect(put(drgDocument({ title: { zh: '另一份' } }))).rejects.toMatchObject({ code: 'CONFLICT' });
    const events = await city.read(({ audit }) => audit.list(NATION, { first: 10 }));
    expect(events.filter(({ action }) => action === 'grouper:import')).toHaveLength(1);
  });

  it('comes back byte for byte, and groups as the document does', async () => {
    expect(Buffer.from(await exportGrouper(city.as('AUDITOR'), NATION, NAME)).equals(bytes(drgDocument(), 2))).toBe(true);
    const { opened } = await openStoredGrouper(city.platform, city.as('INSTITUTION'), NATION, NAME);
    expect(opened.document).toEqual(drgDocument());
    const answer = groupByGrouper(opened.index, {
      ...{ principal: 'Z99.999', others: [], operations: [], sex: 'MALE', ageYears: 40, ageDays: null, admissionWeight: null },
    });
    expect(answer.drg?.code ?? answer.status).toBe('0000');
    expect((await openStoredGrouper(city.platform, city.as('CLERK'), NATION, NAME)).opened).toBe(opened);
  });

  it("of the nation can be named by a city; the city's own goes before it", async () => {
    expect((await findGrouper(city.as('CLERK'), SANDBOX, NAME)).regionCode).toBe(NATION);
    await put(drgDocument({ title: { zh: '本市版本' } }), SANDBOX);
    expect((await findGrouper(city.as('CLERK'), SANDBOX, NAME)).regionCode).toBe(SANDBOX);
    expect((await findGrouper(city.as('CLERK'), NATION, NAME)).regionCode).toBe(NATION);
    expect((await listGroupers(city.as('CLERK'), SANDBOX)).map(({ regionCode }) => regionCode)).toEqual([SANDBOX]);
    await expect(findGrouper(city.as('CLERK'), SANDBOX, { code: 'CHS-DRG', version: '9' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is imported from the official workbook: stored as the document it gives, or refused whole with sheet and row', async () => {
    const book = { code: 'CHS-DRG', version: '3.0-book' };
    const from = (sheets: readonly WrittenSheet[], more: object = { book }): Promise<ImportedGrouper> =>
      importGrouper(city.platform, city.as('CLERK', { regions: [NATION] }), {
        ...{ regionCode: NATION, mode: 'STORE', file: workbookBytes(sheets) },
        ...more,
      });
    const wrong = withSheet(drgSheets(), 'ADRG', (rows) =>
      rows.map((row, i) => (i === 4 ? [row[0] ?? '', '', 'ZYSS in OP_NONE', row[3] ?? '', row[4] ?? ''] : row)),
    );
    const orphan = withSheet(wrong, 'DRG', (rows) => [...rows, ['ZZ99', '无', '', 'ZZ9', '', 1]]);
    const refused = await from(orphan);
    expect(refused.grouper).toBeNull();
    expect(codes(refused)).toEqual(
      ['UNKNOWN_PARENT DRG!111 DRG ZZ99', 'UNKNOWN_SET ADRG!5 ADRG AB1'].map(
        (text) => expect.stringMatching(text.replace('111', String.raw`\d+`)) as string,
      ),
    );
    await expect(from(drgSheets(), {})).rejects.toMatchObject({ fields: [{ path: ['code'], code: 'REQUIRED' }] });
    await expect(put(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).rejects.toMatchObject({ fields: [{ code: 'OLD_OR_ENCRYPTED' }] });
    const stored = await from(drgSheets());
    expect([stored.problemCount, stored.grouper?.version, stored.grouper?.drgCount]).toEqual([0, '3.0-book', drgDocument().drgs.length]);
    expect(stored.warnings.map(({ code }) => code)).toContain('EMPTY_RULE_ORDER');
    const again = await from(drgSheets('SECOND'));
    expect(again.grouper).toEqual(stored.grouper);
  });

  it('is not taken from a DIP library, whose door it names, nor from another workbook (B2)', async () => {
    const given = (sheets: readonly WrittenSheet[]): Promise<ImportedGrouper> => put(workbookBytes(sheets));
    await expect(given(dipSheets())).rejects.toMatchObject({
      fields: [{ code: 'WRONG_BOOK', messages: { zh: expect.stringContaining('dip catalogue import') as string } }],
    });
    await expect(given([{ name: '病例', rows: [['病例号'], ['1']] }])).rejects.toMatchObject({
      fields: [{ code: 'WRONG_BOOK', messages: { zh: expect.stringContaining('官方工作表有 MDC、ADRG') as string } }],
    });
  });

  it('whose row was refused does not complain of the groups under it as well (B4)', async () => {
    const book = { code: 'CHS-DRG', version: '3.0-refused' };
    const spoilt = (column: number, value: WrittenCell): Promise<ImportedGrouper> =>
      importGrouper(city.platform, city.as('CLERK', { regions: [NATION] }), {
        ...{ regionCode: NATION, mode: 'STORE', book },
        file: workbookBytes(
          withSheet(drgSheets(), 'ADRG', (rows) =>
            rows.map((row, i) => (i === 4 ? row.map((one, k) => (k === column ? value : one)) : row)),
          ),
        ),
      });
    expect(codes(await spoilt(4, 'x'))).toEqual(['NOT_WHOLE ADRG!5 MDC内排序']);
    expect(codes(await spoilt(1, { formula: 'A1', value: '名' }))).toEqual(['CELL_FORMULA ADRG!5 ADRG名称']);
    const nameless = await spoilt(0, { formula: 'A1', value: 'AB1' });
    expect(codes(nameless)[0]).toBe('CELL_FORMULA ADRG!5 ADRG编码');
    expect(nameless.problems[1]?.message.zh).toContain('可能因为 ADRG!5 行被拒绝');
    expect(nameless.problems[1]?.message.en).toContain('Perhaps because the row ADRG!5 was refused');
  });

  it('is imported for its own region only, and by who may keep catalogues', async () => {
    const file = bytes(drgDocument({ version: '3.1' }));
    const other = importGrouper(city.platform, city.as('CLERK'), { regionCode: NATION, mode: 'STORE', file });
    await expect(other).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const auditor = importGrouper(city.platform, city.as('AUDITOR'), { regionCode: SANDBOX, mode: 'CHECK', file });
    await expect(auditor).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(findGrouper(city.as('CLERK', { permissions: new Set() }), SANDBOX, NAME)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('a file that is no grouper is refused with every fault, by place, in both languages', () => {
  let city: RecordsPlatform;
  const check = (file: Uint8Array): Promise<ImportedGrouper> =>
    importGrouper(city.platform, city.as('CLERK'), { regionCode: SANDBOX, mode: 'STORE', file });
  const bad = (change: (document: GrouperDocument) => unknown): Promise<ImportedGrouper> => check(bytes(change(drgDocument())));

  beforeAll(async () => {
    city = await openRecordsPlatform();
  });
  afterAll(() => city.close());

  it('text that is not strict JSON', async () => {
    expect(codes(await check(new TextEncoder().encode('{"code": "A", "code": "B"}')))).toEqual(['DUPLICATE_KEY /code']);
    expect(codes(await check(new TextEncoder().encode('{"code": ')))).toEqual(['SYNTAX /code']);
    expect(codes(await check(new Uint8Array([0xff, 0xfe])))).toEqual(['TEXT_ENCODING ']);
    expect(codes(await check(new TextEncoder().encode('{"mdcs": [{"order": 1.5}]}')))).toEqual(['NUMBER_LITERAL /mdcs/0/order']);
    expect(codes(await check(new Uint8Array(16 * 1024 * 1024 + 1)))).toEqual(['TEXT_TOO_LARGE ']);
  });

  it('a shape that is wrong', async () => {
    expect(codes(await bad(({ sets: _, ...rest }) => ({ ...rest, extra: 1 })))).toEqual(['NUMBER_LITERAL /extra']);
    expect(codes(await bad(({ sets: _, ...rest }) => ({ ...rest, extra: '1' })))).toEqual(['KEY_MISSING ', 'UNKNOWN_KEY /extra']);
    expect(codes(await bad((document) => ({ ...document, codeSystem: 'ICD' })))).toEqual(['VALUE_NOT_ALLOWED /codeSystem']);
  });

  it('rules, names and parents that are wrong, each with its row', async () => {
    const report = await bad((document) => ({
      ...document,
      adrgs: document.adrgs.map((row, i) =>
        i === 0 ? { ...row, rule: 'ZYZD in NOWHERE' } : i === 1 ? { ...row, rule: 'ZYZD on X' } : row,
      ),
      drgs: [...document.drgs, { ...document.drgs[0], code: 'ZZ99', adrg: 'NONE' }],
    }));
    const [first, second] = drgDocument().adrgs;
    expect(new Set(codes(report))).toEqual(
      new Set([`UNKNOWN_SET ADRG ${first?.code}`, `RULE_TEXT ADRG ${second?.code}`, 'UNKNOWN_PARENT DRG ZZ99']),
    );
    expect(report.problemCount).toBe(3);
    for (const { message } of report.problems) {
      expect(message.zh).toMatch(/[一-鿿]/);
      expect(message.en).toMatch(/^[\u0020-\u007e]+$/);
    }
    expect(report.grouper).toBeNull();
  });
});
