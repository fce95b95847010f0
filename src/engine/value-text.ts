import { isTexts } from './environment.js';
import type { OutputSpec, Ref, Slot, Value } from './plan.js';
import type { Program } from './program.js';
import { EXACT_DISPLAY_SCALE, Fraction, printFixed, printShort } from './quantity.js';

/** Prints a value for people and for comparison; `null` where it is missing. Exact outputs at 8 places HALF_UP, rounded ones at their scale. */
export function printOutput(output: OutputSpec, value: Value | undefined): string | null {
  if (!(value instanceof Fraction)) return printValue(value);
  return printFixed(value, output.exact ? EXACT_DISPLAY_SCALE : (output.round?.scale ?? EXACT_DISPLAY_SCALE));
}

/** Prints any value: numbers with the places that they were stated or rounded to, others as short as they are exactly. */
export function printValue(value: Value | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Fraction) return printNumber(value);
  return isTexts(value) ? value.join(' ') : String(value);
}

/** A decimal that was stated or rounded keeps its places: its denominator is a power of ten. */
function printNumber(value: Fraction): string {
  const denominator = value.d.toString();
  const places = denominator.length - 1;
  return places <= EXACT_DISPLAY_SCALE && /^10*$/.test(denominator) ? printFixed(value, places) : printShort(value);
}

/** The slot that a name stands for. */
export function slotFor(program: Program, ref: Ref): Slot | undefined {
  return program.plan.slots[ref.scope][ref.slot];
}
