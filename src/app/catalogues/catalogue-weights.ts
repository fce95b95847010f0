import type { CatalogueNote } from './catalogue-check.js';
import { grouperOf, readyGrouper } from '../caches/grouper-library.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { adrgsOf, type Grouper } from '../../engine/grouper/grouper.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import type { GrouperMethod } from '../../engine/plan/group-terms.js';

type Row = Pick<DiseaseGroup, 'code' | 'name' | 'kind'>;

/**
 * 权重核对 groups of a grouper that have no row with a weight (WEIGHT_MISSING), and rows whose group the grouper lacks (WEIGHT_UNKNOWN). Warnings: a
 * city may leave out groups on purpose. Groups of ambiguous, remaining and ungrouped cases need no weight; rows of the layer UNGROUPED have no group of the grouper.
 */
export function checkWeights(
  groups: readonly Row[],
  grouper: Grouper,
  lines: ReadonlyMap<string, number> = new Map(),
): readonly CatalogueNote[] {
  const adrgs = adrgsOf(grouper);
  const weighted = new Set(groups.map(({ code }) => code));
  const known = new Set(adrgs.flatMap(({ drgs }) => drgs.map(({ code }) => code)));
  const paid = adrgs.filter(({ outcome }) => outcome === 'GROUPED').flatMap(({ drgs }) => drgs);
  const missing = paid.filter(({ code }) => !weighted.has(code));
  const unknown = groups.filter(({ code, kind }) => kind !== 'UNGROUPED' && !known.has(code));
  return [
    ...missing.map((drg) => note('WEIGHT_MISSING', drg, 0)),
    ...unknown.map((group) => note('WEIGHT_UNKNOWN', group, lines.get(group.code) ?? 0)),
  ];
}

/** The grouper that a catalogue is compared with. */
export interface ComparedGrouper {
  readonly named: GrouperMethod;
  /** Undefined: it is not stored (yet). */
  readonly stored: { readonly contentHash: string; readonly grouper: Grouper } | undefined;
}

/** Reads the grouper that a ruleset, or whoever imports, names. */
export async function comparedGrouper(
  platform: Platform,
  { read }: Pick<Caller, 'read'>,
  { regionCode, grouper: named }: { readonly regionCode: string; readonly grouper: GrouperMethod },
): Promise<ComparedGrouper> {
  const record = await read((unit) => grouperOf(unit, regionCode, named));
  if (record === undefined) return { named, stored: undefined };
  const { index } = await readyGrouper(platform, read, record);
  return { named, stored: { contentHash: record.contentHash, grouper: index.grouper } };
}

/** As `checkWeights`; one warning where the grouper is not stored (yet), or has another content than is named, so that nothing could be compared. */
export function weightNotes(
  { named, stored }: ComparedGrouper,
  { groups, lines }: { readonly groups: readonly Row[]; readonly lines: ReadonlyMap<string, number> },
): readonly CatalogueNote[] {
  if (stored === undefined || stored.contentHash !== (named.contentHash ?? stored.contentHash)) return [notCompared(named)];
  return checkWeights(groups, stored.grouper, lines);
}

/** Names of the groups of a grouper; none where it is not stored (yet). */
export function groupNames({ stored }: ComparedGrouper): ReadonlyMap<string, string> {
  const adrgs = stored === undefined ? [] : adrgsOf(stored.grouper);
  return new Map(adrgs.flatMap(({ drgs }) => drgs.map(({ code, name }) => [code, name] as const)));
}

function note(code: 'WEIGHT_MISSING' | 'WEIGHT_UNKNOWN', group: Pick<Row, 'code' | 'name'>, line: number): CatalogueNote {
  const row = { zh: `${group.code}（${group.name}）`, en: group.code };
  const messages = {
    WEIGHT_MISSING: {
      zh: `分组方案的病组 ${row.zh}在目录库中没有权重：入此病组的病例没有分值。请补上该行；若本地不用此病组，可不处理。`,
      en: `The grouper's group ${row.en} has no weight in the catalogue: its cases get no points. Add the row, unless the group is not used here.`,
    },
    WEIGHT_UNKNOWN: {
      zh: `目录库的病组 ${row.zh}不在分组方案中：没有病例能入此病组。请核对编码，或核对是否为另一版分组方案的权重。`,
      en: `The grouper has no group ${row.en}: no case reaches its weight. Check the code, and whether these are weights of another version.`,
    },
  };
  return { line, column: 'code', code, groupCode: group.code, level: 'WARNING', message: messages[code] };
}

function notCompared({ code, version }: GrouperMethod): CatalogueNote {
  return {
    ...{ line: 0, column: '', code: 'WEIGHTS_NOT_COMPARED', groupCode: '', level: 'WARNING' },
    message: {
      zh: `规则集所用的 DRG 分组方案 ${code} ${version} 还没有导入（或内容不是所指定的），未能核对哪些病组没有权重。请先导入分组方案，再检查一次目录库。`,
      en: `The DRG grouper ${code} ${version} that the ruleset names is not stored, or has another content: weights could not be compared with its groups. Import it, then check the catalogue again.`,
    },
  };
}
