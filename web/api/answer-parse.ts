import { isRecord, textOf } from './json-values.ts';
import type { InBoth } from '../texts/language.tsx';

/** An error that stands beside or in place of the data of an answer. */
export interface StatedError {
  readonly code: string;
  readonly messages: InBoth<string>;
  readonly requestId: string | undefined;
}

/** What an answer of `/graphql` holds. */
export interface Answer<T> {
  readonly data: T | undefined;
  readonly errors: readonly StatedError[];
}

function errorOf(value: unknown): StatedError {
  const { message, extensions } = isRecord(value) ? value : {};
  const { code, messages, requestId } = isRecord(extensions) ? extensions : {};
  const said = textOf(message) ?? '';
  const { zh, en } = isRecord(messages) ? messages : {};
  return {
    code: textOf(code) ?? 'UNKNOWN',
    messages: { zh: textOf(zh) ?? said, en: textOf(en) ?? said },
    requestId: textOf(requestId),
  };
}

/** Reads the body of an answer; `undefined` where it is none. The data are what the published schema says, which the operation was typed by. */
export function parseAnswer<T>(body: unknown): Answer<T> | undefined {
  if (!isRecord(body) || !('data' in body || 'errors' in body)) return undefined;
  const errors = Array.isArray(body.errors) ? body.errors.map(errorOf) : [];
  return { data: (body.data ?? undefined) as T | undefined, errors };
}
