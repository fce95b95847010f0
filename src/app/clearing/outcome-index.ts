import type { OutcomeSeen } from '../ports-score.js';

/** 情形 a distinct outcome of a run as this process knows it. */
export interface Outcome {
  /** Canonical text: equal keys are the same outcome, in every process. */
  readonly key: string;
  readonly version: number;
  readonly situations: readonly number[];
  /** What is stored of it. */
  readonly seen: OutcomeSeen;
  /** Its number in the store, once it was asked for. */
  storedId: number | undefined;
}

const NO_VERSION = -1;

/** Whether an outcome is one of scored cases: those that could not be scored have none to judge. */
export function isScored({ version }: Outcome): boolean {
  return version !== NO_VERSION;
}

const MULTIPLIER = 0x9e3779b1;

/** The outcomes that a process has met, found by the situations of a case without making text of them. */
export class OutcomeIndex {
  /** By hash; what lies behind one hash is compared number by number. */
  readonly #byHash = new Map<number, Outcome[]>();
  readonly #problems = new Map<string, Outcome>();

  /** The outcome with these situations in this version of the ruleset; `undefined` when it was not met before. */
  find(version: number, situations: ArrayLike<number>): Outcome | undefined {
    const bucket = this.#byHash.get(hashOf(version, situations));
    if (bucket === undefined) return undefined;
    for (const outcome of bucket) if (outcome.version === version && areSame(outcome.situations, situations)) return outcome;
    return undefined;
  }

  /** Adds an outcome that `find` did not find. */
  add(version: number, situations: readonly number[], seen: OutcomeSeen): Outcome {
    const outcome: Outcome = { key: seen.key, version, situations: [...situations], seen, storedId: undefined };
    const hash = hashOf(version, situations);
    const bucket = this.#byHash.get(hash);
    if (bucket === undefined) this.#byHash.set(hash, [outcome]);
    else bucket.push(outcome);
    return outcome;
  }

  /** The outcome of cases that could not be scored for this reason. */
  problem(code: string, witnessCaseNo: string): Outcome {
    const known = this.#problems.get(code);
    if (known !== undefined) return known;
    const key = `exception:${code}`;
    const seen: OutcomeSeen = { key, outputs: {}, situation: {}, witnessCaseNo };
    const outcome: Outcome = { key, version: NO_VERSION, situations: [], seen, storedId: undefined };
    this.#problems.set(code, outcome);
    return outcome;
  }
}

/** The text of an outcome: its version and the situation of every table of the case's decisions. */
export function outcomeKey(version: number, situations: readonly number[]): string {
  return `${version}:${situations.join(',')}`;
}

function hashOf(version: number, situations: ArrayLike<number>): number {
  let hash = version;
  for (let i = 0; i < situations.length; i++) hash = Math.imul(hash ^ (situations[i] ?? 0), MULTIPLIER) ^ (hash >>> 15);
  return hash;
}

function areSame(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
