import { translateStoreErrors } from './command.js';
import type { ReadSession } from './platform.js';
import type { Access, Store, Unit } from './ports.js';

/** Ends a session's transaction without an error of its own. */
class SessionClosed extends Error {}

/**
 * Opens, at the first read, one read-only transaction, and keeps it until `close`: all reads of a request see one snapshot, and the
 * embedded database's single session is taken once. Reads of a session run one after the other.
 */
export function openReadSession(store: Store, access: Access): ReadSession {
  let opened: Promise<Unit> | undefined;
  let finished: Promise<void> = Promise.resolve();
  let release: (() => void) | undefined;
  let isClosed = false;

  const open = (): Promise<Unit> => {
    const closed = new Promise<void>((resolve) => (release = resolve));
    return new Promise<Unit>((resolve, reject) => {
      finished = store
        .transaction(access, 'READ', async (unit) => {
          resolve(unit);
          await closed;
        })
        .catch((error: unknown) => {
          reject(error instanceof Error ? error : new SessionClosed(String(error)));
        });
    });
  };

  return {
    read: (work) =>
      translateStoreErrors(async () => {
        if (isClosed) throw new SessionClosed('the request has been answered');
        opened ??= open();
        return await work(await opened);
      }),
    close: async () => {
      isClosed = true;
      if (opened === undefined) return;
      await opened.catch(() => undefined);
      release?.();
      await finished;
    },
  };
}
