import type { PublishedRegions } from './bundle.js';
import type { InsuredRegion, InsuredRegionReport } from '../clearing/evidence/insured-regions.js';
import { add, printFen, printShort, ZERO } from '../../engine/number/quantity.js';

/**
 * 异地清算表 as it is published: regions of insurance with fewer cases than what is small stand together in one row without a code, and if that row is
 * still small the next smallest region joins them. So every row has enough cases, and the rows add up to all: nothing is left out that what is
 * published would give away. Too few cases in all: no row, and no total either.
 */
export function publishedRegions({ by, regions }: InsuredRegionReport, min: bigint): PublishedRegions {
  const rising = [...regions].sort((a, b) => (a.cases === b.cases ? 0 : a.cases < b.cases ? -1 : 1));
  const together: InsuredRegion[] = [];
  const casesOf = (rows: readonly InsuredRegion[]): bigint => rows.reduce((all, { cases }) => all + cases, 0n);
  for (const region of rising) {
    const joins = region.cases < min || region.insuredRegionCode === null || (together.length > 0 && casesOf(together) < min);
    if (joins) together.push(region);
  }
  const alone = regions.filter((region) => !together.includes(region));
  if (casesOf(together) < min && together.length > 0) return { label: by.label, rows: [] };
  const others =
    together.length === 0
      ? []
      : [
          {
            ...{ insuredRegionCode: null, cases: casesOf(together), institutions: [] },
            value: together.reduce((all, { value }) => add(all, value), ZERO),
            amountFen: together.reduce((all, { amountFen }) => all + amountFen, 0n),
          },
        ];
  return {
    label: by.label,
    rows: [...alone, ...others].map(({ insuredRegionCode, cases, value, amountFen }) => ({
      ...{ insuredRegionCode, cases: String(cases), value: printShort(value), amount: printFen(amountFen) },
    })),
  };
}
