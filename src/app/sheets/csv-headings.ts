import { assert } from '../../engine/kit/assert.js';
import { plainCell } from './spreadsheet-cell.js';

/**
 * 表头 what people and their systems call a column, by what it means: the first is the one that messages name. Every file that has such a
 * column reads all of them; a file's English names are its own.
 */
const CHINESE = {
  institutionCode: ['机构编码', '机构代码', '医疗机构编码', '医疗机构代码', '定点医疗机构编码', '定点医疗机构代码'],
  institutionName: ['机构名称', '名称', '医疗机构名称', '定点医疗机构名称'],
  institutionLevel: ['级别', '机构级别', '医疗机构级别', '医院级别', '医院等级'],
  effectiveFrom: ['生效日', '生效日期', '生效时间', '启用日期'],
  caseNo: ['病例号', '结算清单号', '清单流水号', '病案号', '结算流水号'],
  insurance: ['险种', '险种类型'],
  admissionDate: ['入院日期', '入院时间'],
  dischargeDate: ['出院日期', '出院时间'],
  settlementDate: ['结算日期', '结算时间'],
  ageYears: ['年龄', '年龄（岁）'],
  ageDays: ['年龄（天）', '不足一周岁年龄（天）'],
  sex: ['性别'],
  birthWeight: ['出生体重', '出生体重（克）', '新生儿出生体重'],
  admissionWeight: ['入院体重', '入院体重（克）', '新生儿入院体重'],
  ventilationHours: ['有创呼吸机使用小时', '有创呼吸机使用时间（小时）', '有创机械通气小时'],
  daysSinceLastStay: ['距上次住院天数', '距上次出院天数'],
  codeSystem: ['编码版本', '编码体系'],
  insuredRegion: ['参保地', '参保地编码', '参保地代码'],
  principalDiagnosis: ['主要诊断编码', '主要诊断', '主要诊断代码', '主诊断编码', '主诊断代码'],
  otherDiagnoses: ['其他诊断编码', '其他诊断', '其他诊断代码'],
  procedures: ['手术操作编码', '手术操作', '手术操作代码', '手术及操作编码', '手术及操作代码'],
  mainOperations: ['主要手术操作编码', '主要手术操作', '主要手术操作代码'],
  relatedOperations: ['相关手术操作编码', '相关手术操作', '相关手术操作代码'],
  assignedGroup: ['指定病种编码', '外部分组编码', '指定病种代码', '外部分组代码'],
  totalCost: ['医疗总费用', '总费用', '医疗费总额', '医疗费用总额', '住院总费用'],
  selfPaidOutside: ['目录外自费', '目录外自费金额'],
  fundPaid: ['基金记账金额', '基金支付金额'],
  catastrophicPaid: ['大病保险支付金额', '大额补助支付金额', '居民大病支付', '职工大额支付', 'hifmi_pay', 'hifob_pay'],
  assistancePaid: ['医疗救助支付金额', '医疗救助支付', 'maf_pay'],
  civilServantPaid: ['公务员补助支付金额', '公务员医疗补助支付', 'cvlserv_pay'],
  stayNo: ['住院就诊号', '就诊号', 'mdtrt_id'],
  stayPart: ['中途结算段号', '结算段号', '第几段'],
  stayFinal: ['是否末段', '末段', '是否出院结算'],
  icuDays: ['监护病房天数', '重症监护天数'],
  dischargeWay: ['离院方式'],
  caseFlags: ['病例标志'],
  groupCode: ['病种编码', '病组编码', '病种代码', '病组代码'],
  groupName: ['病种名称', '病组名称'],
  groupKind: ['病种类型', '分组层'],
  groupFlags: ['病种标志'],
  groupPoints: ['病种分值', '分值', '权重'],
  meanDays: ['平均住院日'],
  variation: ['变异系数'],
  drugPoints: ['药品分值'],
  consumablePoints: ['耗材分值'],
  caseCount: ['例数', '病例数'],
  operationKind: ['治疗方式'],
  ageDaysMin: ['最小天龄'],
  ageDaysMax: ['最大天龄'],
  birthWeightMin: ['最低出生体重'],
  birthWeightMax: ['最高出生体重'],
  operationPlace: ['手术操作位置'],
  otherDiagnosisPlace: ['其他诊断位置'],
  absentDiagnoses: ['不伴诊断编码', '不伴诊断'],
  principalInstead: ['代替其他诊断的主要诊断编码', '代替其他诊断的主要诊断'],
  ageYearsMin: ['最小年龄'],
  ageYearsMax: ['最大年龄'],
  admissionWeightMin: ['最低入院体重'],
  admissionWeightMax: ['最高入院体重'],
  ventilationHoursMin: ['最少呼吸机小时'],
  ventilationHoursMax: ['最多呼吸机小时'],
  meanCost: ['次均费用'],
  auxiliary: ['辅助目录系数'],
  editionCode: ['编码', '代码', '诊断编码', '诊断代码', '手术操作编码', '手术操作代码'],
  editionName: ['编码名称', '名称', '诊断名称', '手术操作名称'],
  editionValid: ['是否有效', '有效'],
  editionFrom: ['启用日期', '生效日期'],
  editionTo: ['停用日期', '失效日期'],
  editionNote: ['备注', '说明'],
  editionTree: [
    ...['序号', '章', '章代码范围', '章的名称', '章名称', '节代码范围', '节名称', '类目代码', '类目名称', '亚目代码', '亚目名称'],
    ...['细目代码', '细目名称', '扩展码', '条目代码', '条目名称'],
  ],
  recordItem: ['项目', '项目名称'],
  recordValue: ['数值', '取值'],
  recordAmount: ['金额', '金额（元）'],
  recordPeriod: ['结算期', '期间'],
  recordMonth: ['月份'],
  paymentPurpose: ['用途', '拨付用途'],
  paidOn: ['拨付日期', '支付日期'],
  recordReason: ['事由', '原因'],
  recordSource: ['依据', '依据文件'],
  recordReverses: ['冲销', '冲销记录'],
  recordId: ['标识', '记录标识'],
  recordPayee: ['收款方'],
  recordRevision: ['修订', '修订号'],
  recordedBy: ['录入人'],
} as const satisfies Record<string, readonly string[]>;

/** What a column means. */
export type ColumnMeaning = keyof typeof CHINESE;

/** The Chinese headings of what a column means. */
export function chineseHeadings(meaning: ColumnMeaning): readonly string[] {
  return CHINESE[meaning];
}

/** A heading without what says nothing: blanks and line breaks in it, full-width signs, what a spreadsheet puts around text. */
export function plainHeading(heading: string): string {
  return plainCell(heading.trim()).normalize('NFKC').replace(/\s/g, '');
}

/** Finds the column that a heading means, of those that a file has, each with all the headings that are accepted for it. */
export function headingFinder<Column extends string>(
  columns: Iterable<readonly [Column, readonly string[]]>,
): (heading: string) => Column | undefined {
  const found = new Map<string, Column>();
  for (const [column, headings] of columns)
    for (const heading of headings.map(plainHeading)) {
      assert((found.get(heading) ?? column) === column, 'a heading means one column of a file');
      found.set(heading, column);
    }
  return (heading) => found.get(plainHeading(heading));
}

/** `attribute.<name>`: a fact that the ruleset declares. */
const ATTRIBUTE = /^(?:attribute|属性)\.([A-Za-z][A-Za-z0-9]*)$/;

/** The fact of a ruleset that a heading names, if it names one. */
export function attributeOfHeading(heading: string): string | undefined {
  return ATTRIBUTE.exec(plainHeading(heading))?.[1];
}
