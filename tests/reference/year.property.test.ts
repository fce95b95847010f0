import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClearingFailed } from '../../src/app/clearing/parts/clearing-failed.js';
import { drgYear, ofThreeMonths, sandboxYear } from './arbitraries.js';
import { atThresholds, drgTies } from './at-thresholds.js';
import { expectSame } from './compare.js';
import { clearDrg } from './drg-year.js';
import { clearProduct, type ProductYear } from './product-year.js';
import { NotSplit } from './rational.js';
import { clearSandbox } from './sandbox-clearing.js';
import { drgProduct, sandboxProduct } from './products.js';
import type { ReferenceResult } from './statements.js';

/** What the reference makes of a year, or null where nothing can be divided. */
function worked(clear: () => ReferenceResult): ReferenceResult | null {
  try {
    return clear();
  } catch (failure) {
    if (failure instanceof NotSplit || failure instanceof RangeError) return null;
    throw failure;
  }
}

/** Clears years on both sides; at least so many of them must be worked out, not refused. */
async function agree<Year>(
  years: fc.Arbitrary<Year>,
  sides: { readonly reference: (year: Year) => ReferenceResult; readonly product: (year: Year) => Promise<ProductYear> },
  { runs, cleared }: { readonly runs: number; readonly cleared: number },
): Promise<void> {
  let both = 0;
  await fc.assert(
    fc.asyncProperty(years, async (year) => {
      const [wanted, product] = [worked(() => sides.reference(year)), await sides.product(year)];
      if (wanted === null) {
        await expect(clearProduct(product)).rejects.toThrow(ClearingFailed);
        return;
      }
      expectSame(wanted, await clearProduct(product));
      both += 1;
    }),
    { numRuns: runs },
  );
  expect(both).toBeGreaterThan(cleared);
}

describe('an independent reference, written without looking at the engine, agrees on random years to the fen', () => {
  it('of the sample city: budget, months, fund, point value, sharing, assessment, deposits, accounts (N21-30a, N21-30b, N21-30c, N21-30d, ZB-15, ZB-16, WE-08, WE-11)', async () => {
    const sides = { reference: clearSandbox, product: sandboxProduct };
    await agree(ofThreeMonths(sandboxYear), sides, { runs: 1200, cleared: 800 });
  }, 600_000);

  it('at every threshold and a fen beside it: bands of overruns, a pool that is just enough, scores, equal shares (N21-30c, N25-32, DU-9, WE-12)', async () => {
    const sides = { reference: clearSandbox, product: sandboxProduct };
    await agree(atThresholds, sides, { runs: 300, cleared: 150 });
  }, 600_000);

  it('of a DRG region at a fixed rate within its budget, ties to the largest weight (N25-16, N25-18)', async () => {
    const sides = { reference: clearDrg, product: drgProduct };
    await agree(drgYear, sides, { runs: 1000, cleared: 600 });
    await agree(drgTies, sides, { runs: 50, cleared: 40 });
  }, 600_000);
});
