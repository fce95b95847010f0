import { COST_CATEGORIES, type CostCategory } from '../engine/inpatient-case.js';
import { costFactName, VOCABULARY } from '../rules/vocabulary.js';

/** A column of a case file: its name is the field's in the API, its aliases are Chinese. */
export interface CaseColumn {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly required: boolean;
}

const column = (name: string, aliases: readonly string[], required = false): CaseColumn => ({ name, aliases, required });

/** Headings of an institution's code, in files of cases and of institutions. */
export const INSTITUTION_CODE_HEADINGS = [
  '机构编码',
  '机构代码',
  '医疗机构编码',
  '医疗机构代码',
  '定点医疗机构编码',
  '定点医疗机构代码',
] as const;

/** Between the entries of a list in one cell. */
export const LIST_SEPARATOR = ';';
/** `cost.DRUG`: the cost of a category. */
export const COST_PREFIX = 'cost.';
/** `attribute.<name>`: a fact that the ruleset declares. */
export const ATTRIBUTE_PREFIXES = ['attribute.', '属性.'] as const;

const BEFORE_COSTS: readonly CaseColumn[] = [
  column('caseNo', ['病例号', '结算清单号', '清单流水号', '病案号', '结算流水号'], true),
  column('institutionCode', INSTITUTION_CODE_HEADINGS, true),
  column('insurance', ['险种', '险种类型'], true),
  column('admissionDate', ['入院日期', '入院时间'], true),
  column('dischargeDate', ['出院日期', '出院时间'], true),
  column('settlementDate', ['结算日期', '结算时间']),
  column('ageYears', ['年龄', '年龄（岁）']),
  column('ageDays', ['年龄（天）', '不足一周岁年龄（天）']),
  column('sex', ['性别']),
  column('birthWeightGrams', ['出生体重', '出生体重（克）', '新生儿出生体重']),
  column('insuredRegionCode', ['参保地', '参保地编码']),
  column('principalDiagnosis', ['主要诊断编码', '主要诊断', '主要诊断代码', '主诊断编码', '主诊断代码'], true),
  column('otherDiagnoses', ['其他诊断编码', '其他诊断', '其他诊断代码']),
  column('procedures', ['手术操作编码', '手术操作', '手术操作代码', '手术及操作编码', '手术及操作代码']),
  column('assignedGroupCode', ['指定病种编码', '外部分组编码']),
  column('totalCost', ['医疗总费用', '总费用', '医疗费总额', '医疗费用总额', '住院总费用'], true),
];

const AFTER_COSTS: readonly CaseColumn[] = [
  column('selfPaidOutside', ['目录外自费', '目录外自费金额']),
  column('fundPaid', ['基金记账金额', '基金支付金额']),
  column('icuDays', ['监护病房天数', '重症监护天数']),
  column('dischargeWay', ['离院方式']),
  column('caseFlags', ['病例标志']),
];

/** The column of a category of cost; its alias is the fact's label: `cost.DRUG`, 药品费. */
function costColumn(category: CostCategory): CaseColumn {
  const label = VOCABULARY[costFactName(category)]?.label.zh;
  return column(`${COST_PREFIX}${category}`, label === undefined ? [] : [label]);
}

/** Every column of a case file in the order in which files are written; attribute columns follow. */
export const CASE_COLUMNS: readonly CaseColumn[] = [...BEFORE_COSTS, ...COST_CATEGORIES.map(costColumn), ...AFTER_COSTS];

const BY_HEADING: ReadonlyMap<string, string> = new Map(
  CASE_COLUMNS.flatMap(({ name, aliases }) => [name, ...aliases].map((heading): [string, string] => [heading, name])),
);

/** The column that a heading means: an English name, a Chinese alias, or an attribute. `undefined` when there is none. */
export function columnOfHeading(heading: string): string | undefined {
  const known = BY_HEADING.get(heading) ?? BY_HEADING.get(heading.replaceAll('(', '（').replaceAll(')', '）'));
  if (known !== undefined) return known;
  const prefix = ATTRIBUTE_PREFIXES.find((start) => heading.startsWith(start));
  const name = prefix === undefined ? '' : heading.slice(prefix.length);
  return /^[A-Za-z][A-Za-z0-9]*$/.test(name) ? `${ATTRIBUTE_PREFIXES[0]}${name}` : undefined;
}
