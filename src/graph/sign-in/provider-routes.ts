import type { IncomingMessage, ServerResponse } from 'node:http';
import * as oidc from 'openid-client';
import { opened, sessionCookie } from './session-routes.js';
import { HttpRefusal } from '../files/file-errors.js';
import type { Handler } from '../server/http-server.js';
import { cookieOf } from '../server/request-context.js';
import type { ProviderConfig } from '../../app/kernel/config.js';
import type { SignInDesk } from '../../app/people/sign-in.js';

/** The address that the provider sends people back to, beneath the public one. */
export const CALLBACK_PATH = '/session/provider/callback';
const COOKIE = 'dip_sign_in';
const SECONDS = 600;

/** What the routes of an identity provider work with. */
export interface ProviderParts {
  readonly provider: ProviderConfig;
  readonly desk: SignInDesk;
  readonly isSecure: boolean;
  readonly logError: (error: unknown) => void;
}

/**
 * 统一身份认证 (OpenID Connect, code flow with PKCE): GET /session/provider sends a browser there, the callback lets it in whose login name the stated claim
 * is. What was begun is kept in a cookie of that browser for ten minutes.
 */
export function providerRoutes(parts: ProviderParts): Handler {
  const discovered = remembered(() => discover(parts.provider));
  return async (request, response, url) => {
    try {
      const config = await discovered();
      if (url.pathname === CALLBACK_PATH) await comeBack(parts, config, { request, response, url });
      else await send(parts, config, response);
    } catch (error) {
      if (!(error instanceof HttpRefusal)) parts.logError(error);
      // Somebody sees this who came by a link: a page of ours says it, not JSON.
      response.writeHead(302, { location: '/sign-in?refused=provider' }).end();
    }
  };
}

async function discover({ issuer, clientId, clientSecret }: ProviderConfig): Promise<oidc.Configuration> {
  const execute = issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : []; // an issuer on this machine: refused otherwise at start
  return await oidc.discovery(issuer, clientId, clientSecret, undefined, { execute });
}

/** Asked again after a failure: the provider may have been down. */
function remembered<T>(ask: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | undefined;
  return () => {
    known ??= ask().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

async function send({ provider, isSecure }: ProviderParts, config: oidc.Configuration, response: ServerResponse): Promise<void> {
  const verifier = oidc.randomPKCECodeVerifier();
  const state = oidc.randomState();
  const nonce = oidc.randomNonce();
  const address = oidc.buildAuthorizationUrl(config, {
    redirect_uri: callbackOf(provider).href,
    scope: provider.scope,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...{ state, nonce },
  });
  response.setHeader('set-cookie', begunCookie([verifier, state, nonce].join('.'), SECONDS, isSecure));
  response.writeHead(302, { location: address.href }).end();
}

interface ComingBack {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

async function comeBack(
  { provider, desk, isSecure }: ProviderParts,
  config: oidc.Configuration,
  { request, response, url }: ComingBack,
): Promise<void> {
  const [pkceCodeVerifier = '', expectedState = '', expectedNonce = ''] = (cookieOf(request.headers.cookie, COOKIE) ?? '').split('.');
  if (expectedState === '') throw notLetIn();
  const here = callbackOf(provider);
  here.search = url.search;
  const tokens = await oidc.authorizationCodeGrant(config, here, { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true });
  const login = tokens.claims()?.[provider.claim];
  if (typeof login !== 'string' || login === '') throw notLetIn();
  const { token } = opened(await desk.byProvider(login));
  response.setHeader('set-cookie', [sessionCookie(token, undefined, isSecure), begunCookie('', 0, isSecure)]);
  response.writeHead(302, { location: '/' }).end();
}

function callbackOf({ publicUrl }: ProviderConfig): URL {
  return new URL(CALLBACK_PATH, publicUrl);
}

function begunCookie(value: string, seconds: number, isSecure: boolean): string {
  return `${COOKIE}=${value}; Path=/session/provider; HttpOnly; SameSite=Lax; Max-Age=${seconds}${isSecure ? '; Secure' : ''}`;
}

function notLetIn(): HttpRefusal {
  return new HttpRefusal(401, 'UNAUTHENTICATED', {
    zh: '统一身份认证没有完成，或本平台没有对应的登录名。请重新登录，或请管理员新建人员。',
    en: 'The identity provider did not let you in, or nobody here has that login name. Sign in again, or ask an administrator.',
  });
}
