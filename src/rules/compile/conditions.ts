import { asNationalCase } from '../../engine/codes/fold-code.js';
import { isNationalCode } from '../../engine/codes/national-code.js';
import { assertNever } from '../../engine/kit/assert.js';
import { isRealDate } from '../../engine/kit/calendar.js';
import type { Condition, Label, LeafCondition, Operand, Operator, Ref, Slot, ValueType } from '../../engine/plan/plan.js';
import { compare, parseDecimal, printShort, type Fraction } from '../../engine/number/quantity.js';
import { parameterNumber } from './compile-formula.js';
import { compileCodeList } from './compile-tables.js';
import type { ConditionDocument, LeafDocument, MapTableDocument, OperandDocument } from '../document/document.js';
import { pointerTo } from '../findings/finding-codes.js';
import type { ParameterEntity, TableEntity } from '../names/names.js';
import type { NameReader } from '../names/reader.js';
import { didYouMean, nearest } from '../text/nearest.js';
import { bilingual } from '../findings/report.js';
import { isKey, isNumeric, keyValues, TYPE_TERMS } from '../findings/terms.js';

/** Most comparisons in a document after tables were expanded. */
export const LEAVES_MAX = 10_000;
/** Deepest nesting of all, any and not. */
const CONDITION_DEPTH_MAX = 32;

/** How many comparisons a document may still have; shared by all its rules. */
export interface LeafBudget {
  left: number;
}

const COMPARISONS = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'] as const;
const BY_NAME = ['equal', 'notEqual', 'in', 'notIn'] as const;
/** 运算符: what applies to each type; `known` applies to what may be missing. */
export const OPERATORS_BY_TYPE: Readonly<Record<ValueType, readonly Operator[]>> = {
  decimal: [...BY_NAME, ...COMPARISONS],
  integer: [...BY_NAME, ...COMPARISONS],
  date: [...BY_NAME, ...COMPARISONS],
  enum: BY_NAME,
  code: [...BY_NAME, 'inCodes'],
  codes: ['anyInCodes'],
  boolean: ['equal', 'notEqual'],
  set: [],
};

/** What a leaf compares: the slot, and for a parameter that stands as a fact all the values it may be compared with. */
interface Subject {
  readonly ref: Ref;
  readonly slot: Slot;
  readonly domain?: readonly string[];
}
interface Leaf {
  readonly document: LeafDocument;
  readonly pointer: string;
  readonly subject: Subject;
}
type Constant = Omit<LeafCondition, 'kind' | 'leaf' | 'ref' | 'operator'>;

/**
 * Compiles the conditions of one rule (ARCHITECTURE 3, "Conditions"): names become slots, parameters and tables constants, so that judge
 * and tables meet only constants. A parameter that stands as a fact becomes a slot of the fundYear frame with that one value.
 */
export class ConditionCompiler {
  readonly #reader: NameReader;
  readonly #budget: LeafBudget;
  #leaves = 0;

  constructor(reader: NameReader, budget: LeafBudget) {
    this.#reader = reader;
    this.#budget = budget;
  }

  /** Compiles a condition; `undefined` after findings. */
  compile(document: ConditionDocument, pointer: string): Condition | undefined {
    return this.#compile(document, { pointer, guarded: new Set(), depth: 1 });
  }

  #compile(document: ConditionDocument, at: { pointer: string; guarded: ReadonlySet<string>; depth: number }): Condition | undefined {
    const { pointer, guarded, depth } = at;
    if (depth > CONDITION_DEPTH_MAX) {
      const what = bilingual(`条件嵌套超过 ${CONDITION_DEPTH_MAX} 层`, `conditions nested more than ${CONDITION_DEPTH_MAX} deep`);
      this.#reader.report.add('CONDITION_FORM', pointer, { actual: what });
      return undefined;
    }
    if ('not' in document) {
      const inner = this.#compile(document.not, { pointer: `${pointer}/not`, guarded, depth: depth + 1 });
      return inner && { kind: 'not', of: inner };
    }
    if ('all' in document || 'any' in document) {
      const [kind, members] = 'all' in document ? (['all', document.all] as const) : (['any', document.any] as const);
      const known = kind === 'all' ? new Set([...guarded, ...knownFacts(members)]) : guarded;
      const of = members.map((member, index) =>
        this.#compile(member, { pointer: pointerTo(pointer, kind, index), guarded: known, depth: depth + 1 }),
      );
      const compiled = of.filter((one) => one !== undefined);
      return compiled.length === of.length ? { kind, of: compiled } : undefined;
    }
    return this.#compileLeaf(document, pointer, guarded);
  }

  #compileLeaf(document: LeafDocument, pointer: string, guarded: ReadonlySet<string>): Condition | undefined {
    // Once the limit is passed, nothing more is worked out: one table may stand for thousands of comparisons.
    if (this.#budget.left < 0) return undefined;
    const subject = this.#subject(document.fact, `${pointer}/fact`);
    if (subject === undefined) return undefined;
    const leaf = { document, pointer, subject };
    if (!this.#operatorFits(leaf)) return undefined;
    this.#checkGuard(subject, { operator: document.operator, pointer, guarded });
    const { value } = document;
    if (typeof value === 'object' && 'table' in value && value.key !== undefined) {
      return this.#expand(leaf, { table: value.table, key: value.key, guarded });
    }
    const constant = this.#constant(leaf, value);
    return constant && this.#leaf(leaf, constant);
  }

  #leaf({ document, subject, pointer }: Leaf, constant: Constant): LeafCondition | undefined {
    this.#budget.left -= 1;
    if (this.#budget.left === -1) this.#reader.report.add('CONDITION_COUNT', pointer, { limit: LEAVES_MAX });
    if (this.#budget.left < 0) return undefined;
    return { kind: 'leaf', leaf: this.#leaves++, ref: subject.ref, operator: document.operator, ...constant };
  }

  #subject(name: string, pointer: string): Subject | undefined {
    const { names, report } = this.#reader;
    const reading = this.#reader.read(name, pointer);
    if (reading === undefined) return undefined;
    switch (reading.kind) {
      case 'value':
        return { ref: reading.ref, slot: reading.slot };
      case 'table':
        report.add('TYPE_MISMATCH', pointer, { name, actual: bilingual('表', 'a table'), expected: FACT });
        return undefined;
      case 'parameter': {
        const { document } = reading.entity;
        if (document.enum === undefined && typeof document.value !== 'boolean') {
          report.add('TYPE_MISMATCH', pointer, { name, actual: bilingual('数值参数', 'a parameter that is a number'), expected: FACT });
          return undefined;
        }
        const constant = String(document.value);
        const { label } = document;
        const slot: Slot = { name, label, type: 'enum', unit: '', optional: false, source: 'parameter', values: [constant], constant };
        return { ...names.add('fundYear', slot), domain: document.enum ?? ['true', 'false'] };
      }
      default:
        return assertNever(reading, 'reading');
    }
  }

  #operatorFits({ document: { fact, operator }, pointer, subject: { slot } }: Leaf): boolean {
    const allowed: readonly Operator[] = slot.optional ? [...OPERATORS_BY_TYPE[slot.type], 'known'] : OPERATORS_BY_TYPE[slot.type];
    if (allowed.includes(operator)) return true;
    const type = operator === 'known' ? bilingual('不会缺失', 'never missing') : TYPE_TERMS[slot.type];
    this.#reader.report.add('OPERATOR_FOR_TYPE', `${pointer}/operator`, { operator, name: fact, type, allowed: allowed.join(', ') });
    return false;
  }

  #checkGuard({ ref, slot }: Subject, at: { operator: Operator; pointer: string; guarded: ReadonlySet<string> }): void {
    if (!slot.optional || at.operator === 'known' || at.guarded.has(ref.name)) return;
    this.#reader.report.add('OPTIONAL_WITHOUT_KNOWN', at.pointer, { name: ref.name });
  }

  /** The constant of a literal, a parameter or a code list. */
  #constant(leaf: Leaf, value: OperandDocument): Constant | undefined {
    const { operator } = leaf.document;
    if (operator === 'known') return typeof value === 'boolean' ? plain(value) : this.#refuse(leaf, BOOLEAN, value);
    if (operator === 'inCodes' || operator === 'anyInCodes') return this.#codes(leaf, value);
    if (typeof value === 'object' && 'parameter' in value) return this.#parameter(leaf, value.parameter);
    if (typeof value === 'object' && 'table' in value) return this.#refuse(leaf, wantedBy(leaf.subject.slot.type), value);
    if (operator === 'in' || operator === 'notIn') return Array.isArray(value) ? this.#list(leaf, value) : this.#refuse(leaf, LIST, value);
    if (Array.isArray(value)) return this.#refuse(leaf, wantedBy(leaf.subject.slot.type), value);
    const single = this.#single(leaf, value);
    return single === undefined ? undefined : plain(single);
  }

  #refuse({ document, pointer }: Leaf, expected: Label, actual: OperandDocument): undefined {
    this.#reader.report.add('OPERAND_TYPE', `${pointer}/value`, { operator: document.operator, expected, actual: describe(actual) });
    return undefined;
  }

  #outOfDomain({ document, pointer }: Leaf, value: string, domain: Label | string): undefined {
    const guess = typeof domain === 'string' ? nearest(value, domain.split(', ')) : undefined;
    const suggestion = guess === undefined ? undefined : didYouMean(guess);
    this.#reader.report.add('OUT_OF_DOMAIN', `${pointer}/value`, { name: document.fact, value, domain }, { suggestion });
    return undefined;
  }

  #list(leaf: Leaf, values: readonly string[]): Constant | undefined {
    const compiled = values.map((value) => this.#single(leaf, value)).filter((value) => value !== undefined);
    if (compiled.length < values.length) return undefined;
    const numbers = compiled.filter((value): value is Fraction => typeof value === 'object');
    const texts = compiled.filter((value): value is string => typeof value === 'string');
    return { operand: numbers.length > 0 ? numbers : texts, expected: values.join(', ') };
  }

  #single(leaf: Leaf, value: string | boolean): Fraction | string | boolean | undefined {
    const { slot, domain } = leaf.subject;
    if (isNumeric(slot.type)) return typeof value === 'string' ? this.#number(leaf, value) : this.#refuse(leaf, wantedBy(slot.type), value);
    if (domain !== undefined)
      return domain.includes(String(value)) ? String(value) : this.#outOfDomain(leaf, String(value), domain.join(', '));
    if (slot.type === 'boolean') return typeof value === 'boolean' ? value : this.#refuse(leaf, BOOLEAN, value);
    if (typeof value !== 'string') return this.#refuse(leaf, wantedBy(slot.type), value);
    if (slot.type === 'enum' && slot.values !== undefined && !slot.values.includes(value)) {
      return this.#outOfDomain(leaf, value, slot.values.join(', '));
    }
    if (slot.type === 'code') this.#checkCase(leaf, value);
    return slot.type === 'date' && !isRealDate(value) ? this.#refuse(leaf, wantedBy('date'), value) : value;
  }

  /** Literal codes compare letter by letter: one that is a code of the national editions in another case than theirs meets none. */
  #checkCase({ document, pointer }: Leaf, value: string): void {
    const meant = asNationalCase(value);
    if (value === meant || !(isNationalCode(meant, 'diagnoses') || isNationalCode(meant, 'operations'))) return;
    this.#reader.report.add('CODE_CASE', `${pointer}/value`, { name: document.fact, value, meant });
  }

  #number(leaf: Leaf, text: string): Fraction | undefined {
    const { slot } = leaf.subject;
    const value = parseDecimal(text);
    if (value === undefined || (slot.type === 'integer' && value.n % value.d !== 0n)) return this.#refuse(leaf, wantedBy(slot.type), text);
    const { min, max } = slot;
    if ((min === undefined || compare(value, min) >= 0) && (max === undefined || compare(value, max) <= 0)) return value;
    const [low, high] = [min, max].map((end) => (end === undefined ? '∞' : printShort(end)));
    return this.#outOfDomain(leaf, text, `${low === '∞' ? '-∞' : low} … ${high}`);
  }

  #parameter(leaf: Leaf, name: string): Constant | undefined {
    const entity = this.#readParameter(name, `${leaf.pointer}/value/parameter`);
    if (entity === undefined) return undefined;
    const { document } = entity;
    if (isNumeric(leaf.subject.slot.type) && !this.#unitFits(leaf, { name, unit: document.unit })) return undefined;
    if (isNumeric(leaf.subject.slot.type) && parameterNumber(entity) === undefined) {
      return this.#refuse(leaf, wantedBy(leaf.subject.slot.type), document.value);
    }
    const operand = this.#single(leaf, document.value);
    return operand === undefined ? undefined : { operand, expected: String(document.value), from: name };
  }

  #readParameter(name: string, pointer: string): ParameterEntity | undefined {
    const reading = this.#reader.read(name, pointer);
    if (reading === undefined || reading.kind === 'parameter') return reading?.entity;
    const actual = reading.kind === 'table' ? bilingual('表', 'a table') : bilingual('事实或判定', 'a fact or decision');
    this.#reader.report.add('TYPE_MISMATCH', pointer, { name, actual, expected: bilingual('参数', 'a parameter') });
    return undefined;
  }

  #unitFits({ document, pointer, subject: { slot } }: Leaf, limit: { readonly name: string; readonly unit?: string | undefined }): boolean {
    const unit = this.#reader.names.unit(limit.unit);
    if (slot.unit === unit) return true;
    const { about, what } = this.#reader.atOdds(`${document.fact} ${document.operator} ${limit.name}`, [document.fact, limit.name]);
    this.#reader.report.add('UNIT_MISMATCH', pointer, { what, left: slot.unit, right: unit }, { about });
    return false;
  }

  #codes(leaf: Leaf, value: OperandDocument): Constant | undefined {
    if (typeof value !== 'object' || !('table' in value) || value.key !== undefined) return this.#refuse(leaf, CODES, value);
    const table = this.#reader.readTable(value.table, `${leaf.pointer}/value/table`);
    if (table === undefined) return undefined;
    if (table.document.kind !== 'codes') return this.#wrongKind(leaf, table, 'codes');
    return { operand: compileCodeList(table.name, table.document), expected: table.name, from: table.name };
  }

  #wrongKind(leaf: Leaf, table: TableEntity, expected: string): undefined {
    this.#reader.report.add('TABLE_KIND_WRONG', `${leaf.pointer}/value/table`, {
      table: table.name,
      actual: table.document.kind,
      expected,
    });
    return undefined;
  }

  /** `{ table, key }`: one branch a row, in which the key facts equal the row's key and the fact compares with the row's value. */
  #expand(leaf: Leaf, reference: { table: string; key: readonly string[]; guarded: ReadonlySet<string> }): Condition | undefined {
    const pointer = `${leaf.pointer}/value`;
    const table = this.#reader.readTable(reference.table, `${pointer}/table`);
    if (table === undefined) return undefined;
    const { document, name } = table;
    if (document.kind !== 'map') return this.#wrongKind(leaf, table, 'map');
    if (!isNumeric(leaf.subject.slot.type) || leaf.document.operator === 'in' || leaf.document.operator === 'notIn') {
      return this.#refuse(leaf, wantedBy(leaf.subject.slot.type), leaf.document.value);
    }
    if (document.complete !== true) this.#reader.report.add('TABLE_NOT_COMPLETE', `${pointer}/table`, { table: name });
    if (reference.key.length !== document.key.length) {
      const counts = { expected: document.key.length, actual: reference.key.length };
      this.#reader.report.add('TABLE_KEY_COUNT', `${pointer}/key`, { table: name, ...counts });
      return undefined;
    }
    if (!this.#unitFits(leaf, { name, unit: document.unit })) return undefined;
    const keys = reference.key.map((key, index) => this.#key(key, pointerTo(pointer, 'key', index), reference.guarded));
    const known = keys.filter((key) => key !== undefined);
    return known.length < keys.length ? undefined : this.#branches(leaf, { name, document, keys: known });
  }

  #key(name: string, pointer: string, guarded: ReadonlySet<string>): Subject | undefined {
    const subject = this.#subject(name, pointer);
    if (subject === undefined) return undefined;
    this.#checkGuard(subject, { operator: 'equal', pointer, guarded });
    if (isKey(subject.slot)) return subject;
    const expected = bilingual('文本键（枚举或编码）', 'a text that can be a key (enum or code)');
    this.#reader.report.add('TYPE_MISMATCH', pointer, { name, actual: TYPE_TERMS[subject.slot.type], expected });
    return undefined;
  }

  #branches(leaf: Leaf, table: { name: string; document: MapTableDocument; keys: readonly Subject[] }): Condition | undefined {
    const rows = table.document.rows.filter((row) => table.keys.every((subject, index) => canBe(subject, row.key[index] ?? '')));
    const branches = rows.map((row): Condition | undefined => {
      const number = this.#number(leaf, row.value);
      if (number === undefined) return undefined;
      const tests = table.keys.map((subject, index) => this.#keyTest(leaf, subject, row.key[index] ?? '', table.name));
      const compared = this.#leaf(leaf, { operand: number, expected: row.value, from: table.name });
      const of = [...tests, compared].filter((one) => one !== undefined);
      return of.length > table.keys.length ? { kind: 'all', of } : undefined;
    });
    const compiled = branches.filter((one) => one !== undefined);
    if (compiled.length < branches.length) return undefined;
    // A complete table has a row for every value; one that lacks them all was refused by its own check.
    return compiled.length === 0 ? undefined : { kind: 'any', of: compiled };
  }

  #keyTest(leaf: Leaf, subject: Subject, value: string, from: string): LeafCondition | undefined {
    const operand: Operand = subject.slot.type === 'boolean' ? value === 'true' : value;
    const document = { ...leaf.document, operator: 'equal' } as const;
    return this.#leaf({ ...leaf, document, subject }, { operand, expected: value, from });
  }
}

/** Whether a row's key can be the fact's value at all; a parameter's other values stay, to be judged false. */
function canBe({ slot, domain }: Subject, value: string): boolean {
  return (domain ?? keyValues(slot))?.includes(value) ?? true;
}

const FACT = bilingual('事实或判定（数值请写成判定后比较）', 'a fact or decision (compare a number by a decision of its own)');
const BOOLEAN = bilingual('true 或 false', 'true or false');
const LIST = bilingual('文本列表，如 ["A", "B"]', 'a list of texts such as ["A", "B"]');
const CODES = bilingual('编码表 { "table": … }', 'a code list { "table": … }');

function plain(operand: Fraction | string | boolean): Constant {
  return { operand, expected: typeof operand === 'object' ? printShort(operand) : String(operand) };
}

/** Facts that an `all` asks to be known. */
function knownFacts(members: readonly ConditionDocument[]): string[] {
  return members.flatMap((member) => ('fact' in member && member.operator === 'known' && member.value === true ? [member.fact] : []));
}

function wantedBy(type: ValueType): Label {
  switch (type) {
    case 'decimal':
      return bilingual('十进制数文本，如 "0.10"', 'a decimal as text, such as "0.10"');
    case 'integer':
      return bilingual('整数文本，如 "18"', 'a whole number as text, such as "18"');
    case 'boolean':
      return BOOLEAN;
    case 'date':
      return bilingual('日期 YYYY-MM-DD', 'a date YYYY-MM-DD');
    case 'enum':
    case 'code':
    case 'codes':
    case 'set':
      return bilingual('文本', 'a text');
  }
}

function describe(value: OperandDocument): Label | string {
  if (Array.isArray(value)) return bilingual('列表', 'a list');
  if (typeof value === 'object') return 'parameter' in value ? bilingual('参数', 'a parameter') : bilingual('表', 'a table');
  return JSON.stringify(value);
}
