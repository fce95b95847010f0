import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDraft } from '../../../../src/app/drafts/create-draft.js';
import { draftTextOf } from '../../../../src/app/drafts/drafts.js';
import type { OpenDraft } from '../../../../src/app/drafts/kit/open-draft.js';
import { saveDraft } from '../../../../src/app/drafts/save-draft.js';
import type { DraftPatch } from '../../../../src/app/drafts/kit/draft-patches.js';
import { exportDraft } from '../../../../src/app/drafts/workbook/export-draft.js';
import { importDraft, previewDraftImport, type ImportDraft } from '../../../../src/app/drafts/workbook/import-draft.js';
import { ValidationError, type FieldProblem } from '../../../../src/app/base/errors.js';
import type { Caller } from '../../../../src/app/kernel/platform.js';
import { must } from '../../../../src/engine/kit/assert.js';
import { openTestDatabase, type TestDatabase } from '../../../support/database.js';
import { cellsOf, edited, type Cells } from '../../../support/edited-workbook.js';
import { testPlatform, tinyCities, type TinyCity } from '../../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

let keys = 0;
const key = (): string => `key ${++keys}`;

interface Ready {
  readonly city: TinyCity;
  readonly clerk: Caller;
  readonly opened: OpenDraft;
}

/** A draft of a city's version in force. */
async function ready(): Promise<Ready> {
  const city = nextCity();
  await city.makeRegion();
  await city.load();
  const clerk = city.as('CLERK');
  const from = { regionCode: city.regionCode, version: '2024.1' };
  return {
    city,
    clerk,
    opened: await createDraft(city.platform, clerk, { regionCode: city.regionCode, name: '调整', from, idempotencyKey: key() }),
  };
}

const left = async ({ city, clerk, opened }: Ready, sheet?: string): Promise<Uint8Array> =>
  (await exportDraft(clerk, { regionCode: city.regionCode, draftId: opened.draft.id, ...(sheet === undefined ? {} : { sheet }) })).content;

const input = ({ city, opened }: Ready, bytes: Uint8Array, more: Partial<ImportDraft> = {}): ImportDraft => ({
  ...{ regionCode: city.regionCode, draftId: opened.draft.id, fileName: '调整.xlsx', bytes, merge: false, take: [], ...more },
});

const preview = (one: Ready, bytes: Uint8Array, more: Partial<ImportDraft> = {}) =>
  previewDraftImport(one.city.platform, one.clerk, input(one, bytes, more));

const save = (one: Ready, bytes: Uint8Array, more: Partial<ImportDraft> & { confirm?: string } = {}) =>
  importDraft(one.city.platform, one.clerk, { ...input(one, bytes, more), ...more, reason: '按会议纪要', idempotencyKey: key() });

const edit = ({ city, clerk, opened }: Ready, baseRevision: number, patches: readonly DraftPatch[]) =>
  saveDraft(city.platform, clerk, {
    regionCode: city.regionCode,
    draftId: opened.draft.id,
    baseRevision,
    patches,
    reason: '改',
    idempotencyKey: key(),
  });

/** The row of a sheet that begins with a text. */
const rowOf = (cells: Cells, sheet: string, first: string): Cells[string][number] =>
  must(
    cells[sheet]?.find((row) => row[0] === first),
    `${sheet} ${first}`,
  );

async function refusals(one: Ready, change: (cells: Cells) => void, merged?: Record<string, string[]>): Promise<readonly FieldProblem[]> {
  const bytes = await edited(await left(one), change, merged);
  const error: unknown = await preview(one, bytes).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ValidationError);
  return error instanceof ValidationError ? error.fields : [];
}

const places = (problems: readonly FieldProblem[]) => problems.map(({ path, code }) => [path.at(-1), code]);

describe('a draft as a workbook (N25-33)', () => {
  it('a cell that is changed is exactly one edit; saved, the event and the audit log name the file', async () => {
    const one = await ready();
    const bytes = await edited(await left(one), (cells) => {
      rowOf(cells, '参数', 'deviationLow')[2] = 0.45;
      rowOf(cells, '参数', 'deviationHigh')[3] = 'demo#3；demo#2';
      must(cells['基本系数表']?.[1], 'row')[2] = 1.15;
    });
    const found = await preview(one, bytes);
    expect(found.patches).toEqual(
      [
        { pointer: '/parameters/deviationHigh/basis', value: ['demo#3', 'demo#2'] },
        { pointer: '/parameters/deviationLow/value', value: '0.45' },
        { pointer: '/tables/baseCoefficients/rows/0/value', value: '1.15' },
      ].sort(
        (a, b) =>
          found.patches.findIndex(({ pointer }) => pointer === a.pointer) - found.patches.findIndex(({ pointer }) => pointer === b.pointer),
      ),
    );
    expect(found.differences).toContainEqual({
      ...{ sheet: '参数', change: 'CHANGED', row: 7, name: 'deviationLow › 费用极低界值', column: '值' },
      ...{ before: '0.5', after: '0.45', percent: '−10.00%' },
    });
    expect(found.differences).toContainEqual({
      ...{ sheet: '基本系数表', change: 'CHANGED', row: 2, name: 'A › 职工医保（EMPLOYEE）', column: '值' },
      ...{ before: '1.2', after: '1.15', percent: '−4.17%' },
    });
    await expect(save(one, bytes, { confirm: '0'.repeat(64) })).rejects.toMatchObject({ code: 'CONFLICT' });
    const saved = await save(one, bytes, { confirm: must(found.differenceHash, 'hash') });
    const file = { name: '调整.xlsx', sha256: createHash('sha256').update(bytes).digest('hex') };
    expect(saved.standing.revision).toBe(2);
    expect(saved.events.at(-1)).toMatchObject({ kind: 'SAVED', reason: '按会议纪要', detail: { file } });
    const audit = await one.city.read(({ audit: log }) => log.list(one.city.regionCode, { first: 5 }));
    expect(audit.find(({ action }) => action === 'draft:save')).toMatchObject({ detail: { file, revision: 2 } });
    await expect(save(one, await edited(await left({ ...one, opened: saved })))).rejects.toMatchObject({
      fields: [{ code: 'NO_DIFFERENCE' }],
    });
  });

  it('rows that come, go and move are said, and the boundary of a band is a change of that band', async () => {
    const one = await ready();
    const bytes = await edited(await left(one), (cells) => {
      const coefficients = must(cells['基本系数表'], 'sheet');
      coefficients.splice(1, 4, must(coefficients[3], 'B'), must(coefficients[1], 'A'), ['A', '居民医保', 1.1]);
      const bands = must(cells['超支分担比例'], 'sheet');
      must(bands[1], 'band')[0] = 0.12;
      bands.splice(2, 0, [0.15, null, 0.6]);
    });
    const { differences, patches } = await preview(one, bytes);
    expect(differences.map(({ sheet, change, row, name, before, after }) => [sheet, change, row, name, before, after])).toEqual([
      ['基本系数表', 'MOVED', 2, 'B › 职工医保（EMPLOYEE）', '第 4 行', '第 2 行'],
      ['基本系数表', 'CHANGED', 4, 'A › 居民医保（RESIDENT）', '1.15', '1.1'],
      ['基本系数表', 'REMOVED', 5, 'B › 居民医保（RESIDENT）', 'B | 居民医保（RESIDENT） | 0.9', null],
      ['超支分担比例', 'CHANGED', 2, '0.12', '0.10', '0.12'],
      ['超支分担比例', 'ADDED', 3, '0.15', null, '0.15 | 0.6'],
    ]);
    expect(patches).toEqual([
      {
        pointer: '/tables/baseCoefficients/rows',
        value: [
          { key: ['B', 'EMPLOYEE'], value: '0.9' },
          { key: ['A', 'EMPLOYEE'], value: '1.2' },
          { key: ['A', 'RESIDENT'], value: '1.1' },
        ],
      },
      {
        pointer: '/tables/overrunBands/rows',
        value: [{ upTo: '0.12', value: '0.70' }, { upTo: '0.15', value: '0.6' }, { upTo: '0.20', value: '0.50' }, { value: '0' }],
      },
    ]);
    const unknown = await refusals(one, (cells) => must(cells['基本系数表'], 'sheet').push(['C', 'RESIDENT', 0.8]));
    expect(unknown.map(({ messages }) => messages.zh)).toEqual(['“C”不在可选之列：A、B。']);
  });

  it('what a spreadsheet made of cells is taken where it is certain, and refused with its place where it is not', async () => {
    const one = await ready();
    const wrong = await refusals(one, (cells) => {
      rowOf(cells, '参数', 'deviationLow')[2] = { formula: 'C8/4', value: '0.5' };
      rowOf(cells, '参数', 'deviationHigh')[2] = { date: 45_000 };
      rowOf(cells, '参数', 'extremeRatio')[2] = '5%';
      rowOf(cells, '参数', 'addOnCap')[2] = '1E+05';
      rowOf(cells, '参数', 'addOnStep')[2] = '1,000.5';
      rowOf(cells, '参数', 'addOnRounding')[2] = 'SIDEWAYS';
      rowOf(cells, '参数', 'riskReserveRate')[4] = '元';
      rowOf(cells, '参数', 'addOnEvery')[1] = null;
      must(cells['参数'], 'sheet').push(['novel', '新参数', 1, 'demo#1']);
    });
    expect(Object.fromEntries(places(wrong))).toEqual({
      ...{ '参数!C7': 'FORMULA', '参数!C8': 'DATE', '参数!C9': 'NOT_A_DECIMAL', '参数!C5': 'NOT_A_DECIMAL', '参数!C4': 'NOT_A_DECIMAL' },
      ...{ '参数!C6': 'NOT_A_CHOICE', '参数!E2': 'READ_ONLY', '参数!B3': 'REQUIRED', '参数!10': 'ROW_ADDED' },
    });
    const said = new Map(wrong.map(({ path, messages }) => [path[0], messages]));
    expect(said.get('参数!C9')).toEqual({ zh: '“5%”不是规范的数：请写 0.05。', en: '"5%" is no plain number: write 0.05.' });
    expect(said.get('参数!C4')?.zh).toContain('请写 1000.5');
    expect(wrong.every(({ messages }) => messages.en !== undefined)).toBe(true);
    const taken = await edited(await left(one), (cells) => {
      rowOf(cells, '参数', 'deviationLow')[2] = ' ０．４５　';
      rowOf(cells, '参数', 'deviationHigh')[2] = '2.00';
      must(cells['参数'], 'sheet')
        .reverse()
        .unshift(must(cells['参数']?.at(-1), 'headings'));
      must(cells['参数'], 'sheet').pop();
      for (const row of must(cells['参数'], 'sheet')) row.unshift('备注');
      must(cells['参数']?.[0], 'headings')[0] = '我的备注';
    });
    expect(await preview(one, taken)).toMatchObject({
      patches: [{ pointer: '/parameters/deviationLow/value', value: '0.45' }],
      ignored: ['参数!我的备注'],
    });
  });

  it('sheets and columns that were renamed, merged cells and repeated rows are said with what to do', async () => {
    const one = await ready();
    const renamed = await refusals(one, (cells) => {
      cells['系数'] = must(cells['基本系数表'], 'sheet');
      Reflect.deleteProperty(cells, '基本系数表');
      must(cells['参数']?.[0], 'headings')[2] = '数值';
    });
    expect(places(renamed)).toEqual([
      ['基本系数表', 'SHEET_MISSING'],
      ['参数!1', 'COLUMN_MISSING'],
    ]);
    expect(renamed.map(({ messages }) => messages.zh).join()).toMatch(/“系数”，是否改了名.*“数值”，是否改了名/);
    const repeated = await refusals(one, (cells) => must(cells['基本系数表'], 'sheet').push(['A', 'EMPLOYEE', 1]), {
      基本系数表: ['A2:A3'],
    });
    expect(places(repeated)).toEqual([
      ['基本系数表!A2:A3', 'MERGED'],
      ['基本系数表!6', 'ROW_REPEATED'],
    ]);
  });

  it('a draft that moved on is merged entry by entry, and what both changed is said with both sides', async () => {
    const one = await ready();
    const bytes = await edited(await left(one), (cells) => {
      rowOf(cells, '参数', 'deviationLow')[2] = 0.45;
      rowOf(cells, '参数', 'deviationHigh')[2] = 2.5;
    });
    await edit(one, 1, [{ pointer: '/parameters/extremeRatio/value', value: '6' }]);
    expect(await preview(one, bytes)).toMatchObject({ isStale: true, differenceHash: null, conflicts: [], patches: [] });
    await expect(save(one, bytes)).rejects.toMatchObject({ code: 'CONFLICT', detail: { currentRevision: 2 } });
    await edit(one, 2, [{ pointer: '/parameters/deviationLow/value', value: '0.40' }]);
    const sides = [{ entry: '/parameters/deviationLow', before: { value: '0.5' }, yours: { value: '0.45' }, theirs: { value: '0.40' } }];
    const said = { yours: [expect.stringContaining('0.5 → 0.45') as unknown], theirs: [expect.stringContaining('0.5 → 0.4') as unknown] };
    expect(await preview(one, bytes, { merge: true })).toMatchObject({
      conflicts: sides.map((one) => ({ ...one, said })),
      differenceHash: null,
    });
    await expect(save(one, bytes, { merge: true })).rejects.toMatchObject({ code: 'CONFLICT', detail: { sides } });
    const take = [{ entry: '/parameters/deviationLow', side: 'DRAFT' }] as const;
    expect((await preview(one, bytes, { merge: true, take })).patches).toEqual([
      { pointer: '/parameters/deviationHigh/value', value: '2.5' },
    ]);
    const file = [{ entry: '/parameters/deviationLow', side: 'FILE' }] as const;
    const { document } = await draftTextOf(one.clerk, await save(one, bytes, { merge: true, take: file }));
    expect(document['parameters']).toMatchObject({
      deviationLow: { value: '0.45' },
      deviationHigh: { value: '2.5' },
      extremeRatio: { value: '6' },
    });
  });

  it('an inherited entry that is changed is overridden; its row taken out again, it is inherited', async () => {
    const base = await ready();
    const { regionCode } = nextCity();
    const heir = { ...base, city: { ...base.city, regionCode } };
    await base.city.write(({ regions }) => regions.save({ code: regionCode, name: '下级市', parentCode: null, sandbox: true }));
    const [record] = await base.city.read(({ rulesets }) => rulesets.list(base.city.regionCode));
    const documentText = JSON.stringify({
      ...{
        region: regionCode,
        version: '2026.1',
        scheme: 'DIP',
        pointUnit: 'point',
        title: { zh: '继承' },
        effective: { from: '2026-01-01' },
      },
      extends: { region: base.city.regionCode, version: '2024.1', effectiveHash: must(record, 'version').effectiveHash },
    });
    const caller = base.city.as('CLERK', { regions: [regionCode] });
    const begun = await createDraft(base.city.platform, caller, { regionCode, name: '继承', documentText, idempotencyKey: key() });
    const one = { clerk: caller, opened: begun, city: heir.city } as Ready;
    const platform = base.city.platform;
    const bytes = await edited(await left(one), (cells) => {
      rowOf(cells, '参数', 'deviationLow')[2] = 0.45;
      must(cells['基本系数表']?.[1], 'row')[2] = 1.3;
    });
    const saved = await importDraft(platform, caller, { ...input(one, bytes), reason: '改写', idempotencyKey: key() });
    const { document } = await draftTextOf(caller, saved);
    expect(document['parameters']).toMatchObject({ deviationLow: { value: '0.45', label: { zh: '费用极低界值' } } });
    expect(document['tables']).toMatchObject({ baseCoefficients: { kind: 'map', rows: [{ value: '1.3' }, { value: '1.15' }, {}, {}] } });
    const without = await edited(await left({ ...one, opened: saved }), (cells) => {
      cells['参数'] = must(cells['参数'], 'sheet').filter(([name]) => name !== 'deviationLow');
    });
    const found = await preview(one, without);
    expect(found.patches).toEqual([{ pointer: '/parameters/deviationLow' }]);
    expect(found.differences).toMatchObject([{ change: 'REMOVED', after: '取消改写，恢复继承的值' }]);
    const gone = await refusals({ ...one, opened: saved }, (cells) => {
      cells['参数'] = must(cells['参数'], 'sheet').filter(([name]) => name !== 'deviationHigh');
    });
    expect(places(gone)).toEqual([['参数!deviationHigh', 'ROW_REMOVED']]);
  });

  it('a sheet goes out as CSV and comes back, from a spreadsheet that saves GB18030 too', async () => {
    const one = await ready();
    const csv = await left(one, '基本系数表');
    expect((await preview(one, csv)).differences).toEqual([]);
    const text = Buffer.from(csv).toString('utf8').replace(',1.2,', ',1.25,');
    const expected = [{ pointer: '/tables/baseCoefficients/rows/0/value', value: '1.25' }];
    expect((await preview(one, Buffer.from(text))).patches).toEqual(expected);
    const bytes = Buffer.from(text.replace('\uFEFF', '').replaceAll(/[职居][工民]医保（([A-Z]+)）/g, '$1'));
    expect((await preview(one, bytes)).patches).toEqual(expected);
    const older = Buffer.from(text.replaceAll(/([职居][工民]医保)（([A-Z]+)）/g, '$2 $1'));
    expect((await preview(one, older)).patches).toEqual(expected);
    const codes = { kind: 'codes', codes: ['00.5*', '1E5', 'I63*', '-'], label: { zh: '编码清单' }, basis: ['demo#1'] };
    const saved = { ...one, opened: await edit(one, 1, [{ pointer: '/tables/listed', value: codes }]) };
    const list = Buffer.from(await left(saved, '编码清单')).toString('utf8');
    expect(list).toContain('\n="00.5*",\n="1E5",\n');
    for (const back of [list, list.replace('="00.5*"', '00.5*').replace('="1E5"', '1E5').replaceAll('\n', '\r\n')]) {
      expect((await preview(saved, Buffer.from(back))).differences).toEqual([]);
    }
    await expect(preview(saved, Buffer.from(list.replace('="1E5"', '1.00E+05')))).rejects.toMatchObject({
      fields: [{ path: ['CSV!A3'], code: 'CODE_BECAME_NUMBER' }],
    });
    await expect(left(one, '没有的表')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('files of other drafts, without an origin, with a changed one, bombs and large files are refused before anything is read', async () => {
    const [one, other] = [await ready(), await ready()];
    const bytes = await left(one);
    await expect(preview(other, bytes)).rejects.toMatchObject({ fields: [{ code: 'OTHER_DRAFT' }] });
    const bare = await edited(bytes, (cells) => Reflect.deleteProperty(cells, '_dip'));
    await expect(preview(one, bare)).rejects.toMatchObject({ fields: [{ code: 'NO_ORIGIN' }] });
    const forged = await edited(bytes, (cells) => {
      for (const row of must(cells['_dip'], 'origin'))
        if (typeof row[0] === 'string') row[0] = row[0].replace(/[0-9a-f]{64}/, 'f'.repeat(64));
    });
    await expect(preview(one, forged)).rejects.toMatchObject({ fields: [{ code: 'ORIGIN_CHANGED' }] });
    await expect(preview(one, Buffer.alloc(17 * 1024 * 1024))).rejects.toMatchObject({ fields: [{ code: 'WORKBOOK_TOO_LARGE' }] });
    const parts = unzipSync(bytes);
    parts['xl/sharedStrings.xml'] = strToU8(`<sst>${' '.repeat(100 * 1024 * 1024)}</sst>`);
    const bomb = zipSync(parts, { level: 9 });
    expect(bomb.byteLength).toBeLessThan(1024 * 1024);
    await expect(preview(one, bomb)).rejects.toMatchObject({ fields: [{ code: 'PART_TOO_LARGE' }] });
  });

  it('whoever may read drafts exports, whoever may edit them imports, and neither of another region', async () => {
    const one = await ready();
    const { city, opened } = one;
    const bytes = await left(one);
    const approver = city.as('APPROVER');
    expect((await exportDraft(approver, { regionCode: city.regionCode, draftId: opened.draft.id })).fileName).toMatch(
      /^draft-\d{6}-.*\.xlsx$/,
    );
    await expect(previewDraftImport(one.city.platform, approver, input(one, bytes))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(importDraft(city.platform, approver, { ...input(one, bytes), reason: '改', idempotencyKey: key() })).rejects.toMatchObject(
      { code: 'FORBIDDEN' },
    );
    const stranger = city.as('CLERK', { regions: ['990998'] });
    await expect(exportDraft(stranger, { regionCode: city.regionCode, draftId: opened.draft.id })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(previewDraftImport(one.city.platform, stranger, input(one, bytes))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('the workbook freezes its headings, hides its origin, keeps codes as text, offers lists and ranges', async () => {
    const parts = unzipSync(await left(await ready()));
    const part = (name: string): string => strFromU8(must(parts[name], name));
    expect(part('xl/workbook.xml')).toMatch(/name="_选项" state="hidden".*name="_dip" state="hidden"/);
    const coefficients = part('xl/worksheets/sheet4.xml');
    expect(coefficients).toContain('ySplit="1"');
    expect(coefficients).toMatch(/<dataValidation type="list"[^>]*sqref="A2:A55"><formula1>'_选项'!\$[A-Z]\$1:\$[A-Z]\$\d+<\/formula1>/);
    expect(coefficients).toMatch(/<dataValidation type="decimal"[^>]*sqref="C2:C55">/);
    expect(part('xl/styles.xml')).toContain('formatCode="@"');
    expect(coefficients.indexOf('<dataValidations')).toBeGreaterThan(coefficients.indexOf('</sheetData>'));
  });

  it('random edits in a workbook are what the same edits of the draft are', async () => {
    const one = await ready();
    const bytes = await left(one);
    const before = await cellsOf(bytes);
    const { document } = await draftTextOf(one.clerk, one.opened);
    const decimals = ['deviationLow', 'deviationHigh', 'extremeRatio', 'addOnCap', 'addOnStep', 'riskReserveRate'];
    const edits = fc.record({
      parameters: fc.dictionary(fc.constantFrom(...decimals), fc.integer({ min: 0, max: 99_999 }), { maxKeys: 4 }),
      coefficients: fc.dictionary(fc.constantFrom('0', '1', '2', '3'), fc.integer({ min: 0, max: 99_999 }), { maxKeys: 4 }),
    });
    const value = (number: number): string => String(number / 1_000);
    await fc.assert(
      fc.asyncProperty(edits, async ({ parameters, coefficients }) => {
        expect(Object.keys(before)).toContain('参数');
        const changed = await edited(bytes, (cells) => {
          for (const [name, number] of Object.entries(parameters)) rowOf(cells, '参数', name)[2] = number / 1_000;
          for (const [row, number] of Object.entries(coefficients)) must(cells['基本系数表']?.[Number(row) + 1], row)[2] = number / 1_000;
        });
        const { patches } = await preview(one, changed);
        const wanted = [
          ...Object.entries(parameters).map(([name, number]) => ({ pointer: `/parameters/${name}/value`, value: value(number) })),
          ...Object.entries(coefficients).map(([row, number]) => ({
            pointer: `/tables/baseCoefficients/rows/${row}/value`,
            value: value(number),
          })),
        ].filter(({ pointer, value: text }) => Number(valueAt(document, pointer)) !== Number(text));
        const inOrder = (list: readonly DraftPatch[]) => [...list].sort((a, b) => (a.pointer < b.pointer ? -1 : 1));
        expect(inOrder(patches)).toEqual(inOrder(wanted));
      }),
      { numRuns: 30 },
    );
  });
});

function valueAt(document: unknown, pointer: string): unknown {
  return pointer
    .slice(1)
    .split('/')
    .reduce<unknown>((node, step) => (typeof node === 'object' && node !== null ? Reflect.get(node, step) : undefined), document);
}
