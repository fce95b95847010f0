import type { Prisma } from '../../generated/prisma/client.js';
import type { Label } from '../../engine/plan/plan.js';

/** A calendar date as the database's driver has it: midnight UTC. */
export function dateOf(text: string): Date {
  return new Date(`${text}T00:00:00Z`);
}

/** The calendar date of a DATE column. */
export function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** JSON columns that hold text by name; what is not text is left out. */
export function textByName(json: unknown): Readonly<Record<string, string>> {
  if (typeof json !== 'object' || json === null) return {};
  return Object.fromEntries(Object.entries(json).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** What is stored in a JSON column: records of our own, which JSON can say. */
export function jsonOf(value: unknown): Prisma.InputJsonValue {
  return value as Prisma.InputJsonValue;
}

/** JSON columns that hold a label. */
export function labelOf(json: unknown): Label {
  const { zh = '', en } = textByName(json);
  return en === undefined ? { zh } : { zh, en };
}

/** Only the fields named: what callers pass may be wider than its type, and Prisma refuses what it does not know. */
export function pick<T extends object, K extends keyof T>(row: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.filter((name) => name in row).map((name) => [name, row[name]])) as Pick<T, K>;
}

/** Leaves out what is undefined, so that an absent change is not a change to nothing. */
export function definedOnly<T extends object>(patch: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** How many rows one statement takes: a statement has at most 65,535 values. */
const ROWS_AT_ONCE = 1_000;

/** Rows in pieces of which each is one statement. */
export function* rowChunks<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) yield rows.slice(from, from + ROWS_AT_ONCE);
}
