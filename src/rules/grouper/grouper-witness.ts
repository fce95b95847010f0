import { compares, type CodePlace, type GrouperCase, type Measure } from '../../engine/grouper/group-rule.js';
import {
  levelNamed,
  type AdrgNode,
  type DrgNode,
  type GrouperAnswer,
  type GrouperNode,
  type MdcNode,
} from '../../engine/grouper/grouper.js';
import { complicationOf, groupByGrouper, type GrouperIndex } from '../../engine/grouper/grouper-index.js';
import { ruleTerms, setsAt, type MeasureWanted, type RuleTerm } from './rule-terms.js';

/** What the search for a case of a group found: a case that reaches it, or where the cases that meet its rules go instead. */
export interface GroupWitness {
  readonly mdc: MdcNode;
  readonly adrg: AdrgNode;
  readonly drg: DrgNode;
  readonly facts: GrouperCase | null;
  /** Nodes that caught the cases tried, most often first; empty: no case meets the rules themselves. */
  readonly caughtBy: readonly GrouperNode[];
}

/** Cases tried for one group before it counts as not reached. */
const MOST_TRIES = 4_000;
/** Codes tried at one place: one for each way of standing in sets, those in the fewest sets first. */
const MOST_CODES = 60;
/** A principal diagnosis that no edition has. */
const IN_NO_SET = 'Z99.999X999';

/**
 * One case for each group that it can find one for (见证病例). Codes that stand in the same sets are alike to every rule, so one of each kind is tried.
 * A case found is certain; a group without one is reported with those that caught what was tried.
 */
export function groupWitnesses(index: GrouperIndex): GroupWitness[] {
  const search = new WitnessSearch(index);
  return index.grouper.mdcs.flatMap((mdc) => mdc.adrgs.flatMap((adrg) => adrg.drgs.map((drg) => search.find(mdc, adrg, drg))));
}

/** What a case is built of, before it is a case. */
interface Draft {
  readonly principals: readonly string[];
  readonly mains: readonly (string | null)[];
  readonly others: readonly string[];
  readonly otherOperations: readonly string[];
  readonly measures: Readonly<Record<Measure, number | null>>;
}

class WitnessSearch {
  readonly #index: GrouperIndex;
  /** Codes of a set, one for each combination of sets that they are in. */
  readonly #kinds = new Map<string, readonly string[]>();
  readonly #signatures = new Map<string, string>();

  /** Principal diagnoses for a group that asks for none: one that no set holds, then one of each set that lets a case into an MDC. */
  readonly #anyPrincipal: readonly string[];

  constructor(index: GrouperIndex) {
    this.#index = index;
    const gates = new Set(index.grouper.mdcs.flatMap(({ rule }) => ruleTerms([rule]).flatMap(({ wanted }) => setsAt('principal', wanted))));
    this.#anyPrincipal = [IN_NO_SET, ...[...gates].flatMap((set) => [...(index.members.get(set) ?? [])].slice(0, 1))];
  }

  find(mdc: MdcNode, adrg: AdrgNode, drg: DrgNode): GroupWitness {
    const caught = new Map<GrouperNode, number>();
    let tries = 0;
    for (const term of ruleTerms([mdc.rule, adrg.rule, drg.rule])) {
      const draft = this.#draft(term);
      if (!draft) continue;
      for (const facts of this.#cases(draft)) {
        if (tries++ >= MOST_TRIES) return { mdc, adrg, drg, facts: null, caughtBy: byCount(caught) };
        const answer = groupByGrouper(this.#index, facts);
        if (answer.drg === drg) return { mdc, adrg, drg, facts, caughtBy: [] };
        const by = catcher(answer, adrg);
        if (by) caught.set(by, (caught.get(by) ?? 0) + 1);
      }
    }
    return { mdc, adrg, drg, facts: null, caughtBy: byCount(caught) };
  }

  *#cases({ principals, mains, others, otherOperations, measures }: Draft): Generator<GrouperCase> {
    for (const principal of principals) {
      for (const main of mains) {
        const withCounts = main === null ? otherOperations : [main, ...otherOperations.filter((code) => code !== main)];
        const sex = measures.sex === null ? 'UNKNOWN' : measures.sex === 1 ? 'MALE' : 'FEMALE';
        const { ageYears, ageDays, admissionWeight } = measures;
        yield { principal, others: this.#filled(others, principal), operations: withCounts, sex, ageYears, ageDays, admissionWeight };
      }
    }
  }

  /** Other diagnoses: `MCC` and `CC` become a code of that level that this principal diagnosis leaves standing. */
  #filled(others: readonly string[], principal: string): string[] {
    return others.flatMap((code) => {
      const level = levelNamed(code);
      if (level === undefined) return [code];
      for (const candidate of this.#index.complications.keys()) {
        const seen = candidate === principal ? null : complicationOf(this.#index, candidate, principal);
        if (seen?.entry.level === level && !seen.excluded) return [candidate];
      }
      return [];
    });
  }

  #draft(term: RuleTerm): Draft | null {
    const measures = chosenMeasures(term.measures);
    if (!measures) return null;
    const sets = (place: CodePlace): readonly string[] => setsAt(place, term.wanted);
    const barred = (place: CodePlace): readonly string[] => setsAt(place, term.barred);
    const counted = term.counts.flatMap(({ set, comparison, value }) => {
      const wanted = Array.from({ length: 5 }, (_, n) => n).find((n) => compares(n, comparison, value));
      return [...(this.#index.members.get(set) ?? [])].slice(0, wanted ?? 0);
    });
    const principals = sets('principal').length === 0 ? this.#anyPrincipal : this.#codes(sets('principal'), barred('principal'));
    const named = sets('mainOperation');
    const mains = named.length > 0 ? this.#codes(named, barred('mainOperation')) : [counted[0] ?? null];
    const each = (place: CodePlace): string[] | null => {
      const chosen = sets(place).map((set) => this.#one(set, barred(place)));
      return chosen.includes(undefined) ? null : chosen.filter((code) => code !== undefined);
    };
    const others = each('others');
    const otherOperations = each('otherOperations');
    return others && otherOperations ? { principals, mains, others, otherOperations: [...otherOperations, ...counted], measures } : null;
  }

  #one(set: string, barred: readonly string[]): string | undefined {
    return levelNamed(set) !== undefined ? set : this.#codes([set], barred)[0];
  }

  #codes(sets: readonly string[], barred: readonly string[]): readonly string[] {
    const [first = '', ...rest] = sets;
    const inSet = (code: string, name: string): boolean => this.#index.members.get(name)?.has(code) ?? false;
    return this.#kindsOf(first)
      .filter((code) => rest.every((name) => inSet(code, name)) && !barred.some((name) => inSet(code, name)))
      .slice(0, MOST_CODES);
  }

  #kindsOf(set: string): readonly string[] {
    const known = this.#kinds.get(set);
    if (known) return known;
    const bySignature = new Map<string, string>();
    for (const code of this.#index.members.get(set) ?? []) {
      const signature = this.#signature(code);
      if (!bySignature.has(signature)) bySignature.set(signature, code);
    }
    const kinds = [...bySignature.values()].sort((a, b) => this.#width(a) - this.#width(b));
    this.#kinds.set(set, kinds);
    return kinds;
  }

  #signature(code: string): string {
    const known = this.#signatures.get(code) ?? (this.#index.setsOfCode.get(code) ?? []).join(',');
    this.#signatures.set(code, known);
    return known;
  }

  #width(code: string): number {
    return this.#index.setsOfCode.get(code)?.length ?? 0;
  }
}

/** Numbers that meet all comparisons, an adult's where nothing is asked; `null`: no number meets them. */
function chosenMeasures(wanted: readonly MeasureWanted[]): Draft['measures'] | null {
  const chosen: Record<Measure, number | null> = { ageYears: 45, ageDays: null, admissionWeight: null, sex: 2 };
  for (const measure of ['ageYears', 'ageDays', 'admissionWeight', 'sex'] as const) {
    const limits = wanted.filter((one) => one.measure === measure);
    if (limits.length === 0) continue;
    const candidates = [45, 0, ...limits.flatMap(({ value }) => [value, value - 1, value + 1])].filter((value) => value >= 0);
    const value = candidates.find((number) => limits.every((limit) => compares(number, limit.comparison, limit.value)));
    if (value === undefined) return null;
    chosen[measure] = value;
  }
  if (chosen.ageDays !== null && chosen.ageDays < 366 && !wanted.some(({ measure }) => measure === 'ageYears')) chosen.ageYears = 0;
  return chosen;
}

function catcher(answer: GrouperAnswer, adrg: AdrgNode): GrouperNode | null {
  return answer.adrg === adrg ? answer.drg : (answer.adrg ?? answer.mdc);
}

function byCount(caught: ReadonlyMap<GrouperNode, number>): GrouperNode[] {
  return [...caught].sort((a, b) => b[1] - a[1]).map(([node]) => node);
}
