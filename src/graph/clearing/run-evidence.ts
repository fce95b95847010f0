import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { CaseScoreRef } from '../scoring/case-score.js';
import { ClearingRunRef } from './clearing-run.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { PaymentSchemeEnum } from '../base/enums.js';
import { InpatientCaseRef } from '../cases/inpatient-case.js';
import { keysetPage, partsOf, partsText, type KeysetWanted } from '../kit/keyset-page.js';
import { SpecialQuotaRef } from '../kit/special-quota.js';
import { StoredScoreView } from '../scoring/score-view.js';
import { StatementRef } from './statement.js';
import { TRACE_COST, TraceStepRef } from '../scoring/trace.js';
import { explainGroups, groupDecisions, type GroupDecision } from '../../app/clearing/evidence/explain-groups.js';
import { specialQuotaOf } from '../../app/clearing/settle/special-quota.js';
import {
  budgetItems,
  decisionsOf,
  groupCodeOf,
  groupKeyOf,
  readRunInputs,
  situationRows,
  yearDocument,
  yearRuleset,
} from '../../app/clearing/evidence/run-evidence.js';
import {
  NO_INSTITUTION,
  type AccountRecord,
  type PostingRecord,
  type ScopeValueRecord,
} from '../../app/ports/clearing/ports-run-results.js';
import type { OutcomeRecord } from '../../app/ports/clearing/ports-score.js';
import { must } from '../../engine/kit/assert.js';
import { printFen } from '../../engine/number/quantity.js';
import type { ExplainedStep } from '../../rules/explain/explain.js';

const AccountRef = builder.objectRef<AccountRecord>('RunAccount').implement({
  description: '账户：期初加全部分录的变动等于期末 an account: opening and all changes make the closing',
  fields: (t) => ({
    account: t.exposeString('account', { description: '账户 account' }),
    opening: t.field({
      type: 'Decimal',
      description: '期初（元，2 位小数） opening, yuan',
      resolve: ({ openingFen }) => printFen(openingFen),
    }),
    closing: t.field({
      type: 'Decimal',
      description: '期末（元，2 位小数） closing, yuan',
      resolve: ({ closingFen }) => printFen(closingFen),
    }),
  }),
});

const PostingRef = builder.objectRef<PostingRecord>('Posting').implement({
  description: '分录：一个合计的一行及其所动用的账户 a posting: a line of a total and the account that it moves',
  fields: (t) => ({
    total: t.exposeString('total', {
      description:
        '所属合计：payable、写明账户的其他合计，或 retained（基金余额留存） total: payable, another whose lines name accounts, or retained',
    }),
    line: t.exposeString('line', {
      description: '判定标识；划转的基金一方为“判定.FUND” decision that is the line; <decision>.FUND on the other side of a transfer',
    }),
    account: t.exposeString('account', { description: '账户 account' }),
    amount: t.field({
      type: 'Decimal',
      description: '金额（元，2 位小数） amount as the line shows it',
      resolve: ({ amountFen }) => printFen(amountFen),
    }),
    change: t.field({
      type: 'Decimal',
      description: '账户的变动（元，2 位小数），付出为负 how the account changes; negative where it pays',
      resolve: ({ amountFen, sign }) => printFen(sign === 1 ? -amountFen : amountFen),
    }),
  }),
});

type SituationDecision = ReturnType<typeof situationRows>[number];
const SituationDecisionRef = builder.objectRef<SituationDecision>('SituationDecision').implement({
  description: '情形中的一个判定 one decision of a situation',
  fields: (t) => ({
    decision: t.exposeString('decision', { description: '判定标识 id' }),
    rules: t.stringList({ description: '成立的规则 rules that held', resolve: ({ rules }) => [...rules] }),
    value: t.exposeString('value', { nullable: true, description: '结果；数值因病例而异，为空 what it gave; null for numbers' }),
    facts: t.stringList({ description: '事实所处的档 classes of facts that were met', resolve: ({ facts }) => [...facts] }),
  }),
});
const SituationRef = builder.objectRef<OutcomeRecord>('Situation').implement({
  description: '情形：判定上没有区别的一组病例 cases that no rule tells apart',
  fields: (t) => ({
    number: t.exposeInt('outcomeId', { description: '情形号 number' }),
    cases: t.int({ description: '例数 how many cases', resolve: ({ count }) => Number(count) }),
    witnessCaseNo: t.exposeString('witnessCaseNo', { description: '例证的病例号 case number of one of them' }),
    reJudged: t.exposeBoolean('reJudged', { description: '已复核 judged a second time' }),
    decisions: t.field({
      type: [SituationDecisionRef],
      description: '逐个判定 decision by decision',
      resolve: (row) => [...situationRows(row)],
    }),
  }),
});

type Inputs = Awaited<ReturnType<typeof readRunInputs>>;
const RunInputsRef = builder.objectRef<Inputs>('RunInputs').implement({
  description: '冻结的输入 what a run was cleared from, as it was frozen',
  fields: (t) => ({
    budgetRevision: t.int({
      nullable: true,
      description: '预算修订号 revision of the budget',
      resolve: ({ records }) => records?.budgetRevision ?? null,
    }),
    actualsRevision: t.int({
      nullable: true,
      description: '决算修订号 revision of the actuals',
      resolve: ({ records }) => records?.actualsRevision ?? null,
    }),
    budget: t.field({
      type: 'JSON',
      description: '预算与决算各项目 items of budget and actuals',
      resolve: (inputs) => budgetItems(inputs),
    }),
    institutions: t.field({
      type: 'JSON',
      description: '机构及其档案 institutions with their profiles',
      resolve: ({ snapshot }) => snapshot.institutions,
    }),
    figures: t.field({ type: 'JSON', description: '机构指标 yearly figures', resolve: ({ snapshot }) => snapshot.figures }),
    institutionYears: t.field({
      type: 'JSON',
      description: '年度记录合计 sums of what was recorded',
      resolve: ({ snapshot }) => snapshot.institutionYears,
    }),
    records: t.field({
      type: 'JSON',
      description: '逐条调整、拨付、考核 adjustments, payments and assessments',
      resolve: ({ records }) => records?.rows ?? [],
    }),
    rulesets: t.field({
      type: 'JSON',
      description: '规则集及生效日期 rulesets with their days',
      resolve: ({ snapshot }) => snapshot.rulesets,
    }),
    catalogues: t.field({
      type: 'JSON',
      description: '病种目录库及生效日期 catalogues with their days',
      resolve: ({ snapshot }) => snapshot.catalogues,
    }),
  }),
});

function outcomeIn(place: string): number | undefined {
  const [id] = partsOf(place) ?? [];
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 && id < 2 ** 31 ? id : undefined;
}

builder.prismaObjectFields(ClearingRunRef, (t) => ({
  scheme: t.field({
    type: PaymentSchemeEnum,
    description: '支付方式 payment scheme',
    resolve: async ({ regionCode, rulesetIds }, _args, { loaders }) =>
      must(await loaders.rulesets.load({ regionCode, id: must(rulesetIds.at(-1), 'ruleset of a run') }), 'ruleset of a run').scheme,
  }),
  inputs: t.field({
    type: RunInputsRef,
    complexity: 20,
    authScopes: { agency: 'budget:read' },
    description: '冻结的输入，其后的更改不影响 what it was cleared from, whatever was recorded since',
    resolve: (run, _args, { session }) => readRunInputs(session.read, run),
  }),
  fundTrace: t.field({
    type: [TraceStepRef],
    complexity: TRACE_COST,
    authScopes: { agency: 'budget:read' },
    description: '基金层各判定的由来（年初与年末）；较早的清算没有 how every decision of the fund came about; earlier runs have none',
    resolve: async ({ regionCode, runNo }, _args, context) => {
      const { read } = callerOf(context);
      const { run, values } = await read(async ({ runs, runResults }) => ({
        run: must(await runs.findByNo(regionCode, runNo), 'run'),
        values: [
          ...(await runResults.scopeValues(regionCode, runNo, 'fundYear')),
          ...(await runResults.scopeValues(regionCode, runNo, 'fundYearEnd')),
        ],
      }));
      const effective = await yearDocument(context.platform, read, run);
      return values.flatMap((record) => decisionsOf(record, effective).map(({ step }) => step));
    },
  }),
  accounts: t.field({
    type: [AccountRef],
    authScopes: { agency: 'budget:read' },
    description: '各账户的期初与期末 accounts with opening and closing',
    resolve: ({ regionCode, runNo }, _args, { session }) =>
      session.read(async ({ runResults }) => [...(await runResults.accounts(regionCode, runNo))]),
  }),
  transfers: t.field({
    type: [PostingRef],
    authScopes: { agency: 'budget:read' },
    description:
      '账户间划转：不属于任何一家机构的分录，含基金余额的去向 transfers between accounts: postings of no institution, and where what was left of the fund went',
    resolve: ({ regionCode, runNo }, _args, { session }) =>
      session.read(async ({ runResults }) => [...(await runResults.postings(regionCode, runNo, NO_INSTITUTION))]),
  }),
  situations: t.connection(
    {
      type: SituationRef,
      authScopes: { agency: 'case:read' },
      description: '情形，附例数与例证：读完即读完全部病例 situations with count and witness: who has read these has read every case',
      resolve: ({ regionCode, runNo }, args, { session }) =>
        keysetPage(args, {
          name: 'SITUATIONS',
          placeOf: ({ outcomeId }: OutcomeRecord) => partsText([outcomeId]),
          parse: outcomeIn,
          read: ({ after = -1, limit }: KeysetWanted<number>) =>
            session.read(({ scores }) => scores.outcomes(regionCode, runNo, { first: limit, afterId: after })),
        }),
    },
    { name: 'SituationConnection', description: '情形列表 a page of situations' },
    { name: 'SituationEdge', description: '列表中的一条 an entry' },
  ),
}));

builder.prismaObjectField(ClearingRunRef, 'specialQuota', (t) =>
  t.field({
    type: SpecialQuotaRef,
    nullable: true,
    complexity: 2,
    authScopes: { agency: 'run:read' },
    description:
      '特例单议名额：年末的通过数、名额、剩余；月度、季度结算和没有名额的规则集为空 special cases approved, let be and left at the end of the year; null for months and quarters, and without such a quota',
    resolve: async ({ regionCode, runNo }, _args, { session }) => {
      const [year] = await session.read(({ runResults }) => runResults.scopeValues(regionCode, runNo, 'fundYearEnd'));
      return year === undefined ? null : specialQuotaOf(year.values);
    },
  }),
);

interface Month {
  readonly month: string;
  readonly steps: readonly ExplainedStep[];
}
const StatementMonthRef = builder.objectRef<Month>('StatementMonth').implement({
  description: '月度预结算：一家机构的一个月 an institution’s month as it was pre-settled',
  fields: (t) => ({
    month: t.exposeString('month', { description: '月份 01 至 12 month' }),
    trace: t.field({
      type: [TraceStepRef],
      complexity: TRACE_COST,
      description: '各判定的由来 how each decision came about',
      resolve: ({ steps }) => [...steps],
    }),
  }),
});

interface Group {
  readonly record: ScopeValueRecord;
  readonly decisions: readonly GroupDecision[];
  /** Of all groups that are asked for together. */
  readonly explained: () => Promise<ReadonlyMap<string, readonly ExplainedStep[]>>;
}
const GroupValueRef = builder.objectRef<GroupDecision & { readonly value: string | null }>('StatementGroupValue').implement({
  description: '机构病种的一个判定的取值 the value of a decision about a disease group of an institution',
  fields: (t) => ({
    decision: t.exposeString('decision', { description: '判定标识 id of the decision' }),
    label: t.field({ type: LocalizedTextRef, description: '名称 what it is called', resolve: ({ label }) => label }),
    value: t.exposeString('value', { nullable: true, description: '取值；缺失为空 as text; null where it is missing' }),
    unit: t.exposeString('unit', { description: '单位，不是数的为空文本 unit; empty for what is no number' }),
  }),
});
const StatementGroupRef = builder.objectRef<Group>('StatementGroup').implement({
  description: '机构病种：一家机构的一个病种全年的判定 a disease group of an institution, as the year decided about it',
  fields: (t) => ({
    groupCode: t.string({ description: '病种编码 code of the disease group', resolve: ({ record }) => groupCodeOf(record) }),
    values: t.field({
      type: [GroupValueRef],
      description: '各判定的取值，按规则集的顺序 values of the decisions, in the order of the ruleset',
      resolve: ({ record: { values }, decisions }) =>
        decisions.map((one) => {
          const value = values[one.decision];
          return { ...one, value: typeof value === 'string' ? value : null };
        }),
    }),
    trace: t.field({
      type: [TraceStepRef],
      complexity: TRACE_COST,
      description: '各判定的由来，按清算时冻结的输入再算一遍 how each decision came about, worked out once more from what the run froze',
      resolve: async ({ record, explained }) => [...((await explained()).get(record.key) ?? [])],
    }),
  }),
});

builder.prismaObjectFields(StatementRef, (t) => ({
  groups: t.connection(
    {
      type: StatementGroupRef,
      authScopes: { permission: 'statement:read' },
      description:
        '有病例的各病种及其判定的由来，按编码；规则集没有机构病种层判定的为空 disease groups with cases and how their decisions came about, by code; none where the ruleset decides nothing about groups of institutions',
      resolve: async ({ regionCode, runNo, institutionCode }, args, { platform, session }) => {
        const run = must(await session.read(({ runs }) => runs.findByNo(regionCode, runNo)), 'run of a statement');
        const decisions = groupDecisions(await yearRuleset(platform, session.read, run));
        return await keysetPage(args, {
          name: 'STATEMENT_GROUPS',
          placeOf: ({ record }: Group) => groupCodeOf(record),
          parse: (groupCode) => groupKeyOf(institutionCode, groupCode),
          read: async (wanted: KeysetWanted<string>) => {
            const rows = await session.read(({ runResults }) => runResults.groupValues(regionCode, runNo, { institutionCode, ...wanted }));
            let once: ReturnType<Group['explained']> | undefined;
            const explained = () => (once ??= explainGroups(platform, session.read, run, rows));
            return rows.map((record): Group => ({ record, decisions, explained }));
          },
        });
      },
    },
    { name: 'StatementGroupConnection', description: '机构病种列表 a page of disease groups of an institution' },
    { name: 'StatementGroupEdge', description: '列表中的一条 an entry' },
  ),
  months: t.field({
    type: [StatementMonthRef],
    complexity: { field: 1, multiplier: 12 },
    authScopes: { permission: 'statement:read' },
    description:
      '有病例的各月及其判定的由来，按月；规则集不汇总月份的清算没有 months with cases and how their decisions came about; none where a ruleset adds no months up',
    resolve: async ({ regionCode, runNo, institutionCode }, _args, { platform, session }) => {
      const { run, values } = await session.read(async ({ runs, runResults }) => ({
        run: must(await runs.findByNo(regionCode, runNo), 'run of a statement'),
        values: await runResults.scopeValues(regionCode, runNo, 'institutionMonth', institutionCode),
      }));
      const effective = await yearDocument(platform, session.read, run);
      return values.map((record): Month => ({
        month: record.key.split('/').at(-1) ?? '',
        steps: decisionsOf(record, effective).map(({ step }) => step),
      }));
    },
  }),
  postings: t.field({
    type: [PostingRef],
    description: '分录：各行动用的账户 postings: the accounts that its lines move',
    resolve: ({ regionCode, runNo, institutionCode }, _args, { session }) =>
      session.read(async ({ runResults }) => [...(await runResults.postings(regionCode, runNo, institutionCode))]),
  }),
}));

builder.objectFields(CaseScoreRef, (t) => ({
  revision: t.int({
    nullable: true,
    description: '所计分的病例修订号；即时计分为空 revision of the case that was scored; null when worked out now',
    resolve: (score) => (score instanceof StoredScoreView ? score.record.revision : null),
  }),
  inpatientCase: t.field({
    type: InpatientCaseRef,
    nullable: true,
    authScopes: { permission: 'case:read' },
    description: '所计分的病例，即使其后已更正或作废 the case as it was scored, whatever was revised or voided since',
    resolve: async (score, _args, { loaders }) => {
      if (!(score instanceof StoredScoreView)) return null;
      const { regionCode, caseSeq } = score.record;
      return (await loaders.casesBySeq.load({ regionCode, id: String(caseSeq) })) ?? null;
    },
  }),
}));
