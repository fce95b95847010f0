import { randomUUID } from 'node:crypto';
import {
  coerceInputValue,
  getOperationAST,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  typeFromAST,
  visit,
  type ExecutionArgs,
  type GraphQLError,
  type GraphQLInputType,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { badInput } from '../base/bad-input.js';
import type { GraphContext } from '../base/context.js';
import type { RawCase } from '../../app/cases/case-parse.js';
import { brokenPart, brokenText, soundText, type BrokenText, type ValuePath } from '../../engine/kit/text.js';

/** Inputs of which a batch is a list: an item that is wrong is that item's mistake, not the batch's. */
const BATCH_ITEM = 'CaseInput';

const WORDS: Readonly<Record<BrokenText, { readonly zh: string; readonly en: string }>> = {
  NUL: { zh: '空字符（U+0000）', en: 'a NUL character (U+0000)' },
  LONE_SURROGATE: { zh: '不完整的字符（单独的代理项）', en: 'half a character (a lone surrogate)' },
};

function broken(what: BrokenText, place: { readonly zh: string; readonly en: string }): GraphQLError {
  const { zh, en } = WORDS[what];
  return badInput({ zh: `${place.zh}含有${zh}，请删去。`, en: `${place.en} holds ${en}; remove it.` });
}

/** The first text of a document that no text may be. */
function brokenLiteral({ document }: ExecutionArgs): GraphQLError | undefined {
  let found: GraphQLError | undefined;
  visit(document, {
    StringValue: ({ value, loc }) => {
      const what = brokenText(value);
      const line = loc?.startToken.line ?? 1;
      if (what !== undefined) found ??= broken(what, { zh: `请求第 ${line} 行的文本`, en: `The text in line ${line} of the request` });
    },
  });
  return found;
}

function pathText(path: ValuePath): string {
  const [name, ...rest] = path;
  return soundText(`$${String(name)}${rest.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands in the place of an item that GraphQL would refuse with the whole request; its number leads back to the item. */
function standIn(caseNo: string): Readonly<Record<string, unknown>> {
  const day = '2000-01-01';
  const own = { caseNo, institutionCode: '', principalDiagnosis: '', insurance: 'EMPLOYEE', totalCost: '0' };
  return { ...own, admissionDate: day, dischargeDate: day };
}

function isSound(item: unknown, type: GraphQLInputType): boolean {
  let isWhole = brokenPart(item, ['item']) === undefined;
  coerceInputValue(item, type, () => (isWhole = false));
  return isWhole;
}

/** The value with every batch item that is wrong by itself put aside. */
function aside(value: unknown, type: GraphQLInputType, kept: Map<string, RawCase>): unknown {
  if (isNonNullType(type)) return aside(value, type.ofType, kept);
  if (isListType(type)) {
    if (!Array.isArray(value)) return value;
    const own = isNonNullType(type.ofType) ? type.ofType.ofType : type.ofType;
    const isBatch = isInputObjectType(own) && own.name === BATCH_ITEM;
    return value.map((item: unknown) => {
      if (!isBatch) return aside(item, type.ofType, kept);
      if (isSound(item, type.ofType)) return item;
      const caseNo = `item-${randomUUID()}`;
      kept.set(caseNo, isRecord(item) ? item : {});
      return standIn(caseNo);
    });
  }
  if (!isInputObjectType(type) || !isRecord(value)) return value;
  const fields = type.getFields();
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      return [key, field === undefined ? part : aside(part, field.type, kept)];
    }),
  );
}

/** The variables without what batches answer item by item, or why they can't be taken. */
function gated(args: ExecutionArgs, kept: Map<string, RawCase>): { readonly error: GraphQLError } | { readonly values: object } {
  const { schema, document, operationName, variableValues } = args;
  const values: Record<string, unknown> = { ...variableValues };
  for (const { variable, type } of getOperationAST(document, operationName)?.variableDefinitions ?? []) {
    const name = variable.name.value;
    const wanted = typeFromAST(schema, type);
    if (wanted === undefined || !isInputType(wanted) || !Object.hasOwn(values, name)) continue;
    values[name] = aside(values[name], wanted, kept);
    const found = brokenPart(values[name], [name]);
    if (found === undefined) continue;
    const place = pathText(found.path);
    return { error: broken(found.what, { zh: `变量 ${place} `, en: `Variable ${place}` }) };
  }
  return { values };
}

function check(args: ExecutionArgs): GraphQLError | undefined {
  const context = args.contextValue as GraphContext;
  const literal = brokenLiteral(args);
  if (literal !== undefined) return literal;
  const result = gated(args, context.setAside);
  if ('error' in result) return result.error;
  Object.assign(args, { variableValues: result.values });
  return undefined;
}

/**
 * The one gate for text: no NUL and no half character gets past it in any argument (BAD_USER_INPUT, with the place). Items of a batch that are
 * wrong by themselves are put aside, for the use case to answer each with what is wrong with it.
 */
export function inputGate(): Plugin<GraphContext> {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const error = check(args);
      if (error !== undefined) setResultAndStopExecution({ errors: [error] });
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const error = check(args);
      if (error !== undefined) setResultAndStopExecution({ errors: [error] });
    },
  };
}

/** A batch item as it came in, where it was put aside. */
export function batchItem<T extends { readonly caseNo: string }>({ setAside }: Pick<GraphContext, 'setAside'>, item: T): T | RawCase {
  return setAside.get(item.caseNo) ?? item;
}
