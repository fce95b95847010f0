import { printGroup } from './catalogue-row.js';
import type { DiseaseGroup } from '../plan/catalogue.js';

/** A cell that is not the same in two catalogues, as the tables have it: empty where it states nothing. */
export interface ChangedCell {
  readonly column: string;
  readonly before: string;
  readonly after: string;
}

/** 逐行差异 a disease group that is in one of two catalogues only, or whose row is not the same in both, with the cells that differ. */
export interface GroupDifference {
  readonly kind: 'ADDED' | 'REMOVED' | 'CHANGED';
  readonly code: string;
  readonly name: string;
  readonly cells: readonly ChangedCell[];
}

/** Compares two catalogues row by row, by code; groups whose rows are the same are left out. */
export function catalogueDifference(before: readonly DiseaseGroup[], after: readonly DiseaseGroup[]): readonly GroupDifference[] {
  const [old, now] = [byCode(before), byCode(after)];
  const codes = [...new Set([...old.keys(), ...now.keys()])].sort((a, b) => (a < b ? -1 : 1));
  return codes.flatMap((code) => {
    const [was, is] = [old.get(code), now.get(code)];
    const cells = changedCells(was, is);
    if (cells.length === 0) return [];
    const kind = was === undefined ? 'ADDED' : is === undefined ? 'REMOVED' : 'CHANGED';
    return [{ kind, code, name: (is ?? was)?.name ?? '', cells }];
  });
}

function byCode(groups: readonly DiseaseGroup[]): ReadonlyMap<string, DiseaseGroup> {
  return new Map(groups.map((group) => [group.code, group]));
}

function changedCells(was: DiseaseGroup | undefined, is: DiseaseGroup | undefined): readonly ChangedCell[] {
  const [old, now] = [was, is].map((group) => (group === undefined ? new Map<string, string>() : printGroup(group)));
  const columns = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  return [...columns].flatMap((column) => {
    const [before, after] = [old?.get(column) ?? '', now?.get(column) ?? ''];
    return before === after ? [] : [{ column, before, after }];
  });
}
