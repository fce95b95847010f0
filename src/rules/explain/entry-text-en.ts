import type { EntryKind } from './entry-kind.js';
import { MOST_TOLD, told } from './entry-text.js';
import { wordsOf, type ExplanationWords } from './explain-words.js';
import { keysInWords, valueInWords, type ValueTable } from './place-words.js';
import type { EffectiveDocument, FactDocument, ParameterDocument, TableDocument } from '../document/document.js';
import { assertNever } from '../../engine/kit/assert.js';

/**
 * The lines of `entryText` in English, one for each: of facts, parameters and tables. Methods, sums and decisions are told in Chinese only, as their
 * sentences are.
 */
export function entryTextInEnglish(document: EffectiveDocument, kind: EntryKind, id: string): readonly string[] {
  const words = wordsOf(document);
  if (kind === 'FACT') return told(document.facts[id], (fact) => factLines(fact, id, words));
  if (kind === 'PARAMETER') return told(document.parameters[id], (parameter) => parameterLines(parameter, words));
  return kind === 'TABLE' ? told(document.tables[id], (table) => tableLines(document, table)) : [];
}

const unitIn = (unit: string | undefined): string => (unit === undefined || unit === '1' ? '' : ` ${unit}`);

function parameterLines({ value, unit }: ParameterDocument, words: ExplanationWords): readonly string[] {
  return [`Value: ${words.valueOf(String(value)).en}${unitIn(unit)}`];
}

const TYPES: Readonly<Record<FactDocument['type'], string>> = {
  decimal: 'decimal',
  integer: 'whole number',
  boolean: 'yes or no',
  enum: 'one of several values',
  code: 'code',
  date: 'day',
};

function factLines({ type, unit, values, min, max, optional }: FactDocument, id: string, words: ExplanationWords): readonly string[] {
  const limits = [...(min === undefined ? [] : [`at least ${min}`]), ...(max === undefined ? [] : [`at most ${max}`])];
  const unitSaid = unitIn(unit) === '' ? [] : [`unit${unitIn(unit)}`];
  return [
    [`Type: ${TYPES[type]}`, ...unitSaid, ...limits, optional === true ? 'may be missing' : 'always there'].join(', '),
    ...(values === undefined ? [] : [`Values: ${shownFirst(values, (value) => words.valueOf(value, id).en)}`]),
  ];
}

function tableLines(document: EffectiveDocument, table: TableDocument): readonly string[] {
  const words = wordsOf(document);
  const named = (names: readonly string[]): string => names.map((name) => words.labelOf(name).en ?? words.labelOf(name).zh).join(', ');
  switch (table.kind) {
    case 'map':
      return [`A table of ${table.rows.length} rows by ${named(table.key)}`, rowsOf(document, table)];
    case 'bands': {
      const mode = table.mode === 'MARGINAL' ? 'each part by its own band' : 'the whole by the band that it is in';
      const side = table.includes === 'UPPER' ? 'the band before it' : 'the band behind it';
      const by = table.key === undefined ? '' : `; bands of their own by ${named(table.key)}`;
      return [`Bands: ${mode}; a boundary is of ${side}${by}`, rowsOf(document, table)];
    }
    case 'codes':
      return [`A list of ${table.codes.length} codes`, shownFirst(table.codes, String)];
    case 'codeMap':
      return [`A map of ${table.rows.length} codes`, shownFirst(table.rows, ({ from, to }) => `${from} → ${to}`)];
    default:
      return assertNever(table);
  }
}

function rowsOf(document: EffectiveDocument, table: ValueTable): string {
  const rows: readonly ValueTable['rows'][number][] = table.rows;
  return shownFirst(rows, (row) => `${keysInWords(document, table, row).en} ${valueInWords(document, table, row.value).en}`);
}

function shownFirst<T>(all: readonly T[], tell: (one: T) => string): string {
  const first = all.slice(0, MOST_TOLD).map(tell).join('; ');
  return all.length <= MOST_TOLD ? first : `${first}; … ${all.length} in all, whole in the merged text (effectiveDocument)`;
}
