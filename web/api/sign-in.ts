import { parseRefusal, parseWays, type SignInRefusal, type SignInWays } from './sign-in-parse.ts';

/** What signs somebody in: a name with a password, or a person of the demonstration. */
export type Credentials = { readonly login: string; readonly password: string } | { readonly demo: string };

/** The page has its own words for it. */
const NOT_REACHED: SignInRefusal = { messages: { zh: '', en: '' } };

async function sent(method: string, body?: unknown, path = '/session'): Promise<Response> {
  return await fetch(path, {
    method,
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', 'x-dip-client': 'console' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Sends what may be refused: nothing where it was done. */
async function tried(method: string, body: unknown): Promise<SignInRefusal | undefined> {
  try {
    const response = await sent(method, body);
    const answer: unknown = await response.json().catch(() => undefined);
    return response.ok ? undefined : parseRefusal(answer);
  } catch {
    return NOT_REACHED;
  }
}

/** Who is signed in, and how one may sign in. Where the platform is not reached: nobody, by nothing. */
export async function askWays(): Promise<SignInWays> {
  try {
    return parseWays(await (await fetch('/session', { credentials: 'same-origin' })).json());
  } catch {
    return parseWays(undefined);
  }
}

/** Signs in. */
export async function signInWith(credentials: Credentials): Promise<SignInRefusal | undefined> {
  return await tried('POST', credentials);
}

/** Changes the password. */
export async function changePasswordTo(old: string, fresh: string): Promise<SignInRefusal | undefined> {
  return await tried('PUT', { old, new: fresh });
}

/** Signs out of this browser, or of all. */
export async function signOut(isEverywhere: boolean): Promise<void> {
  await sent('DELETE', undefined, isEverywhere ? '/session?everywhere' : '/session').catch(() => undefined);
}
