import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessOf, type Unit, type Reader } from '../../../src/app/ports/ports.js';
import type { Caller } from '../../../src/app/kernel/platform.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { scoreCase } from '../../../src/app/scoring/score-case.js';
import { SharedReads } from '../../../src/app/caches/shared-reads.js';
import { openRequestSession } from '../../../src/store/read-session.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { testPlatform, TinyCity, tinyCase, upTo } from '../../support/tiny-city.js';

/** A reader that the unit of no transaction stands behind: what is shared does not look at it. */
const reader = (): Reader => (work) => work(undefined as unknown as Unit);

describe('reads that are shared', () => {
  it('are made once within a request, once for all when done, and again after a failure', async () => {
    const shared = new SharedReads<string, number>({ most: 10 });
    const [one, other] = [reader(), reader()];
    let made = 0;
    const make = () => Promise.resolve((made += 1));
    expect(await Promise.all([shared.get(one, 'a', make), shared.get(one, 'a', make)])).toEqual([1, 1]);
    expect(await shared.get(other, 'a', make)).toBe(1);
    await expect(shared.get(one, 'b', () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
    expect(await shared.get(one, 'b', make)).toBe(2);
  });

  it('never wait for another request', async () => {
    const shared = new SharedReads<string, number>({ most: 10 });
    const stuck = shared.get(reader(), 'a', () => new Promise<number>(() => undefined));
    expect(await shared.get(reader(), 'a', () => Promise.resolve(7))).toBe(7);
    expect(await Promise.race([stuck, Promise.resolve('still waiting')])).toBe('still waiting');
  });
});

describe('requests on the embedded database, which has one session', () => {
  let test: TestDatabase;
  let city: TinyCity;
  beforeAll(async () => {
    test = await openTestDatabase();
    city = await new TinyCity(testPlatform(test.store)).make({ cases: 3 });
  });
  afterAll(() => test.close());

  it('one holds the session while others wait with cold caches: all are answered', async () => {
    const platform = testPlatform(test.store);
    const { actor } = platformCaller(platform);
    const session = () => openRequestSession(test.store, accessOf(actor));
    const [holder, ...waiting] = upTo(5).map(session);
    if (holder === undefined) throw new Error('no session');
    await holder.read((unit) => unit.regions.find(city.regionCode)); // holds the session from here on
    const ask = async (asking: ReturnType<typeof session>): Promise<string | null> => {
      const caller: Caller = { actor, read: asking.read };
      const scored = await scoreCase(platform, caller, city.regionCode, tinyCase(0)).finally(() => asking.close());
      return scored.printed('points');
    };
    const others = waiting.map(ask); // these ask first, and wait
    await new Promise((resolve) => setTimeout(resolve, 50));
    const answers = await Promise.all([ask(holder), ...others]);
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).not.toBeNull();
  });

  it('a command loads a version beside one that a waiting request compiles', async () => {
    const platform = testPlatform(test.store);
    const { actor } = platformCaller(platform);
    const loading = new TinyCity(platform, city.regionCode).load((document) => ({
      ...document,
      version: '2025.1',
      effective: { from: '2025-01-01' },
    }));
    const session = openRequestSession(test.store, accessOf(actor));
    const scoring = scoreCase(platform, { actor, read: session.read }, city.regionCode, tinyCase(0)).finally(() => session.close());
    expect((await loading).version).toBe('2025.1');
    expect((await scoring).printed('points')).not.toBeNull();
  });

  it('an institution’s key scores with the averages of the region, and leaves them to others as they are', async () => {
    const platform = testPlatform(test.store);
    const own = city.as('INSTITUTION', { institutionCode: 'H1' });
    expect(
      (await own.read((unit) => unit.institutions.figures(city.regionCode, 2024))).map(({ institutionCode }) => institutionCode),
    ).toEqual(['H1']);
    const asHospital = await scoreCase(platform, own, city.regionCode, tinyCase(0));
    const asAgency = await scoreCase(testPlatform(test.store), city.as('CLERK'), city.regionCode, tinyCase(0));
    const afterwards = await scoreCase(platform, city.as('CLERK'), city.regionCode, tinyCase(0));
    // H1's index is 1.30, its class's mean (1.30 + 1.00) ÷ 2: an add-on of two steps. Alone it would have none.
    expect(asAgency.printed('institutionCoefficient')).toBe('1.2200');
    expect(asHospital.reproducibilityKey).toBe(asAgency.reproducibilityKey);
    expect(afterwards.reproducibilityKey).toBe(asAgency.reproducibilityKey);
    const foreign = city.as('INSTITUTION', { institutionCode: 'H1', regions: ['999999'] });
    expect(await foreign.read((unit) => unit.institutions.figuresOfAll(city.regionCode, 2024))).toEqual([]);
  });
});
