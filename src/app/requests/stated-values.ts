import { factProblems } from '../base/evaluation-errors.js';
import type { FieldProblem } from '../base/errors.js';
import { readFactText } from '../../engine/decide/fact-text.js';
import { type Slot } from '../../engine/plan/plan.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';
import { decisionRefs } from '../../rules/names/dependencies.js';
import { SCOPES, type Scope } from '../../engine/plan/scopes.js';

/** A value stated for a fact: numbers and booleans as text. */
export interface StatedValue {
  readonly name: string;
  readonly value: string;
}

/** Facts that somebody else fills: the key of the fund year itself, and what payments add up to. */
const KEY_FACTS: ReadonlySet<string> = new Set(['insurance', 'year']);

/** Which facts may be stated: those of a scope that the predicate lets through. */
export interface StatableFacts {
  readonly scope: Scope;
  readonly accepts?: (slot: Slot) => boolean;
}

/** The facts of a scope that may be stated, of all versions, each name once. */
export function statableSlots(
  versions: readonly Pick<CompiledRuleset, 'plan'>[],
  { scope, accepts }: StatableFacts,
): ReadonlyMap<string, Slot> {
  const slots = versions.flatMap(({ plan }) => plan.slots[scope]);
  const usable = slots.filter((slot) => slot.source === 'fact' && !KEY_FACTS.has(slot.name) && (accepts?.(slot) ?? true));
  return new Map(usable.map((slot) => [slot.name, slot]));
}

/**
 * What is wrong with stated values: a name that no version has (the answer lists those that exist), a value that a version which has the
 * name can't take, a name twice.
 */
export function statedProblems(
  versions: readonly CompiledRuleset[],
  facts: StatableFacts,
  stated: readonly StatedValue[],
  path: readonly string[],
): readonly FieldProblem[] {
  const known = statableSlots(versions, facts);
  const seen = new Set<string>();
  return stated.flatMap(({ name, value }): readonly FieldProblem[] => {
    if (name === '') return seen.has(name) ? [] : (seen.add(name), [unnamed(known, path)]);
    if (seen.has(name)) return [repeated(name, path)];
    seen.add(name);
    if (!known.has(name)) return factProblems([{ code: 'UNKNOWN_FACT', fact: name, value, expected: describeSlots(known) }], path);
    return factProblems(valueProblems(versions, facts, { name, value }).slice(0, 1), path);
  });
}

function valueProblems(versions: readonly CompiledRuleset[], { scope }: StatableFacts, { name, value }: StatedValue) {
  return versions.flatMap(({ plan }) => {
    const slot = plan.slots[scope].find((candidate) => candidate.name === name && candidate.source === 'fact');
    const reading = slot === undefined ? undefined : readFactText(slot, value);
    return reading !== undefined && 'problem' in reading ? [reading.problem] : [];
  });
}

/** Names with labels, for people: `income（当年基金收入）`. */
function describeSlots(slots: ReadonlyMap<string, Slot>): string {
  return [...slots.values()].map(({ name, label }) => `${name}（${label.zh}）`).join('、');
}

/** A value without a name: told once, whatever number of them there is. */
function unnamed(known: ReadonlyMap<string, Slot>, path: readonly string[]): FieldProblem {
  const names = describeSlots(known);
  return {
    path: [...path, ''],
    code: 'REQUIRED',
    messages: { zh: `没有写项目名称。可写的项目：${names}。`, en: `The name is missing. Names: ${names}.` },
  };
}

function repeated(name: string, path: readonly string[]): FieldProblem {
  return {
    path: [...path, name],
    code: 'REPEATED',
    messages: { zh: `“${name}”出现了多次，请只留一个。`, en: `"${name}" is there more than once; keep one.` },
  };
}

/** Facts of a scope that must be stated because a decision of some version reads them and they are not optional. */
export function missingFacts(versions: readonly CompiledRuleset[], facts: StatableFacts, stated: ReadonlySet<string>): readonly Slot[] {
  const missing = new Map<string, Slot>();
  for (const { plan } of versions) {
    const own = statableSlots([{ plan }], facts);
    const read = new Set(
      SCOPES.flatMap((scope) => plan.decisions[scope])
        .flatMap(decisionRefs)
        .filter((ref) => ref.scope === facts.scope)
        .map(({ slot }) => plan.slots[facts.scope][slot]?.name),
    );
    for (const slot of own.values()) if (!slot.optional && read.has(slot.name) && !stated.has(slot.name)) missing.set(slot.name, slot);
  }
  return [...missing.values()];
}

/** A required fact that nobody stated, as a problem of the list of values. */
export function missingProblem({ name, label }: Slot, path: readonly string[]): FieldProblem {
  return {
    path: [...path, name],
    code: 'REQUIRED',
    messages: {
      zh: `规则集需要“${name}（${label.zh}）”，此处没有提供。`,
      en: `The ruleset needs "${name}" (${label.en ?? label.zh}), which was not stated.`,
    },
  };
}
