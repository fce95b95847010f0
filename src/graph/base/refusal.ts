import { AuthScopeFailureType, type AuthFailure } from '@pothos/plugin-scope-auth';
import type { GraphQLError } from 'graphql';
import { topLevelError } from './bad-input.js';
import type { AuthScopes } from './auth-scopes.js';
import type { GraphContext } from './context.js';
import { ForbiddenError, otherRegion } from '../../app/base/errors.js';

const UNKNOWN = {
  MISSING: {
    zh: '未提供密钥。请在请求头加上 Authorization: Bearer dip_…',
    en: 'No key was sent. Add the header Authorization: Bearer dip_…',
  },
  INVALID: {
    zh: '密钥无效、已过期或已被撤销。请核对后重试，或向管理员申请新的密钥。',
    en: 'The key is not valid, has expired or was revoked. Check it, or ask an administrator for a new one.',
  },
  SESSION: { zh: '登录已过期或已退出，请重新登录。', en: 'You are no longer signed in: sign in again.' },
} as const;

/** UNAUTHENTICATED: no key was sent, or the key or the session is not (or no longer) valid. */
export function unauthenticated(reason: keyof typeof UNKNOWN): GraphQLError {
  return topLevelError('UNAUTHENTICATED', UNKNOWN[reason], { http: { status: 401, headers: { 'www-authenticate': 'Bearer' } } });
}

/** What a caller is told whom scope-auth refused: who is unknown must show a key first, others learn the scope that they lack. */
export function refusal({ actor }: Pick<GraphContext, 'actor'>, failure: AuthFailure): Error {
  if (actor === null) return unauthenticated('MISSING');
  const asked = regionAsked(failure);
  return asked !== undefined && actor.permissions.has(asked.permission)
    ? otherRegion(asked.regionCode)
    : new ForbiddenError(missingScope(failure) ?? 'authenticated');
}

/** What was asked for in which region, where that was the question. */
function regionAsked(failure: AuthFailure): AuthScopes['inRegion'] | undefined {
  if (failure.kind === AuthScopeFailureType.AuthScope) return isInRegion(failure.parameter) ? failure.parameter : undefined;
  if (failure.kind !== AuthScopeFailureType.AnyAuthScopes && failure.kind !== AuthScopeFailureType.AllAuthScopes) return undefined;
  return failure.failures.map(regionAsked).find((asked) => asked !== undefined);
}

function isInRegion(parameter: unknown): parameter is AuthScopes['inRegion'] {
  return typeof parameter === 'object' && parameter !== null && 'permission' in parameter && 'regionCode' in parameter;
}

function missingScope(failure: AuthFailure): string | undefined {
  switch (failure.kind) {
    case AuthScopeFailureType.AuthScope:
      return scopeName(failure.parameter) ?? failure.scope;
    case AuthScopeFailureType.GrantedScope:
      return failure.scope;
    case AuthScopeFailureType.AnyAuthScopes:
    case AuthScopeFailureType.AllAuthScopes:
      return failure.failures.map(missingScope).find((scope) => scope !== undefined);
    default:
      return undefined;
  }
}

function scopeName(parameter: unknown): string | undefined {
  if (typeof parameter === 'string') return parameter;
  return typeof parameter === 'object' && parameter !== null && 'permission' in parameter ? String(parameter.permission) : undefined;
}
