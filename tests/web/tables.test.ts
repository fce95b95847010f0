import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { AuditEventsDocument } from '../../web/generated/audit/graphql.js';
import { StartWhatIfDocument } from '../../web/generated/what-ifs/graphql.js';
import { graphqlText } from '../../web/parts/operation-text.js';
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

  it('are copied as operations that run without variables: enums bare, texts in quotes, fragments from the margin on', () => {
    const filter = { stage: 'PENDING', code: 'H"1', ids: ['A'] };
    const operation = {
      toString: () =>
        '\n    query A($region: String!, $insurance: InsuranceScheme!, $filter: F, $after: String) {\n  b(region: $region) {\n    ...X\n  }\n}\n    fragment X on B {\n  code\n}',
    };
    const schema = '"""words {"""\ninput F {\n  """a: B"""\n  stage: Stage\n\n  code: String!\n\n  ids: [ID!]!\n}\n';
    expect(graphqlText({ operation, variables: { region: '990300', insurance: 'EMPLOYEE', filter } }, schema)).toBe(
      [
        'query A(',
        '  $region: String! = "990300"',
        '  $insurance: InsuranceScheme! = EMPLOYEE',
        '  $filter: F = {stage: PENDING, code: "H\\"1", ids: ["A"]}',
        '  $after: String',
        ') {\n  b(region: $region) {\n    ...X\n  }\n}\n\nfragment X on B {\n  code\n}\n',
      ].join('\n'),
    );
  });

  it('are copied as what the schema takes, inputs and lists of them too', () => {
    const text = readFileSync(path.resolve(import.meta.dirname, '../../schema/schema.graphql'), 'utf8');
    const schema = buildSchema(text);
    const set = [{ target: 'levels[A,B]', value: '1.2' }];
    const input = {
      regionCode: '990300',
      year: 2024,
      insurance: 'EMPLOYEE',
      idempotencyKey: 'EMPLOYEE',
      candidates: [{ name: '一', set }],
    };
    const copied = [
      graphqlText({ operation: StartWhatIfDocument, variables: { input } }, text),
      graphqlText({ operation: AuditEventsDocument, variables: { region: '990300', filter: { action: 'run:start' }, after: null } }, text),
    ];
    expect(copied.flatMap((one) => validate(schema, parse(one)))).toEqual([]);
    expect(copied[0]).toContain('insurance: EMPLOYEE, idempotencyKey: "EMPLOYEE"');
  });
});
