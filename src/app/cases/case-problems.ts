import type { Label } from '../../engine/plan/plan.js';
import { shownText, soundText } from '../../engine/kit/text.js';
import type { FieldProblem } from '../base/errors.js';
import type { CaseRejectCode } from '../ports/cases/ports-case.js';
import type { InpatientCase } from '../../engine/plan/inpatient-case.js';

/**
 * Why a record of a case can't be accepted: a closed list in order of precedence. Of several mistakes in one field the earliest is
 * reported, so that the same input always gives the same answer.
 */
export const CASE_PROBLEM_CODES = [
  'RECORD_MALFORMED',
  'LAST_LINE_INCOMPLETE',
  'UNKNOWN_FIELD',
  'REQUIRED',
  'WRONG_TYPE',
  'NUMBER_LITERAL',
  'TOO_LONG',
  'STRANGE_CHARACTER',
  'NOT_A_CODE',
  'IDENTITY_NUMBER',
  'UNKNOWN_VALUE',
  'NOT_A_DATE',
  'NOT_A_DECIMAL',
  'NEGATIVE',
  'TOO_MANY_DECIMALS',
  'NOT_A_WHOLE_NUMBER',
  'OUT_OF_RANGE',
  'REPEATED',
  'DATES_OUT_OF_ORDER',
  'COSTS_EXCEED_TOTAL',
  'PAID_EXCEEDS_TOTAL',
  'ICU_EXCEEDS_STAY',
  'AGES_DISAGREE',
  'DUPLICATE_IN_BATCH',
  'DUPLICATE_CASE',
  'UNKNOWN_INSTITUTION',
  'OTHER_INSTITUTION',
  'STAY_PART_REPEATED',
  'STAY_ENDED',
  'STAY_PARTS_OVERLAP',
] as const;
/** One code of the closed list. */
export type CaseProblemCode = (typeof CASE_PROBLEM_CODES)[number];

/** What is wrong with one field of a record. */
export interface CaseProblem extends FieldProblem {
  readonly code: CaseProblemCode;
}

/** A problem at a path, with its two messages: fit to be stored, whatever stood in the record. */
export function caseProblem(path: readonly string[], code: CaseProblemCode, zh: string, en: string): CaseProblem {
  return { path: path.map((part) => shownText(part, 80)), code, messages: { zh: soundText(zh), en: soundText(en) } };
}

const RANK: ReadonlyMap<string, number> = new Map(CASE_PROBLEM_CODES.map((code, index) => [code, index]));

/** One problem a field, the earliest of the list; in order of the list, then of the fields' first mention. */
export function inPrecedence(problems: readonly CaseProblem[]): CaseProblem[] {
  const first = new Map<string, CaseProblem>();
  for (const problem of [...problems].sort((a, b) => (RANK.get(a.code) ?? 0) - (RANK.get(b.code) ?? 0))) {
    const key = problem.path.join('\u001f');
    if (!first.has(key)) first.set(key, problem);
  }
  return [...first.values()];
}

/** What the store found out about a case that was well-formed, as a problem of the field that it concerns. */
export function storedProblem(
  code: CaseRejectCode,
  { caseNo, institutionCode, attributes }: Pick<InpatientCase, 'caseNo' | 'institutionCode'> & Partial<Pick<InpatientCase, 'attributes'>>,
): CaseProblem {
  const [stay = '', part = ''] = [attributes?.get('stayNo'), attributes?.get('stayPart')];
  return { path: [STORED_FIELDS[code]], code, messages: STORED_MESSAGES[code]({ caseNo, institutionCode, stay, part }) };
}

const STORED_FIELDS: Readonly<Record<CaseRejectCode, string>> = {
  ...{ DUPLICATE_IN_BATCH: 'caseNo', DUPLICATE_CASE: 'caseNo' },
  ...{ UNKNOWN_INSTITUTION: 'institutionCode', OTHER_INSTITUTION: 'institutionCode' },
  ...{ STAY_PART_REPEATED: 'stayPart', STAY_ENDED: 'stayFinal', STAY_PARTS_OVERLAP: 'admissionDate' },
};

/** What a stored problem is told with. */
interface StoredOf {
  readonly caseNo: string;
  readonly institutionCode: string;
  readonly stay: string;
  readonly part: string;
}

const STORED_MESSAGES: Readonly<Record<CaseRejectCode, (of: StoredOf) => Label>> = {
  DUPLICATE_IN_BATCH: ({ caseNo, institutionCode }) => ({
    zh: `机构“${shownText(institutionCode)}”的病例号“${shownText(caseNo)}”在本批或本文件中已出现过。请删去重复的一条，或改用各自的病例号。`,
    en: `Case number "${shownText(caseNo)}" of institution "${shownText(institutionCode)}" came before in this batch or file. Remove the repeated record, or give each its own number.`,
  }),
  DUPLICATE_CASE: ({ caseNo, institutionCode }) => ({
    zh: `机构“${shownText(institutionCode)}”的病例号“${shownText(caseNo)}”已入库。若这是对同一次住院的更正，请以 onDuplicate: REVISE 导入；若是另一次住院，请另编病例号。`,
    en: `Case number "${shownText(caseNo)}" of institution "${shownText(institutionCode)}" is stored already. If this corrects the same stay, import with onDuplicate: REVISE; if it is another stay, give it a number of its own.`,
  }),
  UNKNOWN_INSTITUTION: ({ institutionCode }) => ({
    zh: `本统筹地区没有编码为“${shownText(institutionCode)}”的医疗机构。请核对编码，或先导入机构。`,
    en: `This region has no institution "${shownText(institutionCode)}". Check the code, or import the institution first.`,
  }),
  OTHER_INSTITUTION: ({ institutionCode }) => ({
    zh: `当前密钥不能为机构“${shownText(institutionCode)}”导入病例。请换用该机构的密钥。`,
    en: `This key may not import cases of institution "${shownText(institutionCode)}". Use that institution's key.`,
  }),
  STAY_PART_REPEATED: ({ stay, part }) => ({
    zh: `住院“${shownText(stay)}”的第 ${part} 段已有另一份清单。若是更正，请用原病例号；若原清单已退费，请先冲销。`,
    en: `Part ${part} of stay "${shownText(stay)}" has another list. A correction has the number of the case; a list that was refunded is reversed first.`,
  }),
  STAY_ENDED: ({ stay, part }) => ({
    zh: `住院“${shownText(stay)}”第 ${part} 段：一次住院只有一个末段，末段之后没有别的段。请核对段号和是否末段。`,
    en: `Part ${part} of stay "${shownText(stay)}": a stay has one last part, and none after it. Check the part and whether it is the last.`,
  }),
  STAY_PARTS_OVERLAP: ({ stay, part }) => ({
    zh: `住院“${shownText(stay)}”第 ${part} 段的起止日期与别的段重叠，或与段号次序不符。后一段不得早于前一段的截止日开始。`,
    en: `The days of part ${part} of stay "${shownText(stay)}" overlap another part's, or are not in the order of the parts. A part begins no earlier than the one before it ends.`,
  }),
};
