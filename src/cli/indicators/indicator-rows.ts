import type { ShownColumn, ShownValue } from '../print/printed-rows.js';
import type { NoFigure } from '../../engine/indicators/figure.js';
import type { GroupFigures } from '../../app/indicators/group-report.js';
import type { IndicatorCellKind, IndicatorReport } from '../../app/indicators/indicator-report.js';
import { must } from '../../engine/kit/assert.js';

/** Kinds of cells in Chinese. */
export const CELL_KIND_WORDS: Readonly<Record<IndicatorCellKind, string>> = {
  REGION: '全区',
  CLASS: '类别',
  LEVEL: '级别',
  INSTITUTION: '机构',
};
/** Why there is no figure, in Chinese. */
export const NO_FIGURE_WORDS: Readonly<Record<NoFigure, string>> = {
  ZERO_DENOMINATOR: '分母为零',
  NOT_SETTLED: '尚未结算',
  NOT_OF_PERIOD: '该期没有',
  NOT_OF_CELL: '只有全区有',
  NOT_BY_GROUP: '不分病种',
  NOT_STATED: '有机构未填报',
};

const FIGURE: readonly ShownColumn[] = [
  { name: 'indicator', title: '指标' },
  { name: 'label', title: '名称' },
  { name: 'value', title: '数值', align: 'right' },
  { name: 'unit', title: '单位' },
  { name: 'reason', title: '无数值的原因', text: (value) => NO_FIGURE_WORDS[value as NoFigure] ?? '' },
];

/** Columns of `dip indicators report`. */
export const INDICATOR_COLUMNS: readonly ShownColumn[] = [
  { name: 'kind', title: '单元', text: (value) => CELL_KIND_WORDS[value as IndicatorCellKind] ?? String(value) },
  { name: 'code', title: '代码' },
  { name: 'name', title: '机构名称' },
  ...FIGURE,
];

/** Its rows, a figure each. */
export function cellRows(
  { cells, indicators }: IndicatorReport,
  by: IndicatorCellKind | undefined,
  names: ReadonlyMap<string, string>,
): readonly Record<string, ShownValue>[] {
  return cells
    .filter(({ kind }) => by === undefined || kind === by)
    .flatMap(({ kind, code, figures }) =>
      figures.map(({ id, value, reason }) => {
        const { label, unit } = must(
          indicators.find((one) => one.id === id),
          id,
        );
        return { kind, code, name: names.get(code) ?? null, indicator: id, label: label.zh, value, unit, reason };
      }),
    );
}

/** Columns of `dip indicators groups`. */
export const GROUP_FIGURE_COLUMNS: readonly ShownColumn[] = [
  { name: 'groupCode', title: '病种编码' },
  { name: 'indicator', title: '指标' },
  { name: 'value', title: '数值', align: 'right' },
  { name: 'reason', title: '无数值的原因', text: (value) => NO_FIGURE_WORDS[value as NoFigure] ?? '' },
];

/** Its rows, a figure each. */
export function groupRows(groups: readonly GroupFigures[]): readonly Record<string, ShownValue>[] {
  return groups.flatMap(({ groupCode, figures }) => figures.map(({ id, value, reason }) => ({ groupCode, indicator: id, value, reason })));
}
