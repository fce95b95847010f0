import { storeError } from './database/store-errors.js';
import type { PlatformStore, ReadTransaction as OpenReader } from './store.js';
import { translateStoreErrors } from '../app/kernel/command.js';
import type { ReadSession } from '../app/kernel/platform.js';
import type { Reader, Access } from '../app/ports/ports.js';
import type { PrismaClient } from '../generated/prisma/client.js';

/** The database as one request sees it: repositories and Prisma's client share one read-only transaction. */
export interface RequestSession extends ReadSession {
  /** Opens the transaction at its first use; row-level security holds for whatever is read. Has model methods only. */
  readonly prisma: PrismaClient;
  /** Ends the transaction, if one is open; the next read opens another. Call it before a command's own transaction. */
  release(): Promise<void>;
  /** Ends the transaction, and lets no read begin until a work is done that has transactions of its own, and reads nothing through this. */
  apart<T>(work: () => Promise<T>): Promise<T>;
}

/** Somebody read after the request had been answered: its answer is not waited for. */
class SessionClosed extends Error {
  override readonly name = 'SessionClosed';
}

/**
 * Opens, at the first read, one read-only transaction, and keeps it until `release` or `close`: all reads of a request see one snapshot, and
 * the embedded database's single session is taken once. A read that is under way is waited for: its connection is not given away beneath it.
 */
class StoreSession implements RequestSession {
  readonly prisma: PrismaClient;
  readonly #open: () => Promise<OpenReader>;
  #reader: Promise<OpenReader> | undefined;
  readonly #pending = new Set<Promise<unknown>>();
  /** Settles when work apart is done; `undefined`: there is none. */
  #apart: Promise<void> | undefined;
  #isClosed = false;

  constructor(open: () => Promise<OpenReader>) {
    this.#open = open;
    this.prisma = lazyClient((work) => this.#use(work));
  }

  readonly read: Reader = (work) => this.#use(({ unit }) => work(unit));

  async release(): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending);
    const reader = this.#reader;
    this.#reader = undefined;
    const opened = await reader?.catch(() => undefined);
    await opened?.close().catch(() => undefined); // it only read: what went wrong, its reads have said
  }

  async apart<T>(work: () => Promise<T>): Promise<T> {
    while (this.#apart !== undefined) await this.#apart;
    const done = this.release().then(work);
    const ended = (): void => (this.#apart = undefined);
    this.#apart = done.then(ended, ended);
    return await done;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.release();
  }

  async #use<T>(work: (reader: OpenReader) => Promise<T>): Promise<T> {
    while (this.#apart !== undefined) await this.#apart;
    if (this.#isClosed) throw new SessionClosed('the request has been answered');
    const done = this.#work(work);
    this.#pending.add(done);
    try {
      return await done;
    } finally {
      this.#pending.delete(done);
    }
  }

  #work<T>(work: (reader: OpenReader) => Promise<T>): Promise<T> {
    return translateStoreErrors(async () => {
      try {
        this.#reader ??= this.#open();
        return await work(await this.#reader);
      } catch (error) {
        throw storeError(error);
      }
    });
  }
}

type Delegates = Readonly<Record<string, Readonly<Record<string, (...args: unknown[]) => Promise<unknown>>>>>;

/** Prisma's client as far as `prisma.model.method(arguments)` goes, on a transaction that is opened when it is first needed. */
function lazyClient(use: (work: (reader: OpenReader) => Promise<unknown>) => Promise<unknown>): PrismaClient {
  const call =
    (model: string, method: string) =>
    (...args: unknown[]): Promise<unknown> =>
      use(async ({ prisma }) => {
        const delegate = (prisma as unknown as Delegates)[model];
        const run = delegate?.[method];
        if (delegate === undefined || run === undefined) throw new TypeError(`a request's client has no ${model}.${method}`);
        return await run.apply(delegate, args);
      });
  return memberProxy((model) => memberProxy((method) => call(model, method))) as unknown as PrismaClient;
}

/** An object whose members are made when they are asked for. It is no promise. */
function memberProxy(make: (name: string) => unknown): object {
  const made = new Map<string, unknown>();
  return new Proxy(
    {},
    {
      has: (_, name) => typeof name === 'string' && name !== 'then', // the Prisma plugin asks before it takes one
      get: (_, name) => {
        if (typeof name === 'symbol' || name === 'then') return undefined;
        if (!made.has(name)) made.set(name, make(name));
        return made.get(name);
      },
    },
  );
}

/** A session over the store, as far as the access may see. Nothing is opened before the first read. */
export function openRequestSession(store: PlatformStore, access: Access): RequestSession {
  return new StoreSession(() => store.reader(access));
}
