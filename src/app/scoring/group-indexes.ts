import { StateError } from '../base/errors.js';
import type { Reader } from '../ports/ports.js';
import type { GrouperRecord } from '../ports/ports-grouper.js';
import type { CatalogueRecord } from '../ports/ports-catalogue.js';
import { readyGrouper } from '../caches/grouper-library.js';
import type { RegionIndex } from '../caches/region-cache.js';
import { buildGroupIndex, type GroupIndex } from '../../engine/grouping/grouping-index.js';
import type { Plan } from '../../engine/plan/plan.js';

/** A catalogue with its index for one grouping method. */
export interface IndexedCatalogue {
  readonly catalogue: CatalogueRecord;
  readonly index: GroupIndex;
  /** The grouper that finds the groups, where the ruleset names one. */
  readonly grouper?: Pick<GrouperRecord, 'contentHash'>;
}

/** The catalogue in force on a day: the last with points that begins on it or before. Throws when there is none. */
export function catalogueInForce(
  index: { readonly region: { readonly code: string }; readonly catalogues: readonly CatalogueRecord[] },
  date: string,
): CatalogueRecord {
  const begun = index.catalogues.filter(({ effectiveFrom }) => effectiveFrom <= date);
  const found = begun.findLast(({ priced }) => priced);
  if (found !== undefined) return found;
  const unpriced = begun.at(-1);
  if (unpriced !== undefined) throw withoutPoints(unpriced, date);
  throw new StateError('RULESET_INVALID', {
    zh: `统筹地区 ${index.region.code} 在 ${date} 没有生效的病种目录库。请先测算或导入目录库。`,
    en: `Region ${index.region.code} has no catalogue in force on ${date}. Build or import one first.`,
  });
}

function withoutPoints({ regionCode, version }: CatalogueRecord, date: string): StateError {
  return new StateError('RULESET_INVALID', {
    zh: `统筹地区 ${regionCode} 在 ${date} 只有未定分值的病种目录库（${version}），不能计分和清算。请测算分值后，把同一批病种连同分值作为新版本导入（dip catalogue export 可导出待填的表）。`,
    en: `Region ${regionCode} has on ${date} only a catalogue without points (${version}): nothing can be scored or cleared by it. Work out the points and import the groups with them as a new version (dip catalogue export writes the table to fill).`,
  });
}

/** Refuses a catalogue that was built with another grouping method than the ruleset's: its groups would not mean the same. */
export function requireSameMethod(catalogue: CatalogueRecord, plan: Plan): void {
  if (catalogue.groupingHash === plan.groupingHash) return;
  throw new StateError('RULESET_INVALID', {
    zh: `目录库 ${catalogue.version} 是按另一种分组方法建立的（哈希 ${catalogue.groupingHash.slice(0, 12)}…），与规则集 ${plan.version} 的分组方法（${plan.groupingHash.slice(0, 12)}…）不一致。请用本规则集重新测算或导入目录库。`,
    en: `Catalogue ${catalogue.version} was built with another grouping method than that of ruleset ${plan.version}. Build or import it again with this ruleset.`,
  });
}

/** Answers that one index remembers: many catalogues are kept at a time, and each of them for long. */
const MOST_REMEMBERED = 10_000;

/** The index of a catalogue for a ruleset's grouping method. Neither ever changes, so it is read and built once. */
export async function indexedCatalogue(
  read: Reader,
  index: RegionIndex,
  catalogue: CatalogueRecord,
  plan: Plan,
): Promise<IndexedCatalogue> {
  const { grouping } = plan;
  if (grouping === undefined) throw lacksGrouping(plan);
  requireSameMethod(catalogue, plan);
  const grouper = grouping.grouper === undefined ? undefined : await index.grouper(read, grouping.grouper);
  const key = [catalogue.id, plan.effectiveHash, ...(grouper === undefined ? [] : [grouper.contentHash])].join(' ');
  const groupIndex = await index.groupIndexes.get(read, key, async () => {
    const groups = await read((unit) => unit.catalogues.groups(index.region.code, catalogue.id));
    const ready = grouper === undefined ? undefined : await readyGrouper(index, read, grouper);
    return buildGroupIndex(groups, grouping, MOST_REMEMBERED, ready?.index);
  });
  return grouper === undefined ? { catalogue, index: groupIndex } : { catalogue, index: groupIndex, grouper };
}

/** RULESET_INVALID: a ruleset without a grouping method can't group cases. */
export function lacksGrouping(plan: Plan): StateError {
  return new StateError('RULESET_INVALID', {
    zh: `规则集 ${plan.version} 没有声明分组方法（methods.grouping），不能入组和计分。请补充后作为新版本载入。`,
    en: `Ruleset ${plan.version} declares no grouping method (methods.grouping): cases can't be grouped or scored. Add it and load a new version.`,
  });
}
