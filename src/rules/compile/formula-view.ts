import { SIGNATURES } from './compile-calls.js';
import { compileFormulaText } from './compile-formula.js';
import { compileOutcome, compileOutput } from './compile-output.js';
import { COLUMN_CALLS, COLUMN_MEANINGS, FUNCTION_MEANINGS } from './formula-words.js';
import type { EffectiveDocument, TableDocument } from '../document/document.js';
import type { Label } from '../../engine/plan/plan.js';
import { Aliases } from '../names/aliases.js';
import { namePlaces, parseFormula } from '../names/formula-parse.js';
import { Names, type DecisionEntity, type Entity } from '../names/names.js';
import { NameReader } from '../names/reader.js';
import { ANY_UNIT, type QuantityUnit } from '../names/units.js';
import type { Finding } from '../findings/finding.js';
import { Report } from '../findings/report.js';
import { isKey, isNumeric } from '../findings/terms.js';

/** 公式里能写的名称的种类 what a name that a formula may use stands for. KEY: a text, which only chooses a row of a table. */
export const FORMULA_NAME_KINDS = ['FACT', 'PARAMETER', 'DECISION', 'AGGREGATE', 'TABLE', 'KEY', 'FUNCTION', 'COLUMN'] as const;
/** One of them. */
export type FormulaNameKind = (typeof FORMULA_NAME_KINDS)[number];

/** A name that may stand in a formula at a place. */
export interface FormulaNameView {
  readonly kind: FormulaNameKind;
  readonly name: string;
  readonly label: Label;
  /** The Chinese word that may stand for it; absent: only its name may. */
  readonly word?: string;
  /** Dimension of its value; absent where it is no number, or it depends on what it is called with. */
  readonly unit?: QuantityUnit;
  /** How a table or column is read, as a text that a formula takes; what a function takes. */
  readonly call?: string;
}

/** Something wrong with a formula, and where in its text (0-based character, length), where that is one place. */
export interface FormulaFinding extends Finding {
  readonly at?: number;
  readonly length?: number;
}

/** 公式在其位置上 what a formula at one place of a document comes to, and what may stand in it. */
export interface FormulaView {
  /** In Chinese; absent: it is no formula. */
  readonly reading?: string;
  /** Dimension of what it works out; absent where that is not known. */
  readonly unit?: QuantityUnit;
  /** Dimension that is wanted. */
  readonly expected: QuantityUnit;
  readonly findings: readonly FormulaFinding[];
  readonly names: readonly FormulaNameView[];
}

/** Where a formula is tried: nothing that is read or found leaves a mark elsewhere. */
class Place {
  readonly #document: EffectiveDocument;
  readonly #decision: DecisionEntity;
  readonly names: Names;
  readonly aliases: Aliases;

  constructor(document: EffectiveDocument, names: Names, decision: DecisionEntity) {
    this.#document = document;
    this.#decision = decision;
    this.names = names;
    this.aliases = Aliases.of(this.#document);
  }

  reader(report: Report): NameReader {
    const { document, position } = this.#decision;
    return new NameReader({ names: this.names, scope: document.scope, position, report, afterGrouping: new Set() });
  }

  output(report: Report) {
    return compileOutput(this.#decision, this.names, report);
  }

  /** Compiled as the decision would have it, with what is wrong. */
  compiled(text: string): { readonly unit?: QuantityUnit; readonly findings: readonly Finding[] } {
    const report = new Report();
    const [output, aliases] = [this.output(new Report()), this.aliases];
    const site = { reader: this.reader(new Report()), text, pointer: '', optional: output.optional };
    const typed = compileFormulaText(site, aliases);
    compileOutcome({ decision: this.#decision.name, output, reader: this.reader(report), aliases, pointer: '' }, { formula: text });
    const { findings } = report;
    return typed === undefined || typed.unit === ANY_UNIT ? { findings } : { unit: typed.unit, findings };
  }

  /** Whether a text is a formula here, whatever its dimension. */
  takes(text: string): QuantityUnit | undefined {
    const site = { reader: this.reader(new Report()), text, pointer: '', optional: true };
    return compileFormulaText(site, this.aliases)?.unit;
  }
}

/** What a formula of a decision comes to; `undefined`: no such decision, or one that gives no number. The document need not be without faults. */
export function viewFormula(document: EffectiveDocument, decisionId: string, text: string): FormulaView | undefined {
  const stated = document.decisions.find(({ id }) => id === decisionId);
  if (stated?.output.type !== 'decimal') return undefined;
  const names = new Names(document, new Report(), stated.quality === true ? 'QUALITY' : 'SCORING');
  const decision = names.entities.get(decisionId);
  if (decision?.kind !== 'decision') return undefined;
  const place = new Place(document, names, decision);
  const { unit, findings } = place.compiled(text);
  const reading = place.aliases.toChinese(text);
  return {
    ...(reading === undefined ? {} : { reading }),
    ...(unit === undefined ? {} : { unit }),
    expected: place.output(new Report()).unit,
    findings: placed(place, text, findings),
    names: [...readable(place), ...columns(place), ...functions(place)],
  };
}

/** Findings with the place in the text: of what can't be read as a formula, or of a name that may not stand there. */
function placed(place: Place, text: string, findings: readonly Finding[]): readonly FormulaFinding[] {
  const { fault } = parseFormula(text);
  if (fault !== undefined) return findings.map((one) => ({ ...one, at: fault.at, length: fault.found.length }));
  const spots = new Map<string, { readonly at: number; readonly length: number }>();
  for (const { name, at } of namePlaces(text)) {
    const isCall = text
      .slice(at + name.length)
      .trimStart()
      .startsWith('(');
    for (const { message } of place.compiled(isCall ? `${name}(0)` : name).findings) {
      if (!spots.has(message.zh)) spots.set(message.zh, { at, length: name.length });
    }
  }
  return findings.map((one) => ({ ...one, ...spots.get(one.message.zh) }));
}

/** What the place may read, found by reading it: numbers, texts that choose rows, tables. */
function readable(place: Place): readonly FormulaNameView[] {
  return [...place.names.entities.values()].flatMap((entity): readonly FormulaNameView[] =>
    spellingsOf(place, entity).flatMap((name) => nameView(place, name) ?? []),
  );
}

/** A name and its aspects: 同类, 全区, 规则. */
function spellingsOf({ names }: Place, entity: Entity): readonly string[] {
  const { name, kind } = entity;
  const aspect = (wanted: string): readonly string[] => (names.slotOf(`${name}.${wanted}`) === undefined ? [] : [`${name}.${wanted}`]);
  switch (kind) {
    case 'parameter':
    case 'table':
      return [name];
    case 'fact':
      return [name, ...aspect('peer'), ...aspect('region')];
    case 'aggregate':
      return [name, `${name}.region`];
    case 'decision':
      return [name, ...aspect('rule')];
    case 'indicator':
      return [];
  }
}

function nameView(place: Place, name: string): FormulaNameView | undefined {
  const reading = place.reader(new Report()).read(name, '');
  const word = place.aliases.wordOf(name);
  const named = { name, ...(word === undefined ? {} : { word }) };
  switch (reading?.kind) {
    case undefined:
      return undefined;
    case 'table': {
      const { document } = reading.entity;
      const call = callOf(name, document);
      const unit = document.kind === 'map' || document.kind === 'bands' ? place.names.unit(document.unit) : undefined;
      return call === undefined || unit === undefined
        ? undefined
        : { ...named, kind: 'TABLE', label: document.label ?? { zh: name }, unit, call };
    }
    case 'parameter': {
      const { label } = reading.entity.document;
      const unit = place.takes(name);
      return unit === undefined ? undefined : { ...named, kind: 'PARAMETER', label, unit };
    }
    case 'value': {
      const { label, type, unit } = reading.slot;
      const entity = place.names.entities.get(name.split('.')[0] ?? '');
      if (isKey(reading.slot)) return { ...named, kind: 'KEY', label };
      if (!isNumeric(type)) return undefined;
      const kind = entity?.kind === 'decision' ? 'DECISION' : entity?.kind === 'aggregate' ? 'AGGREGATE' : 'FACT';
      return { ...named, kind, label, unit };
    }
  }
}

/** A call that reads a table by its own keys; of bands it ends where what they are asked for is to be written. */
function callOf(name: string, document: TableDocument): string | undefined {
  if (document.kind === 'map') return `lookup(${[name, ...document.key].join(', ')})`;
  return document.kind === 'bands' ? `lookup(${[name, ...(document.key ?? [])].join(', ')}, ` : undefined;
}

function columns(place: Place): readonly FormulaNameView[] {
  if (place.takes(COLUMN_CALLS.points) === undefined) return [];
  return entriesOf(COLUMN_CALLS).map(([name, call]) => {
    const unit = place.takes(call);
    return { kind: 'COLUMN', name, label: COLUMN_MEANINGS[name], call, ...(unit === undefined ? {} : { unit }) };
  });
}

function functions({ aliases }: Place): readonly FormulaNameView[] {
  return entriesOf(SIGNATURES).map(([name, call]) => {
    const word = aliases.wordOf(name);
    return { kind: 'FUNCTION', name, label: FUNCTION_MEANINGS[name], call, ...(word === undefined ? {} : { word }) };
  });
}

function entriesOf<Key extends string>(record: Readonly<Record<Key, string>>): readonly (readonly [Key, string])[] {
  const keys: readonly string[] = Object.keys(record);
  return keys.flatMap((key) => (isKeyOf(record, key) ? [[key, record[key]] as const] : []));
}

function isKeyOf<Key extends string>(record: Readonly<Record<Key, string>>, key: string): key is Key {
  return Object.hasOwn(record, key);
}
