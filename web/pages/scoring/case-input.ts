import type { CaseInput, StoredCaseQuery } from '../../generated/scoring/graphql.ts';
import type { scoringZh } from '../../texts/zh/scoring.ts';

/** The values of a case by the names of their columns in files: `totalCost`, `cost.DRUG`, `attribute.x`. Several codes stand in one text. */
export type CaseCells = Readonly<Record<string, string>>;

/** What is wrong with a field, by its name. */
export type CellProblems = Readonly<Record<string, string>>;

/** Between the codes of one field. */
const BETWEEN = /[;；,，、\s]+/;
const COST = 'cost.';
const ATTRIBUTE = 'attribute.';

const INSURANCES = ['EMPLOYEE', 'RESIDENT'] as const;
const SEXES = ['MALE', 'FEMALE', 'UNKNOWN'] as const;
const CODE_SYSTEMS = ['INSURANCE', 'CLINICAL'] as const;
const FLAGS = ['DAY_SURGERY', 'TCM', 'BED_DAY', 'VISITING_EXPERT', 'NEW_TECHNOLOGY'] as const;
const CATEGORIES = [
  ...(['DRUG', 'CONSUMABLE', 'EXAM', 'LABORATORY', 'TREATMENT', 'SURGERY', 'NURSING', 'BED'] as const),
  ...(['TCM_TREATMENT', 'TCM_PATENT', 'TCM_HERBAL', 'OTHER'] as const),
];

/** The fields that are whole numbers. */
const WHOLE = [
  ...['ageYears', 'ageDays', 'birthWeightGrams', 'admissionWeightGrams', 'ventilationHours', 'daysSinceLastStay', 'stayPart'],
] as const;
/** What every case states. */
const REQUIRED = ['caseNo', 'institutionCode', 'insurance', 'admissionDate', 'dischargeDate', 'principalDiagnosis', 'totalCost'] as const;

/** The texts of a field with several. */
export function listOf(text: string | undefined): string[] {
  return (text ?? '').split(BETWEEN).filter((one) => one !== '');
}

/** The fields that have to be mended before a case can be sent; what else is wrong says the platform. */
export function problemsOf(cells: CaseCells, t: typeof scoringZh): CellProblems {
  const missing = REQUIRED.filter((name) => (cells[name] ?? '') === '').map((name): [string, string] => [name, t.required]);
  const broken = WHOLE.filter((name) => !/^\d{0,9}$/.test(cells[name] ?? '')).map((name): [string, string] => [name, t.whole]);
  return Object.fromEntries([...missing, ...broken]);
}

/** The cells of a prefix, without it. */
function named(cells: CaseCells, prefix: string): readonly (readonly [string, string])[] {
  return Object.entries(cells).flatMap(([name, text]) =>
    name.startsWith(prefix) && text !== '' ? [[name.slice(prefix.length), text] as const] : [],
  );
}

/** A case as the API takes it; `undefined` where something that every case states is missing. */
export function inputOf(cells: CaseCells): CaseInput | undefined {
  const text = (name: string): string | null => (cells[name] ?? '').trim() || null;
  const whole = (name: (typeof WHOLE)[number]): number | null => (text(name) === null ? null : parseInt(text(name) ?? '', 10));
  const insurance = INSURANCES.find((one) => one === cells.insurance);
  if (insurance === undefined || REQUIRED.some((name) => text(name) === null)) return undefined;
  return {
    caseNo: text('caseNo') ?? '',
    institutionCode: text('institutionCode') ?? '',
    insurance,
    admissionDate: text('admissionDate') ?? '',
    dischargeDate: text('dischargeDate') ?? '',
    settlementDate: text('settlementDate'),
    ageYears: whole('ageYears'),
    ageDays: whole('ageDays'),
    sex: SEXES.find((one) => one === cells.sex) ?? null,
    insuredRegionCode: text('insuredRegionCode'),
    birthWeightGrams: whole('birthWeightGrams'),
    admissionWeightGrams: whole('admissionWeightGrams'),
    ventilationHours: whole('ventilationHours'),
    daysSinceLastStay: whole('daysSinceLastStay'),
    codeSystem: CODE_SYSTEMS.find((one) => one === cells.codeSystem) ?? null,
    principalDiagnosis: text('principalDiagnosis') ?? '',
    otherDiagnoses: listOf(cells.otherDiagnoses),
    procedures: listOf(cells.procedures),
    assignedGroupCode: text('assignedGroupCode'),
    totalCost: text('totalCost') ?? '',
    costs: named(cells, COST).flatMap(([name, amount]) => {
      const category = CATEGORIES.find((one) => one === name);
      return category === undefined ? [] : [{ category, amount }];
    }),
    selfPaidOutside: text('selfPaidOutside'),
    fundPaid: text('fundPaid'),
    catastrophicPaid: text('catastrophicPaid'),
    assistancePaid: text('assistancePaid'),
    civilServantPaid: text('civilServantPaid'),
    stayNo: text('stayNo'),
    stayPart: whole('stayPart'),
    stayFinal: text('stayFinal') === null ? null : cells.stayFinal === 'true',
    icuDays: text('icuDays'),
    dischargeWay: text('dischargeWay'),
    caseFlags: FLAGS.filter((one) => listOf(cells.caseFlags).includes(one)),
    attributes: named(cells, ATTRIBUTE).map(([name, value]) => ({ name, value })),
  };
}

/** The column of a field that the API found wrong: `costs.DRUG` is `cost.DRUG`, of a list its field. */
export function columnOfPath([first = '', second = '']: readonly string[]): string {
  if (first === 'costs') return `${COST}${second}`;
  return first === 'attributes' ? `${ATTRIBUTE}${second}` : first;
}

type Stored = NonNullable<StoredCaseQuery['inpatientCase']>;

/** What of a stored case is no field of one that is filled in. */
const OF_STORED: readonly string[] = ['id', 'revision', 'voided', 'institution', 'costs', 'attributes'];

/** A stored case as it is filled in. */
export function cellsOfStored(stored: Stored): CaseCells {
  const texts = Object.entries(stored).flatMap(([name, value]): [string, string][] => {
    if (OF_STORED.includes(name) || value === null) return [];
    if (Array.isArray(value)) return [[name, value.filter((one) => typeof one === 'string').join(';')]];
    return typeof value === 'object' ? [] : [[name, String(value)]];
  });
  return Object.fromEntries<string>([
    ['institutionCode', stored.institution.code],
    ...texts,
    ...stored.costs.map(({ category, amount }): [string, string] => [`${COST}${category}`, amount]),
    ...stored.attributes.map(({ name, value }): [string, string] => [`${ATTRIBUTE}${name}`, value]),
  ]);
}
