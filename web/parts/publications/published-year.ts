import type { FigurePublicationsQuery, FigurePublicationsQueryVariables } from '../../generated/parts/publications/graphql.ts';

/** Whose figures are published. */
export type PublishedYear = FigurePublicationsQueryVariables;
/** A publication that stands. */
export type ShownPublication = FigurePublicationsQuery['publications'][number];
