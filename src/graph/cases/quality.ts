import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { keysetPage, partsOf, partsText } from '../kit/keyset-page.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { stated } from '../kit/stated.js';
import { closingOf, type QualityCount, type QualityResultRecord } from '../../app/ports/cases/ports-quality.js';
import { qualityPage, qualitySummary } from '../../app/cases/quality-results.js';

/** 质控维度. */
const DimensionEnum = builder.enumType('QualityDimension', {
  description: '质控维度 dimension of the quality of a settlement list',
  values: {
    TIMELY: { description: '及时 sent in time' },
    COMPLETE: { description: '完整 nothing is missing' },
    REASONABLE: { description: '合理 nothing contradicts another thing, or what can be' },
    STANDARD: { description: '规范 written as the standards write it' },
  } as const,
});

/** 质控级别. */
const LevelEnum = builder.enumType('QualityLevel', {
  description: '质控级别 how bad a finding is',
  values: { ERROR: { description: '错误 wrong' }, WARNING: { description: '提示 to be looked at' } } as const,
});

/** 关闭方式. */
const ClosingEnum = builder.enumType('QualityClosing', {
  description: '质控问题的关闭方式 how a finding was closed',
  values: {
    RESENT: { description: '重传后不再有此问题 the list came again without it' },
    VOIDED: { description: '病例已作废 the case was voided' },
  } as const,
});

/** 质控结果. */
const QualityResultRef = builder.objectRef<QualityResultRecord>('QualityResult').implement({
  description:
    '质控结果：一条规则在一份清单上发现的问题，不含清单内容 what one rule found wrong with a settlement list; no value of the list',
  fields: (t) => ({
    institutionCode: t.exposeString('institutionCode', { description: '机构代码 institution' }),
    caseNo: t.exposeString('caseNo', { description: '病例号 case number' }),
    dischargeDate: t.field({
      type: 'Date',
      description: '出院日期 discharge date as stated',
      resolve: ({ dischargeDate }) => dischargeDate,
    }),
    rule: t.exposeString('rule', { description: '规则 name of the rule' }),
    label: t.field({ type: LocalizedTextRef, description: '说明 what is wrong', resolve: ({ label }) => label }),
    dimension: t.field({ type: DimensionEnum, description: '维度 dimension', resolve: ({ dimension }) => dimension }),
    field: t.exposeString('field', { description: '字段 fact of the case' }),
    level: t.field({ type: LevelEnum, description: '级别 level', resolve: ({ level }) => level }),
    returned: t.exposeBoolean('returned', {
      description: '退回：清单未入库；否则留用 the list was sent back and not stored; else it was kept',
    }),
    rulesetVersion: t.exposeString('rulesetVersion', { description: '规则集版本 version of the ruleset' }),
    submittedOn: t.field({ type: 'Date', description: '上传日期 day it was sent', resolve: ({ submittedOn }) => submittedOn }),
    open: t.boolean({
      description:
        '未关闭：此后的上传仍有此问题或尚未重传，病例也未作废 still open: the list has not come again without it, nor was it voided',
      resolve: (finding) => closingOf(finding) === null,
    }),
    closedOn: t.field({ type: 'Date', nullable: true, description: '关闭日期 day it was closed', resolve: ({ closedOn }) => closedOn }),
    closedHow: t.field({
      type: ClosingEnum,
      nullable: true,
      description: '关闭方式；空为未关闭 how it was closed; null while it stands open',
      resolve: closingOf,
    }),
    closedByImportId: t.exposeString('closedByImportId', {
      nullable: true,
      description: '关闭它的导入任务；因病例作废关闭的没有 import that closed it; none where the case was voided',
    }),
  }),
});

/** 质控汇总. */
const QualitySummaryRef = builder.objectRef<QualityCount>('QualitySummary').implement({
  description:
    '质控汇总：一家机构、一个维度；完整维度的比率即完整率，规范维度的即符合率 counts of one institution and dimension; the ratio of COMPLETE is the rate of completeness, that of STANDARD the rate of conformity',
  fields: (t) => ({
    institutionCode: t.exposeString('institutionCode', { description: '机构代码 institution' }),
    dimension: t.field({ type: DimensionEnum, description: '维度 dimension', resolve: ({ dimension }) => dimension }),
    submitted: t.int({
      description: '上传的清单：现行病例与退回未重传的 lists sent: current cases, and those returned that did not come again',
      resolve: ({ submitted }) => Number(submitted),
    }),
    conforming: t.int({
      description: '该维度没有未关闭问题的清单 lists without an open finding of the dimension',
      resolve: ({ submitted, faulty }) => Number(submitted - faulty),
    }),
    ratio: t.string({
      description: '比率，精确分数 conforming / submitted as an exact fraction, such as 97/100',
      resolve: ({ submitted, faulty }) => `${submitted - faulty}/${submitted}`,
    }),
    errors: t.int({ description: '未关闭的错误 open errors', resolve: ({ errors }) => Number(errors) }),
    warnings: t.int({ description: '未关闭的提示 open warnings', resolve: ({ warnings }) => Number(warnings) }),
    returned: t.int({
      description: '退回未重传的清单 lists returned and still out',
      resolve: ({ returned }) => Number(returned),
    }),
  }),
});

const FilterInput = builder.inputType('QualityFilter', {
  description: '质控结果的筛选 which findings',
  fields: (t) => ({
    institutionCode: t.string({ description: '机构代码 institution' }),
    dimension: t.field({ type: DimensionEnum, description: '维度 dimension' }),
    level: t.field({ type: LevelEnum, description: '级别 level' }),
    returned: t.boolean({ description: '是否退回 sent back or kept' }),
    open: t.boolean({ description: '是否未关闭 still open or closed' }),
    from: t.field({ type: 'Date', description: '出院日期起 discharged from' }),
    to: t.field({ type: 'Date', description: '出院日期止 discharged to' }),
  }),
});

function seqOf(place: string): bigint | undefined {
  const [text] = partsOf(place) ?? [];
  return typeof text === 'string' && /^\d{1,18}$/.test(text) ? BigInt(text) : undefined;
}

builder.queryField('qualityResults', (t) =>
  t.connection(
    {
      type: QualityResultRef,
      authScopes: { permission: 'case:read' },
      description: '清单质控结果，新的在前；机构密钥只见本机构 findings of quality control, newest first; an institution sees its own',
      args: {
        regionCode: t.arg.string({ required: true, description: '统筹地区代码 region code' }),
        filter: t.arg({ type: FilterInput, description: '筛选 which' }),
      },
      resolve: async (_root, { regionCode, filter, ...args }, context) =>
        await keysetPage(args, {
          name: 'QUALITY',
          placeOf: ({ seq }: QualityResultRecord) => partsText([String(seq)]),
          parse: seqOf,
          read: ({ begin, ...page }) =>
            qualityPage(callerOf(context), regionCode, stated(filter), { ...page, begin: begin === 'FIRST' ? 'NEWEST' : 'OLDEST' }),
        }),
    },
    { name: 'QualityResultConnection', description: '质控结果列表 a page of findings' },
    { name: 'QualityResultEdge', description: '列表中的一条 an entry' },
  ),
);

builder.queryField('qualitySummary', (t) =>
  t.field({
    type: [QualitySummaryRef],
    authScopes: { permission: 'case:read' },
    description: '清单质控汇总，按机构和维度；机构密钥只见本机构 counts by institution and dimension; an institution sees its own',
    args: {
      regionCode: t.arg.string({ required: true, description: '统筹地区代码 region code' }),
      institutionCode: t.arg.string({ description: '机构代码 institution' }),
      from: t.arg({ type: 'Date', description: '出院日期起 discharged from' }),
      to: t.arg({ type: 'Date', description: '出院日期止 discharged to' }),
    },
    resolve: async (_root, { regionCode, ...period }, context) => [
      ...(await qualitySummary(callerOf(context), regionCode, stated(period))),
    ],
  }),
);
