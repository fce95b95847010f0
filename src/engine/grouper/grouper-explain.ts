import { foldCode } from '../codes/fold-code.js';
import { compares, measureOf, type GrouperCase, type GroupRule, type Measure } from './group-rule.js';
import {
  levelNamed,
  nothingReached,
  unconditionalLast,
  type AdrgNode,
  type GrouperAnswer,
  type GrouperNode,
  type MdcNode,
  type ComplicationLevel,
} from './grouper.js';
import { readCase, complicationOf, type GrouperIndex } from './grouper-index.js';
import { codesAt, type ReadCase } from './rule-tests.js';

/** One condition of a rule with what the case had: the codes found and the sets that held them, or the number compared. */
export interface ConditionSeen {
  readonly rule: GroupRule;
  readonly held: boolean;
  /** Codes of the case that were found, each with the sets that hold it. Empty: none. */
  readonly found: readonly { readonly code: string; readonly sets: readonly string[] }[];
  /** The number compared; `null`: not recorded, or no number is compared. */
  readonly value: number | null;
}

/** An MDC, ADRG or DRG that was tried. */
export interface NodeTried {
  readonly level: 'MDC' | 'ADRG' | 'DRG';
  readonly node: GrouperNode;
  readonly held: boolean;
  /** Its conditions, those that are neither `and` nor `or`, in the order of its text. */
  readonly conditions: readonly ConditionSeen[];
}

/** 并发症 an other diagnosis that stands in the list of complications. */
export interface ComplicationSeen {
  readonly code: string;
  readonly level: ComplicationLevel;
  /** The exclusion table that takes it away because the principal diagnosis is in it; `null`: it counts. */
  readonly excludedBy: string | null;
}

/** DRG 入组解释: the answer with everything that was tried on the way, in order. */
export interface GrouperExplanation extends GrouperAnswer {
  readonly read: ReadCase;
  /** The main operation as recorded, where it may not decide. */
  readonly blockedMain: string | null;
  readonly complications: readonly ComplicationSeen[];
  readonly tried: readonly NodeTried[];
  /** What the case lacks and a rule on its way depended on: with it the group could be another. */
  readonly missing: readonly Measure[];
}

/** Truth with a third value: what an unrecorded number would have decided. */
type Truth = boolean | 'unknown';

/**
 * The same answer as `groupByGrouper`, found by walking the rules themselves with plain look-ups, with every condition that was tried.
 * It shares neither index of codes nor compiled rules with the bulk path, so that each is a check of the other.
 */
export function explainGrouper(index: GrouperIndex, facts: GrouperCase): GrouperExplanation {
  return new Explainer(index, facts).explain();
}

class Explainer {
  readonly #index: GrouperIndex;
  readonly #facts: GrouperCase;
  readonly #read: ReadCase;
  readonly #complications: readonly ComplicationSeen[];
  readonly #tried: NodeTried[] = [];
  readonly #missing = new Set<Measure>();

  constructor(index: GrouperIndex, facts: GrouperCase) {
    this.#index = index;
    this.#facts = facts;
    this.#read = readCase(index, facts);
    this.#complications = this.#read.others.flatMap((code) => {
      const seen = complicationOf(index, code, this.#read.principal);
      return seen ? [{ code, level: seen.entry.level, excludedBy: seen.excluded ? seen.entry.exclusion : null }] : [];
    });
  }

  explain(): GrouperExplanation {
    const answer = this.#index.invalidPrincipals.has(this.#read.principal) ? nothingReached('INVALID_PRINCIPAL') : this.#walk();
    const [first] = this.#facts.operations;
    const blocked = first !== undefined && this.#index.blocked.has(foldCode(first));
    return {
      ...answer,
      read: this.#read,
      blockedMain: blocked ? first : null,
      complications: this.#complications,
      tried: this.#tried,
      missing: [...this.#missing],
    };
  }

  #walk(): GrouperAnswer {
    for (const mdc of this.#index.grouper.mdcs) {
      if (!this.#holds('MDC', mdc)) continue;
      const adrg = unconditionalLast(mdc.adrgs).find((node) => this.#holds('ADRG', node));
      if (adrg) return this.#within(mdc, adrg);
    }
    return nothingReached('NOT_GROUPED');
  }

  #within(mdc: MdcNode, adrg: AdrgNode): GrouperAnswer {
    const drg = unconditionalLast(adrg.drgs).find((node) => this.#holds('DRG', node));
    return drg ? { status: adrg.outcome, mdc, adrg, drg } : { status: 'NO_DRG', mdc, adrg, drg: null };
  }

  #holds(level: NodeTried['level'], node: GrouperNode): boolean {
    const conditions: ConditionSeen[] = [];
    const lacking = new Set<Measure>();
    const truth = this.#truth(node.rule, conditions, lacking);
    if (truth === 'unknown') for (const measure of lacking) this.#missing.add(measure);
    this.#tried.push({ level, node, held: truth === true, conditions });
    return truth === true;
  }

  #truth(rule: GroupRule, seen: ConditionSeen[], lacking: Set<Measure>): Truth {
    switch (rule.kind) {
      case 'always':
        return true;
      case 'all':
        return either(
          rule.rules.map((part) => this.#truth(part, seen, lacking)),
          false,
        );
      case 'any':
        return either(
          rule.rules.map((part) => this.#truth(part, seen, lacking)),
          true,
        );
      case 'codes': {
        const found = this.#found(rule.places, rule.sets);
        const held = found.length > 0 !== rule.negated;
        seen.push({ rule, held, found, value: null });
        return held;
      }
      case 'compare': {
        const value = measureOf(rule.measure, this.#facts);
        const held = compares(value, rule.comparison, rule.value);
        seen.push({ rule, held, found: [], value });
        if (value === null) lacking.add(rule.measure);
        return value === null ? 'unknown' : held;
      }
      case 'count': {
        const found = this.#found(rule.places, [rule.set]);
        const value = new Set(found.map(({ code }) => code)).size;
        const held = compares(value, rule.comparison, rule.value);
        seen.push({ rule, held, found, value });
        return held;
      }
    }
  }

  #found(places: Parameters<typeof codesAt>[1], sets: readonly string[]): ConditionSeen['found'] {
    return places.flatMap((place) =>
      codesAt(this.#read, [place]).flatMap((code) => {
        const holding = sets.filter((name) => this.#isIn(place === 'others', code, name));
        return holding.length === 0 ? [] : [{ code, sets: holding }];
      }),
    );
  }

  #isIn(isOther: boolean, code: string, name: string): boolean {
    const level = levelNamed(name);
    if (level !== undefined) {
      return isOther && this.#complications.some((seen) => seen.code === code && seen.level === level && seen.excludedBy === null);
    }
    return this.#index.members.get(name)?.has(code) ?? false;
  }
}

/** The truth of several: one that equals `decisive` decides; else one unknown leaves it unknown. */
function either(truths: readonly Truth[], decisive: boolean): Truth {
  if (truths.includes(decisive)) return decisive;
  return truths.includes('unknown') ? 'unknown' : !decisive;
}
