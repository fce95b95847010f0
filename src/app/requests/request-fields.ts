import { describeStrange, strangeCharacter } from './character-names.js';
import { invalidField, ValidationError, type FieldProblem } from '../base/errors.js';
import type { Actor } from '../ports/kit/permissions.js';
import type { Label } from '../../engine/plan/plan.js';
import { compare, parseDecimal, pow10, yuanToFen, ZERO, type Fen } from '../../engine/number/quantity.js';
import { brokenText, shownText } from '../../engine/kit/text.js';

/** A problem of one field, with its two messages. */
export function fieldProblem(path: readonly string[], code: string, zh: string, en: string): FieldProblem {
  return { path, code, messages: { zh, en } };
}

/** Throws VALIDATION_FAILED with every problem; does nothing where there is none. */
export function refuseProblems(problems: readonly FieldProblem[]): void {
  if (problems.length > 0) throw new ValidationError(problems);
}

/** Refuses an idempotency key that is none: 1 to 200 characters, not only blanks. */
export function requireIdempotencyKey(key: string): void {
  if (brokenText(key) !== undefined) throw new ValidationError([brokenProblem(['idempotencyKey'])]);
  if (key.trim() !== '' && key.length <= 200) return;
  throw invalidField(['idempotencyKey'], 'IDEMPOTENCY_KEY', {
    zh: '幂等键应为 1 到 200 个字符。',
    en: 'An idempotency key has 1 to 200 characters.',
  });
}

/** What is wrong with a settlement year. */
export function yearProblems(year: number, path: readonly string[]): readonly FieldProblem[] {
  if (Number.isInteger(year) && year >= 2000 && year <= 2100) return [];
  const zh = `年度应为 2000 到 2100 的整数，现为 ${year}。`;
  return [fieldProblem(path, 'OUT_OF_RANGE', zh, `The year must be a whole number from 2000 to 2100, is ${year}.`)];
}

/** Refuses what is no settlement year. */
export function requireYear(year: number): void {
  refuseProblems(yearProblems(year, ['year']));
}

/**
 * The key under which a request is remembered: institutions choose theirs without knowing of each other, so an institution's keys are its own.
 */
export function ownIdempotencyKey({ institutionCode }: Pick<Actor, 'institutionCode'>, key: string): string {
  return institutionCode === null ? key : `${institutionCode}/${key}`;
}

const LONGEST_REASON = 500;

/** What is wrong with a reason: it stands in statements and in the audit log, so there must be one. */
export function reasonProblems(reason: string, path: readonly string[] = ['reason']): readonly FieldProblem[] {
  const text = reason.trim();
  if (brokenText(reason) !== undefined) return [brokenProblem(path)];
  if (text === '') return [fieldProblem(path, 'REQUIRED', '请写明事由。', 'State the reason.')];
  return [...text].length > LONGEST_REASON
    ? [fieldProblem(path, 'TOO_LONG', `事由最长 ${LONGEST_REASON} 个字符。`, `A reason has at most ${LONGEST_REASON} characters.`)]
    : [];
}

const LONGEST_SOURCE = 200;

/** What is wrong with a source, the document that a record rests on: none need be stated. */
export function sourceProblems(source: string | null | undefined, path: readonly string[] = ['source']): readonly FieldProblem[] {
  if (source === null || source === undefined) return [];
  if (brokenText(source) !== undefined) return [brokenProblem(path)];
  return [...source.trim()].length > LONGEST_SOURCE
    ? [fieldProblem(path, 'TOO_LONG', `依据最长 ${LONGEST_SOURCE} 个字符。`, `A source has at most ${LONGEST_SOURCE} characters.`)]
    : [];
}

/** A stated source as a member of what is recorded; nothing where it says nothing, so that requests without one stay what they were. */
export function sourceStated(source: string | null | undefined): { readonly source?: string } {
  const text = (source ?? '').trim();
  return text === '' ? {} : { source: text };
}

/** A text with a NUL or half a character in it, as a problem of a field. */
export function brokenProblem(path: readonly string[]): FieldProblem {
  const zh = '文本中有空字符（U+0000）或不完整的字符（单独的代理项），请删去。';
  return fieldProblem(path, 'STRANGE_CHARACTER', zh, 'The text has a NUL (U+0000) or half a character (a lone surrogate); remove it.');
}

const LONGEST_NAME = 200;

/** What is wrong with a name for people: empty, too long, or with control characters. */
export function nameProblems(name: string, path: readonly string[]): readonly FieldProblem[] {
  if (name.trim() === '') return [fieldProblem(path, 'REQUIRED', '名称不能为空。', 'The name must not be empty.')];
  if (name.length > LONGEST_NAME) {
    return [fieldProblem(path, 'TOO_LONG', `名称最长 ${LONGEST_NAME} 个字符。`, `A name has at most ${LONGEST_NAME} characters.`)];
  }
  return /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(name)
    ? [fieldProblem(path, 'STRANGE_CHARACTER', '名称中有不可见字符，请删去。', 'The name has invisible characters; remove them.')]
    : [];
}

const CODE = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/;

/** What is wrong with a code such as an institution's: 1 to 64 ASCII letters and digits. A look-alike is named. */
export function codeProblems(code: string, path: readonly string[]): readonly FieldProblem[] {
  if (CODE.test(code)) return [];
  const strange = strangeCharacter(code);
  const why: Label = strange
    ? describeStrange(strange)
    : { zh: '应为 1 到 64 个半角字母或数字', en: 'a code is 1 to 64 ASCII letters or digits' };
  const shown = shownText(code, 64);
  return [fieldProblem(path, strange ? 'STRANGE_CHARACTER' : 'NOT_A_CODE', `“${shown}”：${why.zh}。`, `"${shown}": ${why.en ?? why.zh}.`)];
}

/** Money in yuan, as text, in fen; or why it is none: at most 2 decimals and not zero. */
export function amountInFen(text: string, path: readonly string[]): { readonly fen: Fen } | { readonly problem: FieldProblem } {
  const value = parseDecimal(text);
  const shown = shownText(text);
  if (value === undefined) {
    const problem = fieldProblem(
      path,
      'NOT_A_DECIMAL',
      `“${shown}”不是规范的数，如 "1234.50"。`,
      `"${shown}" is not a plain decimal such as "1234.50".`,
    );
    return { problem };
  }
  if ((value.n * pow10(2)) % value.d !== 0n) {
    const problem = fieldProblem(
      path,
      'TOO_MANY_DECIMALS',
      `“${shown}”的小数多于 2 位，不会自动舍入。`,
      `"${shown}" has more than 2 decimals; nothing is rounded silently.`,
    );
    return { problem };
  }
  if (compare(value, ZERO) === 0) return { problem: fieldProblem(path, 'ZERO', '金额不能为零。', 'The amount must not be zero.') };
  return { fen: yuanToFen(value) };
}
