import { createHash } from 'node:crypto';
import type { OutcomeSeen } from '../../ports/clearing/ports-score.js';

/** What tells an outcome from others. */
export interface KeyedOutcome {
  /** Canonical text: equal keys are the same outcome, in every process. */
  readonly key: string;
  readonly version: number;
  readonly situations: readonly number[];
}

/** 情形 a distinct outcome of a run as this process knows it. */
export interface RunOutcome extends KeyedOutcome {
  /** What stands for the key where there are millions of it. */
  readonly mark: string;
  /** What is stored of it. */
  readonly seen: OutcomeSeen;
  /** Its number in the store, once it was asked for. */
  storedId: number | undefined;
}

const NO_VERSION = -1;

/** Whether an outcome is one of scored cases: those that could not be scored have none to judge. */
export function isScored({ version }: RunOutcome): boolean {
  return version !== NO_VERSION;
}

const MULTIPLIER = 0x9e3779b1;

/** Outcomes found by the situations of a case without making text of them. */
export class SituationIndex<O extends KeyedOutcome> {
  /** By hash; what lies behind one hash is compared number by number. */
  readonly #byHash = new Map<number, O[]>();

  /**
   * The outcome with these situations in this version of the ruleset; `undefined` when it was not met before. The situations of one case
   * among those of many begin at `from`.
   */
  find(version: number, situations: ArrayLike<number>, from = 0, count = situations.length): O | undefined {
    const bucket = this.#byHash.get(hashOf(version, situations, from, count));
    if (bucket === undefined) return undefined;
    for (const outcome of bucket) if (outcome.version === version && areSame(outcome.situations, situations, from)) return outcome;
    return undefined;
  }

  /** Adds an outcome that `find` did not find. */
  put(outcome: O): O {
    const { version, situations } = outcome;
    const hash = hashOf(version, situations, 0, situations.length);
    const bucket = this.#byHash.get(hash);
    if (bucket === undefined) this.#byHash.set(hash, [outcome]);
    else bucket.push(outcome);
    return outcome;
  }
}

/** The outcomes that a process has met, those of cases that could not be scored among them. */
export class OutcomeIndex extends SituationIndex<RunOutcome> {
  readonly #problems = new Map<string, RunOutcome>();

  /** Adds an outcome that `find` did not find. */
  add(version: number, situations: readonly number[], described: Omit<OutcomeSeen, 'versionNo'>): RunOutcome {
    const seen = { ...described, versionNo: version };
    return this.put({ key: seen.key, mark: markOf(seen.key), version, situations: [...situations], seen, storedId: undefined });
  }

  /** The outcome of cases that could not be scored for this reason. */
  problem(code: string, witnessCaseNo: string): RunOutcome {
    const known = this.#problems.get(code);
    if (known !== undefined) return known;
    const key = `exception:${code}`;
    const seen: OutcomeSeen = { key, outputs: {}, situation: {}, witnessCaseNo, versionNo: NO_VERSION };
    const outcome: RunOutcome = { key, mark: markOf(key), version: NO_VERSION, situations: [], seen, storedId: undefined };
    this.#problems.set(code, outcome);
    return outcome;
  }
}

/** The text of an outcome: its version and the situation of every table of the case's decisions. */
export function outcomeKey(version: number, situations: readonly number[]): string {
  return `${version}:${situations.join(',')}`;
}

const MARK_LENGTH = 16;

function markOf(key: string): string {
  return createHash('sha256').update(key).digest('base64').slice(0, MARK_LENGTH);
}

function hashOf(version: number, situations: ArrayLike<number>, from: number, count: number): number {
  let hash = version;
  for (let i = 0; i < count; i++) hash = Math.imul(hash ^ (situations[from + i] ?? 0), MULTIPLIER) ^ (hash >>> 15);
  return hash;
}

function areSame(known: readonly number[], situations: ArrayLike<number>, from: number): boolean {
  for (let i = 0; i < known.length; i++) if (known[i] !== situations[from + i]) return false;
  return true;
}
