import { yuan } from '../terminal/money.js';
import { table } from '../terminal/table.js';
import type { InstitutionAdjustment, RunAdjustment } from '../../app/ledger/adjustment-of-run.js';
import { printFen } from '../../engine/number/quantity.js';

/** What a further run changes, for people; of one institution where one is asked for. Nothing where no run was confirmed before. */
export function adjustmentText(adjustment: RunAdjustment | undefined, institutionCode?: string): string {
  if (adjustment === undefined) return '';
  const { previousRunNo, isBooked, institutions } = adjustment;
  const own = institutionCode === undefined ? institutions : institutions.filter((one) => one.institutionCode === institutionCode);
  const row = (code: string, { beforeFen, afterFen, differenceFen }: Amounts): string[] => [
    ...[code, yuan(beforeFen), yuan(afterFen), yuan(differenceFen)],
  ];
  const columns = [{ title: '机构编码' }, ...['此前应得', '本次应得', '差额'].map((title) => ({ title, align: 'right' as const }))];
  const rows = own.map((one) => row(one.institutionCode, one));
  const sums = institutionCode === undefined ? [row('合计', adjustment)] : [];
  const state = isBooked ? '差额已记入总账' : '本次尚未确认，差额还没有入账';
  return `与前一次已确认的清算 #${previousRunNo} 相比（元；应得不论已预拨多少），${state}\n${table(columns, [...rows, ...sums])}`;
}

type Amounts = Pick<InstitutionAdjustment, 'beforeFen' | 'afterFen' | 'differenceFen'>;

/** The same as JSON: money in yuan with 2 places, as text. */
export function adjustmentJson(adjustment: RunAdjustment | undefined): Readonly<Record<string, unknown>> | null {
  if (adjustment === undefined) return null;
  const { previousRunNo, isBooked, institutions } = adjustment;
  return {
    ...{ previousRunNo, isBooked, ...amountsJson(adjustment) },
    institutions: institutions.map((one) => ({ institutionCode: one.institutionCode, ...amountsJson(one) })),
  };
}

function amountsJson({ beforeFen, afterFen, differenceFen }: Amounts) {
  return { before: printFen(beforeFen), after: printFen(afterFen), difference: printFen(differenceFen) };
}
