const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text is an id as the database prints them: lower-case. Anything else is asked of no table: it would be an error there. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
