import { allocate, allocateClaims, type Allocation, type AllocationFailure } from '../number/allocate.js';
import { assert, must } from '../kit/assert.js';
import { fillAggregate, isReady, isWithinScope, sumRuns } from './aggregates.js';
import { decide, type EvaluationFailure, type Unmet } from './decide.js';
import type { KeyRun, ScopeKey } from './key-run.js';
import { readRef, type ProblemCode } from '../formula/environment.js';
import type { AggregatePlan, AllocatePlan, Ref, VerdictSource, RankPlan } from '../plan/plan.js';
import { roundOutput, type PreparedDecision, type Program } from './program.js';
import { add, fenToYuan, Fraction, type Fen, yuanToFen, ZERO } from '../number/quantity.js';
import { rankAll } from '../plan/rank.js';
import type { Scope } from '../plan/scopes.js';

/** Why a run of a year failed, and where. */
export type RunFailureCode = ProblemCode | AllocationFailure['reason'] | 'NOT_WHOLE_FEN' | 'LINES_DO_NOT_ADD_UP' | 'ACCOUNT_OVERDRAWN';

/** A failure of a run of a year. `fact` is the name that it concerns, or empty. */
export interface RunFailure {
  readonly code: RunFailureCode;
  readonly scope: Scope;
  readonly key: ScopeKey;
  readonly decision: string;
  readonly fact: string;
}

/** What went wrong while a scope was worked out; both empty when nothing did. */
export interface Troubles {
  readonly failures: RunFailure[];
  readonly unmet: Unmet[];
}

/** No troubles yet. */
function noTroubles(): Troubles {
  return { failures: [], unmet: [] };
}

/**
 * Works out a scope for all its keys, decision by decision in document order; pooled decisions see all keys, and an aggregate of the scope
 * itself is added up as soon as all keys have what it adds up. A decision that stops leaves its slot empty, and the others go on, so that
 * everything wrong is known at once. `only` limits the decisions and these aggregates, by id.
 */
export function evaluateScope(
  program: Program,
  scope: Scope,
  runs: readonly KeyRun[],
  verdicts: VerdictSource,
  only?: ReadonlySet<string>,
): Troubles {
  const troubles = noTroubles();
  const within = program.plan.aggregates.filter((plan) => isWithinScope(plan) && plan.per === scope);
  const sumUp = (after: number): void => {
    for (const plan of within) if (plan.readyAfter === after && only?.has(plan.id) !== false) sumWithin(plan, runs, troubles);
  };
  sumUp(-1);
  for (const decision of program.scopes[scope].decisions) {
    if (only?.has(decision.plan.id) !== false) decideAll(program, decision, runs, { verdicts, troubles });
    sumUp(decision.plan.index);
  }
  return troubles;
}

interface Deciding {
  readonly verdicts: VerdictSource;
  readonly troubles: Troubles;
}

function decideAll(program: Program, decision: PreparedDecision, runs: readonly KeyRun[], { verdicts, troubles }: Deciding): void {
  const { allocate: division, rank } = decision.plan;
  if (division !== undefined) pool(program, decision, division, runs, troubles);
  else if (rank !== undefined) rankRuns(decision, rank, runs, troubles);
  else runs.forEach((run) => decideOne(decision, run, verdicts, troubles));
}

/** Adds an aggregate up among the keys of its own scope; where something of it was not worked out, what reads it fails by its name. */
function sumWithin(plan: AggregatePlan, runs: readonly KeyRun[], troubles: Troubles): void {
  if (isReady(plan, runs)) {
    fillAggregate(plan, sumRuns(plan, runs), { [plan.per]: runs });
    return;
  }
  const fact = plan.sum?.name ?? plan.where[0]?.ref.name ?? '';
  troubles.failures.push({ code: 'NOT_SUPPLIED', scope: plan.per, key: {}, decision: plan.id, fact });
}

function decideOne(decision: PreparedDecision, run: KeyRun, verdicts: VerdictSource, troubles: Troubles): void {
  const stop = decide(decision, run.environment, run.frame, run.evaluation, verdicts);
  if (stop === undefined) return;
  if (stop.kind === 'failure') troubles.failures.push(failureOf(stop, run.key));
  else if (!troubles.unmet.some((known) => isSame(known, stop))) troubles.unmet.push(stop);
}

function isSame(a: Unmet, b: Unmet): boolean {
  return a.decision === b.decision && a.table === b.table && a.situation === b.situation;
}

function failureOf({ code, scope, decision, fact }: EvaluationFailure, key: ScopeKey): RunFailure {
  return { code, scope, key, decision, fact };
}

/** Divides money among all keys and writes each share, in yuan. */
function pool(program: Program, decision: PreparedDecision, plan: AllocatePlan, runs: readonly KeyRun[], troubles: Troubles): void {
  if (runs.length === 0) return;
  const { id, scope, slot, index } = decision.plan;
  const fail = (code: RunFailureCode, key: ScopeKey, fact: string): undefined => {
    troubles.failures.push({ code, scope, key, decision: id, fact });
    return undefined;
  };
  const allocation = plan.kind === 'total' ? divideTotal(program, plan, runs, fail) : meetClaims(program, plan, runs, fail);
  if (allocation === undefined) return;
  if (allocation.kind === 'refused') {
    const fact = plan.kind === 'total' ? plan.weight.name : plan.claim.name;
    fail(allocation.reason, allocation.code === undefined ? {} : { institutionCode: allocation.code }, fact);
    return;
  }
  const part = plan.kind === 'total' ? plan.weight : plan.claim;
  const sum = (readAll(runs, (run) => readNumber(run, part, fail)) ?? []).reduce(add, ZERO);
  runs.forEach((run, i) => {
    run.frame[slot] = fenToYuan(must(allocation.sharesFen[i], 'share'));
    run.evaluation.fired[index] = [];
    (run.evaluation.pooled ??= new Map()).set(index, sum);
  });
}

/** Ranks all keys and writes each rank; a missing figure is not ranked where the output may be missing. */
function rankRuns({ plan: decision }: PreparedDecision, plan: RankPlan, runs: readonly KeyRun[], troubles: Troubles): void {
  const { id, scope, slot, index, output } = decision;
  const fail: Fail = (code, key, fact) => {
    troubles.failures.push({ code, scope, key, decision: id, fact });
    return undefined;
  };
  const present = runs.filter((run) => !output.optional || readRef(run.environment, plan.by) !== null);
  const figures = readAll(present, (run) => readNumber(run, plan.by, fail));
  const groups = readAll(present, (run) => groupOf(run, plan.within, fail));
  if (figures === undefined || groups === undefined) return;
  const ranks = rankAll(
    present.map((run, i) => ({ code: codeOf(run), figure: must(figures[i], 'figure'), group: must(groups[i], 'group') })),
    plan,
  );
  for (const run of runs) {
    run.frame[slot] = null;
    run.evaluation.fired[index] = [];
  }
  present.forEach((run, i) => (run.frame[slot] = roundOutput(must(ranks[i], 'rank'), output)));
}

function groupOf(run: KeyRun, within: Ref | undefined, fail: Fail): string | undefined {
  if (within === undefined) return '';
  const value = readRef(run.environment, within);
  if (value === undefined || value === null) return fail(value === null ? 'MISSING_VALUE' : 'NOT_SUPPLIED', run.key, within.name);
  assert(typeof value === 'string' || typeof value === 'boolean', `${within.name} is no class`);
  return String(value);
}

type Fail = (code: RunFailureCode, key: ScopeKey, fact: string) => undefined;

function divideTotal(
  program: Program,
  plan: Extract<AllocatePlan, { kind: 'total' }>,
  runs: readonly KeyRun[],
  fail: Fail,
): Allocation | AllocationFailure | undefined {
  const totalFen = readShared(plan.total, runs, fail);
  const weights = readAll(runs, (run) => readNumber(run, plan.weight, fail));
  if (totalFen === undefined || weights === undefined) return undefined;
  const parties = runs.map((run, i) => ({ code: codeOf(run), weight: must(weights[i], 'weight') }));
  return allocate({ totalFen, weights: parties, ties: program.plan.allocationTies });
}

function meetClaims(
  program: Program,
  plan: Extract<AllocatePlan, { kind: 'claim' }>,
  runs: readonly KeyRun[],
  fail: Fail,
): Allocation | AllocationFailure | undefined {
  const limitFen = readShared(plan.limit, runs, fail);
  const claims = readAll(runs, (run) => readFen(run, plan.claim, fail));
  if (limitFen === undefined || claims === undefined) return undefined;
  const parties = runs.map((run, i) => ({ code: codeOf(run), claimFen: must(claims[i], 'claim') }));
  return allocateClaims({ limitFen, claims: parties, ties: program.plan.allocationTies });
}

/** All values, or `undefined` when one is missing; every missing one is reported. */
function readAll<T>(runs: readonly KeyRun[], read: (run: KeyRun) => T | undefined): readonly T[] | undefined {
  const values = runs.map(read).filter((value) => value !== undefined);
  return values.length === runs.length ? values : undefined;
}

/** An amount that is the same for every key: it stands in the fund year's frames, or rests on nothing else than those and the region's sums. */
function readShared(ref: Ref, runs: readonly KeyRun[], fail: Fail): Fen | undefined {
  if (ref.scope === 'fundYear' || ref.scope === 'fundYearEnd') return readFen(must(runs[0], 'run'), ref, fail);
  const [first, ...others] = readAll(runs, (run) => readFen(run, ref, fail)) ?? [];
  assert(
    others.every((fen) => fen === first),
    `${ref.name} differs from key to key`,
  );
  return first;
}

function readFen(run: KeyRun, ref: Ref, fail: Fail): Fen | undefined {
  const value = readNumber(run, ref, fail);
  if (value === undefined) return undefined;
  return isWholeFen(value) ? yuanToFen(value) : fail('NOT_WHOLE_FEN', run.key, ref.name);
}

/** Whether an amount in yuan has no part of a fen: a fact that somebody stated may have. */
export function isWholeFen(yuan: Fraction): boolean {
  return (yuan.n * 100n) % yuan.d === 0n;
}

function readNumber(run: KeyRun, ref: Ref, fail: Fail): Fraction | undefined {
  const value = readRef(run.environment, ref);
  if (value === null) return fail('MISSING_VALUE', run.key, ref.name);
  if (value === undefined) return fail('NOT_SUPPLIED', run.key, ref.name);
  assert(value instanceof Fraction, `${ref.name} is not a number`);
  return value;
}

function codeOf(run: KeyRun): string {
  return must(run.key.institutionCode, 'institution of a pooled decision');
}

/**
 * The failures to tell people: an output that is absent because its own decision failed is left out where that failure is told.
 */
export function rootFailures(failures: readonly RunFailure[]): readonly RunFailure[] {
  const failed = new Set(failures.map(({ decision }) => decision));
  const isEcho = ({ code, fact, decision }: RunFailure): boolean =>
    code === 'NOT_SUPPLIED' && fact !== decision && (failed.has(fact) || failed.has(fact.replace(/\.(?:rule|region)$/, '')));
  const roots = failures.filter((failure) => !isEcho(failure));
  return roots.length === 0 ? failures : roots;
}
