import type { Label } from '../../engine/plan/plan.js';
import { shownText, soundText } from '../../engine/kit/text.js';
import type { FieldProblem } from '../base/errors.js';

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
  code: 'DUPLICATE_IN_BATCH' | 'DUPLICATE_CASE' | 'UNKNOWN_INSTITUTION' | 'OTHER_INSTITUTION',
  of: { readonly caseNo: string; readonly institutionCode: string },
): CaseProblem {
  const path = code === 'DUPLICATE_IN_BATCH' || code === 'DUPLICATE_CASE' ? ['caseNo'] : ['institutionCode'];
  return { path, code, messages: STORED_MESSAGES[code](of) };
}

const STORED_MESSAGES: Readonly<
  Record<
    'DUPLICATE_IN_BATCH' | 'DUPLICATE_CASE' | 'UNKNOWN_INSTITUTION' | 'OTHER_INSTITUTION',
    (of: { caseNo: string; institutionCode: string }) => Label
  >
> = {
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
};
