import { must } from '../../engine/kit/assert.js';
import { childrenOf, refsOf } from '../../engine/formula/formula.js';
import { compare, fenToYuan, Fraction, printAmount, printShort, type Fen } from '../../engine/number/quantity.js';
import type { BandsTable } from '../../engine/plan/bands.js';
import { leavesOf, type DecisionPlan, type Expr, type Outcome, type Ref, type Slot, type Value } from '../../engine/plan/plan.js';
import { printOutput } from '../../engine/plan/value-text.js';
import type { CompiledRuleset } from '../compiled/compiled-ruleset.js';
import { finding, pointerTo } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import { crossing, type ScoreAt } from './crossing.js';
import { caseWith, madeGroup, type MadeFacts, type MadeOf } from './made-facts.js';
import { madeFrames, scoreMade, type MadeScore } from './made-scoring.js';

/** A number that the points of a case depend on and that is compared with a threshold: where, and what is compared. */
interface Threshold {
  readonly decision: DecisionPlan;
  readonly pointer: string;
  readonly expr: Expr;
  readonly value: Fraction;
  /** The parameter or table that it was read from. */
  readonly from: string | undefined;
}

/** Two costs a fen apart of which the higher gets fewer points. */
interface Drop {
  readonly facts: MadeFacts;
  readonly below: Fen;
  readonly scores: readonly [MadeScore, MadeScore];
}

/** Variants of the case that are tried at each threshold. */
const MOST_VARIANTS = 40;

/**
 * 费用高反而少付 COST_MORE_PAYS_LESS for every threshold at which a case that costs one fen more gets fewer points: both cases are scored by the engine, exactly. One
 * warning a threshold, found on a usual case or on one that differs from it in one fact that the rules ask for (an institution's class, a flag, a
 * layer). Bands that pay more from a threshold on say nothing, and neither does a case that leaves the points altogether.
 */
export async function costDrops(ruleset: CompiledRuleset, of: MadeOf): Promise<Finding[]> {
  const closure = decisionsOfPoints(ruleset);
  const thresholds = closure.flatMap(thresholdsOf);
  if (thresholds.length === 0) return [];
  const shown = new Map<Threshold, Drop>();
  for (const facts of variantsOf(ruleset, closure)) {
    const scoreAt = await scorerOf(ruleset, of, facts);
    for (const threshold of thresholds) {
      if (shown.has(threshold)) continue;
      const drop = await dropAt(scoreAt, threshold, facts);
      if (drop !== undefined) shown.set(threshold, drop);
    }
  }
  const seen = new Set<string>();
  return thresholds.flatMap((threshold) => {
    const drop = shown.get(threshold);
    if (drop === undefined) return [];
    // Several rules may ask for the same threshold, each on its side of it: it is one drop.
    const key = `${drop.below} ${drop.scores.map(({ points }) => printShort(points)).join(' ')}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [said(ruleset, closure, threshold, drop)];
  });
}

function said(ruleset: CompiledRuleset, closure: readonly DecisionPlan[], threshold: Threshold, { facts, below, scores }: Drop): Finding {
  const points = must(
    ruleset.plan.decisions.case.find(({ id }) => id === 'points'),
    'points',
  );
  const [before, after] = scores.map((score) => `${printOutput(points.output, score.points) ?? ''}`);
  const [ruleBefore = '', ruleAfter = ''] = scores.map((score) => rulesOf(closure, scores, score, threshold));
  const args = {
    output: points.label,
    ...{ below: printAmount(fenToYuan(below)), above: printAmount(fenToYuan(below + 1n)) },
    ...{ before: before ?? '', after: after ?? '', ruleBefore, ruleAfter },
    threshold: threshold.from === undefined ? printShort(threshold.value) : `${threshold.from} = ${printShort(threshold.value)}`,
  };
  const stated = statedFacts(facts);
  // What was compared stands in the witness: by it the case is found in a region with costs of its own.
  const { expr } = threshold;
  const compared = ({ value }: MadeScore): Readonly<Record<string, string>> => {
    const number = expr.kind === 'fact' && expr.ref.name !== 'totalCost' ? value(expr) : undefined;
    return expr.kind === 'fact' && number !== undefined ? { [expr.ref.name]: printShort(number) } : {};
  };
  const [one, other] = scores;
  return finding('COST_MORE_PAYS_LESS', threshold.pointer, args, {
    witness: { ...stated, ...compared(one), totalCost: printAmount(fenToYuan(below)) },
    beside: { ...stated, ...compared(other), totalCost: printAmount(fenToYuan(below + 1n)) },
    about: threshold.from === undefined ? [] : [pointerTo('/parameters', threshold.from), pointerTo('/tables', threshold.from)],
  });
}

/** The rules that differ between both sides; those of the threshold's own decision where none does. */
function rulesOf(closure: readonly DecisionPlan[], [one, other]: Drop['scores'], score: MadeScore, { decision }: Threshold): string {
  const changed = closure.filter(({ id, rules }) => rules.length > 0 && one.fired(id) !== other.fired(id));
  return (changed.length === 0 ? [decision] : changed).map(({ id }) => `${id}: ${score.fired(id)}`).join('；');
}

function statedFacts(facts: MadeFacts): Readonly<Record<string, string>> {
  return Object.fromEntries([...facts].map(([name, value]) => [name, value instanceof Fraction ? printShort(value) : String(value)]));
}

/** Scores the case of some facts at any cost, each once. */
async function scorerOf(ruleset: CompiledRuleset, of: MadeOf, facts: MadeFacts): Promise<ScoreAt> {
  const group = madeGroup(ruleset.plan, facts);
  const frames = await madeFrames(ruleset, facts, group);
  const known = new Map<Fen, MadeScore | undefined>();
  return async (cost) => {
    if (!known.has(cost)) known.set(cost, await scoreMade(ruleset, frames, caseWith(ruleset.plan, of, facts, cost), group));
    return known.get(cost);
  };
}

/** Whether points fall from one fen to the next about a threshold: from below it to it, or from it to above it. */
async function dropAt(scoreAt: ScoreAt, { expr, value }: Threshold, facts: MadeFacts): Promise<Drop | undefined> {
  const near = await crossing(scoreAt, expr, value);
  if (near === undefined) return undefined;
  for (const below of [near, near + 1n]) {
    const [one, other] = [await scoreAt(below), await scoreAt(below + 1n)];
    if (one === undefined || other === undefined || !one.included || !other.included) continue;
    if (compare(other.points, one.points) < 0) return { facts, below, scores: [one, other] };
  }
  return undefined;
}

/** The case decisions that points depend on, points among them, in their order. */
function decisionsOfPoints({ plan }: CompiledRuleset): DecisionPlan[] {
  const { case: decisions } = plan.decisions;
  const found = new Set<DecisionPlan>();
  const visit = (decision: DecisionPlan | undefined): void => {
    if (decision === undefined || found.has(decision)) return;
    found.add(decision);
    for (const ref of readBy(decision)) {
      if (ref.scope === 'case') visit(decisions.find(({ slot, ruleSlot }) => slot === ref.slot || ruleSlot === ref.slot));
    }
  };
  visit(decisions.find(({ id, output }) => id === 'points' && output.type === 'decimal'));
  return decisions.filter((decision) => found.has(decision));
}

function readBy({ rules, otherwise }: DecisionPlan): readonly Ref[] {
  return [
    ...rules.flatMap(({ condition }) => leavesOf(condition).map(({ ref }) => ref)),
    ...[...rules.map(({ outcome }) => outcome), ...(otherwise === undefined ? [] : [otherwise.outcome])].flatMap(exprOf).flatMap(refsOf),
  ];
}

function exprOf(outcome: Outcome): readonly Expr[] {
  return outcome.kind === 'formula' ? [outcome.expr] : [];
}

function thresholdsOf(decision: DecisionPlan): Threshold[] {
  const { rules, otherwise, pointer } = decision;
  return [
    ...rules.flatMap((rule) =>
      leavesOf(rule.condition).flatMap(({ ref, operand, from }): Threshold[] =>
        operand instanceof Fraction ? [{ decision, pointer: rule.pointer, expr: { kind: 'fact', ref }, value: operand, from }] : [],
      ),
    ),
    ...rules.flatMap((rule) => exprOf(rule.outcome).flatMap((expr) => bandsOf(expr, { decision, pointer: rule.pointer }))),
    ...(otherwise === undefined ? [] : exprOf(otherwise.outcome).flatMap((expr) => bandsOf(expr, { decision, pointer }))),
  ];
}

/** Ends of bands, where a formula finds a value by a number. */
function bandsOf(expr: Expr, place: Pick<Threshold, 'decision' | 'pointer'>): Threshold[] {
  const inner = childrenOf(expr).flatMap((child) => bandsOf(child, place));
  const ends = (operand: Expr, { id, rows }: BandsTable): Threshold[] =>
    rows.flatMap(({ upTo }) => (upTo === undefined ? [] : [{ ...place, expr: operand, value: upTo, from: id }]));
  switch (expr.kind) {
    case 'lookupBand':
    case 'tiered':
      return [...inner, ...ends(expr.operand, expr.table)];
    case 'keyedBands':
      return [...inner, ...[...expr.table.bands.values()].flatMap((table) => ends(expr.operand, { ...table, id: expr.table.id }))];
    default:
      return inner;
  }
}

/** The usual case, and those that differ from it in one fact or member that the decisions ask for. */
function variantsOf({ plan }: CompiledRuleset, closure: readonly DecisionPlan[]): MadeFacts[] {
  const asked = new Map<string, readonly Value[]>();
  const ask = (name: string, values: readonly Value[]): void => {
    asked.set(name, values);
  };
  for (const { ref, operand } of closure.flatMap(({ rules }) => rules.flatMap(({ condition }) => leavesOf(condition)))) {
    const slot = plan.slots[ref.scope][ref.slot];
    if (slot?.source !== 'fact') continue;
    if (ref.member !== undefined) ask(`${slot.name}.${ref.member}`, [true]);
    else ask(slot.name, valuesOf(slot, asked.get(slot.name) ?? [], operand));
  }
  for (const slot of plan.slots.institution) if (slot.source === 'fact') ask(slot.name, valuesOf(slot, [], undefined));
  const variants = [...asked].flatMap(([name, values]) => values.map((value): MadeFacts => new Map([[name, value]])));
  return [new Map(), ...variants.slice(0, MOST_VARIANTS)];
}

/** Values of a fact that tell cases apart: those of its list, or what it is compared with. */
function valuesOf({ type, values, name }: Slot, known: readonly Value[], operand: unknown): readonly Value[] {
  if (name === 'totalCost') return [];
  if (type === 'enum') return values ?? [];
  if (type === 'boolean') return [true];
  const isNew = operand instanceof Fraction && !known.some((one) => one instanceof Fraction && compare(one, operand) === 0);
  return isNew ? [...known, operand] : known;
}
