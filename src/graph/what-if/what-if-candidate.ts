import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import type { GraphContext } from '../base/context.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import type { PageArguments } from '../kit/keyset-page.js';
import { placedPage, type PlacedWanted } from '../kit/placed-rows.js';
import { MovedCasesRef } from './what-if-case.js';
import { CaseWayRef, SituationCountRef, ChangedValueRef, ComparedEnum, WhatIfChangeRef, WhatIfSideRef } from './what-if-figures.js';
import { WhatIfGroupRef, WhatIfInstitutionRef, WhatIfLevelRef } from './what-if-rows.js';
import {
  accountChanges,
  budgetChange,
  type AccountChange,
  type CandidateReport,
  type CandidateResult,
  type SideReport,
} from '../../app/what-if/compare-sides.js';
import { ACCOUNT_LABELS } from '../../engine/plan/accounts.js';
import type { Compared } from '../../app/what-if/score/case-marks.js';
import { whatIfGroupOf, whatIfInstitutionOf } from '../../app/what-if/stored-what-if-parse.js';
import { levelChanges } from '../../app/what-if/level-changes.js';
import { pageBegin } from '../../app/frozen/page-year.js';
import { MOST_MOVED_CASES, movedCases } from '../../app/what-if/what-if-cases.js';
import type { WhatIfRowKind, WhatIfRowRecord } from '../../app/ports/clearing/ports-what-if.js';

/** A candidate of a stored what-if: what came of it, and where its rows stand. */
export interface CandidateView {
  readonly regionCode: string;
  readonly id: string;
  readonly index: number;
  readonly report: CandidateReport;
  readonly baseline: SideReport;
}

/** A page of a table of a candidate. */
function page<T>(view: CandidateView, kind: WhatIfRowKind, args: PageArguments, context: GraphContext, shown: (row: WhatIfRowRecord) => T) {
  const { regionCode, id, index } = view;
  const read = (wanted: PlacedWanted) =>
    context.session.read(({ whatIfs }) => whatIfs.rows(regionCode, id, { candidate: index, kind, ...wanted }));
  return placedPage(args, `WHATIF${kind}`, read, shown);
}

const MovedByRef = builder.objectRef<CandidateResult['movedBy'][number]>('WhatIfMovedBy').implement({
  description: '某一项变动的病例数 how many cases have one thing changed',
  fields: (t) => ({
    output: t.field({ type: ComparedEnum, description: '哪一项 which', resolve: ({ output }) => output }),
    cases: t.exposeInt('cases', { description: '病例数 cases' }),
  }),
});

const AccountChangeRef = builder.objectRef<AccountChange>('WhatIfAccountChange').implement({
  description: '一个账户的期初、期末对照（元） an account on both sides, yuan',
  fields: (t) => ({
    account: t.string({ description: '账户 account', resolve: ({ account }) => account }),
    label: t.field({ type: LocalizedTextRef, description: '名称 its name', resolve: ({ account }) => ACCOUNT_LABELS[account] }),
    opening: t.field({ type: WhatIfChangeRef, description: '期初 opening', resolve: ({ opening }) => opening }),
    closing: t.field({ type: WhatIfChangeRef, description: '期末 closing', resolve: ({ closing }) => closing }),
  }),
});

const ResultRef = builder.objectRef<CandidateResult>('WhatIfResult').implement({
  description: '候选方案下的全区结果，与现行对照 the region under a candidate beside the year in force',
  fields: (t) => ({
    side: t.field({ type: WhatIfSideRef, description: '候选一方 the candidate’s year', resolve: ({ side }) => side }),
    fund: t.field({ type: WhatIfChangeRef, description: '可分配基金（元） fund, yuan', resolve: ({ fund }) => fund }),
    pointValue: t.field({
      type: WhatIfChangeRef,
      nullable: true,
      description: '结算点值 settlement point value',
      resolve: ({ pointValue }) => pointValue,
    }),
    entitlement: t.field({
      type: WhatIfChangeRef,
      description:
        '应得合计（元）：基金按权重分完的，差额等于基金之差，基金不变即 0.00 entitlements, yuan: where the fund is shared out whole, 0.00 unless the fund differs',
      resolve: ({ entitlement }) => entitlement,
    }),
    payable: t.field({ type: WhatIfChangeRef, description: '应拨合计（元） payable, yuan', resolve: ({ payable }) => payable }),
    undistributed: t.field({
      type: WhatIfChangeRef,
      description: '未分配（元） fund less entitlements, yuan',
      resolve: ({ undistributed }) => undistributed,
    }),
    winners: t.exposeInt('winners', { description: '应得增加的机构 institutions that get more' }),
    losers: t.exposeInt('losers', { description: '应得减少的机构 institutions that get less' }),
    unchanged: t.exposeInt('unchanged', { description: '应得不变的机构 institutions that get the same' }),
    moved: t.exposeInt('moved', { description: '有任何一项变动的病例 cases of which anything changed' }),
    movedBy: t.field({ type: [MovedByRef], description: '按变动项 by what changed', resolve: ({ movedBy }) => [...movedBy] }),
    ways: t.field({
      type: [CaseWayRef],
      description: '入组、纳入、偏差的去向，多的在前，至多 50 条 ways of group, inclusion and deviation, at most 50',
      resolve: ({ ways }) => [...ways],
    }),
    otherWays: t.exposeInt('otherWays', { description: '未列出的去向条数 ways that are not listed' }),
    situations: t.field({
      type: [SituationCountRef],
      description:
        '判定不同的情形，病例多的在前，至多 50 种；此前算成的模拟没有 situations that are decided otherwise, those with most cases first, at most 50; none in what-ifs from before they were counted',
      resolve: ({ situations }) => [...(situations?.list ?? [])],
    }),
    otherSituations: t.int({
      description: '未列出的情形种数 situations that are not listed',
      resolve: ({ situations }) => situations?.others ?? 0,
    }),
  }),
});

const FIRST_CASES = 5;
const readBy = { extensions: { pagesItself: true } };

/** Which cases are asked for. */
interface CasesAsked {
  readonly output?: Compared | null | undefined;
  readonly institutionCode?: string | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

function casesOf({ regionCode, id, index }: CandidateView, { output, institutionCode, first, after }: CasesAsked, context: GraphContext) {
  return movedCases(context.platform, callerOf(context), {
    ...{ regionCode, id, candidate: index, first: first ?? FIRST_CASES },
    ...(output ? { output } : {}),
    ...(institutionCode ? { institutionCode } : {}),
    begin: pageBegin(after),
  });
}

/** 候选方案. */
export const CandidateRef = builder.objectRef<CandidateView>('WhatIfCandidate').implement({
  description: '一个候选方案及其结果 a candidate and what came of it',
  fields: (t) => ({
    name: t.string({ description: '名称 name', resolve: ({ report }) => report.name }),
    changes: t.field({ type: [ChangedValueRef], description: '改动 what it changes', resolve: ({ report }) => [...report.changes] }),
    inputHash: t.string({
      description: '输入哈希（含规则） hash of its inputs, rules included',
      resolve: ({ report }) => report.inputHash,
    }),
    sameCases: t.boolean({
      description: '每个病例的计分都与现行相同，未重新计分 every case is scored as in force; none was scored again',
      resolve: ({ report }) => report.sameCases,
    }),
    failure: t.field({
      type: LocalizedTextRef,
      nullable: true,
      description: '为何不能结清 why its year could not be settled',
      resolve: ({ report }) => report.failure,
    }),
    result: t.field({ type: ResultRef, nullable: true, description: '结果 result', resolve: ({ report }) => report.result }),
    accounts: t.field({
      type: [AccountChangeRef],
      description: '各账户的期初、期末对照；没有结果则没有 accounts on both sides; none without a result',
      resolve: ({ baseline, report: { result } }) => (result === null ? [] : [...accountChanges(baseline, result.side)]),
    }),
    budget: t.field({
      type: WhatIfChangeRef,
      nullable: true,
      description: '年度DIP医保基金支出预算（元）；没有结果则为空 budget, yuan; null without a result',
      resolve: ({ baseline, report: { result } }) => (result === null ? null : budgetChange(baseline, result.side)),
    }),
    levels: t.field({
      type: [WhatIfLevelRef],
      complexity: { field: 20, multiplier: 5 },
      description: '各级别，按年末的级别合计；没有结果则没有 by level of institution on the last day of the year; none without a result',
      resolve: async ({ regionCode, id, index }, _args, context) => [...(await levelChanges(callerOf(context), regionCode, id, index))],
    }),
    institutions: t.connection(
      {
        type: WhatIfInstitutionRef,
        ...readBy,
        description: '各机构，按代码 institutions by code',
        resolve: (candidate, args, context) => page(candidate, 'INSTITUTION', args, context, whatIfInstitutionOf),
      },
      { name: 'WhatIfInstitutionConnection', description: '机构列表 a page of institutions' },
      { name: 'WhatIfInstitutionEdge', description: '列表中的一条 an entry' },
    ),
    groups: t.connection(
      {
        type: WhatIfGroupRef,
        ...readBy,
        description: '各病种，按编码 groups by code',
        resolve: (candidate, args, context) => page(candidate, 'GROUP', args, context, whatIfGroupOf),
      },
      { name: 'WhatIfGroupConnection', description: '病种列表 a page of groups' },
      { name: 'WhatIfGroupEdge', description: '列表中的一条 an entry' },
    ),
    cases: t.field({
      type: MovedCasesRef,
      authScopes: { permission: 'case:read' },
      complexity: ({ first }) => ({ field: 500, multiplier: first ?? FIRST_CASES }),
      description: '变动的病例，连同前后的依据 cases that it moves, with both scores explained',
      args: {
        output: t.arg({ type: ComparedEnum, description: '只看这一项变动的 only those of which this changed' }),
        institutionCode: t.arg.string({ description: '只看一家机构 of one institution' }),
        first: t.arg.int({ description: `至多几例，1 到 ${MOST_MOVED_CASES}，默认 5 how many at most` }),
        after: t.arg.string({ description: '接上一页的 next the `next` of the page before' }),
      },
      resolve: casesOf,
    }),
  }),
});
