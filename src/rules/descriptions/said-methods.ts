import { BASIS, LABEL, SCOPE } from './said-common.js';

/** Keys of the shape “admit”. */
export const SAID_ADMIT = {
  groupFlag: ['病种标志，如 TCM 中医优势病种', 'a flag of disease groups, such as TCM'],
  when: [
    '布尔事实或判定：为否时，带此标志的候选病种不能入',
    'a boolean fact or output: where it is false, candidates with the flag are dropped',
  ],
} as const;
/** Keys of the shape “match”. */
export const SAID_MATCH = {
  diagnosis: [
    '主要诊断怎样比：EXACT 全码、SUBCATEGORY_4 前四位、CATEGORY_3 前三位',
    'how diagnoses are compared: EXACT, SUBCATEGORY_4 (4 characters), CATEGORY_3',
  ],
  operations: ['ALL_OF：病例须有病种的全部操作', 'ALL_OF: a case must have all operations of the group'],
  partial: ['true：不全匹配的也可作候选', 'true: groups that match in part may be candidates'],
} as const;
/** Keys of the shape “grouping”. */
export const SAID_GROUPING = {
  exclude: ['不入组的病例：布尔判定的编号，为是的不分组', 'cases that are not grouped: id of a boolean decision'],
  layers: [
    '各层的先后：PRE 先期、MERGED 并项、SUBDIVIDED 细分、CORE 核心、COMPOSITE 综合、DRG 病组、UNGROUPED 空白',
    'order of layers: PRE, MERGED, SUBDIVIDED, CORE, COMPOSITE, DRG, UNGROUPED',
  ],
  operationKinds: [
    '各治疗方式的编码清单：SURGERY 手术、TREATMENT 治疗性、DIAGNOSTIC 诊断性、CONSERVATIVE 保守 → codes 表',
    'codes table of each kind of operation: SURGERY, TREATMENT, DIAGNOSTIC, CONSERVATIVE',
  ],
  admit: ['带某标志的病种在什么情况下才能入', 'when groups with a flag may be candidates'],
  ties: ['几个候选时怎样取舍，依次比较；最后须是 GROUP_CODE', 'how candidates are told apart, in order; the last is GROUP_CODE'],
  match: ['病例与目录怎样匹配', 'how cases are compared with the catalogue'],
  grouper: ['DRG 分组方案：由它得出病组，再到目录库查权重', 'the DRG grouper that finds the group, whose weight the catalogue has'],
  basis: BASIS,
} as const;
/** Keys of the shape “grouper”. */
export const SAID_GROUPER = {
  code: [
    'DRG 分组方案的编码，如 CHS-DRG；先找本地区，再找上级',
    'code of the DRG grouper, such as CHS-DRG: the region’s own, else that of a region above it',
  ],
  version: ['分组方案的版本', 'version of the grouper'],
  contentHash: ['分组方案的内容哈希；写了则内容不同即拒绝', 'hash of its content; where it is stated another content is refused'],
  assigned: [
    '病例已由外部分组时以谁为准：TAKEN 采用外部分组，COMPARED 以分组方案为准、外部分组只作对照',
    'which group counts where a case was grouped elsewhere: TAKEN, that one; COMPARED, the grouper’s, and a difference is reported',
  ],
  basis: BASIS,
} as const;
/** Keys of the shape “code editions”. */
export const SAID_CODE_EDITIONS = {
  from: [
    '映射读哪一版的编码：只读编码版本（codeSystem）为此版的病例，同一编码在两版中可以含义不同',
    'the maps read the codes of cases of this edition only, so that one code may mean two things in two editions',
  ],
  unstated: ['没有写编码版本的病例按哪一版', 'the edition of cases that state none'],
} as const;
/** Keys of the shape “codes method”. */
export const SAID_CODES_METHOD = {
  diagnoses: ['诊断编码的 codeMap 表', 'codeMap table of diagnoses'],
  operations: ['手术操作编码的 codeMap 表', 'codeMap table of operations'],
  editions: ['映射读哪一版病例的编码；不写则读所有病例', 'whose codes the maps read; absent: those of every case'],
  basis: BASIS,
} as const;
/** Keys of the shape “allocation ties”. */
export const SAID_ALLOCATION_TIES = {
  value: [
    '分到分的尾差给谁：INSTITUTION_CODE 按机构编码，LARGEST_WEIGHT 权重大者在前',
    'who gets the odd fen: INSTITUTION_CODE, or LARGEST_WEIGHT first',
  ],
  basis: BASIS,
} as const;
/** Keys of the shape “period by”. */
export const SAID_PERIOD_BY = {
  value: ['病例归属哪一天：DISCHARGE 出院日，SETTLEMENT 结算日', 'the day of a case: DISCHARGE or SETTLEMENT'],
  basis: BASIS,
} as const;
/** Keys of the shape “calendar”. */
export const SAID_CALENDAR = {
  yearStart: ['年度第一天 MM-DD，如 01-01', 'first day of the fund year, MM-DD, such as 01-01'],
  basis: BASIS,
} as const;
/** Keys of the shape “methods”. */
export const SAID_METHODS = {
  codes: ['编码映射：病例的编码先这样读', 'code maps by which a case’s codes are read before anything else reads them'],
  grouping: ['分组口径', 'how cases get their disease group'],
  allocationTies: ['分配到分的尾差', 'the odd fen of allocations'],
  periodBy: ['病例按哪一天归属年月和版本', 'which day decides a case’s month, year and version'],
  calendar: ['基金年度的起点', 'where the fund year begins'],
} as const;

/** Keys of the shape “example group”. */
export const SAID_EXAMPLE_GROUP = {
  code: ['病种编码', 'code of the disease group'],
  kind: ['分组层，如 CORE 核心、COMPOSITE 综合', 'layer of grouping, such as CORE or COMPOSITE'],
  points: ['病种分值，写成文本', 'points, as text'],
  meanCost: [
    '次均费用（元）：按级别，如 { "3": "10000", "ALL": "9000" }',
    'mean cost in yuan by level, such as { "3": "10000", "ALL": "9000" }',
  ],
  meanDays: ['平均住院日；null 为没有', 'mean days of stay; null: none'],
  variation: ['变异系数；null 为没有', 'coefficient of variation; null: none'],
  caseCount: ['历史例数；null 为没有', 'cases of its history; null: none'],
  auxiliary: ['辅助目录调整系数，按代码', 'auxiliary factors by code'],
  flags: [
    '病种标志：PRIMARY_CARE 基层、TCM 中医优势、BED_DAY 床日、BENCHMARK 基准、LOCAL_ADDITION 本地增补、UNSTABLE 不稳定',
    'flags: PRIMARY_CARE, TCM, BED_DAY, BENCHMARK, LOCAL_ADDITION, UNSTABLE',
  ],
} as const;
/** Keys of the shape “given institution”. */
export const SAID_GIVEN_INSTITUTION = { code: ['机构编码', 'institution code'] } as const;
/** Keys of the shape “given”. */
export const SAID_GIVEN = {
  group: ['病种；null 为没有入组', 'the disease group; null: none'],
  institutions: ['分配、排名的示例：各机构的编码和数值', 'institutions with their figures, for allocations and ranks'],
} as const;
/** Keys of the shape “expected”. */
export const SAID_EXPECTED = {
  institutions: ['各机构的结果，按机构编码', 'outcomes of institutions, by code'],
} as const;
/** Keys of the shape “like”. */
export const SAID_LIKE = {
  like: [
    '像哪个示例（本文档里的编号）：取它的 scope 和 given，自己的 given 只写不同的事实；expect、fired 不沿用',
    'the example (an id of this document) that this one is like: its scope and given, with this one’s own given over them; expect and fired are never taken over',
  ],
} as const;
/** Keys of the shape “example”. */
export const SAID_EXAMPLE = {
  id: ['示例编号，全文唯一，如 case-high-boundary', 'id, unique in the document, such as case-high-boundary'],
  label: LABEL,
  note: ['说明', 'remark'],
  cites: ['演示哪些算例、条款，如 WE-06、N21-21', 'worked examples and articles that it shows, such as WE-06, N21-21'],
  scope: SCOPE,
  given: [
    '给定：事实、此前的判定；枚举或布尔参数的名称表示试另一取值；null 为缺失',
    'given facts and earlier outputs; an enum or boolean parameter’s name tries another value of it; null: missing',
  ],
  expect: ['应得：判定的结果，数值写成文本且位数相同', 'expected outcomes by decision; numbers as text with all their decimals'],
  fired: ['成立的规则；判定.otherwise 为没有规则成立', 'rules that fired; <decision>.otherwise: none did'],
} as const;
