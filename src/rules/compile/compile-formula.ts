import { assertNever } from '../../engine/kit/assert.js';
import type { Expr, Label } from '../../engine/plan/plan.js';
import { decimal, parseDecimal, type Fraction } from '../../engine/number/quantity.js';
import type { Aliases } from '../names/aliases.js';
import { compileCall } from './compile-calls.js';
import { FORMULA_DEPTH_MAX, FORMULA_LENGTH_MAX, parseFormula, printFormula, type Ast, type FormulaFault } from '../names/formula-parse.js';
import { refuseZero, sameUnit, type FormulaSite, type TypedExpr } from './formula-site.js';
import type { ParameterEntity } from '../names/names.js';
import { bilingual } from '../findings/report.js';
import { isNumeric, TYPE_TERMS } from '../findings/terms.js';
import { ANY_UNIT, divideUnits, multiplyUnits, NO_UNIT } from '../names/units.js';

/** A formula compiled, with its text in identifiers. */
export interface CompiledFormula extends TypedExpr {
  readonly text: string;
}

/** Parses, resolves and unit-checks a formula. `undefined` after findings. */
export function compileFormulaText(site: FormulaSite, aliases: Aliases): CompiledFormula | undefined {
  const { ast, fault } = parseFormula(site.text);
  if (fault !== undefined) {
    reportFault(site, fault);
    return undefined;
  }
  const identified = aliases.identify(ast);
  const typed = compileAst(site, identified);
  return typed && { ...typed, text: printFormula(identified) };
}

const FAULTS: Readonly<Record<'CHARACTER' | 'ORDER' | 'UNFINISHED' | 'STRUCTURE', Label>> = {
  CHARACTER: bilingual(
    '不允许的字符（公式只有 + - * / 括号、函数、名称和单引号文本）',
    'a character that formulas do not have (they have + - * / brackets, functions, names and texts in single quotes)',
  ),
  ORDER: bilingual('此处不应出现', 'this does not belong here'),
  UNFINISHED: bilingual('没有写完', 'unfinished'),
  STRUCTURE: bilingual('不是允许的写法', 'not an allowed form'),
};

function reportFault({ reader: { report }, text, pointer }: FormulaSite, { reason, at, found }: FormulaFault): void {
  if (reason === 'LENGTH' || reason === 'DEPTH') {
    report.add('FORMULA_TOO_LARGE', pointer, { limit: reason === 'LENGTH' ? FORMULA_LENGTH_MAX : FORMULA_DEPTH_MAX });
  } else if (reason === 'NUMBER') {
    report.add('FORMULA_LITERAL', pointer, { text: found });
  } else {
    const { zh, en } = FAULTS[reason];
    const what = bilingual(`第 ${at + 1} 个字符 “${found}”：${zh}`, `character ${at + 1} “${found}”: ${en ?? zh}`);
    report.add('FORMULA_SYNTAX', pointer, { formula: text, what });
  }
}

function compileAst(site: FormulaSite, ast: Ast): TypedExpr | undefined {
  switch (ast.kind) {
    case 'number': {
      const value = decimal(ast.text);
      return { expr: { kind: 'number', value, text: ast.text }, unit: value.n === 0n ? ANY_UNIT : NO_UNIT };
    }
    case 'text': {
      const expected = bilingual('数', 'a number');
      site.reader.report.add('TYPE_MISMATCH', site.pointer, { name: `'${ast.value}'`, actual: bilingual('文本', 'a text'), expected });
      return undefined;
    }
    case 'name':
      return compileName(site, ast.name);
    case 'negate': {
      const operand = compileAst(site, ast.operand);
      return operand && { expr: { kind: 'negate', operand: operand.expr }, unit: operand.unit };
    }
    case 'binary':
      return compileBinary(site, ast);
    case 'call':
      return compileCall({ ...site, compile: (arg) => compileAst(site, arg) }, ast);
    default:
      return assertNever(ast, 'formula node');
  }
}

function compileName(site: FormulaSite, name: string): TypedExpr | undefined {
  const { reader, pointer } = site;
  const reading = reader.read(name, pointer);
  if (reading === undefined) return undefined;
  const expected = bilingual('数', 'a number');
  switch (reading.kind) {
    case 'table':
      reader.report.add('TYPE_MISMATCH', pointer, { name, actual: bilingual('表', 'a table'), expected });
      return undefined;
    case 'parameter': {
      if (!isNumberParameter(reading.entity)) {
        const actual = bilingual('枚举或是非参数', 'an enum or boolean parameter');
        reader.report.add('TYPE_MISMATCH', pointer, { name, actual, expected });
        return undefined;
      }
      const value = parameterNumber(reading.entity);
      // Text that is no number is a finding of the parameter's own.
      if (value === undefined) return undefined;
      return { expr: { kind: 'parameter', name, value }, unit: reader.names.unit(reading.entity.document.unit) };
    }
    case 'value':
      if (!isNumeric(reading.slot.type)) {
        reader.report.add('TYPE_MISMATCH', pointer, { name, actual: TYPE_TERMS[reading.slot.type], expected });
        return undefined;
      }
      return { expr: { kind: 'fact', ref: reading.ref }, unit: reading.slot.unit };
    default:
      return assertNever(reading, 'reading');
  }
}

function isNumberParameter({ document }: ParameterEntity): boolean {
  return typeof document.value !== 'boolean' && document.enum === undefined;
}

/** The number of a parameter; `undefined` for enums and booleans, and for text that its own check refuses. */
export function parameterNumber(entity: ParameterEntity): Fraction | undefined {
  const { value } = entity.document;
  return typeof value === 'string' && isNumberParameter(entity) ? parseDecimal(value) : undefined;
}

function compileBinary(site: FormulaSite, ast: Extract<Ast, { kind: 'binary' }>): TypedExpr | undefined {
  const left = compileAst(site, ast.left);
  const right = compileAst(site, ast.right);
  if (left === undefined || right === undefined) return undefined;
  const expr: Expr = { kind: 'binary', op: ast.op, left: left.expr, right: right.expr };
  switch (ast.op) {
    case '*':
      return { expr, unit: multiplyUnits(left.unit, right.unit) };
    case '/':
      refuseZero(site, right.expr, ast.right);
      return { expr, unit: divideUnits(left.unit, right.unit) };
    case '+':
    case '-': {
      const unit = sameUnit(site, { left, right, what: ast });
      return unit === undefined ? undefined : { expr, unit };
    }
  }
}
