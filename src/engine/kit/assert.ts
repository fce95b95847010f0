/** A broken invariant: a bug, never a user's mistake. The transaction rolls back and the client sees a masked error. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** Asserts a pre- or postcondition, in production too. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** The last branch of every `switch` on a union. */
export function assertNever(value: never, what = 'value'): never {
  throw new AssertionError(`unexpected ${what}: ${JSON.stringify(value)}`);
}

/** Something that must be there: asserted, then narrowed. */
export function must<T>(value: T | undefined | null, what: string): T {
  assert(value !== undefined && value !== null, `${what} is missing`);
  return value;
}
