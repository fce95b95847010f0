import type { Label } from '../../engine/plan/plan.js';
import { bilingual, type Report } from '../findings/report.js';

/** The most letters by which a misspelt name may differ from the one that is meant. */
const MOST_EDITS = 2;

/** Guessing compares with every name: for the first misspelt names of a document only. */
const MOST_GUESSES = 50;

/** The known name that is most like an unknown one, for "did you mean"; `undefined` when none is close. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestEdits = Math.min(MOST_EDITS, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= bestEdits) continue;
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits < bestEdits) [best, bestEdits] = [candidate, edits];
  }
  return best;
}

/** Levenshtein's distance, one row at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Reports a name that nothing has, with the one that may be meant; `suggestion` is what to do where none is near. */
export function reportUnknown(name: string, pointer: string, known: Iterable<string>, report: Report, suggestion?: Label): void {
  const guess = report.count('UNKNOWN_NAME') < MOST_GUESSES ? nearest(name, known) : undefined;
  report.add('UNKNOWN_NAME', pointer, { name }, { suggestion: guess === undefined ? suggestion : didYouMean(guess) });
}

/** 是否指: the advice where something near is known. */
export function didYouMean(guess: string): Label {
  return bilingual(`是否指 “${guess}”？`, `Did you mean “${guess}”?`);
}
