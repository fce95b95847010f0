import { compare, parseDecimal, ZERO } from '../../engine/number/quantity.js';
import type { DecisionPlan, Expr } from '../../engine/plan/plan.js';
import { pointerTo } from '../findings/finding-codes.js';
import type { Names } from '../names/names.js';
import type { Report } from '../findings/report.js';
import type { Scope } from '../../engine/plan/scopes.js';

/**
 * 系数为零 warns of a 0 in a table that is, or multiplies, the institution coefficient (cn2025#17), where the table states no `min`: a hospital
 * with coefficient 0 would be paid nothing. A warning, because a summand of 0 can be meant: stating `min` says so.
 */
export function checkCoefficients(names: Names, decisions: Readonly<Record<Scope, readonly DecisionPlan[]>>, report: Report): void {
  const all = Object.values(decisions).flat();
  const tables = new Set<string>();
  const seen = new Set<DecisionPlan>();
  const next = all.filter(({ id }) => id === 'institutionCoefficient');
  for (const decision of next) {
    if (seen.has(decision)) continue;
    seen.add(decision);
    const outcomes = [...decision.rules.map(({ outcome }) => outcome), decision.otherwise?.outcome];
    for (const outcome of outcomes) {
      if (outcome?.kind !== 'formula') continue;
      for (const term of termsOf(outcome.expr)) {
        if (term.kind === 'lookup') tables.add(term.table.id);
        if (term.kind === 'fact') next.push(...all.filter(({ scope, slot }) => scope === term.ref.scope && slot === term.ref.slot));
      }
    }
  }
  for (const name of tables) checkTable(names, name, report);
}

/** What a formula adds up and multiplies: inside a limit, a 0 may well be meant. */
function termsOf(expr: Expr): readonly Expr[] {
  if (expr.kind === 'round') return termsOf(expr.operand);
  const isTerms = expr.kind === 'binary' && (expr.op === '+' || expr.op === '*');
  return isTerms ? [...termsOf(expr.left), ...termsOf(expr.right)] : [expr];
}

function checkTable(names: Names, name: string, report: Report): void {
  const entity = names.entities.get(name);
  if (entity?.kind !== 'table' || entity.document.kind !== 'map' || entity.document.min !== undefined) return;
  entity.document.rows.forEach(({ key, value }, index) => {
    const number = parseDecimal(value);
    if (number === undefined || compare(number, ZERO) !== 0) return;
    report.add('COEFFICIENT_ZERO', pointerTo(entity.pointer, 'rows', index, 'value'), { table: name, key: key.join(' / ') });
  });
}
