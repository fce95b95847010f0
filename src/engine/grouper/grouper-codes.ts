import { asNationalCase, foldCode } from '../codes/fold-code.js';
import { must } from '../kit/assert.js';
import type { CodePlace } from './group-rule.js';
import { reachGiven, testedReach, wholeReach, type LeftMdc, type TestedMdc } from './reach.js';
import { askedAt, numberOf, type TestedSets } from './rule-tests.js';
import { nodesOf, type Complication, type Grouper } from './grouper.js';

/** What a principal diagnosis makes of a grouper. Codes in the same sets and tables share it. */
interface Principal {
  readonly isInvalid: boolean;
  /** 1 at the number of each exclusion table that holds it. */
  readonly excludes: Uint8Array;
  /** Which principal diagnoses are in the same sets. */
  readonly likeness: number;
}

/** What a code is to a grouper, found once for each code that it names. */
export interface KnownCode {
  /** The sets that hold it and that some rule asks for among the others. */
  readonly asOtherDiagnosis: readonly number[];
  readonly asOtherOperation: readonly number[];
  /** The level that it counts as, unless the principal diagnosis stands in the exclusion table of this number; `null`: it is no complication. */
  readonly complication: { readonly level: readonly number[]; readonly exclusion: number | null } | null;
  readonly asPrincipal: Principal;
  /** Which main operations are in the same sets. */
  readonly asMain: number;
  /** Whether it may not be the main operation. */
  readonly isBlocked: boolean;
}

/** The tables of a grouper, their codes in the spelling that is compared. */
export interface FoldedTables {
  /** Numbers of the sets that hold a code. */
  readonly setsOfCode: ReadonlyMap<string, readonly number[]>;
  readonly complications: ReadonlyMap<string, Complication>;
  /** Principal diagnoses by exclusion table. */
  readonly exclusions: ReadonlyMap<string, ReadonlySet<string>>;
  readonly invalidPrincipals: ReadonlySet<string>;
  readonly blocked: ReadonlySet<string>;
}

const NONE: readonly number[] = [];
/** How many pairs of diagnosis and operation are remembered before all are forgotten: they take a kilobyte each or less. */
const MOST_REACHED = 100_000;
const NO_CODE = { sets: NONE, excludedBy: NONE, complication: undefined, isInvalid: false, isBlocked: false } as const;

/** What the tables say of one code. */
interface CodeInTables {
  readonly sets: readonly number[];
  /** Exclusion tables that hold it. */
  readonly excludedBy: readonly number[];
  readonly complication: Complication | undefined;
  readonly isInvalid: boolean;
  readonly isBlocked: boolean;
}

/** The numbers of the tables that hold each code, in the spelling that is compared. */
export function tablesOfCode(tables: Iterable<readonly [number, Iterable<string>]>): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const [number, codes] of tables) {
    for (const code of new Set([...codes].map(foldCode))) {
      const known = found.get(code);
      if (known) known.push(number);
      else found.set(code, [number]);
    }
  }
  return found;
}

/** The codes of a grouper, and what each is to it. */
export class GrouperCodes {
  readonly #sets: TestedSets;
  readonly #asked: Readonly<Record<CodePlace, ReadonlySet<number>>>;
  /** Numbers of the exclusion tables. */
  readonly #exclusions: ReadonlyMap<string, number>;
  readonly #names: readonly string[];
  readonly #whole: readonly LeftMdc[];
  readonly #principals = new Map<string, Principal>();
  /** Principal diagnoses, and main operations, by the sets that hold them: numbers of the two lists below. */
  readonly #likeDiagnoses = new Map<string, number>();
  readonly #likeOperations = new Map<string, number>();
  readonly #reachedBy: (readonly LeftMdc[])[] = [];
  readonly #setsOfMain: ReadonlySet<string>[] = [];
  /** By both. */
  readonly #reached = new Map<number, readonly TestedMdc[]>();
  readonly #known = new Map<string, KnownCode>();
  /** What a code is that the grouper doesn't name. */
  readonly #unknown: KnownCode;

  constructor(grouper: Grouper, folded: FoldedTables, sets: TestedSets) {
    this.#sets = sets;
    this.#names = [...sets.numbers.keys()];
    this.#whole = wholeReach(grouper);
    const rules = nodesOf(grouper).map(({ rule }) => rule);
    const asked = (place: CodePlace): ReadonlySet<number> => askedAt(place, rules, sets.numbers);
    this.#asked = {
      principal: asked('principal'),
      others: asked('others'),
      mainOperation: asked('mainOperation'),
      otherOperations: asked('otherOperations'),
    };
    this.#exclusions = new Map([...folded.exclusions.keys()].map((table, i) => [table, i]));
    const { setsOfCode, complications, invalidPrincipals, blocked } = folded;
    const excludedBy = tablesOfCode([...folded.exclusions.values()].map((codes, i) => [i, codes] as const));
    for (const code of new Set([...setsOfCode.keys(), ...complications.keys(), ...excludedBy.keys(), ...invalidPrincipals, ...blocked])) {
      const known = this.#knownCode({
        sets: setsOfCode.get(code) ?? NONE,
        excludedBy: excludedBy.get(code) ?? NONE,
        complication: complications.get(code),
        isInvalid: invalidPrincipals.has(code),
        isBlocked: blocked.has(code),
      });
      this.#known.set(code, known).set(asNationalCase(code), known);
    }
    this.#unknown = this.#knownCode(NO_CODE);
  }

  /** What a code is, however it is written. Folded, or as the books write it, it is found without being folded. */
  find(code: string): KnownCode {
    return this.#known.get(code) ?? this.#known.get(foldCode(code)) ?? this.#unknown;
  }

  /** The MDCs, ADRGs and DRGs that cases with this principal diagnosis and main operation may reach, whatever else they have. */
  reach(principal: Principal, main: KnownCode | null): readonly TestedMdc[] {
    const operation = (main ?? this.#unknown).asMain;
    const key = principal.likeness * this.#likeOperations.size + operation;
    const known = this.#reached.get(key);
    if (known !== undefined) return known;
    const byDiagnosis = must(this.#reachedBy[principal.likeness], 'what a principal diagnosis reaches');
    const sets = must(this.#setsOfMain[operation], 'the sets of a main operation');
    const tested = testedReach(reachGiven(byDiagnosis, { place: 'mainOperation', sets }), this.#sets);
    if (this.#reached.size >= MOST_REACHED) this.#reached.clear();
    this.#reached.set(key, tested);
    return tested;
  }

  #knownCode({ sets, excludedBy, complication, isInvalid, isBlocked }: CodeInTables): KnownCode {
    const at = (place: CodePlace): readonly number[] => {
      const asked = sets.filter((set) => this.#asked[place].has(set));
      return asked.length === 0 ? NONE : asked;
    };
    return {
      asOtherDiagnosis: at('others'),
      asOtherOperation: at('otherOperations'),
      complication: complication === undefined ? null : this.#complication(complication),
      asPrincipal: this.#principal(at('principal'), excludedBy, isInvalid),
      asMain: this.#main(at('mainOperation')),
      isBlocked,
    };
  }

  #complication({ level, exclusion }: Complication): KnownCode['complication'] {
    const table = exclusion === null ? undefined : this.#exclusions.get(exclusion);
    return { level: [numberOf(this.#sets.numbers, level)], exclusion: table ?? null };
  }

  #principal(sets: readonly number[], excludedBy: readonly number[], isInvalid: boolean): Principal {
    return remembered(this.#principals, JSON.stringify([sets, excludedBy, isInvalid]), () => {
      const excludes = new Uint8Array(this.#exclusions.size);
      for (const table of excludedBy) excludes[table] = 1;
      const likeness = remembered(this.#likeDiagnoses, sets.join(), () => {
        const known = { place: 'principal', sets: this.#namesOf(sets) } as const;
        return this.#reachedBy.push(reachGiven(this.#whole, known)) - 1;
      });
      return { isInvalid, excludes, likeness };
    });
  }

  #main(sets: readonly number[]): number {
    return remembered(this.#likeOperations, sets.join(), () => this.#setsOfMain.push(this.#namesOf(sets)) - 1);
  }

  #namesOf(sets: readonly number[]): ReadonlySet<string> {
    return new Set(sets.map((set) => must(this.#names[set], 'the name of a set')));
  }
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  return made;
}
