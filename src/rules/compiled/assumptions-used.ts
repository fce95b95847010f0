import { assumptionsOf, type Assumption } from '../checks/check-bases.js';
import { wordsMentioned } from '../checks/check-quality.js';
import type { DecisionDocument, EffectiveDocument } from '../document/document.js';
import { pointerTo } from '../findings/finding-codes.js';

/** A decision of a case that was decided, and the rules that held (none: its otherwise). */
export interface DecidedOnce {
  readonly decision: string;
  readonly rules: readonly string[];
}

/** An assumption that a figure rests on; of those that cases rest on, how many. */
export interface UsedAssumption extends Assumption {
  /** Cases that were decided with it; null: it is used beyond single cases. */
  readonly cases: bigint | null;
}

/**
 * 采用的假设 which assumptions of a ruleset were used. Of case decisions it is known which rules held: rules that never did, and what they alone
 * name, are left out. Decisions of every other scope are decided once for every key: all that they rest on and name counts as used.
 */
export class AssumptionsUsed {
  readonly #assumptions: readonly Assumption[];
  readonly #byDecision: ReadonlyMap<string, CasePlaces>;
  readonly #elsewhere: ReadonlySet<string>;
  readonly #cases = new Map<string, bigint>();

  constructor(document: EffectiveDocument) {
    this.#assumptions = assumptionsOf(document);
    const assumed = new Set(this.#assumptions.map(({ pointer }) => pointer));
    const { decisions, aggregates, methods, facts, tables } = document;
    const places = decisions.map((decision, index) => ({ decision, pointer: pointerTo('/decisions', index) }));
    const ofCases = places.filter(({ decision }) => decision.scope === 'case' && decision.quality !== true);
    this.#byDecision = new Map(ofCases.map(({ decision, pointer }) => [decision.id, new CasePlaces(decision, pointer, assumed)]));
    const others = decisions.filter(({ scope, quality }) => scope !== 'case' && quality !== true);
    this.#elsewhere = named([others, aggregates, methods, facts, Object.values(tables)], assumed);
  }

  /** Cases that came out alike: each assumption counts once for each of them. */
  add(decided: readonly DecidedOnce[], cases: bigint): void {
    const touched = new Set(decided.flatMap(({ decision, rules }) => this.#byDecision.get(decision)?.touched(rules) ?? []));
    for (const pointer of touched) this.#cases.set(pointer, (this.#cases.get(pointer) ?? 0n) + cases);
  }

  /** Those used, in the document's order. */
  get used(): readonly UsedAssumption[] {
    const owned = [...this.#byDecision.values()];
    return this.#assumptions.flatMap((assumption): readonly UsedAssumption[] => {
      const { pointer } = assumption;
      const cases = this.#cases.get(pointer);
      if (cases !== undefined) return [{ ...assumption, cases }];
      const isNamed = /^\/(?:parameters|tables)\//.test(pointer);
      const isElsewhere = isNamed ? this.#elsewhere.has(pointer) : !owned.some(({ place }) => `${pointer}/`.startsWith(`${place}/`));
      return isElsewhere ? [{ ...assumption, cases: null }] : [];
    });
  }
}

/** What a case decision rests on and names, as pointers to assumptions. */
class CasePlaces {
  readonly place: string;
  readonly #always: readonly string[];
  readonly #byRule: ReadonlyMap<string, readonly string[]>;
  readonly #otherwise: readonly string[];

  constructor({ rules = [], otherwise, ...rest }: DecisionDocument, place: string, assumed: ReadonlySet<string>) {
    this.place = place;
    const conditions = rules.map((rule) => rule.conditions);
    const own = [place, `${place}/allocate`, `${place}/rank`].filter((pointer) => assumed.has(pointer));
    this.#always = [...own, ...named([rest, conditions], assumed)];
    const at = (pointer: string, part: unknown): readonly string[] => [...(assumed.has(pointer) ? [pointer] : []), ...named(part, assumed)];
    this.#byRule = new Map(rules.map(({ name, event }, index) => [name, at(pointerTo(place, 'rules', index), event)]));
    this.#otherwise = at(`${place}/otherwise`, otherwise ?? null);
  }

  /** By the rules that held. */
  touched(rules: readonly string[]): readonly string[] {
    const held = rules.length === 0 ? this.#otherwise : rules.flatMap((rule) => this.#byRule.get(rule) ?? []);
    return [...this.#always, ...held];
  }
}

/** The assumed parameters and tables that a part of a document names. */
function named(part: unknown, assumed: ReadonlySet<string>): ReadonlySet<string> {
  const pointers = [...wordsMentioned(part)].flatMap((word) => [pointerTo('/parameters', word), pointerTo('/tables', word)]);
  return new Set(pointers.filter((pointer) => assumed.has(pointer)));
}
