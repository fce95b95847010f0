import { FileImport, willUndo, type Attempt, type FileOutcome } from './case-file-import.js';
import { CaseArrival } from '../cases/case-arrival.js';
import { CaseWarnings } from '../cases/case-warnings.js';
import { freezeNewCases } from '../frozen/frozen-year.js';
import { runCommand } from '../kernel/command.js';
import { ConflictError, UserError, type FieldProblem } from '../base/errors.js';
import { FileAttempt, type Admission } from './file-attempt.js';
import { FileError } from '../base/file-problems.js';
import { settingsOf, type ImportSettings } from './import-settings.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { ImportRecord } from '../ports/cases/ports-import.js';
import { isFinished } from '../ports/kit/ports-job.js';
import { accessOf, type Unit } from '../ports/ports.js';
import { fieldProblem } from '../requests/request-fields.js';
import { regionIndex } from '../caches/region-cache.js';
import { caseImport } from './start-case-import.js';
import type { FileEncoding } from '../sheets/text-decoding.js';
import { must } from '../../engine/kit/assert.js';

/** A file that was received whole. It is opened again where the import is tried again. */
export interface UploadedFile {
  /** SHA-256 of its bytes, in hex. */
  readonly sha256: string;
  readonly open: () => AsyncIterable<Uint8Array>;
}

/** The file of an import that was started before. */
export interface ImportCaseFile {
  readonly regionCode: string;
  readonly importId: string;
  readonly format: 'CSV' | 'JSONL';
  readonly encoding?: FileEncoding;
  readonly file: UploadedFile;
}

/**
 * Imports a file of cases. It counts whole or not at all (under SKIP: its good rows), although it is stored in many transactions: nobody sees
 * any of its cases before all are there, and whatever is killed on the way changes nothing. Afterwards the import is finished for good: the same file again gives the same answer, another one CONFLICT.
 * A file that can't be used ends the import as FAILED, with the reasons. Throws FORBIDDEN, NOT_FOUND, CONFLICT, UNAVAILABLE.
 */
export async function importCaseFile(platform: Platform, caller: Caller, input: ImportCaseFile): Promise<ImportRecord> {
  const { regionCode, importId, file } = input;
  const job = await caseImport(caller, regionCode, importId);
  if (isFinished(job)) return sameFile(job, file.sha256);
  const settings = must(settingsOf(job), 'settings of an import that waits for a file');
  const index = await regionIndex(platform, caller, regionCode);
  const warnings = await CaseWarnings.open(platform, caller, index, settings.scheme);
  const arrival = new CaseArrival(platform, index, settings.scheme);
  const attempt: Attempt = { job, settings, warnings, arrival, sha256: file.sha256, own: caller.actor.institutionCode };
  const stored = new FileAttempt(platform, { access: accessOf(caller.actor), regionCode, importId });
  try {
    if (await stored.open(admission(regionCode, importId))) await store(platform, caller, { input, attempt, stored });
  } finally {
    stored.leave();
  }
  return sameFile(await caseImport(caller, regionCode, importId), file.sha256);
}

function sameFile(job: ImportRecord, sha256: string): ImportRecord {
  if (job.fileHash === sha256) return job;
  if (job.status === 'CANCELLED') {
    throw new ConflictError({
      zh: `导入任务 ${job.id} 已取消。请用 startCaseImport 新建一个导入任务。`,
      en: `Import ${job.id} was cancelled. Start a new one with startCaseImport.`,
    });
  }
  throw new ConflictError({
    zh: `导入任务 ${job.id} 已用另一个文件完成。请用 startCaseImport 新建一个导入任务。`,
    en: `Import ${job.id} was finished with another file. Start a new one with startCaseImport.`,
  });
}

/** Marks the import as running when it is opened; a finished one never runs again. */
function admission(regionCode: string, importId: string): Admission {
  return {
    isFinished: async ({ imports }) => isFinished(must(await imports.find(regionCode, importId), 'import')),
    started: ({ imports }) => imports.update(regionCode, importId, { status: 'RUNNING', phase: 'IMPORTING', started: true }),
  };
}

interface OpenFile {
  readonly input: ImportCaseFile;
  readonly attempt: Attempt;
  readonly stored: FileAttempt;
}

/** Stores the file's cases and records what became of it; whatever breaks it off, none of them stay. */
async function store(platform: Platform, caller: Caller, { input, attempt, stored }: OpenFile): Promise<void> {
  try {
    const outcome = await new FileImport(stored, { ...input, open: input.file.open }, attempt).run();
    const isKept = outcome.problems.length === 0 && !willUndo(attempt, outcome.faulty);
    if (!isKept) await stored.undo();
    await end(platform, caller, { attempt, stored, outcome, action: isKept ? 'case:import' : undoneAction(attempt) });
    if (isKept) await freezeNewCases(platform, attempt.job.regionCode);
  } catch (error) {
    await endBroken(platform, caller, { attempt, stored, error });
    if (!(error instanceof FileError)) throw error;
  }
}

function undoneAction({ job }: Attempt): string {
  return job.dryRun ? 'case:import-check' : 'case:import-refuse';
}

/**
 * Ends an import that was broken off: nothing of it stays, and it does not stay RUNNING for ever. Where the database itself is away, or the
 * caller may no more, only what was stored is taken back, as far as that is possible: the same file may be sent again.
 */
async function endBroken(
  platform: Platform,
  caller: Caller,
  { attempt, stored, error }: { readonly attempt: Attempt; readonly stored: FileAttempt; readonly error: unknown },
): Promise<void> {
  const isRetry = error instanceof UserError && (error.code === 'UNAVAILABLE' || error.code === 'FORBIDDEN');
  const problems = error instanceof FileError ? error.fields : [error instanceof UserError ? causeOf(error) : brokenOff()];
  try {
    await stored.undo();
    if (isRetry) await stored.chunk((unit) => stored.close(unit));
    else await end(platform, caller, { attempt, stored, outcome: unusable(problems), action: undoneAction(attempt) });
  } catch (second) {
    const reason = second instanceof Error ? second.message : String(second);
    platform.log.error({ importId: attempt.job.id, reason }, 'an import that failed could not be ended');
  }
}

function causeOf({ code, messages }: UserError): FieldProblem {
  return { path: ['file'], code, messages };
}

function brokenOff(): FieldProblem {
  return fieldProblem(
    ['file'],
    'INTERNAL',
    '导入时发生内部错误，未导入任何病例。请联系运维；处理后请新建导入任务。',
    'An internal error broke the import off; nothing was imported. Tell the operator, and start a new import afterwards.',
  );
}

/** A file that could not be read to its end: nothing of it counts, and nothing of it is listed. */
function unusable(problems: readonly FieldProblem[]): FileOutcome {
  return { read: 0, totalCost: '0', faulty: 0, revised: 0, rejects: [], rulesets: [], warnings: [], problems };
}

function aborted(faulty: number, read: number): FieldProblem {
  return fieldProblem(
    ['file'],
    'BATCH_ABORTED',
    `文件 ${read} 条中有 ${faulty} 条错误（errorPolicy: ABORT），未导入任何病例。错误清单见 GET /exports/{id}。更正后请新建导入任务。`,
    `${faulty} of ${read} records are wrong (errorPolicy: ABORT): nothing was imported. GET /exports/{id} lists them. Correct the file and start a new import.`,
  );
}

/** Rows that are stored, or in a dry run would be. */
function acceptedOf(attempt: Attempt, { read, faulty, problems }: FileOutcome): number {
  const nothing = problems.length > 0 || (attempt.settings.errorPolicy === 'ABORT' && faulty > 0);
  return nothing ? 0 : read - faulty;
}

/** Ends the import: counts, totals, warnings, the rejects that are not stored yet. */
async function record(unit: Unit, attempt: Attempt, outcome: FileOutcome): Promise<void> {
  const { job, settings, sha256 } = attempt;
  const { read, totalCost, faulty, revised, rulesets, warnings, rejects, how } = outcome;
  const accepted = acceptedOf(attempt, outcome);
  const isAborted = settings.errorPolicy === 'ABORT' && faulty > 0 && !job.dryRun;
  const failure = [...outcome.problems, ...(isAborted && outcome.problems.length === 0 ? [aborted(faulty, read)] : [])];
  // Of a file that is refused as a whole, rows are not listed: they may not be the sender's.
  await unit.imports.addRejects(job.regionCode, job.id, outcome.problems.length === 0 ? rejects : []);
  const controlTotals: ImportSettings = {
    ...settings,
    found: { rows: read, totalCost, faulty, revised, ...how },
    ...(rulesets.length === 0 ? {} : { rulesets: rulesets.map(({ version, scheme }) => ({ version, scheme })) }),
    ...(warnings.length === 0 ? {} : { warnings }),
    ...(failure.length === 0 ? {} : { failure }),
  };
  await unit.imports.update(job.regionCode, job.id, {
    status: failure.length === 0 ? 'SUCCEEDED' : 'FAILED',
    phase: 'DONE',
    done: BigInt(read),
    total: BigInt(read),
    accepted: BigInt(accepted),
    rejected: BigInt(read - accepted),
    fileHash: sha256,
    controlTotals,
    ...(failure[0] === undefined ? {} : { failure: failure.map(({ messages }) => messages.zh).join(' ') }),
  });
}

function auditOf(attempt: Attempt, outcome: FileOutcome): { readonly subject: string; readonly detail: Record<string, unknown> } {
  const { job, sha256 } = attempt;
  const accepted = acceptedOf(attempt, outcome);
  const { read, revised, problems } = outcome;
  const { onDuplicate, dryRun } = job;
  const detail = {
    fileHash: sha256,
    read,
    accepted,
    rejected: read - accepted,
    revised,
    onDuplicate,
    dryRun,
    problems: problems.map(({ code }) => code),
  };
  return { subject: job.id, detail };
}

interface Ending {
  readonly attempt: Attempt;
  readonly stored: FileAttempt;
  readonly outcome: FileOutcome;
  readonly action: string;
}

/** Records what became of an import, and shows everybody in the same transaction what was stored and not taken back. */
async function end(platform: Platform, caller: Caller, { attempt, stored, outcome, action }: Ending): Promise<void> {
  const { regionCode, id } = attempt.job;
  await runCommand(platform, caller.actor, {
    permission: 'case:import',
    regionCode,
    action,
    work: async (unit) => {
      await unit.lock(regionCode, `import/${id}`);
      await stored.close(unit);
      await record(unit, attempt, outcome);
    },
    audit: () => auditOf(attempt, outcome),
  });
}
