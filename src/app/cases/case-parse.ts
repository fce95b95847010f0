import {
  CASE_FLAGS,
  CODE_SYSTEMS,
  COST_CATEGORIES,
  OTHER_FUND_FACTS,
  STAY_FACTS,
  INSURANCE_SCHEMES,
  SEXES,
  type CaseFlag,
  type CostCategory,
  type InpatientCase,
} from '../../engine/plan/inpatient-case.js';
import { printFixed, ZERO, type Fraction } from '../../engine/number/quantity.js';
import { FieldReader } from './case-fields.js';
import { inPrecedence } from './case-problems.js';
import { checkTogether } from './case-together.js';
import type { FieldProblem } from '../base/errors.js';
import { isIdentityNumber } from '../requests/identity-number.js';

/**
 * One record as it came in, in the shape of the API's `CaseInput`: GraphQL input as it is, a JSON line, or a CSV row put in this shape.
 * Decimals are text; whole numbers are numbers or text.
 */
export type RawCase = Readonly<Record<string, unknown>>;

/** A parsed case, or everything that is wrong with its record. */
export type ParsedCase =
  | { readonly ok: true; readonly value: InpatientCase }
  | {
      readonly ok: false;
      readonly caseNo: string | null;
      /** Null: it was not stated as an institution's code is. */
      readonly institutionCode: string | null;
      readonly problems: readonly FieldProblem[];
    };

const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  ...['caseNo', 'institutionCode', 'insurance', 'admissionDate', 'dischargeDate', 'settlementDate', 'insuredRegionCode'],
  ...['ageYears', 'ageDays', 'sex', 'birthWeightGrams', 'admissionWeightGrams', 'ventilationHours', 'daysSinceLastStay'],
  ...['codeSystem', 'principalDiagnosis', 'otherDiagnoses', 'procedures', 'assignedGroupCode'],
  ...['totalCost', 'costs', 'selfPaidOutside', 'fundPaid', 'icuDays', 'dischargeWay', 'caseFlags', 'attributes'],
  ...OTHER_FUND_FACTS,
  ...STAY_FACTS,
]);

/** 离院方式 values of the settlement list. */
const DISCHARGE_WAYS = ['1', '2', '3', '4', '5', '9'] as const;
const IDENTIFIER = { longest: 64, pattern: /^[A-Za-z0-9][A-Za-z0-9._/-]*$/ };
/** Codes are opaque: medical-insurance editions have `x`, dagger and star. */
const CODE = { longest: 60, pattern: /^[A-Za-z0-9][A-Za-z0-9.+*/-]*$/ };
const GROUP_CODE = { longest: 100 };
const CODES = { ...CODE, most: 200 };
const YUAN_SCALE = 2;
const DAY_SCALE = 4;
const MOST_ATTRIBUTES = 100;

/** Parses one record. Whether its institution exists, and its number is new, is for the caller to find out. */
export function parseCase(record: RawCase): ParsedCase {
  const read = new FieldReader(record);
  for (const name of Object.keys(record)) {
    if (!KNOWN_FIELDS.has(name)) read.report([name], 'UNKNOWN_FIELD', '没有这个字段。', 'There is no such field.');
  }
  const value: InpatientCase = {
    caseNo: pseudonym(read, ['caseNo'], read.requiredCode('caseNo', IDENTIFIER)),
    institutionCode: read.requiredCode('institutionCode', IDENTIFIER),
    insurance: read.requiredOneOf('insurance', INSURANCE_SCHEMES),
    admissionDate: read.requiredDate('admissionDate') ?? '',
    dischargeDate: read.requiredDate('dischargeDate') ?? '',
    settlementDate: read.date('settlementDate'),
    insuredRegionCode: read.code('insuredRegionCode', { longest: 12, pattern: /^\d+$/ }),
    ageYears: read.whole('ageYears', { min: 0, max: 130 }),
    ageDays: read.whole('ageDays', { min: 0, max: 47_850 }),
    sex: read.oneOf('sex', SEXES) ?? 'UNKNOWN',
    birthWeightGrams: read.whole('birthWeightGrams', { min: 0, max: 20_000 }),
    admissionWeightGrams: read.whole('admissionWeightGrams', { min: 0, max: 500_000 }),
    ventilationHours: read.whole('ventilationHours', { min: 0, max: 1_000_000 }),
    daysSinceLastStay: read.whole('daysSinceLastStay', { min: 0, max: 47_850 }),
    codeSystem: read.oneOf('codeSystem', CODE_SYSTEMS),
    principalDiagnosis: read.requiredCode('principalDiagnosis', CODE),
    otherDiagnoses: read.codes('otherDiagnoses', CODES),
    procedures: read.codes('procedures', CODES),
    assignedGroupCode: read.code('assignedGroupCode', GROUP_CODE),
    totalCost: requiredYuan(read, 'totalCost'),
    costs: costs(read),
    selfPaidOutside: yuan(read, 'selfPaidOutside'),
    fundPaid: yuan(read, 'fundPaid'),
    icuDays: read.decimal(['icuDays'], read.raw('icuDays'), DAY_SCALE),
    dischargeWay: read.oneOf('dischargeWay', DISCHARGE_WAYS),
    caseFlags: caseFlags(read),
    attributes: attributes(read),
  };
  checkTogether({ isWrong: (field) => read.isWrong(field), report: (...problem) => read.report(...problem) }, value);
  if (read.problems.length === 0) return { ok: true, value };
  const institutionCode = read.isWrong('institutionCode') ? null : value.institutionCode;
  return { ok: false, caseNo: value.caseNo === '' ? null : value.caseNo, institutionCode, problems: inPrecedence(read.problems) };
}

/** No person's identity number ever gets in, not even into a list of what was refused: the message does not repeat it. */
function pseudonym(read: FieldReader, path: readonly string[], text: string): string {
  if (!isIdentityNumber(text)) return text;
  read.report(
    path,
    'IDENTITY_NUMBER',
    '此处是公民身份号码，不得入库。请改用结算清单号等假名。',
    "This is a citizen's identity number, which must not get in. Use a pseudonym, such as the number of the settlement list.",
  );
  return '';
}

function yuan(read: FieldReader, name: string): Fraction | null {
  return read.decimal([name], read.raw(name), YUAN_SCALE);
}

function requiredYuan(read: FieldReader, name: string): Fraction {
  if (read.raw(name) === undefined) read.report([name], 'REQUIRED', '必填，此处为空。', 'This is required and is missing.');
  return yuan(read, name) ?? ZERO;
}

/** Entries of a list of objects; anything else is reported. */
function entries(read: FieldReader, name: string): readonly (readonly [readonly string[], Readonly<Record<string, unknown>>])[] {
  const list = read.raw(name);
  if (list === undefined) return [];
  if (!Array.isArray(list)) {
    read.report([name], 'WRONG_TYPE', '应为列表。', 'This must be a list.');
    return [];
  }
  return list.flatMap((entry: unknown, index) => {
    const path = [name, String(index)];
    if (isRecord(entry)) return [[path, entry] as const];
    read.report(path, 'WRONG_TYPE', '应为对象。', 'This must be an object.');
    return [];
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function costs(read: FieldReader): ReadonlyMap<CostCategory, Fraction> {
  const amounts = new Map<CostCategory, Fraction>();
  for (const [path, entry] of entries(read, 'costs')) {
    const text = read.asciiText([...path, 'category'], entry.category, { longest: 40 });
    const category = text === null ? null : read.member([...path, 'category'], text, COST_CATEGORIES);
    // A file names the category in its heading, so the path says it, too.
    const amount = read.decimal(['costs', category ?? path[1] ?? ''], entry.amount, YUAN_SCALE);
    if (category === null || amount === null) continue;
    if (amounts.has(category)) read.report(path, 'REPEATED', `费用类别 ${category} 重复。`, `Cost category ${category} is there twice.`);
    amounts.set(category, amount);
  }
  return amounts;
}

function caseFlags(read: FieldReader): readonly CaseFlag[] {
  const wanted = read.codes('caseFlags', { longest: 40, most: CASE_FLAGS.length });
  const known = new Set(wanted.map((text, index) => (text === '' ? null : read.member(['caseFlags', String(index)], text, CASE_FLAGS))));
  return CASE_FLAGS.filter((flag) => known.has(flag));
}

function attributes(read: FieldReader): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [path, { name, value }] of entries(read, 'attributes').slice(0, MOST_ATTRIBUTES)) {
    const key = read.asciiText([...path, 'name'], name, { longest: 80, pattern: /^[A-Za-z][A-Za-z0-9]*$/ });
    if (key === null) continue;
    // Missing is missing; what the value must be is the ruleset's to say, when the case is scored.
    if (value === null || value === undefined || value === '') continue;
    const text = read.asciiText(['attributes', key], value, { longest: 200 });
    if (values.has(key)) read.report(path, 'REPEATED', `属性 ${key} 重复。`, `Attribute ${key} is there twice.`);
    if (text !== null) values.set(key, pseudonym(read, ['attributes', key], text));
  }
  otherFunds(read, values);
  stayFacts(read, values);
  return values;
}

/** What other funds paid has fields of its own, and is kept among the attributes (record 0042): as amounts, whichever way they were written. */
function otherFunds(read: FieldReader, values: Map<string, string>): void {
  for (const name of OTHER_FUND_FACTS) {
    const amount = read.decimal([name], ownOrAttribute(read, values, name), YUAN_SCALE);
    values.delete(name);
    if (amount !== null) values.set(name, printFixed(amount, YUAN_SCALE));
  }
}

/** A field that is kept among the attributes, whichever way it was written. */
function ownOrAttribute(read: FieldReader, values: ReadonlyMap<string, string>, name: string): unknown {
  const [own, attribute] = [read.raw(name), values.get(name)];
  if (own !== undefined && attribute !== undefined)
    read.report([name], 'REPEATED', `${name} 既单列又在属性中，请只写一处。`, `${name} is there as a field and as an attribute. Keep one.`);
  return own ?? attribute;
}

/** 中途结算 a part of a stay says of which stay, which part, and whether it is the last: all three, or none. */
function stayFacts(read: FieldReader, values: Map<string, string>): void {
  const stated = new Map(
    STAY_FACTS.flatMap((name) => {
      const value = ownOrAttribute(read, values, name);
      values.delete(name);
      return value === undefined ? [] : [[name, typeof value === 'number' || typeof value === 'boolean' ? String(value) : value] as const];
    }),
  );
  if (stated.size === 0) return;
  for (const name of STAY_FACTS)
    if (!stated.has(name))
      read.report(
        [name],
        'REQUIRED',
        '分段结算的病例须同时写明住院就诊号、第几段、是否末段。',
        'A part of a stay states the stay, which part it is, and whether it is the last.',
      );
  const stayNo = read.asciiText(['stayNo'], stated.get('stayNo') ?? '1', IDENTIFIER);
  if (stayNo !== null) values.set('stayNo', pseudonym(read, ['stayNo'], stayNo));
  const part = read.asciiText(['stayPart'], stated.get('stayPart') ?? '1', { longest: 20 });
  if (part !== null && !/^[1-9]\d?$/.test(part))
    read.report(['stayPart'], 'OUT_OF_RANGE', '第几段应为 1 至 99 的整数。', 'Parts are whole numbers from 1 to 99.');
  else if (part !== null) values.set('stayPart', part);
  const final = read.asciiText(['stayFinal'], stated.get('stayFinal') ?? 'true', { longest: 20 });
  const known = final === null ? null : read.member(['stayFinal'], final, ['true', 'false']);
  if (known !== null) values.set('stayFinal', known);
}
