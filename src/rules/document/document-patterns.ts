import type { Label } from '../../engine/plan/plan.js';

/** An identifier of a ruleset: a letter, then letters, digits and underscores. */
export const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_]{0,79}$/;
/** An identifier with an optional member or aspect: `caseFlag.TCM`, `cmi.peer`, `recordedFund.region`, `deviation.rule`. */
export const NAME = /^[A-Za-z][A-Za-z0-9_]{0,79}(?:\.[A-Za-z][A-Za-z0-9_]{0,79})?$/;
/** Sums of an indicator: names with + and − between them. */
export const SUMS =
  /^[A-Za-z][A-Za-z0-9_]{0,79}(?:\.[A-Za-z][A-Za-z0-9_]{0,79})?(?: [+-] [A-Za-z][A-Za-z0-9_]{0,79}(?:\.[A-Za-z][A-Za-z0-9_]{0,79})?){0,19}$/;
/** A unit: base dimensions multiplied and divided, e.g. `yuan/point`, `1`, `yuan/case/day`. */
export const TABLE_UNIT = /^(?:1|yuan|point|day|case|person)(?:[*/](?:1|yuan|point|day|case|person))*$/;
/** A member of an enum output, or an account. */
export const CONSTANT = /^[A-Z][A-Z0-9_]*$/;
/** The name of a rule. */
export const RULE_NAME = /^[A-Za-z][A-Za-z0-9._-]{0,99}$/;
/** A choice of a parameter, as a key of `choose`: written otherwise than the name of a source, so that each is called what it is. */
export const MEMBER = /^[0-9A-Za-z][0-9A-Za-z_-]{0,39}$/;
/** The name of a source. */
export const SOURCE_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/;
/** The id of an example. */
export const EXAMPLE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/;
/** The code of a pooling region (GB/T 2260). */
export const REGION_CODE = /^\d{6}$/;
/** A version of a ruleset. */
export const VERSION = /^[0-9A-Za-z][0-9A-Za-z._-]{0,39}$/;
/** The code of a DRG grouper. */
export const GROUPER_CODE = /^[A-Z][A-Z0-9-]{0,39}$/;
/** A SHA-256 in lower-case hexadecimal. */
export const SHA256 = /^[0-9a-f]{64}$/;

/** Where only the JSON Schema needs a pattern: the checks use `isDecimalText` and the calendar. */
export const DECIMAL_PATTERN = String.raw`^(?!-0(?:\.0+)?$)-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,8})?$`;
export const DATE_PATTERN = String.raw`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`;
export const DAY_PATTERN = String.raw`^[0-9]{2}-[0-9]{2}$`;

const identifierLabel: Label = {
  zh: '标识符：字母开头，只含字母、数字和下划线，如 riskReserveRate',
  en: 'an identifier: a letter, then letters, digits and underscores, such as riskReserveRate',
};

/** What text of each pattern is, for people. */
const PATTERN_LABELS: readonly (readonly [RegExp, Label])[] = [
  [IDENTIFIER, identifierLabel],
  [
    NAME,
    {
      zh: '名称：标识符，可带一个点和成员，如 caseFlag.TCM、cmi.peer',
      en: 'a name: an identifier, with at most one dot and member, such as caseFlag.TCM or cmi.peer',
    },
  ],
  [
    TABLE_UNIT,
    {
      zh: '单位：yuan、point、day、case、person、1 的乘除，如 yuan/point',
      en: 'a unit: yuan, point, day, case, person, 1, multiplied and divided, such as yuan/point',
    },
  ],
  [
    SUMS,
    {
      zh: '相加减的名称，运算符两边空一格，如 drugSum + herbSum - counted.excluded',
      en: 'names with + or - between them, a space on each side, such as drugSum + herbSum - counted.excluded',
    },
  ],
  [CONSTANT, { zh: '大写英文标识，如 HIGH、QUALITY_DEPOSIT', en: 'an upper-case constant such as HIGH or QUALITY_DEPOSIT' }],
  [
    RULE_NAME,
    {
      zh: '规则名：字母开头，只含字母、数字和 . _ -，如 deviation-high',
      en: 'a rule name: a letter, then letters, digits and . _ -, such as deviation-high',
    },
  ],
  [
    SOURCE_NAME,
    { zh: '来源简称：字母、数字、下划线和连字符，如 cn2021', en: 'a short source name of letters, digits, _ and -, such as cn2021' },
  ],
  [
    MEMBER,
    {
      zh: 'by 所指参数的一个选项，照 enum 里的写法，如 LEVEL_MEAN；是否参数写 true、false（中文名称写在 words 里）',
      en: 'a choice of the parameter that by names, as its enum writes it, such as LEVEL_MEAN; of a flag true or false (names for people stand under words)',
    },
  ],
  [
    EXAMPLE_ID,
    {
      zh: '示例编号：字母、数字和 . _ -，如 case-high-boundary',
      en: 'an example id of letters, digits and . _ -, such as case-high-boundary',
    },
  ],
  [REGION_CODE, { zh: '六位行政区划代码，如 370300', en: 'a 6-digit division code such as 370300' }],
  [VERSION, { zh: '版本号：字母、数字和 . _ -，如 2021.1', en: 'a version of letters, digits and . _ -, such as 2021.1' }],
  [
    GROUPER_CODE,
    { zh: '分组方案编码：大写字母开头，只含大写字母、数字和 -，如 CHS-DRG', en: 'a code of capitals, digits and -, such as CHS-DRG' },
  ],
  [SHA256, { zh: '由 64 个小写十六进制数字组成的 SHA-256', en: 'a SHA-256 of 64 lower-case hexadecimal digits' }],
];

/** What text that must match a pattern (as zod prints it, with slashes) is, for people. */
export function patternLabel(pattern: string | undefined): Label {
  const label = PATTERN_LABELS.find(([known]) => String(known) === pattern)?.[1];
  return label ?? { zh: `符合 ${String(pattern)} 的文本`, en: `text that matches ${String(pattern)}` };
}
