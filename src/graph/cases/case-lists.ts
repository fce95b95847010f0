import { builder } from '../base/builder.js';
import { CaseScoreRef } from '../scoring/case-score.js';
import { ClearingRunRef } from '../clearing/clearing-run.js';
import { CaseFlagEnum, InsuranceSchemeEnum } from '../base/enums.js';
import { InpatientCaseRef } from './inpatient-case.js';
import { keysetPage, partsOf, partsText, type KeysetWanted } from '../kit/keyset-page.js';
import { stated } from '../kit/stated.js';
import { StoredScoreView } from '../scoring/score-view.js';
import type { CASE_SORTS, SCORE_SORTS, SortPlace } from '../../app/ports/clearing/ports-case-list.js';

/** Sorting may look at every row of a region or a run. */
const LIST_COST = 20;

const CaseSortEnum = builder.enumType('CaseSort', {
  description: '病例的排序 how cases are sorted',
  values: {
    IMPORTED: { description: '入库次序 order of import' },
    CASE_NO: { description: '病例号 case number' },
    DISCHARGE_DATE: { description: '出院日期 day of discharge' },
    TOTAL_COST: { description: '医疗总费用 total cost' },
  } satisfies Record<(typeof CASE_SORTS)[number], { description: string }>,
});
const ScoreSortEnum = builder.enumType('ScoreSort', {
  description: '得分的排序 how scores are sorted',
  values: {
    IMPORTED: { description: '入库次序 order of import' },
    CASE_NO: { description: '病例号 case number' },
    POINTS: { description: '病例分值 points' },
    COST_RATIO: { description: '费用倍率；没有的排在最低 cost ratio; missing ones lowest' },
  } satisfies Record<(typeof SCORE_SORTS)[number], { description: string }>,
});

const CaseFilterInput = builder.inputType('CaseFilter', {
  description: '病例筛选；不给的不限 which cases; what is left out does not narrow',
  fields: (t) => ({
    institutionCode: t.string({ description: '机构代码 institution code' }),
    caseNoFrom: t.string({ description: '病例号以此开头 case number beginning so' }),
    insurance: t.field({ type: InsuranceSchemeEnum, description: '险种 insurance scheme' }),
    dischargedFrom: t.field({ type: 'Date', description: '出院日期起（含） first day of discharge' }),
    dischargedTo: t.field({ type: 'Date', description: '出院日期止（含） last day of discharge' }),
    totalCostMin: t.field({ type: 'Decimal', description: '总费用下限（元，含） total cost from, yuan' }),
    totalCostMax: t.field({ type: 'Decimal', description: '总费用上限（元，含） total cost to, yuan' }),
    caseFlag: t.field({ type: CaseFlagEnum, description: '病例标志 flag' }),
    principalDiagnosis: t.string({ description: '主要诊断编码 principal diagnosis' }),
  }),
});

const ScoreFilterInput = builder.inputType('ScoreFilter', {
  description: '得分筛选；不给的不限 which scores; what is left out does not narrow',
  fields: (t) => ({
    institutionCode: t.string({ description: '机构代码 institution code' }),
    caseNoFrom: t.string({ description: '病例号以此开头 case number beginning so' }),
    groupCode: t.string({ description: '病种编码 code of the disease group' }),
    inclusion: t.string({ description: '纳入方式 inclusion' }),
    deviation: t.string({ description: '费用偏差 deviation' }),
    month: t.int({ description: '月份，1 到 12 month' }),
    pointsMin: t.field({ type: 'Decimal', description: '分值下限（含） points from' }),
    pointsMax: t.field({ type: 'Decimal', description: '分值上限（含） points to' }),
    flag: t.string({ description: '规则集判定 flags 给出的提示标志 flag that the ruleset gave' }),
    hasException: t.boolean({ description: '是否未能计分 whether it could not be scored' }),
  }),
});

const NUMBERED = /^-?\d{1,19}(?:\.\d{1,8})?$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

function orderOf(sort: string, descending: boolean): string {
  return `${sort}${descending ? '-' : '+'}`;
}

/** A place with the order that it is a place in. */
function placeText(sort: string, descending: boolean, { key, seq }: SortPlace): string {
  return partsText([orderOf(sort, descending), key, seq]);
}

/** The place inside a cursor: a cursor that was not made here, or for another order, is refused. */
function placeOf(sort: string, descending: boolean) {
  return (place: string): SortPlace | undefined => {
    const [order, key, seq] = partsOf(place) ?? [];
    if (order !== orderOf(sort, descending) || typeof key !== 'string' || typeof seq !== 'string' || !/^\d{1,18}$/.test(seq))
      return undefined;
    const fits = sort === 'CASE_NO' || (sort === 'DISCHARGE_DATE' ? DAY.test(key) : NUMBERED.test(key));
    return fits ? { key, seq } : undefined;
  };
}

builder.queryField('inpatientCases', (t) =>
  t.connection(
    {
      type: InpatientCaseRef,
      extensions: { pagesItself: true },
      complexity: (args) => ({ field: LIST_COST, multiplier: args.first ?? args.last ?? 50 }),
      authScopes: (_root, { regionCode }) => ({ inRegion: { permission: 'case:read', regionCode } }),
      description:
        '现行病例（未作废、未被更正），可筛选、排序；机构密钥只见本机构 current cases, filtered and sorted; an institution sees its own only',
      args: {
        regionCode: t.arg.string({ required: true, description: '统筹地区代码 region code' }),
        filter: t.arg({ type: CaseFilterInput, description: '筛选 which' }),
        sort: t.arg({ type: CaseSortEnum, defaultValue: 'IMPORTED', description: '排序 how they are sorted' }),
        descending: t.arg.boolean({ defaultValue: false, description: '降序 the other way round' }),
      },
      resolve: async (_root, { regionCode, filter, sort: asked, descending: down, ...args }, { session, loaders }) => {
        const [sort, descending] = [asked ?? 'IMPORTED', down ?? false];
        const { principalDiagnosis, ...rest } = stated(filter);
        const page = await keysetPage(args, {
          name: 'CASES',
          placeOf: (place: SortPlace) => placeText(sort, descending, place),
          parse: placeOf(sort, descending),
          read: (wanted: KeysetWanted<SortPlace>) =>
            session.read(({ caseLists }) =>
              caseLists.cases(regionCode, { ...rest, diagnosis: principalDiagnosis }, { sort, descending, ...wanted }),
            ),
        });
        const edges = await Promise.all(
          page.edges.map(async ({ cursor, node: { seq } }) => {
            const node = await loaders.casesBySeq.load({ regionCode, id: seq });
            return node === undefined ? null : { cursor, node };
          }),
        );
        return { ...page, edges };
      },
    },
    { name: 'InpatientCaseConnection', description: '病例列表 a page of cases' },
    { name: 'InpatientCaseEdge', description: '列表中的一条 an entry' },
  ),
);

builder.prismaObjectField(ClearingRunRef, 'scores', (t) =>
  t.connection(
    {
      type: CaseScoreRef,
      complexity: (args) => ({ field: LIST_COST, multiplier: args.first ?? args.last ?? 50 }),
      authScopes: { permission: 'case:read' },
      description: '病例得分，可筛选、排序；机构密钥只见本机构 scores of the run, filtered and sorted; an institution sees its own only',
      args: {
        filter: t.arg({ type: ScoreFilterInput, description: '筛选 which' }),
        sort: t.arg({ type: ScoreSortEnum, defaultValue: 'IMPORTED', description: '排序 how they are sorted' }),
        descending: t.arg.boolean({ defaultValue: false, description: '降序 the other way round' }),
      },
      resolve: async ({ regionCode, runNo }, { filter, sort: asked, descending: down, ...args }, context) => {
        const [sort, descending] = [asked ?? 'IMPORTED', down ?? false];
        const page = await keysetPage(args, {
          name: 'SCORES',
          placeOf: ({ place }) => placeText(sort, descending, place),
          parse: placeOf(sort, descending),
          read: (wanted: KeysetWanted<SortPlace>) =>
            context.session.read(({ caseLists }) => caseLists.scores(regionCode, runNo, stated(filter), { sort, descending, ...wanted })),
        });
        return { ...page, edges: page.edges.map(({ cursor, node }) => ({ cursor, node: new StoredScoreView(node, context) })) };
      },
    },
    { name: 'RunScoreConnection', description: '一次清算的得分列表 a page of the scores of a run' },
    { name: 'RunScoreEdge', description: '列表中的一条 an entry' },
  ),
);
