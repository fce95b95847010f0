import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { GraphContext } from '../base/context.js';
import { completed } from '../gates/request-errors.js';
import { languageOf } from './request-context.js';
import { currentRequestId } from '../../app/kernel/request-id.js';

function englishOf({ extensions }: GraphQLError): { readonly zh: string; readonly en: string } | undefined {
  const { messages } = extensions;
  if (typeof messages !== 'object' || messages === null || !('zh' in messages) || !('en' in messages)) return undefined;
  const { zh, en } = messages;
  return typeof zh === 'string' && typeof en === 'string' ? { zh, en } : undefined;
}

/** The same error in English. What graphql-js put around the message (`Variable "$input" got …`) stays. */
function inEnglish(error: GraphQLError): GraphQLError {
  const messages = englishOf(error);
  if (messages === undefined) return error;
  const { nodes = null, source = null, positions = null, path = null, originalError = null, extensions } = error;
  const message = error.message.replace(messages.zh, () => messages.en);
  return new GraphQLError(message, { nodes, source, positions, path, originalError, extensions });
}

/** The error with the id of its request, under which the log knows it. */
function withRequest(error: GraphQLError): GraphQLError {
  const requestId = currentRequestId();
  if (requestId !== undefined) error.extensions.requestId ??= requestId;
  return error;
}

/** Top-level errors are made in Chinese, with both languages beside; here every one has a code, and `message` becomes what Accept-Language prefers. */
export function errorLanguage(): Plugin<GraphContext> {
  return {
    onResultProcess(payload) {
      const { request, result } = payload;
      if (Array.isArray(result) || Symbol.asyncIterator in result || result.errors === undefined) return;
      const isEnglish = languageOf(request.headers.get('accept-language')) === 'en';
      const told = (error: GraphQLError): GraphQLError => withRequest(isEnglish ? inEnglish(completed(error)) : completed(error));
      payload.setResult({ ...result, errors: result.errors.map((error) => (error instanceof GraphQLError ? told(error) : error)) });
    },
  };
}
