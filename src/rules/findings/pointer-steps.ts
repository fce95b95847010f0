/** A step as a JSON pointer writes it (RFC 6901): `~` and `/` would end or bend it. */
export function pointerStep(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** A step of a JSON pointer, read: the other way of `pointerStep`. */
export function readPointerStep(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
