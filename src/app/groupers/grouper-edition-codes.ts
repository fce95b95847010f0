import {
  moreUnknown,
  patternsByUse,
  unknownPatterns,
  type DocumentEditions,
  type StatedPatterns,
} from '../code-tables/document-editions.js';
import type { GrouperDocument } from '../../rules/grouper/grouper-document.js';
import type { GrouperProblem } from '../../rules/grouper/grouper-problems.js';

/** 编码版本核对 codes of a grouper that the edition doesn't know, each once, with near codes: warnings. */
export function grouperEditionWarnings(document: GrouperDocument, editions: DocumentEditions): readonly GrouperProblem[] {
  const unknown = unknownPatterns(editions, statedOf(document));
  const problem = (where: string, message: GrouperProblem['message']): GrouperProblem => ({
    severity: 'WARNING',
    code: 'CODE_UNKNOWN',
    where,
    message,
  });
  const more = moreUnknown(unknown);
  // The count comes first: it is the one that must be seen where only some are shown.
  return [...(more === null ? [] : [problem('', more)]), ...unknown.named.map(({ place, words }) => problem(place, words))];
}

function statedOf({
  sets,
  exclusions,
  complications,
  invalidPrincipals,
  blockedOperations,
}: GrouperDocument): readonly StatedPatterns<string>[] {
  const diagnoses = (place: string, patterns: readonly string[]): StatedPatterns<string> => ({ place, use: 'diagnoses', patterns });
  return [
    ...Object.entries(sets).flatMap(([name, codes]) => patternsByUse(`SET ${name}`, codes)),
    ...complications.map(({ code }) => diagnoses(`COMPLICATION ${code}`, [code])),
    ...Object.entries(exclusions).map(([name, codes]) => diagnoses(`EXCLUSION ${name}`, codes)),
    diagnoses('invalidPrincipals', invalidPrincipals ?? []),
    { place: 'blockedOperations', use: 'operations', patterns: blockedOperations?.codes ?? [] },
  ];
}
