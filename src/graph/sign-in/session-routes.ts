import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { hasStrings } from './sign-in-body.js';
import { sendRefusal, HttpRefusal } from '../files/file-errors.js';
import { sendJson, type Handler } from '../server/http-server.js';
import { isLocal } from '../server/local-caller.js';
import { cookieOf, SESSION_COOKIE } from '../server/request-context.js';
import { unauthenticated } from '../base/refusal.js';
import { DEMO_PERSONS, isDemoPerson, type DemoPerson } from '../../app/people/demo-persons.js';
import type { OpenedSession, SessionHolder, SessionRing } from '../../app/people/session-ring.js';
import type { SignInDesk, SignInResult } from '../../app/people/sign-in.js';

/** What the sign-in page's routes work with. */
export interface SignInParts {
  readonly desk: SignInDesk;
  readonly sessions: SessionRing;
  /** The institution of the demonstration hospital; `undefined`: no demonstration persons here (PostgreSQL). */
  readonly demoInstitution: (() => Promise<string | null>) | undefined;
  /** Whether there is an identity provider. */
  readonly hasProvider: boolean;
  /** Whether cookies are for encrypted connections only. */
  readonly isSecure: boolean;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

/**
 * 登录、退出、改口令: GET /session (who is signed in, and how one may sign in), POST (sign in), PUT (change the password), DELETE (sign out; `?everywhere` of
 * all browsers). Whatever changes something wants JSON and a header that no page of elsewhere can send without asking.
 */
export function sessionRoutes(parts: SignInParts): Handler {
  const handlers: Readonly<Record<string, (parts: SignInParts, exchange: Exchange) => Promise<void>>> = {
    GET: tell,
    POST: signIn,
    PUT: changePassword,
    DELETE: signOut,
  };
  return async (request, response, url) => {
    try {
      const handle = handlers[request.method ?? ''];
      if (handle === undefined) throw new HttpRefusal(405, 'BAD_USER_INPUT', { zh: '不支持的方法。', en: 'No such method.' });
      if (request.method !== 'GET') requireOwnPage(request);
      await handle(parts, { request, response, url });
    } catch (error) {
      if (!sendRefusal(request, response, error)) throw error;
    }
  };
}

function requireOwnPage({ headers }: IncomingMessage): void {
  if (headers['x-dip-client'] !== undefined) return;
  throw new HttpRefusal(403, 'FORBIDDEN', { zh: '请求须带 x-dip-client 请求头。', en: 'The request needs the header x-dip-client.' });
}

async function tell({ sessions, demoInstitution, hasProvider }: SignInParts, { request, response }: Exchange): Promise<void> {
  const found = await sessions.find(tokenOf(request) ?? '');
  const demo = demoInstitution !== undefined && isLocal(request) ? Object.entries(DEMO_PERSONS) : [];
  sendJson(response, 200, {
    signedIn: found === undefined ? null : told(found),
    provider: hasProvider,
    demo: demo.map(([id, { name, role }]) => ({ id, name, role })),
  });
}

function told({ actor, login, mustChange, expiresAt, personId }: SessionHolder) {
  const { name, role, institutionCode } = actor;
  return { name, login, role, institutionCode, mustChange, demo: personId === null, expiresAt: expiresAt.toISOString() };
}

/** The cookie of a request's session. */
export function tokenOf({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  return cookieOf(headers.cookie, SESSION_COOKIE);
}

async function signIn(parts: SignInParts, { request, response }: Exchange): Promise<void> {
  const body = await bodyOf(request);
  if (hasStrings(body, ['demo'])) return answer(parts, response, await openDemo(parts, request, body.demo));
  if (!hasStrings(body, ['login', 'password'])) throw badBody('{"login": "…", "password": "…"}');
  answer(parts, response, opened(await parts.desk.byPassword(body.login, body.password)));
}

async function openDemo({ sessions, demoInstitution }: SignInParts, request: IncomingMessage, person: string): Promise<OpenedSession> {
  if (demoInstitution === undefined || !isLocal(request) || !isDemoPerson(person)) throw wrong();
  return sessions.openDemo(person, await institutionOf(person, demoInstitution));
}

async function institutionOf(person: DemoPerson, demoInstitution: () => Promise<string | null>): Promise<string | null> {
  if (person !== 'INSTITUTION') return null;
  const code = await demoInstitution();
  if (code !== null) return code;
  throw new HttpRefusal(503, 'UNAVAILABLE', {
    zh: '演示市还在生成，请稍后再试。',
    en: 'The sample city is still being made: try again later.',
  });
}

/** The session that was opened. Throws UNAUTHENTICATED, LIMIT_EXCEEDED. */
export function opened(result: SignInResult): OpenedSession {
  if (result.kind === 'signedIn') return result.session;
  if (result.kind === 'wrong') throw wrong();
  const seconds = Math.max(1, Math.ceil((result.until.getTime() - Date.now()) / 1_000));
  const minutes = Math.ceil(seconds / 60);
  const messages = {
    zh: `口令连续输错，登录名已锁定，请 ${minutes} 分钟后再试，或请管理员重置口令。`,
    en: `Too many wrong passwords: locked for ${minutes} minutes, or until an administrator resets the password.`,
  };
  throw new HttpRefusal(429, 'LIMIT_EXCEEDED', messages, { 'retry-after': String(seconds) });
}

function wrong(): HttpRefusal {
  return new HttpRefusal(401, 'UNAUTHENTICATED', {
    zh: '登录名或口令不对，或已停用。',
    en: 'The login name or the password is not right, or it was disabled.',
  });
}

async function changePassword(parts: SignInParts, { request, response }: Exchange): Promise<void> {
  const found = await parts.sessions.find(tokenOf(request) ?? '');
  if (found === undefined) throw unauthenticated('SESSION');
  const body = await bodyOf(request);
  if (!hasStrings(body, ['old', 'new'])) throw badBody('{"old": "…", "new": "…"}');
  answer(parts, response, await parts.desk.changePassword(found, body.old, body.new));
}

async function signOut(parts: SignInParts, { request, response, url }: Exchange): Promise<void> {
  const token = tokenOf(request);
  const found = await parts.sessions.find(token ?? '');
  const personId = found?.personId ?? null;
  if (personId !== null && url.searchParams.has('everywhere')) await parts.desk.signOutEverywhere(personId);
  if (token !== undefined && found !== undefined) await parts.sessions.end(token);
  response.setHeader('set-cookie', sessionCookie('', new Date(0), parts.isSecure));
  sendJson(response, 200, { signedIn: null });
}

function answer({ isSecure }: SignInParts, response: ServerResponse, { token, expiresAt }: OpenedSession): void {
  response.setHeader('set-cookie', sessionCookie(token, undefined, isSecure));
  sendJson(response, 200, { expiresAt: expiresAt.toISOString() });
}

/** A session's cookie: gone with the browser, never read by scripts, never sent along by other sites' forms. */
export function sessionCookie(token: string, expires: Date | undefined, isSecure: boolean): string {
  const end = expires === undefined ? '' : `; Expires=${expires.toUTCString()}`;
  return `${SESSION_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}${end}`;
}

const MOST_BYTES = 4 * 1024;

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const length = Number(request.headers['content-length'] ?? Number.NaN);
  if (!request.headers['content-type']?.startsWith('application/json') || !(length <= MOST_BYTES)) throw badBody('application/json');
  try {
    const body: unknown = JSON.parse(await text(request));
    return body;
  } catch {
    throw badBody('JSON');
  }
}

function badBody(wanted: string): HttpRefusal {
  return new HttpRefusal(400, 'BAD_USER_INPUT', { zh: `请求体应为 ${wanted}。`, en: `The body must be ${wanted}.` });
}
