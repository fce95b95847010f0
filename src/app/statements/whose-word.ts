import type { FieldProblem } from '../base/errors.js';
import type { Actor } from '../ports/kit/permissions.js';
import type { InstitutionWord } from '../ports/clearing/ports-statement.js';
import { isIdentityNumber } from '../requests/identity-number.js';
import { fieldProblem, reasonProblems, sourceProblems } from '../requests/request-fields.js';

/** What an institution says by its own key, or the agency records for it. */
export interface StatedWord {
  /** 依据 the paper that the institution's word stands on: the agency has to state one. */
  readonly source?: string | null | undefined;
}

/** The most statements or payments that one request may confirm. */
export const MOST_AT_ONCE = 1_000;

/** What is wrong with how many there are of something: none, or too many. */
export function countProblems(count: number, path: readonly string[]): readonly FieldProblem[] {
  if (count === 0) return [fieldProblem(path, 'REQUIRED', '一项也没有。', 'There is none.')];
  if (count <= MOST_AT_ONCE) return [];
  return [
    fieldProblem(
      path,
      'LIMIT_EXCEEDED',
      `一次最多 ${MOST_AT_ONCE} 项，此处 ${count} 项。`,
      `At most ${MOST_AT_ONCE} at a time; these are ${count}.`,
    ),
  ];
}

/** What is wrong with a text that institutions and the agency write to each other: empty, too long, or with a person's identity number in it. */
export function letterProblems(text: string, path: readonly string[]): readonly FieldProblem[] {
  const numbers = text.match(/\d{17}[\dXx]/g) ?? [];
  const zh = '其中有公民身份号码，不得入库。病例请写病例号。';
  const en = 'It has a citizen’s identity number in it, which must not get in. Name cases by their case numbers.';
  return [...reasonProblems(text, path), ...(numbers.some(isIdentityNumber) ? [fieldProblem(path, 'IDENTITY_NUMBER', zh, en)] : [])];
}

/** Whose word something is, without the institution: an institution's key speaks for itself, anybody else on its behalf. */
export function wordOf({ institutionCode }: Actor, { source }: StatedWord): Omit<InstitutionWord, 'institutionCode'> {
  const text = (source ?? '').trim();
  return { source: text === '' ? null : text, onBehalf: institutionCode === null };
}

/** What is wrong with speaking for an institution: a key of another one, or the agency without the paper that it records. */
export function wordProblems(actor: Actor, institutionCodes: readonly string[], { source }: StatedWord): readonly FieldProblem[] {
  return [...othersProblems(actor, institutionCodes), ...sourceProblems(source), ...paperProblems(actor, source)];
}

function othersProblems({ institutionCode: own }: Actor, institutionCodes: readonly string[]): readonly FieldProblem[] {
  if (own === null || institutionCodes.every((code) => code === own)) return [];
  const en = 'An institution’s key speaks for its own institution only.';
  return [fieldProblem(['institutionCode'], 'OTHER_INSTITUTION', '机构密钥只能代表本机构。', en)];
}

function paperProblems({ institutionCode: own }: Actor, source: string | null | undefined): readonly FieldProblem[] {
  if (own !== null || (source ?? '').trim() !== '') return [];
  const zh = '代机构登记须写明依据（source），如机构盖章的确认单、异议函。';
  return [
    fieldProblem(
      ['source'],
      'ON_BEHALF_SOURCE',
      zh,
      'What is recorded for an institution states its source: the paper that the institution gave.',
    ),
  ];
}
