import { keysetPage, type PageArguments } from './keyset-page.js';

/** A row of a stored table: the JSON of a result's tables is kept row by row, each at its place. */
interface Placed {
  readonly place: number;
}

/** Which rows of a stored table are wanted: behind a place, before one, the first or the last of at most so many. */
export interface PlacedWanted {
  readonly after?: number;
  readonly before?: number;
  readonly limit: number;
  readonly last: boolean;
}

/**
 * A page of a stored table, each row as `shown` makes it. `name` stands in the cursors, so that one of another table is refused: BAD_USER_INPUT.
 */
export async function placedPage<Row extends Placed, Shown>(
  args: PageArguments,
  name: string,
  read: (wanted: PlacedWanted) => Promise<readonly Row[]>,
  shown: (row: Row) => Shown,
) {
  const { edges, pageInfo } = await keysetPage<Row, number>(args, {
    name,
    placeOf: ({ place }) => String(place),
    parse: (text) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined),
    read: ({ begin, ...wanted }) => read({ ...wanted, last: begin === 'LAST' }),
  });
  return { pageInfo, edges: edges.map(({ node, cursor }) => ({ node: shown(node), cursor })) };
}
