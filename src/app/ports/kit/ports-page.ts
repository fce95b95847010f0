/** One page of a list in stable order. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
}
