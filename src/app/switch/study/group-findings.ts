import type { SwitchLimits } from './switch-request.js';
import { compare, decimal, multiply, whole } from '../../../engine/number/quantity.js';
import { variationSquared, type CostSums } from '../../../engine/catalogue/catalogue-formulas.js';

/** What may be found of a group. */
export const GROUP_FINDINGS = ['SPLIT', 'VANISHED', 'MERGED', 'NEW', 'FEW_CASES', 'VARIES', 'NO_CASES'] as const;
/** One finding. */
export type GroupFinding = (typeof GROUP_FINDINGS)[number];

/** What each finding means, as it stands beside the table. */
export const FINDING_TERMS: Readonly<Record<GroupFinding, { readonly zh: string; readonly en: string }>> = {
  SPLIT: {
    zh: '拆分：旧组病例去往两个以上新组，各不低于份额下限',
    en: 'an old group whose cases go to two or more new groups, each with at least the least share',
  },
  VANISHED: { zh: '消失：旧组有病例，在新方案下无一入组', en: 'an old group none of whose cases has a group on the new side' },
  MERGED: {
    zh: '合并：新组病例来自两个以上旧组，各不低于份额下限',
    en: 'a new group whose cases come from two or more old groups, each with at least the least share',
  },
  NEW: { zh: '新增：新组有病例，在旧方案下无一入组', en: 'a new group none of whose cases had a group on the old side' },
  FEW_CASES: { zh: '病例过少：新组年均例数低于下限', en: 'a new group with fewer cases a year than the least' },
  VARIES: { zh: '变异过大：新组费用变异系数不低于上限', en: 'a new group whose costs vary at least so much' },
  NO_CASES: { zh: '无病例：新组在所选年度没有病例', en: 'a new group without a case in these years' },
};

/** A group with where its cases stand on the other side: how many in each place of it, over all years. */
export interface GroupMoves {
  readonly side: 'FROM' | 'TO';
  readonly years: number;
  readonly sums: CostSums;
  /** Cases by group of the other side. */
  readonly others: readonly { readonly code: string | null; readonly cases: number }[];
}

/** What is found of a group. */
export function findingsOf({ side, years, sums, others }: GroupMoves, limits: SwitchLimits): GroupFinding[] {
  const cases = Number(sums.cases);
  if (cases === 0) return side === 'TO' ? ['NO_CASES'] : [];
  const grouped = others.filter(({ code }) => code !== null);
  const least = multiply(whole(cases), decimal(limits.minShare));
  const parts = grouped.filter((other) => compare(whole(other.cases), least) >= 0).length;
  const found: GroupFinding[] = [];
  if (parts > 1) found.push(side === 'FROM' ? 'SPLIT' : 'MERGED');
  if (grouped.length === 0) found.push(side === 'FROM' ? 'VANISHED' : 'NEW');
  if (side === 'FROM') return found;
  if (cases < limits.minCases * years) found.push('FEW_CASES');
  const squared = variationSquared(sums, 'POPULATION');
  const most = decimal(limits.minVariation);
  if (squared !== undefined && compare(squared, multiply(most, most)) >= 0) found.push('VARIES');
  return found;
}

/** What each finding means, in both languages in one text. */
export function switchFindingWords(): Readonly<Record<GroupFinding, string>> {
  const words = (finding: GroupFinding): string => `${FINDING_TERMS[finding].zh} ${FINDING_TERMS[finding].en}`;
  return {
    ...{ SPLIT: words('SPLIT'), VANISHED: words('VANISHED'), MERGED: words('MERGED'), NEW: words('NEW') },
    ...{ FEW_CASES: words('FEW_CASES'), VARIES: words('VARIES'), NO_CASES: words('NO_CASES') },
  };
}
