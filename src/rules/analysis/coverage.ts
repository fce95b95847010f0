import { must } from '../../engine/kit/assert.js';
import { leavesOf, type Condition, type DecisionPlan, type Label, type Plan, type Verdict } from '../../engine/plan/plan.js';
import { finding } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import { neighbouringSituations } from './neighbours.js';
import { Reachability } from './reachability.js';
import type { Tables } from '../judge/tables.js';
import { SCOPES } from '../../engine/plan/scopes.js';

/** A situation that an example met, as an evaluation of the engine records it. */
export interface MetSituation {
  readonly decision: string;
  readonly table: number;
  readonly situation: number;
}

/** Whether examples show a rule: one where it takes effect, and one that just misses it. */
export interface RuleCoverage {
  readonly rule: string;
  readonly pointer: string;
  readonly fired: boolean;
  readonly justMissed: boolean;
}

const FIRES: Label = { zh: '成立', en: 'fires it' };
const JUST_MISSES: Label = { zh: '恰好不成立', en: 'just misses it' };

/**
 * Which rules lack an example that fires them or one that just misses them: the same decision, a neighbouring class of one fact, and the rule
 * does not take effect. What facts cannot bring about is not asked for.
 */
export function coverage(
  plan: Plan,
  tables: Tables,
  met: readonly MetSituation[],
  reachability = new Reachability(plan, tables.verdict),
): RuleCoverage[] {
  const byTable = new Map<string, Set<number>>();
  for (const { decision, table, situation } of met) {
    const key = `${decision}\u001f${table}`;
    byTable.set(key, (byTable.get(key) ?? new Set()).add(situation));
  }
  return SCOPES.flatMap((scope) =>
    plan.decisions[scope].flatMap((decision) =>
      decision.tables.flatMap((_, table) =>
        coverTable(decision, table, tables, reachability, byTable.get(`${decision.id}\u001f${table}`) ?? new Set()),
      ),
    ),
  );
}

/** The coverage as findings EXAMPLE_MISSING. */
export function coverageFindings(
  plan: Plan,
  tables: Tables,
  met: readonly MetSituation[],
  reachability = new Reachability(plan, tables.verdict),
): Finding[] {
  return coverage(plan, tables, met, reachability).flatMap(({ rule, pointer, fired, justMissed }) => [
    ...(fired ? [] : [finding('EXAMPLE_MISSING', pointer, { rule, what: FIRES })]),
    ...(justMissed ? [] : [finding('EXAMPLE_MISSING', pointer, { rule, what: JUST_MISSES })]),
  ]);
}

function coverTable(
  decision: DecisionPlan,
  number: number,
  tables: Tables,
  reachability: Reachability,
  met: ReadonlySet<number>,
): RuleCoverage[] {
  const table = must(decision.tables[number], 'table');
  const effective = (situation: number): readonly number[] => takingEffect(decision, tables.verdict(decision, number, situation));
  const [firing, missing] = [new Set<number>(), new Set<number>()];
  const [canFire, canMiss] = [new Set<number>(), new Set<number>()];
  const possible = new Set([...reachability.ways(decision, table).keys(), ...met]);
  for (const situation of possible) {
    const own = effective(situation);
    const beside = neighbouringSituations(table, situation)
      .filter((other) => possible.has(other))
      .flatMap(effective)
      .filter((rule) => !own.includes(rule));
    own.forEach((rule) => canFire.add(rule));
    beside.forEach((rule) => canMiss.add(rule));
    if (!met.has(situation)) continue;
    own.forEach((rule) => firing.add(rule));
    beside.forEach((rule) => missing.add(rule));
  }
  return table.rules.flatMap((index) => {
    const { name, pointer, condition } = must(decision.rules[index], 'rule');
    if (decision.answersAll === true && asksForDataOnly(condition)) return [];
    return { rule: name, pointer, fired: firing.has(index) || !canFire.has(index), justMissed: missing.has(index) || !canMiss.has(index) };
  });
}

/** Whether an indicator of a scorecard has data is the card's own question, no rule of policy that an example must show. */
function asksForDataOnly(condition: Condition): boolean {
  const leaves = leavesOf(condition);
  return leaves.length === 1 && leaves.every(({ operator }) => operator === 'known');
}

/** The rules that give something: of `first`, only the first that holds. */
export function takingEffect(decision: DecisionPlan, verdict: Verdict | undefined): readonly number[] {
  const fired = verdict?.fired ?? [];
  return decision.hit === 'first' ? fired.slice(0, 1) : fired;
}
