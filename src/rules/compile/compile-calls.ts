import { assertNever } from '../../engine/kit/assert.js';
import { STEP_MODES, type Expr, type GroupColumn, type KeyExpr, type Label, type StepMode } from '../../engine/plan/plan.js';
import { ROUNDING_MODES } from '../../engine/number/quantity.js';
import { compileBandsTable, compileKeyedBands, compileMapTable } from './compile-tables.js';
import type { BandsTableDocument, MapTableDocument } from '../document/document.js';
import { printFormula, type Ast } from '../names/formula-parse.js';
import { refuseZero, sameUnit, type FormulaSite, type TypedExpr } from './formula-site.js';
import { bilingual } from '../findings/report.js';
import { isKey, keyValues, TYPE_TERMS } from '../findings/terms.js';
import { divideUnits, multiplyUnits, NO_UNIT, type QuantityUnit } from '../names/units.js';

type Call = Extract<Ast, { kind: 'call' }>;
/** A site that can compile arguments. */
interface CallSite extends FormulaSite {
  readonly compile: (ast: Ast) => TypedExpr | undefined;
}

/** The functions of formulas and how each is called. */
export const SIGNATURES = {
  min: 'min(a, b, …)',
  max: 'max(a, b, …)',
  abs: 'abs(x)',
  floor: 'floor(x)',
  ceil: 'ceil(x)',
  clamp: 'clamp(x, low, high)',
  ratio: 'ratio(part, whole)',
  round: 'round(x, places, MODE)',
  step: 'step(x, every, add, MODE)',
  tiered: 'tiered(x, bands[, keys…])',
  lookup: 'lookup(table, keys…[, else]), lookup(bands[, keys…], x)',
  group: 'group(column[, key][, else])',
} as const;
/** A function of formulas. */
export type FunctionName = keyof typeof SIGNATURES;
const isFunction = (name: string): name is FunctionName => Object.hasOwn(SIGNATURES, name);

/** Most places of `round()`. */
const PLACES_MAX = 16;

/** Compiles a call: argument counts, dimensions, tables and modes. `undefined` after findings. */
export function compileCall(site: CallSite, call: Call): TypedExpr | undefined {
  if (!isFunction(call.fn)) {
    const allowed = Object.keys(SIGNATURES).join(', ');
    site.reader.report.add('FORMULA_FUNCTION', site.pointer, { name: call.fn, allowed });
    return undefined;
  }
  switch (call.fn) {
    case 'min':
    case 'max':
      return compileSame(site, call, { fn: call.fn, least: 2, most: 100 });
    case 'clamp':
      return compileSame(site, call, { fn: call.fn, least: 3, most: 3 });
    case 'abs':
    case 'floor':
    case 'ceil':
      return compileSame(site, call, { fn: call.fn, least: 1, most: 1 });
    case 'ratio':
      return compileRatio(site, call);
    case 'round':
      return compileRound(site, call);
    case 'step':
      return compileStep(site, call);
    case 'tiered':
      return compileTiered(site, call);
    case 'lookup':
      return compileLookup(site, call);
    case 'group':
      return compileGroup(site, call);
    default:
      return assertNever(call.fn, 'function');
  }
}

function refuseArguments(site: CallSite, call: Call, expected?: Label): undefined {
  const signature = isFunction(call.fn) ? SIGNATURES[call.fn] : call.fn;
  site.reader.report.add('FORMULA_ARGUMENTS', site.pointer, { name: call.fn, expected: expected ?? signature });
  return undefined;
}

type Plain = Extract<Expr, { kind: 'call' }>['fn'];

/** Functions whose arguments and result have one unit. */
function compileSame(site: CallSite, call: Call, rule: { fn: Plain; least: number; most: number }): TypedExpr | undefined {
  if (call.args.length < rule.least || call.args.length > rule.most) return refuseArguments(site, call);
  const args = call.args.map(site.compile);
  const known = args.filter((arg) => arg !== undefined);
  const [first] = known;
  if (known.length < args.length || first === undefined) return undefined;
  let unit: QuantityUnit | undefined = first.unit;
  for (const right of known.slice(1)) {
    unit = sameUnit(site, { left: { ...first, unit }, right, what: call });
    if (unit === undefined) return undefined;
  }
  return { expr: { kind: 'call', fn: rule.fn, args: known.map((arg) => arg.expr) }, unit };
}

/** A share of something that may be 0: then it is missing, so what it is of must be allowed to be. */
function compileRatio(site: CallSite, call: Call): TypedExpr | undefined {
  const [part, all] = call.args.map(site.compile);
  if (call.args.length !== 2) return refuseArguments(site, call);
  if (part === undefined || all === undefined) return undefined;
  refuseZero(site, all.expr, call);
  if (!site.optional) site.reader.report.add('RATIO_NOT_OPTIONAL', site.pointer, { formula: printFormula(call) });
  return { expr: { kind: 'ratio', part: part.expr, whole: all.expr }, unit: divideUnits(part.unit, all.unit) };
}

function compileRound(site: CallSite, call: Call): TypedExpr | undefined {
  const [x, places, mode] = call.args;
  if (call.args.length !== 3 || x === undefined || places === undefined || mode === undefined) return refuseArguments(site, call);
  const scale = places.kind === 'number' && /^\d{1,2}$/.test(places.text) ? Number(places.text) : PLACES_MAX + 1;
  if (scale > PLACES_MAX) {
    return refuseArguments(
      site,
      call,
      bilingual(`places 为 0 到 ${PLACES_MAX} 的整数`, `places is a whole number from 0 to ${PLACES_MAX}`),
    );
  }
  const operand = site.compile(x);
  const rounding = compileMode(site, call, mode, ROUNDING_MODES);
  if (operand === undefined || rounding === undefined) return undefined;
  return { expr: { kind: 'round', operand: operand.expr, places: scale, mode: rounding }, unit: operand.unit };
}

function compileStep(site: CallSite, call: Call): TypedExpr | undefined {
  const [x, every, addition, mode] = call.args;
  if (call.args.length !== 4 || x === undefined || every === undefined || addition === undefined || mode === undefined) {
    return refuseArguments(site, call);
  }
  const operand = site.compile(x);
  const width = site.compile(every);
  const each = site.compile(addition);
  const rounding = compileMode(site, call, mode, STEP_MODES);
  if (operand === undefined || width === undefined || each === undefined || rounding === undefined) return undefined;
  if (sameUnit(site, { left: operand, right: width, what: call }) === undefined) return undefined;
  refuseZero(site, width.expr, every);
  return { expr: { kind: 'step', operand: operand.expr, every: width.expr, add: each.expr, mode: rounding }, unit: each.unit };
}

/** A mode: its own name, or an enum parameter all of whose values are modes. */
function compileMode<Mode extends StepMode>(site: CallSite, call: Call, ast: Ast, modes: readonly Mode[]): Mode | undefined {
  const wrong = (): undefined =>
    refuseArguments(
      site,
      call,
      bilingual(
        `MODE 为 ${modes.join('、')} 之一（大写），或选项都在其中的枚举参数`,
        `MODE is one of ${modes.join(', ')} (in capitals), or an enum parameter with such choices`,
      ),
    );
  if (ast.kind !== 'name') return wrong();
  const literal = modes.find((mode) => mode === ast.name);
  if (literal !== undefined) return literal;
  if (!site.reader.names.entities.has(ast.name)) return wrong();
  const reading = site.reader.read(ast.name, site.pointer);
  if (reading === undefined) return undefined;
  if (reading.kind !== 'parameter') return wrong();
  const { value, enum: allowed } = reading.entity.document;
  const strangers = (allowed ?? []).filter((candidate) => !modes.some((mode) => mode === candidate));
  return strangers.length > 0 ? wrong() : (modes.find((mode) => mode === value) ?? wrong());
}

function compileTiered(site: CallSite, call: Call): TypedExpr | undefined {
  const [x, name, ...keys] = call.args;
  if (x === undefined || name?.kind !== 'name') return refuseArguments(site, call);
  const table = site.reader.readTable(name.name, site.pointer);
  if (table === undefined) return undefined;
  if (table.document.kind !== 'bands') {
    site.reader.report.add('TABLE_KIND_WRONG', site.pointer, { table: table.name, actual: table.document.kind, expected: 'bands' });
    return undefined;
  }
  return compileBands(site, { call, fn: 'tiered', id: table.name, document: table.document, keys, x });
}

interface BandsRead {
  readonly call: Call;
  readonly fn: 'lookup' | 'tiered';
  readonly id: string;
  readonly document: BandsTableDocument;
  /** The keys that choose the bands; none where the table has none. */
  readonly keys: readonly Ast[];
  readonly x: Ast;
}

function compileBands(site: CallSite, { call, fn, id, document, keys, x }: BandsRead): TypedExpr | undefined {
  const names = document.key ?? [];
  if (keys.length !== names.length) {
    site.reader.report.add('TABLE_KEY_COUNT', site.pointer, { table: id, expected: names.length, actual: keys.length });
    return undefined;
  }
  const known = keys.flatMap((key, index) => compileKey(site, call, key, keyDomain(site, names[index] ?? '')) ?? []);
  const operand = compileBandOperand(site, x, document);
  if (operand === undefined || known.length < names.length) return undefined;
  const value = site.reader.names.unit(document.unit);
  const unit = fn === 'lookup' ? value : multiplyUnits(operand.unit, value);
  return { expr: bandsExpr({ fn, id, document, keys: known, operand: operand.expr }), unit };
}

function bandsExpr(read: Pick<BandsRead, 'fn' | 'id' | 'document'> & { readonly keys: readonly KeyExpr[]; readonly operand: Expr }): Expr {
  const { fn, id, document, keys, operand } = read;
  if (document.key !== undefined) return { kind: 'keyedBands', fn, table: compileKeyedBands(id, document), keys, operand };
  return { kind: fn === 'lookup' ? 'lookupBand' : 'tiered', table: compileBandsTable(id, document), operand };
}

/** The operand has the unit of the bands' limits. */
function compileBandOperand(site: CallSite, ast: Ast, document: BandsTableDocument): TypedExpr | undefined {
  const operand = site.compile(ast);
  if (operand === undefined) return undefined;
  const limit = { ...operand, unit: site.reader.names.unit(document.upToUnit) };
  const unit = sameUnit(site, { left: operand, right: limit, what: ast });
  return unit === undefined ? undefined : { expr: operand.expr, unit };
}

function compileLookup(site: CallSite, call: Call): TypedExpr | undefined {
  const [name, ...rest] = call.args;
  if (name?.kind !== 'name' || rest.length === 0) return refuseArguments(site, call);
  const table = site.reader.readTable(name.name, site.pointer);
  if (table === undefined) return undefined;
  const { document } = table;
  switch (document.kind) {
    case 'codes':
    case 'codeMap':
      site.reader.report.add('TABLE_KIND_WRONG', site.pointer, { table: table.name, actual: document.kind, expected: 'map / bands' });
      return undefined;
    case 'bands': {
      const x = rest.at(-1);
      if (x === undefined) return refuseArguments(site, call);
      return compileBands(site, { call, fn: 'lookup', id: table.name, document, keys: rest.slice(0, -1), x });
    }
    case 'map':
      return compileMapLookup(site, { call, id: table.name, document, args: rest });
    default:
      return assertNever(document, 'table');
  }
}

interface MapLookup {
  readonly call: Call;
  readonly id: string;
  readonly document: MapTableDocument;
  readonly args: readonly Ast[];
}

function compileMapLookup(site: CallSite, { call, id, document, args }: MapLookup): TypedExpr | undefined {
  const count = document.key.length;
  if (args.length < count || args.length > count + 1) {
    site.reader.report.add('TABLE_KEY_COUNT', site.pointer, { table: id, expected: count, actual: args.length });
    return undefined;
  }
  const keys = args.slice(0, count).map((arg, index) => compileKey(site, call, arg, keyDomain(site, document.key[index] ?? '')));
  const unit = site.reader.names.unit(document.unit);
  const last = args[count];
  const otherwise = last === undefined ? undefined : compileElse(site, last, unit);
  const known = keys.filter((key) => key !== undefined);
  if (known.length < count || (last !== undefined && otherwise === undefined)) return undefined;
  const table = compileMapTable(id, document);
  return { expr: { kind: 'lookup', table, keys: known, ...(otherwise === undefined ? {} : { otherwise }) }, unit };
}

function compileElse(site: CallSite, ast: Ast, unit: QuantityUnit): Expr | undefined {
  const typed = site.compile(ast);
  if (typed === undefined) return undefined;
  const own = { expr: typed.expr, unit };
  return sameUnit(site, { left: own, right: typed, what: ast }) === undefined ? undefined : typed.expr;
}

/** What a key may be: its name for messages, and its values where they are listed. */
interface KeyDomain {
  readonly name: string;
  readonly values?: readonly string[] | undefined;
}

function keyDomain({ reader: { names } }: CallSite, key: string): KeyDomain {
  const slot = names.slotOf(key);
  return { name: key, values: slot && keyValues(slot) };
}

/** A key: a text, an enum parameter, or a fact whose value is one text. Its values must be known to the key's own domain. */
function compileKey(site: CallSite, call: Call, ast: Ast, domain: KeyDomain): KeyExpr | undefined {
  if (ast.kind === 'text') return inDomain(site, domain, [ast.value]) ? { kind: 'text', value: ast.value } : undefined;
  if (ast.kind !== 'name')
    return refuseArguments(site, call, bilingual('键是事实或单引号文本', 'a key is a fact or a text in single quotes'));
  const reading = site.reader.read(ast.name, site.pointer);
  if (reading === undefined) return undefined;
  const expected = bilingual('文本键（枚举或编码）', 'a text that can be a key (enum or code)');
  if (reading.kind === 'value' && isKey(reading.slot)) {
    return inDomain(site, domain, keyValues(reading.slot) ?? []) ? { kind: 'fact', ref: reading.ref } : undefined;
  }
  if (reading.kind === 'parameter' && reading.entity.document.enum !== undefined && typeof reading.entity.document.value === 'string') {
    const { value } = reading.entity.document;
    return inDomain(site, domain, [value]) ? { kind: 'text', value } : undefined;
  }
  const actual = reading.kind === 'value' ? TYPE_TERMS[reading.slot.type] : bilingual('数', 'a number');
  site.reader.report.add('TYPE_MISMATCH', site.pointer, { name: ast.name, actual, expected });
  return undefined;
}

const KEY_ORDER = bilingual(
  '请按表的 key 的次序写键，取值照表里的写法（大小写有别）；确有此值的，为它在表里补行。',
  'State the keys in the order of the key of the table, with values as it writes them, capitals included; for a right value add rows to the table.',
);

function inDomain(site: CallSite, { name, values }: KeyDomain, given: readonly string[]): boolean {
  if (values === undefined || values === given) return true;
  const known = new Set(values);
  const stranger = given.find((value) => !known.has(value));
  if (stranger === undefined) return true;
  site.reader.report.add('OUT_OF_DOMAIN', site.pointer, { name, value: stranger, domain: values.join(', ') }, { suggestion: KEY_ORDER });
  return false;
}

/** 目录列: the columns of the catalogue, their units, and whether they want a key. */
const COLUMNS: Readonly<Record<GroupColumn, { readonly unit: QuantityUnit; readonly key?: KeyDomain }>> = {
  points: { unit: 'point' },
  meanCost: { unit: 'yuan', key: { name: 'meanCost' } },
  meanDays: { unit: 'day' },
  variation: { unit: NO_UNIT },
  caseCount: { unit: 'case' },
  drugPoints: { unit: NO_UNIT },
  consumablePoints: { unit: NO_UNIT },
  auxiliary: { unit: NO_UNIT, key: { name: 'auxiliary' } },
};
const isColumn = (name: string): name is GroupColumn => Object.hasOwn(COLUMNS, name);

/** Mean costs are kept by institution level, and for the region. */
function columnDomain({ reader: { names } }: CallSite, domain: KeyDomain): KeyDomain {
  if (domain.name !== 'meanCost') return domain;
  const levels = names.find('institution', 'institutionLevel')?.slot.values ?? [];
  return { ...domain, values: [...levels, 'ALL'] };
}

function compileGroup(site: CallSite, call: Call): TypedExpr | undefined {
  const { reader, pointer } = site;
  const [name, ...rest] = call.args;
  if (name?.kind !== 'name' || !isColumn(name.name)) {
    const columns = Object.keys(COLUMNS).join(', ');
    return refuseArguments(site, call, bilingual(`列为 ${columns} 之一`, `the column is one of ${columns}`));
  }
  if (reader.scope !== 'case') {
    const why = bilingual('只有病例有病种', 'only cases have a disease group');
    reader.report.add('NAME_NOT_READABLE', pointer, { name: printFormula(call), why });
    return undefined;
  }
  reader.readsGroup = true;
  const column = COLUMNS[name.name];
  const wanted = column.key === undefined ? 0 : 1;
  if (rest.length < wanted || rest.length > wanted + 1) return refuseArguments(site, call);
  const unit = reader.names.unit(column.unit);
  const [keyAst] = rest;
  const key = column.key === undefined || keyAst === undefined ? undefined : compileKey(site, call, keyAst, columnDomain(site, column.key));
  const last = rest[wanted];
  const otherwise = last === undefined ? undefined : compileElse(site, last, unit);
  if ((wanted === 1 && key === undefined) || (last !== undefined && otherwise === undefined)) return undefined;
  const parts = { ...(key === undefined ? {} : { key }), ...(otherwise === undefined ? {} : { otherwise }) };
  return { expr: { kind: 'group', column: name.name, ...parts }, unit };
}
