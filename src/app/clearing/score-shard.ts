import { setImmediate } from 'node:timers/promises';
import { BatchCase } from './batch-case.js';
import { BulkVersion, columnsNotRead } from './bulk-version.js';
import { attributeProblem, evaluationProblem, noProfile, noRuleset, type CaseProblem } from './case-problem.js';
import { OutcomeIndex, outcomeKey, type Outcome } from './outcome-index.js';
import { describeOutcome } from './outcome-text.js';
import type { RunPlan } from './run-plan.js';
import { rejudge } from './self-check.js';
import { ShardColumns, type ScoredShard } from './shard-columns.js';
import type { CaseBatch, OmittableColumn } from '../ports-case.js';
import { must } from '../../engine/assert.js';
import { refillCase, type CaseContext } from '../../engine/case-frame.js';
import type { DiseaseGroup } from '../../engine/catalogue.js';
import type { Unmet } from '../../engine/decide.js';
import { Environment, readRef } from '../../engine/environment.js';
import { chooseGroup } from '../../engine/grouping.js';
import type { GroupIndex } from '../../engine/grouping-index.js';
import type { GroupingFacts } from '../../engine/grouping-match.js';
import type { Frame, GroupFlag } from '../../engine/plan.js';
import type { Fraction } from '../../engine/quantity.js';
import { scoreCase, type Scored, type ScoringFrames } from '../../engine/scoring.js';
import type { Judge } from '../../rules/judge.js';

/** One case in so many is judged a second time, besides the first of every distinct outcome. */
const SAMPLE_EVERY = 2_000;
/** After so many cases others get their turn: requests are answered and the database is read while a run goes on. */
const CASES_A_TURN = 1_000;

interface Grouped {
  readonly group: DiseaseGroup | null;
}

interface ScoredRow {
  readonly kind: 'row';
  readonly version: BulkVersion;
  readonly frames: ScoringFrames;
  readonly scored: Scored<Grouped>;
}

interface UnmetRow {
  readonly kind: 'unmet';
  readonly version: BulkVersion;
  readonly frames: ScoringFrames;
  readonly unmet: Unmet;
}

interface ProblemRow {
  readonly kind: 'problem';
  readonly problem: CaseProblem;
}

/** The cursor as grouping reads it, and how its case is grouped: in which catalogue, for which institution. Values are made when read. */
class BatchGrouping implements GroupingFacts {
  version: BulkVersion | undefined;
  institution: Frame = [];
  index: GroupIndex | undefined;
  deniedFlags: readonly GroupFlag[] = [];

  constructor(readonly cursor: BatchCase) {}

  /** Groups the case that the cursor stands on. */
  readonly group = (frame: Frame): Grouped => {
    this.deniedFlags = must(this.version, 'version').deniedFlags(frame);
    return { group: chooseGroup(must(this.index, 'index'), this) };
  };

  get institutionLevel(): string | null {
    return must(this.version, 'version').levelOf(this.institution);
  }
  get principalDiagnosis(): string {
    return this.cursor.principalDiagnosis;
  }
  get otherDiagnoses(): readonly string[] {
    return this.cursor.otherDiagnoses;
  }
  get procedures(): readonly string[] {
    return this.cursor.procedures;
  }
  get ageDays(): number | null {
    return this.cursor.ageDays;
  }
  get birthWeightGrams(): number | null {
    return this.cursor.birthWeightGrams;
  }
  get assignedGroupCode(): string | null {
    return this.cursor.assignedGroupCode;
  }
  get totalCost(): Fraction {
    return this.cursor.totalCost;
  }
}

/** Scores the cases of a run, shard by shard. Keeps what it has learnt between shards. */
export class ShardScorer {
  readonly #versions: readonly BulkVersion[];
  readonly #outcomes = new OutcomeIndex();
  readonly #context: CaseContext;
  /** The columns that no rule of the run looks at. */
  readonly without: ReadonlySet<OmittableColumn>;

  constructor(
    readonly plan: RunPlan,
    readonly judge: Judge,
  ) {
    this.#context = { regionCode: plan.snapshot.regionCode };
    this.#versions = plan.versions.map((version) => new BulkVersion(plan, version));
    this.without = columnsNotRead(this.#versions, plan.snapshot.periodBy);
  }

  /** Scores one batch. Throws `SelfCheckFailed` when json-rules-engine or the reference evaluator answers differently. */
  async score(batch: CaseBatch): Promise<ScoredShard> {
    const columns = new ShardColumns(this.plan, batch);
    const cursor = new BatchCase(batch);
    const grouping = new BatchGrouping(cursor);
    let reJudged = 0;
    for (let row = 0; row < batch.count; row++) {
      cursor.row = row;
      const date = this.#dateOf(cursor);
      let result = this.#scoreRow(cursor, grouping, date);
      while (result.kind === 'unmet') {
        await learn(result);
        result = this.#scoreRow(cursor, grouping, date);
      }
      if (result.kind === 'problem') {
        columns.addProblem(row, date, result.problem, this.#outcomes.problem(result.problem.code, cursor.caseNo));
      } else {
        const { ordinal, compiled } = result.version;
        const known = this.#outcomes.find(ordinal, result.scored.evaluation.situations);
        if (known === undefined || row % SAMPLE_EVERY === 0) {
          await rejudge(this.judge, compiled, result.frames, result.scored, cursor.caseNo);
          reJudged += 1;
        }
        columns.addScore(row, date, result, known ?? this.#addOutcome(result, cursor.caseNo));
      }
      if (row % CASES_A_TURN === CASES_A_TURN - 1) {
        columns.hashLines();
        await setImmediate();
      }
    }
    return columns.finish(reJudged);
  }

  /** The date that a case is scored on: of discharge, or of settlement where the city counts by it. */
  #dateOf({ dischargeDate, settlementDate }: BatchCase): string {
    return this.plan.snapshot.periodBy === 'SETTLEMENT' ? (settlementDate ?? dischargeDate) : dischargeDate;
  }

  #addOutcome({ version, scored }: ScoredRow, caseNo: string): Outcome {
    const { situations } = scored.evaluation;
    const key = outcomeKey(version.ordinal, situations);
    return this.#outcomes.add(version.ordinal, situations, describeOutcome(key, version.compiled, scored, caseNo));
  }

  #scoreRow(cursor: BatchCase, grouping: BatchGrouping, date: string): ScoredRow | UnmetRow | ProblemRow {
    const setting = this.plan.settingOn(date);
    if (setting === undefined) return problem(noRuleset(cursor.dischargeDate));
    const version = must(this.#versions[setting.version.ordinal], 'version');
    const { compiled, caseFrame, space } = version;
    const institution = setting.institutions.get(cursor.institutionCode);
    if (institution === undefined) return problem(noProfile(cursor.institutionCode, cursor.dischargeDate));
    cursor.codeMaps = compiled.plan.codes;
    const problems = refillCase(version.filler, compiled.program, cursor, this.#context, caseFrame);
    const [wrong] = problems;
    if (wrong !== undefined) return problem(attributeProblem(wrong));
    const frames: ScoringFrames = { fundYear: setting.fundYear, institution, caseFrame };
    grouping.version = version;
    grouping.institution = institution;
    grouping.index = setting.groups;
    const result = scoreCase(compiled.scoring, frames, grouping.group, compiled.tables.verdict, space);
    switch (result.kind) {
      case 'scored':
        return { kind: 'row', version, frames, scored: result };
      case 'unmet':
        return { kind: 'unmet', version, frames, unmet: result };
      case 'failure':
        return problem(evaluationProblem(result));
    }
  }
}

/** Puts a situation that nobody met before to the Judge, with the values of the case that met it. */
async function learn({ version, frames, unmet }: UnmetRow): Promise<void> {
  const environment = new Environment({ fundYear: frames.fundYear, institution: frames.institution, case: frames.caseFrame });
  await version.compiled.tables.learn(unmet.decision, unmet.table, unmet.situation, (ref) => readRef(environment, ref));
}

function problem(reason: CaseProblem): ProblemRow {
  return { kind: 'problem', problem: reason };
}
