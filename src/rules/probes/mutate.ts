import { must } from '../../engine/kit/assert.js';
import type { DecisionPlan } from '../../engine/plan/plan.js';
import { SCOPES } from '../../engine/plan/scopes.js';
import type { CompiledRuleset, Judged } from '../compiled/compiled-ruleset.js';
import type { ExampleDocument } from '../document/document.js';
import { runExample } from '../examples/examples.js';
import type { Trial } from '../examples/example-trials.js';
import { ExampleParts, triedExamples, type TriedExample } from '../examples/run-examples.js';
import type { Judge } from '../judge/judge.js';
import { boundaryExamples, judgedParts, trialOf } from './boundaries.js';
import { exampleAt } from './boundary-examples.js';
import { differenceAt } from './mutant-difference.js';
import { mutatedDecision, mutatedTrial, type MutatedRule } from './mutated.js';
import { mutationsOf, type Mutation, type MutationChange } from './mutants.js';
import { provenOf, type Proven } from './points.js';

/**
 * What became of a mutant. NOTICED: an example of the document fails. SURVIVED: none does. EQUIVALENT: the tables prove that every situation
 * that facts can bring about is decided alike. UNDECIDED: the mutated decision tells too many situations apart.
 */
type Fate = 'NOTICED' | 'SURVIVED' | 'EQUIVALENT' | 'UNDECIDED';

/** 变异体 a rule changed in one place, and who noticed. */
export interface Mutant {
  readonly decision: string;
  readonly rule: string;
  readonly kind: Mutation['kind'];
  readonly text: string;
  /** What was changed, to be said in words by `changeWords`. */
  readonly change: MutationChange;
  readonly fate: Fate;
  /** The example that noticed it. */
  readonly by?: string;
  /** Of a survivor: an example that would notice it, as the rules decide now. */
  readonly catcher?: ExampleDocument;
}

/** 变异得分 of a document's own rules. */
export interface MutationReport {
  readonly mutants: readonly Mutant[];
  readonly counts: Readonly<Record<Fate, number>>;
  /** Survivors that have an example that would notice them. */
  readonly caught: number;
}

/** What of a ruleset is mutated. */
export interface MutateOptions {
  readonly isInherited?: (pointer: string) => boolean;
  /** Told after each mutant, and waited for: others may have their turn meanwhile. */
  readonly onProgress?: (done: number, total: number) => void | Promise<void>;
}

/**
 * Mutates every own rule of a checked ruleset in one place at a time and asks which examples notice. Cost: a mutant is one decision cut anew
 * (milliseconds) and the examples that met it, until the first fails; only what survives is compared situation by situation.
 */
export async function mutate(
  ruleset: CompiledRuleset,
  judge: Judge,
  { isInherited = () => false, onProgress = () => undefined }: MutateOptions = {},
): Promise<MutationReport> {
  const witnesses = await witnessesOf(ruleset, judge);
  const mutants: Mutant[] = [];
  const newName = namer(new Set([...ruleset.effective.examples, ...[...witnesses.made.values()].flat()].map(({ id }) => id)));
  const work = judgedParts(ruleset).flatMap((part) => {
    const bench: Bench = { judge, proven: provenOf(part), trial: trialOf(part, ruleset.effective), witnesses, newName };
    return mutatedRules(part, isInherited).map((one) => ({ ...one, bench }));
  });
  for (const { bench, decision, mutated } of work) {
    mutants.push(await judgeMutant(bench, decision, mutated));
    await onProgress(mutants.length, work.length);
  }
  const count = (fate: Fate): number => mutants.filter((one) => one.fate === fate).length;
  return {
    mutants,
    counts: { NOTICED: count('NOTICED'), SURVIVED: count('SURVIVED'), EQUIVALENT: count('EQUIVALENT'), UNDECIDED: count('UNDECIDED') },
    caught: mutants.filter(({ catcher }) => catcher !== undefined).length,
  };
}

interface Bench {
  readonly judge: Judge;
  readonly proven: Proven;
  readonly trial: Trial;
  readonly witnesses: Witnesses;
  /** An id that no example has yet: those that catch mutants may be taken over together. */
  readonly newName: (wanted: string) => string;
}

/** Ids that neither examples of the document nor made ones have. */
function namer(taken: Set<string>): Bench['newName'] {
  return (wanted) => {
    const base = wanted
      .replaceAll(/[^\w.-]/gu, '_')
      .replace(/^[^A-Z0-9]/iu, 'x')
      .slice(0, 110);
    for (let n = 1; ; n++) {
      const name = n === 1 ? base : `${base}-${n}`;
      if (!taken.has(name)) {
        taken.add(name);
        return name;
      }
    }
  };
}

/** Examples by the decision that they met: the document's own, and those made at its boundaries, or for a mutant before. */
interface Witnesses {
  readonly own: ReadonlyMap<string, readonly TriedExample[]>;
  readonly made: Map<string, ExampleDocument[]>;
}

async function witnessesOf(ruleset: CompiledRuleset, judge: Judge): Promise<Witnesses> {
  const { effective, plan, tables, quality } = ruleset;
  const parts = new ExampleParts(effective, { SCORING: { plan, tables }, QUALITY: quality ?? { plan, tables } }, judge);
  const own = new Map<string, TriedExample[]>();
  for (const tried of await triedExamples(parts)) {
    const { met } = await runExample({ ...tried.trial, isOwn: true }, tried.example, tried.pointer);
    for (const decision of new Set(met.map((one) => one.decision))) own.set(decision, [...(own.get(decision) ?? []), tried]);
  }
  const made = new Map<string, ExampleDocument[]>();
  const { examples } = await boundaryExamples(ruleset, [], { limit: Infinity, all: true });
  for (const { decision, example } of examples) made.set(decision, [...(made.get(decision) ?? []), example]);
  return { own, made };
}

/** Own rules, mutated. Those of a choice (`choose`) are left alone: one holds for each member of its parameter, and changed none might, with nothing to fall back on. */
function mutatedRules({ plan }: Judged, isInherited: (pointer: string) => boolean): { decision: DecisionPlan; mutated: MutatedRule }[] {
  const decisions = SCOPES.flatMap((scope) => plan.decisions[scope]).filter(({ isChoice }) => isChoice !== true);
  return decisions.flatMap((decision) =>
    decision.rules.flatMap(({ pointer, condition }, rule) =>
      isInherited(pointer)
        ? []
        : mutationsOf(plan, condition).map((mutation) => ({ decision, mutated: { decision: decision.id, rule, mutation } })),
    ),
  );
}

async function judgeMutant(bench: Bench, decision: DecisionPlan, mutated: MutatedRule): Promise<Mutant> {
  const { judge, proven, trial, witnesses, newName } = bench;
  const { name } = must(decision.rules[mutated.rule], 'rule');
  const { kind, text, change } = mutated.mutation;
  const mutant = { decision: decision.id, rule: name, kind, text, change };
  const changed = await mutatedTrial(trial, judge, mutated);
  if (changed === undefined) return { ...mutant, fate: 'UNDECIDED' };
  const trials = new Map<Trial['program'], Trial | undefined>([[trial.program, changed]]);
  for (const { example, pointer, trial: own } of byLikelihood(witnesses.own.get(decision.id) ?? [], name)) {
    const known = own.isOwn ? changed : trials.has(own.program) ? trials.get(own.program) : await mutatedTrial(own, judge, mutated);
    trials.set(own.program, known);
    if (known !== undefined && (await notices(known, example, pointer))) return { ...mutant, fate: 'NOTICED', by: example.id };
  }
  for (const example of witnesses.made.get(decision.id) ?? [])
    if (await notices(changed, example, '')) return { ...mutant, fate: 'SURVIVED', catcher: example };
  const point = await differenceAt(proven, judge, mutatedDecision(decision, mutated.rule, mutated.mutation), mutated.rule);
  if (point === undefined) return { ...mutant, fate: 'EQUIVALENT' };
  const catcher = await exampleAt(proven, trial, point, newName(`${name}-mutant`));
  if (catcher === undefined || !(await notices(changed, catcher, ''))) return { ...mutant, fate: 'SURVIVED' };
  witnesses.made.set(decision.id, [...(witnesses.made.get(decision.id) ?? []), catcher]);
  return { ...mutant, fate: 'SURVIVED', catcher };
}

/** Those that say that the rule fires come first: most mutants are noticed by the first. */
function byLikelihood(examples: readonly TriedExample[], rule: string): readonly TriedExample[] {
  const names = ({ example: { fired = [] } }: TriedExample): boolean => fired.includes(rule);
  return [...examples.filter(names), ...examples.filter((one) => !names(one))];
}

async function notices(trial: Trial, example: ExampleDocument, pointer: string): Promise<boolean> {
  return (await runExample(trial, example, pointer)).findings.length > 0;
}
