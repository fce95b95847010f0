import type { FindingTemplate } from './messages.js';

/** Findings about names, types, units, formulas, conditions and bases. */
export const NAME_FINDINGS = {
  UNKNOWN_NAME: {
    severity: 'ERROR',
    message: {
      zh: '不认识的名称 “{name}”：它不是参数、表、事实、汇总或判定。',
      en: 'Unknown name “{name}”: it is no parameter, table, fact, aggregate or decision.',
    },
    suggestion: { zh: '请检查拼写，或在 facts 中声明它。', en: 'Check the spelling, or declare it under facts.' },
  },
  NAME_NOT_READABLE: {
    severity: 'ERROR',
    message: { zh: '此处不能读取 “{name}”：{why}。', en: '“{name}” cannot be read here: {why}.' },
    suggestion: {
      zh: '判定只能读取本层级此前的判定，以及更早层级、键相同或包含它的值。',
      en: 'A decision reads what stands before it in its scope, and values of earlier scopes with the same or an enclosing key.',
    },
  },
  DUPLICATE_NAME: {
    severity: 'ERROR',
    message: {
      zh: '名称 “{name}” 已在 {other} 使用：事实、参数、表、汇总和判定共用一个名称空间。',
      en: 'The name “{name}” is already used at {other}: facts, parameters, tables, aggregates and decisions share one namespace.',
    },
    suggestion: { zh: '请改名其中一个。', en: 'Rename one of the two.' },
  },
  RESERVED_NAME: {
    severity: 'ERROR',
    message: { zh: '名称 “{name}” 已有固定含义：{why}。', en: 'The name “{name}” already has a meaning: {why}.' },
    suggestion: { zh: '请换一个名称。', en: 'Choose another name.' },
  },
  FACT_DECLARATION: {
    severity: 'ERROR',
    message: { zh: '事实 “{name}” 的声明不成立：{why}。', en: 'The declaration of fact “{name}” does not hold: {why}.' },
    suggestion: {
      zh: '请按说明修改 facts 中的这一条；一份文档里的写法见 rulesets/_template。',
      en: 'Mend this entry of facts as it says; rulesets/_template shows how facts are declared.',
    },
  },
  PARAMETER_DECLARATION: {
    severity: 'ERROR',
    message: { zh: '参数 “{name}” 的声明不成立：{why}。', en: 'The declaration of parameter “{name}” does not hold: {why}.' },
    suggestion: {
      zh: '请按说明修改：数写成文本，如 "0.10"；选项写 enum；是否写 true 或 false，不加引号。',
      en: 'Mend it as it says: a number is text, such as "0.10"; choices are enum; a flag is true or false without quotes.',
    },
  },
  TYPE_MISMATCH: {
    severity: 'ERROR',
    message: { zh: '“{name}” 的类型是{actual}，此处需要{expected}。', en: '“{name}” is {actual}; {expected} is needed here.' },
    suggestion: {
      zh: '请换成{expected}；若名称没有写错，请改它的声明，或先用一个判定把它化成所需的类型。',
      en: 'Name {expected}; where the name is right, change its declaration or turn it into what is needed in a decision of its own.',
    },
  },
  UNIT_MISMATCH: {
    severity: 'ERROR',
    message: {
      zh: '单位不一致：{what} 的一边是 {left}，另一边是 {right}。',
      en: 'Units differ: one side of {what} is {left}, the other {right}.',
    },
    suggestion: {
      zh: '请检查是否漏乘或漏除了一个量（如 元 = 分值 × 点值）。',
      en: 'Look for a quantity that was not multiplied or divided by (such as yuan = points × point value).',
    },
  },
  OUTPUT_UNIT: {
    severity: 'ERROR',
    message: {
      zh: '公式 {formula} 的单位是 {actual}，声明的单位是 {expected}。',
      en: 'The formula {formula} yields {actual}; the declared unit is {expected}.',
    },
    suggestion: {
      zh: '请核对公式是否漏乘或漏除了一个量（如 元 = 分值 × 点值），或把 output.unit 改为 {actual}。',
      en: 'Look for a quantity that the formula does not multiply or divide by (such as yuan = points × point value), or set output.unit to {actual}.',
    },
  },
  FORMULA_SYNTAX: {
    severity: 'ERROR',
    message: { zh: '公式 “{formula}” 写法有误：{what}。', en: 'The formula “{formula}” is malformed: {what}.' },
    suggestion: {
      zh: '请用半角符号：+ - * / 与圆括号，参数之间用逗号，如 round(totalCost / 2, 2, HALF_UP)。',
      en: 'Use ASCII signs: + - * / and round brackets, commas between arguments, such as round(totalCost / 2, 2, HALF_UP).',
    },
  },
  FORMULA_FUNCTION: {
    severity: 'ERROR',
    message: { zh: '公式中没有函数 “{name}”。', en: 'Formulas have no function “{name}”.' },
    suggestion: { zh: '可用的函数：{allowed}。没有 if：请写成规则。', en: 'Functions: {allowed}. There is no if: write a rule.' },
  },
  FORMULA_ARGUMENTS: {
    severity: 'ERROR',
    message: { zh: '函数 “{name}” 的参数不对：{expected}。', en: 'The arguments of “{name}” are wrong: {expected}.' },
    suggestion: {
      zh: '请按所示的个数和次序写参数，用逗号隔开。',
      en: 'State the arguments in the number and order shown, with commas between them.',
    },
  },
  FORMULA_LITERAL: {
    severity: 'ERROR',
    message: { zh: '公式中的 {text} 不是允许的数字写法。', en: '{text} is not an allowed number in a formula.' },
    suggestion: { zh: '请写普通十进制数，如 0.05。', en: 'Write a plain decimal such as 0.05.' },
  },
  FORMULA_TOO_LARGE: {
    severity: 'ERROR',
    message: { zh: '公式太长或嵌套太深（上限 {limit}）。', en: 'The formula is too long or nested too deep (limit {limit}).' },
    suggestion: { zh: '请拆成几个判定。', en: 'Split it into several decisions.' },
  },
  DIVISION_BY_ZERO: {
    severity: 'ERROR',
    message: {
      zh: '公式中 {divisor} 等于 0，不能作除数，也不能作 step 的步长。',
      en: 'In the formula, {divisor} is 0: it can neither divide nor be the size of a step.',
    },
    suggestion: {
      zh: '请改公式，或把为 0 的参数改为不为 0 的值。',
      en: 'Change the formula, or give the parameter that is 0 another value.',
    },
  },
  RATIO_NOT_OPTIONAL: {
    severity: 'ERROR',
    message: {
      zh: '{formula} 在分母为 0 时没有值，而这个判定的输出必须有值。',
      en: '{formula} is missing where what it divides by is 0, but the output of this decision must never be missing.',
    },
    suggestion: {
      zh: '请在 output 里写 "optional": true，用到它的规则先问 known；分母不会为 0 时改用除号。',
      en: 'Add "optional": true to output, and let rules that read it ask known first; where it can never be 0, divide with /.',
    },
  },
  OUT_OF_DOMAIN: {
    severity: 'ERROR',
    message: { zh: '“{name}” 的值 {value} 不在范围内：{domain}。', en: 'The value {value} of “{name}” is outside its domain: {domain}.' },
    suggestion: {
      zh: '请改为范围内的值（大小写有别）；确有此值的，请在 “{name}” 的声明中加上（enum、values 或 min、max）。',
      en: 'State a value of the domain, capitals included; if it is a right one, add it where “{name}” is declared (enum, values, or min and max).',
    },
  },
  OPTIONAL_WITHOUT_KNOWN: {
    severity: 'ERROR',
    message: {
      zh: '“{name}” 可能缺失，但没有先用 known 判断。',
      en: '“{name}” may be missing, and no known stands beside it.',
    },
    suggestion: {
      zh: '请在同一个 all 中加上 { "fact": "{name}", "operator": "known", "value": true }；公式则把输出标为 optional，或写成带 known 的规则。',
      en: 'Add { "fact": "{name}", "operator": "known", "value": true } to the same all; for a formula, mark the output optional or put it in a rule with known.',
    },
  },
  OPERATOR_FOR_TYPE: {
    severity: 'ERROR',
    message: {
      zh: '运算符 {operator} 不能用于 “{name}”（{type}）。',
      en: 'Operator {operator} does not apply to “{name}” ({type}).',
    },
    suggestion: { zh: '可用的运算符：{allowed}。', en: 'Operators that apply: {allowed}.' },
  },
  OPERAND_TYPE: {
    severity: 'ERROR',
    message: {
      zh: '运算符 {operator} 的右边应为{expected}，实际是{actual}。',
      en: 'The right side of {operator} must be {expected}; it is {actual}.',
    },
    suggestion: { zh: '请把 value 改为{expected}，或换一个运算符。', en: 'Change value to {expected}, or use another operator.' },
  },
  MISSING_BASIS: {
    severity: 'ERROR',
    message: { zh: '{what} 没有写依据（basis）。', en: '{what} has no basis.' },
    suggestion: { zh: '请写出来源与条款，如 ["zb#二(一)"]。', en: 'State the source and article, such as ["zb#二(一)"].' },
  },
  UNKNOWN_SOURCE: {
    severity: 'ERROR',
    message: {
      zh: '依据 “{basis}” 的来源 “{source}” 没有在 sources 中列出。',
      en: 'The source “{source}” of basis “{basis}” is not listed under sources.',
    },
    suggestion: { zh: '请在 sources 中加上它，或改正拼写。', en: 'Add it to sources, or mend the spelling.' },
  },
  BASIS_FORMAT: {
    severity: 'ERROR',
    message: { zh: '依据 “{basis}” 应写成 “来源#条款”。', en: 'The basis “{basis}” must be written “source#article”.' },
    suggestion: {
      zh: '来源是 sources 中的名称，# 之后写条款，如 ["zb#二(一)"]。',
      en: 'The source is a name under sources, and the article stands behind the #, such as ["zb#二(一)"].',
    },
  },
  SOURCE_INCOMPLETE: {
    severity: 'ERROR',
    message: { zh: '来源 “{source}” 缺少 {missing}。', en: 'The source “{source}” lacks {missing}.' },
    suggestion: { zh: '本地来源（LOCAL）须有文号、日期和人员。', en: 'A LOCAL source has a document number, a date and a person.' },
  },
  FACT_NEVER_STATED: {
    severity: 'ERROR',
    message: {
      zh: '事实 “{name}” 属于{scope}，清算时没有人能填写它。',
      en: 'Nobody can state the fact “{name}” for a clearing: it belongs to {scope}.',
    },
    suggestion: {
      zh: '请把它声明在 institution 或 institutionYear（由机构档案、指标、调整或考核填写），或写 "optional": true。',
      en: 'Declare it in institution or institutionYear (filled by profiles, figures, adjustments and assessments), or state "optional": true.',
    },
  },
  UNUSED_PARAMETER: {
    severity: 'ERROR',
    message: { zh: '参数 “{name}” 从未使用。', en: 'The parameter “{name}” is never used.' },
    suggestion: { zh: '请使用它，或删除它。', en: 'Use it or remove it.' },
  },
  UNUSED_TABLE: {
    severity: 'ERROR',
    message: { zh: '表 “{name}” 从未使用。', en: 'The table “{name}” is never used.' },
    suggestion: { zh: '请使用它，或删除它。', en: 'Use it or remove it.' },
  },
  UNUSED_FACT: {
    severity: 'WARNING',
    message: { zh: '声明的事实 “{name}” 从未使用。', en: 'The declared fact “{name}” is never used.' },
    suggestion: {
      zh: '请使用它，或删除它；只为存档的写 "recordOnly": true。',
      en: 'Use it or remove it; if it is only kept for the record, state "recordOnly": true.',
    },
  },
  RECORD_ONLY_READ: {
    severity: 'ERROR',
    message: {
      zh: '事实 “{name}” 写明只存不用（recordOnly），却有规则、公式、表或汇总读它。',
      en: 'The fact “{name}” is kept for the record (recordOnly), yet a rule, formula, table or aggregate reads it.',
    },
    suggestion: { zh: '要用它就删去 recordOnly，否则不要读它。', en: 'Remove recordOnly if it counts; otherwise read it nowhere.' },
  },
  UNUSED_WORD: {
    severity: 'WARNING',
    message: {
      zh: 'words 里的 “{name}” 不是任何枚举、参数选项或输出的取值。',
      en: 'No enum, choice of a parameter or output has the value “{name}” that words names.',
    },
    suggestion: { zh: '请核对拼写（大小写有别），或删除它。', en: 'Check its spelling, capitals too, or remove it.' },
  },
  NO_WORD: {
    severity: 'INFO',
    message: {
      zh: '“{name}” 的取值没有名称：{values}；经办、审批和医疗机构读到的将是代码。',
      en: 'Values of “{name}” have no word: {values}; clerks, approvers and hospitals will read the codes.',
    },
    suggestion: { zh: '请在 words 里给出中文名。', en: 'Name them under words.' },
  },
  UNUSED_ARTICLE: {
    severity: 'WARNING',
    message: {
      zh: '来源 “{source}” 写有条文 “{article}”，但没有依据引用 “{source}#{article}”。',
      en: 'The source “{source}” states the article “{article}”, but no basis cites “{source}#{article}”.',
    },
    suggestion: {
      zh: '请按依据里 # 之后的写法命名条文，或删除它。',
      en: 'Call it as a basis calls it behind the #, or remove it.',
    },
  },
  UNUSED_SOURCE: {
    severity: 'WARNING',
    message: { zh: '来源 “{name}” 从未作为依据。', en: 'No basis names the source “{name}”.' },
    suggestion: {
      zh: '请在以它为据的参数或规则的 basis 中写上它，或删除它。',
      en: 'Cite it in the basis of what rests on it, or remove it.',
    },
  },
} as const satisfies Record<string, FindingTemplate>;
