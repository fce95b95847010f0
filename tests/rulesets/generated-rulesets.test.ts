import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ValidationError } from '../../src/app/base/errors.js';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { checkRuleset } from '../../src/rules/load.js';
import { arbitraryDocument } from '../rules/arbitrary-documents.js';
import type { Written } from '../rules/written-documents.js';
import { openTestDatabase, TEST_ENGINE, type TestDatabase } from '../support/database.js';
import { ProductCity } from '../support/product-city.js';
import { testPlatform } from '../support/tiny-city.js';

/** A few in the ordinary run; a night's run states thousands, and another seed. On PostgreSQL fewer: what differs there is SQL, not the language. */
const RULESETS = Number(process.env['DIP_GENERATED_RULESETS'] ?? (TEST_ENGINE === 'EMBEDDED' ? 60 : 15));
const SEED = Number(process.env['DIP_GENERATED_SEED'] ?? Date.now() % 1_000_000_000);

let database: TestDatabase;
let platform: ReturnType<typeof testPlatform>;
let made = 0;
beforeAll(async () => {
  database = await openTestDatabase();
  platform = testPlatform(database.store);
});
afterAll(() => database.close());

/** A budget that can't be worked out is refused when it is recorded. */
function refusedBudget(error: unknown): readonly string[] {
  if (!(error instanceof ValidationError)) throw error;
  return error.fields.map(({ code, messages }) => `${code}: ${messages.en ?? ''}`);
}

/** Loads a ruleset that checks clean, imports into its city, and clears the year. `undefined`: the check refused it. */
async function walk(document: Written): Promise<{ readonly failures: readonly string[]; readonly log: readonly string[] } | undefined> {
  const region = `99${String(1000 + (++made % 9000))}`;
  const text = JSON.stringify({ ...document, region, version: `${made}` });
  if ((await checkRuleset(text, () => undefined, platform.judge)).ruleset === undefined) return undefined;
  platform.lines.length = 0;
  const city = new ProductCity(platform, region, 2024);
  const plan = await city.load(text);
  await city.institutions(plan);
  await city.catalogue(plan);
  await city.cases(plan, 12);
  const refused = await city.records(plan).catch(refusedBudget);
  if (refused !== undefined) return { failures: refused, log: platform.lines.filter((line) => line.includes('failed')) };
  const { run } = await city.clear(plan);
  const { items } = await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ scores }) =>
    scores.exceptions(region, run.runNo, { first: 20, afterSeq: 0n }).then((exceptions) => ({ items: exceptions })),
  );
  const failures = [...(run.failure === null ? [] : [run.failure]), ...items.map(({ code, messages }) => ({ code, en: messages.en ?? '' }))];
  return { failures: failures.map(({ code, en }) => `${code}: ${en}`), log: platform.lines.filter((line) => line.includes('failed')) };
}

/** What only figures and catalogues decide, of a year and of single cases: a check can't know it. What nobody supplied, it can. */
const IN_THE_FIGURES =
  /^(EVALUATION_FAILED(?!.*was not supplied)|DIVISION_BY_ZERO|GROUP_COLUMN_MISSING|TABLE_KEY_MISSING|MISSING_VALUE|OUT_OF_RANGE):/;

it(
  `every generated ruleset that checks clean runs to its end: seed ${SEED}, ${RULESETS} rulesets (H1, A2, O1)`,
  async () => {
    let clean = 0;
    let cleared = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryDocument, async (document) => {
        const walked = await walk(document);
        if (walked === undefined) return;
        clean += 1;
        cleared += walked.failures.length === 0 ? 1 : 0;
        expect({ ...walked, failures: walked.failures.filter((failure) => !IN_THE_FIGURES.test(failure)) }).toEqual({ failures: [], log: [] });
      }),
      { numRuns: RULESETS, seed: SEED, endOnFailure: true },
    );
    // Of some four fifths and a third, so that chance alone hardly ever decides.
    expect(clean).toBeGreaterThan(RULESETS / 3);
    expect(cleared).toBeGreaterThanOrEqual(RULESETS / 15);
  },
  Math.max(900_000, RULESETS * 6_000),
);
