import { describe, expect, it } from 'vitest';
import { BoundedCache, CacheKind, Caches } from '../../../src/app/caches/bounded-cache.js';

const [one, two, three] = [{ n: 1 }, { n: 2 }, { n: 3 }];

describe('what a process remembers', () => {
  it('is bounded: what was used longest ago makes room', () => {
    const cache = new BoundedCache<string, { n: number }>({ most: 2 });
    cache.keep('one', one);
    cache.keep('two', two);
    expect(cache.get('one')).toBe(one);
    cache.keep('three', three);
    expect(cache.entries()).toEqual([
      ['three', three],
      ['one', one],
    ]);
  });

  it('forgets what failed, but not what came after it', () => {
    const cache = new BoundedCache<string, { n: number }>({ most: 2 });
    cache.keep('year', two);
    cache.forget('year', one);
    expect(cache.get('year')).toBe(two);
    cache.forget('year', two);
    expect(cache.get('year')).toBeUndefined();
  });

  it('takes no more memory than it may, and makes room for what is being made', () => {
    const kind = new CacheKind<string, { bytes: number }>({ most: 8 }, ({ bytes }) => bytes);
    const cache = kind.of(new Caches(100));
    cache.keep('one', { bytes: 60 });
    cache.keep('two', { bytes: 60 });
    expect(cache.entries().map(([key]) => key)).toEqual(['two']);
    expect(cache.makeRoom(40)).toBe(true);
    expect(cache.entries().map(([key]) => key)).toEqual(['two']);
    expect(cache.makeRoom(41)).toBe(true);
    expect(cache.entries()).toEqual([]);
    expect(cache.makeRoom(101)).toBe(false);
    cache.keep('large', { bytes: 101 });
    expect(cache.entries()).toEqual([]);
  });

  it('is not shared by two platforms of one process', () => {
    const kind = new CacheKind<string, { n: number }>({ most: 2 });
    const caches = new Caches();
    kind.of(caches).keep('one', one);
    expect(kind.of(caches).get('one')).toBe(one);
    expect(kind.of(new Caches()).get('one')).toBeUndefined();
  });
});
