/** Whether a body states these texts. */
export function hasStrings<N extends string>(body: unknown, names: readonly N[]): body is Readonly<Record<N, string>> {
  return (
    typeof body === 'object' &&
    body !== null &&
    names.every((name) => typeof Object.getOwnPropertyDescriptor(body, name)?.value === 'string')
  );
}
