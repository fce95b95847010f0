import { parseDecimal, pow10, type Fraction } from '../../engine/number/quantity.js';
import { describeStrange, strangeCharacter } from '../requests/character-names.js';
import { caseProblem, type CaseProblem } from './case-problems.js';
import { shownText } from '../../engine/kit/text.js';

/**
 * Reads the fields of one raw record and collects what is wrong with them. A field that is absent, null or '' is missing.
 * Every reader returns a harmless stand-in besides reporting, so that all fields are looked at in one go.
 */
export class FieldReader {
  readonly problems: CaseProblem[] = [];

  constructor(private readonly record: Readonly<Record<string, unknown>>) {}

  /** Reports a problem of a field. */
  report(path: readonly string[], code: CaseProblem['code'], zh: string, en: string): void {
    this.problems.push(caseProblem(path, code, zh, en));
  }

  /** Whether a problem of a field was reported. */
  isWrong(name: string): boolean {
    return this.problems.some(({ path }) => path[0] === name);
  }

  /** The raw value, with null and '' as undefined. */
  raw(name: string): unknown {
    const value = this.record[name];
    return value === null || value === '' ? undefined : value;
  }

  /** Printable ASCII text; null when missing. */
  code(name: string, limits: { readonly longest: number; readonly pattern?: RegExp }): string | null {
    const value = this.raw(name);
    return value === undefined ? null : this.asciiText([name], value, limits);
  }

  /** As `code`, but it must be there. */
  requiredCode(name: string, limits: { readonly longest: number; readonly pattern?: RegExp }): string {
    return this.code(name, limits) ?? this.missing(name);
  }

  /** A list of codes; missing is the empty list. */
  codes(name: string, limits: { readonly longest: number; readonly most: number; readonly pattern?: RegExp }): readonly string[] {
    const value = this.raw(name);
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.report([name], 'WRONG_TYPE', '应为编码的列表。', 'This must be a list of codes.');
      return [];
    }
    if (value.length > limits.most) this.report([name], 'OUT_OF_RANGE', `最多 ${limits.most} 项。`, `At most ${limits.most} entries.`);
    return value.slice(0, limits.most).map((entry, index) => this.asciiText([name, String(index)], entry, limits) ?? '');
  }

  /** One of a list of values; null when missing. */
  oneOf<T extends string>(name: string, values: readonly T[]): T | null {
    const text = this.code(name, { longest: 40 });
    return text === null ? null : this.member([name], text, values);
  }

  /** As `oneOf`, but it must be there. */
  requiredOneOf<T extends string>(name: string, values: readonly [T, ...T[]]): T {
    const missing = this.raw(name) === undefined;
    if (missing) this.missing(name);
    return this.oneOf(name, values) ?? values[0];
  }

  /** Checks membership, naming the values in the message. */
  member<T extends string>(path: readonly string[], text: string, values: readonly T[]): T | null {
    const found = values.find((value) => value === text);
    if (found === undefined) {
      this.report(
        path,
        'UNKNOWN_VALUE',
        `“${shownText(text)}”不在取值范围内，应为：${values.join('、')}。`,
        `"${shownText(text)}" is not one of ${values.join(', ')}.`,
      );
    }
    return found ?? null;
  }

  /** A calendar day `YYYY-MM-DD`; null when missing or wrong. */
  date(name: string): string | null {
    const text = this.code(name, { longest: 40 });
    if (text === null || isCalendarDay(text)) return text;
    if (!this.isWrong(name)) {
      this.report(
        [name],
        'NOT_A_DATE',
        `“${shownText(text)}”不是有效日期。请写成 YYYY-MM-DD，且日历上确有这一天（例如 2025 年没有 2 月 29 日）。`,
        `"${shownText(text)}" is not a day of the calendar. Write YYYY-MM-DD (2025, for one, has no 29 February).`,
      );
    }
    return null;
  }

  /** As `date`, but it must be there. */
  requiredDate(name: string): string | null {
    if (this.raw(name) === undefined) this.missing(name);
    return this.date(name);
  }

  /** A decimal of at most `scale` places, not negative; null when missing or wrong. Numbers must come as text. */
  decimal(path: readonly string[], value: unknown, scale: number): Fraction | null {
    if (value === undefined || value === null || value === '') return null;
    // Nearly every amount is in order: only the others are looked at more closely, to say what is wrong.
    const plain = typeof value === 'string' ? parseDecimal(value) : undefined;
    if (plain && plain.n >= 0n && plain.d <= pow10(scale)) return plain;
    if (typeof value === 'number') {
      this.report(
        path,
        'NUMBER_LITERAL',
        '金额和小数须写成文本，例如 "1234.50"。',
        'Amounts and decimals are text: write "1234.50", in quotes.',
      );
      return null;
    }
    const text = this.asciiText(path, value, { longest: 60 });
    if (text === null) return null;
    this.refuseDecimal(path, text, scale);
    return null;
  }

  /** A whole number within bounds; null when missing or wrong. */
  whole(name: string, bounds: { readonly min: number; readonly max: number }): number | null {
    const value = this.raw(name);
    if (value === undefined) return null;
    const text = typeof value === 'number' ? String(value) : this.asciiText([name], value, { longest: 20 });
    if (text === null) return null;
    if (!/^-?(?:0|[1-9]\d{0,9})$/.test(text)) {
      this.report([name], 'NOT_A_WHOLE_NUMBER', `“${shownText(text)}”不是整数。`, `"${shownText(text)}" is not a whole number.`);
      return null;
    }
    const number = Number(text);
    if (number >= bounds.min && number <= bounds.max) return number;
    this.report(
      [name],
      'OUT_OF_RANGE',
      `${text} 超出范围，应在 ${bounds.min} 至 ${bounds.max} 之间。`,
      `${text} is out of range: ${bounds.min} to ${bounds.max}.`,
    );
    return null;
  }

  /** Text of printable ASCII; anything else is reported by naming the first character that is not. */
  asciiText(path: readonly string[], value: unknown, limits: { readonly longest: number; readonly pattern?: RegExp }): string | null {
    if (typeof value !== 'string') {
      this.report(path, 'WRONG_TYPE', '应为文本。', 'This must be text.');
      return null;
    }
    if (value.length > limits.longest) {
      this.report(
        path,
        'TOO_LONG',
        `最长 ${limits.longest} 个字符，此处有 ${value.length} 个。`,
        `At most ${limits.longest} characters; these are ${value.length}.`,
      );
      return null;
    }
    const strange = strangeCharacter(value);
    if (strange) {
      const { zh, en } = describeStrange(strange);
      this.report(path, 'STRANGE_CHARACTER', `“${shownText(value)}”：${zh}。`, `"${shownText(value)}": ${en}.`);
      return null;
    }
    if (limits.pattern && !limits.pattern.test(value)) {
      this.report(path, 'NOT_A_CODE', `“${shownText(value)}”不是编码的写法。`, `"${shownText(value)}" is not written like a code.`);
      return null;
    }
    return value;
  }

  private refuseDecimal(path: readonly string[], text: string, scale: number): void {
    const value = parseDecimal(text);
    if (value === undefined) {
      const [zh, en] = decimalHint(text);
      this.report(
        path,
        'NOT_A_DECIMAL',
        `“${shownText(text)}”不是规范的数：${zh}。`,
        `"${shownText(text)}" is not a plain decimal: ${en}.`,
      );
    } else if (value.n < 0n) {
      const isRed = path[0] === 'totalCost';
      const zh = isRed
        ? '红字（负数）清单不放在病例文件里：整份冲销（退费）请另用冲销文件（dip cases reverse，接口 reverseLists，列见 docs/stays.md）；数额填错的请更正原病例'
        : '请填不小于 0 的数；整份冲销（退费）请用冲销文件（dip cases reverse，接口 reverseLists）';
      const en = isRed
        ? 'A list in red is no row of a case file: to reverse a list whole, send a file of reversals (dip cases reverse, reverseLists; columns in docs/stays.md); where an amount is wrong, revise the case'
        : 'State a number from 0 up; a list is reversed whole by a file of reversals (dip cases reverse, reverseLists)';
      this.report(path, 'NEGATIVE', `“${text}”是负数，此处不得为负。${zh}。`, `"${text}" is negative. ${en}.`);
    } else {
      this.report(
        path,
        'TOO_MANY_DECIMALS',
        `“${text}”的小数多于 ${scale} 位，不会自动舍入。`,
        `"${text}" has more than ${scale} decimals; nothing is rounded silently.`,
      );
    }
  }

  private missing(name: string): '' {
    if (this.raw(name) === undefined) this.report([name], 'REQUIRED', '必填，此处为空。', 'This is required and is missing.');
    return '';
  }
}

function decimalHint(text: string): readonly [string, string] {
  if (text.includes(',')) return ['不要用千位分隔符', 'leave out the thousands separators'];
  if (/^[+-]?[\d.]+[eE]/.test(text)) return ['不要用科学记数法', 'no exponents'];
  if (/^-?0\d/.test(text)) return ['不要以 0 补位', 'no leading zeros'];
  if (/^-?\d{16,}/.test(text)) return ['整数部分最多 15 位', 'at most 15 digits before the point'];
  return ['只能由数字和一个小数点组成', 'digits and at most one point'];
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether text is a day of the calendar from 1900 to 2100, `YYYY-MM-DD`. */
function isCalendarDay(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = (MONTH_DAYS[month - 1] ?? 0) + (month === 2 && leap ? 1 : 0);
  return year >= 1900 && year <= 2100 && day >= 1 && day <= days;
}
