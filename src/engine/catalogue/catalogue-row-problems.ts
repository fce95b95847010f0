import type { Reason } from '../grouping/grouping-reasons.js';
import { GROUP_FLAGS, GROUP_KINDS, OPERATION_KINDS } from '../plan/group-terms.js';
import { chineseWords, FLAG_ALIASES, KIND_ALIASES, OPERATION_KIND_ALIASES } from './catalogue-columns.js';
import { shownText } from '../kit/text.js';

const MESSAGES = {
  MISSING: { zh: '不能为空。', en: 'must not be empty.' },
  TOO_LONG: { zh: '太长。', en: 'is too long.' },
  BAD_CODE: {
    zh: '含有空格、控制字符或全角等不允许的字符；请改用半角字符。',
    en: 'has blanks, control, full-width or other characters that are not allowed; use plain ones.',
  },
  BAD_PATTERN: {
    zh: '写法有误：编码之间用“|”（任一）或“+”（同时）分隔，不得为空，不得有空格或全角字符；前缀以“*”结尾。',
    en: 'is not well formed: codes are separated by | (any of) or + (all of), none empty, without blanks or full-width characters; prefixes end in *.',
  },
  REPEATED: { zh: '有重复。', en: 'is repeated.' },
  NOT_DECIMAL: {
    zh: '不是允许的数：小数点前至多 15 位、后至多 8 位，不用千分位、科学记数或全角数字。',
    en: 'is not a decimal: at most 15 digits before the point and 8 after, no thousands separators, exponents or full-width digits.',
  },
  NEGATIVE: { zh: '不能为负数。', en: 'must not be negative.' },
  NOT_POSITIVE: { zh: '必须大于零；没有数据时请留空。', en: 'must be above zero; leave it empty where there is no figure.' },
  NOT_WHOLE: { zh: '必须是不带小数的非负整数。', en: 'must be a whole number, not negative.' },
  UNKNOWN_KIND: {
    zh: `不是已知的分组层；可用：${chineseWords(KIND_ALIASES).join('、')}。`,
    en: `is no grouping layer; use one of ${GROUP_KINDS.join(', ')}.`,
  },
  UNKNOWN_FLAG: {
    zh: `不是已知的标志；可用：${chineseWords(FLAG_ALIASES).join('、')}，多个用 | 隔开。`,
    en: `is no flag; use ${GROUP_FLAGS.join(', ')}, separated by |.`,
  },
  UNKNOWN_OPERATION_KIND: {
    zh: `不是已知的治疗方式；可用：${chineseWords(OPERATION_KIND_ALIASES).join('、')}。`,
    en: `is no kind of treatment; use one of ${OPERATION_KINDS.join(', ')}.`,
  },
  UNKNOWN_PLACE: { zh: '只能写 ANY（任一位置），不写则按方法。', en: 'must be ANY (any place), or empty: as the method says.' },
  NOTHING_INSTEAD: {
    zh: '是代替其他诊断的主要诊断：须与 otherDiagnoses、absentDiagnoses 中的恰好一列同时填写。',
    en: 'are principal diagnoses that count as other ones: fill in exactly one of otherDiagnoses and absentDiagnoses beside them.',
  },
  UNKNOWN_SEX: { zh: '只能写 MALE（男）或 FEMALE（女）。', en: 'must be MALE or FEMALE.' },
  RANGE_REVERSED: { zh: '上限小于下限。', en: 'has an upper end below the lower one.' },
} satisfies Record<string, Reason>;

/** What can be wrong with a cell of a catalogue's row. */
export type RowProblemCode = keyof typeof MESSAGES;

/** One wrong cell. */
export interface RowProblem {
  readonly column: string;
  readonly code: RowProblemCode;
  readonly message: Reason;
}

const SHOWN = 60;

/** A wrong cell in words, with its value (cut short). */
export function rowProblem(column: string, code: RowProblemCode, value: string): RowProblem {
  const { zh, en } = MESSAGES[code];
  const short = shownText(value, SHOWN);
  const what = value === '' ? { zh: '', en: '' } : { zh: `“${short}”`, en: ` "${short}"` };
  return { column, code, message: { zh: `列 ${column} 的值${what.zh}${zh}`, en: `The value${what.en} of column ${column} ${en}` } };
}
