import { assert, must } from '../../engine/kit/assert.js';
import { groupBy } from '../../engine/kit/group-by.js';
import {
  leavesOf,
  type FactTest,
  type Label,
  type LeafCondition,
  type Plan,
  type Ref,
  type RulePlan,
  type Value,
} from '../../engine/plan/plan.js';
import { Fraction, sign } from '../../engine/number/quantity.js';
import { cutCodes } from './classes-codes.js';
import { domainOf, either, type Cut, type Domain } from './classes-cut.js';
import { cutDate, cutNumber } from './classes-numbers.js';
import { cutBoolean, cutText } from './classes-text.js';
import type { Judge } from './judge.js';
import { refKey } from './judge-panel.js';

/** More memberships of code lists than this are too many for any table. */
const MOST_MEMBERSHIPS = 4096;
const MISSING: Label = { zh: '缺失', en: 'missing' };

/** The Judge is asked for no more results of single comparisons than this at a time: a few seconds of json-rules-engine. */
export const MOST_JUDGEMENTS = 500_000;

/** A comparison and the rule (index into the decision's rules) that it stands in. */
export interface RuleLeaf {
  readonly rule: number;
  readonly leaf: LeafCondition;
}

/** A fact whose domain is cut, with json-rules-engine's answers: `answers[v][l]` is what leaf l says of `values[v]`. */
export interface CutFact {
  readonly ref: Ref;
  readonly leaves: readonly RuleLeaf[];
  readonly cut: Cut;
  /** One value of every piece, then `null` when the fact may be missing. */
  readonly values: readonly Value[];
  readonly answers: readonly (readonly boolean[])[];
}

/** The leaves of some rules. */
export function ruleLeaves(rules: readonly RulePlan[], indexes: readonly number[]): RuleLeaf[] {
  return indexes.flatMap((rule) => leavesOf(must(rules[rule], 'rule').condition).map((leaf) => ({ rule, leaf })));
}

/**
 * Cuts the domain of every fact that the leaves mention, and asks the Judge what each leaf says of each piece: as many runs of
 * json-rules-engine as the fact with most pieces has. Facts stand in the order in which leaves first mention them.
 * `undefined` when a fact has more classes than a table could hold, or too much would have to be asked.
 */
export async function cutFacts(plan: Pick<Plan, 'slots'>, judge: Judge, leaves: readonly RuleLeaf[]): Promise<CutFact[] | undefined> {
  const byFact = groupBy(leaves, ({ leaf }) => refKey(leaf.ref));
  const drafts: Omit<CutFact, 'answers'>[] = [];
  for (const own of byFact.values()) {
    const { ref } = must(own[0], 'leaf').leaf;
    const draft = cutFact(
      domainOf(plan, ref),
      ref,
      own.map(({ leaf }) => leaf),
    );
    if (draft === undefined) return undefined;
    drafts.push({ ...draft, leaves: own });
  }
  const runs = Math.max(0, ...drafts.map((draft) => draft.values.length));
  return runs * leaves.length > MOST_JUDGEMENTS ? undefined : askEach(judge, drafts);
}

/** Cuts one fact's domain, without asking anybody. `undefined` when it has more classes than a table could hold. */
export function cutFact(domain: Domain, ref: Ref, leaves: readonly LeafCondition[]): Pick<CutFact, 'ref' | 'cut' | 'values'> | undefined {
  const cut = cutDomain(domain, leaves);
  if (cut === undefined) return undefined;
  assert(cut.pieces.length > 0, `the domain of ${ref.name} is empty`);
  return { ref, cut, values: [...cut.pieces.map((piece) => piece.representative), ...(domain.optional ? [null] : [])] };
}

function cutDomain(domain: Domain, leaves: readonly LeafCondition[]): Cut | undefined {
  switch (domain.type) {
    case 'decimal':
    case 'integer':
      return cutNumber(domain, leaves);
    case 'date':
      return cutDate(leaves);
    case 'boolean':
      return cutBoolean();
    case 'enum':
      return cutText(domain, leaves);
    case 'code':
      return leaves.some((leaf) => leaf.operator === 'inCodes') ? cutCodes(domain, leaves, MOST_MEMBERSHIPS) : cutText(domain, leaves);
    case 'codes':
      return cutCodes(domain, leaves, MOST_MEMBERSHIPS);
  }
}

/** Run k shows the Judge the k-th value of every fact at once: leaves answer for one fact each. */
async function askEach(judge: Judge, drafts: readonly Omit<CutFact, 'answers'>[]): Promise<CutFact[]> {
  const ask = judge.leafPanel(drafts.flatMap((draft) => draft.leaves.map(({ leaf }) => leaf)));
  const byKey = new Map(drafts.map((draft) => [refKey(draft.ref), draft.values]));
  const runs: (readonly boolean[])[] = [];
  for (let k = 0; k < Math.max(0, ...drafts.map((draft) => draft.values.length)); k++) {
    runs.push(
      await ask((ref) => {
        const values = must(byKey.get(refKey(ref)), ref.name);
        return values[Math.min(k, values.length - 1)];
      }),
    );
  }
  let first = 0;
  return drafts.map((draft) => {
    const from = first;
    first += draft.leaves.length;
    return { ...draft, answers: draft.values.map((_, k) => must(runs[k], 'run').slice(from, from + draft.leaves.length)) };
  });
}

/** How many classes the leaves of some rules tell apart, without making them; 1 when those rules don't mention the fact. */
export function classCount(fact: CutFact, rules: ReadonlySet<number>): number {
  const own = fact.leaves.flatMap(({ rule }, index) => (rules.has(rule) ? [index] : []));
  if (own.length === 0) return 1;
  return new Set(fact.answers.map((answers) => own.map((index) => (answers[index] === true ? '1' : '0')).join(''))).size;
}

/** Merges the pieces that every leaf answers alike. */
export function mergeClasses(fact: CutFact): FactTest {
  const signatures = fact.answers.map((answers) => answers.map((answer) => (answer ? '1' : '0')).join(''));
  return mergeBySignature(fact, signatures);
}

/** Merges the pieces that have equal signatures, `signatures[v]` being that of `values[v]`; classes stand in the order of their first piece. */
export function mergeBySignature(fact: Pick<CutFact, 'ref' | 'cut' | 'values'>, signatures: readonly string[]): FactTest {
  const bySignature = new Map<string, number[]>();
  signatures.forEach((signature, value) => bySignature.set(signature, [...(bySignature.get(signature) ?? []), value]));
  const classes = [...bySignature.values()];
  const classOf = new Map<number, number>();
  let missing = -1;
  classes.forEach((values, index) => {
    for (const value of values) {
      const piece = fact.cut.pieces[value];
      if (piece === undefined) missing = index;
      else classOf.set(piece.raw, index);
    }
  });
  return {
    ref: fact.ref,
    classifier: fact.cut.classifier(classOf, missing),
    representatives: classes.map((values) => representative(fact, values)),
    labels: classes.map((values) => labelClass(fact.cut, values)),
  };
}

/** The first value of a class that is not below 0: costs, ratios and coefficients that are have no case. Where all are, the first. */
function representative(fact: Pick<CutFact, 'ref' | 'values'>, values: readonly number[]): Value {
  const own = values.map((value) => fact.values[value]);
  const value = own.find((one) => !(one instanceof Fraction && sign(one) < 0)) ?? own[0];
  assert(value !== undefined, `a class of ${fact.ref.name} has no value`);
  return value;
}

function labelClass(cut: Cut, values: readonly number[]): Label {
  const raws = values.flatMap((value) => cut.pieces[value]?.raw ?? []);
  const parts = raws.length === 0 ? [] : [cut.label(raws)];
  return either(values.length > raws.length ? [...parts, MISSING] : parts);
}
