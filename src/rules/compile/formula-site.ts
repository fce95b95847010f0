import { compileFormula } from '../../engine/formula/formula.js';
import { Environment } from '../../engine/formula/environment.js';
import type { Expr } from '../../engine/plan/plan.js';
import type { Fraction } from '../../engine/number/quantity.js';
import { namesIn, printFormula, type Ast } from '../names/formula-parse.js';
import type { NameReader } from '../names/reader.js';
import { commonUnit, type QuantityUnit } from '../names/units.js';

/** A formula, resolved, with the dimension of what it yields. */
export interface TypedExpr {
  readonly expr: Expr;
  readonly unit: QuantityUnit;
}

/** Where a formula stands: who reads, its text, and the pointer of findings. */
export interface FormulaSite {
  readonly reader: NameReader;
  readonly text: string;
  readonly pointer: string;
  /** Whether what it works out may be missing. */
  readonly optional: boolean;
}

/** The common unit of two sides; UNIT_MISMATCH names both when there is none. */
export function sameUnit(site: FormulaSite, sides: { left: TypedExpr; right: TypedExpr; what: Ast }): QuantityUnit | undefined {
  const { left, right, what } = sides;
  const unit = commonUnit(left.unit, right.unit);
  if (unit !== undefined) return unit;
  // Printed only when it is wanted: to print every sum inside a sum takes the square of its length.
  const { about, what: named } = site.reader.atOdds(printFormula(what), namesIn(what));
  site.reader.report.add('UNIT_MISMATCH', site.pointer, { what: named, left: left.unit, right: right.unit }, { about });
  return undefined;
}

/** A divisor that is zero whatever the case is refused at load; one that may become zero fails when it does. */
export function refuseZero(site: FormulaSite, divisor: Expr, ast: Ast): void {
  if (constantValue(divisor)?.n === 0n) site.reader.report.add('DIVISION_BY_ZERO', site.pointer, { divisor: printFormula(ast) });
}

/** The value of a formula that reads nothing but numbers and parameters. */
function constantValue(expr: Expr): Fraction | undefined {
  return isConstant(expr) ? compileFormula(expr)(new Environment({})) : undefined;
}

function isConstant(expr: Expr): boolean {
  switch (expr.kind) {
    case 'number':
    case 'parameter':
      return true;
    case 'negate':
    case 'round':
    case 'tiered':
    case 'lookupBand':
      return isConstant(expr.operand);
    case 'binary':
      return isConstant(expr.left) && isConstant(expr.right);
    case 'call':
      return expr.args.every(isConstant);
    case 'ratio':
      return isConstant(expr.part) && isConstant(expr.whole);
    case 'step':
      return isConstant(expr.operand) && isConstant(expr.every) && isConstant(expr.add);
    case 'fact':
    case 'keyedBands':
    case 'lookup':
    case 'group':
      return false;
  }
}
