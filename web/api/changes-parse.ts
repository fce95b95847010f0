import { isRecord, textOf } from './json-values.ts';

/** An entry of the changelog, as the build writes it beside the console. */
export interface ChangeEntry {
  readonly release: string;
  readonly title: string;
  readonly text: string;
  /** The same in Chinese. */
  readonly zh: string;
}

function isEntry(value: unknown): value is ChangeEntry {
  return isRecord(value) && [value.release, value.title, value.text, value.zh].every((one) => textOf(one) !== undefined);
}

/** The entries of an answer; what is no list of entries has none. */
export function parseChanges(body: unknown): readonly ChangeEntry[] {
  return Array.isArray(body) ? body.filter(isEntry) : [];
}
