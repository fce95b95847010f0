import type { TracedStep } from '../../../rules/explain/explain.js';

/** A stored trace as our own code wrote it; null where a key has none. */
export function parseTrace(stored: unknown): readonly TracedStep[] {
  return Array.isArray(stored) ? (stored as readonly TracedStep[]) : [];
}
