import { COST_CATEGORIES, isKeptAsAttribute, OTHER_FUND_FACTS, STAY_FACTS, type InpatientCase } from '../../engine/plan/inpatient-case.js';
import { printFixed, printShort, type Fraction } from '../../engine/number/quantity.js';
import { ATTRIBUTE_PREFIX, CASE_FILE_COLUMNS, LIST_SEPARATOR } from './case-csv-columns.js';
import { csvCell } from '../sheets/spreadsheet-cell.js';

/** About how much text one piece of a written file holds. */
const PIECE_LENGTH = 64 * 1024;

/** Writes cases as a CSV file (UTF-8 without byte order mark, lines end in \n) in pieces of text, header first. */
export function* writeCasesCsv(cases: Iterable<InpatientCase>, attributes: readonly string[] = []): Generator<string> {
  let piece = `${[...CASE_FILE_COLUMNS.map(({ name }) => name), ...attributes.map((name) => `${ATTRIBUTE_PREFIX}${name}`)].join(',')}\n`;
  for (const inpatientCase of cases) {
    piece += `${caseRow(inpatientCase, attributes)}\n`;
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** Writes cases as JSON lines in the shape of the API's `CaseInput`, in pieces of text. */
export function* writeCasesJsonLines(cases: Iterable<InpatientCase>): Generator<string> {
  let piece = '';
  for (const inpatientCase of cases) {
    piece += `${JSON.stringify(caseInput(inpatientCase))}\n`;
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

function caseRow(of: InpatientCase, attributes: readonly string[]): string {
  const cells = [
    of.caseNo,
    of.institutionCode,
    of.insurance,
    of.admissionDate,
    of.dischargeDate,
    of.settlementDate,
    of.ageYears?.toString(),
    of.ageDays?.toString(),
    of.sex,
    of.birthWeightGrams?.toString(),
    of.insuredRegionCode,
    of.principalDiagnosis,
    of.otherDiagnoses.join(LIST_SEPARATOR),
    of.procedures.join(LIST_SEPARATOR),
    of.assignedGroupCode,
    yuanText(of.totalCost),
    ...COST_CATEGORIES.map((category) => yuanText(of.costs.get(category))),
    yuanText(of.selfPaidOutside),
    yuanText(of.fundPaid),
    of.icuDays === null ? '' : printShort(of.icuDays),
    of.dischargeWay,
    of.caseFlags.join(LIST_SEPARATOR),
    of.admissionWeightGrams?.toString(),
    of.ventilationHours?.toString(),
    of.daysSinceLastStay?.toString(),
    of.codeSystem,
    ...[...OTHER_FUND_FACTS, ...STAY_FACTS].map((name) => of.attributes.get(name)),
    ...attributes.map((name) => of.attributes.get(name)),
  ];
  return cells.map((text) => csvCell(text ?? '')).join(',');
}

/** One case in the shape of the API's `CaseInput`; what is missing is left out. */
export function caseInput(of: InpatientCase): Readonly<Record<string, unknown>> {
  const input: Record<string, unknown> = {
    caseNo: of.caseNo,
    institutionCode: of.institutionCode,
    insurance: of.insurance,
    admissionDate: of.admissionDate,
    dischargeDate: of.dischargeDate,
    settlementDate: of.settlementDate,
    ageYears: of.ageYears,
    ageDays: of.ageDays,
    sex: of.sex,
    birthWeightGrams: of.birthWeightGrams,
    insuredRegionCode: of.insuredRegionCode,
    principalDiagnosis: of.principalDiagnosis,
    otherDiagnoses: of.otherDiagnoses,
    procedures: of.procedures,
    assignedGroupCode: of.assignedGroupCode,
    totalCost: yuanText(of.totalCost),
    costs: [...of.costs].map(([category, amount]) => ({ category, amount: yuanText(amount) })),
    selfPaidOutside: yuanText(of.selfPaidOutside),
    fundPaid: yuanText(of.fundPaid),
    icuDays: of.icuDays === null ? null : printShort(of.icuDays),
    dischargeWay: of.dischargeWay,
    caseFlags: of.caseFlags,
    admissionWeightGrams: of.admissionWeightGrams,
    ventilationHours: of.ventilationHours,
    daysSinceLastStay: of.daysSinceLastStay,
    codeSystem: of.codeSystem,
    ...Object.fromEntries(OTHER_FUND_FACTS.map((name) => [name, of.attributes.get(name)])),
    stayNo: of.attributes.get('stayNo'),
    stayPart: of.attributes.has('stayPart') ? Number(of.attributes.get('stayPart')) : undefined,
    stayFinal: of.attributes.has('stayFinal') ? of.attributes.get('stayFinal') === 'true' : undefined,
    attributes: [...of.attributes].flatMap(([name, value]) => (isKeptAsAttribute(name) ? [] : [{ name, value }])),
  };
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null && value !== undefined));
}

function yuanText(amount: Fraction | null | undefined): string | undefined {
  return amount === null || amount === undefined ? undefined : printFixed(amount, 2);
}
