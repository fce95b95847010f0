import { chineseHeadings, headingFinder, type ColumnMeaning } from '../sheets/csv-headings.js';
import type { FundYearRecords } from '../ports/clearing/ports-fund-year-history.js';

const MEANINGS = {
  id: 'recordId',
  institutionCode: 'institutionCode',
  period: 'recordPeriod',
  month: 'recordMonth',
  purpose: 'paymentPurpose',
  name: 'recordItem',
  value: 'recordValue',
  amount: 'recordAmount',
  paidOn: 'paidOn',
  reason: 'recordReason',
  source: 'recordSource',
  reversesId: 'recordReverses',
  payee: 'recordPayee',
  revision: 'recordRevision',
  recordedBy: 'recordedBy',
} as const satisfies Record<string, ColumnMeaning>;

/** A column of a file of a year's records; its names are those of the API. */
export type YearColumn = keyof typeof MEANINGS;

/** All of them, in the order in which they are documented. */
export const YEAR_COLUMN_NAMES: readonly YearColumn[] = [
  ...(['id', 'institutionCode', 'period', 'month', 'purpose', 'name', 'value', 'amount', 'paidOn'] as const),
  ...(['reason', 'source', 'reversesId', 'payee', 'revision', 'recordedBy'] as const),
];

/** 列 what a column is to a kind of record; `shown`: the platform writes it, and what stands in it is not read. */
export type ColumnUse = 'required' | 'optional' | 'shown';

const ITEMS = {
  name: 'required',
  value: 'required',
  reason: 'optional',
  source: 'optional',
  revision: 'shown',
  recordedBy: 'shown',
} as const;
const ORIGIN = { reason: 'optional', source: 'optional', recordedBy: 'shown' } as const;

/** The columns of the file of each kind of record. */
export const YEAR_COLUMNS: Readonly<Record<FundYearRecords, Readonly<Partial<Record<YearColumn, ColumnUse>>>>> = {
  BUDGET: ITEMS,
  ACTUALS: ITEMS,
  ASSESSMENT: { institutionCode: 'required', period: 'optional', name: 'required', value: 'required', ...ORIGIN },
  ADJUSTMENT: { id: 'optional', institutionCode: 'required', name: 'required', amount: 'required', ...ORIGIN, reversesId: 'optional' },
  PAYMENT: {
    ...{ id: 'optional', institutionCode: 'required', period: 'optional', month: 'optional', purpose: 'optional' },
    ...{ amount: 'required', paidOn: 'required' },
    ...{ ...ORIGIN, reversesId: 'optional', payee: 'shown' },
  },
};

/** The Chinese headings of a column: the first is the one that messages name. */
export function yearHeadings(column: YearColumn): readonly string[] {
  return chineseHeadings(MEANINGS[column]);
}

/** A column as people are told of it: `机构编码 institutionCode`. */
export function columnText(column: YearColumn): string {
  return `${yearHeadings(column)[0] ?? ''} ${column}`;
}

/** The columns of a kind. */
export function columnsOf(kind: FundYearRecords, uses: readonly ColumnUse[] = ['required', 'optional', 'shown']): readonly YearColumn[] {
  return YEAR_COLUMN_NAMES.filter((column) => {
    const use = YEAR_COLUMNS[kind][column];
    return use !== undefined && uses.includes(use);
  });
}

/** Finds the column of a kind that a heading means, English or Chinese. */
export function yearColumnFinder(kind: FundYearRecords): (heading: string) => YearColumn | undefined {
  return headingFinder(columnsOf(kind).map((column) => [column, [column, ...yearHeadings(column)]] as const));
}
