import type { InBoth, Language } from '../texts/language.tsx';
import { parseAnswer } from './answer-parse.ts';

/** An operation of `*.graphql` as it is generated: its text, and the types of its variables and its data. */
export interface Operation<Data, Variables> {
  toString(): string;
  /** Only a type: no such value exists. */
  readonly __apiType?: (variables: Variables) => Data;
}

/** An operation whose variables are looked at by who asks. */
type AnyOperation<Data> = Operation<Data, never>;

/**
 * Why a request brought no data: the server was not reached (OFFLINE), it does not know who asks (SIGNED_OUT), it refused, with a message that
 * says what to do (REFUSED), or it broke (BROKEN).
 */
export type FailureKind = 'OFFLINE' | 'SIGNED_OUT' | 'REFUSED' | 'BROKEN';

/** A request that brought no data. Expected refusals of a change are members of its result instead, not this. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  constructor(
    readonly kind: FailureKind,
    readonly code: string,
    readonly messages: InBoth<string>,
    readonly requestId: string | undefined,
  ) {
    super(messages.en);
  }
}

/** Whether the address of a page names what cannot be there: the platform never gave out such an id. */
export function isNoId(error: Error | null): boolean {
  return error instanceof ApiFailure && error.code === 'BAD_USER_INPUT';
}

/** What goes with every request. */
export interface Sender {
  readonly language: Language;
  /** The key of a caller without a session cookie. */
  readonly key: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const NONE: InBoth<string> = { zh: '', en: '' };

async function sent(text: string, variables: unknown, { language, key, signal }: Sender): Promise<Response> {
  try {
    return await fetch('/graphql', {
      method: 'POST',
      // The session's cookie; never to another origin.
      credentials: 'same-origin',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        'accept-language': language,
        // A header that no form and no other site can set: without it the server takes nothing (CSRF).
        'x-dip-client': 'console',
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify({ query: text, variables }),
      signal: signal ?? null,
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new ApiFailure('OFFLINE', 'OFFLINE', NONE, undefined);
  }
}

/** Sends an operation. Throws `ApiFailure`, or what the signal aborts with. */
export async function send<Data>(operation: AnyOperation<Data>, variables: unknown, sender: Sender): Promise<Data> {
  const response = await sent(operation.toString(), variables, sender);
  const requestId = response.headers.get('x-request-id') ?? undefined;
  const body: unknown = await response.json().catch(() => undefined);
  const answer = parseAnswer<Data>(body);
  const [error] = answer?.errors ?? [];
  if (error !== undefined) {
    const kind = error.code === 'UNAUTHENTICATED' ? 'SIGNED_OUT' : error.code === 'INTERNAL' ? 'BROKEN' : 'REFUSED';
    throw new ApiFailure(kind, error.code, error.messages, error.requestId ?? requestId);
  }
  if (answer?.data === undefined) throw new ApiFailure('BROKEN', `HTTP ${response.status}`, NONE, requestId);
  return answer.data;
}
