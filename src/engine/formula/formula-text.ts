import { readRef, type Environment } from './environment.js';
import { formulaValue } from './formula-value.js';
import type { Expr, KeyExpr, Ref } from '../plan/plan.js';
import { printExact, printValue, printValueExactly } from '../plan/value-text.js';

/** Stands in a substituted formula for a value that is missing. */
const MISSING = '?';

interface Printed {
  readonly text: string;
  /** How tightly it binds: 1 sum, 2 product, 3 sign, 4 anything closed. */
  readonly binds: number;
}

/** Prints the value of a name; `null` where it is missing. */
export type PrintRef = (ref: Ref, environment: Environment) => string | null;

const printPlain: PrintRef = (ref, environment) => printValueExactly(readRef(environment, ref));

/**
 * A formula with numbers in place of names: `1000 * (2.5 - 2 + 1) * 1.2200`. Look-ups and catalogue columns stand as what they gave. No number
 * is shortened (`printExact`): whoever works it out arrives at the result.
 */
export function substitute(expr: Expr, environment: Environment, printRef: PrintRef = printPlain): string {
  return print(expr, { environment, printRef }).text;
}

interface Context {
  readonly environment: Environment;
  readonly printRef: PrintRef;
}

function print(expr: Expr, context: Context): Printed {
  const inner = (child: Expr): string => print(child, context).text;
  const list = (children: readonly Expr[]): string => children.map(inner).join(', ');
  switch (expr.kind) {
    case 'number':
      return number(expr.text);
    case 'parameter':
      return number(printExact(expr.value));
    case 'fact':
      return number(context.printRef(expr.ref, context.environment) ?? MISSING);
    case 'negate':
      return { text: `-${closed(print(expr.operand, context), 4)}`, binds: 3 };
    case 'binary':
      return binary(expr, context);
    case 'ratio':
      return { text: `ratio(${list([expr.part, expr.whole])})`, binds: 4 };
    case 'call':
      return { text: `${expr.fn}(${list(expr.args)})`, binds: 4 };
    case 'round':
      return { text: `round(${inner(expr.operand)}, ${expr.places}, ${expr.mode})`, binds: 4 };
    case 'step':
      return { text: `step(${list([expr.operand, expr.every, expr.add])}, ${expr.mode})`, binds: 4 };
    case 'tiered':
      return { text: `tiered(${inner(expr.operand)}, ${expr.table.id})`, binds: 4 };
    case 'lookupBand':
      return { text: `lookup(${expr.table.id}, ${inner(expr.operand)})`, binds: 4 };
    case 'keyedBands': {
      const keys = expr.keys.map((key) => keyText(key, context.environment)).join(', ');
      const [x, { id }] = [inner(expr.operand), expr.table];
      return { text: expr.fn === 'lookup' ? `lookup(${id}, ${keys}, ${x})` : `tiered(${x}, ${id}, ${keys})`, binds: 4 };
    }
    case 'lookup':
    case 'group':
      return number(printValueExactly(formulaValue(expr, context.environment)) ?? MISSING);
  }
}

function number(text: string): Printed {
  return { text, binds: text.startsWith('-') ? 3 : 4 };
}

const BINDS = { '+': 1, '-': 1, '*': 2, '/': 2 } as const;

function binary(expr: Extract<Expr, { kind: 'binary' }>, context: Context): Printed {
  const binds = BINDS[expr.op];
  const left = closed(print(expr.left, context), binds);
  const right = print(expr.right, context);
  const associates = (expr.op === '+' || expr.op === '*') && expr.right.kind === 'binary' && expr.right.op === expr.op;
  const needed = associates ? binds : binds + 1;
  return { text: `${left} ${expr.op} ${right.binds === 3 ? `(${right.text})` : closed(right, needed)}`, binds };
}

/** In brackets unless it binds at least as tightly as needed. */
function closed(printed: Printed, needed: number): string {
  return printed.binds >= needed ? printed.text : `(${printed.text})`;
}

/** A key as printed to people: its text, or the value of the fact. */
export function keyText(key: KeyExpr, environment: Environment): string {
  return key.kind === 'text' ? key.value : (printValue(readRef(environment, key.ref)) ?? MISSING);
}
