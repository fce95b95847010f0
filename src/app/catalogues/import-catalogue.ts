import { checkCatalogue, withNotes } from './catalogue-check.js';
import { ambiguousPairNotes } from './catalogue-pairs.js';
import { nearCodeNotes } from './catalogue-near-codes.js';
import { comparedGrouper, groupNames, weightNotes } from './catalogue-weights.js';
import { catalogueHash, writeCatalogueCsv, type CatalogueFile } from './catalogue-csv.js';
import { readCatalogueFile } from './catalogue-file.js';
import { catalogueAudit, requireFree, targetRuleset, type CatalogueTarget } from './catalogue-target.js';
import { editionNotes } from '../code-tables/catalogue-editions.js';
import { documentEditions, writtenEdition } from '../code-tables/document-editions.js';
import { requirePermission, runCommand } from '../kernel/command.js';
import { NotFoundError } from '../base/errors.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { GrouperName } from '../ports/ports-grouper.js';
import type { CatalogueRecord } from '../ports/ports-catalogue.js';
import type { Unit } from '../ports/ports.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import { catalogueDifference, type GroupDifference } from '../../engine/catalogue/catalogue-difference.js';

/** A catalogue file to be imported. */
export interface ImportCatalogue extends CatalogueTarget {
  /** CSV, a sheet with the same columns, or the official DIP workbook (`docs/books.md`). */
  readonly file: Uint8Array;
  /** Grouper whose groups weights are compared with; by default the one that the ruleset names. */
  readonly grouper?: GrouperName;
  /** Version of a stored catalogue that the file is compared with row by row. */
  readonly compareWith?: string;
  /** CHECK: report only, nothing is stored. */
  readonly mode: 'CHECK' | 'STORE';
}

/** What became of a file. `catalogue` is null when it was only checked, or when anything in it is wrong. */
export interface ImportedCatalogue {
  readonly catalogue: CatalogueRecord | null;
  readonly file: CatalogueFile;
  /** What is not the same in the catalogue that it was to be compared with; null where none was named, or the file can't be used. */
  readonly differences: readonly GroupDifference[] | null;
}

/**
 * Imports a catalogue, whole or not at all: with rows missing it would pay their cases as ungrouped. It is bound to the grouping method of the
 * ruleset in force on its first day; a row that no case reaches is a warning, or an error where cases certainly go to its twin. Throws VALIDATION_FAILED, NO_RULESET_IN_FORCE, RULESET_INVALID, CONFLICT (version or day taken), NOT_FOUND
 * (the catalogue to compare with).
 */
export async function importCatalogue(platform: Platform, caller: Caller, input: ImportCatalogue): Promise<ImportedCatalogue> {
  requirePermission(caller.actor, 'catalogue:write', input.regionCode);
  const { plan, grouping } = await targetRuleset(platform, caller, input);
  const beside = input.compareWith === undefined ? undefined : await groupsOf(caller, input.regionCode, input.compareWith);
  const priced = input.priced ?? true;
  const grouper = input.grouper === undefined ? grouping.grouper : { ...input.grouper, assigned: 'COMPARED' as const };
  const compared = grouper === undefined ? undefined : await comparedGrouper(platform, caller, { regionCode: input.regionCode, grouper });
  const names = compared && groupNames(compared);
  const read = await readCatalogueFile(input.file, { priced, ...(names === undefined ? {} : { names }) });
  const notes = [checkCatalogue, ambiguousPairNotes, nearCodeNotes].flatMap((check) => check(read.groups, grouping, read.lines));
  const weights = compared === undefined ? [] : weightNotes(compared, read);
  const editions = await documentEditions(platform, caller, { regionCode: input.regionCode, codeSystem: writtenEdition(plan) });
  const file = withNotes(read, [...weights, ...notes, ...editionNotes(read.groups, editions, read.lines)]);
  const differences = beside === undefined || file.problemCount > 0 ? null : catalogueDifference(beside.groups, file.groups);
  if (input.mode === 'CHECK' || file.problemCount > 0) return { catalogue: null, file, differences };
  const catalogue = await runCommand(platform, caller.actor, {
    permission: 'catalogue:write',
    regionCode: input.regionCode,
    action: 'catalogue:import',
    work: async (unit) => {
      await requireFree(unit, input);
      return await unit.catalogues.insert(
        {
          regionCode: input.regionCode,
          version: input.version,
          contentHash: catalogueHash(file.groups, { priced }),
          groupingHash: plan.groupingHash,
          effectiveFrom: input.effectiveFrom,
          note: input.note ?? '',
          priced,
        },
        file.groups,
      );
    },
    audit: catalogueAudit,
  });
  return { catalogue, file, differences };
}

function groupsOf({ read }: Caller, regionCode: string, version: string) {
  return read((unit) => groupsOfVersion(unit, regionCode, version));
}

/** A stored catalogue with its groups. Throws NOT_FOUND. */
export async function groupsOfVersion(
  { catalogues }: Pick<Unit, 'catalogues'>,
  regionCode: string,
  version: string,
): Promise<{ readonly catalogue: CatalogueRecord; readonly groups: readonly DiseaseGroup[] }> {
  const catalogue = await catalogues.findByVersion(regionCode, version);
  if (catalogue === undefined) throw new NotFoundError({ zh: '病种目录库', en: 'catalogue' }, version);
  return { catalogue, groups: await catalogues.groups(regionCode, catalogue.id) };
}

/** A stored catalogue as CSV: importing it again gives the same content hash. Throws NOT_FOUND. */
export async function exportCatalogue(caller: Caller, regionCode: string, version: string): Promise<string> {
  requirePermission(caller.actor, 'catalogue:read', regionCode);
  const { catalogue, groups } = await groupsOf(caller, regionCode, version);
  return writeCatalogueCsv(groups, catalogue);
}
