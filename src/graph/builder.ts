import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import DataloaderPlugin from '@pothos/plugin-dataloader';
import ErrorsPlugin from '@pothos/plugin-errors';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import type { GraphContext } from './context.js';
import { DateScalar, DateTimeScalar, DecimalScalar, JsonScalar, YearMonthScalar } from './scalars.js';
import { ForbiddenError } from '../app/errors.js';
import { may, type Permission } from '../app/permissions.js';
import type PrismaTypes from '../generated/pothos.js';
import { getDatamodel } from '../generated/pothos.js';

/** What a field asks of the caller: a permission in a region (or in any region of the key), or only a valid key. */
export interface AuthScopes {
  /** Any valid key. */
  authenticated: boolean;
  /** A permission, in at least one region of the key. */
  permission: Permission;
  /** A permission in one region. */
  inRegion: { readonly permission: Permission; readonly regionCode: string };
}

const LIST_MULTIPLIER = 20;

/**
 * The schema's builder. Plugin order matters: errors stands before scope-auth, so that a refusal is a member of the result union;
 * scope-auth stands before prisma, so that nothing is read before the caller is known.
 */
export const builder = new SchemaBuilder<{
  Context: GraphContext;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  AuthScopes: AuthScopes;
  Scalars: {
    Decimal: { Input: string; Output: unknown };
    Date: { Input: string; Output: Date | string };
    DateTime: { Input: Date; Output: Date | string };
    YearMonth: { Input: string; Output: string };
    JSON: { Input: unknown; Output: unknown };
  };
}>({
  plugins: [ErrorsPlugin, ScopeAuthPlugin, RelayPlugin, PrismaPlugin, DataloaderPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  prisma: { client: (context) => context.prisma, dmmf: getDatamodel(), filterConnectionTotalCount: true, onUnusedQuery: null },
  relay: { clientMutationId: 'omit', cursorType: 'String' },
  errors: {
    directResult: true,
    defaultUnionOptions: { name: ({ fieldName }) => `${fieldName.charAt(0).toUpperCase()}${fieldName.slice(1)}Result` },
  },
  scopeAuth: {
    authorizeOnSubscribe: true,
    unauthorizedError: (_parent, context) => new ForbiddenError(context.deniedScope ?? 'authenticated'),
    authScopes: (context) => ({
      authenticated: context.actor !== null,
      permission: (permission) => {
        const granted = context.actor?.permissions.has(permission) === true;
        if (!granted) context.deniedScope = permission;
        return granted;
      },
      inRegion: ({ permission, regionCode }) => {
        const granted = context.actor !== null && may(context.actor, permission, regionCode);
        if (!granted) context.deniedScope = permission;
        return granted;
      },
    }),
  },
  complexity: { defaultComplexity: 1, defaultListMultiplier: LIST_MULTIPLIER, limit: { complexity: 20_000, depth: 12, breadth: 300 } },
});

builder.addScalarType('Decimal', DecimalScalar);
builder.addScalarType('Date', DateScalar);
builder.addScalarType('DateTime', DateTimeScalar);
builder.addScalarType('YearMonth', YearMonthScalar);
builder.addScalarType('JSON', JsonScalar);

builder.queryType({ description: '查询：只读，不改变任何数据。 Queries read and change nothing.' });
builder.mutationType({
  description: '变更：每个变更是一个用例、一个事务、一条审计记录。 One use case, one transaction, one audit event each.',
});
builder.subscriptionType({ description: '订阅：经 SSE 推送任务进度。 Job progress over SSE.' });
