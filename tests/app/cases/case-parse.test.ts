import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCase, type RawCase } from '../../../src/app/cases/case-parse.js';
import { CASE_PROBLEM_CODES, storedProblem } from '../../../src/app/cases/case-problems.js';
import { decimal } from '../../../src/engine/number/quantity.js';

const GOOD: RawCase = {
  caseNo: 'S2024000000001',
  institutionCode: 'H99030000001',
  insurance: 'EMPLOYEE',
  admissionDate: '2024-02-28',
  dischargeDate: '2024-03-06',
  settlementDate: '2024-03-06',
  insuredRegionCode: '990300',
  ageYears: 61,
  sex: 'MALE',
  principalDiagnosis: 'E11.600x015+M14.2*',
  otherDiagnoses: ['I10.x00x002'],
  procedures: ['36.0700', '21.0300x003'],
  totalCost: '12345.60',
  costs: [
    { category: 'DRUG', amount: '2000.00' },
    { category: 'SURGERY', amount: '10345.6' },
  ],
  selfPaidOutside: '120.00',
  fundPaid: '9000.5',
  icuDays: '1.25',
  dischargeWay: '1',
  caseFlags: ['TCM', 'DAY_SURGERY'],
  attributes: [{ name: 'specialSettlement', value: 'BY_ITEM' }],
};

/** Code and path of each problem, most important first. */
function problemsOf(change: RawCase): string[] {
  const parsed = parseCase({ ...GOOD, ...change });
  return parsed.ok ? [] : parsed.problems.map(({ code, path }) => `${code} ${path.join('.')}`);
}

function messageOf(change: RawCase): string {
  const parsed = parseCase({ ...GOOD, ...change });
  const [problem] = parsed.ok ? [] : parsed.problems;
  return `${problem?.messages.zh ?? ''} | ${problem?.messages.en ?? ''}`;
}

describe('a good record', () => {
  test('becomes a case, with exact money and flags in their order', () => {
    const parsed = parseCase(GOOD);
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        caseNo: 'S2024000000001',
        ageDays: null,
        birthWeightGrams: null,
        principalDiagnosis: 'E11.600x015+M14.2*',
        procedures: ['36.0700', '21.0300x003'],
        totalCost: decimal('12345.60'),
        icuDays: decimal('1.25'),
        caseFlags: ['DAY_SURGERY', 'TCM'],
        attributes: new Map([['specialSettlement', 'BY_ITEM']]),
      },
    });
  });

  test('what is optional may be left out, null or empty', () => {
    const { caseNo, institutionCode, insurance, admissionDate, dischargeDate, principalDiagnosis, totalCost } = GOOD;
    const required = { caseNo, institutionCode, insurance, admissionDate, dischargeDate, principalDiagnosis, totalCost };
    const bare = parseCase(required);
    expect(bare).toMatchObject({ ok: true, value: { sex: 'UNKNOWN', fundPaid: null, otherDiagnoses: [], caseFlags: [] } });
    const empty = Object.fromEntries(Object.keys(GOOD).map((name) => [name, null]));
    expect(parseCase({ ...empty, ...required })).toEqual(bare);
    expect(parseCase({ ...required, settlementDate: '', ageYears: '', fundPaid: '' })).toEqual(bare);
  });

  test('parts may be as large as their whole (R3)', () => {
    expect(problemsOf({ fundPaid: '12225.60' })).toEqual([]);
    expect(problemsOf({ fundPaid: '12345.60', selfPaidOutside: null })).toEqual([]);
    expect(problemsOf({ icuDays: '8' })).toEqual([]);
    expect(problemsOf({ admissionDate: '2024-03-06', icuDays: '1' })).toEqual([]);
    expect(problemsOf({ totalCost: '0', costs: [], fundPaid: '0', selfPaidOutside: '0' })).toEqual([]);
  });

  test('a case number of 18 digits that is no identity number may be one; an identity number is not even repeated (B17)', () => {
    expect(problemsOf({ caseNo: '110105194912310021' })).toEqual([]); // its last place does not fit
    expect(problemsOf({ caseNo: '110105194913310028' })).toEqual([]); // no day of the calendar
    const refused = parseCase({ ...GOOD, caseNo: '11010519491231002X' });
    expect(refused).toMatchObject({ ok: false, caseNo: null });
    expect(JSON.stringify(refused)).not.toContain('110105');
  });

  test('whole numbers may be numbers or text', () => {
    expect(parseCase({ ...GOOD, ageYears: '61' })).toEqual(parseCase(GOOD));
  });

  test.each([
    ['2024-02-29', '2024-02-29'],
    ['2000-02-29', '2000-03-01'],
  ])('leap days exist where they do: %s', (admissionDate, dischargeDate) => {
    expect(problemsOf({ admissionDate, dischargeDate, settlementDate: null, icuDays: null })).toEqual([]);
  });
});

describe('N25-10 bad records, names and identity numbers among them: typed, with the field and what to do', () => {
  test.each<[string, RawCase, string]>([
    ['no case number', { caseNo: null }, 'REQUIRED caseNo'],
    ['no institution', { institutionCode: '' }, 'REQUIRED institutionCode'],
    ['no insurance', { insurance: undefined }, 'REQUIRED insurance'],
    ['no discharge', { dischargeDate: null }, 'REQUIRED dischargeDate'],
    ['no diagnosis', { principalDiagnosis: null }, 'REQUIRED principalDiagnosis'],
    ['no cost', { totalCost: null }, 'REQUIRED totalCost'],
    ['discharge before admission', { dischargeDate: '2024-02-27' }, 'DATES_OUT_OF_ORDER dischargeDate'],
    ['settlement before admission', { settlementDate: '2024-02-27' }, 'DATES_OUT_OF_ORDER settlementDate'],
    ['29 February 2025', { dischargeDate: '2025-02-29' }, 'NOT_A_DATE dischargeDate'],
    ['29 February 2100', { dischargeDate: '2100-02-29' }, 'NOT_A_DATE dischargeDate'],
    ['month 13', { settlementDate: '2024-13-01' }, 'NOT_A_DATE settlementDate'],
    ['day 0', { admissionDate: '2024-01-00' }, 'NOT_A_DATE admissionDate'],
    ['slashes', { admissionDate: '2024/01/05' }, 'NOT_A_DATE admissionDate'],
    ['a time', { admissionDate: '2024-01-05T00:00:00Z' }, 'NOT_A_DATE admissionDate'],
    ['a stay of a century', { admissionDate: '1900-01-01' }, 'OUT_OF_RANGE dischargeDate'],
    ['a negative cost', { totalCost: '-1.00', costs: [] }, 'NEGATIVE totalCost'],
    ['three decimals', { fundPaid: '1.005' }, 'TOO_MANY_DECIMALS fundPaid'],
    ['five decimals of a day', { icuDays: '1.00001' }, 'TOO_MANY_DECIMALS icuDays'],
    ['thousands separators', { totalCost: '1,234.50' }, 'NOT_A_DECIMAL totalCost'],
    ['an exponent', { totalCost: '1e9' }, 'NOT_A_DECIMAL totalCost'],
    ['NaN', { totalCost: 'NaN' }, 'NOT_A_DECIMAL totalCost'],
    ['hexadecimal', { totalCost: '0x1f' }, 'NOT_A_DECIMAL totalCost'],
    ['a leading zero', { totalCost: '012' }, 'NOT_A_DECIMAL totalCost'],
    ['sixteen digits', { totalCost: '1234567890123456' }, 'NOT_A_DECIMAL totalCost'],
    ['a number literal', { totalCost: 12345.6 }, 'NUMBER_LITERAL totalCost'],
    ['full-width digits', { totalCost: '１２' }, 'STRANGE_CHARACTER totalCost'],
    ['a full-width code', { principalDiagnosis: 'Ｉ２１．９００' }, 'STRANGE_CHARACTER principalDiagnosis'],
    ['a Cyrillic letter', { principalDiagnosis: 'І21.900' }, 'STRANGE_CHARACTER principalDiagnosis'],
    ['a Greek letter in a list', { otherDiagnoses: ['I10.x00', 'Ι10.x00'] }, 'STRANGE_CHARACTER otherDiagnoses.1'],
    ['a zero-width space', { procedures: ['47.0100\u200b'] }, 'STRANGE_CHARACTER procedures.0'],
    ['a byte order mark inside', { caseNo: '\ufeffS1' }, 'STRANGE_CHARACTER caseNo'],
    ['a space around', { institutionCode: 'H99030000001 ' }, 'STRANGE_CHARACTER institutionCode'],
    ['a line break', { caseNo: 'S1\n' }, 'STRANGE_CHARACTER caseNo'],
    ['a formula', { caseNo: '=1+1' }, 'NOT_A_CODE caseNo'],
    ['an unknown insurance', { insurance: 'STUDENT' }, 'UNKNOWN_VALUE insurance'],
    ['an unknown way of discharge', { dischargeWay: '6' }, 'UNKNOWN_VALUE dischargeWay'],
    ['an unknown flag', { caseFlags: ['TCM', 'VIP'] }, 'UNKNOWN_VALUE caseFlags.1'],
    ['an unknown category', { costs: [{ category: 'FOOD', amount: '1.00' }] }, 'UNKNOWN_VALUE costs.0.category'],
    ['a negative part', { costs: [{ category: 'DRUG', amount: '-0.01' }] }, 'NEGATIVE costs.DRUG'],
    ['a category twice', { costs: [1, 2].map((yuan) => ({ category: 'DRUG', amount: `${yuan}` })) }, 'REPEATED costs.1'],
    ['parts above the whole', { totalCost: '12345.59' }, 'COSTS_EXCEED_TOTAL totalCost'],
    ['R3: a fund payment above the total', { fundPaid: '900000.00' }, 'PAID_EXCEEDS_TOTAL fundPaid'],
    ['R3: a self-paid part above the total', { selfPaidOutside: '12345.61', fundPaid: null }, 'PAID_EXCEEDS_TOTAL selfPaidOutside'],
    ['R3: fund and self-paid part together a fen above', { fundPaid: '12225.61' }, 'PAID_EXCEEDS_TOTAL fundPaid'],
    ['R3: a category above the total', { costs: [{ category: 'DRUG', amount: '12345.61' }] }, 'COSTS_EXCEED_TOTAL totalCost'],
    ['R3: more intensive care than stay', { icuDays: '8.0001' }, 'ICU_EXCEEDS_STAY icuDays'],
    ['R3: settled before discharge', { settlementDate: '2024-03-05' }, 'DATES_OUT_OF_ORDER settlementDate'],
    ['B17: an identity number as case number', { caseNo: '11010519491231002X' }, 'IDENTITY_NUMBER caseNo'],
    [
      'B17: an identity number in an attribute',
      { attributes: [{ name: 'x', value: '11010519491231002x' }] },
      'IDENTITY_NUMBER attributes.x',
    ],
    ['an attribute twice', { attributes: [1, 2].map((value) => ({ name: 'x', value: `${value}` })) }, 'REPEATED attributes.1'],
    ['an attribute without a name', { attributes: [{ name: 'x.y', value: '1' }] }, 'NOT_A_CODE attributes.0.name'],
    ['a fraction of a year', { ageYears: 61.5 }, 'NOT_A_WHOLE_NUMBER ageYears'],
    ['131 years', { ageYears: 131 }, 'OUT_OF_RANGE ageYears'],
    ['a negative age', { ageYears: -1 }, 'OUT_OF_RANGE ageYears'],
    ['ages that disagree', { ageYears: 1, ageDays: 20 }, 'AGES_DISAGREE ageDays'],
    ['a code that never ends', { principalDiagnosis: 'A'.repeat(61) }, 'TOO_LONG principalDiagnosis'],
    ['too many codes', { procedures: Array.from({ length: 201 }, () => '47.0100') }, 'OUT_OF_RANGE procedures'],
    ['a list that is text', { procedures: '47.0100' }, 'WRONG_TYPE procedures'],
    ['a code that is a number', { principalDiagnosis: 47.01 }, 'WRONG_TYPE principalDiagnosis'],
    ['costs that are no objects', { costs: ['1.00'] }, 'WRONG_TYPE costs.0'],
    ['an unknown field', { patientName: 'X' }, 'UNKNOWN_FIELD patientName'],
  ])('%s', (_, change, expected) => {
    expect(problemsOf(change)).toEqual([expected]);
  });

  test.each<[RawCase, RegExp]>([
    [
      { principalDiagnosis: 'Ｉ２１．９００' },
      /第 1 个字符是全角字符“Ｉ”（U\+FF29），应为半角“I”.*full-width "Ｉ" \(U\+FF29\); write the ASCII "I"/,
    ],
    [{ principalDiagnosis: 'І21.900' }, /西里尔字母“І”（U\+0406），应为半角“I”.*Cyrillic "І" \(U\+0406\)/],
    [{ procedures: ['47.0100\u200b'] }, /第 8 个字符是零宽空格（U\+200B），请删去.*zero-width space/],
    [{ principalDiagnosis: '心梗' }, /字符“心”（U\+5FC3），只能用半角/],
    [{ totalCost: '1,234.50' }, /千位分隔符.*thousands separators/],
    [{ totalCost: '1e9' }, /科学记数法.*exponents/],
    [{ dischargeDate: '2025-02-29' }, /2025-02-29.*2 月 29 日/],
    [{ insurance: 'STUDENT' }, /EMPLOYEE、RESIDENT/],
  ])('the message says what and where: %j', (change, expected) => {
    expect(messageOf(change)).toMatch(expected);
  });

  test('everything that is wrong is reported at once, in the order of the list, one a field', () => {
    const change = { totalCost: '-1.005', caseNo: null, insurance: 'X', principalDiagnosis: 'І21', dischargeDate: '2024-02-30' };
    expect(problemsOf(change)).toEqual([
      'REQUIRED caseNo',
      'STRANGE_CHARACTER principalDiagnosis',
      'UNKNOWN_VALUE insurance',
      'NOT_A_DATE dischargeDate',
      'NEGATIVE totalCost',
    ]);
    expect(parseCase({ ...GOOD, totalCost: 'x' })).toMatchObject({ ok: false, caseNo: 'S2024000000001' });
    expect(parseCase({ ...GOOD, caseNo: 'Ｓ1' })).toMatchObject({ ok: false, caseNo: null });
  });

  test('what the store finds has the same shape', () => {
    const of = { caseNo: 'S1', institutionCode: 'H1' };
    expect(storedProblem('UNKNOWN_INSTITUTION', of)).toMatchObject({ path: ['institutionCode'], code: 'UNKNOWN_INSTITUTION' });
    expect(storedProblem('DUPLICATE_CASE', of)).toMatchObject({ path: ['caseNo'], code: 'DUPLICATE_CASE' });
    expect(storedProblem('OTHER_INSTITUTION', of).messages.zh).toContain('H1');
  });
});

test('whatever comes in, the parser answers with a case or with problems of the closed list', () => {
  const value = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.constantFrom('2024-02-30', '１２', '-0', '1.', '', null),
    fc.jsonValue(),
  );
  const record = fc.dictionary(fc.constantFrom(...Object.keys(GOOD), 'other'), value);
  fc.assert(
    fc.property(record, (change) => {
      const parsed = parseCase({ ...GOOD, ...change });
      if (parsed.ok) return;
      expect(parsed.problems.length).toBeGreaterThan(0);
      for (const { code, messages } of parsed.problems) {
        expect(CASE_PROBLEM_CODES).toContain(code);
        expect(messages.zh.length > 0 && (messages.en ?? '').length > 0).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});
