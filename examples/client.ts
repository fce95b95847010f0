// A small client of the platform: one function, types from the published contract (`npm run generate`).
import type { TypedDocumentString } from '../src/generated/gql/graphql.js';

/** Where the platform is, and with which key it is asked. */
export interface Endpoint {
  readonly url: string;
  readonly key: string;
  /** Language of messages. */
  readonly language?: 'zh' | 'en';
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

interface Body<T> {
  readonly data?: T | null;
  readonly errors?: readonly { readonly message: string }[];
}

/** Asks one operation. Expected failures are members of its result union; what throws here is a limit, a bad key or a fault. */
export async function ask<Result, Variables>(
  { url, key, language = 'zh', fetch = globalThis.fetch }: Endpoint,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, 'accept-language': language },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  const { data, errors = [] } = (await response.json()) as Body<Result>;
  const [first] = errors;
  if (first !== undefined) throw new Error(first.message);
  if (data === null || data === undefined) throw new Error(`HTTP ${response.status}`);
  return data;
}
