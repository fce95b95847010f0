import type { CatalogueMethodDocument } from '../../catalogues/catalogue-method-document.js';
import { invalidField } from '../../base/errors.js';

/** 三年 1:2:7 the national weights of three years (N21-18), oldest first. */
const NATIONAL_WEIGHTS: readonly string[] = ['1', '2', '7'];

/**
 * The method by which points are computed where none is stated. ASSUMPTION in everything but the weights: mean cost of all cases as base, nothing
 * trimmed, points to 4 places. Throws VALIDATION_FAILED for other than one or three years, which have no national weights.
 */
export function defaultMethod(years: number): CatalogueMethodDocument {
  const yearWeights = years === 1 ? ['1'] : NATIONAL_WEIGHTS;
  if (yearWeights.length !== years) throw noWeights(years);
  const round = (scale: number) => ({ scale, mode: 'HALF_UP' as const });
  return {
    yearWeights: [...yearWeights],
    points: { kind: 'MEAN_COST' },
    pointsScale: '1000',
    counting: 'YEARLY_AVERAGE',
    threshold: { kind: 'CASES', min: '15' },
    relatedIncrease: '0',
    smallCombinations: 'COMPOSITE',
    variance: 'POPULATION',
    trim: null,
    primaryCare: null,
    unstable: null,
    keepTotalPoints: null,
    rounding: { points: round(4), meanCost: round(2), meanDays: round(2), variation: round(4) },
    excludeCaseFlags: [],
  };
}

function noWeights(years: number): Error {
  return invalidField(['method'], 'REQUIRED', {
    zh: `国家口径的权重只规定了三年（1:2:7）；${years} 年的历史须用测算方法文件说明各年权重（yearWeights，dip switch run 的 --method）。`,
    en: `The national weights are of three years (1:2:7); for ${years} years state a method with yearWeights (--method of dip switch run).`,
  });
}
