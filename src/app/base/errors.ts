import type { Label } from '../../engine/plan/plan.js';
import { shownText } from '../../engine/kit/text.js';

/** The closed list of error codes of the API, ordered by precedence: of two mistakes the earlier one is reported. */
export const ERROR_CODES = [
  'FORBIDDEN',
  'LIMIT_EXCEEDED',
  'VALIDATION_FAILED',
  'NOT_FOUND',
  'IDEMPOTENCY_KEY_REUSED',
  'CONFLICT',
  'PERIOD_CLOSED',
  'NO_RULESET_IN_FORCE',
  'RULESET_TAMPERED',
  'RULESET_INVALID',
  'DRAFT_DAMAGED',
  'LEDGER_TAMPERED',
  'AUDIT_TAMPERED',
  'EVALUATION_FAILED',
  'STORAGE_FULL',
  'UNAVAILABLE',
] as const;
/** One code of the closed list. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** A field of the input that can't be accepted: where (path), which mistake (code), what to do (messages). */
export interface FieldProblem {
  readonly path: readonly string[];
  readonly code: string;
  readonly messages: Label;
}

/**
 * A user's mistake: expected, typed, in two languages, and nothing was changed. Bugs are `AssertionError`s instead.
 * `message` is the Chinese text, so that a log line can be read without looking further.
 */
export abstract class UserError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly messages: Label,
  ) {
    super(messages.zh);
    this.name = new.target.name;
  }
}

/** The input is wrong; every field that is wrong is listed. */
export class ValidationError extends UserError {
  constructor(
    readonly fields: readonly FieldProblem[],
    messages: Label = validationSummary(fields),
    code: 'VALIDATION_FAILED' | 'RULESET_INVALID' | 'LIMIT_EXCEEDED' = 'VALIDATION_FAILED',
  ) {
    super(code, messages);
  }
}

function validationSummary(fields: readonly FieldProblem[]): Label {
  const [first] = fields;
  if (first === undefined) return { zh: '输入有误。', en: 'The input is not valid.' };
  const place = first.path.join('.');
  const more = fields.length > 1 ? { zh: `（另有 ${fields.length - 1} 处）`, en: ` (and ${fields.length - 1} more)` } : { zh: '', en: '' };
  return { zh: `${place}：${first.messages.zh}${more.zh}`, en: `${place}: ${first.messages.en ?? first.messages.zh}${more.en}` };
}

/** One wrong field, as an error. */
export function invalidField(path: readonly string[], code: string, messages: Label): ValidationError {
  return new ValidationError([{ path, code, messages }]);
}

/** Nothing is there under that key, or the caller may not know of it. */
export class NotFoundError extends UserError {
  constructor(what: Label, key: string) {
    super('NOT_FOUND', {
      zh: `找不到${what.zh}“${shownText(key, 64)}”。请核对编码或标识；从链接打开的，可能链接不完整或属于别的地区，请回到列表重新打开。`,
      en: `No ${what.en ?? what.zh} "${shownText(key, 64)}". Check the code or id; if a link brought you here, it may not be whole, or of another region: open it from its list again.`,
    });
  }
}

/** What somebody made in the meantime. */
export interface ConflictDetail {
  readonly currentRevision?: number;
  readonly currentHash?: string;
  /** Both sides of what was changed twice. */
  readonly sides?: readonly ConflictSides[];
}

/** 冲突的双方 one entry and what both sides made of it; `undefined`: it is not there. */
export interface ConflictSides {
  readonly entry: string;
  readonly before: unknown;
  readonly yours: unknown;
  readonly theirs: unknown;
  /** What each made of it, a line a change, in business words; absent where the rules can't be read. */
  readonly said?: { readonly yours: readonly string[]; readonly theirs: readonly string[] };
}

/** Somebody else was there first, or the same key came with another input. */
export class ConflictError extends UserError {
  constructor(
    messages: Label,
    readonly detail: ConflictDetail = {},
    code: 'CONFLICT' | 'IDEMPOTENCY_KEY_REUSED' = 'CONFLICT',
  ) {
    super(code, messages);
  }
}

/** 文件导入进行中 a file is being stored in the region: whoever stores or voids cases waits for it. */
export class ImportOpenError extends ConflictError {
  constructor() {
    super({
      zh: '本地区正在导入一个病例文件，此时不能导入或作废病例，未作任何更改。请稍后重试；进度见导入任务（importJobs）。',
      en: 'A file of cases is being imported in this region: cases can be neither imported nor voided meanwhile, and nothing was changed. Try again later; importJobs shows how far it is.',
    });
  }
}

/** The caller's key may not do this. */
export class ForbiddenError extends UserError {
  constructor(
    /** `null`: the key has the scope, and something else stands in the way. */
    readonly requiredScope: string | null,
    messages: Label = {
      zh: `当前密钥没有权限“${requiredScope}”。请向管理员申请，或换用有此权限的密钥。`,
      en: `This key lacks the scope "${requiredScope}". Ask an administrator, or use a key that has it.`,
    },
    /** The region that was asked for, where it is the region that the key is not for. */
    readonly regionCode?: string,
  ) {
    super('FORBIDDEN', messages);
  }
}

/** FORBIDDEN: the key has the scope, but not for this region. Whether there is such a region is not said. */
export function otherRegion(regionCode: string): ForbiddenError {
  const shown = shownText(regionCode);
  const messages = {
    zh: `当前密钥不能用于统筹地区“${shown}”。请核对地区代码，或换用该地区的密钥。`,
    en: `This key is not for region "${shown}". Check the code, or use a key of that region.`,
  };
  return new ForbiddenError(null, messages, shown);
}

/** A formula could not be worked out for this input. */
export class EvaluationError extends UserError {
  constructor(
    readonly decision: string,
    readonly fact: string | null,
    messages: Label,
  ) {
    super('EVALUATION_FAILED', messages);
  }
}

/** The platform or the region is not in a state in which this can be done. */
export class StateError extends UserError {
  constructor(
    code:
      | 'NO_RULESET_IN_FORCE'
      | 'PERIOD_CLOSED'
      | 'RULESET_TAMPERED'
      | 'RULESET_INVALID'
      | 'DRAFT_DAMAGED'
      | 'LEDGER_TAMPERED'
      | 'AUDIT_TAMPERED'
      | 'STORAGE_FULL'
      | 'UNAVAILABLE'
      | 'LIMIT_EXCEEDED',
    messages: Label,
  ) {
    super(code, messages);
  }
}

/** A scheme inside a sentence about its rulesets, with the blanks around it; nothing where none was asked for. */
export function schemeInside(scheme: 'DIP' | 'DRG' | null | undefined): { readonly zh: string; readonly en: string } {
  return scheme ? { zh: ` ${scheme} `, en: ` ${scheme}` } : { zh: '', en: '' };
}

/** NO_RULESET_IN_FORCE for a region and a date, with what to do. */
export function noRulesetInForce(regionCode: string, date: string, scheme?: 'DIP' | 'DRG' | null): StateError {
  const { zh, en } = schemeInside(scheme);
  return new StateError('NO_RULESET_IN_FORCE', {
    zh: `统筹地区 ${regionCode} 在 ${date} 没有生效的${zh}规则集。请先载入并发布覆盖该日期的规则集版本，或核对日期。`,
    en: `Region ${regionCode} has no${en} ruleset in force on ${date}. Publish a version that covers the date, or check the date.`,
  });
}
