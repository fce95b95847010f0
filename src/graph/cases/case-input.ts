import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import type { GraphContext } from '../base/context.js';
import { CaseFlagEnum, CodeSystemEnum, CostCategoryEnum, InsuranceSchemeEnum, SexEnum } from '../base/enums.js';
import { RulesetVersionRef } from '../rulesets/ruleset-version.js';
import { uuidKey } from '../base/node-key.js';
import { invalidField, ValidationError } from '../../app/base/errors.js';
import { parseCase, type RawCase } from '../../app/cases/case-parse.js';
import { askedFor, type AskedScheme } from '../../app/caches/in-force.js';
import { draftVersion, type DraftVersion } from '../../app/drafts/draft-version.js';
import type { RulesetChoice } from '../../app/scoring/score-case.js';
import type { InpatientCase } from '../../engine/plan/inpatient-case.js';

const CostInput = builder.inputType('CostInput', {
  description: '一类费用 a cost of one category',
  fields: (t) => ({
    category: t.field({ type: CostCategoryEnum, required: true, description: '费用类别 category' }),
    amount: t.field({ type: 'Decimal', required: true, description: '金额（元，至多 2 位小数） amount in yuan, at most 2 places' }),
  }),
});

/** 属性: a stated value by name. */
export const AttributeInput = builder.inputType('AttributeInput', {
  description: '属性：规则集声明的病例事实，数也写成文本 a fact that the ruleset declares; numbers as strings',
  fields: (t) => ({
    name: t.string({ required: true, description: '事实名 name of the fact' }),
    value: t.string({ required: true, description: '取值 value' }),
  }),
});

/** 病例输入. */
export const CaseInput = builder.inputType('CaseInput', {
  description: '病例：医保基金结算清单中计分所需的内容，不含患者身份 a case as its settlement list has it, without the patient’s identity',
  fields: (t) => ({
    caseNo: t.string({ required: true, description: '病例号（假名） case number, a pseudonym' }),
    institutionCode: t.string({ required: true, description: '医疗机构代码 institution code' }),
    insurance: t.field({ type: InsuranceSchemeEnum, required: true, description: '险种 insurance scheme' }),
    admissionDate: t.field({ type: 'Date', required: true, description: '入院日期 admission date' }),
    dischargeDate: t.field({ type: 'Date', required: true, description: '出院日期 discharge date' }),
    settlementDate: t.field({ type: 'Date', description: '结算日期 settlement date' }),
    ageYears: t.int({ description: '年龄（岁） age in years' }),
    ageDays: t.int({ description: '年龄（天），不足一周岁时 age in days, below one year' }),
    sex: t.field({ type: SexEnum, description: '性别 sex' }),
    insuredRegionCode: t.string({ description: '参保地代码 region of insurance' }),
    birthWeightGrams: t.int({ description: '出生体重（克） birth weight in grams' }),
    admissionWeightGrams: t.int({ description: '入院体重（克） weight at admission in grams' }),
    ventilationHours: t.int({ description: '有创呼吸机使用小时，不足一小时的舍去 whole hours of invasive ventilation' }),
    daysSinceLastStay: t.int({ description: '距上次出院的天数（再次住院） days since an earlier stay' }),
    codeSystem: t.field({
      type: CodeSystemEnum,
      description: '诊断和手术操作编码的版本；不填则按本地区的约定 edition of the codes; absent: what the region takes them for',
    }),
    principalDiagnosis: t.string({ required: true, description: '主要诊断编码（医保版 ICD-10） principal diagnosis' }),
    otherDiagnoses: t.stringList({ description: '其他诊断编码 other diagnoses' }),
    procedures: t.stringList({ description: '手术操作编码（医保版 ICD-9-CM-3），第一个为主要 operations; the first is the main one' }),
    assignedGroupCode: t.string({ description: '外部分组给出的病种编码 group assigned elsewhere' }),
    totalCost: t.field({ type: 'Decimal', required: true, description: '医疗总费用（元，至多 2 位小数） total cost in yuan' }),
    costs: t.field({ type: [CostInput], description: '分类费用 costs by category' }),
    selfPaidOutside: t.field({ type: 'Decimal', description: '目录外自费（元） self-paid outside the catalogue, yuan' }),
    fundPaid: t.field({ type: 'Decimal', description: '基金记账金额（元） recorded fund payment, yuan' }),
    catastrophicPaid: t.field({
      type: 'Decimal',
      description: '居民大病、职工大额支付金额（元；hifmi_pay、hifob_pay） paid by catastrophic insurance, yuan',
    }),
    assistancePaid: t.field({ type: 'Decimal', description: '医疗救助支付金额（元；maf_pay） paid by medical assistance, yuan' }),
    civilServantPaid: t.field({
      type: 'Decimal',
      description: '公务员医疗补助支付金额（元；cvlserv_pay） paid by the civil-servant subsidy, yuan',
    }),
    stayNo: t.string({ description: '中途结算：住院就诊号，医疗机构自编 of a part of a stay: number of the stay' }),
    stayPart: t.int({ description: '中途结算：第几段，从 1 起 of a part of a stay: which part, from 1' }),
    stayFinal: t.boolean({ description: '中途结算：是否末段（出院结算） of a part of a stay: whether it is the last' }),
    icuDays: t.field({ type: 'Decimal', description: '监护病房天数（天，至多 4 位小数） days in intensive care' }),
    dischargeWay: t.string({ description: '离院方式：1 医嘱离院、2 转院、3 转社区、4 非医嘱离院、5 死亡、9 其他 way of discharge' }),
    caseFlags: t.field({ type: [CaseFlagEnum], description: '病例标志 flags' }),
    attributes: t.field({ type: [AttributeInput], description: '规则集声明的其他事实 other facts that the ruleset declares' }),
  }),
});

/** 选用的规则集. */
export const RulesetSelector = builder.inputType('RulesetSelector', {
  isOneOf: true,
  description: '选用哪个规则集版本；默认出院日生效的版本 which version; by default the one in force on the day of discharge',
  fields: (t) => ({
    on: t.field({ type: 'Date', description: '该日生效的版本 the version in force on this day' }),
    knownAt: t.field({
      type: 'DateTime',
      description:
        '按当时所知：只用此刻已发布的版本和已有的目录库；机构档案、年度数字仍取现在的 by what was known at this moment: only versions and catalogues that were there; profiles and figures are those of now',
    }),
    draftId: t.string({
      description:
        '草案（需查看草案的权限）：按它的最新文本，视为当日生效；不保存 a draft, for who may read drafts: by its last text, as if it were in force; nothing is stored',
    }),
    versionId: t.globalID({ for: RulesetVersionRef, description: '指定版本的全局标识 one version, by its global id' }),
  }),
});

interface Selector {
  readonly on?: string | null | undefined;
  readonly knownAt?: Date | null | undefined;
  readonly versionId?: { readonly id: string } | null | undefined;
  readonly draftId?: string | null | undefined;
}

/** Parses a case as it came in. Throws VALIDATION_FAILED with everything that is wrong with it. */
export function parseInput(input: RawCase): InpatientCase {
  const parsed = parseCase(input);
  if (parsed.ok) return parsed.value;
  throw new ValidationError(parsed.problems);
}

/** What was asked of the version that scores. */
export interface AskedVersion {
  readonly regionCode: string;
  readonly using?: Selector | null | undefined;
  readonly scheme?: AskedScheme;
  /** The draft that `using` names, read. */
  readonly draft?: DraftVersion | undefined;
}

/** Reads the draft that is to score; `undefined` where none is asked for. Throws FORBIDDEN, NOT_FOUND, RULESET_INVALID. */
export async function askedDraft(context: GraphContext, { regionCode, using }: AskedVersion): Promise<DraftVersion | undefined> {
  const draftId = using?.draftId ?? undefined;
  return draftId === undefined ? undefined : await draftVersion(context.platform, callerOf(context), regionCode, draftId);
}

/** Which version to score with; unless told otherwise, the one in force on the day of discharge, DIP before DRG. */
export function choiceOf({ regionCode, using, scheme, draft }: AskedVersion): RulesetChoice {
  if (draft !== undefined) return { unstored: draft, ...askedFor(scheme) };
  if (using?.on) return { on: using.on, ...askedFor(scheme) };
  if (using?.knownAt) return { knownAt: using.knownAt, ...askedFor(scheme) };
  if (!using?.versionId) return askedFor(scheme);
  const key = uuidKey(using.versionId.id);
  if (key.regionCode === regionCode) return { versionId: key.id, ...askedFor(scheme) };
  throw invalidField(['using', 'versionId'], 'OTHER_REGION', {
    zh: `该规则集版本属于统筹地区 ${key.regionCode}，不能用于 ${regionCode}。请改用本地区的版本。`,
    en: `That version belongs to region ${key.regionCode} and can't be used for ${regionCode}.`,
  });
}
