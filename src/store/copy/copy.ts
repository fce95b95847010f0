import type pg from 'pg';

/** The parts of `pg`'s connection that COPY needs. */
interface CopyConnection {
  readonly stream: { write(bytes: Buffer): boolean };
}

const HEADER = 5;
const PIECE_BYTES = 1 << 16;

function head(type: string, length: number): Buffer {
  const bytes = Buffer.alloc(HEADER);
  bytes.write(type, 0, 'latin1');
  bytes.writeInt32BE(HEADER - 1 + length, 1);
  return bytes;
}

function message(type: string, body: Buffer): Buffer {
  return Buffer.concat([head(type, body.length), body]);
}

/** A query whose answer is not rows: `pg` calls these as messages come. A failed COPY rejects after the connection is ready again. */
abstract class CopyQuery {
  #failure: Error | null = null;

  constructor(
    readonly text: string,
    readonly resolve: () => void,
    readonly reject: (error: Error) => void,
  ) {}

  abstract bytes(): Buffer;

  submit(connection: CopyConnection): null {
    connection.stream.write(this.bytes());
    return null;
  }

  handleError(error: Error): void {
    this.#failure = error;
    this.reject(error);
  }

  handleReadyForQuery(): void {
    if (this.#failure === null) this.resolve();
  }

  handleCommandComplete(): void {
    // The count is not needed.
  }

  handleCopyInResponse(): void {
    // The data is on its way already.
  }

  handleCopyData(message: { readonly chunk: Buffer }): void {
    void message;
  }
}

/**
 * COPY … FROM STDIN with its data in one piece: the server reads it after the query, or drops it when the query fails. Sending it at once
 * is what lets the embedded database (which can't wait for more input) take the same path as PostgreSQL.
 */
class CopyIn extends CopyQuery {
  constructor(
    text: string,
    readonly data: Buffer,
    resolve: () => void,
    reject: (error: Error) => void,
  ) {
    super(text, resolve, reject);
  }

  /** Query, pieces of data and end in one buffer: the data is moved once. */
  override bytes(): Buffer {
    const messages = [message('Q', Buffer.from(`${this.text}\0`))];
    for (let at = 0; at < this.data.length; at += PIECE_BYTES) {
      const piece = this.data.subarray(at, at + PIECE_BYTES);
      messages.push(head('d', piece.length), piece);
    }
    messages.push(head('c', 0));
    return Buffer.concat(messages);
  }
}

const FIRST_BYTES = 1 << 20;

class CopyOut extends CopyQuery {
  #received = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 0;

  get received(): Buffer {
    return this.#received.subarray(0, this.#length);
  }

  override bytes(): Buffer {
    return message('Q', Buffer.from(`${this.text}\0`));
  }

  /** A message holds a row; the driver reuses its buffer, so that the bytes are moved to one of our own, which doubles. */
  override handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    const end = this.#length + chunk.length;
    if (end > this.#received.length) {
      const larger = Buffer.allocUnsafe(2 * end);
      this.#received.copy(larger, 0, 0, this.#length);
      this.#received = larger;
    }
    this.#received.set(chunk, this.#length);
    this.#length = end;
  }
}

/** Runs `COPY … FROM STDIN` with rows in the format that it names. */
export async function copyIn(client: pg.ClientBase, sql: string, rows: string | Buffer): Promise<void> {
  const data = typeof rows === 'string' ? Buffer.from(rows) : rows;
  await new Promise<void>((resolve, reject) => {
    client.query(new CopyIn(sql, data, resolve, reject));
  });
}

/** Runs `COPY (…) TO STDOUT` and returns the bytes of its rows. Keep it to a chunk: all of it is held in memory. */
export async function copyOut(client: pg.ClientBase, sql: string): Promise<Buffer> {
  let query: CopyOut | undefined;
  await new Promise<void>((resolve, reject) => {
    query = new CopyOut(sql, resolve, reject);
    client.query(query);
  });
  return query === undefined ? Buffer.alloc(0) : query.received;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A text value in COPY's text format; null is `\N`. */
export function copyText(value: string | null): string {
  if (value === null) return '\\N';
  return /[\\\n\r\t]/.test(value) ? value.replace(/[\\\n\r\t]/g, (letter) => ESCAPES[letter] ?? letter) : value;
}
