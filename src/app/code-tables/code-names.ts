import { codeTableOn, codeTablesOf, readyCodes } from '../caches/code-library.js';
import type { Platform } from '../kernel/platform.js';
import type { CodeKind, CodeTableRecord } from '../ports/ports-code-table.js';
import type { Unit } from '../ports/ports.js';
import type { CodeNames } from '../../engine/catalogue/catalogue-names.js';
import type { CodeIndex } from '../../engine/codes/code-table.js';
import type { CodeSystem } from '../../engine/plan/inpatient-case.js';

/** Names that code tables give, and which tables: what is named by them is another text once they are others. */
export interface EditionNames extends CodeNames {
  readonly hashes: readonly string[];
}

/** Which edition names come from: insurers code by the first. */
const EDITIONS: readonly CodeSystem[] = ['INSURANCE', 'CLINICAL'];

/** The names that the code tables of a region, or of those above it, give on a day. */
export async function editionNames(
  { caches }: Pick<Platform, 'caches'>,
  unit: Unit,
  regionCode: string,
  day: string,
): Promise<EditionNames> {
  const records = await codeTablesOf(unit, regionCode);
  const recordOf = (kind: CodeKind): CodeTableRecord | undefined =>
    EDITIONS.map((codeSystem) => codeTableOn(records, { kind, codeSystem, day })).find((record) => record !== undefined);
  const [diagnoses, operations] = [recordOf('DIAGNOSIS'), recordOf('OPERATION')];
  const indexOf = async (record: CodeTableRecord | undefined): Promise<CodeIndex | undefined> =>
    record && (await readyCodes({ caches }, (work) => work(unit), record));
  const [named, operated] = [await indexOf(diagnoses), await indexOf(operations)];
  return {
    hashes: [diagnoses, operations].flatMap((record) => record?.contentHash ?? []),
    get: (code) => named?.find(code)?.name ?? operated?.find(code)?.name ?? (named && categoryName(named, code)),
  };
}

/** A category by its own code where there is one (`K80.1`: that of `K80.100`), else by the first of its codes, and others (等). */
function categoryName(index: CodeIndex, category: string): string | undefined {
  const own = index.find(`${category}00`);
  if (own !== undefined) return own.name;
  const first = index.firstOf(category);
  return first && `${first.name}等`;
}
