import { type GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { badInput } from './bad-input.js';
import { isRealDate } from '../../engine/kit/calendar.js';
import { Fraction, isDecimalText, printShort } from '../../engine/number/quantity.js';
import { shownText } from '../../engine/kit/text.js';

const invalid = (zh: string, en: string): GraphQLError => badInput({ zh, en });

function decimalText(value: unknown): string {
  if (typeof value !== 'string') {
    throw invalid(
      '小数须以字符串给出，如 "10.50"，不接受数字字面量。',
      'A decimal is a string such as "10.50"; number literals are refused.',
    );
  }
  if (!isDecimalText(value)) {
    throw invalid(
      `“${shownText(value)}”不是可接受的小数：整数部分至多 15 位、小数至多 8 位，半角数字，无千分位与指数。`,
      `"${shownText(value)}" is not an acceptable decimal: at most 15 digits before and 8 after the point, ASCII digits, no separators or exponent.`,
    );
  }
  return value;
}

function literalText(node: ValueNode): unknown {
  if (node.kind === Kind.STRING) return node.value;
  return node.kind === Kind.INT || node.kind === Kind.FLOAT ? Number(node.value) : undefined;
}

/** 小数: an exact decimal, as text on the wire in both directions. */
export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: '定点小数，以字符串表示，如 "10.2345"；拒绝数字字面量。 Fixed-point decimal as a string; number literals are refused.',
  serialize: (value) => {
    if (typeof value === 'string') return value;
    if (value instanceof Fraction) return printShort(value);
    throw new TypeError('Decimal: neither text nor an exact number');
  },
  parseValue: decimalText,
  parseLiteral: (node) => decimalText(literalText(node)),
});

function dateText(value: unknown): string {
  if (typeof value === 'string' && isRealDate(value)) return value;
  const shown = shownText(String(value));
  throw invalid(`“${shown}”不是有效日期，应为 YYYY-MM-DD。`, `"${shown}" is not a calendar date YYYY-MM-DD.`);
}

/** 日期: a calendar date without a time zone. */
export const DateScalar = new GraphQLScalarType<string, string>({
  name: 'Date',
  description: '日历日期 YYYY-MM-DD，不含时区。 Calendar date, no time zone.',
  serialize: (value) => {
    if (value instanceof Date) return value.toISOString().slice(0, 10);
    return dateText(value);
  },
  parseValue: dateText,
  parseLiteral: (node) => dateText(literalText(node)),
});

/** 时刻: RFC 3339 with offset, on output always UTC. */
export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: '时刻，RFC 3339，带时区偏移。 Instant, RFC 3339 with offset.',
  serialize: (value) => {
    if (value instanceof Date) return value.toISOString();
    if (typeof value === 'string') return new Date(value).toISOString();
    throw new TypeError('DateTime: not an instant');
  },
  parseValue: (value) => {
    const instant =
      typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})$/.test(value) ? new Date(value) : undefined;
    if (instant !== undefined && !Number.isNaN(instant.getTime())) return instant;
    const shown = shownText(String(value));
    throw invalid(`“${shown}”不是有效时刻。`, `"${shown}" is not an RFC 3339 instant with offset.`);
  },
});

/** JSON output: documents, outputs by id, witnesses. Input documents enter as text. */
export const JsonScalar = new GraphQLScalarType<unknown>({
  name: 'JSON',
  description: 'JSON，仅用于输出。 JSON, for output only.',
  serialize: (value) => value,
  parseValue: () => {
    throw invalid('JSON 不能作为输入，请以文本传入。', 'JSON is for output only: pass documents as text.');
  },
});
