import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayRun } from '../../src/app/clearing/evidence/replay-run.js';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { KeyRun } from '../../src/engine/decide/key-run.js';
import { prepare } from '../../src/engine/decide/program.js';
import { evaluateScope } from '../../src/engine/decide/scope-run.js';
import { must } from '../../src/engine/kit/assert.js';
import { decimal, fenToYuan, Fraction, yuanToFen, type Fen } from '../../src/engine/number/quantity.js';
import { Judge } from '../../src/rules/judge/judge.js';
import { checkRuleset } from '../../src/rules/load.js';
import { resolveAmong } from '../../scripts/ruleset-files.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../support/database.js';
import { ProductCity } from '../support/product-city.js';
import { testPlatform } from '../support/tiny-city.js';
import { compiledOf, fileOf, FILES } from './ruleset-library.js';

const FILE = fileOf('991130', '2024.1');

describe('a sum over the region of what institutions ended with, and a second division after it (L1)', () => {
  it('divides what was returned among what is left of the overruns, to the fen, whatever the figures', async () => {
    const program = prepare((await compiledOf('991130', '2024.1')).plan);
    const { slotByName } = program.scopes.institutionYear;
    const fen = fc.bigInt({ min: 0n, max: 10n ** 12n });
    fc.assert(
      fc.property(fc.array(fc.record({ unmet: fen, returned: fen }), { minLength: 1, maxLength: 12 }), (institutions) => {
        const runs = institutions.map(({ unmet, returned }, n) => {
          const run = new KeyRun(program.scopes.institutionYear, { institutionCode: `H${n}` }, new Map(), {});
          run.frame[must(slotByName.get('overrunUnmet'), 'slot')] = fenToYuan(unmet);
          run.frame[must(slotByName.get('surplusReturned'), 'slot')] = fenToYuan(returned);
          return run;
        });
        const only = new Set(['returned', 'reliefPool', 'overrunRelief']);
        expect(evaluateScope(program, 'institutionYear', runs, () => undefined, only)).toEqual({ failures: [], unmet: [] });
        const read = (name: string): Fen[] =>
          runs.map(({ frame }) => {
            const value = frame[must(slotByName.get(name), name)];
            return value instanceof Fraction ? yuanToFen(value) : -1n;
          });
        const sum = (values: readonly Fen[]): Fen => values.reduce((total, value) => total + value, 0n);
        const returned = sum(institutions.map((one) => one.returned));
        const pool = (returned * 4n) / 5n;
        expect(new Set(read('returned.region'))).toEqual(new Set([returned]));
        expect(new Set(read('reliefPool'))).toEqual(new Set([pool]));
        const claims = institutions.map((one) => one.unmet);
        expect(sum(read('overrunRelief'))).toBe(sum(claims) < pool ? sum(claims) : pool);
        read('overrunRelief').forEach((relief, n) => expect(relief >= 0n && relief <= must(claims[n], 'claim')).toBe(true));
      }),
      { numRuns: 200 },
    );
  });

  const findingsOf = async (change: (text: string) => string): Promise<readonly string[]> => {
    const text = change(FILE.text);
    expect(text).not.toBe(FILE.text);
    const { findings } = await checkRuleset(text, resolveAmong(FILES), new Judge());
    return findings.filter(({ severity }) => severity === 'ERROR').map(({ code, message }) => `${code} ${message.zh} ${message.en}`);
  };

  it('says which decision reads a sum before what it adds up is known', async () => {
    const early = await findingsOf((text) => text.replace('"basis": ["demo#结余调剂"], "after": "overrunUnmet"', '"basis": ["demo#结余调剂"], "after": "overrunShared"'));
    expect(early.join()).toMatch(/NAME_NOT_READABLE .*returned\.region.*surplusReturned 排在本判定后面.*stands after this decision/);
  });

  it('refuses a limit that may differ from institution to institution', async () => {
    const found = await findingsOf((text) => text.replace('returned.region * reliefShare', 'returned.region * reliefShare + deduction'));
    expect(found.join()).toMatch(/ALLOCATE_TYPE .*reliefPool.*全区合计.*sums of the region/);
  });
});

describe.each(TEST_ENGINES)('a year whose overruns are relieved by what others return, on %s (L1)', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await openTestDatabase(engine)));
  afterAll(() => database.close());

  it('is cleared to the fen, shows the region’s sum in every trace, and replays to the same bytes', async () => {
    const platform = testPlatform(database.store);
    await new ProductCity(platform, '100000', 2022).load(fileOf('100000', '2021.1').text);
    const city = new ProductCity(platform, '991130', 2024);
    const plan = await city.load(FILE.text);
    await city.institutions(plan);
    await city.catalogue(plan);
    await city.cases(plan);
    await city.records(plan);
    const { run, statements } = await city.clear(plan);
    expect([run.status, run.totals.imbalanceFen]).toEqual(['SUCCEEDED', 0n]);
    const years = await platform.store.transaction(PLATFORM_ACCESS, 'READ', ({ runResults }) =>
      runResults.scopeValues('991130', run.runNo, 'institutionYear'),
    );
    const all = (name: string): Fen[] => years.map(({ values }) => yuanToFen(decimal(String(values[name]))));
    const sum = (values: readonly Fen[]): Fen => values.reduce((total, value) => total + value, 0n);
    const returned = sum(all('surplusReturned'));
    const pool = (returned * 4n) / 5n;
    expect(returned).toBeGreaterThan(0n);
    expect(all('reliefPool')).toEqual([pool, pool, pool]);
    const unmet = sum(all('overrunUnmet'));
    expect(sum(all('overrunRelief'))).toBe(unmet < pool ? unmet : pool);
    const shown = /"name":"returned\.region"[^}]*"label":\{"zh":"交回的结余（全区）"[^}]*\}[^}]*"source":"aggregate"/;
    for (const { trace } of statements) expect(JSON.stringify(trace)).toMatch(shown);
    const replayed = await replayRun(platform, platformCaller(platform), { regionCode: '991130', runId: run.id });
    expect(replayed).toMatchObject({ isIdentical: true, differences: [] });
  });
});
