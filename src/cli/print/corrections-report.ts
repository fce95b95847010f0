import { grouped } from '../terminal/money.js';
import { table } from '../terminal/table.js';
import type { ShownColumn, ShownValue } from './printed-rows.js';
import { CORRECTION_WORDS } from '../../app/clearing/evidence/correction-words.js';
import type { CorrectedCase, CorrectionCause, Corrections } from '../../app/clearing/evidence/corrections.js';
import { CORRECTION_KINDS } from '../../app/ports/clearing/ports-corrections.js';
import { printFen } from '../../engine/number/quantity.js';
import { periodLabel } from '../../engine/plan/periods.js';

const number: Pick<ShownColumn, 'align' | 'text'> = { align: 'right', text: (value) => (value === null ? '' : grouped(String(value))) };
const month: Pick<ShownColumn, 'text'> = { text: (value) => (value === null ? '' : periodLabel(String(value)).zh) };
const kind: Pick<ShownColumn, 'text'> = {
  text: (value) => CORRECTION_KINDS.flatMap((one) => (one === value ? [CORRECTION_WORDS[one].zh] : []))[0] ?? '',
};

/** Columns of `dip statement --corrections`: a row a month and figure, then one for each cause (`kind`), which add up to it. */
export const CORRECTION_COLUMNS: readonly ShownColumn[] = [
  { name: 'month', title: '月份', ...month },
  { name: 'closedByRunNo', title: '关闭于', align: 'right' },
  { name: 'settled', title: '该期应拨（元）', ...number },
  { name: 'figure', title: '标识' },
  { name: 'label', title: '项目' },
  { name: 'kind', title: '原因', ...kind },
  { name: 'cases', title: '病例', align: 'right' },
  { name: 'counted', title: '当时计入', ...number },
  { name: 'now', title: '现在', ...number },
  { name: 'difference', title: '差额', ...number },
];

/** Columns of `dip statement --corrections cases`. */
export const CORRECTED_CASE_COLUMNS: readonly ShownColumn[] = [
  { name: 'caseNo', title: '病例号' },
  { name: 'kind', title: '原因', ...kind },
  { name: 'monthBefore', title: '当时月份', ...month },
  { name: 'monthAfter', title: '现在月份', ...month },
  { name: 'figure', title: '标识' },
  { name: 'label', title: '项目' },
  { name: 'counted', title: '当时', ...number },
  { name: 'now', title: '现在', ...number },
];

/** The rows of the months. */
export function correctionRows(corrections: Corrections | undefined): readonly Record<string, ShownValue>[] {
  return (corrections?.months ?? []).flatMap(({ month: of, closedBy, figures, causes }) =>
    figures.flatMap(({ name, label, counted, now, difference }) => {
      const place = {
        ...{ month: of, closedByRunNo: closedBy.runNo },
        settled: closedBy.payableFen === null ? null : printFen(closedBy.payableFen),
        ...{ figure: name, label: label.zh },
      };
      return [
        { ...place, kind: null, cases: null, counted, now, difference },
        ...causes.map((cause) => ({
          ...{ ...place, kind: cause.kind, cases: Number(cause.cases), counted: null, now: null },
          difference: cause.differences.find((one) => one.name === name)?.difference ?? null,
        })),
      ];
    }),
  );
}

/** The rows of the cases: those figures that a case has or had. */
export function correctedCaseRows(cases: readonly CorrectedCase[]): readonly Record<string, ShownValue>[] {
  return cases.flatMap(({ caseNo, kind: why, monthBefore, monthAfter, figures }) =>
    figures
      .filter(({ counted, now }) => Number(counted) !== 0 || Number(now) !== 0)
      .map(({ name, label, counted, now }) => ({
        ...{ caseNo, kind: why, monthBefore, monthAfter, figure: name, label: label.zh },
        ...{ counted, now },
      })),
  );
}

/** 已关闭月份的更正 for people: the months in which something changed, each sum with then, now and difference, and the causes. */
export function correctionsText(corrections: Corrections | undefined): string {
  if (corrections === undefined) return '';
  const changed = corrections.months.filter(({ causes }) => causes.length > 0);
  const head = `已关闭月份的更正（与结算 #${corrections.comparedWith} 所知相比；差额计入本次）`;
  if (changed.length === 0) return `${head}：没有变动。 No case of a closed month has changed.\n`;
  const columns = [{ title: '项目' }, ...['当时计入', '现在', '差额'].map((title) => ({ title, align: 'right' as const }))];
  const parts = changed.map(({ month: of, closedBy, figures, causes }) => {
    const paid = closedBy.payableFen === null ? '当时没有结算单' : `当时应拨 ${grouped(printFen(closedBy.payableFen))} 元`;
    const rows = figures.map(({ label, counted, now, difference }) => [label.zh, grouped(counted), grouped(now), grouped(difference)]);
    return `${periodLabel(of).zh}（结算 #${closedBy.runNo} 关闭，${paid}）\n${table(columns, rows)}${causes.map((one) => `  ${causeText(one)}\n`).join('')}`;
  });
  const rest =
    changed.length === corrections.months.length ? '' : '其余已关闭的月份没有变动。 Nothing changed in the other closed months.\n';
  return `${head}\n${parts.join('')}${rest}逐例：--corrections cases\n`;
}

/** One cause in a line: what its cases change of each sum. */
export function causeText({ kind: why, cases, differences }: CorrectionCause): string {
  const changes = differences.flatMap(({ name, label, difference }) =>
    name === 'cases' || Number(difference) === 0 ? [] : [`${label.zh} ${difference.startsWith('-') ? '' : '+'}${grouped(difference)}`],
  );
  return [`${CORRECTION_WORDS[why].zh} ${cases} 例`, ...changes].join('，');
}

/** The same as JSON. */
export function correctionsJson(corrections: Corrections | undefined): Readonly<Record<string, unknown>> | null {
  if (corrections === undefined) return null;
  const { comparedWith, months } = corrections;
  return {
    comparedWith,
    months: months.map(({ month: of, closedBy: { period, runNo, payableFen }, figures, causes }) => ({
      month: of,
      closedBy: { period, runNo, payable: payableFen === null ? null : printFen(payableFen) },
      figures,
      causes: causes.map(({ kind: why, cases, differences }) => ({
        ...{ kind: why, cases: Number(cases) },
        differences: differences.map(({ name, difference }) => ({ name, difference })),
      })),
    })),
  };
}
