import { must } from '../../engine/kit/assert.js';
import { prepareTest, type PreparedTest } from '../../engine/decide/classify.js';
import {
  leavesOf,
  type DecisionPlan,
  type FactTest,
  type LeafCondition,
  type Plan,
  type Ref,
  type SituationTable,
} from '../../engine/plan/plan.js';
import { compare, type Fraction } from '../../engine/number/quantity.js';
import { cutFact, mergeBySignature } from '../judge/classes.js';
import { domainOf, type Domain } from '../judge/classes-cut.js';

/** More common situations than this are not compared one by one. */
const MOST_COMBINATIONS = 50_000;

/** Some tables of a decision of one version. */
export interface TablesOfVersion {
  readonly plan: Plan;
  readonly decision: DecisionPlan;
  readonly tables: readonly SituationTable[];
}

interface Use {
  readonly ref: Ref;
  readonly domains: Domain[];
  readonly tests: PreparedTest[];
  readonly leaves: LeafCondition[];
}

/**
 * The facts of two versions' tables, by name, cut so finely that neither version's answer changes inside a class. References are the later
 * version's where it has the fact. `undefined` when a fact changed its type, or there are too many situations.
 */
export function commonFacts(before: TablesOfVersion, after: TablesOfVersion): FactTest[] | undefined {
  const uses = new Map<string, Use>();
  for (const side of [after, before]) collect(side, uses);
  const facts: FactTest[] = [];
  let size = 1;
  for (const { ref, domains, tests, leaves } of uses.values()) {
    const domain = domains.reduce<Domain | undefined>(widest, domains[0]);
    const cut = domain === undefined ? undefined : cutFact(domain, ref, leaves);
    if (cut === undefined) return undefined;
    const fact = mergeBySignature(
      cut,
      cut.values.map((value) => tests.map((test) => (value === null ? test.missing : test.classOf(value))).join(',')),
    );
    facts.push(fact);
    size *= fact.representatives.length;
  }
  return size > MOST_COMBINATIONS ? undefined : facts;
}

function collect({ plan, decision, tables }: TablesOfVersion, uses: Map<string, Use>): void {
  for (const table of tables) {
    for (const test of table.tests) {
      const { name } = test.ref;
      const use = uses.get(name) ?? { ref: test.ref, domains: [], tests: [], leaves: [] };
      uses.set(name, use);
      use.domains.push(domainOf(plan, test.ref));
      use.tests.push(prepareTest(test));
      for (const rule of table.rules) {
        use.leaves.push(...leavesOf(must(decision.rules[rule], 'rule').condition).filter((leaf) => leaf.ref.name === name));
      }
    }
  }
}

/** The domain that holds both; `undefined` where their types differ. */
function widest(a: Domain | undefined, b: Domain): Domain | undefined {
  if (a === undefined || !sameKind(a, b)) return undefined;
  const values = a.values === undefined || b.values === undefined ? undefined : [...new Set([...a.values, ...b.values])];
  return {
    type: a.type === b.type ? a.type : 'decimal',
    optional: a.optional || b.optional,
    values,
    min: outer(a.min, b.min, -1),
    max: outer(a.max, b.max, 1),
  };
}

function sameKind(a: Domain, b: Domain): boolean {
  const isNumber = (domain: Domain): boolean => domain.type === 'decimal' || domain.type === 'integer';
  return a.type === b.type || (isNumber(a) && isNumber(b));
}

function outer(a: Fraction | undefined, b: Fraction | undefined, direction: 1 | -1): Fraction | undefined {
  if (a === undefined || b === undefined) return undefined;
  return compare(a, b) === direction ? a : b;
}
