import { isNationalCode, type CodeUse } from './national-code.js';

/**
 * 编码书写形式 how a code is written, by its form alone: NATIONAL as the national editions (医保版 ICD-10, ICD-9-CM-3) write codes or their
 * beginnings, LOWER_CASE so but for small letters, NUMBER_LIKE as a spreadsheet rewrites what it takes for a number, OTHER.
 */
export const CODE_FORMS = ['NATIONAL', 'LOWER_CASE', 'NUMBER_LIKE', 'OTHER'] as const;
/** One of them. */
export type CodeForm = (typeof CODE_FORMS)[number];

/** `8.01E+02`, `80.1`, `512300`. */
const NUMBER = /^[+-]?\d{1,60}(?:\.\d{0,60})?(?:[eE][+-]?\d{1,10})?$/;

function formOf(code: string, use: CodeUse): CodeForm {
  if (isNationalCode(code, use)) return 'NATIONAL';
  if (NUMBER.test(code)) return 'NUMBER_LIKE';
  // The extension is written with a small x: only the first letters of a code are capitals.
  return isNationalCode(code.slice(0, 3).toUpperCase() + code.slice(3).toLowerCase(), use) ? 'LOWER_CASE' : 'OTHER';
}

/** How a diagnosis code is written. */
export function diagnosisForm(code: string): CodeForm {
  return formOf(code, 'diagnoses');
}

/** The forms in which some operation codes are written, each once. */
export function operationForms(codes: readonly string[]): readonly CodeForm[] {
  return formsOf(codes, 'operations');
}

/** The forms in which some diagnosis codes are written, each once. */
export function diagnosisForms(codes: readonly string[]): readonly CodeForm[] {
  return formsOf(codes, 'diagnoses');
}

function formsOf(codes: readonly string[], use: CodeUse): readonly CodeForm[] {
  const found = new Set(codes.map((code) => formOf(code, use)));
  return CODE_FORMS.filter((form) => found.has(form));
}
