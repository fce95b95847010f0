import jsep from 'jsep';
import { assertNever } from '../../engine/kit/assert.js';
import { isDecimalText } from '../../engine/number/quantity.js';
import { firstCharacters } from '../../engine/kit/text.js';

/**
 * Formula text to a tree (ARCHITECTURE 3, "Formulas"). The library jsep knows precedence and association; it is lenient, so its input
 * is scanned first (only our tokens, in our order, of bounded length and depth) and its output is taken over node by node. Nothing of
 * jsep's global state is changed or relied on, and nothing is ever executed.
 */
export type Ast =
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'text'; readonly value: string }
  /** A name, perhaps with a member or aspect: `points`, `caseFlag.TCM`, `cmi.peer`. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'negate'; readonly operand: Ast }
  | { readonly kind: 'binary'; readonly op: BinaryOperator; readonly left: Ast; readonly right: Ast }
  | { readonly kind: 'call'; readonly fn: string; readonly args: readonly Ast[] };
/** The four operators of formulas. */
type BinaryOperator = '+' | '-' | '*' | '/';

/** Longest formula, in characters. */
export const FORMULA_LENGTH_MAX = 2_000;
/** Deepest nesting of brackets, calls and signs. */
export const FORMULA_DEPTH_MAX = 64;

/** Why text is no formula, and where (0-based character). */
export interface FormulaFault {
  readonly reason: 'LENGTH' | 'DEPTH' | 'CHARACTER' | 'NUMBER' | 'ORDER' | 'UNFINISHED' | 'STRUCTURE';
  readonly at: number;
  readonly found: string;
}

/** What came of parsing a formula. */
export type ParsedFormula = { readonly ast: Ast; readonly fault?: undefined } | { readonly ast?: undefined; readonly fault: FormulaFault };

const NAME_START = 'A-Za-z_\\p{Script=Han}';
const NAME_PART = `${NAME_START}0-9（）、·％‰Ⅰ-Ⅻ`;
/** Text that may stand as one name in a formula: ASCII, or a Chinese label without spaces and operators. */
export const FORMULA_NAME = new RegExp(`^[${NAME_START}][${NAME_PART}]*$`, 'u');
const TOKEN = new RegExp(
  `(?<space>[ \\t\\r\\n]+)|(?<number>[0-9][0-9A-Za-z_.]*)|(?<name>[${NAME_START}][${NAME_PART}]*(?:\\.[${NAME_START}][${NAME_PART}]*)?)|` +
    `(?<text>'[^'\\\\\\p{Cc}]{0,200}')|(?<sign>[-+*/(),])`,
  'uy',
);

/** Parses a formula; a fault says why and where it can't be one. */
export function parseFormula(text: string): ParsedFormula {
  const fault = scan(text);
  if (fault !== undefined) return { fault };
  try {
    const ast = take(jsep(text));
    return ast === undefined ? { fault: { reason: 'STRUCTURE', at: 0, found: firstCharacters(text, 40) } } : { ast };
  } catch {
    // jsep throws on text that it can't read; the scan lets next to none through.
    return { fault: { reason: 'STRUCTURE', at: 0, found: firstCharacters(text, 40) } };
  }
}

/** The names of a text and where each begins (0-based character); also of one that is no formula yet. */
export function namePlaces(text: string): readonly { readonly name: string; readonly at: number }[] {
  const found: { readonly name: string; readonly at: number }[] = [];
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match?.groups?.['name'] !== undefined) found.push({ name: match[0], at });
    at += match?.[0].length ?? 1;
  }
  return found;
}

/** What the scan remembers: whether an operand must come next, and the open brackets with the signs before them. */
interface ScanState {
  wantsOperand: boolean;
  afterName: boolean;
  signs: number;
  readonly open: { readonly kind: 'call' | 'group'; readonly signs: number }[];
}

function scan(text: string): FormulaFault | undefined {
  if (text.length > FORMULA_LENGTH_MAX) return { reason: 'LENGTH', at: FORMULA_LENGTH_MAX, found: '' };
  const state: ScanState = { wantsOperand: true, afterName: false, signs: 0, open: [] };
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) return { reason: 'CHARACTER', at, found: String.fromCodePoint(text.codePointAt(at) ?? 0) };
    const token = match[0];
    const reason = match.groups?.['space'] === undefined ? step(state, token, match.groups ?? {}) : undefined;
    if (reason !== undefined) return { reason, at, found: token };
    at += token.length;
  }
  return state.wantsOperand || state.open.length > 0 ? { reason: 'UNFINISHED', at: text.length, found: '' } : undefined;
}

function step(state: ScanState, token: string, groups: Readonly<Record<string, string | undefined>>): FormulaFault['reason'] | undefined {
  if (groups['sign'] !== undefined) return stepSign(state, token);
  if (!state.wantsOperand) return 'ORDER';
  if (groups['number'] !== undefined && !isDecimalText(token)) return 'NUMBER';
  state.wantsOperand = false;
  state.afterName = groups['name'] !== undefined;
  state.signs = state.open.at(-1)?.signs ?? 0;
  return undefined;
}

function stepSign(state: ScanState, token: string): FormulaFault['reason'] | undefined {
  const isCall = token === '(' && state.afterName;
  state.afterName = false;
  if (token === '(') return openBracket(state, isCall);
  if (token === '-' && state.wantsOperand) {
    state.signs += 1;
    return state.signs + state.open.length > FORMULA_DEPTH_MAX ? 'DEPTH' : undefined;
  }
  if (state.wantsOperand) return 'ORDER';
  if (token === ')') {
    const opened = state.open.pop();
    if (opened === undefined) return 'ORDER';
    state.signs = state.open.at(-1)?.signs ?? 0;
    return undefined;
  }
  state.wantsOperand = true;
  return token === ',' && state.open.at(-1)?.kind !== 'call' ? 'ORDER' : undefined;
}

function openBracket(state: ScanState, isCall: boolean): FormulaFault['reason'] | undefined {
  if (!state.wantsOperand && !isCall) return 'ORDER';
  state.open.push({ kind: isCall ? 'call' : 'group', signs: state.signs });
  state.wantsOperand = true;
  return state.signs + state.open.length > FORMULA_DEPTH_MAX ? 'DEPTH' : undefined;
}

const isOperator = (text: string): text is BinaryOperator => text === '+' || text === '-' || text === '*' || text === '/';

/** Takes over a node of jsep's tree; `undefined` for every kind that formulas don't have. */
function take(node: jsep.Expression): Ast | undefined {
  const known = node as jsep.CoreExpression;
  switch (known.type) {
    case 'Literal':
      if (typeof known.value === 'string') return { kind: 'text', value: known.value };
      return typeof known.value === 'number' && isDecimalText(known.raw) ? { kind: 'number', text: known.raw } : undefined;
    case 'Identifier':
      return { kind: 'name', name: known.name };
    case 'MemberExpression': {
      const { object, property, computed, optional } = known;
      const [base, member] = [nameOf(object), nameOf(property)];
      if (computed || optional === true || base === undefined || member === undefined) return undefined;
      return { kind: 'name', name: `${base}.${member}` };
    }
    case 'UnaryExpression': {
      const operand = known.operator === '-' ? take(known.argument) : undefined;
      return operand && { kind: 'negate', operand };
    }
    case 'BinaryExpression': {
      const left = take(known.left);
      const right = take(known.right);
      return left && right && isOperator(known.operator) ? { kind: 'binary', op: known.operator, left, right } : undefined;
    }
    case 'CallExpression': {
      const fn = nameOf(known.callee);
      const args = known.arguments.map(take);
      const taken = args.filter((arg) => arg !== undefined);
      return fn === undefined || taken.length < args.length ? undefined : { kind: 'call', fn, args: taken };
    }
    case 'Compound':
    case 'SequenceExpression':
    case 'ConditionalExpression':
    case 'ArrayExpression':
    case 'ThisExpression':
      return undefined;
  }
}

function nameOf(node: jsep.Expression): string | undefined {
  const { name } = node;
  return node.type === 'Identifier' && typeof name === 'string' ? name : undefined;
}

const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = { '+': 1, '-': 1, '*': 2, '/': 2 };

/** The names that a formula reads, as they stand. */
export function namesIn(ast: Ast): readonly string[] {
  switch (ast.kind) {
    case 'number':
    case 'text':
      return [];
    case 'name':
      return [ast.name];
    case 'negate':
      return namesIn(ast.operand);
    case 'binary':
      return [...namesIn(ast.left), ...namesIn(ast.right)];
    case 'call':
      return ast.args.flatMap(namesIn);
    default:
      return assertNever(ast, 'formula node');
  }
}

/** Prints a tree with as few brackets as give the same tree back. */
export function printFormula(ast: Ast): string {
  switch (ast.kind) {
    case 'number':
      return ast.text;
    case 'text':
      return `'${ast.value}'`;
    case 'name':
      return ast.name;
    case 'negate': {
      const bare = ast.operand.kind !== 'binary' && ast.operand.kind !== 'negate';
      return bare ? `-${printFormula(ast.operand)}` : `-(${printFormula(ast.operand)})`;
    }
    case 'binary': {
      const { left, op, right } = ast;
      const leftBare = left.kind !== 'binary' || PRECEDENCE[left.op] >= PRECEDENCE[op];
      const rightBare = right.kind === 'binary' ? PRECEDENCE[right.op] > PRECEDENCE[op] : right.kind !== 'negate';
      const bracketed = (bare: boolean, side: Ast): string => (bare ? printFormula(side) : `(${printFormula(side)})`);
      return `${bracketed(leftBare, left)} ${op} ${bracketed(rightBare, right)}`;
    }
    case 'call':
      return `${ast.fn}(${ast.args.map(printFormula).join(', ')})`;
  }
}
