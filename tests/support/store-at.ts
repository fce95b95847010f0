import type { Store } from '../../src/app/ports/ports.js';

/** The store with a clock that stands still: what looks at the day (quality control, expiry) sees this one. */
export function storeAt(store: Store, now: Date): Store {
  return {
    onChange: (listener) => store.onChange(listener),
    ready: () => store.ready(),
    tidy: () => store.tidy(),
    transaction: (access, mode, work, ...more) =>
      store.transaction(access, mode, (unit) => work({ ...unit, now: () => Promise.resolve(now) }), ...more),
  };
}
