import type { ValueChange } from './what-if-request.js';
import { fieldProblem } from '../../requests/request-fields.js';
import type { FieldProblem } from '../../base/errors.js';
import { compare, decimal, isDecimalText } from '../../../engine/number/quantity.js';
import type { BothWords } from '../../../rules/document/code-words.js';
import type { BandsTableDocument, EffectiveDocument, MapTableDocument } from '../../../rules/document/document.js';
import { parameterInWords, rowInWords, valueInWords } from '../../../rules/explain/place-words.js';
import { shownText } from '../../../engine/kit/text.js';

/** What was changed, and from what to what, as people read it: values with their units or by their words. */
export interface ChangeWords {
  readonly label: BothWords;
  readonly before: BothWords;
  readonly after: BothWords;
}

/** 改动对照 one value before and after, with what it rests on until now. */
export interface ChangedValue {
  readonly target: string;
  readonly zh: string;
  readonly before: string;
  readonly after: string;
  /** Absent in what-ifs from before they were told in words. No part of any hash. */
  readonly said?: ChangeWords;
}

/** A document with values changed, and what they were; `unknown`: the document has no such thing. */
export type ChangeResult =
  | { readonly kind: 'changed'; readonly document: EffectiveDocument; readonly change: ChangedValue }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'problem'; readonly problem: FieldProblem };

interface Target {
  readonly name: string;
  readonly keys: readonly string[] | undefined;
}

const TARGET = /^([A-Za-z][A-Za-z0-9_]*)(?:\[([^[\]]*)\])?$/;
/** The last band, which has no end. */
const LAST = '*';

/** Splits `name[key,key]`. */
function targetOf(text: string): Target | undefined {
  const [, name, keys] = TARGET.exec(text.trim()) ?? [];
  return name === undefined ? undefined : { name, keys: keys?.split(',').map((key) => key.trim()) };
}

/** Changes one value of a merged document. Names and rows that it does not have are `unknown`; what can't be changed so is a problem. */
export function changeValue(document: EffectiveDocument, { target: text, value }: ValueChange, path: readonly string[]): ChangeResult {
  const target = targetOf(text);
  if (target === undefined) {
    const en = `"${shownText(text)}" names no value: write deviationHigh, baseCoefficients[KEY,KEY] or overrunBands[0.10].`;
    const zh = `“${shownText(text)}”不是改动目标：应如 deviationHigh、baseCoefficients[键,键] 或 overrunBands[0.10]。`;
    return { kind: 'problem', problem: fieldProblem(path, 'TARGET', zh, en) };
  }
  const { name, keys } = target;
  if (keys === undefined) return changeParameter(document, { target: text, value, name, path });
  const table = Object.hasOwn(document.tables, name) ? document.tables[name] : undefined;
  if (table === undefined) return { kind: 'unknown' };
  if (table.kind !== 'map' && table.kind !== 'bands') {
    const en = `Table ${name} is a list of codes: change it in the text of a ruleset.`;
    return { kind: 'problem', problem: fieldProblem(path, 'TARGET', `表 ${name} 是编码清单，请用规则集文本整体修改。`, en) };
  }
  if (!isDecimalText(value)) return { kind: 'problem', problem: notADecimal(value, path) };
  const index = table.kind === 'map' ? mapRowAt(table, keys) : bandAt(table, keys);
  const row = table.rows[index];
  if (row === undefined) return { kind: 'unknown' };
  const changed =
    table.kind === 'map'
      ? { ...table, rows: withValue(table.rows, index, value) }
      : { ...table, rows: withValue(table.rows, index, value) };
  const said = {
    label: rowInWords(document, name, table, row),
    before: valueInWords(document, table, row.value),
    after: valueInWords(document, table, value),
  };
  return {
    kind: 'changed',
    document: { ...document, tables: { ...document.tables, [name]: changed } },
    change: { target: text, zh: table.label?.zh ?? name, before: row.value, after: value, said },
  };
}

/** Rows with the value of one of them changed. */
function withValue<Row extends { readonly value: string }>(rows: readonly Row[], index: number, value: string): Row[] {
  return rows.map((row, at) => (at === index ? { ...row, value } : row));
}

function changeParameter(
  document: EffectiveDocument,
  { target, value, name, path }: ValueChange & { readonly name: string; readonly path: readonly string[] },
): ChangeResult {
  const parameter = Object.hasOwn(document.parameters, name) ? document.parameters[name] : undefined;
  if (parameter === undefined) return { kind: 'unknown' };
  const isFlag = typeof parameter.value === 'boolean';
  if (isFlag && value !== 'true' && value !== 'false') {
    const en = `Parameter ${name} is true or false.`;
    return { kind: 'problem', problem: fieldProblem(path, 'VALUE', `参数 ${name} 应为 true 或 false。`, en) };
  }
  if (!isFlag && parameter.enum === undefined && !isDecimalText(value)) return { kind: 'problem', problem: notADecimal(value, path) };
  const changed = { ...parameter, value: isFlag ? value === 'true' : value };
  const before = String(parameter.value);
  const said = {
    label: parameterInWords(parameter),
    before: valueInWords(document, parameter, before),
    after: valueInWords(document, parameter, value),
  };
  return {
    kind: 'changed',
    document: { ...document, parameters: { ...document.parameters, [name]: changed } },
    change: { target, zh: parameter.label.zh, before, after: value, said },
  };
}

function notADecimal(value: string, path: readonly string[]): FieldProblem {
  const shown = shownText(value);
  return fieldProblem(path, 'NOT_A_DECIMAL', `“${shown}”不是规范的数，如 1.25。`, `"${shown}" is not a plain decimal such as 1.25.`);
}

function mapRowAt({ rows }: MapTableDocument, keys: readonly string[]): number {
  return rows.findIndex(({ key }) => key.join('\u001f') === keys.join('\u001f'));
}

/** A band by its keys, where the table has some, and by the boundary that it ends at: `*` is the last one. */
function bandAt({ rows }: BandsTableDocument, keys: readonly string[]): number {
  const end = keys.at(-1) ?? '';
  const own = keys.slice(0, -1).join('\u001f');
  return rows.findIndex(({ key = [], upTo }) => key.join('\u001f') === own && endsAt(upTo, end));
}

function endsAt(upTo: string | undefined, end: string): boolean {
  if (upTo === undefined || end === LAST) return upTo === undefined && end === LAST;
  return isDecimalText(end) && compare(decimal(upTo), decimal(end)) === 0;
}
