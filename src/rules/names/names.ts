import { STEP_MODES, type Label, type Ref, type Slot } from '../../engine/plan/plan.js';
import { decimal } from '../../engine/number/quantity.js';
import { collectFacts, type FactEntity } from './check-facts.js';
import type {
  AggregateDocument,
  DecisionDocument,
  EffectiveDocument,
  IndicatorDocument,
  ParameterDocument,
  TableDocument,
} from '../document/document.js';
import { pointerTo } from '../findings/finding-codes.js';
import { bilingual, type Report } from '../findings/report.js';
import { isNumeric } from '../findings/terms.js';
import { QUALITY_VOCABULARY, type Part } from '../document/vocabulary.js';
import { canonicalUnit, NO_UNIT, type QuantityUnit } from './units.js';
import { READABLE, SCOPES, type Scope, mapScopes } from '../../engine/plan/scopes.js';

/** 参数. */
export interface ParameterEntity {
  readonly kind: 'parameter';
  readonly name: string;
  readonly document: ParameterDocument;
  readonly pointer: string;
}
/** 目录表. */
export interface TableEntity {
  readonly kind: 'table';
  readonly name: string;
  readonly document: TableDocument;
  readonly pointer: string;
}
/** 汇总. */
export interface AggregateEntity {
  readonly kind: 'aggregate';
  readonly name: string;
  readonly document: AggregateDocument;
  readonly pointer: string;
}
/** 指标. Nothing reads one: it is worked out after everything else. */
export interface IndicatorEntity {
  readonly kind: 'indicator';
  readonly name: string;
  readonly document: IndicatorDocument;
  readonly pointer: string;
}
/** 判定; `position` is its place among the decisions of its scope. */
export interface DecisionEntity {
  readonly kind: 'decision';
  readonly name: string;
  readonly document: DecisionDocument;
  readonly position: number;
  readonly pointer: string;
}
/** Everything that has a name: facts, parameters, tables, aggregates, decisions and indicators share one namespace. */
export type Entity = FactEntity | ParameterEntity | TableEntity | AggregateEntity | DecisionEntity | IndicatorEntity;

/** Words of the formula language: modes, and what stands for no name. */
const RESERVED = new Set<string>([...STEP_MODES, 'true', 'false', 'null', 'this', 'group', 'institutions']);

/** The namespace of one part of a ruleset, and the slots of each scope's frame. */
export class Names {
  readonly entities = new Map<string, Entity>();
  /** Names that something reads: what is declared and never read is a finding. */
  readonly used = new Set<string>();
  /** Names that stand in the document, but that this part may not read. */
  readonly hidden = new Set<string>();
  readonly document: EffectiveDocument;
  /** Decisions that are totals of scorecards. */
  readonly scorecards: ReadonlySet<string>;
  readonly part: Part;
  readonly #slots: Record<Scope, Slot[]>;
  readonly #index: Record<Scope, Map<string, number>>;

  constructor(document: EffectiveDocument, report: Report, part: Part = 'SCORING') {
    this.document = document;
    this.scorecards = new Set(document.decisions.flatMap(({ partOf }) => partOf?.card ?? []));
    this.part = part;
    this.#slots = mapScopes(() => []);
    this.#index = mapScopes(() => new Map());
    this.#collect(report);
    this.#makeSlots();
  }

  /** The slots of every scope, as far as they are made by now. */
  get slots(): Readonly<Record<Scope, readonly Slot[]>> {
    return this.#slots;
  }

  /** Whether institutions have peers: a fact states their class. An output of the name is known too late to average by. */
  get hasPeers(): boolean {
    const slot = this.find('institution', 'institutionClass')?.slot;
    return slot?.type === 'enum' && slot.source === 'fact';
  }

  /** The canonical unit of a parameter or table value. */
  unit(written: string | undefined): QuantityUnit {
    return canonicalUnit(written ?? NO_UNIT, this.document.pointUnit);
  }

  /** A reference to a slot by name, where the scope has one. */
  find(scope: Scope, name: string): { readonly ref: Ref; readonly slot: Slot } | undefined {
    const index = this.#index[scope].get(name);
    const slot = index === undefined ? undefined : this.#slots[scope][index];
    return index === undefined || slot === undefined ? undefined : { ref: { name, scope, slot: index }, slot };
  }

  /** The slot that a name means, wherever it is; a member of a set is a boolean. For tables, whose keys stand in no scope. */
  slotOf(name: string): Slot | undefined {
    const [base = '', member] = name.split('.');
    const entity = this.entities.get(base);
    const scope = entity?.kind === 'fact' ? entity.spec.scope : entity?.kind === 'decision' ? entity.document.scope : undefined;
    if (scope === undefined) return undefined;
    const slot = this.find(scope, name)?.slot;
    if (slot !== undefined || member === undefined) return slot;
    const set = this.find(scope, base)?.slot;
    return set?.values?.includes(member) === true ? memberSlot(set, member) : undefined;
  }

  /** Adds a slot to a scope's frame, or finds the one of the same name. */
  add(scope: Scope, slot: Slot): { readonly ref: Ref; readonly slot: Slot } {
    const found = this.find(scope, slot.name);
    if (found !== undefined) return found;
    const index = this.#slots[scope].push(slot) - 1;
    this.#index[scope].set(slot.name, index);
    return { ref: { name: slot.name, scope, slot: index }, slot };
  }

  /** Scopes that a decision of a scope may read, its own first. */
  static readable(scope: Scope): readonly Scope[] {
    return [scope, ...READABLE[scope]];
  }

  #collect(report: Report): void {
    const { parameters, tables, aggregates, decisions, indicators = [] } = this.document;
    for (const fact of collectFacts(this.document, report, this.part).values()) {
      if (this.#mayRead(fact)) this.#enter(fact, report);
      else this.hidden.add(fact.name);
    }
    if (this.part === 'SCORING') for (const name of Object.keys(QUALITY_VOCABULARY)) this.hidden.add(name);
    for (const [name, document] of Object.entries(parameters)) {
      this.#enter({ kind: 'parameter', name, document, pointer: pointerTo('/parameters', name) }, report);
    }
    for (const [name, document] of Object.entries(tables)) {
      this.#enter({ kind: 'table', name, document, pointer: pointerTo('/tables', name) }, report);
    }
    aggregates.forEach((document, index) => {
      if (this.part === 'QUALITY') this.hidden.add(document.id);
      else this.#enter({ kind: 'aggregate', name: document.id, document, pointer: pointerTo('/aggregates', index) }, report);
    });
    const positions = new Map<Scope, number>();
    decisions.forEach((document, index) => {
      if ((document.quality === true) !== (this.part === 'QUALITY')) {
        this.hidden.add(document.id);
        return;
      }
      const position = positions.get(document.scope) ?? 0;
      positions.set(document.scope, position + 1);
      this.#enter({ kind: 'decision', name: document.id, document, position, pointer: pointerTo('/decisions', index) }, report);
    });
    indicators.forEach((document, index) => {
      if (this.part === 'QUALITY') this.hidden.add(document.id);
      else this.#enter({ kind: 'indicator', name: document.id, document, pointer: pointerTo('/indicators', index) }, report);
    });
  }

  /** Quality is checked before anything is known of a list but the list itself: neither its institution, nor its year, nor its group. */
  #mayRead({ spec }: FactEntity): boolean {
    return this.part === 'SCORING' || (spec.scope === 'case' && spec.afterGrouping !== true);
  }

  #enter(entity: Entity, report: Report): void {
    const first = this.entities.get(entity.name);
    if (first !== undefined && !givesWay(first, entity)) {
      const other = first.pointer === '' ? bilingual('词汇表', 'the vocabulary') : first.pointer;
      report.add('DUPLICATE_NAME', entity.pointer, { name: entity.name, other });
      return;
    }
    // Entities stand in document order, so one that takes over a name does not take over its place.
    this.entities.delete(entity.name);
    if (RESERVED.has(entity.name)) {
      const why = bilingual('它是规则语言的保留字', 'it is a word of the ruleset language');
      report.add('RESERVED_NAME', entity.pointer, { name: entity.name, why });
    }
    this.entities.set(entity.name, entity);
  }

  #makeSlots(): void {
    for (const scope of SCOPES) {
      for (const entity of this.entities.values()) {
        if (entity.kind === 'fact' && entity.spec.scope === scope) this.#addFact(entity);
        else if (entity.kind === 'aggregate' && entity.document.per === scope) this.add(scope, this.aggregateSlot(entity, entity.name));
        else if (entity.kind === 'decision' && entity.document.scope === scope) this.#addDecision(entity);
      }
    }
  }

  #addFact({ name, spec, average }: FactEntity): void {
    const { scope, type, unit, optional, label, values } = spec;
    const domain = {
      ...(spec.min === undefined ? {} : { min: decimal(spec.min) }),
      ...(spec.max === undefined ? {} : { max: decimal(spec.max) }),
    };
    this.add(scope, { name, label, type, unit, optional, source: 'fact', ...(values === undefined ? {} : { values }), ...domain });
    if (average === undefined) return;
    const averaged = { type: 'decimal', unit, optional, source: 'average' } as const;
    this.add(scope, { name: `${name}.peer`, label: suffix(label, '（同类均值）', ' (mean of its class)'), ...averaged });
    this.add(scope, { name: `${name}.region`, label: suffix(label, '（全区均值）', ' (mean of the region)'), ...averaged });
  }

  /** The slot of an aggregate, or of its `.region`: what it sums has the same unit; a count of cases is in cases. */
  aggregateSlot({ document }: AggregateEntity, name: string): Slot {
    const added = addedName(document);
    const summed = added === undefined ? undefined : this.entities.get(added);
    const optional = document.quantile !== undefined; // of no values there is none, though their sum is 0
    const label = name === document.id ? document.label : suffix(document.label, '（全区）', ' (region)');
    return { name, label, type: 'decimal', unit: this.#summedUnit(document, summed), optional, source: 'aggregate' };
  }

  /** The last decision of its scope that an aggregate adds up or asks, where there is one: the sum is known after it. */
  lastAdded({ document }: AggregateEntity): DecisionEntity | undefined {
    const read = [addedName(document) ?? '', ...Object.keys(document.where ?? {})].map((name) =>
      this.entities.get(name.split('.')[0] ?? ''),
    );
    const own = read.filter((entity) => entity?.kind === 'decision').filter((entity) => entity.document.scope === document.of);
    return own.sort((a, b) => b.position - a.position)[0];
  }

  #summedUnit(document: AggregateDocument, summed: Entity | undefined): QuantityUnit {
    if (document.count === true) return document.of === 'case' ? 'case' : NO_UNIT;
    if (summed?.kind === 'fact') return summed.spec.unit;
    return summed?.kind === 'decision' && summed.document.output.type === 'decimal' ? this.unit(summed.document.output.unit) : NO_UNIT;
  }

  #addDecision({ name, document }: DecisionEntity): void {
    const { scope, label, output, hit } = document;
    if (output.type === 'decimal') {
      this.add(scope, { name, label, type: 'decimal', unit: this.unit(output.unit), optional: output.optional ?? false, source: 'output' });
    } else {
      const type = hit === 'collect' ? 'set' : output.type;
      const values = output.type === 'enum' ? { values: output.values } : {};
      this.add(scope, { name, label, type, unit: '', optional: false, source: 'output', ...values });
    }
    if (hit === 'unique' || hit === 'first' || hit === 'max') {
      const values = [...(document.rules ?? []).map((rule) => rule.name), 'otherwise'];
      const ruleLabel = suffix(label, '（规则）', ' (rule)');
      this.add(scope, { name: `${name}.rule`, label: ruleLabel, type: 'enum', unit: '', optional: false, source: 'rule', values });
    }
  }
}

/**
 * A vocabulary fact gives way to a decision of another scope and another type: the vocabulary grows, published documents do not change.
 * What still means the fact then reads another type, which is a finding; a number that hides a number would be none, and is a duplicate.
 */
function givesWay(first: Entity, second: Entity): boolean {
  if (first.kind !== 'fact' || first.origin !== 'vocabulary' || second.kind !== 'decision') return false;
  return first.spec.scope !== second.document.scope && isNumeric(first.spec.type) !== (second.document.output.type === 'decimal');
}

/** What an aggregate adds up or takes the quantile of; none where it counts. */
export function addedName({ sum, quantile }: AggregateDocument): string | undefined {
  return sum ?? quantile?.of;
}

/** A member of a set, read as a boolean: `caseFlag.TCM`. */
export function memberSlot(set: Slot, member: string): Slot {
  const label = suffix(set.label, `：${member}`, `: ${member}`);
  return { name: `${set.name}.${member}`, label, type: 'boolean', unit: '', optional: set.optional, source: set.source };
}

function suffix(label: Label, zh: string, en: string): Label {
  return { zh: label.zh + zh, en: label.en === undefined ? undefined : label.en + en };
}
