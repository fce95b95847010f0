import type { Bundle, PublishedCell } from './bundle.js';
import { readBundle } from './bundle-parse.js';
import { classesAndLevels } from '../indicators/indicator-report.js';
import type { FundYearKey } from '../ports/clearing/ports-fund-year.js';
import type { Unit } from '../ports/ports.js';
import { must } from '../../engine/kit/assert.js';

/** What was published of a period, as far as it may give small cells of other periods away. */
export interface PublishedBefore {
  readonly period: string;
  readonly cells: readonly PublishedCell[];
}

/**
 * What stands published of the other periods of a fund year, each with its own institutions in its own classes and levels: an institution may have
 * changed its class since, and may have no cases now (record 0047). Publications that don't say take them from the run that they were made of.
 */
export async function publishedBefore(unit: Unit, key: FundYearKey, period: string): Promise<readonly PublishedBefore[]> {
  const standing = (await unit.publications.standing(key)).map(readBundle).filter((one) => one.period.key !== period);
  const found: PublishedBefore[] = [];
  for (const bundle of standing) found.push({ period: bundle.period.key, cells: await cellsOf(unit, bundle) });
  return found;
}

async function cellsOf(unit: Unit, { region, runs, cells }: Bundle): Promise<readonly PublishedCell[]> {
  const isGroup = ({ kind }: PublishedCell): boolean => kind === 'CLASS' || kind === 'LEVEL';
  if (cells.every((cell) => !isGroup(cell) || cell.institutions !== undefined)) return cells;
  const codes = cells.flatMap(({ kind, code }) => (kind === 'INSTITUTION' ? [code] : []));
  const groups = await classesAndLevels(unit, { regionCode: region.code, runNo: runs[0]?.runNo }, codes);
  return cells.map((cell) => {
    if (!isGroup(cell) || cell.institutions !== undefined) return cell;
    const own = groups.find(({ kind, code }) => kind === cell.kind && code === cell.code);
    return { ...cell, institutions: must(own, `${cell.kind} ${cell.code} in run ${runs[0]?.runNo ?? ''}`).institutions };
  });
}
