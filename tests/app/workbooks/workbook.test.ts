import { describe, expect, it, test } from 'vitest';
import { cellText } from '../../../src/app/workbooks/cell-text.js';
import type { MergedRange, WorkbookRow } from '../../../src/app/workbooks/sheet-reader.js';
import { WORKBOOK_LIMITS, WorkbookError } from '../../../src/app/workbooks/workbook-error.js';
import { WorkbookParts } from '../../../src/app/workbooks/workbook-parts.js';
import { openWorkbook } from '../../../src/app/workbooks/workbook.js';
import { packed, workbookBytes, workbookParts, type WrittenCell, type WrittenSheet } from '../../support/workbook-writer.js';

async function read(bytes: Uint8Array, sheet = 'S'): Promise<{ rows: WorkbookRow[]; merged: readonly MergedRange[] }> {
  const rows: WorkbookRow[] = [];
  const reading = (await openWorkbook(bytes)).rows(sheet);
  for (;;) {
    const next = await reading.next();
    if (next.done === true) return { rows, merged: next.value };
    rows.push(next.value);
  }
}

const sheet = (...rows: readonly (readonly WrittenCell[])[]): WrittenSheet => ({ name: 'S', rows });
const parts = (...rows: readonly (readonly WrittenCell[])[]): Record<string, string> => workbookParts([sheet(...rows)]);

async function failure(bytes: Uint8Array): Promise<string> {
  try {
    await read(bytes);
    return 'none';
  } catch (error) {
    if (!(error instanceof WorkbookError)) throw error;
    expect(error.words.zh.length * (error.words.en ?? '').length).toBeGreaterThan(0);
    return `${error.failure} ${error.words.zh}`;
  }
}

describe('reading a workbook', () => {
  it('gives every row that has something, with the number that Excel shows, and says which cells are no text', async () => {
    const rows = [
      ['编码', '名称', ''],
      [],
      ['51.2300', '胆囊切除术', 7],
      [null, { formula: 'A1', value: '51.2300' }, { date: 45000 }, 27.129200000000001, 1e-7],
    ];
    const found = (await read(workbookBytes([sheet(...rows)]))).rows;
    expect(found.map(({ row, cells, kinds }) => [row, cells, [...kinds]])).toEqual([
      [1, ['编码', '名称'], []],
      [3, ['51.2300', '胆囊切除术', '7'], [[2, 'NUMBER']]],
      [
        4,
        ['', '', '', '27.1292', '0.0000001'],
        [
          [1, 'FORMULA'],
          [2, 'DATE'],
          [3, 'NUMBER'],
          [4, 'NUMBER'],
        ],
      ],
    ]);
  });

  it('reads texts that stand in the cell, in pieces, with phonetic guides, and prefixed elements', async () => {
    const inline = '<c r="REF" t="inlineStr"><is><r><t>胆</t></r><rPh><t>dan</t></rPh><r><t>囊</t></r></is></c>';
    const made = parts([{ xml: inline }, { xml: '<c t="b"><v>1</v></c>' }, { xml: '<c t="e"><v>#N/A</v></c>' }]);
    const name = 'xl/worksheets/sheet1.xml';
    const prefixed = (made[name] ?? '').replaceAll(/<(\/?)(\w)/g, '<$1x:$2').replace('<x:worksheet xmlns=', '<x:worksheet xmlns:x=');
    for (const text of [made[name] ?? '', prefixed])
      expect((await read(packed({ ...made, [name]: text }))).rows).toMatchObject([
        {
          cells: ['胆囊', '', ''],
          kinds: new Map([
            [1, 'BOOLEAN'],
            [2, 'ERROR'],
          ]),
        },
      ]);
  });

  it('gives merged ranges at the end', async () => {
    expect((await read(workbookBytes([{ ...sheet(['a']), merged: ['A1:C1', 'B2:B40'] }]))).merged).toEqual([
      { range: 'A1:C1', rows: [1, 1], columns: [1, 3] },
      { range: 'B2:B40', rows: [2, 40], columns: [2, 2] },
    ]);
  });

  test.each([
    ['A_x000D__x000A_B_x0009_C', 'A B C'],
    ['A_x005F_x000D_B', 'A B'],
    [' 主要手术操作/\n相关手术操作编码\u00a0', '主要手术操作/ 相关手术操作编码'],
    ['51.\u200b2300\u3000', '51.2300'],
    ['a_xD800_b', 'ab'],
  ])('cleans %j to %j', (stored, seen) => {
    expect(cellText(stored)).toBe(seen);
  });
});

describe('a file that is no sound workbook is refused in words, and never fills the memory', () => {
  const sound = workbookBytes([sheet(['a', 'b'])]);

  test.each([
    ['no workbook', Buffer.from('code,name\n'), 'NOT_A_WORKBOOK'],
    ['an empty file', Buffer.alloc(0), 'NOT_A_WORKBOOK'],
    ['a zip of something else', packed({ 'a.txt': 'a' }), 'NOT_A_WORKBOOK'],
    ['an .xls or one with a password', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'OLD_OR_ENCRYPTED'],
    ['cut off', sound.subarray(0, sound.length - 40), 'DAMAGED'],
    ['cut in half', sound.subarray(0, sound.length / 2), 'DAMAGED'],
    ['broken XML', packed({ ...parts(['a']), 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row r="1"><c' }), 'DAMAGED'],
    ['rows out of order', packed({ ...parts(['a']), 'xl/worksheets/sheet1.xml': '<w><row r="2"/><row r="1"/></w>' }), 'DAMAGED'],
    ['a text that is not there', packed({ ...parts(['a']), 'xl/sharedStrings.xml': '<sst/>' }), 'DAMAGED'],
    ['a sheet that is not there', packed({ ...parts(['a']), 'xl/_rels/workbook.xml.rels': '<Relationships/>' }), 'DAMAGED'],
    [
      'an entity of its own',
      packed({ ...parts(['a']), 'xl/sharedStrings.xml': '<!DOCTYPE a [<!ENTITY b "c">]><sst><si><t>&b;</t></si></sst>' }),
      'DAMAGED',
    ],
    ['too many columns', workbookBytes([sheet([{ xml: '<c r="ZZZ1"><v>1</v></c>' }])]), 'TOO_MANY_COLUMNS'],
    ['too many rows', packed({ ...parts(['a']), 'xl/worksheets/sheet1.xml': '<w><row r="1048577"/></w>' }), 'TOO_MANY_ROWS'],
    ['too many sheets', workbookBytes(Array.from({ length: 101 }, (_, i) => ({ name: `S${i}`, rows: [] }))), 'TOO_MANY_SHEETS'],
  ])('%s', async (_, bytes, code) => {
    expect(await failure(bytes)).toMatch(new RegExp(`^${code} `));
  });

  it('a byte changed inside is found by its checksum', async () => {
    const stored = packed({ ...parts(['a']) });
    const spoilt = Uint8Array.from(stored);
    const at = Buffer.from(spoilt).indexOf('xl/worksheets/sheet1.xml') + 60;
    spoilt[at] = (spoilt[at] ?? 0) ^ 1;
    expect(await failure(spoilt)).toMatch(/^DAMAGED /);
  });

  it('a cell of 10 MB is named, not read, and the rest is', async () => {
    const long = 'K'.repeat(10_000_000);
    const { rows } = await read(workbookBytes([sheet(['a', long, 'b'], [{ xml: `<c r="REF" t="str"><v>${long}</v></c>` }, 'c'])]));
    expect(rows.map(({ cells, kinds }) => [cells, [...kinds]])).toEqual([
      [['a', '', 'b'], [[1, 'TOO_LONG']]],
      [['', 'c'], [[0, 'TOO_LONG']]],
    ]);
  });

  it('a zip bomb ends at the limit, by bytes counted, whatever size it declares', async () => {
    const bomb = packed({ ...parts(['a']), 'xl/sharedStrings.xml': new Uint8Array(WORKBOOK_LIMITS.part + 1_000_000).fill(32) });
    expect(bomb.byteLength).toBeLessThan(1_000_000);
    let counted = 0;
    const inflate = async (): Promise<void> => {
      for await (const piece of (await WorkbookParts.open(bomb)).read('xl/sharedStrings.xml')) counted += piece.byteLength;
    };
    await expect(inflate()).rejects.toMatchObject({ failure: 'PART_TOO_LARGE' });
    expect(counted).toBeLessThanOrEqual(WORKBOOK_LIMITS.part);
    const lying = Buffer.from(bomb);
    for (let at = lying.indexOf('PK\u0001\u0002'); at >= 0; at = lying.indexOf('PK\u0001\u0002', at + 4)) lying.writeUInt32LE(1, at + 24);
    expect(await failure(lying)).toMatch(/^DAMAGED /);
  });
});
