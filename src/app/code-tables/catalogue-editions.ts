import { moreUnknown, unknownPatterns, type DocumentEditions, type StatedPatterns } from './document-editions.js';
import { prefixesOfRange } from '../../engine/codes/code-pattern.js';
import { foldCode } from '../../engine/codes/fold-code.js';
import type { Reason } from '../../engine/grouping/grouping-reasons.js';
import type { CodeUse } from '../../engine/codes/national-code.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';

interface Place {
  readonly group: DiseaseGroup;
  readonly column: string;
}

/** A warning about a row of a catalogue; line 0 is the file as a whole. */
export interface CatalogueEditionNote {
  readonly line: number;
  readonly column: string;
  readonly code: 'CODE_UNKNOWN';
  readonly groupCode: string;
  readonly level: 'WARNING';
  readonly message: Reason;
}

/** 编码版本核对 codes of a catalogue that the edition doesn't know, each once, with the rows' count and near codes: warnings, nothing is mended. */
export function editionNotes(
  groups: readonly DiseaseGroup[],
  editions: DocumentEditions,
  lines: ReadonlyMap<string, number>,
): readonly CatalogueEditionNote[] {
  const unknown = unknownPatterns(editions, groups.flatMap(statedOf));
  const notes = unknown.named.map(({ place: { group, column }, places, words }): CatalogueEditionNote => ({
    line: lines.get(group.code) ?? 0,
    column,
    code: 'CODE_UNKNOWN',
    groupCode: group.code,
    level: 'WARNING',
    message: {
      zh: `病种 ${group.code}（${group.name}）的列 ${column}${places > 1 ? `（共 ${places} 处）` : ''}：${words.zh}`,
      en: `Column ${column} of group ${group.code}${places > 1 ? ` (and ${places - 1} more places)` : ''}: ${words.en}`,
    },
  }));
  const more = moreUnknown(unknown);
  if (more === null) return notes;
  return [...notes, { line: 0, column: '', code: 'CODE_UNKNOWN', groupCode: '', level: 'WARNING', message: more }];
}

function statedOf(group: DiseaseGroup): readonly StatedPatterns<Place>[] {
  const { diagnoses, otherDiagnoses, absentDiagnoses, principalInstead, operations, relatedOperations } = group.match;
  const of = (column: string, use: CodeUse, patterns: readonly string[]): StatedPatterns<Place> => ({
    place: { group, column },
    use,
    patterns,
  });
  return [
    of('diagnoses', 'diagnoses', diagnoses.map(diagnosis)),
    of('otherDiagnoses', 'diagnoses', otherDiagnoses.map(diagnosis)),
    of('absentDiagnoses', 'diagnoses', (absentDiagnoses ?? []).map(diagnosis)),
    of('principalInstead', 'diagnoses', (principalInstead ?? []).map(diagnosis)),
    of('operations', 'operations', operations.flat()),
    of('relatedOperations', 'operations', relatedOperations.flat()),
  ];
}

/** A range is asked for by its first category, a dagger without its pair by what stands before it. */
function diagnosis(pattern: string): string {
  return prefixesOfRange(pattern)?.[0] ?? foldCode(pattern).replace(/\+$/, '');
}
