import { must } from '../../engine/kit/assert.js';
import type { DecisionPlan, LeafCondition, RulePlan, Verdict } from '../../engine/plan/plan.js';
import { Panel, type ReadRef } from './judge-panel.js';

/**
 * json-rules-engine, the only thing that ever decides whether a rule holds (ARCHITECTURE 4). It is asked when tables are built, when a
 * situation is met for the first time, and when a run checks itself. One Judge may be shared by everything in the process.
 */
export class Judge {
  readonly #panels = new WeakMap<readonly RulePlan[], Map<string, Panel>>();
  #asked = 0;

  /** How often json-rules-engine was run. */
  get asked(): number {
    return this.#asked;
  }

  /** Judges some rules of a decision (indexes into its rules) on values. Rejects with an assertion when a fact is absent or mistyped. */
  async verdict(decision: DecisionPlan, rules: readonly number[], read: ReadRef): Promise<Verdict> {
    if (rules.length === 0) return { fired: [], leaves: [] };
    this.#asked += 1;
    const opinions = await this.#panel(decision, rules).judge(read);
    return {
      fired: rules.filter((_, index) => must(opinions[index], 'opinion').holds).sort((a, b) => a - b),
      leaves: opinions.map((opinion) => opinion.leaves),
    };
  }

  /** Judges single comparisons on values, in their order: what `classes.ts` tells classes apart by. */
  leafPanel(leaves: readonly LeafCondition[]): (read: ReadRef) => Promise<readonly boolean[]> {
    const panel = new Panel(leaves.map((leaf) => ({ ...leaf, leaf: 0 })));
    return async (read) => {
      this.#asked += 1;
      return (await panel.judge(read)).map((opinion) => opinion.holds);
    };
  }

  #panel(decision: DecisionPlan, rules: readonly number[]): Panel {
    const panels = this.#panels.get(decision.rules) ?? new Map<string, Panel>();
    this.#panels.set(decision.rules, panels);
    const key = rules.join(',');
    const panel = panels.get(key) ?? new Panel(rules.map((index) => must(decision.rules[index], 'rule').condition));
    panels.set(key, panel);
    return panel;
  }
}
