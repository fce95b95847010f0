import type { DiseaseGroup } from '../plan/catalogue.js';

/** 编码名称 what codes of diagnoses and operations, and categories of diagnoses, are called; `undefined`: not known. */
export interface CodeNames {
  get(code: string): string | undefined;
}

/** What a group without operations is called behind the name of its diagnosis. */
export const CONSERVATIVE_NAME = '保守治疗';
/** What stands between the name of a diagnosis and what is done. */
export const NAME_COMMA = '，';

type Named = Pick<DiseaseGroup, 'name' | 'match'>;

/**
 * The names of codes that a catalogue says, where its groups are called as computed ones are: a diagnosis by its group without operations, then an
 * operation by a group of such a diagnosis and this operation alone. Names that are made otherwise say nothing.
 */
export function namesSaidBy(groups: readonly Named[]): CodeNames {
  const names = new Map<string, string>();
  const end = `${NAME_COMMA}${CONSERVATIVE_NAME}`;
  const single = groups.flatMap((group) => {
    const { diagnoses, otherDiagnoses, operations, relatedOperations } = group.match;
    const [diagnosis] = diagnoses;
    if (diagnosis === undefined || diagnoses.length > 1 || otherDiagnoses.length > 0 || relatedOperations.length > 0) return [];
    return [{ name: group.name, diagnosis: codeOf(diagnosis), operations: operations.flat().map(codeOf) }];
  });
  for (const { name, diagnosis, operations } of single) {
    if (operations.length === 0 && name.endsWith(end)) names.set(diagnosis, name.slice(0, -end.length));
  }
  for (const { name, diagnosis, operations } of single) {
    const [operation, ...more] = operations;
    const begin = `${names.get(diagnosis) ?? ''}${NAME_COMMA}`;
    if (operation !== undefined && more.length === 0 && begin !== NAME_COMMA && name.startsWith(begin))
      names.set(operation, name.slice(begin.length));
  }
  return names;
}

/** The code that a pattern of a computed group was made of. */
function codeOf(pattern: string): string {
  return pattern.replace(/\*$/, '');
}

/** Names from the first of some sources that knows them. */
export function firstName(sources: readonly CodeNames[]): CodeNames {
  return {
    get: (code) => {
      for (const source of sources) {
        const name = source.get(code);
        if (name !== undefined) return name;
      }
      return undefined;
    },
  };
}
