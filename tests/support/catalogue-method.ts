import type { CatalogueMethod } from '../../src/engine/plan/catalogue-method.js';
import { decimal } from '../../src/engine/number/quantity.js';

/** A method like the national one; state what differs. */
export function catalogueMethod(changes: Partial<CatalogueMethod> = {}): CatalogueMethod {
  return {
    yearWeights: ['1', '2', '7'].map(decimal),
    points: { kind: 'MEAN_COST' },
    pointsScale: decimal('1000'),
    counting: 'YEARLY_AVERAGE',
    threshold: { kind: 'CASES', min: decimal('15') },
    relatedIncrease: decimal('0.10'),
    smallCombinations: 'COMPOSITE',
    variance: 'POPULATION',
    trim: null,
    primaryCare: null,
    unstable: null,
    keepTotalPoints: null,
    rounding: {
      points: { scale: 4, mode: 'HALF_UP' },
      meanCost: { scale: 2, mode: 'HALF_UP' },
      meanDays: { scale: 2, mode: 'HALF_UP' },
      variation: { scale: 4, mode: 'HALF_UP' },
    },
    ...changes,
  };
}
