import type { BundledCatalogue } from './bundle.js';
import { catalogueHash, readCatalogueCsv } from '../catalogues/catalogue-csv.js';
import { StateError, ValidationError } from '../base/errors.js';
import type { Reader } from '../ports/ports.js';
import type { CatalogueRecord } from '../ports/ports-catalogue.js';
import { catalogueDifference, type GroupDifference } from '../../engine/catalogue/catalogue-difference.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';

/** 目录库的比较 the catalogue of a bundle beside the one that the region has on its first day, else its last one. */
export interface CatalogueComparison {
  readonly version: string;
  /** Whether the region has one of that name: none, the same one, or another one under the same name. */
  readonly state: 'ABSENT' | 'KNOWN' | 'DIFFERENT';
  readonly effectiveFrom: string;
  /** `undefined`: the region has none. */
  readonly beside: string | undefined;
  readonly contentHash: string;
  readonly groups: number;
  /** Codes of groups, by what became of them. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** The groups of a bundle's catalogue. Throws VALIDATION_FAILED where they can't be read, RULESET_TAMPERED where they are not those of its hash. */
export async function bundledGroups({ priced, contentHash, csv }: BundledCatalogue): Promise<readonly DiseaseGroup[]> {
  const { groups, problems } = await readCatalogueCsv(Buffer.from(csv, 'utf8'), { priced });
  if (problems.length > 0)
    throw new ValidationError(problems.map(({ message }) => ({ path: ['bundle', 'catalogue'], code: 'BAD_CATALOGUE', messages: message })));
  if (catalogueHash(groups, { priced }) === contentHash) return groups;
  throw new StateError('RULESET_TAMPERED', {
    zh: '规则包里的目录库与它的内容哈希不符，已拒绝。请让对方重新导出，并以另一途径核对哈希。',
    en: 'The catalogue of the bundle is not the one of its hash, and is refused. Have it exported again, and compare hashes by another way.',
  });
}

/** How a stored catalogue stands to a bundle's of the same name. */
export function catalogueState(stored: CatalogueRecord | undefined, catalogue: BundledCatalogue): CatalogueComparison['state'] {
  if (stored === undefined) return 'ABSENT';
  const { contentHash, effectiveFrom, priced } = catalogue;
  const isSame = stored.contentHash === contentHash && stored.effectiveFrom === effectiveFrom && stored.priced === priced;
  return isSame ? 'KNOWN' : 'DIFFERENT';
}

/** Compares group by group; a group is changed where any column of its row is. Throws as `bundledGroups`. */
export async function compareCatalogues(read: Reader, regionCode: string, catalogue: BundledCatalogue): Promise<CatalogueComparison> {
  const { version, effectiveFrom, contentHash } = catalogue;
  const groups = await bundledGroups(catalogue);
  const own = await read(async ({ catalogues }) => {
    const all = await catalogues.list(regionCode);
    const found = all.filter((one) => one.effectiveFrom <= effectiveFrom).at(-1) ?? all.at(-1);
    return {
      named: all.find((one) => one.version === version),
      beside: found?.version,
      groups: found === undefined ? [] : await catalogues.groups(regionCode, found.id),
    };
  });
  const differences = catalogueDifference(own.groups, groups);
  const codesOf = (kind: GroupDifference['kind']): readonly string[] =>
    differences.filter((one) => one.kind === kind).map(({ code }) => code);
  return {
    ...{ version, effectiveFrom, contentHash, beside: own.beside, state: catalogueState(own.named, catalogue), groups: groups.length },
    ...{ added: codesOf('ADDED'), removed: codesOf('REMOVED'), changed: codesOf('CHANGED') },
  };
}
