import type { RulesetBundle } from './bundle.js';
import { catalogueHash, readCatalogueCsv, writeCatalogueCsv } from '../catalogues/catalogue-csv.js';
import { ValidationError } from '../base/errors.js';
import type { Reader } from '../ports/ports.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';

/** 目录库的比较 the catalogue of a bundle beside the one that the region has on its first day, else its last one. */
export interface CatalogueComparison {
  readonly version: string;
  /** `undefined`: the region has none. */
  readonly beside: string | undefined;
  readonly contentHash: string;
  readonly groups: number;
  /** Codes of groups, by what became of them. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** Compares group by group; a group is changed where any column of its row is. Throws VALIDATION_FAILED where the bundle's can't be read. */
export async function compareCatalogues(
  read: Reader,
  regionCode: string,
  { version, effectiveFrom, priced, csv }: NonNullable<RulesetBundle['catalogue']>,
): Promise<CatalogueComparison> {
  const { groups, problems } = await readCatalogueCsv(Buffer.from(csv, 'utf8'), { priced });
  if (problems.length > 0)
    throw new ValidationError(problems.map(({ message }) => ({ path: ['bundle', 'catalogue'], code: 'BAD_CATALOGUE', messages: message })));
  const own = await read(async ({ catalogues }) => {
    const all = await catalogues.list(regionCode);
    const found = all.filter((one) => one.effectiveFrom <= effectiveFrom).at(-1) ?? all.at(-1);
    return found === undefined ? undefined : { version: found.version, groups: await catalogues.groups(regionCode, found.id) };
  });
  const [before, after] = [rowsOf(own?.groups ?? []), rowsOf(groups)];
  return {
    ...{ version, beside: own?.version, contentHash: catalogueHash(groups, { priced }), groups: groups.length },
    added: [...after.keys()].filter((code) => !before.has(code)),
    removed: [...before.keys()].filter((code) => !after.has(code)),
    changed: [...after].filter(([code, row]) => before.has(code) && before.get(code) !== row).map(([code]) => code),
  };
}

function rowsOf(groups: readonly DiseaseGroup[]): ReadonlyMap<string, string> {
  return new Map(groups.map((group) => [group.code, writeCatalogueCsv([group])]));
}
