import { grouperSource, located, unlessRefused, type GrouperFile } from './grouper-source.js';
import { grouperEditionWarnings } from './grouper-edition-codes.js';
import { documentEditions } from '../code-tables/document-editions.js';
import { requirePermission, runCommand } from '../kernel/command.js';
import { ConflictError } from '../base/errors.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { GrouperRecord } from '../ports/ports-grouper.js';
import { checkGrouper } from '../../rules/grouper/check-grouper.js';
import { findingWarning, type GrouperProblem } from '../../rules/grouper/grouper-problems.js';
import { readGrouperText, type ReadGrouper } from '../../rules/grouper/read-grouper.js';

/** A grouper's file to be imported. */
export interface ImportGrouper extends GrouperFile {
  readonly regionCode: string;
  readonly note?: string;
  /** CHECK: report only, nothing is stored. */
  readonly mode: 'CHECK' | 'STORE';
}

/** What became of a file. `grouper` is null when it was only checked, or when anything in it is wrong. */
export interface ImportedGrouper {
  readonly grouper: GrouperRecord | null;
  /** What the file is, where it could be read. */
  readonly read: Omit<GrouperRecord, 'id' | 'createdByName' | 'createdAt' | 'note'> | null;
  readonly problemCount: number;
  /** The first of them. */
  readonly problems: readonly GrouperProblem[];
  readonly warnings: readonly GrouperProblem[];
}

/** Most problems that are reported. */
const MOST_PROBLEMS = 1_000;

/**
 * Imports a DRG grouper, whole or not at all. The same content again is the record that is there; code and version with another content are
 * refused: stored groupers never change. Groups that no case reaches, gaps, sets that nothing uses are warnings. Throws FORBIDDEN, NOT_FOUND (region), CONFLICT, VALIDATION_FAILED (workbook).
 */
export async function importGrouper(platform: Platform, caller: Caller, input: ImportGrouper): Promise<ImportedGrouper> {
  requirePermission(caller.actor, 'catalogue:write', input.regionCode);
  const { text, problems: ofBook, places, refused } = await grouperSource(input);
  const reading = text === undefined ? { problems: [] } : readGrouperText(text);
  const problems = [
    ...ofBook,
    ...reading.problems.flatMap((problem) => unlessRefused(problem, refused)).map((problem) => located(problem, places)),
  ];
  const errors = problems.filter(({ severity }) => severity === 'ERROR');
  const read = errors.length > 0 || !('read' in reading) ? undefined : reading.read;
  const found = read === undefined ? [] : checkGrouper(read.grouper).findings.map(findingWarning);
  const unknown = read === undefined ? [] : await unknownCodes(platform, caller, input.regionCode, read);
  const ofChecks = [...unknown, ...found].map((one) => located(one, places));
  const warnings = [...problems.filter(({ severity }) => severity === 'WARNING'), ...ofChecks];
  const report = { problemCount: errors.length, problems: errors.slice(0, MOST_PROBLEMS), warnings: warnings.slice(0, MOST_PROBLEMS) };
  if (read === undefined || text === undefined) return { grouper: null, read: null, ...report };
  const facts = factsOf(input.regionCode, read);
  if (input.mode === 'CHECK') return { grouper: null, read: facts, ...report };
  return { grouper: await store(platform, caller, { ...facts, note: input.note ?? '' }, text), read: facts, ...report };
}

async function unknownCodes(
  platform: Platform,
  caller: Caller,
  regionCode: string,
  { document }: ReadGrouper,
): Promise<readonly GrouperProblem[]> {
  const editions = await documentEditions(platform, caller, { regionCode, codeSystem: document.codeSystem });
  return grouperEditionWarnings(document, editions);
}

async function store(
  platform: Platform,
  { actor }: Caller,
  grouper: Omit<GrouperRecord, 'id' | 'createdByName' | 'createdAt'>,
  file: Uint8Array,
): Promise<GrouperRecord> {
  const { regionCode, code, version, contentHash } = grouper;
  let isNew = false;
  return await runCommand(platform, actor, {
    permission: 'catalogue:write',
    regionCode,
    action: 'grouper:import',
    work: async (unit) => {
      await unit.lock(regionCode, 'groupers');
      const known = await unit.groupers.find(regionCode, { code, version });
      if (known?.contentHash === contentHash) return known;
      if (known !== undefined) throw taken(known);
      isNew = true;
      return await unit.groupers.insert(grouper, file);
    },
    audit: ({ id }) => (isNew ? { subject: id, detail: { code, version, contentHash } } : undefined),
  });
}

function factsOf(regionCode: string, { document, contentHash }: ReadGrouper): NonNullable<ImportedGrouper['read']> {
  const { code, version, codeSystem, title, mdcs, adrgs, drgs, sets } = document;
  return {
    ...{ regionCode, code, version, codeSystem, contentHash },
    title: title.en === undefined ? { zh: title.zh } : { zh: title.zh, en: title.en },
    mdcCount: mdcs.length,
    adrgCount: adrgs.length,
    drgCount: drgs.length,
    setCount: Object.keys(sets).length,
  };
}

function taken({ code, version, contentHash }: GrouperRecord): ConflictError {
  return new ConflictError(
    {
      zh: `分组方案 ${code} ${version} 已入库，内容不同（哈希 ${contentHash.slice(0, 12)}…），未作任何更改。入库的分组方案不再改变：请换一个版本号。`,
      en: `Grouper ${code} ${version} is stored with another content (hash ${contentHash.slice(0, 12)}…); nothing was changed. Stored groupers never change: choose another version.`,
    },
    { currentHash: contentHash },
  );
}
