import { createElement } from 'react';
import type { GroupShownFragment } from '../../generated/catalogue/graphql.ts';
import { Money } from '../../parts/figure.tsx';
import type { Column } from '../../parts/table-columns.ts';
import type { catalogueZh } from '../../texts/zh/catalogue.ts';

/** The flags of a group in words. */
export function flagsText({ flags }: Pick<GroupShownFragment, 'flags'>, t: typeof catalogueZh): string {
  return flags.map((flag) => t.flags[flag]).join(t.between);
}

type Figure = 'points' | 'meanCost' | 'meanDays' | 'variation' | 'drugPoints' | 'consumablePoints' | 'caseCount';

/** The figures of a group, in the order of files. */
export const FIGURES: readonly Figure[] = ['points', 'meanCost', 'meanDays', 'variation', 'drugPoints', 'consumablePoints', 'caseCount'];

/** A figure of a group as its exact text; empty: none. */
export function figureOf(group: Pick<GroupShownFragment, Figure>, figure: Figure): string {
  const value = group[figure];
  return value === null ? '' : String(value);
}

/** The columns of a group's figures; those that few look at are extra. */
export function figureColumns<Row extends Pick<GroupShownFragment, Figure>>(t: typeof catalogueZh): readonly Column<Row>[] {
  return FIGURES.map((figure) => ({
    key: figure,
    title: t.figures[figure],
    kind: 'FIGURE' as const,
    width: 102,
    isExtra: figure === 'drugPoints' || figure === 'consumablePoints',
    text: (row: Row) => figureOf(row, figure),
    ...(figure === 'meanCost' ? { show: (row: Row) => createElement(Money, { yuan: row.meanCost }) } : {}),
  }));
}
