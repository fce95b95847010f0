import type { ExplanationWords } from './explain-words.js';
import type { EffectiveDocument } from '../document/document.js';
import type { ForecastDocument, GroupingDocument, PeriodsDocument } from '../document/document-methods.js';
import { PERIOD_KINDS, PERIODS } from '../../engine/plan/periods.js';
import { OPERATION_KINDS, type GroupingTie, type GroupKind, type OperationKind } from '../../engine/plan/group-terms.js';
import type { Label } from '../../engine/plan/plan.js';

type Methods = EffectiveDocument['methods'];

/** 口径 the methods of a ruleset, in the order in which a case meets them. */
export const METHODS = ['calendar', 'periodBy', 'codes', 'grouping', 'allocationTies', 'periods', 'forecast', 'insuredRegions'] as const;

/** 口径 what the methods of a ruleset are called. */
export const METHOD_LABELS: Readonly<Record<keyof Methods, Label>> = {
  codes: { zh: '编码映射', en: 'code maps' },
  grouping: { zh: '分组口径', en: 'grouping' },
  allocationTies: { zh: '分配到分的尾差', en: 'the odd fen of allocations' },
  periodBy: { zh: '归属日期', en: 'the day of a case' },
  calendar: { zh: '基金年度的起点', en: 'where the fund year begins' },
  periods: { zh: '月、季、年的期限', en: 'deadlines of months, quarters and the year' },
  forecast: { zh: '年中预测', en: 'the forecast of a running year' },
  insuredRegions: { zh: '向参保地清算', en: 'what is charged to regions of insurance' },
};

const LAYERS: Readonly<Record<GroupKind, string>> = {
  PRE: '先期分组',
  MERGED: '并项病种',
  SUBDIVIDED: '诊断辅助细分病种',
  CORE: '核心病种',
  COMPOSITE: '综合病种',
  DRG: '病组',
  UNGROUPED: '空白病组',
};
const TIES: Readonly<Record<GroupingTie, string>> = {
  MOST_RELATED_OPERATIONS: '匹配相关操作多者',
  EXACT: '完全匹配者',
  ALL_OPERATIONS: '操作全部匹配者',
  MOST_OPERATIONS: '匹配操作多者',
  MOST_CLAUSES: '“+”组数多者',
  NEAREST_MEAN_COST: '费用与次均费用最接近者',
  HIGHEST_POINTS: '分值较高者',
  LAYER: '分组层靠前者',
  NOT_PRIMARY_CARE: '非基层病种',
  OPERATION_KIND: '手术＞治疗性操作＞诊断性操作＞保守治疗',
  MOST_CONDITIONS: '要求的条件多者',
  LONGEST_DIAGNOSIS: '主要诊断写得更具体者',
  GROUP_NUMBER: '编码末尾序号小者',
  GROUP_CODE: '病种编码在前者',
};
const OPERATIONS: Readonly<Record<OperationKind, string>> = {
  SURGERY: '手术',
  TREATMENT: '治疗性操作',
  DIAGNOSTIC: '诊断性操作',
  CONSERVATIVE: '保守治疗',
};
const DIAGNOSIS = { EXACT: '全码', SUBCATEGORY_4: '前四位', CATEGORY_3: '前三位', PREFIX: '国家病种库的前缀与范围' } as const;
const READINGS = {
  MAIN_THEN_RELATED: '病例的第一个手术操作是主要手术操作，其余是相关手术操作',
  ANY: '病种写到的手术操作不论次序',
} as const;
const BARRED = { NEXT: '由下一个手术操作递补', CONSERVATIVE: '按没有手术操作入组' } as const;
const ASSIGNED = { TAKEN: '已有分组结果的照用', COMPARED: '总以分组方案所得为准，与已有分组结果不同的列出' } as const;
const ODD_FEN = { INSTITUTION_CODE: '尾差按机构编码先后分配', LARGEST_WEIGHT: '尾差先给权重大者' } as const;
const PERIOD = { DISCHARGE: '病例按出院日归属年月和版本', SETTLEMENT: '病例按结算日归属年月和版本' } as const;

/** What a method says, a sentence a line, in Chinese. */
export function methodText(
  { codes, grouping, allocationTies, periodBy, calendar, periods, forecast, insuredRegions }: Methods,
  id: string,
  words: ExplanationWords,
): readonly string[] {
  switch (id) {
    case 'codes':
      return [
        ...(codes?.editions === undefined
          ? []
          : [`只读编码版本为 ${codes.editions.from} 的病例；没有写版本的按 ${codes.editions.unstated}`]),
        ...(codes?.diagnoses === undefined ? [] : [`诊断编码先按${words.labelOf(codes.diagnoses).zh}换成目录所用的编码`]),
        ...(codes?.operations === undefined ? [] : [`手术操作编码先按${words.labelOf(codes.operations).zh}换成目录所用的编码`]),
      ];
    case 'grouping':
      return grouping === undefined ? [] : groupingText(grouping, words);
    case 'allocationTies':
      return allocationTies === undefined ? [] : [ODD_FEN[allocationTies.value]];
    case 'periodBy':
      return periodBy === undefined ? [] : [PERIOD[periodBy.value]];
    case 'calendar':
      return calendar === undefined ? [] : [`年度从 ${calendar.yearStart} 起`];
    case 'periods':
      return periods === undefined ? [] : deadlinesText(periods);
    case 'forecast':
      return forecast === undefined ? [] : [forecastText(forecast)];
    case 'insuredRegions':
      return insuredRegions === undefined ? [] : [`各机构异地就医的支付，按${words.labelOf(insuredRegions.by).zh}分到各参保地，尾差到分`];
    default:
      return [];
  }
}

function forecastText({ completion, by, years }: ForecastDocument): string {
  if (completion === 'DAYS') return '未到的月份按天数推算；只作估算，不作支付依据';
  const whose = by === 'INSTITUTION' ? '各机构' : '全区';
  return `未到的月份按${whose}往年（至多 ${years ?? 0} 年）同月病例的占比推算，逐年各算一遍得出区间；只作估算，不作支付依据`;
}

const COUNTED = { DECLARATION_DUE: '申报截止日', CONFIRMATION: '确认日' } as const;

function deadlinesText(periods: PeriodsDocument): readonly string[] {
  return PERIOD_KINDS.flatMap((kind): string[] => {
    const {
      declareBy,
      publishBy,
      objectionWorkingDays,
      confirmStatements,
      silentConsent,
      payWithinWorkingDays: pay,
      closeBy,
      figuresWithinWorkingDays: figures,
    } = periods[kind] ?? {};
    const said = [
      ...(declareBy === undefined ? [] : [`次月 ${declareBy.day} 日前申报，经两次审核才能确认`]),
      ...(publishBy === undefined ? [] : [`结束后第 ${publishBy.months} 个月的 ${publishBy.day} 日前向机构公布`]),
      ...(objectionWorkingDays === undefined ? [] : [`公示后 ${objectionWorkingDays.days} 个工作日内可提异议`]),
      ...(confirmStatements === undefined ? [] : ['各机构确认结算单后才能确认']),
      ...(silentConsent === undefined ? [] : ['异议期满未提异议视为同意']),
      ...(pay === undefined ? [] : [`${COUNTED[pay.from]}后 ${pay.days} 个工作日内拨付`]),
      ...(closeBy === undefined ? [] : [`结束后第 ${closeBy.months} 个月的 ${closeBy.day} 日前确认关闭`]),
      ...(figures === undefined ? [] : [`确认后 ${figures.days} 个工作日内公布数据`]),
    ];
    return said.length === 0 ? [] : [`${PERIODS[kind].zh}：${said.join('；')}`];
  });
}

/** The articles that deadlines rest on, each once. */
export function basisOfDeadlines(periods: PeriodsDocument): readonly string[] {
  const stated = PERIOD_KINDS.flatMap((kind) => Object.values(periods[kind] ?? {}));
  return [...new Set(stated.flatMap((deadline) => deadline?.basis ?? []))];
}

function groupingText(grouping: GroupingDocument, words: ExplanationWords): readonly string[] {
  const { exclude, layers, operationKinds = {}, unlistedOperations, admit = [], ties, match, grouper } = grouping;
  const lists = OPERATION_KINDS.flatMap((kind) =>
    operationKinds[kind] === undefined ? [] : [`${OPERATIONS[kind]}＝${words.labelOf(operationKinds[kind]).zh}`],
  );
  return [
    ...(exclude === undefined ? [] : [`不入组：${words.labelOf(exclude).zh}为是的病例`]),
    `层次：${layers.map((layer) => LAYERS[layer]).join(' → ')}`,
    ...(grouper === undefined ? [] : grouperText(grouper)),
    ...(grouping.operations === undefined ? [] : [READINGS[grouping.operations]]),
    ...(grouping.mainOperations ?? []).map((entry) => mainText(entry, words)),
    ...(lists.length === 0 ? [] : [`治疗方式：${lists.join('；')}`]),
    ...(unlistedOperations === undefined ? [] : [`清单以外的手术操作算${OPERATIONS[unlistedOperations]}`]),
    ...admit.map(({ groupFlag, when }) => `${words.valueOf(groupFlag).zh}病种只收${words.labelOf(when).zh}为是的病例`),
    `几个候选时优先：${ties.map((tie) => TIES[tie]).join('，再')}`,
    ...matchText(match),
  ];
}

function grouperText({ code, version, contentHash, assigned }: NonNullable<GroupingDocument['grouper']>): readonly string[] {
  const content = contentHash === undefined ? '' : `，内容 ${contentHash}`;
  return [`分组方案：${code} ${version}${content}；${ASSIGNED[assigned]}`];
}

function mainText(
  { operations, diagnoses, otherwise }: NonNullable<GroupingDocument['mainOperations']>[number],
  words: ExplanationWords,
): string {
  const only = diagnoses === undefined ? '一律不作' : `只有主要诊断在${words.labelOf(diagnoses).zh}内才作`;
  return `${words.labelOf(operations).zh}的手术操作${only}主要手术操作，否则${BARRED[otherwise]}`;
}

function matchText({ diagnosis, operations, partial }: NonNullable<GroupingDocument['match']> = {}): readonly string[] {
  return [
    ...(diagnosis === undefined ? [] : [`主要诊断比${DIAGNOSIS[diagnosis]}`]),
    ...(operations === undefined ? [] : ['病例须有病种的全部操作']),
    ...(partial === true ? ['不全匹配的病种也可作候选'] : []),
  ];
}
