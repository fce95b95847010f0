import { complexityFromQuery, type ComplexityResult } from '@pothos/plugin-complexity';
import { getOperationAST, GraphQLError, Kind, type DocumentNode, type ExecutionArgs } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { topLevelError } from '../base/bad-input.js';
import type { GraphContext } from '../base/context.js';

/** What one request may cost: fields priced with how long their lists can be, levels, and fields as written. */
export const COST_LIMITS = { complexity: 50_000, depth: 12, breadth: 500 } as const;

const LIMIT_WORDS: Readonly<Record<keyof typeof COST_LIMITS, readonly [string, string]>> = {
  complexity: ['复杂度', 'complexity'],
  depth: ['嵌套层数', 'depth'],
  breadth: ['字段数', 'number of fields'],
};

function priced({ document, operationName, schema, variableValues, contextValue }: ExecutionArgs): ComplexityResult | undefined {
  const operation = getOperationAST(document, operationName);
  if (operation === null || operation === undefined) return undefined;
  // Only the operation that will run: others in the same document must not hide its price.
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const alone: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] };
  return complexityFromQuery(alone, { schema, ctx: contextValue as object, variables: { ...variableValues } });
}

function tooDear(cost: ComplexityResult): GraphQLError | undefined {
  const names = ['depth', 'breadth', 'complexity'] as const;
  const name = names.find((one) => cost[one] > COST_LIMITS[one]);
  if (name === undefined) return undefined;
  const [zh, en] = LIMIT_WORDS[name];
  const messages = {
    zh: `查询的${zh}为 ${cost[name]}，超过上限 ${COST_LIMITS[name]}。请减少字段、层次，或把 first 调小后分页。`,
    en: `The ${en} of the query is ${cost[name]}, above the limit of ${COST_LIMITS[name]}. Ask for fewer fields or levels, or smaller pages.`,
  };
  return topLevelError('LIMIT_EXCEEDED', messages, { cost });
}

/** Refuses what costs too much before anything is read, and says in `extensions.cost` what an answer cost. */
export function costLimits(): Plugin<GraphContext> {
  const check = (args: ExecutionArgs): { readonly cost?: ComplexityResult; readonly error?: GraphQLError } => {
    try {
      const cost = priced(args);
      if (cost === undefined) return {};
      const error = tooDear(cost);
      return error === undefined ? { cost } : { cost, error };
    } catch (error) {
      if (error instanceof GraphQLError) return { error }; // a variable or an argument that is not valid
      throw error;
    }
  };
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const { cost, error } = check(args);
      if (error !== undefined) {
        setResultAndStopExecution({ errors: [error], ...(cost === undefined ? {} : { extensions: { cost } }) });
        return undefined;
      }
      return {
        onExecuteDone: ({ result, setResult }) => {
          if (cost !== undefined && !(Symbol.asyncIterator in result)) setResult({ ...result, extensions: { ...result.extensions, cost } });
        },
      };
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const { error } = check(args);
      if (error !== undefined) setResultAndStopExecution({ errors: [error] });
    },
  };
}
