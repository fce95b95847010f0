import {
  AFTER,
  BASIS,
  FORMULA,
  LABEL,
  MAX,
  MIN,
  QUALITY_OF_RULE,
  ROWS_OF_MAP,
  NAME_OF_RULE,
  TABLE_NAME,
  UNIT,
  VALUE,
} from './said-common.js';

/** Keys of the shape “parameter”. */
export const SAID_PARAMETER = {
  value: [
    '取值：数字写成文本 "0.10"，是非写 true、false，选项写 enum 中的一个',
    'the value: numbers as text "0.10", true or false, or one of enum',
  ],
  enum: ['可选的全部取值；数字参数不写', 'all choices; not for numbers'],
  unit: UNIT,
  min: MIN,
  max: MAX,
  validUntil: [
    '有效期止：依据只定到这一天（含），过期仍在用会给出警告；没有期限的不写',
    'the last day for which its basis states it; used beyond it, there is a warning; none where it has no end',
  ],
  meaning: [
    '含义：国家文本的上限按它认出本参数，如 QUALITY_DEPOSIT_RATE、SPECIAL_CASE_QUOTA；名称为 qualityDepositRate、specialQuotaRate 的不必写',
    'what limits of national texts know it by, such as QUALITY_DEPOSIT_RATE or SPECIAL_CASE_QUOTA; not needed by the names qualityDepositRate and specialQuotaRate',
  ],
  label: LABEL,
  basis: BASIS,
  after: AFTER,
} as const;

/** Keys of the shape “table common”. */
export const SAID_TABLE_COMMON = { unit: UNIT, min: MIN, max: MAX, label: LABEL, basis: BASIS, after: AFTER } as const;
/** Keys of the shape “map row”. */
export const SAID_MAP_ROW = {
  key: ['各键的取值，次序同表的 key', 'a value for every key, in the order of the table’s key'],
  value: ['值，写成文本；单位是表的 unit', 'the value, as text, in the table’s unit'],
} as const;
/** Keys of the shape “map”. */
export const SAID_MAP = {
  kind: ['map：按一至六个键查值', 'map: a value by one to six keys'],
  key: ['键：事实或此前的判定的名称', 'keys: names of facts or earlier outputs'],
  complete: [
    'true：键的每种组合都须有一行（条件里用到的表必须写）',
    'true: every combination of keys has a row (asked for where a condition reads it)',
  ],
  rows: ROWS_OF_MAP,
  ...SAID_TABLE_COMMON,
} as const;
/** Keys of the shape “band”. */
export const SAID_BAND = {
  key: ['本行所属的键的取值，依次对应表的 key', "the row's values of the table's keys, in their order"],
  includes: [
    '本行界值归哪一档，与全表不同时才写：UPPER 归本档（含），LOWER 归下一档（不含）',
    "whose this row's boundary is, where it is not as in the table: UPPER, its own band's; LOWER, the next one's",
  ],
  upTo: [
    '这一档的上界，写成文本，单位是 upToUnit；逐行递增，最后一档不写',
    'upper limit as text, in upToUnit; rising; none on the last row',
  ],
  value: ['这一档的值，写成文本；单位是表的 unit', 'value of the band, as text, in the table’s unit'],
} as const;
/** Keys of the shape “bands”. */
export const SAID_BANDS = {
  key: [
    '再按哪些事实分档（枚举或是非）：每种组合各有一套分档，每行写 key；公式里写 tiered(量, 表, 键…)',
    'further keys (enums or booleans): each combination has bands of its own, each row its key; read by tiered(x, table, keys…)',
  ],
  kind: ['bands：按一个量分段取值，公式里写 tiered(量, 表)', 'bands of one quantity; read by tiered(x, table)'],
  mode: [
    'MARGINAL 逐段计算（各段宽度 × 该段的值之和）；WHOLE 全额乘所在档的值',
    'MARGINAL: Σ width × value, band by band; WHOLE: x × the value of its band',
  ],
  includes: [
    '界值归哪一档：UPPER 归它结束的那一档，LOWER 归它开始的那一档',
    'whose a boundary is: UPPER, the band that it ends; LOWER, the band that it begins',
  ],
  upToUnit: ['界值 upTo 的单位，也就是所查的量的单位；不写即 1', 'unit of upTo, which is that of the quantity looked up; 1 unless written'],
  rows: ['各档，由低到高', 'the bands, from lowest to highest'],
  ...SAID_TABLE_COMMON,
} as const;
/** Keys of the shape “codes”. */
export const SAID_CODES = {
  kind: ['codes：编码清单，条件里用 inCodes、anyInCodes', 'codes: a list, for the operators inCodes and anyInCodes'],
  codes: ['编码，或以 * 结尾的前缀，如 C50*', 'codes, or prefixes that end in *, such as C50*'],
  label: LABEL,
  basis: BASIS,
  after: AFTER,
} as const;
/** Keys of the shape “code map row”. */
export const SAID_CODE_MAP_ROW = {
  from: ['病例里写的编码（旧版、本地扩展）', 'the code as cases have it (of another edition)'],
  to: ['读作的编码', 'the code that it is read as'],
} as const;
/** Keys of the shape “code map”. */
export const SAID_CODE_MAP = {
  kind: ['codeMap：编码映射，由 methods.codes 指定', 'codeMap: codes of another edition; methods.codes names it'],
  rows: ['逐码对应，一个旧码一个新码', 'one to one: an old code has one new code'],
  label: LABEL,
  basis: BASIS,
  after: AFTER,
} as const;
/** Keys of the shape “table reference”. */
export const SAID_TABLE_REFERENCE = {
  table: TABLE_NAME,
  key: [
    '查 map 表的键：枚举、布尔事实或判定的名称；codes 表不写',
    'keys of a map table: names of enum or boolean facts or outputs; not for codes',
  ],
} as const;

/** Keys of the shape “cell not”. */
export const SAID_CELL_NOT = { not: ['不是这个值，或不是其中任何一个', 'not this value, or none of these'] } as const;
/** Keys of the shape “cell table”. */
export const SAID_CELL_TABLE = { table: ['codes 表：编码在清单里', 'a codes table: the code is in the list'] } as const;
/** Keys of the shape “cell known”. */
export const SAID_CELL_KNOWN = { known: ['true 有值，false 缺失', 'true: there is a value; false: it is missing'] } as const;
/** Keys of the shape “column”. */
export const SAID_COLUMN = {
  fact: ['这一列比较的事实或此前的判定', 'the fact or earlier output that the column compares'],
  known: ['写 true：可能缺失，缺失时除 - 外都不成立', 'true: it may be missing, and then meets no cell but -'],
} as const;
/** Keys of the shape “row”. */
export const SAID_ROW = {
  name: NAME_OF_RULE,
  label: LABEL,
  when: [
    '条件，每列一格：值、列表、区间 [1.5,2) 或 含1.5 至 不含2、{ "not": … }、{ "parameter": … }、{ "table": … }、{ "known": … }，- 为不限',
    'conditions, a cell a column: a value, a list, an interval [1.5,2), { "not": … }, { "parameter": … }, { "table": … }, { "known": … }, or - for any',
  ],
  value: VALUE,
  formula: FORMULA,
  basis: ['这一行的依据；不写就用表的', 'basis of the row; the table’s unless written'],
  quality: QUALITY_OF_RULE,
  after: AFTER,
} as const;
/** Keys of the shape “decision table”. */
export const SAID_DECISION_TABLE = {
  columns: [
    '各列：事实或此前的判定；可能缺失的写 { "fact": …, "known": true }',
    'columns: facts or earlier outputs; { "fact": …, "known": true } where one may be missing',
  ],
  rows: ['各行，一行一条规则', 'rows, one a rule'],
  basis: ['没有写依据的行的依据', 'basis of every row that states none'],
} as const;
