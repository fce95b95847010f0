import { z } from 'zod';

const output = z.object({ rules: z.array(z.string()).optional(), value: z.unknown().optional() });
const outputs = z.record(z.string(), output);
const situations = z.record(z.string(), z.array(z.string()));

/** What a distinct outcome says of one decision. */
export interface OutcomeDecision {
  readonly decision: string;
  /** Names of the rules that held. */
  readonly rules: readonly string[];
  /** What it gave; null where that is a number, which differs from case to case, or missing. */
  readonly value: string | null;
  /** The classes of facts that were met, in words. */
  readonly facts: readonly string[];
}

/** Reads a stored outcome back. The database keeps no order of keys: decisions come by id. */
export function parseOutcome(storedOutputs: unknown, storedSituation: unknown): readonly OutcomeDecision[] {
  const facts = situations.parse(storedSituation);
  return Object.entries(outputs.parse(storedOutputs))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([decision, { rules = [], value }]) => ({ decision, rules, value: textOf(value), facts: facts[decision] ?? [] }));
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map(String).join('；');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
