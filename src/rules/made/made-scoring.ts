import { must } from '../../engine/kit/assert.js';
import { KeyRun } from '../../engine/decide/key-run.js';
import { evaluateScope } from '../../engine/decide/scope-run.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import { Environment, readRef } from '../../engine/formula/environment.js';
import { compileFormula, type Formula } from '../../engine/formula/formula.js';
import { divide, Fraction } from '../../engine/number/quantity.js';
import type { InpatientCase } from '../../engine/plan/inpatient-case.js';
import type { Expr, Frame, Ref, Value, VerdictSource } from '../../engine/plan/plan.js';
import { SCOPE_INDEX } from '../../engine/plan/scopes.js';
import { fillCase } from '../../engine/scoring/case-frame.js';
import { runScoring } from '../../engine/scoring/scoring.js';
import type { CompiledRuleset } from '../compiled/compiled-ruleset.js';
import { unstatedFrame } from '../examples/example-frames.js';
import { learnUnmet } from '../judge/learn.js';
import { MADE_MEAN_COST, usualValue, type MadeFacts } from './made-facts.js';

/** The frames that made cases are scored in. */
export interface MadeFrames {
  readonly fundYear: Frame;
  readonly institution: Frame;
}

/** A made case, scored by the product's own engine. */
export interface MadeScore {
  readonly included: boolean;
  readonly points: Fraction;
  /** Names of the rules that held, by decision; `otherwise` where none did. */
  readonly fired: (decision: string) => string;
  /** What a formula of the case's decisions comes to. */
  readonly valueOf: (formula: Formula) => Fraction | undefined;
  readonly value: (expr: Expr) => Fraction | undefined;
  /** What a name came to, of the case, its institution or its year; null where it has nothing. */
  readonly read: (ref: Ref) => Value;
  /** A number that one of them gives. */
  readonly output: (decision: string) => Fraction | undefined;
}

/** Frames of a year and an institution of which only some facts are stated: all else is usual. A point is worth what the made group costs. */
export async function madeFrames(ruleset: CompiledRuleset, facts: MadeFacts, group: DiseaseGroup | null): Promise<MadeFrames> {
  const { program, plan, tables } = ruleset;
  const frames: Partial<Record<'fundYear' | 'institution', Frame>> = {};
  for (const scope of ['fundYear', 'institution'] as const) {
    const run = new KeyRun(program.scopes[scope], scope === 'institution' ? { institutionCode: 'CHECK' } : {}, new Map(), frames);
    unstatedFrame(plan.slots[scope]).forEach((value, slot) => (run.frame[slot] = value));
    plan.slots[scope].forEach((slot, index) => {
      if (slot.source === 'output' || slot.source === 'rule' || slot.source === 'parameter') return;
      const stated = facts.get(slot.name);
      // What a year is planned with is all there; what an institution is besides, it need not be.
      const isLeftOut = slot.optional && scope === 'institution' && slot.source === 'fact';
      run.frame[index] = stated ?? (isLeftOut ? null : usualValue(slot));
    });
    for (;;) {
      const { unmet } = evaluateScope(program, scope, [run], tables.verdict);
      if (unmet.length === 0) break;
      await learnUnmet(program, tables, [run], unmet);
    }
    frames[scope] = run.frame;
  }
  const { fundYear = [], institution = [] } = frames;
  const pointValue = group === null ? undefined : divide(MADE_MEAN_COST, group.points);
  plan.slots.fundYear.forEach(({ unit, source }, slot) => {
    if (source === 'output' && unit === 'yuan/point' && pointValue !== undefined) fundYear[slot] = pointValue;
  });
  return { fundYear, institution };
}

/** Scores a made case; `undefined` where it can't be scored. Situations that no table holds are put to the Judge and learnt. */
export async function scoreMade(
  ruleset: CompiledRuleset,
  { fundYear, institution }: MadeFrames,
  inpatientCase: InpatientCase,
  group: DiseaseGroup | null,
): Promise<MadeScore | undefined> {
  const { scoring, program, plan, tables } = ruleset;
  const { frame: caseFrame, problems } = fillCase(scoring.filler, program, inpatientCase, { regionCode: plan.region });
  if (problems.length > 0 || scoring.points === undefined) return undefined;
  const frames = { fundYear, institution, caseFrame };
  const points = scoring.points.plan.slot;
  for (;;) {
    const result = runScoring(scoring, frames, () => ({ group }), firstOfUnique(tables.verdict));
    if (result.kind === 'failure') return undefined;
    if (result.kind === 'unmet') {
      const environment = new Environment({ fundYear, institution, case: caseFrame }, group);
      await tables.learn(result.decision, result.table, result.situation, (ref) => readRef(environment, ref));
      continue;
    }
    const found = result.frame[points];
    if (!(found instanceof Fraction)) return undefined;
    const environment = new Environment({ fundYear, institution, case: [...result.frame] }, group);
    const fired = [...result.evaluation.fired];
    return {
      included: result.included,
      points: found,
      fired: (id) => firedOf(ruleset, id, fired),
      valueOf: (formula) => formula(environment),
      value: (expr) => compileFormula(expr)(environment),
      read: (ref) => readRef(environment, ref) ?? null,
      output: (id) => {
        const value = environment.frame(SCOPE_INDEX.case)[program.scopes.case.slotByName.get(id) ?? -1];
        return value instanceof Fraction ? value : undefined;
      },
    };
  }
}

/** Where rules of a `unique` decision overlap, which is said elsewhere, the first of them counts here. */
export function firstOfUnique(verdicts: VerdictSource): VerdictSource {
  return (decision, table, situation) => {
    const verdict = verdicts(decision, table, situation);
    return decision.hit === 'unique' && verdict !== undefined && verdict.fired.length > 1
      ? { ...verdict, fired: verdict.fired.slice(0, 1) }
      : verdict;
  };
}

function firedOf({ plan }: CompiledRuleset, id: string, fired: readonly (readonly number[] | undefined)[]): string {
  const decision = must(
    plan.decisions.case.find((one) => one.id === id),
    id,
  );
  const rules = fired[decision.index] ?? [];
  return rules.length === 0 ? 'otherwise' : rules.map((rule) => must(decision.rules[rule], 'rule').name).join('、');
}
