import { importAdjustments, importPayments } from './import-amounts.js';
import { importFacts } from './import-facts.js';
import { importItems } from './import-items.js';
import { readYearFile } from './read-year-file.js';
import type { ImportYearRecords, RowsImport, RowsOutcome } from './year-import.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { FundYearRecords } from '../ports/clearing/ports-fund-year-history.js';
import type { Permission } from '../ports/kit/permissions.js';
import { requireIdempotencyKey, requireYear } from '../requests/request-fields.js';
import { assertNever } from '../../engine/kit/assert.js';

/** What became of a file. With problems nothing of it was recorded. */
export interface ImportedYearRecords extends RowsOutcome {
  readonly kind: FundYearRecords;
  /** Rows of data. */
  readonly read: number;
  /** Whether the records are kept: not of a check, and not with problems. */
  readonly isStored: boolean;
  /** How many there are in all; `problems` and `warnings` have the first `MOST_LISTED` of each. */
  readonly problemCount: number;
  readonly warningCount: number;
}

/** How many problems are listed. */
export const MOST_LISTED = 1_000;

/** Who may record what: budgets and actuals `budget:write`, all else `payment:write`. */
export function permissionOfRecords(kind: FundYearRecords): Permission {
  return kind === 'BUDGET' || kind === 'ACTUALS' ? 'budget:write' : 'payment:write';
}

/**
 * Imports a file of one kind of record of a fund year: every row, or none, in one transaction, each checked as a single record is. Throws
 * FORBIDDEN, NOT_FOUND, NO_RULESET_IN_FORCE, CONFLICT, IDEMPOTENCY_KEY_REUSED; what is wrong with the file or its rows is in the report.
 */
export async function importYearRecords(platform: Platform, caller: Caller, input: ImportYearRecords): Promise<ImportedYearRecords> {
  const { regionCode, year, insurance, kind } = input;
  requirePermission(caller.actor, permissionOfRecords(kind), regionCode);
  requireYear(year);
  if (input.idempotencyKey !== undefined) requireIdempotencyKey(input.idempotencyKey);
  const file = await readYearFile(input.file, kind);
  // Rows are looked at also where others could not be read: all that is wrong is told at once.
  const own = { ...input, mode: file.problems.length > 0 ? ('CHECK' as const) : input.mode };
  const run = { platform, caller, input: own, key: { regionCode, year, insurance }, rows: file.rows };
  const outcome = file.rows.length === 0 ? NOTHING : await importRows(run, kind);
  const problems = [...file.problems, ...outcome.problems].sort((a, b) => a.line - b.line);
  const isStored = problems.length === 0 && input.mode === 'STORE' && !outcome.isRepeated;
  return {
    ...{ ...outcome, kind, read: file.read, isStored },
    ...{ problemCount: problems.length, problems: problems.slice(0, MOST_LISTED) },
    ...{ warningCount: outcome.warnings.length, warnings: outcome.warnings.slice(0, MOST_LISTED) },
  };
}

const NOTHING: RowsOutcome = { recorded: 0, unchanged: 0, isRepeated: false, problems: [], warnings: [] };

async function importRows(run: RowsImport, kind: FundYearRecords): Promise<RowsOutcome> {
  switch (kind) {
    case 'BUDGET':
    case 'ACTUALS':
      return await importItems(run, kind);
    case 'ASSESSMENT':
      return await importFacts(run);
    case 'ADJUSTMENT':
      return await importAdjustments(run);
    case 'PAYMENT':
      return await importPayments(run);
    default:
      return assertNever(kind);
  }
}
