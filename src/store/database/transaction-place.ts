import { AsyncLocalStorage } from 'node:async_hooks';
import type pg from 'pg';
import type { Pace } from '../../app/ports/ports.js';

/** What a transaction of Prisma's and the pool under it tell each other. */
export interface TransactionPlace {
  /** The connection that the transaction was given, so that bulk work can join it. */
  client: pg.PoolClient | null;
  readonly pace: Pace;
}

/** The place of the transaction that is at work. */
export const transactionPlace = new AsyncLocalStorage<TransactionPlace>();
