import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClearingFailed } from '../../src/app/clearing/parts/clearing-failed.js';
import type { SettledRun } from '../../src/app/clearing/settle/settle-run.js';
import { sandboxYear } from './arbitraries.js';
import { clearProduct } from './product-year.js';
import { NotSplit, print, rational } from './rational.js';
import { clearSandbox } from './sandbox-clearing.js';
import { sandboxProduct } from './sandbox-product.js';
import { expectSame } from './compare.js';

describe('x', () => {
  it('y', async () => {
    let ok = 0,
      refused = 0;
    const t = performance.now();
    let ref = 0;
    await fc.assert(
      fc.asyncProperty(sandboxYear, async (year) => {
        const product = await sandboxProduct(year);
        const t0 = performance.now();
        const reference = (() => {
          try {
            return clearSandbox(year);
          } catch (e) {
            if (e instanceof NotSplit || e instanceof RangeError) return e;
            throw e;
          }
        })();
        ref += performance.now() - t0;
        if (reference instanceof Error) {
          await expect(clearProduct(product)).rejects.toThrow(ClearingFailed);
          refused++;
          return;
        }
        expectSame(reference, await clearProduct(product));
        ok++;
      }),
      { numRuns: 1000 },
    );
    console.log(ok, refused, performance.now() - t, ref);
  });
});
