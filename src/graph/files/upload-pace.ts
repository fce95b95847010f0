import { HttpRefusal } from './file-errors.js';

/** How slowly a file may come in, and how long it may take in all. */
export interface UploadPace {
  /** Bytes a second, on average over each window in which the server waits for the sender. */
  readonly leastBytesPerSecond: number;
  /** Length of a window, in milliseconds of waiting; also how often the sender's key is looked at again. */
  readonly windowMs: number;
  readonly mostMs: number;
}

function tooSlow({ leastBytesPerSecond, mostMs }: UploadPace): HttpRefusal {
  return new HttpRefusal(408, 'LIMIT_EXCEEDED', {
    zh: `文件传得太慢：至少每秒 ${leastBytesPerSecond} 字节，全程至多 ${Math.round(mostMs / 1000)} 秒。未导入任何病例，请换更快的网络，或拆小后重传。`,
    en: `The file came in too slowly: at least ${leastBytesPerSecond} bytes a second, ${Math.round(mostMs / 1000)} s in all. Nothing was imported: use a faster line, or smaller files.`,
  });
}

/** What a promise comes to, or `undefined` when it does not in time. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), ms)));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Counts what came in while the server waited. */
class Window {
  #waited = 0;
  #bytes = 0;
  constructor(private readonly pace: UploadPace) {}

  get left(): number {
    return Math.max(1, this.pace.windowMs - this.#waited);
  }

  /** Throws LIMIT_EXCEEDED when a window that is over brought too little. */
  add(waited: number, bytes: number): void {
    this.#waited += waited;
    this.#bytes += bytes;
    if (this.#waited < this.pace.windowMs) return;
    if (this.#bytes * 1_000 < this.pace.leastBytesPerSecond * this.#waited) throw tooSlow(this.pace);
    this.#waited = 0;
    this.#bytes = 0;
  }
}

/**
 * The chunks of a sender who keeps a least pace: only the time in which the server waits counts, not its own. `stillWelcome` is asked once a
 * window, and throws when the sender no longer is. Throws LIMIT_EXCEEDED (408) for a sender that drips.
 */
export async function* paced(
  source: AsyncIterable<Uint8Array>,
  pace: UploadPace,
  stillWelcome: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  const window = new Window(pace);
  const begun = performance.now();
  let looked = begun;
  let pending = chunks.next();
  pending.catch(() => undefined); // nobody waits for it any more once the sender was sent away
  for (;;) {
    const from = performance.now();
    const next = await within(pending, window.left);
    const now = performance.now();
    if (next?.done === true) return;
    window.add(now - from, next?.value.length ?? 0);
    if (now - begun > pace.mostMs) throw tooSlow(pace);
    if (now - looked >= pace.windowMs) {
      await stillWelcome();
      looked = now;
    }
    if (next === undefined) continue;
    yield next.value;
    pending = chunks.next();
    pending.catch(() => undefined);
  }
}
