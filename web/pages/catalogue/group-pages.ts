/** Groups of the first page: there at once. */
export const FIRST_GROUPS = 100;
/** Groups of each page after it: as many as the platform gives at once, since the list is read whole. */
export const MORE_GROUPS = 1_000;
