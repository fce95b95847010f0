import { isRealDate } from '../kit/calendar.js';
import type { Frame, Slot, Value } from '../plan/plan.js';
import type { PreparedScope } from './program.js';
import { compare, type Fraction, isDecimalText, parseDecimal, printShort } from '../number/quantity.js';

/** Why a stated value does not fit the fact that it is stated for. */
export type FactProblemCode = 'UNKNOWN_FACT' | 'WRONG_TYPE' | 'VALUE_NOT_ALLOWED' | 'OUT_OF_DOMAIN' | 'REQUIRED';

/** A stated value that does not fit its fact. `expected` is for people: a type, a list of values, a range. */
export interface FactProblem {
  readonly code: FactProblemCode;
  readonly fact: string;
  readonly value: string;
  readonly expected: string;
}

/** A value read from text, or why it could not be. */
export type FactReading = { readonly value: Value } | { readonly problem: FactProblem };

/** Reads a fact's value from text by its slot's type, value list and domain. */
export function readFactText(slot: Slot, text: string): FactReading {
  const value = parseByType(slot, text);
  if (value === undefined) return { problem: refuse('WRONG_TYPE', slot, text, slot.type) };
  const problem = domainProblem(slot, value, text);
  return problem === undefined ? { value } : { problem };
}

/** Why a value, written as `text`, is none that its slot may have: it is missing, none of a list, or outside the domain. */
export function domainProblem(slot: Slot, value: Value, text: string): FactProblem | undefined {
  if (value === null) return slot.optional ? undefined : refuse('REQUIRED', slot, text, slot.type);
  if (typeof value === 'object' && 'n' in value) {
    return isInDomain(slot, value) ? undefined : refuse('OUT_OF_DOMAIN', slot, text, domainText(slot));
  }
  const { values } = slot;
  return values === undefined || typeof value !== 'string' || values.includes(value)
    ? undefined
    : refuse('VALUE_NOT_ALLOWED', slot, text, values.join(' '));
}

function refuse(code: FactProblemCode, slot: Slot, value: string, expected: string): FactProblem {
  return { code, fact: slot.name, value, expected };
}

function parseByType(slot: Slot, text: string): Value | undefined {
  switch (slot.type) {
    case 'decimal':
      return parseDecimal(text);
    case 'integer':
      return isDecimalText(text) && !text.includes('.') ? parseDecimal(text) : undefined;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'enum':
    case 'code':
      return text === '' ? undefined : text;
    case 'date':
      return isRealDate(text) ? text : undefined;
    case 'codes':
    case 'set':
      return undefined;
  }
}

function isInDomain(slot: Slot, value: Fraction): boolean {
  return (slot.min === undefined || compare(value, slot.min) >= 0) && (slot.max === undefined || compare(value, slot.max) <= 0);
}

function domainText(slot: Slot): string {
  return `${slot.min === undefined ? '' : printShort(slot.min)}..${slot.max === undefined ? '' : printShort(slot.max)}`;
}

/** A frame with nothing in it but parameters that stand as facts, and `null` for optional facts: what nobody states of them is missing. */
export function emptyFrame(scope: PreparedScope): Frame {
  return scope.slots.map((slot) => slot.constant ?? (slot.source === 'fact' && slot.optional ? null : undefined));
}

/** A frame filled by name. Names that the ruleset does not have in this scope are left aside: it does not ask for them. */
export function frameOf(scope: PreparedScope, values: ReadonlyMap<string, Value>): Frame {
  const frame = emptyFrame(scope);
  for (const [name, value] of values) {
    const slot = scope.slotByName.get(name);
    if (slot !== undefined) frame[slot] = value;
  }
  return frame;
}
