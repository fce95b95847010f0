import type { FindingTemplate } from './messages.js';

/** Findings about decisions, their rules and their examples. */
export const DECISION_FINDINGS = {
  DECISION_TABLE_CELL_FORM: {
    severity: 'ERROR',
    message: {
      zh: '决策表的单元格应为文本、true/false、列表，或只含 not、parameter、table、known 之一的对象，实际是{actual}。',
      en: 'A cell of a decision table is text, true or false, a list, or an object with one of not, parameter, table, known; this is {actual}.',
    },
    suggestion: { zh: '不限写 "-"；数字写成文本，如 "1.5"。', en: 'Write "-" for any; numbers are text, such as "1.5".' },
  },
  DECISION_TABLE_CELL: {
    severity: 'ERROR',
    message: {
      zh: '决策表第 {row} 行（规则 “{rule}”）“{fact}” 列写作 {actual}：{why}。',
      en: 'Row {row} of the decision table (rule “{rule}”), column “{fact}”, has {actual}: {why}.',
    },
    suggestion: {
      zh: '可写：一个值 "A"，列表 ["A", "B"]，区间 "[1.5,2)" "(,0.5]" 或 "含1.5 至 不含2"（界值也可以是参数名），{ "not": … }，{ "parameter": "名称" }，编码表 { "table": "名称" }，{ "known": false }，不限 "-"。以括号、含、不含或比较号开头的值写进列表。',
      en: 'Allowed: a value "A", a list ["A", "B"], an interval "[1.5,2)" or "(,0.5]" (bounds may be names of parameters), { "not": … }, { "parameter": "<name>" }, a list of codes { "table": "<name>" }, { "known": false }, "-" for any. A value that begins with a bracket or a sign of comparison stands in a list.',
    },
  },
  DECISION_TABLE_CELL_COUNT: {
    severity: 'ERROR',
    message: {
      zh: '决策表第 {row} 行（规则 “{rule}”）有 {actual} 个单元格，应与列数相同：{expected}。',
      en: 'Row {row} of the decision table (rule “{rule}”) has {actual} cells; it must have one a column: {expected}.',
    },
    suggestion: { zh: '不问的列写 "-"。', en: 'Write "-" in a column that the row does not ask for.' },
  },
  DECISION_TABLE_ANY: {
    severity: 'ERROR',
    message: {
      zh: '决策表第 {row} 行（规则 “{rule}”）每一列都不限，总会成立。',
      en: 'Row {row} of the decision table (rule “{rule}”) asks nothing in any column: it would always hold.',
    },
    suggestion: { zh: '请把它写成判定的 otherwise。', en: 'Write it as the otherwise of the decision.' },
  },
  DECISION_TABLE_AND_RULES: {
    severity: 'ERROR',
    message: {
      zh: '判定 “{decision}” 同时写了 table 与 rules。',
      en: 'Decision “{decision}” has both table and rules.',
    },
    suggestion: {
      zh: '只留一种写法；规则按名称合并，表的一行就是一条规则。',
      en: 'Keep one of the two; a row of the table is a rule, merged by its name.',
    },
  },
  CHOOSE_WITH_RULES: {
    severity: 'ERROR',
    message: { zh: '判定 “{decision}” 同时写了 choose 与 {keys}。', en: 'Decision “{decision}” has choose beside {keys}.' },
    suggestion: {
      zh: '只留一种写法；choose 旁边不写 hit、rules、table、otherwise、formula、value、allocate、rank。',
      en: 'Keep one of them; beside choose there is no hit, rules, table, otherwise, formula, value, allocate or rank.',
    },
  },
  CHOOSE_BY: {
    severity: 'ERROR',
    message: {
      zh: '判定 “{decision}” 的 choose 按 “{parameter}” 选用公式，但它不是有固定选项（enum）的参数，也不是是否参数。',
      en: 'The choose of decision “{decision}” goes by “{parameter}”, which is no parameter with choices (enum), nor a flag.',
    },
    suggestion: {
      zh: '写一个有 enum 的参数或 true／false 参数；按事实区分的写 rules 或 table。',
      en: 'Name a parameter with enum, or a flag; what depends on a fact is written as rules or a table.',
    },
  },
  CHOOSE_LACKS: {
    severity: 'ERROR',
    message: {
      zh: '判定 “{decision}” 的 choose 缺少参数 “{parameter}” 的选项 {members} 的公式。',
      en: 'The choose of decision “{decision}” has no formula for {members} of parameter “{parameter}”.',
    },
    suggestion: { zh: '为每个选项写一个公式。', en: 'State a formula for each choice.' },
  },
  DECISION_FORM: {
    severity: 'ERROR',
    message: { zh: '判定 “{decision}” 的写法不成立：{why}。', en: 'The form of decision “{decision}” does not hold: {why}.' },
    suggestion: {
      zh: '一个判定是下列之一：hit + rules（或 table）+ otherwise；formula 或 value + basis；allocate；rank。',
      en: 'A decision is one of: hit + rules (or table) + otherwise; formula or value + basis; allocate; rank.',
    },
  },
  QUALITY_FORM: {
    severity: 'ERROR',
    message: { zh: '质控判定 “{decision}” 的写法不成立：{why}。', en: 'The quality decision “{decision}” does not hold: {why}.' },
    suggestion: {
      zh: '质控判定写 "scope": "case"、"quality": true、"hit": "collect"；其每条规则写 "quality": { "dimension": …, "field": …, "level": …, "returned": … }。',
      en: 'A quality decision has "scope": "case", "quality": true, "hit": "collect", and each of its rules "quality": { "dimension": …, "field": …, "level": …, "returned": … }.',
    },
  },
  ROUNDING_MISSING: {
    severity: 'ERROR',
    message: { zh: '判定 “{decision}” 没有声明舍入。', en: 'Decision “{decision}” declares no rounding.' },
    suggestion: {
      zh: '请写 "round": { "scale": …, "mode": … }，或 "exact": true 保留分数。',
      en: 'Write "round": { "scale": …, "mode": … }, or "exact": true to keep the fraction.',
    },
  },
  ROUNDING_WITH_EXACT: {
    severity: 'ERROR',
    message: { zh: '判定 “{decision}” 同时写了 round 与 exact。', en: 'Decision “{decision}” has both round and exact.' },
    suggestion: { zh: '要舍入就删去 exact，要保留分数就删去 round。', en: 'Delete exact to round, or round to keep the fraction.' },
  },
  HIT_MISSING: {
    severity: 'ERROR',
    message: { zh: '判定 “{decision}” 有规则，但没有写 hit。', en: 'Decision “{decision}” has rules but no hit policy.' },
    suggestion: {
      zh: 'hit 为 unique、first、max、sum、product、collect 之一。',
      en: 'hit is one of unique, first, max, sum, product, collect.',
    },
  },
  HIT_FOR_TYPE: {
    severity: 'ERROR',
    message: { zh: 'hit “{hit}” 不能用于 {type} 输出。', en: 'The hit policy “{hit}” does not apply to an output of type {type}.' },
    suggestion: {
      zh: 'max、sum、product 用于 decimal；collect 用于 enum。',
      en: 'max, sum and product are for decimal; collect is for enum.',
    },
  },
  OTHERWISE_MISSING: {
    severity: 'ERROR',
    message: {
      zh: '判定 “{decision}” 没有 otherwise：没有规则成立时无结果。',
      en: 'Decision “{decision}” has no otherwise: where no rule holds there would be no answer.',
    },
    suggestion: {
      zh: '请写 "otherwise": { "value": … 或 "formula": …, "basis": [ … ] }。',
      en: 'Write "otherwise": { "value": … or "formula": …, "basis": [ … ] }.',
    },
  },
  OTHERWISE_WITH_COLLECT: {
    severity: 'ERROR',
    message: {
      zh: '判定 “{decision}” 为 collect，不能有 otherwise（没有规则成立时为空列表）。',
      en: 'Decision “{decision}” is collect and has no otherwise (where no rule holds, the list is empty).',
    },
    suggestion: { zh: '请删去 otherwise。', en: 'Delete otherwise.' },
  },
  RULE_EVENT_TYPE: {
    severity: 'ERROR',
    message: {
      zh: '规则 “{rule}” 的 event.type 是 “{actual}”，应为所在判定 “{expected}”。',
      en: 'event.type of rule “{rule}” is “{actual}”; it must be its decision “{expected}”.',
    },
    suggestion: {
      zh: '请把 event.type 改为 “{expected}”，或把规则移到它的判定里。',
      en: 'Set event.type to “{expected}”, or move the rule to the decision that it belongs to.',
    },
  },
  RULE_NAME_DUPLICATE: {
    severity: 'ERROR',
    message: { zh: '规则名 “{rule}” 已在 {other} 使用。', en: 'The rule name “{rule}” is already used at {other}.' },
    suggestion: { zh: '规则名在整个文档中唯一。', en: 'Rule names are unique in the document.' },
  },
  OUTPUT_VALUE_UNKNOWN: {
    severity: 'ERROR',
    message: {
      zh: '值 {value} 不是 “{decision}” 声明的输出之一：{values}。',
      en: 'The value {value} is not a declared output of “{decision}”: {values}.',
    },
    suggestion: {
      zh: '请改为所列之一（大小写有别），或在 output.values 中加上它。',
      en: 'State one of them, capitals included, or add it to output.values.',
    },
  },
  OUTCOME_TYPE: {
    severity: 'ERROR',
    message: {
      zh: '“{decision}” 的结果应为{expected}，实际是{actual}。',
      en: 'The outcome of “{decision}” must be {expected}; it is {actual}.',
    },
    suggestion: {
      zh: '请改结果，或改判定的 output.type；formula 和 choose 只用于 decimal。',
      en: 'Change the outcome, or the output.type of the decision; formula and choose are for decimal only.',
    },
  },
  CONTRACT_OUTPUT_MISSING: {
    severity: 'WARNING',
    message: {
      zh: '缺少机制所需的输出 “{name}”（{scope}）。',
      en: 'The output “{name}” ({scope}), which the mechanism asks for, is absent.',
    },
    suggestion: {
      zh: '作为基础规则集可以没有；用于计分或清算时必须补上。',
      en: 'A base may lack it; scoring and clearing need it.',
    },
  },
  CONTRACT_OUTPUT_TYPE: {
    severity: 'ERROR',
    message: { zh: '输出 “{name}” 应为{expected}，实际是{actual}。', en: 'The output “{name}” must be {expected}; it is {actual}.' },
    suggestion: {
      zh: '请按机制的要求改 output（type、unit、values、round）；另有用途的，换一个 id。',
      en: 'Change output (type, unit, values, round) to what the mechanism asks for; for another purpose take another id.',
    },
  },
  STAND_OUT_PARAMETER: {
    severity: 'ERROR',
    message: {
      zh: '“{name}” 是存疑界值的名称，应为单位为 1 的数值参数。',
      en: '“{name}” names a threshold of what stands out: it must be a numeric parameter of unit 1.',
    },
    suggestion: { zh: '改为比率，例如 0.3；或换一个名称。', en: 'State a ratio such as 0.3, or take another name.' },
  },
  CIRCULAR_POINT_VALUE: {
    severity: 'ERROR',
    message: {
      zh: '病例层的判定读取了结算点值 “{name}”：结算点值取决于病例分值，互为因果。',
      en: 'A case decision reads the settlement point value “{name}”, which depends on the points of cases: circular.',
    },
    suggestion: { zh: '请改用预算点值 budgetPointValue。', en: 'Read budgetPointValue instead.' },
  },
  DECISION_TOO_WIDE: {
    severity: 'ERROR',
    message: {
      zh: '判定 “{decision}” 要区分 {size} 种情形，上限为 {limit}。',
      en: 'Decision “{decision}” tells {size} situations apart; the limit is {limit}.',
    },
    suggestion: { zh: '请把一部分条件先判定为一个枚举。', en: 'Decide part of the conditions in a decision of their own first.' },
  },
  OVERLAP: {
    severity: 'ERROR',
    message: {
      zh: '判定 “{decision}” 的规则 {rules} 会同时成立，{what}，而 hit 为 unique。',
      en: 'Rules {rules} of decision “{decision}” hold at once, {what}, and its hit policy is unique.',
    },
    suggestion: {
      zh: '请使条件互斥，或改用 first 并确认先后。',
      en: 'Make the conditions exclude each other, or use first and mind the order.',
    },
  },
  GAP: {
    severity: 'INFO',
    message: {
      zh: '判定 “{decision}” 有 {count} 种情形没有规则成立，由 otherwise 回答。',
      en: 'In {count} situations no rule of decision “{decision}” holds; otherwise answers.',
    },
    suggestion: {
      zh: '本来就该由 otherwise 回答的，不必改；否则为这些情形补一条规则。',
      en: 'Nothing to do where otherwise is meant to answer; else add a rule for these situations.',
    },
  },
  RULE_UNREACHABLE: {
    severity: 'ERROR',
    message: { zh: '规则 “{rule}” 的条件永远不会成立。', en: 'The conditions of rule “{rule}” can never hold.' },
    suggestion: {
      zh: '请核对界值与各条件是否互相矛盾；多余的规则请删除。',
      en: 'Look for bounds or conditions that exclude each other; delete a rule that is not needed.',
    },
  },
  RULE_SHADOWED: {
    severity: 'WARNING',
    message: {
      zh: '规则 “{rule}” 成立时，总有更靠前的规则 {by} 成立，它不起作用。',
      en: 'Whenever rule “{rule}” holds, {by} before it holds too: it never takes effect.',
    },
    suggestion: { zh: '请把它排到 {by} 之前，或删除它。', en: 'Put it before {by}, or delete it.' },
  },
  EXAMPLE_FAILED: {
    severity: 'ERROR',
    message: {
      zh: '示例 “{example}” 有 {count} 处不符（应为 → 实际）：{differences}。',
      en: 'Example “{example}” differs in {count} place(s) (should be → is): {differences}.',
    },
    suggestion: {
      zh: '对照条文二选一：结果本来就该变，就改这个示例：{edits}（或改它给出的事实，使它仍说明原来的事）；结果不该变，就改规则或参数。',
      en: 'Read the article, then change one of two: where the result was meant to change, change in the example {edits} (or the facts that it gives, so that it shows again what it did); where it was not, mend the rule or the parameter.',
    },
  },
  EXAMPLE_FIRED: {
    severity: 'ERROR',
    message: {
      zh: '示例 “{example}”：规则 “{rule}” 没有成立，成立的是：{fired}。',
      en: 'Example “{example}”: rule “{rule}” did not fire; what fired: {fired}.',
    },
    suggestion: {
      zh: '对照条文二选一：本来就该换一条规则成立，就把这个示例的“成立的规则”改为成立的那一条（或改它给出的事实）；不该换，就改规则的条件或参数。',
      en: 'Read the article, then change one of two: where another rule was meant to fire, name that one among its rules (or change the facts that it gives); where it was not, mend the rule’s conditions or the parameter.',
    },
  },
  EXAMPLE_FACT_MISSING: {
    severity: 'ERROR',
    message: {
      zh: '示例 “{example}” 没有给出判定 “{decision}” 需要的 “{name}”。',
      en: 'Example “{example}” does not give “{name}”, which decision “{decision}” needs.',
    },
    suggestion: { zh: '请在 given 中写出它；缺失的可选事实写 null。', en: 'State it in given; write null for a missing optional fact.' },
  },
  EXAMPLE_INVALID: {
    severity: 'ERROR',
    message: { zh: '示例 “{example}” 的 “{name}” 不成立：{why}。', en: '“{name}” of example “{example}” does not hold: {why}.' },
    suggestion: {
      zh: '请按说明改这个示例的 “{name}”；它的声明见 facts 或判定的 output。',
      en: 'Mend “{name}” of this example as it says; it is declared under facts or as the output of a decision.',
    },
  },
  EXAMPLE_OVERLAP: {
    severity: 'ERROR',
    message: {
      zh: '示例 “{example}”：判定 “{decision}” 的规则 {rules} 同时成立，而 hit 为 unique。',
      en: 'Example “{example}”: rules {rules} of decision “{decision}” hold at once, and its hit policy is unique.',
    },
    suggestion: {
      zh: '请使这些规则的条件互斥，或改用 first 并确认先后；given 写了互相矛盾的值时，改 given。',
      en: 'Make the conditions of these rules exclude each other, or use first and mind the order; where given contradicts itself, mend given.',
    },
  },
  EXAMPLE_TRIAL: {
    severity: 'ERROR',
    message: {
      zh: '示例 “{example}” 试用参数 “{name}” 的取值不成立：{why}。',
      en: 'The value that example “{example}” tries for the parameter “{name}” does not hold: {why}.',
    },
    suggestion: {
      zh: '在 given 中只能试枚举参数（enum 所列的值）和是非参数的另一个值；要看另一个数值，请写另一份规则集。',
      en: 'In given, only another value of an enum parameter (one of its list) or of a boolean one can be tried; for another number, write another ruleset.',
    },
  },
  EXAMPLE_DUPLICATE: {
    severity: 'ERROR',
    message: { zh: '示例编号 “{example}” 重复。', en: 'The example id “{example}” stands twice.' },
    suggestion: { zh: '请给其中一个换一个编号。', en: 'Give one of the two another id.' },
  },
  EXAMPLE_LIKE_UNKNOWN: {
    severity: 'ERROR',
    message: {
      zh: '示例 “{example}” 的 like 写的是 “{like}”，本文档没有这个示例。',
      en: 'Example “{example}” is like “{like}”, which is no example of this document.',
    },
    suggestion: {
      zh: '请写本文档里另一个示例的编号；基础规则集的示例不继承，须写全。',
      en: 'Name another example of this document; those of the base are not inherited: write them out.',
    },
  },
  EXAMPLE_LIKE_CYCLE: {
    severity: 'ERROR',
    message: { zh: '示例 “{example}” 绕回自己：{like}。', en: 'Example “{example}” is like itself: {like}.' },
    suggestion: {
      zh: '其中一个须不写 like，把 scope 和 given 写全。',
      en: 'One of them must go without like, with its scope and all of given.',
    },
  },
  EXAMPLE_MISSING: {
    severity: 'WARNING',
    message: { zh: '规则 “{rule}” 缺少{what}的示例。', en: 'Rule “{rule}” has no example that {what}.' },
    suggestion: {
      zh: '请为每条规则写一个成立的示例和一个恰好不成立的示例。',
      en: 'Give every rule one example that fires it and one that just misses it.',
    },
  },
  SETTLEMENT_NOT_READY: {
    severity: 'INFO',
    message: {
      zh: '{what} 影响金额而依据为假设（{source}），本版本只能试算，不能用于结算。',
      en: '{what} moves money and rests on an assumption ({source}): this version is for trials only, not for settlement.',
    },
    suggestion: {
      zh: '由统筹区采纳后，把来源改为 LOCAL 并写明文号、日期和人员。',
      en: 'When the region adopts it, make the source LOCAL with document number, date and person.',
    },
  },
} as const satisfies Record<string, FindingTemplate>;
