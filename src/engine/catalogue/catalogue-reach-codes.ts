import { diagnosisPatterns, parseCodePattern, type CodePattern, type DiagnosisKeyMode } from '../codes/code-pattern.js';
import { CODE_PLACES, EXTENSION_PLACES, type CodeUse } from '../codes/national-code.js';
import { asNationalCase } from '../codes/fold-code.js';
import type { CodeList } from '../plan/plan.js';
import { lowerBound } from '../kit/lower-bound.js';

/** Ends a whole code, so that a code and the codes that begin with it are told apart. */
const END = '$';
/** How whole codes are written, place by place, with or without an extension. */
const SHAPES: Readonly<Record<CodeUse, readonly (readonly string[])[]>> = {
  diagnoses: shapeOf('diagnoses'),
  operations: shapeOf('operations'),
};

function shapeOf(use: CodeUse): readonly (readonly string[])[] {
  const [first = [], ...more] = EXTENSION_PLACES;
  return [...CODE_PLACES[use], [...first, END], ...more, [END]];
}

/** Codes that stand for all codes of a family, looked for no further than this many places. */
const MOST_PLACES = 2_000;

/** Codes of a catalogue's patterns: of each family, some that as few other families hold as possible. */
export class CodeFamilies {
  readonly #shape: readonly (readonly string[])[];
  readonly #families: readonly string[];

  constructor(use: CodeUse, families: Iterable<string>) {
    this.#shape = SHAPES[use];
    this.#families = [...new Set(families)].sort(byUnit);
  }

  /**
   * Codes that stand for all of a family: whatever holds for one of its codes and no other family singles out, holds for one of these.
   * Undefined where the family isn't written like codes are, or is cut up too finely.
   */
  representatives(family: string): readonly string[] | undefined {
    if (family.endsWith(END)) return [family.slice(0, -1)];
    if (!this.#fits(family)) return undefined;
    const found: string[] = [];
    const waiting = [family];
    for (let places = 0; waiting.length > 0; places++) {
      const prefix = waiting.pop() ?? '';
      if (places > MOST_PLACES) return undefined;
      if (prefix.endsWith(END)) {
        found.push(prefix.slice(0, -1));
        continue;
      }
      const longer = (this.#shape[prefix.length] ?? [END]).map((next) => prefix + next);
      const free = longer.find((next) => !this.#singlesOut(next));
      if (free === undefined) waiting.push(...longer.reverse());
      else found.push(this.#complete(free));
    }
    return found;
  }

  #fits(prefix: string): boolean {
    return [...prefix].every((character, place) => this.#shape[place]?.includes(character) === true);
  }

  #complete(prefix: string): string {
    let code = prefix;
    while (!code.endsWith(END)) code += this.#shape[code.length]?.at(-1) === END ? END : (this.#shape[code.length]?.[0] ?? END);
    return code.slice(0, -1);
  }

  /** Whether some family lies within the codes that begin so. */
  #singlesOut(prefix: string): boolean {
    const first = lowerBound(this.#families.length, (place) => byUnit(this.#families[place] ?? '', prefix) < 0);
    return this.#families[first]?.startsWith(prefix) === true;
  }
}

/** Why no code of a case can be what a pattern asks for, or why it does not count where it stands. */
export type IdlePattern = 'NO_SUCH_CODE' | 'THREE_CHARACTERS' | 'NEVER_MAIN' | 'COUNTS_AS_CONSERVATIVE';

/** The codes that a pattern asks for, as families; or why there are none. */
export type PatternFamilies = { readonly families: readonly string[] } | { readonly idle: IdlePattern };

/** What a diagnosis pattern of a catalogue asks for, when diagnoses are compared in a way. */
export function diagnosisFamilies(text: string, mode: DiagnosisKeyMode): PatternFamilies {
  const found = diagnosisPatterns(text, mode).map((pattern) => diagnosisFamily(pattern, mode));
  const families = found.flatMap((one) => ('families' in one ? one.families : []));
  return found.find((one) => 'idle' in one) ?? { families };
}

function diagnosisFamily(pattern: CodePattern, mode: DiagnosisKeyMode): PatternFamilies {
  const code = asNationalCase(pattern.kind === 'prefix' ? pattern.prefix : pattern.code);
  // Ranges that the mode does not read, and daggers without their star: no code is written so.
  if (!/^[A-Z]/.test(code) || code.includes('-') || code.endsWith('+')) return { idle: 'NO_SUCH_CODE' };
  if (pattern.kind === 'prefix') return { families: [code] };
  const characters = code.replace('.', '').length;
  switch (mode) {
    case 'EXACT':
    case 'PREFIX':
      return characters <= 3 ? { idle: 'THREE_CHARACTERS' } : { families: [`${code}${END}`] };
    case 'SUBCATEGORY_4':
      return characters <= 3 ? { idle: 'THREE_CHARACTERS' } : { families: [code.slice(0, code.slice(0, 4).includes('.') ? 5 : 4)] };
    case 'CATEGORY_3':
      return characters < 3 ? { idle: 'NO_SUCH_CODE' } : { families: [code.slice(0, code.slice(0, 3).includes('.') ? 4 : 3)] };
  }
}

/** What an operation pattern of a catalogue asks for. Operations begin with two digits and a point. */
export function operationFamilies(text: string): PatternFamilies {
  if (/^\d(?:\.|$)|^\d{3}/.test(text)) return { idle: 'NO_SUCH_CODE' };
  const pattern = parseCodePattern(asNationalCase(text));
  return { families: [pattern.kind === 'prefix' ? pattern.prefix : `${pattern.code}${END}`] };
}

/** The families, where there are any. */
export function familiesOf(found: PatternFamilies): readonly string[] {
  return 'families' in found ? found.families : [];
}

/** The families of a code list. */
export function listFamilies(list: CodeList | undefined): string[] {
  return list === undefined
    ? []
    : [...[...list.exact].map((code) => `${asNationalCase(code)}${END}`), ...list.prefixes.map(asNationalCase)];
}

/** By code unit: the same on every machine. */
function byUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
