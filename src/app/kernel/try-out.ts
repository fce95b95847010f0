import type { Platform } from './platform.js';
import type { Store } from '../ports/ports.js';
import { undoable } from './rolled-back.js';

/** The same platform, on which whatever a use case writes is taken back when it ends: it checks and answers as it would, and nothing stays. */
export function tryingOut(platform: Platform): Platform {
  const { store } = platform;
  const trying: Store = {
    transaction: async (access, mode, work, pace) => {
      if (mode === 'READ') return await store.transaction(access, mode, work, pace);
      const { result } = await undoable<Awaited<ReturnType<typeof work>>>((undo) =>
        store.transaction(access, mode, async (unit) => undo(await work(unit)), pace),
      );
      return result;
    },
    onChange: (listener) => store.onChange(listener),
    ready: () => store.ready(),
    tidy: () => Promise.resolve(),
  };
  return { ...platform, store: trying };
}
