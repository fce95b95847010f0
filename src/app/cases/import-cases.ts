import { CaseArrival, type Arrived } from './case-arrival.js';
import { returnProblems, submissionDay } from './case-quality.js';
import { CaseWarnings } from './case-warnings.js';
import { requirePermission } from '../kernel/command.js';
import { runInTurn } from './import-turn.js';
import { parseCase, type ParsedCase, type RawCase } from './case-parse.js';
import { storedProblem } from './case-problems.js';
import { revisionWarnings } from './case-revision.js';
import { ValidationError, type FieldProblem } from '../base/errors.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { noticesOf, storedNotices, type RowNotices } from './import-notices.js';
import { problemsByRow, rejectsOf } from './import-rejects.js';
import type { ImportRecord } from '../ports/cases/ports-import.js';
import type { JudgedList } from '../ports/cases/ports-quality.js';
import type { Unit } from '../ports/ports.js';
import { fieldProblem, ownIdempotencyKey, requireIdempotencyKey } from '../requests/request-fields.js';
import { undoable } from '../kernel/rolled-back.js';
import { askedFor } from '../caches/in-force.js';
import { regionIndex, type RegionIndex } from '../caches/region-cache.js';
import type { PaymentScheme, RulesetSummary } from '../ports/ports-ruleset.js';
import { must } from '../../engine/kit/assert.js';
import { brokenPart } from '../../engine/kit/text.js';
import type { InpatientCase } from '../../engine/plan/inpatient-case.js';

/** 错误处理 ABORT: one wrong row and nothing is changed. SKIP: the good rows are stored. */
export type ErrorPolicy = 'ABORT' | 'SKIP';

/** A batch of cases. */
export interface ImportCases {
  readonly regionCode: string;
  readonly rows: readonly RawCase[];
  readonly onDuplicate: 'REJECT' | 'REVISE';
  readonly errorPolicy: ErrorPolicy;
  readonly dryRun: boolean;
  /** The scheme whose rulesets judge them; none: DIP before DRG. */
  readonly scheme?: PaymentScheme;
  readonly idempotencyKey: string;
}

/** What became of one row. */
export interface ImportCasesItem {
  readonly index: number;
  readonly caseNo: string | null;
  readonly accepted: boolean;
  readonly problems: readonly FieldProblem[];
  /** What will keep an accepted case from being scored as things stand, and what a revision changed about the patient. */
  readonly warnings: readonly FieldProblem[];
}

/** What became of a batch: read = accepted + rejected, always. */
export interface ImportedCases {
  readonly read: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly dryRun: boolean;
  /** The import as recorded; null when nothing was changed. */
  readonly job: ImportRecord | null;
  readonly results: readonly ImportCasesItem[];
  /** The versions that judge its cases, each once, in the order in which they are met. */
  readonly rulesets: readonly RulesetSummary[];
}

/** The most rows of one batch; larger sets come as files. */
export const MOST_BATCH_ROWS = 1_000;

/**
 * Imports a batch of cases. Wrong rows are results, not errors; a dry run goes the same way and is rolled back. Throws VALIDATION_FAILED (an
 * empty batch), LIMIT_EXCEEDED, NOT_FOUND, IDEMPOTENCY_KEY_REUSED.
 */
export async function importCases(platform: Platform, caller: Caller, input: ImportCases): Promise<ImportedCases> {
  const { regionCode, rows, onDuplicate, errorPolicy, dryRun, scheme, idempotencyKey } = input;
  requirePermission(caller.actor, 'case:import', regionCode);
  requireIdempotencyKey(idempotencyKey);
  requireCount(rows.length);
  const index = await regionIndex(platform, caller, regionCode);
  const warnings = await CaseWarnings.open(platform, caller, index, scheme);
  const arrival = new CaseArrival(platform, index, scheme);
  const parsed = rows.map(parseCase);
  const { result: stored } = await undoable<StoredBatch>((undo) =>
    runInTurn(
      platform,
      caller.actor,
      {
        permission: 'case:import',
        regionCode,
        action: 'case:import',
        work: async (unit): Promise<StoredBatch> => {
          const submittedOn = await submissionDay(unit);
          const judged = await judgeBatch(unit, { arrival, index }, parsed, submittedOn);
          const found = await storeBatch(unit, input, judged.rows);
          if (dryRun || (errorPolicy === 'ABORT' && found.problems.size > 0)) return undo({ ...found, job: null });
          const job = await recordBatch(unit, input, parsed, found);
          await unit.quality.record(regionCode, { importId: job.id, submittedOn, lists: judged.lists(found.problems) });
          return { ...found, job };
        },
        audit: ({ job, problems }) => ({
          subject: job?.id ?? '',
          detail: { read: rows.length, accepted: rows.length - problems.size, rejected: problems.size, onDuplicate, ...askedFor(scheme) },
        }),
      },
      dryRun
        ? undefined
        : {
            key: ownIdempotencyKey(caller.actor, idempotencyKey),
            input: { rows: rows.map(hashable), onDuplicate, errorPolicy, ...askedFor(scheme) },
            refOf: ({ job }) => must(job, 'import').id,
            replay: (unit, id) => replayBatch(unit, regionCode, id),
          },
    ),
  );
  return summarise(input, parsed, stored, warnings);
}

/** A row as it can be hashed: canonical JSON has no half characters, which JSON's own text escapes. */
function hashable(row: RawCase): unknown {
  return brokenPart(row, []) === undefined ? row : JSON.stringify(row);
}

/** What storing found out, by row. */
interface FoundInBatch {
  readonly problems: ReadonlyMap<number, readonly FieldProblem[]>;
  /** Warnings of accepted rows. */
  readonly notices: RowNotices;
}

interface StoredBatch extends FoundInBatch {
  readonly job: ImportRecord | null;
}

function requireCount(count: number): void {
  if (count === 0) throw new ValidationError([fieldProblem(['cases'], 'REQUIRED', '没有病例。', 'There are no cases.')]);
  if (count <= MOST_BATCH_ROWS) return;
  const zh = `一批最多 ${MOST_BATCH_ROWS} 例，此处 ${count} 例。更多病例请用文件导入（startCaseImport）。`;
  const en = `At most ${MOST_BATCH_ROWS} cases a batch; these are ${count}. Send more as a file (startCaseImport).`;
  throw new ValidationError([fieldProblem(['cases'], 'LIMIT_EXCEEDED', zh, en)], { zh, en }, 'LIMIT_EXCEEDED');
}

interface JudgedBatch {
  /** As parsed; those with attributes that the ruleset does not know, or that quality control returns, as problems. */
  readonly rows: readonly ParsedCase[];
  /** The lists of which the quality is kept: those that were stored, and those that quality control returned. */
  readonly lists: (problems: ReadonlyMap<number, readonly FieldProblem[]>) => readonly JudgedList[];
}

/** What the cases of a batch are judged by. */
interface Judges {
  readonly arrival: CaseArrival;
  readonly index: RegionIndex;
}

async function judgeBatch(
  unit: Unit,
  { arrival, index }: Judges,
  parsed: readonly ParsedCase[],
  submittedOn: string,
): Promise<JudgedBatch> {
  const rows: ParsedCase[] = [];
  const judgements: Arrived['judgement'][] = [];
  for (const row of parsed) {
    const arrived = row.ok ? await arrival.of(unit, row.value, submittedOn) : undefined;
    const problems = arrived?.problems ?? [];
    const { caseNo, institutionCode } = row.ok ? row.value : row;
    const own = row.ok ? problems : row.problems;
    // Said also of a row that is wrong in another way, so that one round shows both; of others storing finds it.
    const isUnknown = own.length > 0 && institutionCode !== null && !index.institutions.has(institutionCode);
    const all = isUnknown ? [...own, storedProblem('UNKNOWN_INSTITUTION', { caseNo: caseNo ?? '', institutionCode })] : own;
    rows.push(all.length > 0 ? { ok: false, caseNo, institutionCode, problems: all } : row);
    judgements.push(arrived?.judgement);
  }
  const isKept = (list: JudgedList, wrong: boolean): boolean => !wrong || returnProblems(list).length > 0;
  return {
    rows,
    lists: (problems) => judgements.flatMap((list, row) => (list !== undefined && isKept(list, problems.has(row)) ? [list] : [])),
  };
}

/** Stores the rows that can be; returns what is wrong with the others, by row. */
async function storeBatch(unit: Unit, { regionCode, onDuplicate }: ImportCases, parsed: readonly ParsedCase[]): Promise<FoundInBatch> {
  const problems = new Map<number, readonly FieldProblem[]>();
  const good: { readonly row: number; readonly value: InpatientCase }[] = [];
  parsed.forEach((result, row) => {
    if (result.ok) good.push({ row, value: result.value });
    else problems.set(row, result.problems);
  });
  const { rejects, personChanges } = await unit.cases.insert({ regionCode, onDuplicate, rows: good.map(({ value }) => value) });
  for (const { index, code } of rejects) {
    const { row, value } = must(good[index], 'rejected row');
    problems.set(row, [storedProblem(code, value)]);
  }
  const notices = new Map([...revisionWarnings(personChanges)].map(([index, list]) => [must(good[index], 'revised row').row, list]));
  return { problems, notices };
}

async function recordBatch(
  unit: Unit,
  { regionCode, onDuplicate, rows, idempotencyKey }: ImportCases,
  parsed: readonly ParsedCase[],
  { problems, notices }: FoundInBatch,
): Promise<ImportRecord> {
  const job = await unit.imports.create({ regionCode, onDuplicate, dryRun: false, idempotencyKey });
  const own = unit.access.institutionCode;
  const rejects = [...problems].flatMap(([row, list]) =>
    rejectsOf({ rowNo: BigInt(row + 1), caseNo: caseNoOf(parsed[row]), institutionCode: own ?? institutionOf(parsed[row]) }, list),
  );
  await unit.imports.addRejects(regionCode, job.id, rejects);
  const [read, rejected] = [BigInt(rows.length), BigInt(problems.size)];
  await unit.imports.update(regionCode, job.id, {
    status: 'SUCCEEDED',
    phase: 'DONE',
    done: read,
    total: read,
    accepted: read - rejected,
    rejected,
    controlTotals: storedNotices(notices),
  });
  return must(await unit.imports.find(regionCode, job.id), 'import');
}

function caseNoOf(parsed: ParsedCase | undefined): string | null {
  if (parsed === undefined) return null;
  return parsed.ok ? parsed.value.caseNo : parsed.caseNo;
}

function institutionOf(parsed: ParsedCase | undefined): string | null {
  return parsed?.ok === true ? parsed.value.institutionCode : null;
}

/** The answer that the first request was given: which rows were accepted does not change when it comes again. */
async function replayBatch(unit: Unit, regionCode: string, id: string): Promise<StoredBatch> {
  const job = must(await unit.imports.find(regionCode, id), 'import of an idempotency key');
  const byRow = await problemsByRow(unit, regionCode, id);
  const problems = new Map([...byRow].map(([rowNo, list]) => [rowNo - 1, list]));
  return { job, problems, notices: noticesOf(job) };
}

const ABORTED = fieldProblem(
  [],
  'BATCH_ABORTED',
  '本条无误，但同批有错误记录（errorPolicy: ABORT），整批未导入。',
  'This row is in order, but others of the batch are not (errorPolicy: ABORT): nothing was imported.',
);

function summarise(
  { rows, dryRun, errorPolicy }: ImportCases,
  parsed: readonly ParsedCase[],
  { problems, notices, job }: StoredBatch,
  warnings: CaseWarnings,
): ImportedCases {
  const aborted = errorPolicy === 'ABORT' && problems.size > 0;
  const results = parsed.map((row, index): ImportCasesItem => {
    const own = problems.get(index) ?? (aborted ? [ABORTED] : []);
    const accepted = own.length === 0;
    return {
      index,
      caseNo: caseNoOf(row),
      accepted,
      problems: own,
      warnings: row.ok && accepted ? [...(notices.get(index) ?? []), ...warnings.of(row.value)] : [],
    };
  });
  const accepted = results.filter((result) => result.accepted).length;
  const rulesets = new Set(parsed.flatMap((row) => (row.ok ? (warnings.versionOf(row.value) ?? []) : [])));
  return { read: rows.length, accepted, rejected: rows.length - accepted, dryRun, job, results, rulesets: [...rulesets] };
}
