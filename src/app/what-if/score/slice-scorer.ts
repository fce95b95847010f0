import { setImmediate } from 'node:timers/promises';
import { comparedOf } from './case-marks.js';
import type { CaseSlice } from './case-slice.js';
import type { KeptPart, KeptRows, KeptYear } from './kept-year.js';
import type { SideSink } from './side-sums.js';
import { BlockScore } from '../../clearing/blocks/block-score.js';
import { BulkVersion } from '../../clearing/blocks/bulk-version.js';
import { outcomeKey, SituationIndex, type KeyedOutcome } from '../../clearing/blocks/outcome-index.js';
import { ScoredBlock } from '../../clearing/blocks/scored-block.js';
import type { CaseSetting } from '../../clearing/run/case-settings.js';
import type { RunPlan } from '../../clearing/run/run-plan.js';
import type { BlockColumn } from '../../../engine/block/block-columns.js';
import type { BlockKeeper } from '../../../engine/block/block-kept.js';
import { BlockScorer, type BlockCases, type CasesBefore } from '../../../engine/block/block-scoring.js';
import { AssertionError, must } from '../../../engine/kit/assert.js';
import type { CompiledRuleset } from '../../../rules/compiled/compiled-ruleset.js';

/** One case in so many is scored from its facts besides, and judged a second time. */
const SAMPLE_EVERY = 20_000;

/** A case that is to be scored from its facts: what is noted of it as in force, by column. */
export interface SetAside {
  readonly seq: bigint;
  readonly noted: readonly number[];
}

/** A case that is scored from its facts besides: what it has to come to. */
export interface CheckedCase {
  readonly seq: bigint;
  readonly compared: readonly string[];
  readonly key: string;
}

/**
 * 重判 scores a candidate from what is kept of the year in force: only what its slices name is decided, by the same code and to the same numbers as
 * from the facts. What can't go so is set aside to be scored from its facts. The first case of everything that is decided anew, and a sample, are
 * to be scored from their facts besides.
 */
export class SliceScorer {
  readonly aside: SetAside[] = [];
  readonly checked: CheckedCase[] = [];
  readonly #blocks = new Map<CaseSetting, SliceBlock>();
  readonly #versions: readonly BulkVersion[];
  readonly #outcomes = new SituationIndex<KeyedOutcome>();
  /** What was decided anew, as text. */
  readonly #met = new Set<string>();
  #scored = 0;

  constructor(
    readonly inForce: RunPlan,
    readonly plan: RunPlan,
    readonly slices: readonly CaseSlice[],
  ) {
    this.#versions = plan.versions.map((version) => new BulkVersion(plan, version));
  }

  /** Scores the cases of a kept batch. */
  async score(part: KeptPart, sink: SideSink): Promise<void> {
    for (const kept of part.blocks) {
      await this.#scoreBlock(part, kept, sink);
      await setImmediate(); // others get their turn
    }
    for (const row of part.alone) this.#setAside(part, row);
  }

  async #scoreBlock(part: KeptPart, kept: KeptRows, sink: SideSink): Promise<void> {
    const block = this.#blockOf(kept);
    const { scored } = block;
    await block.run(part, kept);
    scored.clear();
    for (const [place, row] of kept.rows.entries()) {
      if (block.scorer.isAlone(place)) this.#setAside(part, row);
      else scored.take(row, place, kept.months[place] ?? 0, this.#outcomeAt(block, place, part, row));
    }
    if (scored.count > 0) sink.addBlock(scored);
  }

  #outcomeAt(block: SliceBlock, place: number, part: KeptPart, row: number): KeyedOutcome {
    const { version } = block;
    const { tables, values } = block.scorer.situations;
    const known = this.#outcomes.find(version.ordinal, values, place * tables, tables);
    const outcome = known ?? this.#outcomes.put(newOutcome(version.ordinal, values.subarray(place * tables, (place + 1) * tables)));
    if ((known === undefined && this.#isNew(block, outcome)) || this.#scored++ % SAMPLE_EVERY === 0) {
      block.scored.scores.row = place;
      this.checked.push({ seq: must(part.seq[row], 'seq'), compared: comparedOf(block.scored.scores), key: outcome.key });
    }
    return outcome;
  }

  /** Whether what was decided anew was never decided so before. */
  #isNew({ version, tablesAnew }: SliceBlock, { situations }: KeyedOutcome): boolean {
    const text = outcomeKey(
      version.ordinal,
      tablesAnew.map((table) => situations[table] ?? -1),
    );
    return this.#met.size < this.#met.add(text).size;
  }

  #setAside({ seq, marks }: KeptPart, row: number): void {
    this.aside.push({ seq: must(seq[row], 'seq'), noted: marks.rowAt(row) });
  }

  #blockOf({ date, version }: KeptRows): SliceBlock {
    const setting = must(this.plan.settingOn(date), 'a day of the year');
    let known = this.#blocks.get(setting);
    if (known === undefined) {
      const before = must(this.inForce.versions[version], 'version in force').compiled;
      known = new SliceBlock(setting, must(this.#versions[version], 'version'), must(this.slices[version], 'slice'), before);
      this.#blocks.set(setting, known);
    }
    return known;
  }
}

function newOutcome(version: number, situations: Int32Array): KeyedOutcome {
  const list = [...situations];
  return { key: outcomeKey(version, list), version, situations: list };
}

/** The cases of one setting of a candidate, a kept block at a time. */
class SliceBlock {
  readonly scorer: BlockScorer;
  readonly scored: ScoredBlock<KeyedOutcome>;
  /** Tables of what is decided anew, by number in the scope. */
  readonly tablesAnew: readonly number[];
  /** Where the tables of what is not decided anew stand, and stood in force. */
  readonly #tables: readonly { readonly at: number; readonly before: number }[];
  /** By the number of an outcome in force: the situations with which a case begins. */
  readonly #begun = new Map<number, Int32Array>();
  readonly #inclusion: number | undefined;

  constructor(
    setting: CaseSetting,
    readonly version: BulkVersion,
    { anew, read }: CaseSlice,
    before: CompiledRuleset,
  ) {
    const { scoring, tables, program } = version.compiled;
    const institutions = [...setting.institutions.values()];
    this.scorer = new BlockScorer({ scoring, read, fundYear: setting.fundYear, institutions, verdicts: tables.verdict, anew });
    this.scored = new ScoredBlock(new BlockScore(version, this.scorer));
    const numbered = program.scopes.case.decisions.flatMap(({ plan: { index }, tables: own, tableOffset }) => {
      const offset = must(before.program.scopes.case.decisions[index], 'decision in force').tableOffset;
      return own.map((_, table) => ({ isAnew: anew.has(index), at: tableOffset + table, before: offset + table }));
    });
    this.tablesAnew = numbered.flatMap(({ isAnew, at }) => (isAnew ? [at] : []));
    this.#tables = numbered.filter(({ isAnew }) => !isAnew);
    this.#inclusion = scoring.inclusion !== undefined && anew.has(scoring.inclusion.plan.index) ? scoring.inclusion.plan.slot : undefined;
  }

  /** Decides for the rows of a kept block; situations that were never met are put to the Judge. */
  async run(part: KeptPart, kept: KeptRows): Promise<void> {
    const { scorer } = this;
    const { tables } = this.version.compiled;
    const cases = new KeptCases(part.year.keeper(kept.version), kept, this.#before(part, kept));
    scorer.score(cases);
    for (let [unmet] = scorer.situations.unmet; unmet !== undefined; [unmet] = scorer.situations.unmet) {
      const { decision, table, situation, row } = unmet;
      await tables.learn(decision, table, situation, (ref) => scorer.valueAt(ref, row));
      scorer.score(cases);
    }
  }

  #before({ year, marks }: KeptPart, { version, block, rows }: KeptRows): CasesBefore {
    const keeper = year.keeper(version);
    const slot = this.#inclusion;
    return {
      fillGroups: (column) => keeper.fillGroups(block, column),
      fillSituations: ({ values, tables }) => {
        for (const [place, row] of rows.entries()) values.set(this.#beginning(year, marks.outcomeNumber(row)), place * tables);
      },
      wasExcluded: (row) => slot !== undefined && keeper.valueAt(block, slot, row) !== 'INCLUDED',
    };
  }

  #beginning(year: KeptYear, number: number): Int32Array {
    let known = this.#begun.get(number);
    if (known === undefined) {
      known = new Int32Array(this.scorer.situations.tables).fill(-1);
      const situations = year.situations(number);
      for (const { at, before } of this.#tables) known[at] = situations[before] ?? -1;
      this.#begun.set(number, known);
    }
    return known;
  }
}

/** The rows of a kept block as a scorer reads them. */
class KeptCases implements BlockCases {
  readonly count: number;

  constructor(
    readonly keeper: BlockKeeper,
    readonly kept: KeptRows,
    readonly before: CasesBefore,
  ) {
    this.count = kept.block.count;
  }

  fill(_name: string, column: BlockColumn, slot: number): boolean {
    this.keeper.fill(this.kept.block, slot, column);
    return true;
  }

  facts(): boolean {
    return true;
  }

  institution(row: number): number {
    return this.kept.block.institutionAt(row);
  }

  group(): never {
    throw new AssertionError('groups are given with the cases');
  }
}
