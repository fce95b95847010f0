import type { FindingTemplate } from './messages.js';

/** Findings about the document's shape: keys, types of JSON values, forms of conditions and outcomes. */
export const SHAPE_FINDINGS = {
  WRONG_TYPE: {
    severity: 'ERROR',
    message: { zh: '此处应为{expected}，实际是{actual}。', en: 'This must be {expected}, but it is {actual}.' },
    suggestion: {
      zh: '请改为{expected}；数字写成文本（加双引号），列表写 [ … ]，对象写 { … }。',
      en: 'Write {expected}: numbers are text (in double quotes), a list is [ … ], an object { … }.',
    },
  },
  KEY_MISSING: {
    severity: 'ERROR',
    message: { zh: '缺少 “{key}”。', en: '“{key}” is missing.' },
    suggestion: { zh: '请补上 “{key}”：{expected}。', en: 'Add “{key}”: {expected}.' },
  },
  UNKNOWN_KEY: {
    severity: 'ERROR',
    message: { zh: '不认识的键 “{key}”。', en: 'Unknown key “{key}”.' },
    suggestion: { zh: '此处可用的键：{allowed}。', en: 'Keys allowed here: {allowed}.' },
  },
  VALUE_NOT_ALLOWED: {
    severity: 'ERROR',
    message: { zh: '值 {actual} 不在允许的范围内。', en: 'The value {actual} is not one of those allowed.' },
    suggestion: { zh: '可用的值：{allowed}。', en: 'Allowed values: {allowed}.' },
  },
  TEXT_FORMAT: {
    severity: 'ERROR',
    message: { zh: '{actual} 的写法不对。', en: '{actual} is not written as it must be.' },
    suggestion: { zh: '应为{expected}。', en: 'It must be {expected}.' },
  },
  TEXT_LENGTH: {
    severity: 'ERROR',
    message: { zh: '文本长度不合要求：{expected}。', en: 'The text has the wrong length: {expected}.' },
    suggestion: {
      zh: '请缩短或补写这段文本；说明较长的写进 notes 或 note。',
      en: 'Shorten the text or fill it in; a longer explanation belongs in notes or note.',
    },
  },
  LIST_LENGTH: {
    severity: 'ERROR',
    message: { zh: '列表项数不合要求：{expected}。', en: 'The list has the wrong length: {expected}.' },
    suggestion: { zh: '请增减列表的项，使项数符合要求。', en: 'Add or remove items until the list has the length that is asked for.' },
  },
  NUMBER_RANGE: {
    severity: 'ERROR',
    message: { zh: '整数超出范围：{expected}。', en: 'The whole number is out of range: {expected}.' },
    suggestion: { zh: '请改为范围内的整数，不加引号。', en: 'Write a whole number in that range, without quotes.' },
  },
  DECIMAL_TEXT: {
    severity: 'ERROR',
    message: { zh: '{actual} 不是十进制数的文本。', en: '{actual} is not a decimal number written as text.' },
    suggestion: {
      zh: '请用半角数字，小数点前最多 15 位、后最多 8 位，不用指数、千分位、前导零或 -0，如 "0.10"。',
      en: 'Use ASCII digits, at most 15 before the point and 8 after, without exponent, thousands separators, leading zeros or -0, such as "0.10".',
    },
  },
  CONDITION_AMBIGUOUS: {
    severity: 'ERROR',
    message: {
      zh: '一个条件节点同时含有 {keys}，只能有其中一个。',
      en: 'One condition node has {keys} together; it must have exactly one of them.',
    },
    suggestion: {
      zh: '请嵌套书写，如 { "all": [ …, { "any": [ … ] } ] }。',
      en: 'Nest them, such as { "all": [ …, { "any": [ … ] } ] }.',
    },
  },
  CONDITION_EMPTY: {
    severity: 'ERROR',
    message: { zh: '“{kind}” 是空的：空条件会总是成立。', en: '“{kind}” is empty: an empty condition would always hold.' },
    suggestion: {
      zh: '请写出至少一个条件；无条件的结果写在 otherwise 或 formula 里。',
      en: 'State at least one condition; what holds without any belongs in otherwise or formula.',
    },
  },
  CONDITION_FORM: {
    severity: 'ERROR',
    message: {
      zh: '条件应为 all、any、not 之一，或一个比较 { "fact", "operator", "value" }；实际是{actual}。',
      en: 'A condition is one of all, any, not, or a comparison { "fact", "operator", "value" }; this is {actual}.',
    },
    suggestion: {
      zh: '单个比较写 { "fact": "事实", "operator": "运算符", "value": "值" }，几个比较放进 { "all": [ … ] } 或 { "any": [ … ] }。',
      en: 'Write a comparison as { "fact": "<fact>", "operator": "<operator>", "value": "<value>" }, several of them in { "all": [ … ] } or { "any": [ … ] }.',
    },
  },
  CONDITION_TOP: {
    severity: 'ERROR',
    message: {
      zh: '规则的 conditions 最外层应为 all、any 或 not 之一。',
      en: "A rule's conditions start with exactly one of all, any, not.",
    },
    suggestion: { zh: '单个比较请写成 { "all": [ … ] }。', en: 'Write a single comparison as { "all": [ … ] }.' },
  },
  CONDITION_KEY: {
    severity: 'ERROR',
    message: { zh: '条件中不允许使用键 “{key}”：{why}。', en: 'Key “{key}” is not allowed in a condition: {why}.' },
    suggestion: { zh: '条件只有 fact、operator、value 三个键。', en: 'A comparison has the keys fact, operator and value only.' },
  },
  CONDITION_COUNT: {
    severity: 'ERROR',
    message: { zh: '条件超过 {limit} 个。', en: 'There are more than {limit} conditions.' },
    suggestion: {
      zh: '请用对照表（map）或编码表（codes）代替逐条规则。',
      en: 'Use a map table or a code list in place of one rule a value.',
    },
  },
  OPERATOR_UNKNOWN: {
    severity: 'ERROR',
    message: { zh: '不认识的运算符 {operator}。', en: 'Unknown operator {operator}.' },
    suggestion: { zh: '可用的运算符：{allowed}。', en: 'Operators: {allowed}.' },
  },
  OPERAND_FORM: {
    severity: 'ERROR',
    message: { zh: '比较的右边写法不对：实际是{actual}。', en: 'The right side of the comparison is malformed: it is {actual}.' },
    suggestion: {
      zh: '应为文本、true/false、文本列表、{ "parameter": … } 或 { "table": …, "key": [ … ] }；不能拿两个事实相比，请先写一个判定算出差或比。',
      en: 'It is text, true/false, a list of texts, { "parameter": … } or { "table": …, "key": [ … ] }. Two facts are never compared: write a decision for their difference or ratio.',
    },
  },
  OUTCOME_FORM: {
    severity: 'ERROR',
    message: {
      zh: '结果必须且只能有 value 与 formula 之一，实际有：{keys}。',
      en: 'An outcome has exactly one of value and formula; this has: {keys}.',
    },
    suggestion: {
      zh: '固定的结果写 value，要计算的写 formula，二者只留一个。',
      en: 'A fixed outcome is value, one that is worked out is formula: keep one of the two.',
    },
  },
  LITERAL_FORM: {
    severity: 'ERROR',
    message: { zh: '值应为文本或 true/false，实际是{actual}。', en: 'The value is text or true/false; this is {actual}.' },
    suggestion: {
      zh: '数字和文本加双引号，如 "1.5"；是否写 true 或 false，不加引号。',
      en: 'Put numbers and text in double quotes, such as "1.5"; a flag is true or false without quotes.',
    },
  },
  TABLE_KIND: {
    severity: 'ERROR',
    message: { zh: '表的 kind 为 {actual}，不认识。', en: 'The table has the unknown kind {actual}.' },
    suggestion: { zh: 'kind 应为 map、bands 或 codes。', en: 'kind is one of map, bands, codes.' },
  },
  OUTPUT_TYPE: {
    severity: 'ERROR',
    message: { zh: '判定输出的 type 为 {actual}，不认识。', en: "The decision's output has the unknown type {actual}." },
    suggestion: { zh: 'type 应为 decimal、boolean 或 enum。', en: 'type is one of decimal, boolean, enum.' },
  },
  ALLOCATE_FORM: {
    severity: 'ERROR',
    message: { zh: 'allocate 的写法不对，实际有键：{keys}。', en: 'allocate is malformed; it has the keys: {keys}.' },
    suggestion: {
      zh: '应为 { "total", "weight", "basis" }，或 { "claim", "limit", "rule": "PRO_RATA", "basis" }。',
      en: 'It is { "total", "weight", "basis" } or { "claim", "limit", "rule": "PRO_RATA", "basis" }.',
    },
  },
  AVERAGE_FORM: {
    severity: 'ERROR',
    message: { zh: 'average 的写法不对：实际是{actual}。', en: 'average is malformed: it is {actual}.' },
    suggestion: { zh: '应为 "MEAN" 或 { "weight": "<事实>" }。', en: 'It is "MEAN" or { "weight": "<fact>" }.' },
  },
  STATED_FORM: {
    severity: 'ERROR',
    message: { zh: '示例中的值写法不对：实际是{actual}。', en: 'A value of the example is malformed: it is {actual}.' },
    suggestion: {
      zh: '应为文本、true/false、文本列表，或 null（缺失）；数量写成文本。',
      en: 'It is text, true/false, a list of texts, or null (missing); quantities are text.',
    },
  },
  FINDINGS_LEFT_OUT: {
    severity: 'INFO',
    message: { zh: '另有 {count} 条问题未列出。', en: '{count} more findings are not listed.' },
    suggestion: { zh: '请先修正以上问题，再次校验。', en: 'Mend the ones above, then check again.' },
  },
} as const satisfies Record<string, FindingTemplate>;
