import { parseCursorConnectionArgs } from '@pothos/core';
import { badGlobalId, globalId } from '../base/node-key.js';
import { DEFAULT_PAGE, MAX_PAGE } from '../base/page-size.js';

/** The arguments of a connection. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly last?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly before?: string | null | undefined;
}

/** Which rows are wanted: behind a place in the list's order, before one, at most so many; `LAST`: from the end backwards. */
export interface KeysetWanted<Place> {
  readonly after?: Place;
  readonly before?: Place;
  readonly limit: number;
  readonly begin: 'FIRST' | 'LAST';
}

/** How a list is read: by places in its order, which are written as text for a cursor, and read back from it (`undefined`: none of this list's). */
export interface KeysetList<Row, Place> {
  /** Stands in its cursors, so that a cursor of another list is refused. */
  readonly name: string;
  readonly placeOf: (row: Row) => string;
  readonly parse: (place: string) => Place | undefined;
  readonly read: (wanted: KeysetWanted<Place>) => Promise<readonly Row[]>;
}

/** A page of a list that is found by its keys, not by counting rows. Throws BAD_USER_INPUT for a cursor of another list. */
export async function keysetPage<Row, Place>(args: PageArguments, { name, placeOf, parse, read }: KeysetList<Row, Place>) {
  const { after, before, limit, expectedSize, inverted, ...page } = parseCursorConnectionArgs({
    args: { first: args.first ?? null, last: args.last ?? null, after: args.after ?? null, before: args.before ?? null },
    defaultSize: DEFAULT_PAGE,
    maxSize: MAX_PAGE,
  });
  const place = (cursor: string): Place => {
    const found = parse(placeIn(name, cursor));
    if (found === undefined) throw badGlobalId(cursor);
    return found;
  };
  const rows = await read({
    ...(after === undefined ? {} : { after: place(after) }),
    ...(before === undefined ? {} : { before: place(before) }),
    limit,
    begin: inverted ? 'LAST' : 'FIRST',
  });
  const shown = rows.slice(0, expectedSize);
  const edges = (inverted ? shown.reverse() : shown).map((node) => ({ node, cursor: globalId(name, placeOf(node)) }));
  return {
    edges,
    pageInfo: {
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
      hasPreviousPage: page.hasPreviousPage(rows.length),
      hasNextPage: page.hasNextPage(rows.length),
    },
  };
}

function placeIn(name: string, cursor: string): string {
  const text = Buffer.from(cursor, 'base64').toString('utf8');
  const place = text.startsWith(`${name}:`) ? text.slice(name.length + 1) : '';
  if (place === '') throw badGlobalId(cursor);
  return place;
}

/** A place of several parts, as the text of a cursor. */
export function partsText(parts: readonly (string | number)[]): string {
  return JSON.stringify(parts);
}

/** The parts of such a place; `undefined`: it is none. */
export function partsOf(place: string): readonly unknown[] | undefined {
  try {
    const parts: unknown = JSON.parse(place);
    return Array.isArray(parts) ? parts : undefined;
  } catch {
    return undefined;
  }
}
