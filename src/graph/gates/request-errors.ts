import { PothosValidationError } from '@pothos/core';
import { GraphQLError } from 'graphql';
import { shownText, soundText } from '../../engine/kit/text.js';

const CODE = 'BAD_USER_INPUT';

/** The text between two marks; `undefined` where they do not stand there. */
function between(text: string, before: string, after: string): string | undefined {
  const from = text.indexOf(before);
  const to = from < 0 ? -1 : text.indexOf(after, from + before.length);
  return to < 0 ? undefined : text.slice(from + before.length, to);
}

/** What graphql-js says of a variable, with the place first: `变量 $input 的 input.cases[3].sex 有误：…`. */
function variableWords(message: string): { readonly zh: string; readonly field?: string } | undefined {
  const name = between(message, 'Variable "$', '"');
  if (name === undefined || !message.startsWith('Variable "$')) return undefined;
  const field = between(message, '" at "', '";') ?? between(message, ' at "', '";');
  const at = message.indexOf('; ');
  const detail = at < 0 ? message : message.slice(at + 2);
  const place = field === undefined ? `变量 $${name}` : `变量 $${name} 的 ${field}`;
  return { zh: `${place} 有误：${shownText(detail, 300)}`, ...(field === undefined ? {} : { field }) };
}

/** Whether graphql-js or Pothos refused the request itself; what went wrong inside an answer is ours. */
function isOfRequest(error: GraphQLError): boolean {
  return error.path === undefined || error instanceof PothosValidationError || error.message.startsWith('Argument "');
}

const TOO_LARGE = {
  zh: '请求体超过 2 MiB，未执行。随请求的文件至多 1.5 MiB：更大的目录库、分组方案、编码表、规则包用命令 dip catalogue import、dip grouper import、dip codes import、dip bundle import 导入，病例文件用 PUT /imports/{id} 或 dip cases import。',
  en: 'The request is larger than 2 MiB and was not executed. Files within a request hold up to 1.5 MiB: larger catalogues, groupers, code tables and bundles are imported by dip catalogue import, dip grouper import, dip codes import and dip bundle import, files of cases by PUT /imports/{id} or dip cases import.',
};

/** A body that Yoga found too large, in both languages and with the way for larger files; its code and status stay. */
function tooLargeInWords(error: GraphQLError): GraphQLError {
  return new GraphQLError(TOO_LARGE.zh, { originalError: error.originalError, extensions: { ...error.extensions, messages: TOO_LARGE } });
}

/**
 * A request that graphql-js refused, with a code (BAD_USER_INPUT; Yoga's own GRAPHQL_PARSE_FAILED and GRAPHQL_VALIDATION_FAILED stay), both
 * languages, and the field where there is one. Others stay as they are.
 */
export function completed(error: GraphQLError): GraphQLError {
  const { code } = error.extensions;
  if (code === 'REQUEST_ENTITY_TOO_LARGE') return tooLargeInWords(error);
  const isYogas = typeof code === 'string' && code.startsWith('GRAPHQL_');
  if (error.extensions.messages !== undefined || (code !== undefined && !isYogas) || !isOfRequest(error)) return error;
  const { nodes = null, source = null, positions = null, path = null, originalError = null } = error;
  const en = soundText(error.message);
  const words = variableWords(en) ?? { zh: `请求有误，未执行：${en}` };
  const field = 'field' in words ? { field: words.field } : {};
  const extensions = { ...error.extensions, code: code ?? CODE, messages: { zh: words.zh, en }, ...field };
  return new GraphQLError(words.zh, { nodes, source, positions, path, originalError, extensions });
}
