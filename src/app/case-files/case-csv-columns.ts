import { attributeOfHeading, chineseHeadings, headingFinder, plainHeading, type ColumnMeaning } from '../sheets/csv-headings.js';
import { COST_CATEGORIES, OTHER_FUND_FACTS, STAY_FACTS, type CostCategory } from '../../engine/plan/inpatient-case.js';
import { costFactName, VOCABULARY } from '../../rules/document/vocabulary.js';

/** A column of a case file: its name is the field's in the API, its aliases are Chinese. */
export interface CaseColumn {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly required: boolean;
}

const column = (name: string, meaning: ColumnMeaning): CaseColumn => ({ name, aliases: chineseHeadings(meaning), required: false });
const required = (name: string, meaning: ColumnMeaning): CaseColumn => ({ ...column(name, meaning), required: true });

/** Between the entries of a list in one cell. */
export const LIST_SEPARATOR = ';';
/** `cost.DRUG`: the cost of a category. */
export const COST_PREFIX = 'cost.';
/** `attribute.<name>`: a fact that the ruleset declares. */
export const ATTRIBUTE_PREFIX = 'attribute.';

const BEFORE_COSTS: readonly CaseColumn[] = [
  required('caseNo', 'caseNo'),
  required('institutionCode', 'institutionCode'),
  required('insurance', 'insurance'),
  required('admissionDate', 'admissionDate'),
  required('dischargeDate', 'dischargeDate'),
  column('settlementDate', 'settlementDate'),
  column('ageYears', 'ageYears'),
  column('ageDays', 'ageDays'),
  column('sex', 'sex'),
  column('birthWeightGrams', 'birthWeight'),
  column('insuredRegionCode', 'insuredRegion'),
  required('principalDiagnosis', 'principalDiagnosis'),
  column('otherDiagnoses', 'otherDiagnoses'),
  column('procedures', 'procedures'),
  column('assignedGroupCode', 'assignedGroup'),
  required('totalCost', 'totalCost'),
];

const AFTER_COSTS: readonly CaseColumn[] = [
  column('selfPaidOutside', 'selfPaidOutside'),
  column('fundPaid', 'fundPaid'),
  column('icuDays', 'icuDays'),
  column('dischargeWay', 'dischargeWay'),
  column('caseFlags', 'caseFlags'),
  column('admissionWeightGrams', 'admissionWeight'),
  column('ventilationHours', 'ventilationHours'),
  column('daysSinceLastStay', 'daysSinceLastStay'),
  column('codeSystem', 'codeSystem'),
  ...[...OTHER_FUND_FACTS, ...STAY_FACTS].map((name) => column(name, name)),
];

/** The column of a category of cost; its alias is the fact's label: `cost.DRUG`, 药品费. */
function costColumn(category: CostCategory): CaseColumn {
  const label = VOCABULARY[costFactName(category)]?.label.zh;
  return { name: `${COST_PREFIX}${category}`, aliases: label === undefined ? [] : [label], required: false };
}

/** Every column of a case file in the order in which files are written; attribute columns follow. */
export const CASE_FILE_COLUMNS: readonly CaseColumn[] = [...BEFORE_COSTS, ...COST_CATEGORIES.map(costColumn), ...AFTER_COSTS];

const knownColumn = headingFinder(CASE_FILE_COLUMNS.map(({ name, aliases }) => [name, [name, ...aliases]] as const));

/** The column that a heading means: an English name, a Chinese alias, or an attribute. `undefined` when there is none. */
export function columnOfHeading(heading: string): string | undefined {
  const attribute = attributeOfHeading(heading);
  return attribute === undefined ? knownColumn(heading) : `${ATTRIBUTE_PREFIX}${attribute}`;
}

/** How the columns begin that tell why a record was rejected. Whoever sends the mended file again leaves them in it: they say nothing of the case. */
const NOTE_PREFIX = '拒绝:';

/** 拒绝说明 the columns that stand before those of the file in a file of rejected records. */
export const REJECT_NOTES = ['行号', '列', '原因', 'reason'].map((name) => `${NOTE_PREFIX}${name}`);

/** Whether a heading is of a column that is passed over. */
export function isNoteHeading(heading: string): boolean {
  return plainHeading(heading).startsWith(NOTE_PREFIX);
}

/** What a column is called in Chinese; an attribute has its own name only. */
export function chineseHeading(column: string): string {
  return CASE_FILE_COLUMNS.find(({ name }) => name === column)?.aliases[0] ?? column.replace(ATTRIBUTE_PREFIX, '属性.');
}
