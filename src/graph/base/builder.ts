import { isObjectType } from 'graphql';
import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import DataloaderPlugin from '@pothos/plugin-dataloader';
import ErrorsPlugin from '@pothos/plugin-errors';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import type { AuthScopes } from './auth-scopes.js';
import type { GraphContext } from './context.js';
import { badGlobalId, globalId, splitGlobalId } from './node-key.js';
import { DEFAULT_PAGE, MAX_PAGE, pageSize } from './page-size.js';
import { refusal } from './refusal.js';
import { DateScalar, DateTimeScalar, DecimalScalar, JsonScalar } from './scalars.js';
import { ForbiddenError } from '../../app/base/errors.js';
import { may, PERMISSIONS, type Permission } from '../../app/ports/kit/permissions.js';
import type PrismaTypes from '../../generated/pothos.js';
import { getDatamodel } from '../../generated/pothos.js';

/** How long a list without a page size is taken to be, when a query is priced. */
const LIST_MULTIPLIER = 10;

/** Everything about our schema that Pothos has to know as types. */
export interface GraphTypes {
  Context: GraphContext;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  AuthScopes: AuthScopes;
  Scalars: {
    Decimal: { Input: string; Output: unknown };
    Date: { Input: string; Output: Date | string };
    DateTime: { Input: Date; Output: Date | string };
    JSON: { Input: unknown; Output: unknown };
  };
}

/**
 * The schema's builder. Plugin order matters: errors stands before scope-auth, so that a refusal is a member of the result union;
 * scope-auth stands before prisma, so that nothing is read before the caller is known.
 */
export const builder = new SchemaBuilder<GraphTypes>({
  plugins: [ErrorsPlugin, ScopeAuthPlugin, RelayPlugin, PrismaPlugin, DataloaderPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  prisma: {
    client: (context) => context.prisma,
    dmmf: getDatamodel(),
    filterConnectionTotalCount: true,
    maxConnectionSize: MAX_PAGE,
    defaultConnectionSize: DEFAULT_PAGE,
    onUnusedQuery: null,
  },
  relay: {
    clientMutationId: 'omit',
    cursorType: 'String',
    decodeGlobalID: (text) => {
      const [typename, id] = splitGlobalId(text);
      return { typename, id };
    },
    nodeTypeOptions: { description: '有全局标识的对象，可用 node(id) 再取 anything with a global id' },
    idFieldOptions: { description: '全局标识，不透明 global id, opaque' },
    nodeQueryOptions: {
      description: '按全局标识取对象；找不到则为空 an object by its global id; null when it is not there',
      authScopes: { authenticated: true },
      args: { id: { description: '全局标识 global id' } },
      resolve: (_root, { id }, context, { schema }, resolveNode) => {
        const type = schema.getType(id.typename);
        // Asked before anything is read: whoever may not see a type must not learn which rows there are.
        const scope = ownScope(type?.extensions);
        if (scope !== undefined && context.actor?.permissions.has(scope) !== true) throw new ForbiddenError(scope);
        if (isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node')) return resolveNode(id);
        throw badGlobalId(globalId(id.typename, id.id));
      },
    },
    nodesQueryOptions: false,
    pageInfoTypeOptions: { description: '分页信息 what stands before and after this page' },
    hasNextPageFieldOptions: { description: '后面还有 more after this page' },
    hasPreviousPageFieldOptions: { description: '前面还有 more before this page' },
    startCursorFieldOptions: { description: '本页第一条的游标 cursor of the first of this page' },
    endCursorFieldOptions: { description: '本页最后一条的游标，用作 after cursor of the last of this page, to be passed as `after`' },
    pageInfoFieldOptions: { description: '分页信息 what stands before and after this page' },
    edgesFieldOptions: {
      description: '本页各条，次序稳定 the entries of this page, in a stable order',
      complexity: { field: 0, multiplier: 1 },
    },
    nodeFieldOptions: { description: '对象 the object', nullable: false, complexity: 0 },
    cursorFieldOptions: { description: '游标 cursor of this entry', complexity: 0 },
    firstArgOptions: { description: `取前几条，1 到 ${MAX_PAGE}，默认 ${DEFAULT_PAGE} how many to take, 1 to ${MAX_PAGE}` },
    afterArgOptions: { description: '从该游标之后取 take what stands after this cursor' },
    lastArgOptions: { description: `取后几条，1 到 ${MAX_PAGE} how many to take from the end, 1 to ${MAX_PAGE}` },
    beforeArgOptions: { description: '取该游标之前的 take what stands before this cursor' },
    defaultConnectionFieldOptions: { complexity: (args) => ({ field: 1, multiplier: pageSize(args) }) },
  },
  errors: {
    directResult: true,
    defaultUnionOptions: {
      name: ({ fieldName }) => `${fieldName.charAt(0).toUpperCase()}${fieldName.slice(1)}Result`,
      description: '结果：成功，或可预期的错误之一 the result, or one of the errors that are to be expected',
    },
  },
  scopeAuth: {
    authorizeOnSubscribe: true,
    unauthorizedError: (_parent, context, { parentType, fieldName }, { failure }) => {
      const error = refusal(context, failure);
      if (error instanceof ForbiddenError) context.noteRefusal(`${parentType.name}.${fieldName}`, error);
      return error;
    },
    authScopes: (context) => ({
      authenticated: context.actor !== null,
      permission: (permission) => context.actor?.permissions.has(permission) === true,
      agency: (permission) => context.actor?.permissions.has(permission) === true && context.actor.institutionCode === null,
      inRegion: ({ permission, regionCode }) => context.actor !== null && may(context.actor, permission, regionCode),
    }),
  },
  complexity: { defaultComplexity: 1, defaultListMultiplier: LIST_MULTIPLIER },
});

/** The permission that a type asks of whoever sees one of its rows. */
function ownScope(extensions: unknown): Permission | undefined {
  const { pothosOptions } = (extensions ?? {}) as { readonly pothosOptions?: { readonly authScopes?: unknown } };
  const scopes = pothosOptions?.authScopes;
  const stated = typeof scopes === 'object' && scopes !== null && 'permission' in scopes ? scopes.permission : undefined;
  return PERMISSIONS.find((permission) => permission === stated);
}

builder.addScalarType('Decimal', DecimalScalar);
builder.addScalarType('Date', DateScalar);
builder.addScalarType('DateTime', DateTimeScalar);
builder.addScalarType('JSON', JsonScalar);

builder.queryType({
  description: '查询：只读，不改变任何数据。 Queries read and change nothing.',
  authScopes: { authenticated: true },
});
builder.mutationType({
  description: '变更：每个变更是一个用例、一个事务、一条审计记录。 One use case, one transaction, one audit event each.',
  authScopes: { authenticated: true },
});
builder.subscriptionType({
  description: '订阅：经 SSE 推送任务进度。 Job progress over SSE.',
  authScopes: { authenticated: true },
});
