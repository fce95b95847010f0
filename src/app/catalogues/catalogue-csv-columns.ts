import { chineseHeadings, headingFinder, plainHeading, type ColumnMeaning } from '../sheets/csv-headings.js';
import { CATALOGUE_COLUMNS, COLUMN_FAMILIES, type CatalogueColumn, type ColumnFamily } from '../../engine/catalogue/catalogue-columns.js';

const MEANING: Readonly<Record<CatalogueColumn | ColumnFamily, ColumnMeaning>> = {
  code: 'groupCode',
  name: 'groupName',
  kind: 'groupKind',
  flags: 'groupFlags',
  points: 'groupPoints',
  meanDays: 'meanDays',
  variation: 'variation',
  caseCount: 'caseCount',
  drugPoints: 'drugPoints',
  consumablePoints: 'consumablePoints',
  diagnoses: 'principalDiagnosis',
  otherDiagnoses: 'otherDiagnoses',
  operations: 'mainOperations',
  relatedOperations: 'relatedOperations',
  operationKind: 'operationKind',
  ageDaysMin: 'ageDaysMin',
  ageDaysMax: 'ageDaysMax',
  birthWeightMin: 'birthWeightMin',
  birthWeightMax: 'birthWeightMax',
  operationPlace: 'operationPlace',
  otherDiagnosisPlace: 'otherDiagnosisPlace',
  absentDiagnoses: 'absentDiagnoses',
  principalInstead: 'principalInstead',
  sex: 'sex',
  ageYearsMin: 'ageYearsMin',
  ageYearsMax: 'ageYearsMax',
  admissionWeightMin: 'admissionWeightMin',
  admissionWeightMax: 'admissionWeightMax',
  ventilationHoursMin: 'ventilationHoursMin',
  ventilationHoursMax: 'ventilationHoursMax',
  meanCost: 'meanCost',
  auxiliary: 'auxiliary',
};

/** The Chinese headings of a column of a catalogue, or of a family before the point. */
export function catalogueHeadings(name: CatalogueColumn | ColumnFamily): readonly string[] {
  return chineseHeadings(MEANING[name]);
}

const accepted = <Name extends CatalogueColumn | ColumnFamily>(name: Name) => [name, [name, ...catalogueHeadings(name)]] as const;
const fixedColumn = headingFinder(CATALOGUE_COLUMNS.map(accepted));
const familyOf = headingFinder(COLUMN_FAMILIES.map(accepted));

/** Keys of a family's columns: levels and types. */
const FAMILY_KEY = /^[A-Za-z0-9_]{1,40}$/;

/** The column that a header means: a fixed one, or one of a family with its key (`次均费用.3`). Undefined: no such column. */
export function columnOfHeader(header: string): string | undefined {
  const column = fixedColumn(header);
  if (column !== undefined) return column;
  const text = plainHeading(header);
  const dot = text.indexOf('.');
  const family = familyOf(text.slice(0, Math.max(dot, 0)));
  const key = text.slice(dot + 1);
  return family !== undefined && FAMILY_KEY.test(key) ? `${family}.${key}` : undefined;
}

/** What a column is called: `meanCost.3` is 次均费用.3. A heading that is none of ours is called what it says. */
export function catalogueColumnLabel(column: string): string {
  const [name = '', ...key] = column.split('.');
  const known = [...CATALOGUE_COLUMNS, ...COLUMN_FAMILIES].find((one) => one === name);
  const heading = known === undefined ? undefined : catalogueHeadings(known)[0];
  return heading === undefined ? column : [heading, ...key].join('.');
}
