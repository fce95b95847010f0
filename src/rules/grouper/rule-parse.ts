import { grammar, type Node, type Semantics } from 'ohm-js';
import { ALWAYS, type CodePlace, type Comparison, type GroupRule, type Measure } from '../../engine/grouper/group-rule.js';

/** The official book's words for places of a case. */
export const PLACE_WORDS: Readonly<Record<CodePlace, string>> = {
  principal: 'ZYZD',
  others: 'QTZD',
  mainOperation: 'ZYSS',
  otherOperations: 'QTSS',
};
/** The official book's words for numbers of a case. */
export const MEASURE_WORDS: Readonly<Record<Measure, string>> = { ageYears: 'NL', ageDays: 'XSRTL', admissionWeight: 'XSRTZ', sex: 'XB' };
/** Longest rule text, in characters. */
export const RULE_TEXT_MAX = 4_000;
/** Deepest nesting of brackets. */
const RULE_DEPTH_MAX = 32;

const PLACES = oneOf(PLACE_WORDS);
const MEASURES = oneOf(MEASURE_WORDS);

/**
 * The rule text of the official DRG books: `and` binds tighter than `or`; one place or several in braces, one set or several;
 * `length(SET ∩ {…}) >= n` counts distinct codes; `1` alone is true. It reads a text without leftovers, where every letter is large. Nothing is evaluated here.
 */
const BOOK = grammar(String.raw`
  GroupRules {
    Rule = Either
    Either = Both (or Both)*
    Both = Term (and Term)*
    Term = Nested | Count | Compare | Codes | true
    Nested = "(" Either ")"
    Codes = Places not? in Sets
    Count = length "(" set "∩" Places ")" comparison number
    Compare = measure comparison number
    Places = OnePlace | ManyPlaces
    OnePlace = place
    ManyPlaces = "{" NonemptyListOf<place, ","> "}"
    Sets = OneSet | ManySets
    OneSet = set
    ManySets = "{" NonemptyListOf<set, ","> "}"
    true = "1" ~wordPart
    place = (${PLACES}) ~wordPart
    measure = (${MEASURES}) ~wordPart
    set = ~(reserved ~wordPart) letter wordPart*
    reserved = "AND" | "OR" | "NOT" | "IN" | "LENGTH" | ${PLACES} | ${MEASURES}
    comparison = ">=" | "<=" | "=" | ">" | "<"
    number = digit+ ~wordPart
    wordPart = alnum | "_"
    and = "AND" ~wordPart
    or = "OR" ~wordPart
    not = "NOT" ~wordPart
    in = "IN" ~wordPart
    length = "LENGTH" ~wordPart
  }`);

/** Where a rule's text can't be read. */
export interface RuleTextProblem {
  readonly reason: 'LENGTH' | 'DEPTH' | 'SYNTAX';
  /** The first character that doesn't fit, from 0. */
  readonly at: number;
  /** What stands from there on, shortened. */
  readonly found: string;
}

/** What came of reading a rule's text. */
export type ParsedRule =
  { readonly rule: GroupRule; readonly problem?: undefined } | { readonly rule?: undefined; readonly problem: RuleTextProblem };

/** Reads a rule's text. An empty one holds always. Full-width signs and line breaks of the workbook are read as what they stand for. */
export function parseRule(text: string): ParsedRule {
  if (text.length > RULE_TEXT_MAX) return refused('LENGTH', RULE_TEXT_MAX, text);
  const written = withoutLeftovers(text);
  const plain = written.toUpperCase();
  /** Quoted as it was written, unless large letters are more letters. */
  const shown = plain.length === written.length ? written : plain;
  if (plain === '') return { rule: ALWAYS };
  const deep = tooDeepAt(plain);
  if (deep >= 0) return refused('DEPTH', deep, shown);
  const match = BOOK.match(plain);
  if (match.failed()) return refused('SYNTAX', match.getRightmostFailurePosition(), shown);
  return { rule: ruleOf(MEANING(match)) };
}

/** A rule's text with the workbook's leftovers taken out: `_x000D_`, line breaks, full-width signs. */
function withoutLeftovers(text: string): string {
  return text
    .replace(/_x(?:000D|000A|0009)_/gi, ' ')
    .normalize('NFKC')
    .replace(/[\u200b-\u200d\ufeff]/g, '')
    .replace(/≥/g, '>=')
    .replace(/≤/g, '<=')
    .replace(/\s+/g, ' ')
    .trim();
}

const MEANING: Semantics = BOOK.createSemantics().addOperation<GroupRule>('rule', {
  Rule: (node) => ruleOf(node),
  Either: (first, _or, rest) => combined('any', [first, ...rest.children]),
  Both: (first, _and, rest) => combined('all', [first, ...rest.children]),
  Term: (node) => ruleOf(node),
  Nested: (_open, node, _close) => ruleOf(node),
  true: (_one) => ALWAYS,
  Codes: (places, not, _in, sets) => ({ kind: 'codes', places: placesOf(places), sets: words(sets), negated: not.numChildren > 0 }),
  Count: (_length, _open, set, _cap, places, _close, comparison, value) => ({
    kind: 'count',
    set: set.sourceString,
    places: placesOf(places),
    comparison: comparisonOf(comparison),
    value: Number(value.sourceString),
  }),
  Compare: (measure, comparison, value) => ({
    kind: 'compare',
    measure: keyOf(MEASURE_WORDS, measure.sourceString),
    comparison: comparisonOf(comparison),
    value: Number(value.sourceString),
  }),
});

/** What a tree node means: the operation above, which the library attaches without a type. */
function ruleOf(node: unknown): GroupRule {
  return (node as { rule(): GroupRule }).rule();
}

function combined(kind: 'all' | 'any', nodes: readonly Node[]): GroupRule {
  const rules = nodes.map(ruleOf);
  const [only] = rules;
  return rules.length === 1 && only ? only : { kind, rules };
}

/** The words of a list in braces, or of one word alone. */
function words(node: Node): readonly string[] {
  return node.sourceString.replace(/[{}\s]/g, '').split(',');
}

function placesOf(node: Node): readonly CodePlace[] {
  return words(node).map((word) => keyOf(PLACE_WORDS, word));
}

function comparisonOf(node: Node): Comparison {
  return node.sourceString as Comparison;
}

function keyOf<K extends string>(table: Readonly<Record<K, string>>, word: string): K {
  return Object.keys(table).find((key) => table[key as K] === word) as K;
}

/** The words of a table as alternatives of the grammar. */
function oneOf(table: Readonly<Record<string, string>>): string {
  return Object.values(table)
    .map((word) => `"${word}"`)
    .join(' | ');
}

function refused(reason: RuleTextProblem['reason'], at: number, text: string): ParsedRule {
  return { problem: { reason, at, found: text.slice(at, at + 20) } };
}

/** Where brackets nest deeper than allowed; −1: nowhere. */
function tooDeepAt(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
    if (depth > RULE_DEPTH_MAX) return i;
  }
  return -1;
}
