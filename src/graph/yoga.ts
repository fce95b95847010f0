import { randomUUID } from 'node:crypto';
import { blockFieldSuggestionsPlugin } from '@escape.tech/graphql-armor-block-field-suggestions';
import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDirectivesPlugin } from '@escape.tech/graphql-armor-max-directives';
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens';
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { GraphQLError, NoSchemaIntrospectionCustomRule, type GraphQLSchema } from 'graphql';
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import type { GraphContext } from './context.js';
import { UserError } from '../app/errors.js';

/** Limits on what one request may ask (STACK "Yoga, tuned"). */
export const REQUEST_LIMITS = { bodyBytes: 2 * 1024 * 1024, tokens: 2_000, aliases: 15, directives: 8 } as const;

/** What the endpoint needs from outside: the schema, how a request becomes a context, and where errors are logged. */
export interface YogaParts {
  readonly schema: GraphQLSchema;
  readonly contextOf: (request: Request) => Promise<GraphContext>;
  readonly logError: (requestId: string, error: unknown) => void;
}

type ServerContext = Record<string, unknown>;

/** Only callers with a valid key may see the schema's shape. */
function introspectionForKnownCallers(): Plugin<GraphContext> {
  return {
    onValidate({ addValidationRule, context }) {
      if (!('actor' in context) || context.actor === null) addValidationRule(NoSchemaIntrospectionCustomRule);
    },
  };
}

/** The read session of a request is closed as soon as its answer is worked out. */
function closeSession(): Plugin<GraphContext> {
  return {
    onExecute({ args }) {
      const context: GraphContext = args.contextValue;
      return { onExecuteDone: () => context.session.close() };
    },
    onSubscribe({ args }) {
      const context: GraphContext = args.contextValue;
      return { onSubscribeResult: () => ({ onEnd: () => context.session.close() }) };
    },
  };
}

/** A user's mistake that no result union caught keeps its code and message; everything else is masked and logged with the request id. */
function maskedError(parts: YogaParts): (error: unknown) => Error {
  return (error) => {
    const original = error instanceof GraphQLError ? error.originalError : error;
    if (error instanceof GraphQLError && (original === undefined || original instanceof GraphQLError)) return error;
    const place = error instanceof GraphQLError ? { nodes: error.nodes ?? null, path: error.path ?? null } : {};
    if (original instanceof UserError) {
      return new GraphQLError(original.message, { ...place, extensions: { code: original.code, messages: original.messages } });
    }
    const requestId = randomUUID();
    parts.logError(requestId, original ?? error);
    const text = `内部错误，请联系运维并提供请求号 ${requestId}。 Internal error; give the operator this request id.`;
    return new GraphQLError(text, { ...place, extensions: { code: 'INTERNAL', requestId } });
  };
}

/** The GraphQL endpoint, tuned: exact limits, no CORS, no multipart, no batching, masked errors. */
export function createEndpoint(parts: YogaParts): YogaServerInstance<ServerContext, GraphContext> {
  return createYoga<ServerContext, GraphContext>({
    schema: parts.schema,
    context: ({ request }) => parts.contextOf(request),
    graphqlEndpoint: '/graphql',
    graphiql: false,
    landingPage: false,
    cors: false,
    multipart: false,
    batching: false,
    logging: false,
    maxRequestBodySize: REQUEST_LIMITS.bodyBytes,
    maskedErrors: { maskError: maskedError(parts) },
    plugins: [
      useCSRFPrevention({ requestHeaders: ['authorization', 'x-dip-client'] }),
      maxTokensPlugin({ n: REQUEST_LIMITS.tokens }),
      maxAliasesPlugin({ n: REQUEST_LIMITS.aliases, allowList: [] }),
      maxDirectivesPlugin({ n: REQUEST_LIMITS.directives }),
      blockFieldSuggestionsPlugin(),
      introspectionForKnownCallers(),
      closeSession(),
    ],
  });
}
