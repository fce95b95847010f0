import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { blockFieldSuggestionsPlugin } from '@escape.tech/graphql-armor-block-field-suggestions';
import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDirectivesPlugin } from '@escape.tech/graphql-armor-max-directives';
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens';
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import {
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  validate,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { createYoga, isAsyncIterable, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import type { GraphContext } from '../base/context.js';
import { costLimits } from './cost.js';
import { errorLanguage } from './error-language.js';
import { executionTimeout } from './execution-timeout.js';
import { jsonOnly } from './json-only.js';
import { inputGate } from '../gates/input-gate.js';
import { unauthenticated } from '../base/refusal.js';
import { UserError } from '../../app/base/errors.js';
import { currentRequestId } from '../../app/kernel/request-id.js';

/** Limits on what one request may ask (STACK "Yoga, tuned"). */
export const REQUEST_LIMITS = { bodyBytes: 2 * 1024 * 1024, tokens: 2_000, aliases: 15, directives: 8 } as const;

/** What the endpoint needs from outside: the schema, how a request becomes a context, and where errors are logged. */
export interface YogaParts {
  readonly schema: GraphQLSchema;
  readonly contextOf: (request: Request, address?: string) => Promise<GraphContext>;
  readonly logError: (requestId: string, error: unknown) => void;
}

/** What Node's server hands on; nothing where the endpoint is called without one. */
interface ServerContext {
  readonly req?: IncomingMessage;
}

/** Only callers with a valid key may see the schema's shape. Who is calling is known after validation only. */
function introspectionForKnownCallers(): Plugin<GraphContext> {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const context: GraphContext = args.contextValue;
      if (context.actor !== null) return;
      const { schema, document } = args as ExecutionArgs;
      const refused = validate(schema, document, [NoSchemaIntrospectionCustomRule]).length > 0;
      if (refused) setResultAndStopExecution({ errors: [unauthenticated('MISSING')] });
    },
  };
}

/** An answer with the errors that it has by now: later ones of the same execution are none of it. */
function asItStands(answer: ExecutionResult): ExecutionResult {
  return answer.errors === undefined ? answer : { ...answer, errors: [...answer.errors] };
}

/** The transaction of a request ends as soon as its answer is worked out; that of a subscription after each event. */
function endTransaction(): Plugin<GraphContext> {
  return {
    onExecute({ args }) {
      const context: GraphContext = args.contextValue;
      return {
        onExecuteDone: async ({ result, setResult }) => {
          // A field that failed may answer the whole request while others still read: that they find the request answered is no part of it.
          if (!isAsyncIterable(result)) setResult(asItStands(result));
          await context.session.close();
        },
      };
    },
    onSubscribe({ args }) {
      const context: GraphContext = args.contextValue;
      const release = async (): Promise<void> => {
        await context.session.release();
        context.loaders.clear();
      };
      return { onSubscribeResult: () => ({ onNext: release, onEnd: () => void context.session.close() }) };
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
    const requestId = currentRequestId() ?? randomUUID();
    parts.logError(requestId, original ?? error);
    const messages = {
      zh: `内部错误，请联系运维并提供请求号 ${requestId}。`,
      en: `Internal error. Tell the operator this request id: ${requestId}.`,
    };
    return new GraphQLError(messages.zh, { ...place, extensions: { code: 'INTERNAL', requestId, messages } });
  };
}

/** Options of a limit plugin: its error says which limit, in both languages, under the code LIMIT_EXCEEDED. */
function limit(n: number, zh: string, en: string) {
  const messages = { zh: `请求的${zh}超过上限 ${n}。`, en: `The request has more than ${n} ${en}.` };
  const mark = (_: unknown, error: GraphQLError): void => {
    Object.assign(error.extensions, { code: 'LIMIT_EXCEEDED', messages });
  };
  return { n, exposeLimits: false, errorMessage: messages.zh, onReject: [mark] };
}

/** The GraphQL endpoint, tuned: exact limits, no CORS, no multipart, no batching, masked errors. */
export function createEndpoint(parts: YogaParts): YogaServerInstance<ServerContext, GraphContext> {
  return createYoga<ServerContext, GraphContext>({
    schema: parts.schema,
    context: ({ request, req }) => parts.contextOf(request, req?.socket.remoteAddress),
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
      jsonOnly(),
      useCSRFPrevention({ requestHeaders: ['authorization', 'x-dip-client'] }),
      maxTokensPlugin(limit(REQUEST_LIMITS.tokens, '词元数', 'tokens')),
      maxAliasesPlugin({ ...limit(REQUEST_LIMITS.aliases, '别名数', 'aliases'), allowList: [] }),
      maxDirectivesPlugin(limit(REQUEST_LIMITS.directives, '指令数', 'directives')),
      blockFieldSuggestionsPlugin(),
      introspectionForKnownCallers(),
      inputGate(),
      endTransaction(),
      costLimits(),
      executionTimeout(),
      errorLanguage(),
    ],
  });
}
