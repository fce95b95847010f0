import { AFTER, BASIS, FORMULA, LABEL, QUALITY_OF_RULE, NAME_OF_RULE, SCOPE, VALUE } from './said-common.js';
import { ACCOUNT_LABELS, ACCOUNTS, POOL_ACCOUNTS, poolOf, type Account } from '../../engine/plan/accounts.js';

const OWN_ACCOUNTS = ACCOUNTS.filter((account) => poolOf(account) === 'BASIC');
const named = (accounts: readonly Account[]): string => accounts.map((account) => `${account} ${ACCOUNT_LABELS[account].zh}`).join('、');

/** Keys of the shape “all”. */
export const SAID_ALL = { all: ['全部成立', 'all of them hold'] } as const;
/** Keys of the shape “any”. */
export const SAID_ANY = { any: ['任一成立', 'at least one of them holds'] } as const;
/** Keys of the shape “not”. */
export const SAID_NOT = { not: ['不成立', 'it does not hold'] } as const;
/** Keys of the shape “leaf”. */
export const SAID_LEAF = {
  fact: [
    '左边：事实、此前的判定、枚举或布尔参数的名称；集合成员写 caseFlag.TCM',
    'left side: a fact, an earlier output, an enum or boolean parameter; a member of a set: caseFlag.TCM',
  ],
  operator: [
    '比较：equal 等于、notEqual 不等于、in notIn 在（不在）列表中、lessThan 小于、lessThanInclusive 不大于、greaterThan 大于、greaterThanInclusive 不小于、known 有没有值、inCodes anyInCodes 编码在清单里',
    'comparison; lessThan and greaterThan leave the bound out, the Inclusive ones include it; known asks whether there is a value; inCodes and anyInCodes ask a list of codes',
  ],
  value: [
    '右边：值（数字写成文本）、列表、{ "parameter": … } 或 { "table": …, "key": … }',
    'right side: a literal (numbers as text), a list, { "parameter": … } or { "table": …, "key": … }',
  ],
} as const;
/** Keys of the shape “value”. */
export const SAID_VALUE = { value: VALUE } as const;
/** Keys of the shape “formula”. */
export const SAID_FORMULA = { formula: FORMULA } as const;
/** Keys of the shape “otherwise value”. */
export const SAID_OTHERWISE_VALUE = { ...SAID_VALUE, basis: BASIS } as const;
/** Keys of the shape “otherwise formula”. */
export const SAID_OTHERWISE_FORMULA = { ...SAID_FORMULA, basis: BASIS } as const;
/** Keys of the shape “event”. */
export const SAID_EVENT = {
  type: ['所属判定的编号', 'id of the decision'],
  params: ['结果：value 或 formula 二者之一', 'the outcome: either value or formula'],
} as const;
/** Keys of the shape “rule”. */
export const SAID_RULE = {
  name: NAME_OF_RULE,
  label: LABEL,
  basis: BASIS,
  conditions: ['条件：all、any、not 之一，可以嵌套；条件里不做算术', 'conditions: one of all, any, not, nested as needed; no arithmetic'],
  event: ['成立时的结果', 'the outcome where it fires'],
  quality: QUALITY_OF_RULE,
  after: AFTER,
} as const;
/** Keys of the shape “quality”. */
export const SAID_QUALITY = {
  dimension: [
    '质控维度：TIMELY 及时、COMPLETE 完整、REASONABLE 合理、STANDARD 规范',
    'dimension: TIMELY, COMPLETE, REASONABLE or STANDARD',
  ],
  field: ['有问题的字段，如 admissionDate', 'the field that is wrong, such as admissionDate'],
  level: ['级别：ERROR 错误、WARNING 提示', 'level: ERROR or WARNING'],
  returned: ['true 退回，该清单不入库；false 留用', 'true: the list goes back and is not stored; false: it is kept'],
} as const;

/** Keys of the shape “rounding”. */
export const SAID_ROUNDING = {
  scale: ['保留几位小数，0 至 16 的整数', 'decimal places, a whole number from 0 to 16'],
  mode: [
    '舍入：HALF_UP 四舍五入、HALF_EVEN 四舍六入五成双、UP 进位、DOWN 舍去、FLOOR 向下、CEIL 向上',
    'mode: HALF_UP (half away from zero), HALF_EVEN, UP, DOWN, FLOOR, CEIL',
  ],
} as const;
/** Keys of the shape “decimal output”. */
export const SAID_DECIMAL_OUTPUT = {
  type: ['decimal：数值', 'decimal: a number'],
  unit: ['单位：1、yuan、point、day、case、person 及其乘除', 'unit: 1, yuan, point, day, case, person, multiplied and divided'],
  round: ['舍入；不写就须写 exact', 'rounding; without it exact is asked for'],
  exact: ['true：不舍入，保留分数', 'true: not rounded, kept as a fraction'],
  optional: ['true：所读的可缺失事实缺失时，本判定也缺失', 'true: it is missing where an optional fact that it reads is'],
} as const;
/** Keys of the shape “boolean output”. */
export const SAID_BOOLEAN_OUTPUT = { type: ['boolean：是或否', 'boolean: true or false'] } as const;
/** Keys of the shape “enum output”. */
export const SAID_ENUM_OUTPUT = {
  type: ['enum：若干取值之一（hit 为 collect 时是集合）', 'enum: one of its values (a set, where hit is collect)'],
  values: ['全部取值，大写英文，如 LOW、NORMAL、HIGH', 'all values, in capitals, such as LOW, NORMAL, HIGH'],
} as const;

/** Keys of the shape “allocate total”. */
export const SAID_ALLOCATE_TOTAL = {
  total: ['要分配的总额：fundYearEnd 层的金额', 'the amount that is divided: yuan of fundYearEnd'],
  weight: ['按什么分：各机构的权重，不得为负', 'by what: every institution’s weight, never negative'],
  basis: BASIS,
} as const;
/** Keys of the shape “allocate claim”. */
export const SAID_ALLOCATE_CLAIM = {
  claim: ['各机构的申请额，不得为负', 'every institution’s claim, never negative'],
  limit: ['可用的总额；够用时足额，不够时按比例', 'what there is: claims within it are met whole, otherwise it is divided'],
  rule: ['PRO_RATA：不够时按申请额的比例', 'PRO_RATA: divided by the claims'],
  basis: BASIS,
} as const;
/** Keys of the shape “rank”. */
export const SAID_RANK = {
  by: ['按哪个指标排名', 'the figure ranked by'],
  within: ['在同类中排名：类别的事实或判定；不写即全区', 'among those that share this fact or output; the region unless written'],
  first: ['第一名：HIGHEST 最高者，LOWEST 最低者', 'who is first: HIGHEST or LOWEST'],
  ties: [
    '并列：BEST_PLACE 1、2、2、4；WORST_PLACE 1、3、3、4；INSTITUTION_CODE 按机构编码',
    'equal figures: BEST_PLACE 1, 2, 2, 4; WORST_PLACE 1, 3, 3, 4; INSTITUTION_CODE one each',
  ],
  as: ['结果：PLACE 名次，SHARE 名次 ÷ 家数', 'given as PLACE, or SHARE: place ÷ how many are ranked'],
  basis: BASIS,
} as const;
/** Keys of the shape “line”. */
export const SAID_LINE = {
  of: ['所属合计的判定编号，如 payable', 'id of the total, such as payable'],
  order: ['在结算单上的次序，0 至 999', 'order on the statement, 0 to 999'],
  sign: ['+ 加，- 减', '+ adds, - subtracts'],
  account: [
    `账户：${named(OWN_ACCOUNTS)}，其他基金 ${named(POOL_ACCOUNTS)}（只用于结算单）；payable 每行必写；基金确定之后的其他合计写了，就在基金与它之间划转；fund 及以前各层级写了，只作记录`,
    'account that it leaves (+) or enters (-): FUND, ADJUSTMENT_FUND, RESERVE, QUALITY_DEPOSIT, PERFORMANCE_DEPOSIT, PREPAID, RETAINED, EMERGENCY_ADVANCE, BY_ITEM, and other funds on statements alone: CATASTROPHIC, ASSISTANCE, CIVIL_SERVANT, OUT_OF_REGION; required for payable; of other totals after the fund, money moves between FUND and it; of fund and earlier scopes, a record only',
  ],
} as const;
/** Keys of the shape “decision”. */
export const SAID_DECISION = {
  id: ['判定的编号，如 deviation；公式和条件里直接写', 'id, such as deviation, as formulas and conditions write it'],
  scope: SCOPE,
  label: LABEL,
  output: ['结果的类型、单位和舍入', 'type, unit and rounding of the outcome'],
  quality: ['质控判定写 true：清单入库时判，不影响分值', 'true: judged when settlement lists arrive; changes no score'],
  hit: [
    '多条规则成立时：unique 只许一条、first 取第一条、max 取最大、sum 相加、product 相乘、collect 收集',
    'where several rules fire: unique (only one may), first, max, sum, product, collect',
  ],
  rules: ['规则；继承的按 name 合并', 'rules; merged with the inherited ones by name'],
  table: ['决策表，代替 rules：一行一条规则', 'a decision table in place of rules: one row a rule'],
  choose: ['按参数选用公式，代替 hit、rules、otherwise', 'chooses a formula by a parameter, in place of hit, rules and otherwise'],
  scorecard: [
    '考核评分表，代替 formula：各指标的值和得分另成判定，本判定是总分',
    'an assessment scorecard, in place of a formula: values and scores of its indicators become decisions, this one is the total',
  ],
  otherwise: ['没有规则成立时的结果', 'the outcome where no rule fires'],
  value: ['固定结果，代替 hit、rules、otherwise', 'a fixed outcome, in place of hit, rules and otherwise'],
  formula: [
    '公式，代替 hit、rules、otherwise：读参数、表、事实和此前的判定，精确计算',
    'a formula, in place of hit, rules and otherwise; reads parameters, tables, facts and earlier decisions; exact',
  ],
  allocate: ['分配：把总额精确到分地分给各机构', 'divides an amount among institutions, to the fen'],
  rank: ['排名：机构按一个指标的名次', 'the place of an institution by one of its figures'],
  line: ['结算单上的一行', 'a line of the statement'],
  basis: ['formula 或 value 的依据：来源#条款', 'basis of formula or value: source#article'],
  after: AFTER,
} as const;
/** Keys of the shape “choose”. */
export const SAID_CHOOSE = {
  by: ['参数：有固定选项（enum）的，或是否', 'a parameter with choices (enum), or a flag'],
  formulas: ['每个选项一个公式；是否写 true 和 false', 'one formula for each choice; true and false for a flag'],
  basis: BASIS,
} as const;
/** Keys of the shape “decision id”. */
export const SAID_DECISION_ID = { id: SAID_DECISION.id } as const;
