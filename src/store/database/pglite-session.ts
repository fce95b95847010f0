import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import path from 'node:path';
import { SessionLock } from './session-lock.js';
import { StoreUnavailable } from '../../app/ports/ports.js';
import { must } from '../../engine/kit/assert.js';

async function compileProgram(): Promise<WebAssembly.Module> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  return await WebAssembly.compile(await readFile(path.join(path.dirname(entry), 'pglite.wasm')));
}

/** Where the embedded database lives: a directory, or memory; optionally filled from a snapshot of a data directory (gzipped tar). */
export interface PgliteOptions {
  readonly dataDir?: string;
  readonly snapshot?: Uint8Array;
}

type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'data' | 'end'; readonly id: number; readonly parts: readonly Uint8Array[] }
  | { readonly kind: 'error'; readonly id: number; readonly message: string };

interface Pending {
  readonly onData: (part: Uint8Array) => void;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The embedded database's one session, in a worker thread. Whoever sends bytes must hold `lock`. */
export class PgliteSession {
  /** The database's own program, compiled at the first opening: each further one by this process begins with it, where compiling takes a third of a second. */
  static #program: Promise<WebAssembly.Module> | undefined;

  readonly lock = new SessionLock();
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #ready: Promise<void>;
  #lastId = 0;
  #ended: Error | null = null;

  constructor(options: PgliteOptions) {
    this.#worker = new Worker(new URL('./pglite-worker.mjs', import.meta.url), { workerData: options });
    this.#ready = new Promise((resolve, reject) => {
      this.#pending.set(0, { onData: () => undefined, resolve, reject });
    });
    this.#worker.on('message', (answer: Answer) => this.#receive(answer));
    this.#worker.on('error', (error) => this.#fail(error));
    (PgliteSession.#program ??= compileProgram()).then(
      (program) => this.#worker.postMessage({ program }),
      (error: unknown) => {
        this.#fail(error instanceof Error ? error : new Error(String(error)));
        void this.#worker.terminate();
      },
    );
    this.#worker.on('exit', () => this.#fail(new StoreUnavailable('the embedded database has stopped')));
  }

  /** Resolves once the database is open; rejects when it can't be opened. */
  async ready(): Promise<void> {
    await this.#ready;
  }

  /** Sends wire-protocol messages; `onData` gets the answer in pieces. The bytes are handed over, not copied. */
  async execute(bytes: Uint8Array<ArrayBuffer>, onData: (part: Uint8Array) => void): Promise<void> {
    await this.#send('execute', onData, { bytes });
  }

  /** A snapshot of the data directory, as a tar (gzipped or not). Waits until no transaction is open. */
  async dump(compression: 'gzip' | 'none'): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    const owner = {};
    await this.lock.acquire(owner);
    try {
      await this.#send('dump', (part) => parts.push(part), { compression });
    } finally {
      this.lock.release(owner);
    }
    return must(parts[0], 'snapshot');
  }

  /** Closes the database and ends the thread. */
  async close(): Promise<void> {
    if (this.#ended === null) await this.#send('close', () => undefined);
    await this.#worker.terminate();
  }

  async #send(
    kind: string,
    onData: Pending['onData'],
    body: { bytes?: Uint8Array<ArrayBuffer>; compression?: string } = {},
  ): Promise<void> {
    const ended = this.#ended;
    if (ended !== null) throw ended;
    const id = ++this.#lastId;
    await new Promise<void>((resolve, reject) => {
      this.#pending.set(id, { onData, resolve, reject });
      this.#worker.postMessage({ kind, id, ...body }, body.bytes === undefined ? [] : [body.bytes.buffer]);
    });
  }

  #receive(answer: Answer): void {
    const id = answer.kind === 'ready' ? 0 : answer.id;
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    if (answer.kind === 'data' || answer.kind === 'end') for (const part of answer.parts) pending.onData(part);
    if (answer.kind === 'data') return;
    this.#pending.delete(id);
    if (answer.kind === 'error') pending.reject(new StoreUnavailable(answer.message));
    else pending.resolve();
  }

  #fail(error: Error): void {
    this.#ended ??= error;
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }
}
