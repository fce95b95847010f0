import type { InpatientCase } from '../plan/inpatient-case.js';
import { isTexts, type CodeMap, type CodeMaps, type Value } from '../plan/plan.js';

/** The facts of a case that hold codes, and by which map each is read. */
export const CODE_FACTS = {
  principalDiagnosis: 'diagnoses',
  otherDiagnoses: 'diagnoses',
  procedures: 'operations',
} as const satisfies Partial<Record<keyof InpatientCase, 'diagnoses' | 'operations'>>;

/** One code as the map reads it; a code that the map does not know stays as it is. */
export function readCode(map: CodeMap | undefined, code: string): string {
  return map?.rows.get(code) ?? code;
}

/** Lists read before: the same list reads as the same list, so that others can remember what they found out about it. */
const READ_LISTS = new WeakMap<CodeMap, WeakMap<readonly string[], readonly string[]>>();

/** A list of codes as the map reads it, in the same order; the list itself where no code of it changes. */
export function readCodes(map: CodeMap | undefined, codes: readonly string[]): readonly string[] {
  if (map === undefined || !codes.some((code) => map.rows.has(code))) return codes;
  const lists = READ_LISTS.get(map) ?? new WeakMap<readonly string[], readonly string[]>();
  READ_LISTS.set(map, lists);
  const read = lists.get(codes) ?? codes.map((code) => readCode(map, code));
  lists.set(codes, read);
  return read;
}

/** The value of a fact as the maps read it; any other fact than those that hold codes as it is. */
export function readFactCodes(maps: CodeMaps | undefined, fact: string, value: Value): Value {
  const use = Object.entries(CODE_FACTS).find(([name]) => name === fact)?.[1];
  const map = use === undefined ? undefined : maps?.[use];
  if (typeof value === 'string') return readCode(map, value);
  return isTexts(value) ? readCodes(map, value) : value;
}

/** A case with its codes as the maps read them; the case itself where none changes. For cases that are plain objects. */
export function readCaseCodes(maps: CodeMaps | undefined, inpatientCase: InpatientCase): InpatientCase {
  if (maps === undefined) return inpatientCase;
  const principalDiagnosis = readCode(maps.diagnoses, inpatientCase.principalDiagnosis);
  const otherDiagnoses = readCodes(maps.diagnoses, inpatientCase.otherDiagnoses);
  const procedures = readCodes(maps.operations, inpatientCase.procedures);
  const isSame =
    principalDiagnosis === inpatientCase.principalDiagnosis &&
    otherDiagnoses === inpatientCase.otherDiagnoses &&
    procedures === inpatientCase.procedures;
  return isSame ? inpatientCase : { ...inpatientCase, principalDiagnosis, otherDiagnoses, procedures };
}
