import { finishedStudy } from './switch-tables.js';
import { switchStudy } from './switch-job.js';
import { importCatalogue, type ImportedCatalogue } from '../catalogues/import-catalogue.js';
import type { CatalogueTarget } from '../catalogues/catalogue-target.js';
import { StateError } from '../base/errors.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';

/** 采用测算分值 which study's points are to become a catalogue, under which version and from which day. */
export interface AcceptSwitchPoints extends Omit<CatalogueTarget, 'scheme'> {
  readonly id: string;
}

/** Stores the catalogue that a study computed, as if its CSV were imported. Throws what `importCatalogue` throws, and RULESET_INVALID where nothing was computed. */
export async function acceptSwitchPoints(
  platform: Platform,
  caller: Caller,
  { id, ...target }: AcceptSwitchPoints,
): Promise<ImportedCatalogue> {
  requirePermission(caller.actor, 'catalogue:write', target.regionCode);
  const file = Buffer.from(await switchCatalogue(caller, target.regionCode, id));
  return await importCatalogue(platform, caller, { note: `切换测算 ${id}`, ...target, file, mode: 'STORE' });
}

/** 新目录库 the catalogue that a study computed, as CSV. Throws FORBIDDEN, NOT_FOUND, RULESET_INVALID. */
export async function switchCatalogue(caller: Caller, regionCode: string, id: string): Promise<string> {
  const { study } = finishedStudy(await switchStudy(caller, regionCode, id));
  if (study.catalogueCsv !== null) return study.catalogueCsv;
  throw new StateError('RULESET_INVALID', {
    zh: `切换测算 ${id} 用的是目录库所载的分值，没有测算出新的目录库。`,
    en: `The study ${id} took the points that its catalogue has: there is none that it computed.`,
  });
}
