import { AFTER, BASIS, LABEL, REGION, REMOVE, SCOPE, VERSION_OF_RULESET } from './said-common.js';

/** Keys of the shape “text”. */
export const SAID_TEXT = {
  zh: ['中文', 'Chinese'],
  en: ['英文，可以不写', 'English, may be absent'],
} as const;
/** Keys of the shape “removal”. */
export const SAID_REMOVAL = { remove: REMOVE, basis: BASIS } as const;
/** Keys of the shape “entry removal”. */
export const SAID_ENTRY_REMOVAL = {
  id: ['要删除的继承项的编号', 'id of the inherited entry that goes'],
  ...SAID_REMOVAL,
} as const;
/** Keys of the shape “rule removal”. */
export const SAID_RULE_REMOVAL = {
  name: ['要删除的继承规则的名称', 'name of the inherited rule that goes'],
  ...SAID_REMOVAL,
} as const;
/** Keys of the shape “parameter reference”. */
export const SAID_PARAMETER_REFERENCE = {
  parameter: ['取 parameters 里这个参数的值', 'the value of this parameter of parameters'],
} as const;

/** Keys of the shape “head”. */
export const SAID_HEAD = {
  region: REGION,
  version: VERSION_OF_RULESET,
  scheme: ['付费方式：DIP（按病种分值付费）或 DRG（病组付费）', 'payment scheme: DIP or DRG'],
  pointUnit: ['分值的单位：point；分值就是金额的地区写 yuan（元）', 'unit of points: point, or yuan where points are money'],
  title: ['规则集的名称，出现在计分过程和结算单上', 'title of the ruleset, as explanations and statements print it'],
  effective: ['生效期间：病例按其所属日取用当日生效的版本', 'days in force: a case is decided by the version in force on its day'],
  notes: ['给后来的人看的说明，不影响计算', 'remarks for people; no figure depends on them'],
} as const;
/** Keys of the shape “effective”. */
export const SAID_EFFECTIVE = {
  from: ['生效日 YYYY-MM-DD（含）', 'first day in force, YYYY-MM-DD'],
  to: ['最后一天 YYYY-MM-DD（含）；不写即没有期限', 'last day in force, YYYY-MM-DD; no end unless written'],
} as const;
/** Keys of the shape “extends”. */
export const SAID_EXTENDS = {
  region: ['基础规则集的统筹区代码，如 100000（国家）', 'division code of the base, such as 100000 (national)'],
  version: ['基础规则集的版本号', 'version of the base'],
  effectiveHash: [
    '基础合并后的指纹（SHA-256）；由 dip ruleset seal 填写',
    'fingerprint (SHA-256) of the merged base; dip ruleset seal writes it',
  ],
} as const;
/** Keys of the shape “document”. */
export const SAID_DOCUMENT = {
  ...SAID_HEAD,
  extends: ['继承的基础规则集；本文档只写与它不同的地方', 'the base; this document states only what differs from it'],
  sources: ['依据的文件，按简称；basis 里写 简称#条款', 'documents that bases cite, by short name: basis is name#article'],
  facts: [
    '本地区自己的事实（词汇表之外），或收窄已有事实的取值',
    'facts of the region beside the vocabulary, or a narrower domain of a known one',
  ],
  parameters: [
    '参数：数字、选项和是非，按名称；同名即替换继承的',
    'parameters by name: numbers, choices, flags; one of the same name replaces the inherited one',
  ],
  tables: [
    '目录表：map 按键查值、bands 分段、codes 编码清单、codeMap 编码映射',
    'tables: map (by key), bands, codes (a list), codeMap (old code to new)',
  ],
  words: [
    '代码怎么称呼：枚举取值、参数选项、输出代码；不影响计算',
    'what codes are called: enum members, choices, output codes; no figure depends on them',
  ],
  aggregates: ['汇总：从下层向上层相加或计数', 'aggregates: sums and counts carried up from a scope to a later one'],
  indicators: [
    '指标：和与和之比，公布、考核用；不影响任何金额',
    'indicators: ratios of sums, to be reported and published; no amount depends on them',
  ],
  decisions: [
    '判定：何时（规则）得到多少（公式）；逐层、按书写顺序计算',
    'decisions: when (rules) and how much (formulas); scope by scope, in the order written',
  ],
  methods: [
    '口径：编码、分组、尾差、归属日、年度起点',
    'methods: codes, grouping, remainders, the day of a case, the first day of the year',
  ],
  examples: ['示例：给什么、得什么、哪些规则成立；载入时逐个运行', 'worked examples: given, expected, rules that fired; all run at load'],
} as const;
/** Keys of the shape “article”. */
export const SAID_ARTICLE = {
  zh: ['条文原文；写 summary 时是概括', 'the article’s text, or with summary a summary of it'],
  en: ['英文，可以不写', 'English, may be absent'],
  summary: ['true：用自己的话概括，不是原文', 'true: a summary in own words, not the text itself'],
} as const;
/** Keys of the shape “source”. */
export const SAID_SOURCE = {
  title: ['文件名称，可带文号，如 淄政办发〔2021〕11号', 'title of the document'],
  kind: [
    '种类：OFFICIAL 公开的官方文件、LOCAL 本地采纳（须有文号、日期、经办人）、ORAL 口头、ASSUMPTION 假设（影响金额时只能试算）',
    'kind: OFFICIAL (published), LOCAL (adopted here, with number, date, person), ORAL, ASSUMPTION (trials only, where money rests on it)',
  ],
  documentNo: ['文号', 'document number'],
  date: ['成文日期 YYYY-MM-DD', 'date of the document, YYYY-MM-DD'],
  person: ['采纳或告知的人（经办人，不写患者）', 'who adopted or said it (an official, never a patient)'],
  url: ['网址', 'address'],
  note: ['说明', 'remark'],
  articles: [
    '条文，按依据里 # 之后的写法；给人看的，不影响计算',
    'what articles say, by their names behind the # of a basis; to read, no figure depends on it',
  ],
} as const;

/** Keys of the shape “aggregate”. */
export const SAID_AGGREGATE = {
  id: ['汇总的名称，公式里直接写；名称.region 是全区合计', 'name, as formulas write it; <name>.region is the sum of the region'],
  of: ['从哪一层取数：该层每个键一个数。', 'the scope that is added up.'],
  sum: [
    '相加的数值：事实或已舍入的判定；sum、count、quantile 三选一',
    'what is added: a fact or a rounded output; one of sum, count and quantile',
  ],
  count: ['计数，写 true；sum、count、quantile 三选一', 'counts instead of adding; only true; one of sum, count and quantile'],
  quantile: [
    '分位数：在各机构的数中取；一家也没有时缺失；sum、count、quantile 三选一',
    'a quantile of what institutions have; missing where none has it; one of sum, count and quantile',
  ],
  where: [
    '只算满足的：枚举或布尔输出及其取值，须同时满足，如 { "inclusion": "INCLUDED" }',
    'only those that match all: enum or boolean outputs with a value, such as { "inclusion": "INCLUDED" }',
  ],
  per: ['汇总到哪一层', 'the scope that reads the sum'],
  label: LABEL,
  after: AFTER,
} as const;
/** Keys of the shape “quantile”. */
export const SAID_QUANTILE = {
  of: ['取分位的数值：该层的事实或已舍入的判定', 'what the quantile is taken of: a fact or a rounded output of the scope'],
  at: [
    '分位的参数，单位 1、取值范围在 0 至 1 之内；由小到大排列，位次 = 分位 ×（个数 − 1），从 0 起',
    'the parameter that says the share, of unit 1 within 0 and 1; sorted rising, its place is share × (how many − 1), from 0',
  ],
  between: [
    '落在两个数之间：LOWER 取较小者，LINEAR 按比例取其间，HIGHER 取较大者',
    'between two values: LOWER the lower one, LINEAR in proportion between them, HIGHER the higher one',
  ],
  basis: BASIS,
} as const;
/** Keys of the shape “fact”. */
export const SAID_FACT = {
  scope: SCOPE,
  type: [
    '类型：decimal 小数、integer 整数、boolean 是非、enum 枚举、code 编码、date 日期',
    'type: decimal, integer, boolean, enum, code or date',
  ],
  unit: [
    '单位（数值才有）：1、yuan、point、day、case、person 及其乘除，如 yuan/day',
    'unit of a number: 1, yuan, point, day, case, person, multiplied and divided, such as yuan/day',
  ],
  values: ['枚举的全部取值', 'all members of an enum'],
  min: ['最小值（含），写成文本', 'least value allowed (inclusive), as text'],
  max: ['最大值（含），写成文本', 'greatest value allowed (inclusive), as text'],
  optional: ['true 表示可以缺失；读它的规则先问 known', 'true: it may be missing; rules that read it ask known first'],
  average: [
    '机构指标的均值怎么算：MEAN 简单平均，或 { "weight": "事实" } 加权；写了才有 名称.peer（同类）和 名称.region（全区）',
    'how an institution figure is averaged: MEAN, or { "weight": "<fact>" }; offers <name>.peer (its class) and <name>.region',
  ],
  recordOnly: [
    'true 表示只存不用：照样收、照样存，但没有规则、公式、汇总读它；不能同时写 average',
    'true: kept for the record, read by no rule, formula or aggregate; not together with average',
  ],
  label: LABEL,
  after: AFTER,
} as const;
/** Keys of the shape “average”. */
export const SAID_AVERAGE = { weight: ['作权数的事实', 'the fact that weights the average'] } as const;
