import { InvalidArgumentError } from 'commander';
import type { ShownColumn, ShownValue } from '../print/printed-rows.js';
import type { StatedValue } from '../../app/requests/stated-values.js';
import type {
  AdjustmentRecord,
  AssessmentRecord,
  BudgetRecord,
  PaymentPurpose,
  PaymentRecord,
  RecordOrigin,
} from '../../app/ports/clearing/ports-fund-year.js';
import { printFen } from '../../engine/number/quantity.js';

/** `name=value`, repeated: the items of a budget, of actuals or of an assessment. */
export function statedValue(text: string, before: readonly StatedValue[] = []): readonly StatedValue[] {
  const [, name, value] = /^([^=＝]+)[=＝](.+)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('应写成 项目=数值，例如 income=1000000.00。 Write name=value, such as income=1000000.00.');
  return [...before, { name: name.trim(), value: value.trim() }];
}

type Row = Readonly<Record<string, ShownValue>>;

const column = (name: string, title: string, align: 'left' | 'right' = 'left'): ShownColumn => ({ name, title, align });

/** Where a record comes from. */
const ORIGIN_COLUMNS: readonly ShownColumn[] = [column('reason', '事由'), column('source', '依据'), column('recordedBy', '录入人')];

function origin({ reason, source, createdByName }: RecordOrigin): Row {
  return { reason, source, recordedBy: createdByName };
}

/** The items of a budget or of actuals, one a row. */
export const ITEM_COLUMNS: readonly ShownColumn[] = [
  column('name', '项目'),
  column('value', '数值', 'right'),
  column('revision', '修订', 'right'),
  ...ORIGIN_COLUMNS,
];

/** A budget or actuals as rows. */
export function itemRows({ items, revision, ...row }: BudgetRecord): readonly Row[] {
  return Object.entries(items)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value, revision, ...origin(row) }));
}

/** Assessments, one a row. */
export const ASSESSMENT_COLUMNS: readonly ShownColumn[] = [
  column('period', '结算期'),
  column('institutionCode', '机构编码'),
  column('name', '项目'),
  column('value', '数值', 'right'),
  ...ORIGIN_COLUMNS,
];

/** An assessment as a row. */
export function assessmentRow({ period, institutionCode, name, value, ...row }: AssessmentRecord): Row {
  return { period, institutionCode, name, value, ...origin(row) };
}

/** Adjustments, one a row; amounts in yuan. */
export const ADJUSTMENT_COLUMNS: readonly ShownColumn[] = [
  ...[column('id', '标识'), column('institutionCode', '机构编码'), column('name', '项目'), column('amount', '金额（元）', 'right')],
  ...[...ORIGIN_COLUMNS, column('reversesId', '冲销')],
];

/** An adjustment as a row. */
export function adjustmentRow({ id, institutionCode, name, amountFen, reversesId, ...row }: AdjustmentRecord): Row {
  return { id, institutionCode, name, amount: printFen(amountFen), ...origin(row), reversesId };
}

/** Payments, one a row; amounts in yuan. */
export const PAYMENT_COLUMNS: readonly ShownColumn[] = [
  ...[
    column('id', '标识'),
    column('institutionCode', '机构编码'),
    column('period', '结算期'),
    column('month', '月份', 'right'),
    column('purpose', '用途'),
    column('amount', '金额（元）', 'right'),
  ],
  ...[column('paidOn', '拨付日期'), ...ORIGIN_COLUMNS, column('reversesId', '冲销'), column('payee', '收款方')],
];

/** As files have it: a regular one is left empty. */
const PURPOSES: Readonly<Record<PaymentPurpose, string>> = {
  REGULAR: '',
  EMERGENCY: 'EMERGENCY',
  CATASTROPHIC: 'CATASTROPHIC',
  ASSISTANCE: 'ASSISTANCE',
  CIVIL_SERVANT: 'CIVIL_SERVANT',
  OUT_OF_REGION: 'OUT_OF_REGION',
};

/** A payment as a row. */
export function paymentRow({
  id,
  institutionCode,
  period,
  month,
  purpose,
  amountFen,
  paidOn,
  reversesId,
  payee,
  ...row
}: PaymentRecord): Row {
  return {
    id,
    institutionCode,
    period,
    month,
    purpose: PURPOSES[purpose],
    amount: printFen(amountFen),
    paidOn,
    ...origin(row),
    reversesId,
    payee: payee?.code ?? null,
  };
}
