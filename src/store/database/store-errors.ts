import { StoreConflict, StoreFull, StoreTampered, StoreUnavailable } from '../../app/ports/ports.js';

const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';
/** Classes of SQLSTATE: connection exceptions, insufficient resources, operator intervention. */
const UNAVAILABLE_STATE = /^(?:08|53|57)/;
const UNAVAILABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'ETIMEDOUT',
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2037',
]);
/** Disk full, to PostgreSQL and to Node; the embedded database says it in words only. */
const FULL_CODES = new Set(['53100', 'ENOSPC']);
const FULL_TEXT = /No space left on device|ENOSPC/;
const UNAVAILABLE_TEXT =
  /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Server has closed|Unable to start a transaction in the given time/i;

interface Failure {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly meta?: { readonly driverAdapterError?: unknown };
  readonly originalCode?: unknown;
}

/** Makes the errors of Prisma and `pg` the store's own; anything else is a bug and stays what it is. */
export function storeError(error: unknown): unknown {
  if (error instanceof StoreConflict || error instanceof StoreFull || error instanceof StoreTampered) return error;
  const codes = codesOf(error, 0);
  const text = error instanceof Error ? error.message : String(error);
  if (codes.some((code) => FULL_CODES.has(code)) || FULL_TEXT.test(text)) return new StoreFull(text, { cause: error });
  if (error instanceof StoreUnavailable) return error;
  if (codes.some((code) => code === 'P2002' || code === UNIQUE_VIOLATION)) return new StoreConflict('UNIQUE', text);
  if (codes.some((code) => code === 'P2003' || code === FOREIGN_KEY_VIOLATION)) return new StoreConflict('REFERENCE', text);
  const unavailable = codes.some((code) => UNAVAILABLE_CODES.has(code) || UNAVAILABLE_STATE.test(code)) || UNAVAILABLE_TEXT.test(text);
  return unavailable ? new StoreUnavailable(text, { cause: error }) : error;
}

/** The codes of an error and of what caused it: Prisma wraps the driver's errors. */
function codesOf(error: unknown, depth: number): readonly string[] {
  if (typeof error !== 'object' || error === null || depth > 5) return [];
  const { code, originalCode, cause, meta } = error as Failure;
  const own = [code, originalCode].filter((value): value is string => typeof value === 'string');
  return [...own, ...codesOf(cause, depth + 1), ...codesOf(meta?.driverAdapterError, depth + 1)];
}
