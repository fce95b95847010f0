import { createHash } from 'node:crypto';
import { BatchCase } from './batch-case.js';
import { rejudge } from './self-check.js';
import type { CaseSetting, RunPlan } from './run-plan.js';
import { describeOutcome } from './outcome-text.js';
import { reasonOf } from '../evaluation-errors.js';
import { groupingFacts } from '../grouping-facts.js';
import type { CaseBatch } from '../ports-case.js';
import type { ExceptionRecord, OutcomeSeen, ScoreBatch } from '../ports-score.js';
import { assert, must } from '../../engine/assert.js';
import { fillCase } from '../../engine/case-frame.js';
import type { DiseaseGroup } from '../../engine/catalogue.js';
import { Environment, readRef } from '../../engine/environment.js';
import { chooseGroup } from '../../engine/grouping.js';
import type { Frame, Label, Value } from '../../engine/plan.js';
import { add, Fraction, printFixed, ZERO } from '../../engine/quantity.js';
import { scoreCase, type Scored, type ScoringFrames } from '../../engine/scoring.js';
import { printOutput } from '../../engine/value-text.js';

/** Places of summed values and points in the result tables. */
const STORED_SCALE = 8;
/** One case in so many is judged a second time, besides the first of every distinct outcome. */
const SAMPLE_EVERY = 2_000;

interface Grouped {
  readonly group: DiseaseGroup | null;
}

/** A case that could not be scored: why, in both languages. */
interface CaseProblem {
  readonly code: string;
  readonly messages: Label;
  readonly detail: Readonly<Record<string, string>>;
}

/** What came of a shard: columns to store, exceptions, outcomes met, and what the run is checked with. */
export interface ScoredShard {
  readonly scores: Omit<ScoreBatch, 'outcomeId'> & { readonly outcomeKey: readonly string[] };
  readonly exceptions: readonly ExceptionRecord[];
  readonly seen: readonly OutcomeSeen[];
  readonly reJudged: number;
  /** Sum (or count) of each aggregate over the shard: compared with SQL's at the end. */
  readonly partial: Readonly<Record<string, string>>;
  /** SHA-256 over what was scored, in order: independent of workers. */
  readonly hash: string;
}

/** Scores the cases of a run, shard by shard. Keeps what it has learnt between shards. */
export class ShardScorer {
  readonly #known = new Set<string>();

  constructor(
    readonly plan: RunPlan,
    readonly judge: Parameters<typeof rejudge>[0],
  ) {}

  /** Scores one batch. Throws `SelfCheckFailed` when json-rules-engine or the reference evaluator answers differently. */
  async score(batch: CaseBatch): Promise<ScoredShard> {
    const shard = new ShardColumns(this.plan, batch);
    const cursor = new BatchCase(batch);
    let reJudged = 0;
    for (let row = 0; row < batch.count; row++) {
      cursor.row = row;
      const scored = await this.#scoreRow(cursor);
      if (!('scored' in scored)) {
        shard.addProblem(row, cursor, scored);
        continue;
      }
      const key = `${scored.setting.version.ordinal}:${scored.scored.evaluation.situations.join(',')}`;
      const isNew = !this.#known.has(key);
      if (isNew || row % SAMPLE_EVERY === 0) {
        await rejudge(this.judge, scored.setting.version.compiled, scored.frames, scored.scored, cursor.caseNo);
        reJudged += 1;
      }
      if (isNew) {
        this.#known.add(key);
        shard.seen.push(describeOutcome(key, scored.setting.version.compiled, scored.scored, cursor.caseNo));
      }
      shard.addScore(row, cursor, scored.setting, scored.scored, key);
    }
    return shard.finish(reJudged);
  }

  /** Which outcomes the run has met before this scorer began (a resumed run). */
  remember(keys: Iterable<string>): void {
    for (const key of keys) this.#known.add(key);
  }

  async #scoreRow(
    cursor: BatchCase,
  ): Promise<CaseProblem | { readonly scored: Scored<Grouped>; readonly setting: CaseSetting; readonly frames: ScoringFrames }> {
    const setting = this.plan.settingOn(dateOf(this.plan, cursor));
    if (setting === undefined) return noRuleset(cursor.dischargeDate);
    const { compiled } = setting.version;
    const institution = setting.institutions.get(cursor.institutionCode);
    if (institution === undefined) return noProfile(cursor.institutionCode, cursor.dischargeDate);
    const filled = fillCase(compiled.scoring.filler, compiled.program, cursor, { regionCode: this.plan.snapshot.regionCode });
    const [wrong] = filled.problems;
    if (wrong !== undefined) return attributeProblem(wrong.code, wrong.fact, wrong.value);
    const frames: ScoringFrames = { fundYear: setting.fundYear, institution, caseFrame: filled.frame };
    const group = (frame: Frame): Grouped => ({ group: chooseGroup(setting.groups, groupingFacts(compiled, cursor, frame, institution)) });
    for (;;) {
      const result = scoreCase(compiled.scoring, frames, group, compiled.tables.verdict);
      if (result.kind === 'scored') return { scored: result, setting, frames };
      if (result.kind === 'failure')
        return {
          code: result.code,
          messages: reasonOf(result.code, result.fact),
          detail: { decision: result.decision, fact: result.fact },
        };
      const environment = new Environment({ fundYear: frames.fundYear, institution, case: frames.caseFrame });
      await compiled.tables.learn(result.decision, result.table, result.situation, (ref) => readRef(environment, ref));
    }
  }
}

/** The date that a case is scored on: of discharge, or of settlement where the city counts by it. */
function dateOf({ snapshot }: RunPlan, { dischargeDate, settlementDate }: BatchCase): string {
  return snapshot.periodBy === 'SETTLEMENT' ? (settlementDate ?? dischargeDate) : dischargeDate;
}

function noRuleset(date: string): CaseProblem {
  return {
    code: 'NO_RULESET_IN_FORCE',
    messages: { zh: `${date} 没有生效的规则集。`, en: `No ruleset is in force on ${date}.` },
    detail: {},
  };
}

function noProfile(code: string, date: string): CaseProblem {
  return {
    code: 'NO_INSTITUTION_PROFILE',
    messages: { zh: `医疗机构 ${code} 在 ${date} 没有机构档案。`, en: `Institution ${code} has no profile on ${date}.` },
    detail: { institutionCode: code },
  };
}

function attributeProblem(code: string, fact: string, value: string): CaseProblem {
  return {
    code,
    messages: {
      zh: `属性“${fact}”的值“${value}”不合规则集的声明。`,
      en: `The value "${value}" of attribute "${fact}" does not fit the ruleset.`,
    },
    detail: { fact },
  };
}

/** The columns of a shard while they grow. */
class ShardColumns {
  readonly seen: OutcomeSeen[] = [];
  readonly #exceptions: ExceptionRecord[] = [];
  readonly #hash = createHash('sha256');
  readonly #partial: Fraction[];
  readonly #columns;

  constructor(
    readonly plan: RunPlan,
    readonly batch: CaseBatch,
  ) {
    const texts = <T>(): T[] => [];
    this.#partial = plan.aggregates.map(() => ZERO);
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
      aggregateMask: new BigInt64Array(batch.count),
      outcomeKey: texts<string>(),
      exceptionCode: texts<string | null>(),
    };
  }

  addScore(row: number, cursor: BatchCase, { version }: CaseSetting, { frame, grouping }: Scored<Grouped>, key: string): void {
    const { compiled } = version;
    const columns = this.#columns;
    const printed = (id: string): string | null => printedOutput(compiled, frame, id);
    columns.month[row] = Number(dateOf(this.plan, cursor).slice(5, 7));
    columns.groupCode.push(grouping?.group?.code ?? null);
    columns.inclusion.push(printed('inclusion') ?? 'INCLUDED');
    columns.deviation.push(printed('deviation'));
    columns.costRatio.push(printed('costRatio'));
    columns.institutionCoefficient.push(printed('institutionCoefficient'));
    columns.auxiliaryFactor.push(printed('auxiliaryFactor'));
    const points = printed('points') ?? '0';
    columns.points.push(points);
    columns.payment.push(null);
    columns.outcomeKey.push(key);
    columns.exceptionCode.push(null);
    this.#addAggregates(row, version, frame);
    this.#hash.update(
      `${cursor.caseNo}|${columns.groupCode[row] ?? ''}|${columns.inclusion[row] ?? ''}|${columns.deviation[row] ?? ''}|${points}|${key}\n`,
    );
  }

  #addAggregates(row: number, { compiled }: CaseSetting['version'], frame: Frame): void {
    const environment = new Environment({ case: frame });
    const plans = caseAggregates(compiled);
    const values = this.plan.sums.map((name) => valueOf(plans.find(({ sum }) => sum?.name === name)?.sum, environment));
    values.forEach((value, index) => this.#columns.sums[index]?.push(value === null ? null : printFixed(value, STORED_SCALE)));
    let mask = 0n;
    for (const { bit, sum } of this.plan.aggregates) {
      const plan = must(plans[bit], 'aggregate');
      if (!plan.where.every(({ ref, equals }) => readRef(environment, ref) === equals)) continue;
      mask |= 1n << BigInt(bit);
      const value = sum === undefined ? null : (values[sum] ?? null);
      if (sum === undefined) this.#partial[bit] = add(this.#partial[bit] ?? ZERO, new Fraction(1n, 1n));
      else if (value !== null) this.#partial[bit] = add(this.#partial[bit] ?? ZERO, value);
    }
    this.#columns.aggregateMask[row] = mask;
  }

  addProblem(row: number, cursor: BatchCase, { code, messages, detail }: CaseProblem): void {
    const columns = this.#columns;
    columns.month[row] = Number(dateOf(this.plan, cursor).slice(5, 7));
    for (const column of [
      columns.groupCode,
      columns.deviation,
      columns.costRatio,
      columns.institutionCoefficient,
      columns.auxiliaryFactor,
      columns.payment,
    ])
      column.push(null);
    columns.inclusion.push('UNSCORED');
    columns.points.push('0');
    columns.sums.forEach((column) => column.push(null));
    columns.outcomeKey.push(`exception:${code}`);
    columns.exceptionCode.push(code);
    this.#exceptions.push({
      caseSeq: must(this.batch.seq[row], 'seq'),
      caseNo: cursor.caseNo,
      institutionCode: cursor.institutionCode,
      code,
      messages,
      detail,
    });
    this.#hash.update(`${cursor.caseNo}|!${code}\n`);
  }

  finish(reJudged: number): ScoredShard {
    const { count, seq, caseNo, institutionCode } = this.batch;
    const columns = this.#columns;
    assert(columns.points.length === count, 'every case of a shard has a score');
    return {
      scores: { count, caseSeq: seq, caseNo, institutionCode, ...columns },
      exceptions: this.#exceptions,
      seen: this.seen,
      reJudged,
      partial: Object.fromEntries(this.plan.aggregates.map(({ id, bit }) => [id, printFixed(this.#partial[bit] ?? ZERO, STORED_SCALE)])),
      hash: this.#hash.digest('hex'),
    };
  }
}

type Compiled = CaseSetting['version']['compiled'];
const AGGREGATES = new WeakMap<Compiled, Compiled['plan']['aggregates']>();

/** The aggregates of cases, in the order of the mask's bits. */
function caseAggregates(compiled: Compiled): Compiled['plan']['aggregates'] {
  const kept = AGGREGATES.get(compiled) ?? compiled.plan.aggregates.filter(({ of }) => of === 'case');
  AGGREGATES.set(compiled, kept);
  return kept;
}

function valueOf(ref: Parameters<typeof readRef>[1] | undefined, environment: Environment): Fraction | null {
  const value: Value | undefined = ref === undefined ? null : readRef(environment, ref);
  return value instanceof Fraction ? value : null;
}

function printedOutput({ program }: Compiled, frame: Frame, id: string): string | null {
  const slot = program.scopes.case.slotByName.get(id);
  const decision = slot === undefined ? undefined : program.scopes.case.decisions.find(({ plan }) => plan.slot === slot);
  return decision === undefined || slot === undefined ? null : printOutput(decision.plan.output, frame[slot]);
}
