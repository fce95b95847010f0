import { describedValues } from './enums.js';
import { builder } from './builder.js';
import { LocalizedTextRef } from './localized-text.js';
import {
  ConflictError,
  ERROR_CODES,
  EvaluationError,
  ForbiddenError,
  NotFoundError,
  StateError,
  ValidationError,
  type ConflictSides,
  type ErrorCode,
  type FieldProblem,
  type UserError,
} from '../../app/base/errors.js';

const CODE_WORDS: Readonly<Record<ErrorCode, string>> = {
  FORBIDDEN: '无权限 the key may not do this',
  LIMIT_EXCEEDED: '超出限制 a limit is exceeded',
  VALIDATION_FAILED: '输入有误 the input is not valid',
  NOT_FOUND: '找不到 nothing is there',
  IDEMPOTENCY_KEY_REUSED: '幂等键已用于另一请求 the idempotency key came with another input',
  CONFLICT: '与现有状态冲突 somebody else was there first',
  PERIOD_CLOSED: '期间已关闭 the period is closed',
  NO_RULESET_IN_FORCE: '没有生效的规则集 no ruleset is in force on that day',
  RULESET_TAMPERED: '规则集与其哈希或签名不符 a ruleset does not match its hash or its signature',
  RULESET_INVALID: '规则集有误或缺少所需内容 a ruleset is not valid, or lacks what is needed',
  DRAFT_DAMAGED: '草案的经过或文本从平台之外被改动 the events or the text of a draft were changed from outside the platform',
  LEDGER_TAMPERED: '总账与拨付不符 the ledger is not what runs and payments make it',
  AUDIT_TAMPERED: '审计日志与签名的链头不符 the audit log is not what its signed head says',
  EVALUATION_FAILED: '公式无法计算 a formula could not be worked out',
  STORAGE_FULL: '磁盘已满 the disk under the database is full',
  UNAVAILABLE: '暂时不可用 not available for the time being',
};

/** 错误码 the closed list, stable for integrators. */
export const ErrorCodeEnum = builder.enumType('ErrorCode', {
  description: '错误码（封闭列表，按优先级排列）。 Stable error codes.',
  values: describedValues(ERROR_CODES, CODE_WORDS),
});

/** 错误 what every expected failure answers. */
export const ErrorInterface = builder.interfaceRef<UserError>('Error').implement({
  description:
    '可预期的错误：一律以结果联合类型的成员返回，`message` 随 Accept-Language（默认中文）。 Expected failures, as members of result unions.',
  fields: (t) => ({
    code: t.field({ type: ErrorCodeEnum, description: '错误码 error code', resolve: (error) => error.code }),
    message: t.string({
      description: '说明：出了什么错、在哪里、怎么办 message in the language asked for',
      resolve: (error, _args, context) => (context.language === 'en' ? (error.messages.en ?? error.messages.zh) : error.messages.zh),
    }),
    messages: t.field({ type: LocalizedTextRef, description: '中英文说明 messages in both languages', resolve: (error) => error.messages }),
  }),
});

/** 字段问题: also what is wrong with one row of a batch. */
export const FieldErrorRef = builder.objectRef<FieldProblem>('FieldError').implement({
  description: '某一输入字段的问题 a problem with one field of the input',
  fields: (t) => ({
    path: t.stringList({ description: '字段路径 path of the field', resolve: (problem) => [...problem.path] }),
    code: t.exposeString('code', { description: '问题代码 code of the problem' }),
    message: t.string({
      description: '说明 message',
      resolve: (problem, _args, context) =>
        context.language === 'en' ? (problem.messages.en ?? problem.messages.zh) : problem.messages.zh,
    }),
  }),
});

builder.objectType(ValidationError, {
  name: 'ValidationError',
  description: '输入有误，列出全部字段 the input is not valid; every field is listed',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof ValidationError,
  fields: (t) => ({
    fields: t.field({ type: [FieldErrorRef], description: '有误的字段 the fields that are wrong', resolve: (error) => [...error.fields] }),
  }),
});

builder.objectType(NotFoundError, {
  name: 'NotFoundError',
  description: '找不到，或无权知晓 nothing is there, or the caller may not know of it',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof NotFoundError,
});

/** 冲突的双方. */
export const ConflictSidesRef = builder.objectRef<ConflictSides>('ConflictSides').implement({
  description: '冲突的双方：双方都改了的一条 one entry, and what both sides made of it',
  fields: (t) => ({
    entry: t.exposeString('entry', { description: '条目，如 /parameters/deviationLow entry' }),
    before: t.field({
      type: 'JSON',
      nullable: true,
      description: '原来；没有为空 before; null: it was not there',
      resolve: ({ before }) => before ?? null,
    }),
    yours: t.field({
      type: 'JSON',
      nullable: true,
      description: '您的；删去为空 yours; null: taken out',
      resolve: ({ yours }) => yours ?? null,
    }),
    theirs: t.field({
      type: 'JSON',
      nullable: true,
      description: '对方的；删去为空 theirs; null: taken out',
      resolve: ({ theirs }) => theirs ?? null,
    }),
    yoursSaid: t.stringList({
      description:
        '您的改动，业务用语，一行一处，表格逐行：机构系数 › 三级甲等：1.20 → 1.15，−4.17%；读不出规则时为空 yours in business words, a line a change',
      resolve: ({ said }) => [...(said?.yours ?? [])],
    }),
    theirsSaid: t.stringList({
      description: '对方的改动，业务用语，一行一处；读不出规则时为空 theirs in business words, a line a change',
      resolve: ({ said }) => [...(said?.theirs ?? [])],
    }),
  }),
});

builder.objectType(ConflictError, {
  name: 'ConflictError',
  description: '与现有状态冲突 somebody else was there first',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof ConflictError,
  fields: (t) => ({
    currentRevision: t.int({
      nullable: true,
      description: '当前修订号 current revision',
      resolve: (error) => error.detail.currentRevision ?? null,
    }),
    currentHash: t.string({ nullable: true, description: '当前哈希 current hash', resolve: (error) => error.detail.currentHash ?? null }),
    sides: t.field({
      type: [ConflictSidesRef],
      description: '双方都改了的条目（规则草案） entries that both sides changed, of drafts',
      resolve: (error) => [...(error.detail.sides ?? [])],
    }),
  }),
});

builder.objectType(ForbiddenError, {
  name: 'ForbiddenError',
  description: '无权限 the key may not do this',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof ForbiddenError,
  fields: (t) => ({ requiredScope: t.exposeString('requiredScope', { nullable: true, description: '所需权限 the scope that is needed' }) }),
});

builder.objectType(EvaluationError, {
  name: 'EvaluationError',
  description: '公式对该输入无法计算 a formula that could not be worked out for this input',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof EvaluationError,
  fields: (t) => ({
    decision: t.exposeString('decision', { description: '判定标识 id of the decision' }),
    fact: t.exposeString('fact', { nullable: true, description: '相关事实 the fact concerned' }),
  }),
});

builder.objectType(StateError, {
  name: 'StateError',
  description:
    '状态不允许：无生效规则集、期间已关闭、规则集被篡改、服务不可用 NO_RULESET_IN_FORCE, PERIOD_CLOSED, RULESET_TAMPERED, UNAVAILABLE …',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof StateError,
});

/** The errors that every result union includes. */
export const COMMON_ERRORS = [ValidationError, NotFoundError, StateError, ForbiddenError] as const;

/** The errors of mutations. */
export const COMMAND_ERRORS = [...COMMON_ERRORS, ConflictError] as const;
