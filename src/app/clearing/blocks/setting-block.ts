import type { BatchCase, BatchCases } from './batch-case.js';
import { groupOf } from './batch-grouping.js';
import { BlockScore } from './block-score.js';
import type { BulkVersion } from './bulk-version.js';
import type { RunOutcome } from './outcome-index.js';
import { ScoredBlock } from './scored-block.js';
import type { CaseSetting } from '../run/case-settings.js';
import { must } from '../../../engine/kit/assert.js';
import { Numbers, type BlockColumn } from '../../../engine/block/block-columns.js';
import { BlockScorer, type BlockCases } from '../../../engine/block/block-scoring.js';
import { refillCase, type CaseContext } from '../../../engine/scoring/case-frame.js';
import type { DiseaseGroup } from '../../../engine/plan/catalogue.js';
import type { Frame } from '../../../engine/plan/plan.js';
import type { GroupFlag } from '../../../engine/plan/group-terms.js';

/** The cases of one setting (version, era of profiles, catalogue) in a block, scored together. */
export class SettingBlock {
  readonly #scorer: BlockScorer;
  readonly #institutions: ReadonlyMap<string, number>;
  readonly #frames: readonly Frame[];
  /** What came of the rows that were taken from the block. */
  readonly scored: ScoredBlock;
  /** Rows of the batch that are in the block, and how many. */
  readonly #rows: number[] = [];

  constructor(
    readonly setting: CaseSetting,
    readonly version: BulkVersion,
    readonly context: CaseContext,
  ) {
    const { compiled, read } = version;
    this.#institutions = new Map([...setting.institutions.keys()].map((code, index) => [code, index]));
    this.#frames = [...setting.institutions.values()];
    this.#scorer = new BlockScorer({
      scoring: compiled.scoring,
      read,
      fundYear: setting.fundYear,
      institutions: this.#frames,
      verdicts: compiled.tables.verdict,
    });
    this.scored = new ScoredBlock(new BlockScore(version, this.#scorer));
  }

  /** Empties the block. */
  clear(): void {
    this.#rows.length = 0;
    this.scored.clear();
  }

  /** Takes a row of the batch into the block, and gives its place there. */
  add(row: number): number {
    return this.#rows.push(row) - 1;
  }

  /** Scores the rows of the block. */
  run(cases: BatchCases): void {
    if (this.#rows.length > 0) this.#scorer.score(new RowsOfBatch(this, cases, this.#rows, this.#institutions, this.#frames));
  }

  /** What came of the row at a place, until the block is emptied; `undefined`: it is to be scored alone. */
  at(place: number): BlockScore | undefined {
    if (this.#scorer.isAlone(place)) return undefined;
    this.scored.scores.row = place;
    return this.scored.scores;
  }

  /** Takes what came of the row at a place, whose outcome is known: it is handed on with the others. */
  take(place: number, month: number, outcome: RunOutcome): void {
    this.scored.take(must(this.#rows[place], 'row of the batch'), place, month, outcome);
  }
}

/** Rows of a batch as a block reads them. */
class RowsOfBatch implements BlockCases {
  readonly count: number;

  constructor(
    readonly block: SettingBlock,
    readonly cases: BatchCases,
    readonly rows: readonly number[],
    readonly institutions: ReadonlyMap<string, number>,
    readonly frames: readonly Frame[],
  ) {
    this.count = rows.length;
  }

  institution(place: number): number {
    const code = must(this.cases.batch.institutionCode[this.#rowAt(place)], 'institutionCode');
    return this.institutions.get(code) ?? -1;
  }

  fill(fact: string, column: BlockColumn): boolean {
    return column instanceof Numbers && this.cases.fill(fact, this.rows, column);
  }

  facts(place: number, frame: Frame): boolean {
    const { version, context } = this.block;
    return refillCase(version.blockFiller, version.compiled.program, this.#caseAt(place), context, frame).length === 0;
  }

  group(place: number, institution: number, deniedFlags: readonly GroupFlag[]): DiseaseGroup | null {
    const { version, setting } = this.block;
    const institutionLevel = version.levelOf(must(this.frames[institution], 'frame of an institution'));
    return groupOf(this.#caseAt(place), { index: setting.groups, institutionLevel, deniedFlags });
  }

  #rowAt(place: number): number {
    return must(this.rows[place], 'row of the batch');
  }

  #caseAt(place: number): BatchCase {
    return this.cases.at(this.#rowAt(place), this.block.version.compiled.plan.codes);
  }
}
