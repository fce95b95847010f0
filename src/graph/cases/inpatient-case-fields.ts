import { isReversalMark } from '../../app/ports/cases/ports-reversal.js';
import { builder } from '../base/builder.js';
import { CodeSystemEnum, CostCategoryEnum, SexEnum } from '../base/enums.js';
import { InpatientCaseRef } from './inpatient-case.js';
import { COST_CATEGORIES, isKeptAsAttribute, type CostCategory } from '../../engine/plan/inpatient-case.js';
import type { InpatientCase } from '../../generated/prisma/client.js';

interface CostView {
  readonly category: CostCategory;
  readonly amount: string;
}

const COLUMN_OF: Readonly<Record<CostCategory, keyof InpatientCase & `${string}Cost`>> = {
  DRUG: 'drugCost',
  CONSUMABLE: 'consumableCost',
  EXAM: 'examCost',
  LABORATORY: 'laboratoryCost',
  TREATMENT: 'treatmentCost',
  SURGERY: 'surgeryCost',
  NURSING: 'nursingCost',
  BED: 'bedCost',
  TCM_TREATMENT: 'tcmTreatmentCost',
  TCM_PATENT: 'tcmPatentCost',
  TCM_HERBAL: 'tcmHerbalCost',
  OTHER: 'otherCost',
};

function costsOf(row: InpatientCase): CostView[] {
  return COST_CATEGORIES.flatMap((category) => {
    const amount = row[COLUMN_OF[category]];
    return amount === null ? [] : [{ category, amount: amount.toFixed(2) }];
  });
}

const CostRef = builder.objectRef<CostView>('Cost').implement({
  description: '一类费用 a part of the total cost',
  fields: (t) => ({
    category: t.field({ type: CostCategoryEnum, description: '费用类别 category', resolve: ({ category }) => category }),
    amount: t.field({ type: 'Decimal', description: '金额（元，2 位小数） amount in yuan, 2 places', resolve: ({ amount }) => amount }),
  }),
});

const AttributeRef = builder.objectRef<{ readonly name: string; readonly value: string }>('Attribute').implement({
  description: '规则集声明的一项病例事实 a fact of the case that the ruleset declares',
  fields: (t) => ({
    name: t.exposeString('name', { description: '事实名 name' }),
    value: t.exposeString('value', { description: '取值，数字也是文本 value; numbers as text' }),
  }),
});

function attributesOf({ attributes }: InpatientCase): { name: string; value: string }[] {
  return typeof attributes === 'object' && attributes !== null
    ? Object.entries(attributes)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([name, value]) =>
          typeof value === 'string' && !isKeptAsAttribute(name) && !isReversalMark(name) ? [{ name, value }] : [],
        )
    : [];
}

/** What is kept among a case's attributes under a name, as text; null: nothing. */
export function keptText({ attributes }: Pick<InpatientCase, 'attributes'>, name: string): string | null {
  const stated =
    typeof attributes === 'object' && attributes !== null ? Object.entries(attributes).find(([key]) => key === name)?.[1] : null;
  return typeof stated === 'string' ? stated : null;
}

/** What went in with `CaseInput` comes out, under the same names. */
builder.prismaObjectFields(InpatientCaseRef, (t) => ({
  ageYears: t.exposeInt('ageYears', { nullable: true, description: '年龄（岁） age in years' }),
  ageDays: t.exposeInt('ageDays', { nullable: true, description: '年龄（天，不足一周岁） age in days, under a year' }),
  sex: t.field({ type: SexEnum, description: '性别 sex', resolve: ({ sex }) => sex }),
  insuredRegionCode: t.exposeString('insuredRegionCode', { nullable: true, description: '参保地代码 region of insurance' }),
  birthWeightGrams: t.exposeInt('birthWeightGrams', { nullable: true, description: '出生体重（克） birth weight in grams' }),
  admissionWeightGrams: t.exposeInt('admissionWeightGrams', { nullable: true, description: '入院体重（克） weight at admission in grams' }),
  ventilationHours: t.exposeInt('ventilationHours', {
    nullable: true,
    description: '有创呼吸机使用小时（整小时） whole hours of invasive ventilation',
  }),
  daysSinceLastStay: t.exposeInt('daysSinceLastStay', { nullable: true, description: '距上次出院的天数 days since an earlier stay' }),
  codeSystem: t.field({
    type: CodeSystemEnum,
    nullable: true,
    description: '编码版本；空为按本地区的约定 edition of the codes; null: what the region takes them for',
    resolve: ({ codeSystem }) => codeSystem,
  }),
  assignedGroupCode: t.exposeString('assignedGroupCode', { nullable: true, description: '外部分组编码 group assigned elsewhere' }),
  costs: t.field({ type: [CostRef], description: '分类费用，只列所记的 costs by category, as far as stated', resolve: costsOf }),
  selfPaidOutside: t.field({
    type: 'Decimal',
    nullable: true,
    description: '目录外自费（元，2 位小数） self-paid outside the catalogue, yuan',
    resolve: ({ selfPaidOutside }) => selfPaidOutside?.toFixed(2) ?? null,
  }),
  fundPaid: t.field({
    type: 'Decimal',
    nullable: true,
    description: '基金记账金额（元，2 位小数） recorded fund payment, yuan',
    resolve: ({ fundPaid }) => fundPaid?.toFixed(2) ?? null,
  }),
  catastrophicPaid: t.field({
    type: 'Decimal',
    nullable: true,
    description: '居民大病、职工大额支付金额（元） paid by catastrophic insurance, yuan',
    resolve: (row) => keptText(row, 'catastrophicPaid'),
  }),
  assistancePaid: t.field({
    type: 'Decimal',
    nullable: true,
    description: '医疗救助支付金额（元） paid by medical assistance, yuan',
    resolve: (row) => keptText(row, 'assistancePaid'),
  }),
  civilServantPaid: t.field({
    type: 'Decimal',
    nullable: true,
    description: '公务员医疗补助支付金额（元） paid by the civil-servant subsidy, yuan',
    resolve: (row) => keptText(row, 'civilServantPaid'),
  }),
  icuDays: t.field({
    type: 'Decimal',
    nullable: true,
    description: '监护病房天数（天） days in intensive care',
    resolve: ({ icuDays }) => icuDays?.toFixed() ?? null,
  }),
  dischargeWay: t.exposeString('dischargeWay', { nullable: true, description: '离院方式 way of discharge' }),
  attributes: t.field({ type: [AttributeRef], description: '规则集声明的属性 attributes that rulesets declare', resolve: attributesOf }),
}));
