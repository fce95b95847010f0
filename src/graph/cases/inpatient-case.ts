import type { GraphQLError } from 'graphql';
import { badInput } from '../base/bad-input.js';
import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { askedDraft, choiceOf, RulesetSelector } from './case-input.js';
import { CHECK_COST } from '../rulesets/check-report.js';
import { CaseScoreRef, ScoreCaseResult } from '../scoring/case-score.js';
import { CaseFlagEnum, InsuranceSchemeEnum, isCaseFlag, SCHEME_CHOICE } from '../base/enums.js';
import { InstitutionRef, institutionOf } from '../regions/institution.js';
import { joinKey, splitKey, wholePart } from '../base/node-key.js';
import { arrayPage } from '../kit/array-page.js';
import { RegionRef } from '../regions/region.js';
import { StoredScoreView } from '../scoring/score-view.js';
import { scoreCase } from '../../app/scoring/score-case.js';
import { must } from '../../engine/kit/assert.js';

/** Scoring costs more than reading a field. */
const SCORE_COST = 20;

/** 病例: a stored revision. Corrections and voids are later revisions. */
export const InpatientCaseRef = builder.prismaNode('InpatientCase', {
  id: { resolve: ({ regionCode, institutionCode, caseNo, revision }) => joinKey(regionCode, institutionCode, caseNo, revision) },
  findUnique: (id) => {
    const [regionCode, institutionCode, caseNo, revision] = splitKey(id, 4);
    return { regionCode_caseNo_institutionCode_revision: { regionCode, institutionCode, caseNo, revision: wholePart(revision) } };
  },
  nullable: true,
  authScopes: { permission: 'case:read' },
  description: '病例：已入库的一个修订；更正和作废都是新的修订 a stored revision of a case; corrections and voids are later ones',
  fields: (t) => ({
    caseNo: t.exposeString('caseNo', { description: "病例号（假名），各机构自编 case number, a pseudonym; the institution's own" }),
    region: t.field({
      type: RegionRef,
      description: '统筹地区 region',
      resolve: async ({ regionCode }, _args, { loaders }) => must(await loaders.regions.load(regionCode), 'region of a case'),
    }),
    institution: t.field({
      type: InstitutionRef,
      description: '医疗机构 institution',
      resolve: institutionOf,
    }),
    insurance: t.field({ type: InsuranceSchemeEnum, description: '险种 insurance scheme', resolve: ({ insurance }) => insurance }),
    admissionDate: t.field({ type: 'Date', description: '入院日期 admission date', resolve: ({ admissionDate }) => admissionDate }),
    dischargeDate: t.field({ type: 'Date', description: '出院日期 discharge date', resolve: ({ dischargeDate }) => dischargeDate }),
    settlementDate: t.field({
      type: 'Date',
      nullable: true,
      description: '结算日期 settlement date',
      resolve: ({ settlementDate }) => settlementDate,
    }),
    principalDiagnosis: t.exposeString('principalDiagnosis', { description: '主要诊断编码 principal diagnosis' }),
    otherDiagnoses: t.exposeStringList('otherDiagnoses', { description: '其他诊断编码 other diagnoses' }),
    procedures: t.exposeStringList('procedures', { description: '手术操作编码，第一个为主要 operations; the first is the main one' }),
    caseFlags: t.field({ type: [CaseFlagEnum], description: '病例标志 flags', resolve: ({ caseFlags }) => caseFlags.filter(isCaseFlag) }),
    totalCost: t.field({
      type: 'Decimal',
      description: '医疗总费用（元，2 位小数） total cost in yuan, 2 places',
      resolve: ({ totalCost }) => totalCost.toFixed(2),
    }),
    revision: t.exposeInt('revision', { description: '修订号，从 1 起 revision, from 1' }),
    voided: t.exposeBoolean('voided', { description: '本修订作废该病例 this revision voids the case' }),
    scores: t.connection(
      {
        type: CaseScoreRef,
        description: '各次清算存下的得分，新的在前 its scores in runs, newest first',
        resolve: async ({ regionCode, institutionCode, caseNo }, args, context) => {
          const records = await context.session.read(({ scores }) => scores.ofCase(regionCode, { institutionCode, caseNo }));
          const scores = records.map((record) => new StoredScoreView(record, context));
          return arrayPage(scores, args);
        },
      },
      {
        name: 'CaseScoreConnection',
        description: '得分列表 a page of scores',
        fields: (c) => ({ totalCount: c.exposeInt('totalCount', { description: '总数 how many there are in all' }) }),
      },
      { name: 'CaseScoreEdge', description: '列表中的一条 an entry' },
    ),
  }),
});

builder.prismaObjectField(InpatientCaseRef, 'score', (t) =>
  t.field({
    type: ScoreCaseResult,
    complexity: ({ using }) => ({ field: SCORE_COST + (using?.draftId ? CHECK_COST.field : 0), multiplier: 1 }),
    description:
      '即时计分，用出院日生效的规则集，或指定的版本、草案；不保存 scored now, by the ruleset in force on the day of discharge, or by the version or draft that is named; nothing is stored',
    args: {
      using: t.arg({
        type: RulesetSelector,
        description: '选用的规则集；默认出院日生效的版本 which ruleset; by default the one in force on the day of discharge',
      }),
      scheme: t.arg(SCHEME_CHOICE),
    },
    resolve: async ({ regionCode, institutionCode, caseNo, revision }, { using, scheme }, context) => {
      const caller = callerOf(context);
      const asked = { regionCode, using, scheme };
      const record = must(await caller.read(({ cases }) => cases.find(regionCode, { institutionCode, caseNo }, revision)), 'case');
      return await scoreCase(context.platform, caller, regionCode, record, choiceOf({ ...asked, draft: await askedDraft(context, asked) }));
    },
  }),
);

builder.queryField('inpatientCase', (t) =>
  t.prismaField({
    type: InpatientCaseRef,
    nullable: true,
    authScopes: { permission: 'case:read' },
    description: '按自然键取病例的当前修订 the current revision of a case by its natural key',
    args: {
      regionCode: t.arg.string({ required: true, description: '统筹地区代码 region code' }),
      caseNo: t.arg.string({ required: true, description: '病例号 case number' }),
      institutionCode: t.arg.string({
        description: '机构代码；多家机构同号时必填 institution; required where several have this number',
      }),
    },
    resolve: async (query, _root, { regionCode, caseNo, institutionCode }, { prisma }) => {
      const where = { regionCode, caseNo, ...(institutionCode ? { institutionCode } : {}) };
      const found = await prisma.inpatientCase.findFirst({ ...query, where, orderBy: [{ institutionCode: 'asc' }, { revision: 'desc' }] });
      const other =
        institutionCode || found === null
          ? null
          : await prisma.inpatientCase.findFirst({
              select: { seq: true },
              where: { ...where, institutionCode: { not: found.institutionCode } },
            });
      if (other !== null) throw ambiguous(caseNo);
      return found;
    },
  }),
);

function ambiguous(caseNo: string): GraphQLError {
  return badInput({
    zh: `有多家机构的病例号是“${caseNo}”。请写明 institutionCode。`,
    en: `Several institutions have a case "${caseNo}". State institutionCode.`,
  });
}
