/** A key under which a command counts once; browsers without https have no `randomUUID`. */
export function commandKey(): string {
  const random = crypto.getRandomValues(new Uint32Array(4));
  return `console-${[...random].map((part) => part.toString(36)).join('')}`;
}
