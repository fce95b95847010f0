import { CELL_KIND_WORDS, NO_FIGURE_WORDS } from './indicator-rows.js';
import type { ShownColumn, ShownValue } from '../print/printed-rows.js';
import type { IndicatorCellKind } from '../../app/indicators/indicator-report.js';
import type { ProvinceReport } from '../../app/indicators/province-report.js';
import type { YearComparison } from '../../app/indicators/year-comparison.js';
import type { NoFigure } from '../../engine/indicators/figure.js';
import { must } from '../../engine/kit/assert.js';

/** Columns of `dip indicators compare`. */
export const COMPARED_COLUMNS: readonly ShownColumn[] = [
  { name: 'kind', title: '单元', text: (value) => CELL_KIND_WORDS[value as IndicatorCellKind] ?? String(value) },
  { name: 'code', title: '代码' },
  { name: 'name', title: '机构名称' },
  { name: 'id', title: '指标' },
  { name: 'label', title: '名称' },
  { name: 'previous', title: '上年', align: 'right' },
  { name: 'value', title: '今年', align: 'right' },
  { name: 'change', title: '增减', align: 'right' },
  { name: 'rate', title: '增减率', align: 'right' },
  { name: 'unit', title: '单位' },
];

/** Its rows, a figure each. */
export function comparedRows(
  { cells }: YearComparison,
  by: IndicatorCellKind | undefined,
  names: ReadonlyMap<string, string>,
): readonly Record<string, ShownValue>[] {
  return cells
    .filter(({ kind }) => by === undefined || kind === by)
    .flatMap(({ kind, code, figures }) =>
      figures.map(({ id, label, previous, value, change, rate, unit }) => ({
        ...{ kind, code, name: names.get(code) ?? null, id, label: label.zh },
        ...{ previous, value, change, rate, unit },
      })),
    );
}

const WITHOUT: Readonly<Record<string, string>> = { NO_RULESET: '没有生效的规则集', NOT_SETTLED: '尚未结算' };

/** Columns of `dip indicators province`. */
export const PROVINCE_COLUMNS: readonly ShownColumn[] = [
  { name: 'code', title: '地区' },
  { name: 'name', title: '名称' },
  { name: 'id', title: '指标' },
  { name: 'label', title: '指标名称' },
  { name: 'value', title: '数值', align: 'right' },
  { name: 'unit', title: '单位' },
  { name: 'reason', title: '说明', text: (value) => WITHOUT[String(value)] ?? NO_FIGURE_WORDS[value as NoFigure] ?? '' },
];

/** Its rows: every region's figures, or why it has none; then the totals, under the code of the province. */
export function provinceRows(
  { province, regions, totals }: ProvinceReport,
  only: readonly string[] | undefined,
): readonly Record<string, ShownValue>[] {
  const wanted = totals.filter(({ id }) => only === undefined || only.includes(id));
  const labels = new Map(totals.map(({ id, label, unit }) => [id, { label: label.zh, unit }]));
  const rows = regions.flatMap(({ region: { code, name }, without, figures }): Record<string, ShownValue>[] => {
    if (without !== null) return [{ code, name, id: null, label: null, value: null, unit: null, reason: without }];
    return figures
      .filter(({ id }) => wanted.some((one) => one.id === id))
      .map(({ id, value, reason }) => ({ code, name, id, ...must(labels.get(id), id), value, reason }));
  });
  const total = wanted.map(({ id, label, unit, value, reason, of }) => {
    const name = `${province.name} 合计（${String(of.length)} 个地区）`;
    return { code: province.code, name, id, label: label.zh, unit, value, reason };
  });
  return regions.length === 0 ? [] : [...rows, ...total];
}
