import { foldCode } from '../codes/fold-code.js';
import type { OperationClauses } from '../plan/catalogue.js';

/** Clauses beyond which each counts for itself. */
const MOST_CLAUSES = 10;

/**
 * The fewest codes, or prefixes, that meet all clauses: 2 for `A+B`, 1 for `A|B+A|C`, which A alone meets. A book's `A|B+C`, where `+` binds
 * tighter, stands in a catalogue as the latter: it asks for one operation, not for two. Each clause counts for itself where there are many.
 */
export function fewestOperations(clauses: OperationClauses): number {
  if (clauses.length < 2 || clauses.length > MOST_CLAUSES) return clauses.length;
  const met = new Map<string, number>(); // code → the clauses that it meets, as bits
  clauses.forEach((clause, place) => clause.forEach((code) => met.set(foldCode(code), (met.get(foldCode(code)) ?? 0) | (1 << place))));
  const all = (1 << clauses.length) - 1;
  let reached = new Set([0]);
  for (let count = 1; count < clauses.length; count++) {
    reached = new Set([...reached].flatMap((before) => [...new Set(met.values())].map((bits) => before | bits)));
    if (reached.has(all)) return count;
  }
  return clauses.length;
}
