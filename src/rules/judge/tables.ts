import { assert, must } from '../../engine/kit/assert.js';
import { type DecisionPlan, type Plan, type SituationTable, type Value, type Verdict, type VerdictSource } from '../../engine/plan/plan.js';
import { cutFacts, mergeClasses, MOST_JUDGEMENTS, ruleLeaves } from './classes.js';
import { finding } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import type { Judge } from './judge.js';
import { refKey, type ReadRef } from './judge-panel.js';
import { tiesAllow } from './reachability-ties.js';
import { groupRules } from './table-groups.js';
import { SCOPES, type Scope, mapScopes } from '../../engine/plan/scopes.js';

/** A decision that tells more situations apart than this is the finding DECISION_TOO_WIDE. */
export const MOST_SITUATIONS = 4096;

/**
 * A plan whose decisions have their tables, with the Judge's verdicts. A decision that was too wide has rules but no tables, and an ERROR
 * among the findings: such a plan must not run.
 */
export interface BuiltTables {
  readonly plan: Plan;
  readonly verdicts: Tables;
  readonly findings: readonly Finding[];
}

/** The classes that a situation of a table is made of, by test. */
export function classesOf(table: SituationTable, situation: number): number[] {
  return table.tests.map((test, index) => Math.floor(situation / must(table.strides[index], 'stride')) % test.representatives.length);
}

/** The situation of one class of each test. */
export function situationOf(table: SituationTable, classes: readonly number[]): number {
  return classes.reduce((sum, found, index) => sum + found * must(table.strides[index], 'stride'), 0);
}

/** Reads the representatives of one class of each test of a table. */
export function representativesOf(table: SituationTable, classes: readonly number[]): ReadRef {
  const values = new Map<string, Value | undefined>(
    table.tests.map((test, index) => [refKey(test.ref), test.representatives[must(classes[index], 'class')]]),
  );
  return (ref) => values.get(refKey(ref));
}

/** The Judge's verdicts by decision, table and situation. A situation that facts' ties forbid has none until it is met and learned. */
export class Tables {
  readonly #judge: Judge;
  readonly #verdicts = new Map<string, (Verdict | undefined)[][]>();
  readonly #shared = new Map<string, Verdict>();
  #asked = 0;

  constructor(judge: Judge) {
    this.#judge = judge;
  }

  /** How many situations the Judge has decided. */
  get asked(): number {
    return this.#asked;
  }

  /** The engine's source of verdicts: two array look-ups. */
  readonly verdict: VerdictSource = (decision, table, situation) => this.#verdicts.get(decision.id)?.[table]?.[situation];

  /** Asks the Judge for a situation's verdict and keeps it. `read` gives a case's values, or any values of the situation. */
  async learn(decision: DecisionPlan, table: number, situation: number, read: ReadRef): Promise<Verdict> {
    const { rules, size } = must(decision.tables[table], `table ${table} of ${decision.id}`);
    assert(situation >= 0 && situation < size, `${decision.id} has no situation ${situation}`);
    const verdict = this.#share(await this.#judge.verdict(decision, rules, read));
    this.#asked += 1;
    const known = this.#row(decision, table, size);
    const before = known[situation];
    assert(before === undefined || before === verdict, `${decision.id}: json-rules-engine answers a situation in two ways`);
    known[situation] = verdict;
    return verdict;
  }

  #row(decision: DecisionPlan, table: number, size: number): (Verdict | undefined)[] {
    const tables = this.#verdicts.get(decision.id) ?? [];
    this.#verdicts.set(decision.id, tables);
    return (tables[table] ??= Array.from<Verdict | undefined>({ length: size }).fill(undefined));
  }

  /** One object for equal verdicts: thousands of situations share few. */
  #share(verdict: Verdict): Verdict {
    const key = `${verdict.fired.join(',')}|${verdict.leaves.map((leaves) => leaves.map(Number).join('')).join(',')}`;
    const shared = this.#shared.get(key) ?? verdict;
    this.#shared.set(key, shared);
    return shared;
  }
}

/**
 * Builds the tables of every decision of a compiled plan and asks the Judge once for every situation that the facts' ties allow.
 * The plan that comes back is the one given, with `tables` filled.
 */
export async function buildTables(plan: Plan, judge: Judge): Promise<BuiltTables> {
  const built = await openTables(plan, judge);
  for (const scope of SCOPES) for (const decision of built.plan.decisions[scope]) await judgeAll(built.verdicts, decision);
  return built;
}

/** As `buildTables`, before the Judge is asked: each verdict is learnt when its situation is first met. */
export async function openTables(plan: Plan, judge: Judge): Promise<BuiltTables> {
  const verdicts = new Tables(judge);
  const findings: Finding[] = [];
  const decisions: [Scope, DecisionPlan[]][] = [];
  for (const scope of SCOPES) {
    const built: DecisionPlan[] = [];
    for (const decision of plan.decisions[scope]) {
      const tables = await situationTables(plan, judge, decision);
      built.push({ ...decision, tables: Array.isArray(tables) ? tables : [] });
      if (!Array.isArray(tables)) findings.push(tooWide(decision, tables.size));
    }
    decisions.push([scope, built]);
  }
  const byScope = new Map(decisions);
  const filled: Plan = {
    ...plan,
    decisions: mapScopes((scope) => byScope.get(scope) ?? []),
  };
  return { plan: filled, verdicts, findings };
}

/** One decision of a plan with its tables, before the Judge is asked; `undefined` where it is too wide for any. */
export async function withTables(plan: Plan, judge: Judge, decision: DecisionPlan): Promise<DecisionPlan | undefined> {
  const tables = await situationTables(plan, judge, decision);
  return Array.isArray(tables) ? { ...decision, tables } : undefined;
}

function tooWide(decision: DecisionPlan, size: number): Finding {
  const shown = Number.isSafeInteger(size) ? size : `> ${MOST_SITUATIONS}`;
  return finding('DECISION_TOO_WIDE', decision.pointer, { decision: decision.id, size: shown, limit: MOST_SITUATIONS });
}

/** A decision's tables, empty ones without verdicts; or how many situations it would need where they are too many. */
async function situationTables(plan: Plan, judge: Judge, decision: DecisionPlan): Promise<SituationTable[] | { readonly size: number }> {
  if (decision.rules.length === 0) return [];
  const all = decision.rules.map((_, index) => index);
  const facts = await cutFacts(plan, judge, ruleLeaves(decision.rules, all));
  if (facts === undefined) return { size: Infinity };
  const tables: SituationTable[] = [];
  const groups = groupRules(decision, facts);
  const widest = Math.max(...groups.map((group) => group.size));
  if (widest > MOST_SITUATIONS) return { size: widest };
  if (groups.some(({ rules, size }) => size * ruleLeaves(decision.rules, rules).length > MOST_JUDGEMENTS)) return { size: Infinity };
  for (const { rules } of groups) {
    const own = groups.length === 1 ? facts : must(await cutFacts(plan, judge, ruleLeaves(decision.rules, rules)), 'classes');
    const tests = own.map(mergeClasses);
    const strides: number[] = [];
    let size = 1;
    for (const test of tests) {
      strides.push(size);
      size *= test.representatives.length;
    }
    tables.push({ tests, strides, size, rules });
  }
  return tables;
}

async function judgeAll(verdicts: Tables, decision: DecisionPlan): Promise<void> {
  for (const [index, table] of decision.tables.entries()) {
    for (let situation = 0; situation < table.size; situation++) {
      const classes = classesOf(table, situation);
      if (tiesAllow(table, classes)) await verdicts.learn(decision, index, situation, representativesOf(table, classes));
    }
  }
}
