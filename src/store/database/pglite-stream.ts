import { Duplex } from 'node:stream';
import type { PgliteSession } from './pglite-session.js';
import { transactionPlace } from './transaction-place.js';

const code = (letter: string): number => letter.charCodeAt(0);
const TERMINATE = code('X');
/** Messages after which the database can be asked to work: query, sync, flush, and the data of a COPY that stands behind its query. */
const REQUEST_ENDS = new Set(['Q', 'S', 'H', 'd', 'c', 'f'].map(code));
const READY_FOR_QUERY = code('Z');
const IDLE = code('I');
const READY_LENGTH = 6;
const ROLLBACK = Buffer.from('Q\0\0\0\rROLLBACK\0', 'latin1');

/**
 * What `pg` takes for its socket: wire-protocol messages go to the embedded database, in whole requests (up to a query or a sync).
 * From its first request of a transaction to the answer "ready, idle" a stream owns the one session, so that transactions of different
 * connections never mix.
 */
export class PgliteStream extends Duplex {
  readonly #session: PgliteSession;
  #unsent: Buffer = Buffer.alloc(0);
  #started = false;
  /** Whether a transaction is open: then the session must be rolled back before anyone else gets it. */
  #open = false;

  constructor(session: PgliteSession) {
    super();
    this.#session = session;
  }

  /** As net.Socket's. */
  connect(): this {
    this.#session.ready().then(
      () => this.emit('connect'),
      (error: Error) => this.destroy(error),
    );
    return this;
  }

  /** As net.Socket's. */
  setNoDelay(): this {
    return this;
  }

  /** As net.Socket's. */
  setKeepAlive(): this {
    return this;
  }

  /** As net.Socket's. */
  ref(): this {
    return this;
  }

  /** As net.Socket's. */
  unref(): this {
    return this;
  }

  override _read(): void {
    // Answers are pushed when they come.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#accept(chunk, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#accept(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#leave().then(
      () => done(error),
      () => done(error),
    );
  }

  /** Gives the session up, without an open transaction. */
  async #leave(): Promise<void> {
    try {
      if (this.#open) await this.#session.execute(new Uint8Array(ROLLBACK), () => undefined);
    } finally {
      this.#open = false;
      this.#session.lock.release(this);
    }
  }

  #accept(chunk: Buffer, done: (error?: Error | null) => void): void {
    this.#unsent = this.#unsent.length > 0 ? Buffer.concat([this.#unsent, chunk]) : chunk;
    const { end, terminated } = this.#requestEnd();
    const request = new Uint8Array(this.#unsent.subarray(0, end));
    this.#unsent = this.#unsent.subarray(end);
    this.#send(request).then(() => {
      if (terminated) this.#hangUp();
      done();
    }, done);
  }

  /** Where the last whole request in the buffer ends; a message is a type byte (but for the first) and a length. */
  #requestEnd(): { end: number; terminated: boolean } {
    let end = 0;
    let at = 0;
    for (;;) {
      const header = this.#started ? 1 : 0;
      if (this.#unsent.length < at + header + 4) return { end, terminated: false };
      const next = at + header + this.#unsent.readInt32BE(at + header);
      if (this.#unsent.length < next) return { end, terminated: false };
      const type = this.#unsent[at];
      if (this.#started && type === TERMINATE) return { end: at, terminated: true };
      if (!this.#started || (type !== undefined && REQUEST_ENDS.has(type))) end = next;
      this.#started = true;
      at = next;
    }
  }

  async #send(request: Uint8Array<ArrayBuffer>): Promise<void> {
    if (request.length === 0) return;
    await this.#session.lock.acquire(this, transactionPlace.getStore()?.pace);
    let tail: Buffer = Buffer.alloc(0);
    await this.#session.execute(request, (part) => {
      const piece = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
      this.push(piece);
      tail =
        piece.length >= READY_LENGTH ? piece.subarray(piece.length - READY_LENGTH) : Buffer.concat([tail, piece]).subarray(-READY_LENGTH);
    });
    const ready = tail.length === READY_LENGTH && tail[0] === READY_FOR_QUERY;
    this.#open = !(ready && tail[READY_LENGTH - 1] === IDLE);
    if (!this.#open) this.#session.lock.release(this);
  }

  #hangUp(): void {
    this.push(null);
    this.destroy();
  }
}
