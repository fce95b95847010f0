import { Engine } from 'json-rules-engine';
import { measureOf, MEASURES, GROUPER_PLACES, type CountRule, type GroupRule, type GrouperCase } from '../../engine/grouper/group-rule.js';
import {
  nodesOf,
  nothingReached,
  unconditionalLast,
  type Grouper,
  type GrouperAnswer,
  type GrouperNode,
} from '../../engine/grouper/grouper.js';
import { readCase, complicationOf, type GrouperIndex } from '../../engine/grouper/grouper-index.js';
import { codesAt, type ReadCase } from '../../engine/grouper/rule-tests.js';
import { countFact, ruleConditions } from './rule-conditions.js';

/**
 * 分组判定 json-rules-engine asked about one case: siblings are the rules of one engine, the first of those that hold wins. Slow on
 * purpose and on no path of bulk runs: their self-check asks it about the first case of every group and a sample (record 0002).
 */
export class GrouperJudge {
  readonly #index: GrouperIndex;
  readonly #engines = new Map<readonly GrouperNode[], Engine>();
  readonly #counts: readonly CountRule[];

  constructor(index: GrouperIndex) {
    this.#index = index;
    this.#counts = countRules(index.grouper);
  }

  /** The group of a case, judged. Rejects never: a grouper that was checked has only conditions that the judge knows. */
  async group(facts: GrouperCase): Promise<GrouperAnswer> {
    const read = readCase(this.#index, facts);
    if (this.#index.invalidPrincipals.has(read.principal)) return nothingReached('INVALID_PRINCIPAL');
    const known = this.#facts(facts, read);
    const { mdcs } = this.#index.grouper;
    for (const mdc of await this.#holding(mdcs, mdcs, known)) {
      const [adrg] = await this.#holding(mdc.adrgs, unconditionalLast(mdc.adrgs), known);
      if (!adrg) continue;
      const [drg] = await this.#holding(adrg.drgs, unconditionalLast(adrg.drgs), known);
      return drg ? { status: adrg.outcome, mdc, adrg, drg } : { status: 'NO_DRG', mdc, adrg, drg: null };
    }
    return nothingReached('NOT_GROUPED');
  }

  /** Siblings that hold, in the order in which they are tried. */
  async #holding<T extends GrouperNode>(key: readonly T[], nodes: readonly T[], facts: Record<string, unknown>): Promise<T[]> {
    const engine = this.#engines.get(key) ?? engineOf(nodes);
    this.#engines.set(key, engine);
    const { results } = await engine.run(facts);
    const holding = new Set(results.map(({ name }) => name));
    return nodes.filter((_, i) => holding.has(String(i)));
  }

  #facts(facts: GrouperCase, read: ReadCase): Record<string, unknown> {
    const known: Record<string, unknown> = {};
    for (const place of GROUPER_PLACES) {
      const sets = codesAt(read, [place]).flatMap((code) => [
        ...this.#setsOf(code),
        ...(place === 'others' ? this.#levels(code, read.principal) : []),
      ]);
      known[place] = [...new Set(sets)];
    }
    for (const measure of MEASURES) known[measure] = measureOf(measure, facts);
    for (const rule of this.#counts) {
      const inSet = codesAt(read, rule.places).filter((code) => this.#setsOf(code).includes(rule.set));
      known[countFact(rule)] = new Set(inSet).size;
    }
    return known;
  }

  #setsOf(code: string): readonly string[] {
    return [...this.#index.members].filter(([, codes]) => codes.has(code)).map(([name]) => name);
  }

  #levels(code: string, principal: string): readonly string[] {
    const seen = complicationOf(this.#index, code, principal);
    return seen && !seen.excluded ? [seen.entry.level] : [];
  }
}

function engineOf(nodes: readonly GrouperNode[]): Engine {
  const engine = new Engine([], { allowUndefinedFacts: false });
  nodes.forEach(({ code, rule }, i) => {
    engine.addRule({ name: String(i), conditions: ruleConditions(rule), event: { type: code } });
  });
  return engine;
}

function countRules(grouper: Grouper): CountRule[] {
  const of = (rule: GroupRule): CountRule[] => {
    if (rule.kind === 'count') return [rule];
    return rule.kind === 'all' || rule.kind === 'any' ? rule.rules.flatMap(of) : [];
  };
  return nodesOf(grouper).flatMap(({ rule }) => of(rule));
}
