import type { FindingTemplate } from './messages.js';

/** Findings about tables, aggregates, pooled decisions, lines and methods. */
export const TABLE_FINDINGS = {
  TABLE_KEY_UNKNOWN: {
    severity: 'ERROR',
    message: {
      zh: '表 “{table}” 的键 “{name}” 不是可用的事实或判定：{why}。',
      en: 'Key “{name}” of table “{table}” is no fact or decision that can be a key: {why}.',
    },
    suggestion: {
      zh: '请写枚举、编码或是否类的事实或判定的名称；先核对拼写。',
      en: 'Name a fact or decision that is an enum, a code or a flag; check the spelling first.',
    },
  },
  COEFFICIENT_ZERO: {
    severity: 'WARNING',
    message: {
      zh: '表 “{table}” 的行 {key} 为 0，而它是医疗机构系数的一部分：系数为 0 的机构没有任何点数。',
      en: 'Row {key} of table “{table}” is 0 and goes into the institution coefficient: with a coefficient of 0 a hospital has no points.',
    },
    suggestion: {
      zh: '请核对该值；若 0 确为所定（例如没有加成），请在表中写明 "min": "0"。',
      en: 'Check the value; where 0 is meant (no addition, say), state "min": "0" in the table.',
    },
  },
  TABLE_KEY_COUNT: {
    severity: 'ERROR',
    message: {
      zh: '表 “{table}” 有 {expected} 个键，此处给了 {actual} 个。',
      en: 'Table “{table}” has {expected} keys; {actual} are given here.',
    },
    suggestion: { zh: '请按表的 key 的次序写齐 {expected} 个键。', en: 'State {expected} keys, in the order of the key of the table.' },
  },
  TABLE_KIND_WRONG: {
    severity: 'ERROR',
    message: {
      zh: '表 “{table}” 的种类是 {actual}，此处需要 {expected}。',
      en: 'Table “{table}” is of kind {actual}; {expected} is needed here.',
    },
    suggestion: {
      zh: '请写一张 {expected} 类的表的名称，或改表的 kind。',
      en: 'Name a table of kind {expected}, or change the kind of this one.',
    },
  },
  TABLE_INCOMPLETE: {
    severity: 'ERROR',
    message: {
      zh: '表 “{table}” 缺少 {count} 行，例如 {key}。',
      en: 'Table “{table}” lacks {count} rows, for example {key}.',
    },
    suggestion: {
      zh: '请补齐各键的所有组合；若确实允许缺行，去掉 "complete": true 并在 lookup 中写出缺省值。',
      en: 'Add every combination of the keys; where rows may be absent, drop "complete": true and give lookup a default.',
    },
  },
  TABLE_NOT_COMPLETE: {
    severity: 'ERROR',
    message: {
      zh: '此处需要完整的表，表 “{table}” 没有声明 "complete": true。',
      en: 'A complete table is needed here; “{table}” does not declare "complete": true.',
    },
    suggestion: {
      zh: '请补齐各键所有组合的行，并写上 "complete": true。',
      en: 'Give every combination of the keys a row and state "complete": true.',
    },
  },
  TABLE_ROW_DUPLICATE: {
    severity: 'ERROR',
    message: {
      zh: '表 “{table}” 的行 {key} 重复（前一行在 {first}）。',
      en: 'Row {key} of table “{table}” stands twice (first at {first}).',
    },
    suggestion: { zh: '请删去其中一行；两行都要的，核对它们的键。', en: 'Delete one of the two; where both are meant, check their keys.' },
  },
  TABLE_ROW_OUT_OF_DOMAIN: {
    severity: 'ERROR',
    message: {
      zh: '表 “{table}” 中 {what} 的值 {value} 不在范围内：{domain}。',
      en: 'In table “{table}”, the value {value} of {what} is outside its domain: {domain}.',
    },
    suggestion: {
      zh: '请改为范围内的值（大小写有别）；确有此值的，请先改它的声明或表的 min、max。',
      en: 'State a value of the domain, capitals included; if it is a right one, change its declaration or min and max of the table first.',
    },
  },
  BANDS_NOT_RISING: {
    severity: 'ERROR',
    message: {
      zh: '分段上限 {upTo} 没有大于前一段的 {previous}。',
      en: 'The upper limit {upTo} does not rise above {previous} before it.',
    },
    suggestion: { zh: '各段的 upTo 须严格递增。', en: 'upTo must rise strictly from row to row.' },
  },
  BANDS_LAST_OPEN: {
    severity: 'ERROR',
    message: { zh: '只有最后一段、且最后一段必须不写 upTo。', en: 'The last band, and only the last, has no upTo.' },
    suggestion: {
      zh: '有 key 的表，每种组合各有一个最后一段。',
      en: 'In a table with keys, every combination has a last band of its own.',
    },
  },
  BANDS_SIDE: {
    severity: 'ERROR',
    message: {
      zh: '最后一段没有上限，includes（{includes}）无从归属。',
      en: 'The last band has no upper limit, so that includes ({includes}) says nothing.',
    },
    suggestion: {
      zh: '行的 includes 说明本行上限归哪一段：UPPER 归本段（含），LOWER 归下一段（不含）；请删去或写到有 upTo 的行。',
      en: "A row's includes says whose its upTo is: UPPER its own band's, LOWER the next one's. Remove it, or state it where upTo is.",
    },
  },
  BANDS_INCOMPLETE: {
    severity: 'ERROR',
    message: {
      zh: '分段表 “{table}” 有 {count} 种键的组合没有任何分段，例如 {key}。',
      en: 'In table “{table}”, {count} combinations of the keys have no bands, for example {key}.',
    },
    suggestion: {
      zh: '请补齐每种组合的各段；该组合没有金额时，写一行 value 为 0、不写 upTo 的段。',
      en: 'Add the bands of every combination; where it comes to nothing, one row with value 0 and no upTo.',
    },
  },
  CODE_PATTERN: {
    severity: 'ERROR',
    message: { zh: '编码 “{code}” 的写法不对：{why}。', en: 'The code “{code}” is malformed: {why}.' },
    suggestion: {
      zh: '请用半角字符；前缀写成 C50*，* 只能在末尾。',
      en: 'Use ASCII characters; a prefix is written C50*, with * at the end only.',
    },
  },
  CODE_CASE: {
    severity: 'WARNING',
    message: {
      zh: '条件把 “{name}” 与 “{value}” 比较，逐字区分大小写；国家编码的写法是 “{meant}”，按此写法上传的病例不符合。',
      en: 'The condition compares “{name}” with “{value}” letter by letter; the national editions write “{meant}”, and a case that does so does not meet it.',
    },
    suggestion: {
      zh: '请写 “{meant}”；要不区分大小写，请用编码表和 inCodes。',
      en: 'Write “{meant}”; to compare without regard to case use a code list and inCodes.',
    },
  },
  CODE_MAP_CHAIN: {
    severity: 'ERROR',
    message: {
      zh: '编码映射 “{table}” 把编码读作 “{to}”，而 “{to}” 又被映射为 “{next}”。',
      en: 'Code map “{table}” reads a code as “{to}”, and maps “{to}” itself to “{next}”.',
    },
    suggestion: {
      zh: '一个编码不能既是旧码又是新码：请直接映射到最终的编码；同一编码在两版中含义不同的，请在 methods.codes 写明 editions（映射读哪一版、没写版本的病例算哪一版），由病例的编码版本区分。',
      en: 'No code can be both old and new: map straight to the last code. Where one code means different things in two editions, state editions under methods.codes (whose codes the map reads, and what cases without an edition are), so that the codeSystem of a case tells.',
    },
  },
  CODES_TABLE: {
    severity: 'ERROR',
    message: {
      zh: '编码口径引用的 “{name}” 不是编码映射表（codeMap）。',
      en: 'The method of codes names “{name}”, which is no code map (codeMap).',
    },
    suggestion: {
      zh: '在 tables 中写 "kind": "codeMap" 的表，由 methods.codes 的 diagnoses（诊断）或 operations（手术操作）引用。',
      en: 'Write a table of "kind": "codeMap", and name it as diagnoses or operations of methods.codes.',
    },
  },
  INSURED_REGIONS_SUM: {
    severity: 'ERROR',
    message: {
      zh: '异地清算口径引用的 “{name}” 不是病例的汇总。',
      en: 'The method of insured regions names “{name}”, which is no aggregate of cases.',
    },
    suggestion: {
      zh: '在 aggregates 中写 "of": "case" 的汇总（如异地参保病例的分值合计），由 methods.insuredRegions 的 by 引用。',
      en: 'Write an aggregate of "of": "case" (such as the points of patients insured elsewhere), and name it as by of methods.insuredRegions.',
    },
  },
  AGGREGATE_FORM: {
    severity: 'ERROR',
    message: {
      zh: '汇总 “{name}” 必须且只能有 sum、count、quantile 之一。',
      en: 'Aggregate “{name}” has exactly one of sum, count and quantile.',
    },
    suggestion: {
      zh: '求和写 "sum": "事实或判定"，计数写 "count": true，分位数写 "quantile": { … }，只留一个。',
      en: 'State "sum": "<fact or decision>" to add up, "count": true to count or "quantile": { … }: one of them.',
    },
  },
  AGGREGATE_SCOPE: {
    severity: 'ERROR',
    message: { zh: '汇总 “{name}” 不能从 {of} 汇到 {per}。', en: 'Aggregate “{name}” cannot carry {of} up to {per}.' },
    suggestion: {
      zh: '只能汇到后面的、键更大的层级；institutionTotal、institutionYear 也可汇到本层级，供后面的判定读取 <汇总>.region。',
      en: 'Carry it to a later scope with an enclosing key; institutionTotal and institutionYear also to themselves, for later decisions to read <aggregate>.region.',
    },
  },
  AGGREGATE_TYPE: {
    severity: 'ERROR',
    message: { zh: '汇总 “{name}” 的对象 “{of}” 不能相加：{why}。', en: 'Aggregate “{name}” cannot sum “{of}”: {why}.' },
    suggestion: {
      zh: '请汇总一个声明了 round 的数值判定或数值事实；要计数写 "count": true。',
      en: 'Sum a fact that is a number, or a decision that declares round; to count, state "count": true.',
    },
  },
  QUANTILE_TYPE: {
    severity: 'ERROR',
    message: { zh: '汇总 “{name}” 的分位数不成立：{why}。', en: 'The quantile of aggregate “{name}” does not hold: {why}.' },
    suggestion: {
      zh: '分位数在各机构的数中取：of 为 institution、institutionTotal 或 institutionYear；at 写一个参数，单位 1，min、max 在 0 至 1 之内，如 0.025。',
      en: 'A quantile is taken of what institutions have: of is institution, institutionTotal or institutionYear; at names a parameter of unit 1 with min and max within 0 and 1, such as 0.025.',
    },
  },
  AGGREGATE_EXACT: {
    severity: 'ERROR',
    message: {
      zh: '汇总 “{name}” 的对象 “{of}” 是精确值（exact），没有舍入，不能相加。',
      en: 'Aggregate “{name}” sums “{of}”, which is exact: only rounded outputs can be summed.',
    },
    suggestion: { zh: '请为它声明舍入，或先写一个舍入的判定。', en: 'Declare a rounding for it, or write a rounded decision first.' },
  },
  AGGREGATE_WHERE: {
    severity: 'ERROR',
    message: {
      zh: '汇总 “{name}” 的 where 条件 “{fact}” 不成立：{why}。',
      en: 'The where “{fact}” of aggregate “{name}” does not hold: {why}.',
    },
    suggestion: {
      zh: 'where 只写布尔或枚举的输出与所要的值。',
      en: 'where names boolean or enum outputs and the value wanted.',
    },
  },
  INDICATOR_TERM: {
    severity: 'ERROR',
    message: { zh: '指标 “{name}” 不能用 “{of}”：{why}。', en: 'Indicator “{name}” cannot use “{of}”: {why}.' },
    suggestion: {
      zh: '分子、分母只写可相加的数：病例的汇总、机构或结算期或年度的数值、平台计数；单位须相同。',
      en: 'Numerator and denominator name what adds up: aggregates of cases, values of institutions, periods or the year, counts of the mechanism; all of one unit.',
    },
  },
  INDICATOR_UNIT: {
    severity: 'ERROR',
    message: {
      zh: '指标 “{name}” 声明的单位是 {expected}，分子除以分母得到的是 {actual}。',
      en: 'Indicator “{name}” declares the unit {expected}, but its numerator over its denominator is {actual}.',
    },
    suggestion: {
      zh: '请核对 unit：比例写 1，次均费用写 yuan/case。',
      en: 'Check unit: a ratio has 1, a mean cost yuan/case.',
    },
  },
  INDICATOR_CELL: {
    severity: 'ERROR',
    message: { zh: '指标 “{name}” 的公布口径不成立：{why}。', en: 'How indicator “{name}” is published does not hold: {why}.' },
    suggestion: {
      zh: '写 "cell": "<病例计数>"，计数小于 smallCellMin 时隐去；或写 "exempt": [依据]。',
      en: 'State "cell": "<count of cases>", so that cells below smallCellMin are left out; or "exempt": [basis].',
    },
  },
  ALLOCATE_TYPE: {
    severity: 'ERROR',
    message: { zh: '分配判定不成立：“{name}” {why}。', en: 'The allocation does not hold: “{name}” {why}.' },
    suggestion: {
      zh: 'allocate 的输出单位为 yuan、两位小数；total 与 limit 属于整个基金年度，weight 与 claim 属于每家机构。',
      en: 'An allocation yields yuan at scale 2; total and limit belong to the fund year, weight and claim to each institution.',
    },
  },
  RANK_TYPE: {
    severity: 'ERROR',
    message: { zh: '排名判定不成立：“{name}” {why}。', en: 'The ranking does not hold: “{name}” {why}.' },
    suggestion: {
      zh: 'rank 的 by 是每家机构的数，within 是每家机构的类别（不写则全区排名）；as 为 PLACE（名次，0 位小数）或 SHARE（名次 ÷ 参评家数）。',
      en: 'by is a number of each institution, within a class of each (without it all are ranked together); as is PLACE (0 places) or SHARE (place ÷ how many are ranked).',
    },
  },
  LINE_TOTAL: {
    severity: 'ERROR',
    message: { zh: '明细行的合计 “{of}” 不成立：{why}。', en: 'The total “{of}” of this line does not hold: {why}.' },
    suggestion: {
      zh: 'line.of 须是同一层级、排在各项之后、单位为元的判定；请核对名称与次序。',
      en: 'line.of is a decision in yuan of the same scope that stands after its lines; check its name and the order.',
    },
  },
  LINE_UNIT: {
    severity: 'ERROR',
    message: {
      zh: '明细行必须是单位 yuan、两位小数的输出，“{name}” 不是。',
      en: 'A line stands on an output in yuan at scale 2; “{name}” is not.',
    },
    suggestion: {
      zh: '请把输出写成 "unit": "yuan"、"round": { "scale": 2, … }，或删去 line。',
      en: 'Give the output "unit": "yuan" and "round": { "scale": 2, … }, or delete line.',
    },
  },
  LINE_ACCOUNT: {
    severity: 'ERROR',
    message: { zh: '“{name}” 的账户 {account} 不成立。', en: 'The account {account} of “{name}” does not hold.' },
    suggestion: { zh: 'payable 的每一行须写明账户：{allowed}。', en: 'Every line of payable names its account: {allowed}.' },
  },
  LINE_TRANSFER: {
    severity: 'ERROR',
    message: { zh: '“{name}” 的账户 {account} 不成立：{why}。', en: 'The account {account} of “{name}” does not hold: {why}.' },
    suggestion: {
      zh: '基金确定之后的合计，其明细行写明的账户与基金互相划转：− 由基金划入该账户，+ 由该账户划入基金。不划转就不写账户。',
      en: 'A line of a total that follows the fund moves money between FUND and its account: − into it, + out of it. Name none where nothing moves.',
    },
  },
  LINE_ORDER: {
    severity: 'ERROR',
    message: { zh: '“{of}” 的两行序号同为 {order}。', en: 'Two lines of “{of}” have the order {order}.' },
    suggestion: { zh: '请给同一合计的各项不同的 order。', en: 'Give the lines of one total different orders.' },
  },
  TIES_END: {
    severity: 'ERROR',
    message: { zh: 'ties 必须以 GROUP_CODE 结尾，且各项不重复。', en: 'ties must end in GROUP_CODE and name nothing twice.' },
    suggestion: { zh: '没有它，同分的候选病种就没有确定的先后。', en: 'Without it, equal candidates have no definite order.' },
  },
  GROUPING_TABLE: {
    severity: 'ERROR',
    message: { zh: '分组口径引用的 “{name}” 不是编码表（codes）。', en: 'The grouping method names “{name}”, which is no code list.' },
    suggestion: {
      zh: '请写一张编码表（"kind": "codes"）的名称，或在 tables 中加上它。',
      en: 'Name a table of "kind": "codes", or add it under tables.',
    },
  },
  GROUPER_LAYERS: {
    severity: 'ERROR',
    message: {
      zh: '有分组方案（grouper）时，layers 只能是 DRG，或 DRG 与 UNGROUPED；现为 {layers}。',
      en: 'With a grouper, layers are DRG, or DRG and UNGROUPED; here they are {layers}.',
    },
    suggestion: { zh: '请改为 ["DRG"]；按病种目录匹配的地区不写 grouper。', en: 'Write ["DRG"], or leave the grouper out.' },
  },
  GROUPER_UNKNOWN: {
    severity: 'WARNING',
    message: {
      zh: '本地区及上级都没有分组方案 {code} {version}，或其内容哈希不同；在导入之前不能入组和计分。',
      en: 'Neither the region nor one above it has the grouper {code} {version}, or its content is another; cases can’t be grouped before it is imported.',
    },
    suggestion: {
      zh: '请用 dip grouper import 导入，或核对编码与版本。',
      en: 'Import it with dip grouper import, or check code and version.',
    },
  },
  CODES_UNKNOWN: {
    severity: 'WARNING',
    message: {
      zh: '“{name}”中有 {count} 个编码不在编码表“{version}”中。其一：{example}',
      en: '{count} codes of “{name}” are not in the code table “{version}”. One of them: {example}',
    },
    suggestion: { zh: '请核对编码，或导入所用的编码版本。', en: 'Check the codes, or import the edition that is meant.' },
  },
  GROUPING_MAIN: {
    severity: 'ERROR',
    message: {
      zh: '写了 mainOperations，而分组口径不按主要手术操作读。',
      en: 'mainOperations is stated, while the method does not read the first operation as the main one.',
    },
    suggestion: {
      zh: '在 methods.grouping 写 "operations": "MAIN_THEN_RELATED"，或删去 mainOperations。',
      en: 'State "operations": "MAIN_THEN_RELATED" under methods.grouping, or leave mainOperations out.',
    },
  },
  GROUPING_UNLISTED: {
    severity: 'WARNING',
    message: {
      zh: '没有写各清单之外的手术操作算哪种治疗方式（unlistedOperations），它们将算保守治疗：主要手术操作在目录中没有的病例会入保守治疗病种。',
      en: 'It is not stated what operations in none of the lists count as (unlistedOperations), so that they count as conservative: a case whose main operation no group names goes to the conservative group.',
    },
    suggestion: {
      zh: '按国家病种库的写法，写 "unlistedOperations": "SURGERY"；要算保守治疗的，写 "CONSERVATIVE"。',
      en: 'As the national book is written, state "unlistedOperations": "SURGERY"; or "CONSERVATIVE", where that is meant.',
    },
  },
  GROUPING_ADMIT: {
    severity: 'ERROR',
    message: { zh: 'admit 的 “{name}” 不成立：{why}。', en: '“{name}” of admit does not hold: {why}.' },
    suggestion: { zh: '应为分组之前就能判定的布尔输出或事实。', en: 'It must be a boolean fact or output decided before grouping.' },
  },
  METHOD_MISSING: {
    severity: 'WARNING',
    message: { zh: '没有写口径 {method}。', en: 'The method {method} is not stated.' },
    suggestion: { zh: '请在 methods 中写明，并附依据。', en: 'State it under methods, with its basis.' },
  },
  CALENDAR_DAY: {
    severity: 'ERROR',
    message: { zh: '结算年度起始日 {value} 不是每年都有的日子。', en: 'The first day of the year, {value}, does not exist in every year.' },
    suggestion: { zh: '请写每年都有的一天，如 "01-01"。', en: 'State a day that every year has, such as "01-01".' },
  },
} as const satisfies Record<string, FindingTemplate>;
