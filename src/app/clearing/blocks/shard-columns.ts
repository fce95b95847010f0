import { STORED_SCALE } from './stored-outputs.js';
import { caseContent } from './case-digest.js';
import type { CaseException } from './case-exception.js';
import type { RunOutcome } from './outcome-index.js';
import { FIELD_END, RowDigests } from './row-digests.js';
import { CountingSink, monthNumber, type ScoreSink } from './score-sink.js';
import type { ScoredBlock } from './scored-block.js';
import type { RunPlan } from '../run/run-plan.js';
import { masksFor, type CountedScore } from './stored-score.js';
import type { CaseBatch } from '../../ports/cases/ports-case.js';
import type { ExceptionRecord, ScoreBatch } from '../../ports/clearing/ports-score.js';
import type { Accumulator } from '../../../engine/clearing/accumulator.js';
import { assert, must } from '../../../engine/kit/assert.js';
import { printFixed } from '../../../engine/number/quantity.js';

/** What came of a shard: columns to store, exceptions, the outcome of every row, and what the run is checked with. */
export interface ScoredShard {
  readonly scores: Omit<ScoreBatch, 'outcomeId'>;
  /** By row. */
  readonly outcomes: readonly RunOutcome[];
  readonly exceptions: readonly ExceptionRecord[];
  readonly reJudged: number;
  /** What the shard's cases add up to, by institution, month and aggregate. */
  readonly accumulator: Accumulator;
  /** Sum (or count) of each aggregate over the shard, as text: compared with SQL's at the end. */
  readonly partial: Readonly<Record<string, string>>;
  /** Of every case as it was read, in the order of the rows. */
  readonly caseDigests: Buffer;
  /** Of every score as it is stored, in the order of the rows. */
  readonly scoreDigests: Buffer;
}

/** The words of a row's mask; mostly it is one. */
function maskText([first, ...more]: readonly BigInt64Array[], row: number): string {
  return more.reduce((text, mask) => `${text},${mask[row]}`, String(first?.[row]));
}

/** Stores: the columns of a shard while they are filled. Here, and nowhere else, the numbers of a case become text. */
export class ShardColumns implements ScoreSink {
  readonly #exceptions: ExceptionRecord[] = [];
  readonly #outcomes: RunOutcome[];
  readonly #counting: CountingSink;
  readonly #columns;
  #filled = 0;

  constructor(
    readonly plan: RunPlan,
    readonly batch: CaseBatch,
  ) {
    const texts = <T>(): T[] => new Array<T>(batch.count);
    this.#outcomes = texts<RunOutcome>();
    const aggregateMasks = masksFor(plan.aggregates.length).map(() => new BigInt64Array(batch.count));
    const masks = aggregateMasks.map(({ buffer }) => new Uint32Array(buffer));
    this.#counting = new CountingSink(plan.totals, batch, plan.totals.accumulator(), masks);
    this.#columns = {
      month: new Uint8Array(batch.count),
      groupCode: texts<string | null>(),
      inclusion: texts<string>(),
      deviation: texts<string | null>(),
      costRatio: texts<string | null>(),
      institutionCoefficient: texts<string | null>(),
      auxiliaryFactor: texts<string | null>(),
      points: texts<string>(),
      payment: texts<string | null>(),
      sums: plan.sums.map(() => texts<string | null>()),
      aggregateMasks,
      exceptionCode: texts<string | null>(),
    };
  }

  addBlock(block: ScoredBlock): void {
    const { scores, rows, places, months, outcomes, count } = block;
    const columns = this.#columns;
    const write = <T>(column: T[], read: (place: number) => T): void => {
      for (let i = 0; i < count; i++) column[rows[i] ?? 0] = read(places[i] ?? 0);
    };
    const missing = (): null => null;
    const inclusion = scores.reader('inclusion');
    const points = scores.reader('points');
    write(columns.groupCode, scores.groupReader());
    write(columns.inclusion, (place) => inclusion(place) ?? 'INCLUDED');
    write(columns.deviation, scores.reader('deviation'));
    write(columns.costRatio, scores.reader('costRatio'));
    write(columns.institutionCoefficient, scores.reader('institutionCoefficient'));
    write(columns.auxiliaryFactor, scores.reader('auxiliaryFactor'));
    write(columns.points, (place) => points(place) ?? '0');
    write(columns.payment, missing);
    write(columns.exceptionCode, missing);
    columns.sums.forEach((column, sum) => write(column, scores.sumReader(sum)));
    for (let i = 0; i < count; i++) {
      columns.month[rows[i] ?? 0] = months[i] ?? 0;
      this.#outcomes[rows[i] ?? 0] = must(outcomes[i], 'outcome');
    }
    this.#counting.addBlock(block);
    this.#filled += count;
  }

  addScore(row: number, date: string, score: CountedScore, outcome: RunOutcome): void {
    const columns = this.#columns;
    columns.month[row] = monthNumber(date);
    columns.groupCode[row] = score.groupCode;
    columns.inclusion[row] = score.text('inclusion') ?? 'INCLUDED';
    columns.deviation[row] = score.text('deviation');
    columns.costRatio[row] = score.text('costRatio');
    columns.institutionCoefficient[row] = score.text('institutionCoefficient');
    columns.auxiliaryFactor[row] = score.text('auxiliaryFactor');
    columns.points[row] = score.text('points') ?? '0';
    columns.payment[row] = null;
    columns.exceptionCode[row] = null;
    for (const [sum, column] of columns.sums.entries()) column[row] = score.printedSum(sum);
    this.#counting.addScore(row, date, score);
    this.#outcomes[row] = outcome;
    this.#filled += 1;
  }

  addProblem(row: number, date: string, { code, messages, detail }: CaseException, outcome: RunOutcome): void {
    const columns = this.#columns;
    this.#counting.addProblem(row, date);
    columns.month[row] = monthNumber(date);
    for (const column of [
      columns.groupCode,
      columns.deviation,
      columns.costRatio,
      columns.institutionCoefficient,
      columns.auxiliaryFactor,
      columns.payment,
      ...columns.sums,
    ])
      column[row] = null;
    columns.inclusion[row] = 'UNSCORED';
    columns.points[row] = '0';
    columns.exceptionCode[row] = code;
    this.#outcomes[row] = outcome;
    this.#filled += 1;
    this.#exceptions.push({
      caseSeq: must(this.batch.seq[row], 'seq'),
      caseNo: this.#caseNo(row),
      institutionCode: must(this.batch.institutionCode[row], 'institutionCode'),
      code,
      messages,
      detail,
    });
  }

  /** What cases and scores are, without where they stand. */
  #digests(): Pick<ScoredShard, 'caseDigests' | 'scoreDigests'> {
    const { count, institutionCode, caseNo } = this.batch;
    const { month, aggregateMasks, sums, payment: _, ...texts } = this.#columns;
    const columns = [institutionCode, caseNo, ...Object.values(texts), ...sums];
    const caseDigests = new RowDigests(count);
    const scoreDigests = new RowDigests(count);
    const contentOf = caseContent(this.batch);
    for (let row = 0; row < count; row++) {
      caseDigests.add(contentOf(row));
      let text = `${must(this.#outcomes[row], 'outcome').mark}${FIELD_END}${month[row]}${FIELD_END}${maskText(aggregateMasks, row)}`;
      for (const column of columns) text += FIELD_END + (column[row] ?? '');
      scoreDigests.add(text);
    }
    return { caseDigests: caseDigests.finish(), scoreDigests: scoreDigests.finish() };
  }

  /** The finished columns. */
  finish(reJudged: number): ScoredShard {
    const { count, seq, caseNo, institutionCode } = this.batch;
    assert(this.#filled === count, 'every case of a shard has a score');
    const { accumulator } = this.#counting;
    const total = accumulator.total();
    return {
      accumulator,
      scores: { count, caseSeq: seq, caseNo, institutionCode, ...this.#columns },
      outcomes: this.#outcomes,
      exceptions: this.#exceptions,
      reJudged,
      partial: Object.fromEntries(this.plan.aggregates.map(({ id, bit }) => [id, printFixed(total.at(bit), STORED_SCALE)])),
      ...this.#digests(),
    };
  }

  #caseNo(row: number): string {
    return must(this.batch.caseNo[row], 'caseNo');
  }
}
