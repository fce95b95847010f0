import { describe, expect, it } from 'vitest';
import type { Reader, Unit } from '../../../src/app/ports/ports.js';
import { Caches } from '../../../src/app/caches/bounded-cache.js';
import { REGION_INDEX_MS, RegionCache } from '../../../src/app/caches/region-cache.js';
import { TEST_KEYS } from '../../support/signing.js';
import { must } from '../../../src/engine/kit/assert.js';

const REGION = '990900';
const YEAR = { regionCode: REGION, year: 2024, insurance: 'EMPLOYEE' } as const;

/** A region behind a store that counts how often it is read. */
class FakeRegion {
  income = '100.00';
  level = '3';
  reads = 0;
  figuresRead = 0;
  now = 0;
  /** Holds reads back until it is resolved. */
  gate: Promise<void> = Promise.resolve();
  #tell: (regionCode: string) => void = () => undefined;
  readonly cache = new RegionCache(
    {
      onChange: (tell) => {
        this.#tell = tell;
        return () => undefined;
      },
    },
    () => this.now,
    { caches: new Caches(), signing: TEST_KEYS },
  );

  /** A new request's reader. */
  reader(): Reader {
    return async (work) => {
      await this.gate;
      return await work(this.#unit());
    };
  }

  change(): void {
    this.#tell(REGION);
  }

  #unit(): Unit {
    const { income, level } = this;
    const unit = {
      regions: { find: () => Promise.resolve({ code: REGION, name: '演示市', parentCode: null, sandbox: true }) },
      rulesets: {
        list: () => Promise.resolve([]),
        signatures: () => Promise.resolve([]),
        roll: () => Promise.resolve(undefined),
      },
      catalogues: { list: () => Promise.resolve([]) },
      institutions: {
        changes: () => Promise.resolve([]),
        profiles: () =>
          Promise.resolve([{ regionCode: REGION, institutionCode: 'H1', effectiveFrom: '2024-01-01', level, attributes: {} }]),
        list: () => {
          this.reads += 1;
          return Promise.resolve([{ regionCode: REGION, code: 'H1', name: '一院' }]);
        },
        figuresOfAll: () => {
          this.figuresRead += 1;
          return Promise.resolve([
            { regionCode: REGION, institutionCode: 'H1', year: 2024, insurance: 'EMPLOYEE', name: 'cmi', value: '1.3' },
          ]);
        },
      },
      fundYears: {
        budget: () => Promise.resolve({ ...YEAR, revision: 1, items: { income }, reason: '', createdAt: new Date(0) }),
        actuals: () => Promise.resolve(undefined),
        pointValue: () => Promise.resolve(undefined),
      },
    };
    return unit as unknown as Unit;
  }
}

async function indexOf(region: FakeRegion, read = region.reader()) {
  return must(await region.cache.get(read, REGION), 'index');
}

describe('a region’s index (ARCHITECTURE 7)', () => {
  it('is read once for all who ask within five seconds, and again after them', async () => {
    const region = new FakeRegion();
    await indexOf(region);
    region.now = 3_999;
    await indexOf(region);
    expect(region.reads).toBe(1);
    region.now += REGION_INDEX_MS;
    await indexOf(region);
    expect(region.reads).toBe(2);
  });

  it('is renewed by one request from the fourth second on; the others go on with what is known, until it is five seconds old', async () => {
    const region = new FakeRegion();
    const first = await indexOf(region);
    region.now = 4_000;
    let open: () => void = () => undefined;
    region.gate = new Promise((resolve) => (open = resolve));
    const renewing = indexOf(region);
    expect(await indexOf(region)).toBe(first);
    expect(region.reads).toBe(1);
    region.now = 5_000;
    const late = indexOf(region);
    expect(await Promise.race([late, Promise.resolve('reading')])).toBe('reading');
    open();
    await Promise.all([renewing, late]);
    expect(region.reads).toBe(3);
  });

  it('after a renewal that failed is renewed by the next request', async () => {
    const region = new FakeRegion();
    await indexOf(region);
    region.now = 4_000;
    await expect(indexOf(region, () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
    await indexOf(region);
    expect(region.reads).toBe(2);
  });

  it('keeps as the same object what is read again and has not changed, so that opened years and their like are kept', async () => {
    const region = new FakeRegion();
    const before = await indexOf(region);
    const [figures, year] = [await before.figures(region.reader(), 2024), await before.fundYear(region.reader(), YEAR)];
    region.now = 6_000;
    region.level = '2';
    const after = await indexOf(region);
    expect(after).not.toBe(before);
    expect(after.institutions).not.toBe(before.institutions);
    expect(after.institutions.get('H1')?.profiles[0]?.level).toBe('2');
    expect(after.rulesets).toBe(before.rulesets);
    expect(await after.figures(region.reader(), 2024)).toBe(figures);
    expect(await after.fundYear(region.reader(), YEAR)).toBe(year);
    expect(region.figuresRead).toBe(2); // read again with the index, before anybody asked
  });

  it('takes a budget that changed, and forgets years that nobody asked for since the last renewal', async () => {
    const region = new FakeRegion();
    const first = await indexOf(region);
    await first.fundYear(region.reader(), YEAR);
    await first.figures(region.reader(), 2024);
    region.now = 6_000;
    region.income = '200.00';
    const second = await indexOf(region);
    expect((await second.fundYear(region.reader(), YEAR)).budget?.items).toEqual({ income: '200.00' });
    expect(region.figuresRead).toBe(2);
    region.now = 12_000;
    const third = await indexOf(region);
    expect(region.figuresRead).toBe(2);
    await third.figures(region.reader(), 2024);
    expect(region.figuresRead).toBe(3);
  });

  it('is dropped by a change notice, also one that comes while it is being renewed', async () => {
    const region = new FakeRegion();
    await indexOf(region);
    region.change();
    await indexOf(region);
    expect(region.reads).toBe(2);
    region.now = 4_000;
    const renewing = indexOf(region);
    region.change();
    await renewing;
    await indexOf(region);
    expect(region.reads).toBe(4);
  });
});
