import { describe, expect, it } from 'vitest';
import { graphqlText } from '../../web/parts/copy-as-graphql.js';
import { csvText } from '../../web/parts/sheet-file.js';
import { choicesOf, compareRows, rowsWith, writtenTable, type Column } from '../../web/parts/table-columns.js';

interface Row {
  readonly name: string;
  readonly amount: string;
}
const NAME: Column<Row> = { key: 'name', title: '机构', text: ({ name }) => name };
const AMOUNT: Column<Row> = { key: 'amount', title: '金额', kind: 'FIGURE', text: ({ amount }) => amount };
const ROWS: readonly Row[] = [
  { name: '乙医院', amount: '100.00' },
  { name: '甲医院', amount: '-3.50' },
  { name: '丙医院', amount: '' },
  { name: '丁医院', amount: '20.00' },
];

describe('tables', () => {
  it('order amounts by value, and what is empty last', () => {
    expect([...ROWS].sort(compareRows(AMOUNT)).map(({ amount }) => amount)).toEqual(['-3.50', '20.00', '100.00', '']);
  });

  it('offer the values of a column of words, none of numbers', () => {
    expect(choicesOf(NAME, ROWS)).toHaveLength(4);
    expect(choicesOf(AMOUNT, ROWS)).toEqual([]);
    expect(choicesOf(NAME, ROWS.slice(0, 1))).toEqual([]);
  });

  it('find rows by words in any column', () => {
    expect(rowsWith(ROWS, [NAME, AMOUNT], '医院 20').map(({ name }) => name)).toEqual(['丁医院']);
    expect(rowsWith(ROWS, [NAME, AMOUNT], '  ')).toBe(ROWS);
  });

  it('are written exactly, and nothing in them is run by a spreadsheet', () => {
    const rows = [...ROWS.slice(0, 2), { name: '=HYPERLINK("x")', amount: '1.10' }, { name: '-cmd', amount: '-' }];
    expect(csvText(writtenTable('t', [NAME, AMOUNT], rows))).toBe(
      '\uFEFF机构,金额\r\n乙医院,100.00\r\n甲医院,-3.50\r\n"\'=HYPERLINK(""x"")",1.10\r\n\'-cmd,\'-\r\n',
    );
  });

  it('are copied as the operation that they were read by', () => {
    const operation = { toString: () => '\n    query A($region: String!) {\n  region(code: $region) {\n    code\n  }\n}\n    ' };
    expect(graphqlText({ operation, variables: { region: '990300' } })).toBe(
      '# variables: {"region":"990300"}\nquery A($region: String!) {\n  region(code: $region) {\n    code\n  }\n}\n',
    );
  });
});
