import { InvalidArgumentError } from 'commander';
import { PAYMENT_SCHEMES } from '../../app/ports/ports-ruleset.js';
import { INSURANCE_SCHEMES, type InsuranceScheme } from '../../engine/plan/inpatient-case.js';

/** `--json`, on every command. */
export const JSON_OPTION = ['--json', '以 JSON 输出 print JSON'] as const;

/** A region code: 6 digits. */
export function regionCode(text: string): string {
  if (/^\d{6}$/.test(text)) return text;
  throw new InvalidArgumentError('统筹地区编码是 6 位数字。 A region code has 6 digits.');
}

const scheme = oneOf(PAYMENT_SCHEMES);
/** 结算期 a period of a fund year. */
export const PERIOD_OPTION = [
  '--period <key>',
  '结算期：月份 01–12、季度 Q1–Q4；不写即全年 a month, a quarter; the year when left out',
] as const;

/** `--scheme`, on every command that chooses a ruleset. */
export const SCHEME_OPTION = [
  '--scheme <scheme>',
  '支付方式：DIP 或 DRG（不给则先 DIP 后 DRG） DIP before DRG by default',
  scheme,
] as const;
/** `--scheme`, on every command that checks what is recorded against the rulesets of a year. */
export const CHECKED_SCHEME_OPTION = [
  '--scheme <scheme>',
  '按 DIP 或 DRG 的规则集核对（不给则全部） check with those of a scheme',
  scheme,
] as const;

/** A region that may hold synthetic data: 99xxxx. */
export function sandboxRegion(text: string): string {
  if (/^99\d{4}$/.test(text)) return text;
  throw new InvalidArgumentError('合成数据只能放在 99 开头的沙盒地区。 Synthetic data goes into sandbox regions only: 99xxxx.');
}

/** A whole number from 1 up. */
export function positive(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('应为正整数。 A whole number from 1 up is wanted.');
}

/** A whole number from 0 up. */
export function count(text: string): number {
  return text === '0' ? 0 : positive(text);
}

const SPOKEN: Readonly<Record<string, InsuranceScheme>> = { 职工: 'EMPLOYEE', 居民: 'RESIDENT' };

/** An insurance scheme, also in Chinese. */
export function insurance(text: string): InsuranceScheme {
  const found = SPOKEN[text] ?? INSURANCE_SCHEMES.find((scheme) => scheme === text.toUpperCase());
  if (found !== undefined) return found;
  throw new InvalidArgumentError('险种为 EMPLOYEE（职工）或 RESIDENT（居民）。 EMPLOYEE or RESIDENT is wanted.');
}

/** Takes one of a few words, in capitals or not. */
export function oneOf<const T extends string>(words: readonly T[]): (text: string) => T {
  return (text) => {
    const found = words.find((word) => word.toUpperCase() === text.toUpperCase());
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`应为 ${words.join('、')} 之一。 One of ${words.join(', ')} is wanted.`);
  };
}
