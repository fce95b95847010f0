import { foldCode } from './fold-code.js';
import type { CodeSystem, InpatientCase } from '../plan/inpatient-case.js';
import type { CodeMap, CodeMaps } from '../plan/code-maps.js';
import { isTexts, type Value } from '../plan/plan.js';

/** The facts of a case that hold codes, and by which map each is read. */
export const CODE_FACTS = {
  principalDiagnosis: 'diagnoses',
  otherDiagnoses: 'diagnoses',
  procedures: 'operations',
} as const satisfies Partial<Record<keyof InpatientCase, 'diagnoses' | 'operations'>>;

/** A map's rows by folded code, and what it made of codes before. */
interface ReadMap {
  readonly rows: ReadonlyMap<string, string>;
  readonly read: Map<string, string>;
}

const READ_MAPS = new WeakMap<CodeMap, ReadMap>();
/** So many codes are remembered with what they are read as. */
const MOST_READ = 100_000;

function readMap(map: CodeMap): ReadMap {
  const known = READ_MAPS.get(map);
  if (known !== undefined) return known;
  const made = { rows: new Map([...map.rows].map(([from, to]) => [foldCode(from), to] as const)), read: new Map<string, string>() };
  READ_MAPS.set(map, made);
  return made;
}

/** One code as the map reads it, whatever its case; a code that the map does not know stays as it is. */
export function readCode(map: CodeMap | undefined, code: string): string {
  if (map === undefined) return code;
  const { rows, read } = readMap(map);
  const known = read.get(code);
  if (known !== undefined) return known;
  const found = rows.get(foldCode(code)) ?? code;
  if (read.size >= MOST_READ) read.clear();
  read.set(code, found);
  return found;
}

/** The maps that read the codes of a case: none where they read those of another edition than the case's. */
export function mapsOf(maps: CodeMaps | undefined, codeSystem: CodeSystem | null): CodeMaps | undefined {
  if (maps?.editions === undefined) return maps;
  return (codeSystem ?? maps.editions.unstated) === maps.editions.from ? maps : undefined;
}

/** Lists read before: the same list reads as the same list, so that others can remember what they found out about it. */
const READ_LISTS = new WeakMap<CodeMap, WeakMap<readonly string[], readonly string[]>>();

/** A list of codes as the map reads it, in the same order; the list itself where no code of it changes. */
export function readCodes(map: CodeMap | undefined, codes: readonly string[]): readonly string[] {
  if (map === undefined || !codes.some((code) => readCode(map, code) !== code)) return codes;
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

/**
 * A case with its codes as the maps read them; the case itself where none changes. For cases that are plain objects, as they were reported: where
 * the maps read one edition, a code that they made may be one that they would read again, so that nothing is read twice.
 */
export function readCaseCodes(maps: CodeMaps | undefined, inpatientCase: InpatientCase): InpatientCase {
  const reading = mapsOf(maps, inpatientCase.codeSystem);
  if (reading === undefined) return inpatientCase;
  const principalDiagnosis = readCode(reading.diagnoses, inpatientCase.principalDiagnosis);
  const otherDiagnoses = readCodes(reading.diagnoses, inpatientCase.otherDiagnoses);
  const procedures = readCodes(reading.operations, inpatientCase.procedures);
  const codes = { principalDiagnosis, otherDiagnoses, procedures };
  const isSame =
    principalDiagnosis === inpatientCase.principalDiagnosis &&
    otherDiagnoses === inpatientCase.otherDiagnoses &&
    procedures === inpatientCase.procedures;
  return isSame ? inpatientCase : { ...inpatientCase, ...codes };
}
