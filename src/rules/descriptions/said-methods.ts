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
    '目录中不带 * 的诊断怎样比：EXACT 全码，SUBCATEGORY_4 前四位，CATEGORY_3 前三位；PREFIX 按国家病种库的写法：K80、A09.0、M47.0+ 是前缀，A15-A16 是范围，更长的是全码。不写为 EXACT',
    'how a diagnosis of the catalogue without * is compared: EXACT; SUBCATEGORY_4, CATEGORY_3 (first characters); PREFIX as the national book is read: K80, A09.0, M47.0+ are prefixes, A15-A16 is a range, longer codes are whole. Default: EXACT',
  ],
  operations: [
    'ALL_OF：病例须有病种“+”所连的全部手术操作；只有这一种，写出来是为了说明',
    'ALL_OF: a case must have all operations that + joins; there is no other way',
  ],
  partial: [
    'true：相关手术操作只有一部分（至少一个）的病例也可作候选；不写为 false：须有全部相关手术操作。主要手术操作总是要全部满足',
    'true: a case that has some of the related operations, at least one, may be a candidate, too. Default false: all are needed. Main operations always are',
  ],
} as const;
/** Keys of the shape “main operations”. */
export const SAID_MAIN_OPERATIONS = {
  operations: [
    '受限的手术操作的 codes 表；按全码比较，前缀写 *，范围不适用',
    'codes table of the operations; whole codes are compared, prefixes end in *',
  ],
  diagnoses: [
    '主要诊断在此 codes 表内时可以作主要手术操作（范围写 A00*-A09*）；不写：一律不可以',
    'codes table of the principal diagnoses with which they may be main (a range is A00*-A09*); absent: they never may',
  ],
  otherwise: [
    '不可以时：NEXT 由下一个手术操作作主要手术操作，CONSERVATIVE 该病例按没有手术操作（保守治疗）入组',
    'where they may not: NEXT, the next operation moves up; CONSERVATIVE, the case counts as without operation',
  ],
  basis: BASIS,
} as const;
/** Keys of the shape “grouping”. */
export const SAID_GROUPING = {
  exclude: [
    '不入组的主要诊断的 codes 表，按全码比较，前缀写 *',
    'codes table of principal diagnoses that are not grouped: whole codes, prefixes end in *',
  ],
  layers: [
    '各层的先后：PRE 先期、MERGED 并项、SUBDIVIDED 细分、CORE 核心、COMPOSITE 综合、DRG 病组、UNGROUPED 空白',
    'order of layers: PRE, MERGED, SUBDIVIDED, CORE, COMPOSITE, DRG, UNGROUPED',
  ],
  operations: [
    'MAIN_THEN_RELATED：病例的第一个手术操作是主要手术操作，须在病种的主要手术操作中，相关手术操作在其余操作中找，目录写“不限定”（operationPlace ANY）的除外；ANY：病种写到的任一操作，病例有就算，不论先后。不写为 ANY',
    'MAIN_THEN_RELATED: the first operation of a case is the main one and must be among the main ones of the group, related ones are looked for among the others, but for rows with operationPlace ANY; ANY: whichever operation the case has, in any order. Default: ANY',
  ],
  mainOperations: [
    '不可作为主要手术操作、或只有某些主要诊断才可以的手术操作；逐条看，第一条不允许的算数。只用于 MAIN_THEN_RELATED',
    'operations that may not be main, or only with some principal diagnoses; the first entry that forbids counts. For MAIN_THEN_RELATED only',
  ],
  operationKinds: [
    '各治疗方式的编码清单：SURGERY 手术、TREATMENT 治疗性、DIAGNOSTIC 诊断性、CONSERVATIVE 按保守治疗入组 → codes 表。MAIN_THEN_RELATED 时，CONSERVATIVE 清单中的操作既不是主要也不是相关手术操作',
    'codes table of each kind of operation: SURGERY, TREATMENT, DIAGNOSTIC, CONSERVATIVE. With MAIN_THEN_RELATED operations listed as CONSERVATIVE are neither main nor related',
  ],
  unlistedOperations: [
    '哪个清单都没有的手术操作算哪种治疗方式；不写为 CONSERVATIVE（保守治疗）',
    'the kind of an operation that none of the lists has. Default: CONSERVATIVE',
  ],
  admit: ['带某标志的病种在什么情况下才能入', 'when groups with a flag may be candidates'],
  ties: [
    '几个候选时怎样取舍，从前往后逐项比较，没有写的不比；最后须是 GROUP_CODE（编码在前者）。MOST_RELATED_OPERATIONS 主要手术操作相同的，相关手术操作匹配多者；EXACT 与病例的操作完全一致者；ALL_OPERATIONS 包含病例全部操作者；MOST_OPERATIONS 匹配操作多者；MOST_CLAUSES “+”组数多者；NEAREST_MEAN_COST 病例总费用与病种次均费用绝对差最小者，次均费用取该病例的机构级别一列（meanCost.3 等；机构没有级别时取 meanCost.ALL），没有这一列的排在后面；HIGHEST_POINTS 分值高者；LAYER 分组层在前者；NOT_PRIMARY_CARE 非基层病种；OPERATION_KIND 手术、治疗、诊断、保守；MOST_CONDITIONS 要求的条件（至少须有几个手术操作、诊断清单、范围、性别）多者；LONGEST_DIAGNOSIS 主要诊断写得更具体者；GROUP_NUMBER 编码末尾序号小者',
    'how candidates are told apart, one after the other; what is not named is not compared; the last is GROUP_CODE. NEAREST_MEAN_COST compares the total cost with the mean cost of the level of the institution (meanCost.3 …; meanCost.ALL where it has no level), groups without it last. MOST_CONDITIONS: most operations that a case must have at least, lists of diagnoses, ranges and sex. LONGEST_DIAGNOSIS: the principal diagnosis named most closely. GROUP_NUMBER: the lowest number at the end of the code',
  ],
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
/** Keys of the shape “declare by”. */
export const SAID_DECLARE_BY = {
  day: [
    '结算期结束后次月的几日之前（含）申报，如 10；该月没有这一日的为其最后一日',
    'day of the month after the period’s end by which institutions declare it, such as 10; of a shorter month its last day',
  ],
  basis: BASIS,
} as const;
/** Keys of the shape “pay within”. */
export const SAID_PAY_WITHIN = {
  days: ['多少个工作日之内拨付，按本地区的工作日历', 'working days within which it is paid, by the region’s calendar'],
  from: [
    '从哪一天起算（该日不计）：DECLARATION_DUE 申报截止日（须写 declareBy），CONFIRMATION 结算确认日',
    'from which day they are counted (itself not): DECLARATION_DUE, the last day of declaring (needs declareBy), or CONFIRMATION of its run',
  ],
  basis: BASIS,
} as const;
/** Keys of the shape “close by”. */
export const SAID_CLOSE_BY = {
  months: ['结算期结束后第几个月', 'how many months after the period’s end'],
  day: ['该月几日之前（含）完成；该月没有这一日的为其最后一日', 'day of that month by which it is done; of a shorter month its last day'],
  basis: BASIS,
} as const;
/** Keys of the shape “objection days”. */
export const SAID_OBJECTION_DAYS = {
  days: [
    '公示之日起（该日不计）多少个工作日内可提异议，按本地区的工作日历',
    'working days after the publication within which institutions may object, by the region’s calendar',
  ],
  basis: BASIS,
} as const;
/** Keys of the shape “figures within”. */
export const SAID_FIGURES_WITHIN = {
  days: ['确认之日起（该日不计）多少个工作日内，按本地区的工作日历', 'working days after the confirmation, by the region’s calendar'],
  basis: BASIS,
} as const;
/** Keys of the shape “declared”. */
export const SAID_DECLARED = { basis: BASIS } as const;
/** Keys of the shape “period deadlines”. */
export const SAID_PERIOD_DEADLINES = {
  declareBy: [
    '机构申报的截止日；写了，则每家有结算单的机构申报并经两次审核后，该期才能确认',
    'when institutions declare; where it is stated a period is confirmed only after every institution with a statement has declared and two reviewers have agreed',
  ],
  publishBy: ['向机构公布（预清算公示）的期限', 'when its run is published to the institutions'],
  objectionWorkingDays: [
    '公示后的异议期，以工作日计；不写，则由公示的人写明最后一日',
    'how long institutions may object after the publication; where it is not stated, whoever publishes states the last day',
  ],
  confirmStatements: [
    '写了，则公示之后、每家有结算单的机构确认（或代为登记、或默示同意）之后，该期才能确认',
    'where it is stated a run is confirmed only after it was published and every institution with a statement has confirmed it',
  ],
  silentConsent: [
    '写了，则异议期满没有异议的机构视为同意；须写 objectionWorkingDays',
    'where it is stated an institution that has not objected when the days are over has consented; needs objectionWorkingDays',
  ],
  payWithinWorkingDays: ['拨付期限，以工作日计', 'when it is paid, in working days'],
  closeBy: ['确认关闭的期限', 'when it is confirmed'],
  figuresWithinWorkingDays: [
    '确认之后公布该期数据（dip publish）的期限，以工作日计',
    'when its figures are published after the confirmation, in working days',
  ],
} as const;
/** Keys of the shape “periods”. */
export const SAID_PERIODS = {
  MONTH: ['月度', 'months'],
  QUARTER: ['季度', 'quarters'],
  YEAR: ['年度', 'the year'],
} as const;
/** Keys of the shape “forecast”. */
export const SAID_FORECAST = {
  completion: [
    '未到的月份怎样补足：MONTH_SHARES 按往年同月病例的占比，DAYS 按天数',
    'how months to come are completed: by the shares of the same months of earlier years, or by days',
  ],
  by: [
    'MONTH_SHARES：按各机构自己的往年（INSTITUTION）或全区的往年（REGION）',
    'MONTH_SHARES: by each institution’s earlier years, or by the region’s',
  ],
  years: ['MONTH_SHARES：至多看几个往年（1 至 10）', 'MONTH_SHARES: how many earlier years at most, 1 to 10'],
  basis: BASIS,
} as const;
/** Keys of the shape “insured regions”. */
export const SAID_INSURED_REGIONS = {
  by: [
    '病例汇总的名称：一家机构由异地就医（OUT_OF_REGION）支付的金额，按各参保地病例的这项合计分到参保地，分到分',
    'an aggregate of cases: what an institution is paid from OUT_OF_REGION is charged to regions of insurance by this sum of their cases, to the fen',
  ],
  basis: BASIS,
} as const;
/** Keys of the shape “methods”. */
export const SAID_METHODS = {
  codes: ['编码映射：病例的编码先这样读', 'code maps by which a case’s codes are read before anything else reads them'],
  grouping: ['分组口径', 'how cases get their disease group'],
  allocationTies: ['分配到分的尾差', 'the odd fen of allocations'],
  periodBy: ['病例按哪一天归属年月和版本', 'which day decides a case’s month, year and version'],
  calendar: ['基金年度的起点', 'where the fund year begins'],
  periods: [
    '月、季、年的期限：何时申报、公布、提异议、确认、拨付、关闭',
    'deadlines of months, quarters and the year: declaring, publishing, objecting, consenting, paying, closing',
  ],
  forecast: [
    '年中预测的口径；没有钱依此支付，依据可以是假设',
    'how a running year is forecast; no money rests on it, so it may be an assumption',
  ],
  insuredRegions: ['异地就医向各参保地清算的口径', 'how care of patients insured elsewhere is charged to their regions'],
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
  drugPoints: ['药品分值；null 为没有', 'drug points; null: none'],
  consumablePoints: ['耗材分值；null 为没有', 'consumable points; null: none'],
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
