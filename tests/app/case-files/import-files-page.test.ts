import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCsvRecords } from '../../../src/app/case-files/case-csv.js';
import { CsvReading } from '../../../src/app/sheets/csv-reading.js';
import { CASE_FILE_COLUMNS, LIST_SEPARATOR } from '../../../src/app/case-files/case-csv-columns.js';
import { catalogueHeadings } from '../../../src/app/catalogues/catalogue-csv-columns.js';
import { INSTITUTION_HEADINGS } from '../../../src/app/regions/institution-csv.js';
import { CATALOGUE_COLUMNS, COLUMN_FAMILIES, REQUIRED_COLUMNS } from '../../../src/engine/catalogue/catalogue-columns.js';

const PAGE = readFileSync(new URL('../../../docs/import-files.md', import.meta.url), 'utf8');
const sectionOf = (title: string): string => PAGE.slice(PAGE.indexOf(`\n## ${title}`) + 1).split('\n## ')[0] ?? '';
const rowsOf = (title: string): readonly string[] => sectionOf(title).match(/^\| `.*$/gm) ?? [];
const row = (name: string, headings: readonly string[], isRequired: boolean): string =>
  `| \`${name}\` | ${headings.join('、')} | ${isRequired ? '是 yes' : ''} |`;

describe('docs/import-files.md tells what the reader takes (N2, I3)', () => {
  it('every column of cases with all its headings, and whether it is required', () => {
    expect(rowsOf('病例 Cases')).toEqual(CASE_FILE_COLUMNS.map(({ name, aliases, required }) => row(name, aliases, required)));
  });

  it('every column of institutions', () => {
    const rows = Object.entries(INSTITUTION_HEADINGS).map(([name, headings]) => row(name, headings, true));
    expect(rowsOf('机构 Institutions')).toEqual(rows);
  });

  it('every column of catalogues', () => {
    const names = [...CATALOGUE_COLUMNS, ...COLUMN_FAMILIES];
    const rows = names.map((name) =>
      row(
        name,
        catalogueHeadings(name),
        REQUIRED_COLUMNS.some((one) => one === name),
      ),
    );
    expect(rowsOf('病种目录库 Catalogues')).toEqual(rows);
  });

  it('what stands between the codes of a cell of cases', async () => {
    const [list = ''] = /(?<=（`)I10[^`]+(?=`)/.exec(PAGE) ?? [];
    expect(PAGE).toContain(`半角分号 \`${LIST_SEPARATOR}\``);
    const header = CASE_FILE_COLUMNS.filter(({ required }) => required).map(({ name }) => name);
    const text = `${[...header, 'otherDiagnoses'].join(',')}\n${[...header.map(() => '1'), list].join(',')}\n`;
    const records = [];
    for await (const record of readCsvRecords(pieceOf(text), new CsvReading())) records.push(record);
    expect(records).toMatchObject([{ raw: { otherDiagnoses: ['I10.x00', 'E11.900'] } }]);
  });
});

async function* pieceOf(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}
