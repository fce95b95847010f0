import type { FieldProblem } from '../base/errors.js';
import type { PersonChange } from '../ports/cases/ports-case.js';

const FIELDS: Readonly<Record<PersonChange['field'], readonly [zh: string, en: string]>> = {
  sex: ['性别', 'sex'],
  ageYears: ['年龄（岁）', 'age in years'],
  ageDays: ['年龄（天）', 'age in days'],
  insurance: ['险种', 'insurance'],
};

/** The warnings of revised rows, by their index: a revision that says otherwise who the patient is may be another patient's case. */
export function revisionWarnings(changes: readonly PersonChange[]): ReadonlyMap<number, readonly FieldProblem[]> {
  const byIndex = new Map<number, FieldProblem[]>();
  for (const change of changes) byIndex.set(change.index, [...(byIndex.get(change.index) ?? []), revisionWarning(change)]);
  return byIndex;
}

function revisionWarning({ field, before, after }: PersonChange): FieldProblem {
  const [zh, en] = FIELDS[field];
  return {
    path: [field],
    code: 'REVISION_CHANGES_PERSON',
    messages: {
      zh: `本次修订把${zh}由 ${before} 改为 ${after ?? '（空）'}。请确认仍是同一病例；若是另一病例，请恢复原来的内容，并为新病例另编病例号。`,
      en: `This revision changes the ${en} from ${before} to ${after ?? '(none)'}. Make sure that it is the same case; if it is another one, send the former content again and give the new case a number of its own.`,
    },
  };
}
