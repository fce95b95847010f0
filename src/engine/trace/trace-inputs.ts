import { readRef, type Environment } from '../formula/environment.js';
import { childrenOf } from '../formula/formula.js';
import { bandsAt, bandsText } from '../formula/formula-bands.js';
import { keyText } from '../formula/formula-text.js';
import { formulaValue } from '../formula/formula-value.js';
import type { Expr, KeyExpr, Label, OutputSpec, Ref, SlotSource, Value } from '../plan/plan.js';
import { type Program, slotFor } from '../decide/program.js';
import { compare, Fraction, isDecimalText, printShort, storedDecimal } from '../number/quantity.js';
import { isShown, printExact, printOutput, printValue, printValueExactly } from '../plan/value-text.js';
import type { Scope } from '../plan/scopes.js';

/** Where a number of a formula comes from: a slot, a table of the ruleset, or the catalogue. */
export type InputSource = SlotSource | 'table' | 'catalogue';

/** One value that a step read. `value` is null where it is missing; `label` is null where the name has none in the plan. */
export interface TraceInput {
  readonly name: string;
  readonly label: Label | null;
  readonly value: string | null;
  readonly unit: string;
  readonly source: InputSource;
  readonly scope: Scope | null;
}

/** The whole of an exact output that 8 places do not hold; null where they do. */
export function exactOf({ exact }: OutputSpec, value: Value | undefined): string | null {
  return exact && value instanceof Fraction && !isShown(value) ? printExact(value) : null;
}

/** The values that a formula read, from left to right. */
export function traceInputs(program: Program, expr: Expr, environment: Environment): readonly TraceInput[] {
  const isFound = hasFallback(expr) && formulaValue(withoutFallback(expr), environment) !== undefined;
  const children = isFound ? [] : childrenOf(expr).flatMap((child) => traceInputs(program, child, environment));
  return [...ownInputs(program, expr, environment), ...children];
}

type Lookup = Extract<Expr, { readonly kind: 'lookup' | 'group' }>;

function hasFallback(expr: Expr): expr is Lookup {
  return (expr.kind === 'lookup' || expr.kind === 'group') && expr.otherwise !== undefined;
}

const FOUND = new WeakMap<Lookup, Lookup>();

/** The look-up without what stands in where it finds nothing: that is no value of the table or the catalogue. */
function withoutFallback(expr: Lookup): Lookup {
  const known = FOUND.get(expr);
  if (known !== undefined) return known;
  const { otherwise: _, ...own } = expr;
  FOUND.set(expr, own);
  return own;
}

function ownInputs(program: Program, expr: Expr, environment: Environment): readonly TraceInput[] {
  const valueOf = (own: Expr): string | null => printValueExactly(formulaValue(own, environment));
  switch (expr.kind) {
    case 'fact':
      return [traceRef(program, expr.ref, environment)];
    case 'parameter':
      return [unlabelled(expr.name, printValue(expr.value), 'parameter')];
    case 'lookup': {
      const texts = expr.keys.map((item) => keyText(item, environment)).join(', ');
      return [
        ...keyInputs(program, expr.keys, environment),
        unlabelled(`${expr.table.id}[${texts}]`, valueOf(withoutFallback(expr)), 'table'),
      ];
    }
    case 'group': {
      const text = expr.key === undefined ? '' : `, ${keyText(expr.key, environment)}`;
      const read = keyInputs(program, expr.key === undefined ? [] : [expr.key], environment);
      return [...read, unlabelled(`group(${expr.column}${text})`, valueOf(withoutFallback(expr)), 'catalogue')];
    }
    case 'lookupBand':
      return [unlabelled(expr.table.id, valueOf(expr), 'table')];
    case 'tiered':
      return [unlabelled(expr.table.id, bandsText(expr.table), 'table')];
    case 'keyedBands': {
      const texts = expr.keys.map((item) => keyText(item, environment));
      const bands = bandsAt(expr.table, texts);
      const shown = expr.fn === 'lookup' ? valueOf(expr) : bands === undefined ? null : bandsText(bands);
      return [...keyInputs(program, expr.keys, environment), unlabelled(`${expr.table.id}[${texts.join(', ')}]`, shown, 'table')];
    }
    default:
      return [];
  }
}

/** The facts among keys. */
function keyInputs(program: Program, keys: readonly KeyExpr[], environment: Environment): readonly TraceInput[] {
  return keys.flatMap((key) => (key.kind === 'fact' ? [traceRef(program, key.ref, environment)] : []));
}

function unlabelled(name: string, value: string | null, source: InputSource): TraceInput {
  return { name, label: null, value, unit: '', source, scope: null };
}

/** A value that was read by its name. */
export function traceRef(program: Program, ref: Ref, environment: Environment): TraceInput {
  const slot = slotFor(program, ref);
  return {
    name: ref.name,
    label: slot?.label ?? null,
    value: printRef(program, ref, environment),
    unit: slot?.unit ?? '',
    source: slot?.source ?? 'fact',
    scope: ref.scope,
  };
}

/** Outputs print as their decisions declare, everything else as stated; what 8 places do not hold is a fraction. */
function printRef(program: Program, ref: Ref, environment: Environment): string | null {
  const value = readRef(environment, ref);
  const output = outputAt(program, ref);
  return output === undefined ? printValueExactly(value) : (exactOf(output, value) ?? printOutput(output, value));
}

/** What a condition met, for people: at 8 places, unless these would make it look like the limit that it is not at. */
export function printActual(program: Program, ref: Ref, environment: Environment, expected: string): string | null {
  const value = readRef(environment, ref);
  const output = outputAt(program, ref);
  if (!(value instanceof Fraction) || isShown(value)) return printRef(program, ref, environment);
  const shown = output === undefined ? printShort(value) : printOutput(output, value);
  const looksAlike = shown !== null && isDecimalText(expected) && compare(storedDecimal(shown), storedDecimal(expected)) === 0;
  return looksAlike ? printExact(value) : shown;
}

/** How the decision behind a name declares its output; `undefined` for what no decision gives. */
export function outputAt(program: Program, ref: Ref): OutputSpec | undefined {
  return program.plan.decisions[ref.scope].find(({ slot }) => slot === ref.slot)?.output;
}
