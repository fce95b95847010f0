import type { CaseArrival } from '../cases/case-arrival.js';
import { CaseFile, type CaseFileOptions, type CaseFileRow, type CaseFileSummary } from './case-file.js';
import { submissionDay, type Judgement } from '../cases/case-quality.js';
import { storedProblem } from '../cases/case-problems.js';
import { revisionWarnings } from '../cases/case-revision.js';
import { WarningTally, type CaseWarnings, type WarningCount } from '../cases/case-warnings.js';
import type { FieldProblem } from '../base/errors.js';
import type { FileAttempt } from './file-attempt.js';
import { rejectsOf } from '../cases/import-rejects.js';
import { controlOf, type HowRead, type ImportSettings } from './import-settings.js';
import type { ImportRecord, ImportRejectRecord } from '../ports/cases/ports-import.js';
import type { JudgedList } from '../ports/cases/ports-quality.js';
import type { RulesetSummary } from '../ports/ports-ruleset.js';
import type { Unit } from '../ports/ports.js';
import type { InpatientCase } from '../../engine/plan/inpatient-case.js';
import { printAmount } from '../../engine/number/quantity.js';

/** Rows that one transaction stores: a fraction of a second, so that others are answered in between. */
const CHUNK = 2_000;
/** Reasons that are listed of an import that was taken back. All rejected rows are counted. */
const MOST_LISTED = 20_000;

/** Where a file's bytes are, and how to read them. */
export interface FileSource extends Pick<CaseFileOptions, 'format' | 'encoding'> {
  readonly open: () => AsyncIterable<Uint8Array>;
}

/** Whether what was stored so far is to be undone, come what may: a dry run, or a wrong row under ABORT. */
export function willUndo({ job, settings }: Pick<Attempt, 'job' | 'settings'>, faulty: number): boolean {
  return job.dryRun || (settings.errorPolicy === 'ABORT' && faulty > 0);
}

/** One try at importing a file. */
export interface Attempt {
  readonly job: ImportRecord;
  readonly settings: ImportSettings;
  readonly warnings: CaseWarnings;
  readonly arrival: CaseArrival;
  readonly sha256: string;
  /** The institution that the key is for, if any: it sees its own rejects only. */
  readonly own: string | null;
}

/** What a file came to: read = accepted + faulty. */
export interface FileOutcome {
  readonly read: number;
  readonly totalCost: string;
  readonly faulty: number;
  readonly revised: number;
  /** Those not stored yet. */
  readonly rejects: readonly ImportRejectRecord[];
  /** The versions that judge its cases, in the order in which they are met. */
  readonly rulesets: readonly RulesetSummary[];
  readonly warnings: readonly WarningCount[];
  /** Absent where it was not read. */
  readonly how?: HowRead;
  /** Why the file as a whole can't be used. */
  readonly problems: readonly FieldProblem[];
}

interface ChunkRow {
  readonly line: number;
  readonly value: InpatientCase;
  /** How cells were read that may have been meant otherwise. */
  readonly notices?: readonly FieldProblem[];
}

interface JudgedRow extends ChunkRow {
  readonly judgement: Judgement;
}

/** Reads a file and stores its cases chunk by chunk, each in a transaction of its own. */
export class FileImport {
  readonly #file: FileAttempt;
  readonly #input: FileSource;
  readonly #attempt: Attempt;
  readonly #tally = new WarningTally();
  readonly #rulesets = new Set<RulesetSummary>();
  #rejects: ImportRejectRecord[] = [];
  #chunk: ChunkRow[] = [];
  #submittedOn: string | undefined;
  #faulty = 0;
  #revised = 0;

  constructor(file: FileAttempt, input: FileSource, attempt: Attempt) {
    this.#file = file;
    this.#input = input;
    this.#attempt = attempt;
  }

  async run(): Promise<FileOutcome> {
    const { format, encoding, open } = this.#input;
    const options = { format, control: controlOf(this.#attempt.settings), ...(encoding === undefined ? {} : { encoding }) };
    const reader = new CaseFile(open(), options);
    for await (const row of reader.rows()) {
      this.#take(row);
      if (this.#isFull()) await this.#flush(reader.summary().read);
    }
    await this.#flush(reader.summary().read);
    return this.#outcome(reader.summary(), howRead(reader));
  }

  #isFull(): boolean {
    const waiting = willUndo(this.#attempt, this.#faulty) ? 0 : this.#rejects.length;
    return this.#chunk.length + waiting >= CHUNK;
  }

  #take(row: CaseFileRow): void {
    if (row.ok) this.#chunk.push(row);
    else this.#reject(row.line, row.caseNo, null, row.problems);
  }

  #reject(line: number, caseNo: string | null, institutionCode: string | null, problems: readonly FieldProblem[]): void {
    this.#faulty++;
    if (this.#rejects.length >= MOST_LISTED) return;
    const row = { rowNo: BigInt(line), caseNo, institutionCode: this.#attempt.own ?? institutionCode };
    this.#rejects.push(...rejectsOf(row, problems));
  }

  /** Stores what was read since the last time, and says how far the file was read. */
  #flush(read: number): Promise<void> {
    return this.#file.chunk((unit, firstImportSeq) => this.#store(unit, firstImportSeq, read));
  }

  async #store(unit: Unit, sinceImportSeq: bigint, read: number): Promise<void> {
    const { job } = this.#attempt;
    const { regionCode, onDuplicate } = job;
    const submittedOn = (this.#submittedOn ??= await submissionDay(unit));
    const { kept: chunk, returned } = await this.#judge(unit, this.#chunk, submittedOn);
    this.#chunk = [];
    const result = await unit.cases.insert({ regionCode, onDuplicate, rows: chunk.map(({ value }) => value), sinceImportSeq });
    await unit.imports.update(regionCode, job.id, { done: BigInt(read) });
    this.#revised += result.revised;
    const notices = revisionWarnings(result.personChanges);
    const rejected = new Map(result.rejects.map(({ index, code }) => [index, code]));
    const lists = [...returned];
    chunk.forEach(({ line, value, judgement, notices: read = [] }, index) => {
      const code = rejected.get(index);
      if (code === undefined) {
        this.#tally.add(value.caseNo, [...read, ...(notices.get(index) ?? []), ...this.#attempt.warnings.of(value)]);
        if (judgement !== undefined) lists.push(judgement);
      } else this.#reject(line, value.caseNo, value.institutionCode, [storedProblem(code, value)]);
    });
    if (willUndo(this.#attempt, this.#faulty)) return; // they are recorded once the rest was taken back
    await unit.quality.record(regionCode, { importId: job.id, submittedOn, lists });
    await unit.imports.addRejects(regionCode, job.id, this.#rejects);
    this.#rejects = [];
  }

  /** Rows whose attributes the ruleset knows and that quality control keeps; the others are rejected. */
  async #judge(
    unit: Unit,
    rows: readonly ChunkRow[],
    submittedOn: string,
  ): Promise<{ readonly kept: readonly JudgedRow[]; readonly returned: readonly JudgedList[] }> {
    const kept: JudgedRow[] = [];
    const returned: JudgedList[] = [];
    for (const row of rows) {
      const version = this.#attempt.warnings.versionOf(row.value);
      if (version !== undefined) this.#rulesets.add(version);
      const { problems, judgement } = await this.#attempt.arrival.of(unit, row.value, submittedOn);
      if (problems.length === 0) kept.push({ ...row, judgement });
      else this.#reject(row.line, row.value.caseNo, row.value.institutionCode, problems);
      if (judgement !== undefined && problems.length > 0) returned.push(judgement);
    }
    return { kept, returned };
  }

  #outcome({ read, totalCost, problems }: CaseFileSummary, how: HowRead): FileOutcome {
    return {
      read,
      totalCost: printAmount(totalCost),
      faulty: this.#faulty,
      revised: this.#revised,
      rejects: this.#rejects,
      rulesets: [...this.#rulesets],
      warnings: this.#tally.counts,
      problems,
      how,
    };
  }
}

function howRead({ encoding, reading: { separator, headings, dates } }: CaseFile): HowRead {
  return {
    ...(encoding === undefined ? {} : { encoding }),
    ...(separator === undefined ? {} : { separator }),
    ...(headings === undefined ? {} : { headings }),
    ...(dates.length === 0 ? {} : { dates }),
  };
}
