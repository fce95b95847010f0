import type { GroupHistory } from './group-history.js';
import { StateError } from '../../base/errors.js';
import type { DiseaseGroup } from '../../../engine/plan/catalogue.js';
import { must } from '../../../engine/kit/assert.js';
import { assembleCatalogue, type AssembledCatalogue, type AssemblyFailure } from '../../../engine/catalogue/catalogue-assembly.js';
import type { CatalogueMethod } from '../../../engine/plan/catalogue-method.js';
import { compare, ZERO, type Fraction } from '../../../engine/number/quantity.js';

/** The new side's groups with points, and what scaled them. */
export interface PricedGroups {
  readonly groups: readonly DiseaseGroup[];
  readonly normalisation: NonNullable<AssembledCatalogue['normalisation']>;
  /** Total that was kept, in points. */
  readonly kept: Fraction;
  readonly regionMean: Fraction;
  /** Cases of the history that have a group. */
  readonly cases: number;
}

/**
 * 测算分值 gives the new side's groups points, by the region's method of computing catalogues: weighted mean costs over the years against the
 * base, then one factor for all so that the base points of the last year's cases come to the old side's total (总分值不变, N25-15). A group
 * without a case has no points. Throws RULESET_INVALID where there is nothing to compute from.
 */
export function priceGroups(
  groups: readonly DiseaseGroup[],
  history: GroupHistory,
  method: CatalogueMethod,
  oldTotal: Fraction,
): PricedGroups {
  const byCode = new Map(groups.map((group) => [group.code, group]));
  const sketchOf = (code: string): DiseaseGroup => must(byCode.get(code), 'group of the new side');
  const kept = method.keepTotalPoints ?? oldTotal;
  if (compare(kept, ZERO) <= 0) throw notComputed('NO_POINTS');
  const assembled = assembleCatalogue(history.sums(method.trim, sketchOf), { ...method, keepTotalPoints: kept });
  if (typeof assembled === 'string') throw notComputed(assembled);
  const priced = new Map(assembled.groups.map((group) => [group.code, group]));
  return {
    groups: groups.map((group) => withFigures(group, priced.get(group.code))),
    normalisation: must(assembled.normalisation, 'factor of a total that is kept'),
    kept,
    regionMean: assembled.regionMean,
    cases: history.cases,
  };
}

/** Flags and auxiliary coefficients are the library's; the figures are the history's. */
function withFigures(own: DiseaseGroup, computed: DiseaseGroup | undefined): DiseaseGroup {
  const { drugPoints: _drug, consumablePoints: _consumable, ...library } = own;
  if (computed === undefined) return { ...library, points: ZERO, meanCost: new Map(), meanDays: null, variation: null, caseCount: 0 };
  const { code: _code, name: _name, kind: _kind, match: _match, auxiliary: _auxiliary, ...figures } = computed;
  const flags = [...new Set([...own.flags, ...computed.flags])];
  return { ...library, ...figures, flags };
}

function notComputed(failure: AssemblyFailure): StateError {
  const why = WHY[failure];
  return new StateError('RULESET_INVALID', {
    zh: `新分组方案的分值无法测算：${why.zh}`,
    en: `The points of the new groups can't be computed: ${why.en}`,
  });
}

const WHY: Readonly<Record<AssemblyFailure, { readonly zh: string; readonly en: string }>> = {
  NO_CASES: {
    zh: '所选年度没有病例能入新方案的组。请核对年度、险种和新方案的目录。',
    en: 'no case of these years has a group of the new side. Check the years, the insurance and the catalogue.',
  },
  BENCHMARK_MISSING: {
    zh: '测算方法指定的基准病种在新方案中没有病例。请换一个基准病种。',
    en: 'the benchmark group that the method names has no case on the new side. Name another.',
  },
  NO_COST: {
    zh: '作为除数的次均费用为零。请核对历史费用。',
    en: 'the mean cost to divide by is zero. Check the costs of the history.',
  },
  NO_POINTS: {
    zh: '末年没有可保持的总分值（旧方案下没有入组病例或其分值为零）。请核对年度和旧方案的目录库。',
    en: 'there is no total to keep in the last year: no case has a group with points on the old side. Check the years and the old catalogue.',
  },
};
