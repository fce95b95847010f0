import { setImmediate } from 'node:timers/promises';
import { BatchCases } from '../blocks/batch-case.js';
import { factsOf, groupOf, type GroupingAt } from '../blocks/batch-grouping.js';
import { BulkVersion, columnsNotRead } from '../blocks/bulk-version.js';
import { attributeProblem, evaluationProblem, noProfile, noRuleset, type CaseException } from '../blocks/case-exception.js';
import { OutcomeIndex, outcomeKey, type RunOutcome } from '../blocks/outcome-index.js';
import { describeOutcome } from './outcome-text.js';
import type { CaseSetting } from '../run/case-settings.js';
import type { RunPlan } from '../run/run-plan.js';
import { regroup, rejudge, rejudgeGroup, SelfCheckFailed } from '../blocks/self-check.js';
import { SettingBlock } from '../blocks/setting-block.js';
import type { BlockScore } from '../blocks/block-score.js';
import { monthNumber, type ScoreSink } from '../blocks/score-sink.js';
import { ShardColumns, type ScoredShard } from '../blocks/shard-columns.js';
import { FrameScore, type StoredScore } from '../blocks/stored-score.js';
import { STORED_OUTPUTS } from '../blocks/stored-outputs.js';
import type { CaseBatch, OmittableColumn } from '../../ports/cases/ports-case.js';
import { must } from '../../../engine/kit/assert.js';
import { BLOCK_ROWS } from '../../../engine/block/block-columns.js';
import { refillCase, type CaseContext } from '../../../engine/scoring/case-frame.js';
import type { DiseaseGroup } from '../../../engine/plan/catalogue.js';
import type { GroupIndex } from '../../../engine/grouping/grouping-index.js';
import type { GroupingFacts } from '../../../engine/grouping/grouping-match.js';
import type { Unmet } from '../../../engine/decide/decide.js';
import { Environment, readRef } from '../../../engine/formula/environment.js';
import type { Frame } from '../../../engine/plan/plan.js';
import { runScoring, type Scored, type ScoringFrames } from '../../../engine/scoring/scoring.js';
import type { Judge } from '../../../rules/judge/judge.js';

/** One case in so many is judged a second time, besides the first of every distinct outcome. */
const SAMPLE_EVERY = 2_000;

interface Grouped {
  readonly group: DiseaseGroup | null;
}

interface ScoredRow {
  readonly kind: 'row';
  readonly version: BulkVersion;
  readonly frames: ScoringFrames;
  readonly scored: Scored<Grouped>;
  /** What grouping read of it, and in which catalogue it was looked up. */
  readonly facts: GroupingFacts;
  readonly groups: GroupIndex;
}

interface UnmetRow {
  readonly kind: 'unmet';
  readonly version: BulkVersion;
  readonly frames: ScoringFrames;
  readonly unmet: Unmet;
}

interface ProblemRow {
  readonly kind: 'problem';
  readonly problem: CaseException;
}

/** A case that was scored by itself, with its outcome. */
type RowAlone = (ScoredRow | ProblemRow) & { readonly outcome: RunOutcome };

/** A batch while it is scored. */
interface BatchAtWork {
  readonly cases: BatchCases;
  readonly sink: ScoreSink;
  readonly sampleEvery: number;
  reJudged: number;
}

/** Scores the cases of a run, shard by shard. Keeps what it has learnt between shards. */
export class ShardScorer {
  readonly #versions: readonly BulkVersion[];
  readonly #blocks = new Map<CaseSetting, SettingBlock>();
  readonly #outcomes = new OutcomeIndex();
  /** The groups of each version's grouper whose first case was put to the judge of groupers. */
  readonly #judgedGroups = new Set<string>();
  readonly #context: CaseContext;
  /** The columns that no rule of the run looks at. */
  readonly without: ReadonlySet<OmittableColumn>;

  constructor(
    readonly plan: RunPlan,
    readonly judge: Judge,
  ) {
    this.#context = { regionCode: plan.snapshot.regionCode };
    this.#versions = plan.versions.map((version) => new BulkVersion(plan, version));
    this.without = columnsNotRead(
      this.#versions,
      plan.snapshot.periodBy,
      plan.year.catalogues.flatMap(({ groups }) => groups),
    );
  }

  /** Scores one batch. Throws `SelfCheckFailed` when json-rules-engine or the reference evaluator answers differently. */
  async score(batch: CaseBatch): Promise<ScoredShard> {
    const columns = new ShardColumns(this.plan, batch);
    return columns.finish(await this.scoreInto(columns, batch));
  }

  /** As `score`, handing what comes of each case to a sink. Returns how many cases were judged a second time: one in `sampleEvery` at least. */
  async scoreInto(sink: ScoreSink, batch: CaseBatch, sampleEvery = SAMPLE_EVERY): Promise<number> {
    const work: BatchAtWork = { cases: new BatchCases(batch), sink, sampleEvery, reJudged: 0 };
    for (let from = 0; from < batch.count; from += BLOCK_ROWS) {
      await this.#scoreBlock(work, from, Math.min(from + BLOCK_ROWS, batch.count));
      await setImmediate(); // others get their turn: requests are answered and the database is read while a run goes on
    }
    return work.reJudged;
  }

  /** Scores rows together where they go together, and hands on what came of them: by block, or alone in their order. */
  async #scoreBlock(work: BatchAtWork, from: number, to: number): Promise<void> {
    const { cases } = work;
    for (const block of this.#blocks.values()) block.clear();
    const blocks: (SettingBlock | undefined)[] = [];
    const places: number[] = [];
    for (let row = from; row < to; row++) {
      const block = this.#blockOn(this.#dateOf(cases, row));
      blocks.push(block);
      places.push(block?.add(row) ?? -1);
    }
    for (const block of this.#blocks.values()) block.run(cases);
    for (let row = from; row < to; row++) {
      const block = blocks[row - from];
      const place = places[row - from] ?? -1;
      if (block?.at(place) === undefined) this.#hand(work, row, await this.#scoreAlone(work, row));
      else
        block.take(
          place,
          monthNumber(this.#dateOf(cases, row)),
          this.#known(work, row, block) ?? (await this.#check(work, row, block, place)),
        );
    }
    for (const { scored } of this.#blocks.values()) if (scored.count > 0) work.sink.addBlock(scored);
  }

  #blockOn(date: string): SettingBlock | undefined {
    const setting = this.plan.settingOn(date);
    if (setting === undefined) return undefined;
    const known = this.#blocks.get(setting);
    if (known !== undefined) return known;
    const block = new SettingBlock(setting, must(this.#versions[setting.version.ordinal], 'version'), this.#context);
    this.#blocks.set(setting, block);
    return block;
  }

  /** The outcome of the case at which a block stands; `undefined`: it is the first one of its outcome, or of the sample, and has to be scored alone besides. */
  #known({ sampleEvery }: BatchAtWork, row: number, { scored: { scores } }: SettingBlock): RunOutcome | undefined {
    if (row % sampleEvery === 0) return undefined;
    const { tables, values } = scores.scorer.situations;
    const known = this.#outcomes.find(scores.version.ordinal, values, scores.row * tables, tables);
    return known !== undefined && this.#isGroupJudged(scores.version, scores.groupCode) ? known : undefined;
  }

  /** Scores a case of a block by itself besides, to the same end. Throws `SelfCheckFailed`. */
  async #check(work: BatchAtWork, row: number, block: SettingBlock, place: number): Promise<RunOutcome> {
    const alone = await this.#scoreAlone(work, row);
    // While it was scored alone others may have read the view: it is looked at anew.
    requireSame(must(work.cases.batch.caseNo[row], 'caseNo'), alone, must(block.at(place), 'row'), this.plan);
    return alone.outcome;
  }

  /** Hands on a case that does not go together with others. */
  #hand({ cases, sink }: BatchAtWork, row: number, alone: RowAlone): void {
    const date = this.#dateOf(cases, row);
    if (alone.kind === 'problem') sink.addProblem(row, date, alone.problem, alone.outcome);
    else sink.addScore(row, date, new FrameScore(alone.version, alone.scored), alone.outcome);
  }

  /** Scores a case by itself, and judges it a second time where it is the first of its outcome or in the sample. */
  async #scoreAlone(work: BatchAtWork, row: number): Promise<RowAlone> {
    const { cases } = work;
    const date = this.#dateOf(cases, row);
    const caseNo = must(cases.batch.caseNo[row], 'caseNo');
    let result = this.#scoreRow(cases, row, date);
    while (result.kind === 'unmet') {
      await learn(result);
      result = this.#scoreRow(cases, row, date);
    }
    if (result.kind === 'problem') return { ...result, outcome: this.#outcomes.problem(result.problem.code, caseNo) };
    const { version, scored, frames } = result;
    const known = this.#outcomes.find(version.ordinal, scored.evaluation.situations);
    const isChosen = known === undefined || row % work.sampleEvery === 0;
    if (isChosen) {
      await rejudge(this.judge, version.compiled, frames, scored, caseNo);
      work.reJudged += 1;
    }
    await this.#regroup(result, caseNo, isChosen);
    return { ...result, outcome: known ?? this.#addOutcome(result, caseNo) };
  }

  /**
   * Groups the first case of each outcome and the sample once more, by the path that explains; and puts them, and the first case of each group, to
   * the judge of the version's grouper, where it has one.
   */
  async #regroup({ version, scored, facts, groups }: ScoredRow, caseNo: string, isChosen: boolean): Promise<void> {
    if (scored.grouping === undefined) return;
    const groupCode = scored.grouping.group?.code ?? null;
    if (isChosen) regroup(groups, facts, groupCode, caseNo);
    const { grouper } = must(this.plan.versions[version.ordinal], 'version');
    if (grouper === undefined || (!isChosen && this.#isGroupJudged(version, groupCode))) return;
    await rejudgeGroup(grouper, facts, caseNo);
    if (groupCode !== null) this.#judgedGroups.add(`${version.ordinal} ${groupCode}`);
  }

  /** Cases without a group have the first of their outcome judged. */
  #isGroupJudged({ ordinal, compiled }: BulkVersion, groupCode: string | null): boolean {
    const { grouper } = compiled.plan.grouping ?? {};
    return grouper === undefined || groupCode === null || this.#judgedGroups.has(`${ordinal} ${groupCode}`);
  }

  #dateOf(cases: BatchCases, row: number): string {
    return cases.dateAt(row, this.plan.snapshot.periodBy);
  }

  #addOutcome({ version, scored }: ScoredRow, caseNo: string): RunOutcome {
    const { situations } = scored.evaluation;
    const key = outcomeKey(version.ordinal, situations);
    return this.#outcomes.add(version.ordinal, situations, describeOutcome(key, version.compiled, scored, caseNo));
  }

  #scoreRow(cases: BatchCases, row: number, date: string): ScoredRow | UnmetRow | ProblemRow {
    const setting = this.plan.settingOn(date);
    if (setting === undefined) return problem(noRuleset(must(cases.batch.dischargeDate[row], 'dischargeDate')));
    const version = must(this.#versions[setting.version.ordinal], 'version');
    const { compiled, caseFrame, space } = version;
    const one = cases.at(row, compiled.plan.codes);
    const institution = setting.institutions.get(one.institutionCode);
    if (institution === undefined) return problem(noProfile(one.institutionCode, one.dischargeDate));
    const problems = refillCase(version.filler, compiled.program, one, this.#context, caseFrame);
    const [wrong] = problems;
    if (wrong !== undefined) return problem(attributeProblem(wrong));
    const frames: ScoringFrames = { fundYear: setting.fundYear, institution, caseFrame };
    const institutionLevel = version.levelOf(institution);
    const at = (deniedFlags: GroupingAt['deniedFlags']): GroupingAt => ({ index: setting.groups, institutionLevel, deniedFlags });
    const group = (frame: Frame): Grouped => ({ group: groupOf(one, at(version.deniedFlags(frame))) });
    const result = runScoring(compiled.scoring, frames, group, compiled.tables.verdict, space);
    switch (result.kind) {
      case 'scored':
        return {
          ...{ kind: 'row', version, frames, scored: result, groups: setting.groups },
          facts: factsOf(one, at(version.deniedFlags(result.frame))),
        };
      case 'unmet':
        return { kind: 'unmet', version, frames, unmet: result };
      case 'failure':
        return problem(evaluationProblem(result));
    }
  }
}

/** A case must come out of its block as it comes out alone: to the last digit, and by the same situations. */
function requireSame(caseNo: string, alone: ScoredRow | ProblemRow, block: BlockScore, { sums }: RunPlan): void {
  const fail = (what: string, one: string, other: string): never => {
    throw new SelfCheckFailed(caseNo, what, `alone ${one}, in its block ${other}`);
  };
  if (alone.kind === 'problem') return fail('', alone.problem.code, 'scored');
  const { situations } = alone.scored.evaluation;
  if (situations.join() !== block.situations.join()) fail('situations', situations.join(), block.situations.join());
  const score = new FrameScore(alone.version, alone.scored);
  const texts = (one: StoredScore): string[] =>
    [one.groupCode, ...STORED_OUTPUTS.map((name) => one.text(name)), ...sums.map((_, index) => one.printedSum(index))].map(String);
  if (texts(score).join() !== texts(block).join()) fail('outputs', texts(score).join(), texts(block).join());
}

/** Puts a situation that nobody met before to the Judge, with the values of the case that met it. */
async function learn({ version, frames, unmet }: UnmetRow): Promise<void> {
  const environment = new Environment({ fundYear: frames.fundYear, institution: frames.institution, case: frames.caseFrame });
  await version.compiled.tables.learn(unmet.decision, unmet.table, unmet.situation, (ref) => readRef(environment, ref));
}

function problem(reason: CaseException): ProblemRow {
  return { kind: 'problem', problem: reason };
}
