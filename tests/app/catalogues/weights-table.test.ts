import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCatalogueFile } from '../../../src/app/catalogues/catalogue-file.js';
import { checkWeights } from '../../../src/app/catalogues/catalogue-weights.js';
import { printShort } from '../../../src/engine/number/quantity.js';
import { openedGrouper } from '../../support/grouping-3/opened-grouper.js';
import { drgSheets } from '../../support/grouping-3/drg-workbook.js';
import { drgDocument } from '../../support/grouping-3/drg-document.js';
import { workbookBytes, type WrittenCell } from '../../support/workbook-writer.js';

const NAMES = new Map([['HC15', '胆囊切除术']]);
const csv = (text: string): Uint8Array => new TextEncoder().encode(text);
const sheet = (...rows: readonly (readonly WrittenCell[])[]): Uint8Array => workbookBytes([{ name: '权重', rows }]);

describe('a table of DRG weights, as cities publish them', () => {
  it('takes names and the layer from the grouper, from CSV and from a sheet; a group that it lacks is called by its code', async () => {
    const expected = [
      ['HC15', '胆囊切除术', 'DRG', '1.1234'],
      ['XX19', 'XX19', 'DRG', '0.5'],
    ];
    const files = [csv('drg,weight\nHC15,1.1234\nXX19,0.5\n'), sheet(['DRG编码', '权重'], ['HC15', 1.1234000000000002], ['XX19', 0.5])];
    for (const file of files) {
      const { groups, problems } = await readCatalogueFile(file, { names: NAMES });
      expect(problems).toEqual([]);
      expect(groups.map(({ code, name, kind, points }) => [code, name, kind, printShort(points)])).toEqual(expected);
    }
    expect((await readCatalogueFile(files[0] ?? csv(''))).problems.map(({ code }) => code)).toContain('HEADER_UNKNOWN');
  });

  it('is no DRG workbook and no JSON: one error names the command that takes them (B2)', async () => {
    const refused = async (file: Uint8Array, code: string, command: string): Promise<void> =>
      await expect(readCatalogueFile(file, { names: NAMES })).rejects.toMatchObject({
        fields: [{ code, messages: { zh: expect.stringContaining(command) as string, en: expect.stringContaining(command) as string } }],
      });
    await refused(workbookBytes(drgSheets()), 'WRONG_BOOK', 'dip grouper import');
    await refused(csv('\ufeff{"code": "CHS-DRG"}'), 'WRONG_FILE', 'dip grouper import');
    expect(
      (
        await readCatalogueFile(
          workbookBytes([
            {
              name: 'DRG',
              rows: [
                ['DRG编码', '权重'],
                ['HC15', 1],
              ],
            },
          ]),
          { names: NAMES },
        )
      ).problems,
    ).toEqual([]);
  });

  it('refuses by cell a code that is a number, a formula, a date, a weight that is none; and a code twice', async () => {
    const file = sheet(
      ['DRG编码', '权重'],
      [1015, 1],
      ['HC15', { formula: 'B2*2', value: '2' }],
      ['HC13', { date: 45_000 }],
      ['HC11', 'x'],
      ['HC11', 1],
      ['HC11', 1],
    );
    const { problems } = await readCatalogueFile(file, { names: NAMES });
    expect(problems.map(({ line, column, code }) => `${line} ${column} ${code}`)).toEqual(
      expect.arrayContaining([
        '2 权重 DRG编码 CELL_NUMBER',
        '3 权重 权重 CELL_FORMULA',
        '4 权重 权重 CELL_DATE',
        '5 points NOT_DECIMAL',
        '7 code DUPLICATE_CODE',
      ]) as string[],
    );
  });
});

const DATA = '../shared/data/harbin-drg/';

describe('a city’s published weights of three years', () => {
  const has = existsSync(DATA);
  if (!has) console.warn(`!! ${DATA} is absent: published weights of a city are not read`);

  it.runIf(has)('28 of 688 groups have no weight in their own year; weights of another year are told, none is guessed', async () => {
    const names = new Map(
      readFileSync(`${DATA}groups-2022.txt`, 'utf8')
        .split(/\r?\n/)
        .filter((line) => line.trim() !== '')
        .map((line) => [line.slice(0, 4).trim(), line.slice(4).trim()] as const),
    );
    const codes = [...names.keys()];
    const adrgs = [...new Set(codes.map((code) => code.slice(0, 3)))];
    const grouper = openedGrouper(
      drgDocument({
        mdcs: [{ code: 'M', name: 'M', order: 1, rule: '' }],
        adrgs: adrgs.map((code, order) => ({ code, name: code, mdc: 'M', order, rule: '', outcome: 'GROUPED' })),
        drgs: codes.map((code, order) => ({ code, name: code, adrg: code.slice(0, 3), order, rule: '' })),
      }),
    );
    const told = async (year: number): Promise<Record<string, number>> => {
      const file = await readCatalogueFile(readFileSync(`${DATA}weights-${year}.csv`), { names });
      expect(file.problems).toEqual([]);
      const notes = checkWeights(file.groups, grouper, file.lines);
      expect(notes.filter(({ code }) => code === 'WEIGHT_UNKNOWN').every(({ line }) => line > 1)).toBe(true);
      return {
        rows: file.rows,
        missing: notes.filter(({ code }) => code === 'WEIGHT_MISSING').length,
        unknown: notes.filter(({ code }) => code === 'WEIGHT_UNKNOWN').length,
      };
    };
    expect([codes.length, await told(2022)]).toEqual([688, { rows: 660, missing: 28, unknown: 0 }]);
    expect((await told(2023)).unknown).toBeGreaterThan(0);
    expect((await told(2024)).unknown).toBeGreaterThan(0);
  });
});
