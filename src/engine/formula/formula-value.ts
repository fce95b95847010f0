import type { Environment } from './environment.js';
import { compileFormula, type Formula } from './formula.js';
import type { Expr } from '../plan/plan.js';
import type { Fraction } from '../number/quantity.js';

const COMPILED = new WeakMap<Expr, Formula>();

/** What a formula, or a part of one, gives. Explanations ask for the parts of the same formulas again and again: each is compiled once. */
export function formulaValue(expr: Expr, environment: Environment): Fraction | undefined {
  const known = COMPILED.get(expr);
  if (known !== undefined) return known(environment);
  const compiled = compileFormula(expr);
  COMPILED.set(expr, compiled);
  return compiled(environment);
}
