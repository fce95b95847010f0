import type { Label, Slot, ValueType } from '../../engine/plan/plan.js';
import { bilingual } from './report.js';
import { mapScopes, SCOPE_LABELS, type Scope } from '../../engine/plan/scopes.js';

/** 层级: what each scope is called in messages. */
export const SCOPE_TERMS: Readonly<Record<Scope, Label>> = mapScopes((scope) => bilingual(`${SCOPE_LABELS[scope].zh}（${scope}）`, scope));

/** What each type is called in messages. */
export const TYPE_TERMS: Readonly<Record<ValueType, Label>> = {
  decimal: bilingual('数（decimal）', 'a decimal'),
  integer: bilingual('整数（integer）', 'an integer'),
  boolean: bilingual('是非（boolean）', 'a boolean'),
  enum: bilingual('枚举（enum）', 'an enum'),
  code: bilingual('编码（code）', 'a code'),
  codes: bilingual('编码列表（codes）', 'a list of codes'),
  date: bilingual('日期（date）', 'a date'),
  set: bilingual('集合（set）', 'a set'),
};

/** Whether values of a type are numbers. */
export function isNumeric(type: ValueType): boolean {
  return type === 'decimal' || type === 'integer';
}

/** Whether a value can be a table's key: one text, or a boolean (its keys are `true` and `false`). */
export function isKey({ type }: Slot): boolean {
  return type === 'enum' || type === 'code' || type === 'boolean';
}

/** The keys that a value can be; `undefined` where they are not listed (codes). */
export function keyValues({ type, values }: Slot): readonly string[] | undefined {
  return type === 'boolean' ? ['true', 'false'] : type === 'enum' ? (values ?? []) : undefined;
}
