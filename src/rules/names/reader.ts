import { type Label, type Ref, type Slot } from '../../engine/plan/plan.js';
import { assertNever } from '../../engine/kit/assert.js';
import { memberSlot, type AggregateEntity, type DecisionEntity, type Names, type ParameterEntity, type TableEntity } from './names.js';
import type { Part } from '../document/vocabulary.js';
import { didYouMean, nearest, reportUnknown } from '../text/nearest.js';
import { bilingual, type Report } from '../findings/report.js';
import { SCOPE_TERMS, TYPE_TERMS } from '../findings/terms.js';
import { READABLE, SCOPES, type Scope } from '../../engine/plan/scopes.js';

/** What a name means where it stands: a value of a frame, a parameter, or a table. */
export type Reading =
  | { readonly kind: 'value'; readonly ref: Ref; readonly slot: Slot }
  | { readonly kind: 'parameter'; readonly entity: ParameterEntity }
  | { readonly kind: 'table'; readonly entity: TableEntity };

type Value = Extract<Reading, { kind: 'value' }>;

/** Scopes that come before the settlement point value is known. */
const BEFORE_POINT_VALUE: readonly Scope[] = SCOPES.slice(0, SCOPES.indexOf('fundYearEnd'));

/**
 * Resolves names for one decision (ARCHITECTURE 3, "Scopes"): parameters, tables, facts of its scope and of enclosing keys, aggregates
 * whose `per` is its scope or an earlier one, outputs that stand before it or belong to a readable scope. Anything else is a finding.
 */
export class NameReader {
  readonly names: Names;
  readonly scope: Scope;
  readonly report: Report;
  /** Decisions of the own scope before this position may be read. */
  readonly position: number;
  /** Whether something that only exists after grouping was read. */
  readsGroup = false;
  readonly #afterGrouping: ReadonlySet<string>;

  constructor(options: { names: Names; scope: Scope; position: number; report: Report; afterGrouping: ReadonlySet<string> }) {
    this.names = options.names;
    this.scope = options.scope;
    this.position = options.position;
    this.report = options.report;
    this.#afterGrouping = options.afterGrouping;
  }

  /** What a name means; `undefined` after a finding. */
  read(name: string, pointer: string): Reading | undefined {
    const [base = '', member] = name.split('.');
    const entity = this.names.entities.get(base);
    if (entity === undefined) return this.#unknown(name, pointer);
    this.names.used.add(base);
    switch (entity.kind) {
      case 'parameter':
      case 'table':
        if (member !== undefined) return this.#unknown(name, pointer);
        return entity.kind === 'parameter' ? { kind: 'parameter', entity } : { kind: 'table', entity };
      case 'indicator':
        return this.#unknown(name, pointer);
      case 'aggregate':
        return this.#readAggregate(entity, name, pointer);
      case 'decision':
        return this.#canReadDecision(entity, name, pointer) ? this.#readSlot(entity.document.scope, name, pointer) : undefined;
      case 'fact':
        if (member === 'peer' && !this.#hasPeers(name, pointer)) return undefined;
        return this.#readSlot(entity.spec.scope, name, pointer);
      default:
        return assertNever(entity, 'entity');
    }
  }

  /** The value that a name stands for; a finding when it is a parameter or a table. */
  readValue(name: string, pointer: string): Value | undefined {
    const reading = this.read(name, pointer);
    if (reading === undefined || reading.kind === 'value') return reading;
    const actual = reading.kind === 'parameter' ? bilingual('参数', 'a parameter') : bilingual('表', 'a table');
    this.report.add('TYPE_MISMATCH', pointer, { name, actual, expected: bilingual('事实、汇总或判定', 'a fact, aggregate or decision') });
    return undefined;
  }

  /** The name of the table that is meant; a finding when it is none. */
  readTable(name: string, pointer: string): TableEntity | undefined {
    const entity = this.names.entities.get(name);
    this.names.used.add(name);
    if (entity?.kind === 'table') return entity;
    if (entity === undefined) {
      this.#unknown(name, pointer);
      return undefined;
    }
    this.report.add('TYPE_MISMATCH', pointer, { name, actual: KIND_TERMS[entity.kind], expected: bilingual('表', 'a table') });
    return undefined;
  }

  /** Entries that are at odds, for a finding: where they stand, and the text that is wrong with each under its label. */
  atOdds(text: string, names: readonly string[]): { readonly about: readonly string[]; readonly what: Label } {
    const bases = [...new Set(names.map((name) => name.split('.')[0] ?? ''))];
    const found = bases.flatMap((name) => this.names.entities.get(name) ?? []);
    const labels = found.flatMap((entity) => {
      const label = entity.kind === 'fact' ? entity.spec.label : entity.document.label;
      return label === undefined ? [] : [`${label.zh} ${entity.name}`];
    });
    const zh = labels.length === 0 ? text : `${text}（${labels.join('，')}）`;
    return { about: found.map(({ pointer }) => pointer), what: bilingual(zh, text) };
  }

  /** 同类: peers are the institutions of the same `institutionClass`. */
  #hasPeers(name: string, pointer: string): boolean {
    this.names.used.add('institutionClass');
    if (this.names.hasPeers) return true;
    const why = bilingual(
      '没有声明枚举事实 institutionClass，不知道谁是同类',
      'no enum fact institutionClass is declared, so that nobody has peers',
    );
    this.report.add('NAME_NOT_READABLE', pointer, { name, why });
    return false;
  }

  #unknown(name: string, pointer: string): undefined {
    if (this.names.hidden.has(name.split('.')[0] ?? '')) {
      this.report.add('NAME_NOT_READABLE', pointer, { name, why: HIDDEN_TERMS[this.names.part] });
      return undefined;
    }
    reportUnknown(name, pointer, this.names.entities.keys(), this.report);
    return undefined;
  }

  #canReadDecision({ document, position, name: id }: DecisionEntity, name: string, pointer: string): boolean {
    if (id === 'settlementPointValue' && BEFORE_POINT_VALUE.includes(this.scope)) {
      this.report.add('CIRCULAR_POINT_VALUE', pointer, { name });
      return false;
    }
    if (document.scope !== this.scope || position < this.position) return true;
    const why =
      position === this.position
        ? bilingual('它就是本判定', 'it is this decision itself')
        : bilingual('它排在后面', 'it stands after this one');
    this.report.add('NAME_NOT_READABLE', pointer, { name, why });
    return false;
  }

  #readAggregate(entity: AggregateEntity, name: string, pointer: string): Value | undefined {
    const { per } = entity.document;
    const isRegion = name === `${entity.name}.region` && per !== 'fundYearEnd';
    if (entity.document.of === per && this.scope === per && !this.#isAddedUp(entity, name, pointer)) return undefined;
    if (!isRegion) return this.#readSlot(per, name, pointer);
    if (SCOPES.indexOf(this.scope) >= SCOPES.indexOf(per)) {
      return { kind: 'value', ...this.names.add(this.scope, this.names.aggregateSlot(entity, name)) };
    }
    this.#notReadable(per, name, pointer);
    return undefined;
  }

  /** An aggregate of the own scope is known to the decisions after all that it adds up. */
  #isAddedUp(entity: AggregateEntity, name: string, pointer: string): boolean {
    const last = this.names.lastAdded(entity);
    if (last === undefined || last.position < this.position) return true;
    const why =
      last.position === this.position
        ? bilingual(`它汇总的就是本判定 ${last.name}`, `what it adds up is this decision itself, ${last.name}`)
        : bilingual(`它汇总 ${last.name}，而 ${last.name} 排在本判定后面`, `it adds up ${last.name}, which stands after this decision`);
    this.report.add('NAME_NOT_READABLE', pointer, { name, why });
    return false;
  }

  #readSlot(scope: Scope, name: string, pointer: string): Value | undefined {
    if (scope !== this.scope && !READABLE[this.scope].includes(scope)) {
      this.#notReadable(scope, name, pointer);
      return undefined;
    }
    const [base = '', member] = name.split('.');
    if (scope === 'case' && this.#isAfterGrouping(base)) this.readsGroup = true;
    const found = this.names.find(scope, name);
    if (found !== undefined && found.slot.type !== 'set') return { kind: 'value', ...found };
    const set = this.names.find(scope, base);
    if (set?.slot.type === 'set') return this.#readMember(set, name, member, pointer);
    return this.#unknown(name, pointer);
  }

  #readMember(set: { ref: Ref; slot: Slot }, name: string, member: string | undefined, pointer: string): Value | undefined {
    const values = set.slot.values ?? [];
    if (member === undefined) {
      const expected = bilingual(`它的一个成员，如 ${name}.${values[0] ?? '…'}`, `one of its members, such as ${name}.${values[0] ?? '…'}`);
      this.report.add('TYPE_MISMATCH', pointer, { name, actual: TYPE_TERMS.set, expected });
      return undefined;
    }
    if (!values.includes(member)) {
      const guess = nearest(member, values);
      this.report.add(
        'OUT_OF_DOMAIN',
        pointer,
        { name: set.slot.name, value: member, domain: values.join(', ') },
        { suggestion: guess === undefined ? undefined : didYouMean(guess) },
      );
      return undefined;
    }
    return { kind: 'value', ref: { ...set.ref, name, member }, slot: memberSlot(set.slot, member) };
  }

  #isAfterGrouping(base: string): boolean {
    const entity = this.names.entities.get(base);
    return this.#afterGrouping.has(base) || (entity?.kind === 'fact' && entity.spec.afterGrouping === true);
  }

  #notReadable(scope: Scope, name: string, pointer: string): void {
    const there = SCOPE_TERMS[scope];
    const here = SCOPE_TERMS[this.scope];
    const why = bilingual(`它属于${there.zh}，此处是${here.zh}`, `it belongs to ${there.en ?? scope}; this is ${here.en ?? this.scope}`);
    this.report.add('NAME_NOT_READABLE', pointer, { name, why });
  }
}

const KIND_TERMS = {
  fact: bilingual('事实', 'a fact'),
  parameter: bilingual('参数', 'a parameter'),
  aggregate: bilingual('汇总', 'an aggregate'),
  decision: bilingual('判定', 'a decision'),
  indicator: bilingual('指标', 'an indicator'),
} as const;

/** Why a name of the other part of the document can't be read. */
const HIDDEN_TERMS: Readonly<Record<Part, ReturnType<typeof bilingual>>> = {
  SCORING: bilingual(
    '它属于清单质控，只在病例入库时判定，计分和清算不读取',
    'it belongs to the quality of settlement lists, which is judged when they arrive; scoring and clearing do not read it',
  ),
  QUALITY: bilingual(
    '质控判定在入库时进行，只能读取病例自身的事实、参数、表和此前的质控判定，不能读取机构、年度、病种、汇总和其他判定',
    'quality is judged when a list arrives: it reads facts of the case, parameters, tables and quality decisions before it, nothing of institution, year, group, aggregates or other decisions',
  ),
};
