import type { FindingTemplate } from './messages.js';

/** Findings about the document's text: what is seen before anything is understood. */
export const TEXT_FINDINGS = {
  TEXT_TOO_LARGE: {
    severity: 'ERROR',
    message: {
      zh: '规则集文件有 {bytes} 字节，上限为 {limit} 字节。',
      en: 'The ruleset has {bytes} bytes; the limit is {limit} bytes.',
    },
    suggestion: {
      zh: '目录库与大编码表不属于规则集：请作为目录导入，或用前缀（如 C50*）代替逐个编码。',
      en: 'Catalogues and long code lists are not rulesets: import them as a catalogue, or write prefixes such as C50*.',
    },
  },
  TEXT_BOM: {
    severity: 'ERROR',
    message: { zh: '文件以字节顺序标记（BOM）开头。', en: 'The file starts with a byte order mark (BOM).' },
    suggestion: { zh: '请另存为“UTF-8（无 BOM）”。', en: 'Save it as “UTF-8 without BOM”.' },
  },
  TEXT_ENCODING: {
    severity: 'ERROR',
    message: { zh: '文件不是 UTF-8 编码。', en: 'The file is not UTF-8.' },
    suggestion: {
      zh: '它可能是 GBK 或 UTF-16：请另存为 UTF-8（无 BOM）。',
      en: 'It may be GBK or UTF-16: save it as UTF-8 without BOM.',
    },
  },
  TEXT_EMPTY: {
    severity: 'ERROR',
    message: { zh: '文件是空的。', en: 'The file is empty.' },
    suggestion: { zh: '可从 rulesets/_template 开始。', en: 'Start from rulesets/_template.' },
  },
  NESTING_TOO_DEEP: {
    severity: 'ERROR',
    message: {
      zh: '第 {line} 行第 {column} 列：嵌套超过 {limit} 层。',
      en: 'Line {line}, column {column}: nested more than {limit} levels deep.',
    },
    suggestion: { zh: '请把条件拆成几个判定。', en: 'Split the conditions into several decisions.' },
  },
  TOO_MANY_VALUES: {
    severity: 'ERROR',
    message: {
      zh: '第 {line} 行第 {column} 列：文件中的值超过 {limit} 个。',
      en: 'Line {line}, column {column}: the document has more than {limit} values.',
    },
    suggestion: { zh: '请把目录类数据作为目录导入。', en: 'Import catalogue data as a catalogue.' },
  },
  SYNTAX: {
    severity: 'ERROR',
    message: {
      zh: '第 {line} 行第 {column} 列：JSON 语法错误，{what}。',
      en: 'Line {line}, column {column}: JSON syntax error, {what}.',
    },
    suggestion: {
      zh: '请检查此处之前的逗号、引号和括号；JSON 不允许注释和多余的逗号。',
      en: 'Look at the commas, quotes and brackets before this place; JSON allows no comments and no trailing commas.',
    },
  },
  DUPLICATE_KEY: {
    severity: 'ERROR',
    message: {
      zh: '第 {line} 行第 {column} 列：键 “{key}” 重复出现，前一个会被悄悄覆盖。',
      en: 'Line {line}, column {column}: key “{key}” stands twice; the earlier one would be lost silently.',
    },
    suggestion: { zh: '请删除或改名其中一个。', en: 'Delete or rename one of the two.' },
  },
  FORBIDDEN_KEY: {
    severity: 'ERROR',
    message: {
      zh: '第 {line} 行第 {column} 列：不允许使用键 “{key}”。',
      en: 'Line {line}, column {column}: key “{key}” is not allowed.',
    },
    suggestion: { zh: '请改用其他名称。', en: 'Use another name.' },
  },
  TOO_MANY_KEYS: {
    severity: 'ERROR',
    message: {
      zh: '第 {line} 行第 {column} 列：一个对象的键超过 {limit} 个。',
      en: 'Line {line}, column {column}: one object has more than {limit} keys.',
    },
    suggestion: { zh: '请改用对照表（map）或编码表（codes）。', en: 'Use a map table or a code list.' },
  },
  KEY_TOO_LONG: {
    severity: 'ERROR',
    message: {
      zh: '第 {line} 行第 {column} 列：键超过 {limit} 个字符。',
      en: 'Line {line}, column {column}: the key has more than {limit} characters.',
    },
    suggestion: { zh: '请改用短的名称。', en: 'Use a short name.' },
  },
  NUMBER_LITERAL: {
    severity: 'ERROR',
    message: {
      zh: '第 {line} 行第 {column} 列：数字 {text} 未加引号。',
      en: 'Line {line}, column {column}: the number {text} stands without quotes.',
    },
    suggestion: {
      zh: '数量一律写成文本，如 "0.10"；只有 scale 与 order 写 0 到 999 的整数。',
      en: 'Write quantities as text, such as "0.10"; only scale and order are whole numbers from 0 to 999.',
    },
  },
  LONE_SURROGATE: {
    severity: 'ERROR',
    message: {
      zh: '第 {line} 行第 {column} 列：文本含有空字符，或不完整的 Unicode 字符（单独的代理项）。',
      en: 'Line {line}, column {column}: the text holds a NUL, or half a Unicode character (a lone surrogate).',
    },
    suggestion: { zh: '请重新输入该字符。', en: 'Type the character again.' },
  },
} as const satisfies Record<string, FindingTemplate>;
