import { getOperationAST, OperationTypeNode, type ExecutionArgs, type ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { topLevelError } from '../base/bad-input.js';
import type { GraphContext } from '../base/context.js';

/** How long a query may take. The database stops a statement of its own accord after as long. */
const QUERY_MS = 30_000;

type Answer = ExecutionResult | AsyncIterable<ExecutionResult>;

function timedOut(): ExecutionResult {
  const messages = {
    zh: `查询超过 ${QUERY_MS / 1000} 秒，已停止。请减少字段或缩小分页后重试。`,
    en: `The query took more than ${QUERY_MS / 1000} seconds and was stopped. Ask for less, or for smaller pages.`,
  };
  return { errors: [topLevelError('LIMIT_EXCEEDED', messages)] };
}

/** Answers a query that takes too long by an error. A command is never cut short: its result would be lost, not its effect. */
export function executionTimeout(): Plugin<GraphContext> {
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      const { document, operationName } = args as ExecutionArgs;
      if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.QUERY) return;
      setExecuteFn(async (given: ExecutionArgs): Promise<Answer> => {
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<Answer>((resolve) => (timer = setTimeout(() => resolve(timedOut()), QUERY_MS)));
        try {
          return await Promise.race([executeFn(given) as Promise<Answer>, late]);
        } finally {
          clearTimeout(timer);
        }
      });
    },
  };
}
