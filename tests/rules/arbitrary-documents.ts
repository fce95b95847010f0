import { readFileSync } from 'node:fs';
import fc, { type GeneratorValue } from 'fast-check';
import { RANK_FIRSTS, RANK_FORMS, RANK_TIES, STEP_MODES } from '../../src/engine/plan/plan.js';
import { GROUPING_TIES } from '../../src/engine/plan/group-terms.js';
import { QUANTILE_BETWEEN } from '../../src/engine/number/quantile.js';
import { ROUNDING_MODES } from '../../src/engine/number/quantity.js';
import { VOCABULARY } from '../../src/rules/document/vocabulary.js';
import type { Written } from './written-documents.js';
import { ADDS_TO, READABLE, SCOPES, scopesOf, type Scope } from '../../src/engine/plan/scopes.js';

type Entry = Record<string, unknown>;
/** A city that is complete: what is random is added to it. */
interface City extends Entry {
  facts: Record<string, Entry>;
  parameters: Record<string, Entry>;
  tables: Record<string, Entry>;
  aggregates: Entry[];
  decisions: (Entry & { id: string; scope: Scope })[];
  methods: Record<string, Entry>;
}
const CITY = readFileSync(new URL('./fixtures/good/demonstration-city.json', import.meta.url), 'utf8');

/** A name that formulas or conditions may read, and what it is. */
interface Named {
  readonly name: string;
  readonly scope: Scope;
  readonly type: 'decimal' | 'boolean' | 'enum' | 'code' | 'codes' | 'date';
  readonly unit: string;
  readonly optional: boolean;
  readonly values: readonly string[];
  /** Can be added up: a fact, or an output that is rounded. */
  readonly summable: boolean;
  readonly isOutput: boolean;
}

/** Scopes whose declared facts somebody fills. */
const FILLED: readonly Scope[] = ['fundYear', 'institution', 'case', 'fundYearEnd', 'institutionYear'];
const UNITS = ['1', '1', 'yuan', 'point', 'day', 'case'] as const;
const NUMBERS = ['0', '0.5', '1', '1.05', '2', '3', '17'];
/** Those whose values have quantiles. */
const INSTITUTIONS = scopesOf('INSTITUTION');
const basis = ['demo#1'];

function vocabulary(): Named[] {
  return Object.entries(VOCABULARY).flatMap(([name, { scope, type, unit, optional, values = [] }]): Named[] => {
    const common = { scope, unit, optional, summable: true, isOutput: false };
    if (type === 'set')
      return values.map((value) => ({ ...common, name: `${name}.${value}`, type: 'boolean', values: [], summable: false }));
    return [{ ...common, name, type: type === 'integer' ? 'decimal' : type, values }];
  });
}

/** Writes one random ruleset: declares what it reads, scope by scope, so that every name stands before its readers. */
class Writer {
  readonly city = JSON.parse(CITY) as City;
  readonly names: Named[];
  #count = 0;
  /** Whether institutions have classes, and so peers. */
  readonly classes: boolean;

  constructor(readonly g: GeneratorValue) {
    this.classes = this.chance(70);
    const taken = new Set<string>(this.city.decisions.map(({ id }) => id));
    this.names = vocabulary().filter(({ name }) => !taken.has(name));
    if (!this.classes) this.#forgetClasses();
    this.narrow();
  }

  of<T>(values: readonly T[]): T {
    return values[this.g(fc.nat, values.length - 1)] as T;
  }
  chance(percent: number): boolean {
    return this.g(fc.nat, 99) < percent;
  }
  fresh(prefix: string): string {
    return `${prefix}${++this.#count}`;
  }

  #forgetClasses(): void {
    const { facts, tables, decisions } = this.city;
    delete facts['institutionClass'];
    delete facts['cmi'];
    delete tables['baseCoefficients'];
    for (const name of ['addOnEvery', 'addOnStep', 'addOnCap', 'addOnRounding']) delete this.city.parameters[name];
    for (const decision of decisions) {
      if (decision.id === 'baseCoefficient') decision['formula'] = '1.1';
      if (decision.id === 'addOnCoefficient') decision['rules'] = [];
    }
  }

  /** Makes the domain of a common fact smaller, as a ruleset may. */
  narrow(): void {
    const narrower: readonly (readonly [string, Entry])[] = [
      ['ageYears', { scope: 'case', type: 'integer', max: '30' }],
      ['sex', { scope: 'case', type: 'enum', values: ['MALE'] }],
      ['totalCost', { scope: 'case', type: 'decimal', min: '5000' }],
      ['lengthOfStay', { scope: 'case', type: 'integer', max: '5' }],
      ['icuDays', { scope: 'case', type: 'decimal', optional: false }],
      ['dischargeWay', { scope: 'case', type: 'enum', values: ['1', '2'] }],
    ];
    for (const [name, entry] of narrower) if (this.chance(8)) this.city.facts[name] = { ...entry, label: { zh: name } };
    for (const at of this.names.keys()) {
      const own = this.names[at];
      const narrowed = own && this.city.facts[own.name];
      if (own === undefined || narrowed === undefined) continue;
      const values = (narrowed['values'] as string[] | undefined) ?? own.values;
      this.names[at] = { ...own, values, optional: own.optional && narrowed['optional'] !== false };
    }
  }

  /** Names that a decision of a scope may read, of a type and unit. */
  readable(scope: Scope, wanted: (name: Named) => boolean): readonly Named[] {
    return this.names.filter((name) => (name.scope === scope || READABLE[scope].includes(name.scope)) && wanted(name));
  }

  parameter(unit: string, value = this.of(['0.5', '1', '2', '100'])): string {
    const name = this.fresh('p');
    this.city.parameters[name] = { value, unit, label: { zh: name }, basis };
    return name;
  }

  /** Declares a fact that somebody fills. */
  fact(scope: Scope, type: Named['type'], unit: string, more: Entry = {}): Named {
    const name = this.fresh('f');
    const values = type === 'enum' ? ['X', 'Y', 'Z'] : [];
    const optional = this.chance(40);
    const isNumber = type === 'decimal';
    const written = isNumber && this.chance(20) ? 'integer' : type;
    const domain = isNumber && this.chance(30) ? { min: this.of(['0', '1', '-5']), max: this.of(['10', '1000000000']) } : {};
    this.city.facts[name] = {
      ...{ scope, type: written, label: { zh: name }, ...(isNumber ? { unit } : {}), ...(type === 'enum' ? { values } : {}) },
      ...{ optional, ...domain, ...more },
    };
    const named = { name, scope, type, unit: isNumber ? unit : '', optional, values, summable: true, isOutput: false };
    this.names.push(named);
    return named;
  }

  /** Mostly what is there; now and then a new fact, an aggregate or an average. */
  number(scope: Scope, unit: string): string {
    const roll = this.g(fc.nat, 99);
    if (roll < 12) {
      const up = this.aggregate(scope, unit);
      if (up !== undefined) return up;
    }
    if (roll < 18 && scope !== 'fundYear' && scope !== 'fundYearEnd') return this.average(unit);
    if (roll < 26) {
      const open = (this.chance(95) ? FILLED : SCOPES).filter((one) => one === scope || READABLE[scope].includes(one));
      return this.fact(this.of(open), 'decimal', unit).name;
    }
    const known = this.readable(scope, (name) => name.type === 'decimal' && name.unit === unit);
    return known.length === 0 || roll > 90 ? this.parameter(unit) : this.of(known).name;
  }

  average(unit: string): string {
    const weight = this.chance(30) ? this.fact('institution', 'decimal', '1').name : undefined;
    const { name } = this.fact('institution', 'decimal', unit, { average: weight === undefined ? 'MEAN' : { weight } });
    return this.chance(20) ? name : `${name}.${this.classes && this.chance(50) ? 'peer' : 'region'}`;
  }

  /** A sum or count that a scope may read. */
  aggregate(scope: Scope, unit: string): string | undefined {
    const targets = [scope, ...READABLE[scope]];
    const pairs = SCOPES.flatMap((of) => ADDS_TO[of].filter((per) => targets.includes(per)).map((per) => ({ of, per })));
    if (pairs.length === 0) return undefined;
    const { of, per } = this.of(pairs);
    const summed = this.names.filter((name) => name.scope === of && name.summable && name.type === 'decimal' && name.unit === unit);
    const counts = unit === (of === 'case' ? 'case' : '1') && this.chance(50);
    if (!counts && summed.length === 0) return undefined;
    const id = this.fresh('a');
    const filters = this.names.filter((name) => name.scope === of && name.isOutput && (name.type === 'boolean' || name.type === 'enum'));
    const where = this.chance(50) && filters.length > 0 ? this.of(filters) : undefined;
    const form = (): Entry =>
      INSTITUTIONS.includes(of) && this.chance(40) ? this.#quantile(this.of(summed).name) : { sum: this.of(summed).name };
    this.city.aggregates.push({
      ...{ id, of, per, label: { zh: id }, ...(counts ? { count: true } : form()) },
      ...(where === undefined ? {} : { where: { [where.name]: where.type === 'boolean' ? this.chance(70) : this.of(where.values) } }),
    });
    return per !== 'fundYearEnd' && this.chance(30) ? `${id}.region` : id;
  }

  #quantile(of: string): Entry {
    const at = this.parameter('1', this.of(['0', '0.025', '0.5', '1']));
    this.city.parameters[at] = { ...this.city.parameters[at], max: '1' };
    return { quantile: { of, at, between: this.of(QUANTILE_BETWEEN), basis } };
  }

  formula(scope: Scope, unit: string, depth = 3): string {
    if (depth === 0 || this.chance(25)) return unit === '1' && this.chance(40) ? this.of(NUMBERS) : this.number(scope, unit);
    const same = (): string => this.formula(scope, unit, depth - 1);
    const ratio = (): string => this.formula(scope, '1', depth - 1);
    const other = this.of(UNITS);
    const forms = [
      () => `(${same()} + ${same()})`,
      () => `(${same()} - ${same()})`,
      () => `(${same()} * ${ratio()})`,
      () => `(${same()} / max(${ratio()}, ${this.parameter('1')}))`,
      () => `min(${same()}, ${same()})`,
      () => `max(${same()}, 0)`,
      () => `clamp(${same()}, 0, ${this.parameter(unit, '1000000')})`,
      () => `round(${same()}, ${this.g(fc.nat, 4)}, ${this.of(ROUNDING_MODES)})`,
      () => `${this.of(['abs', 'floor', 'ceil'])}(${same()})`,
      () => `-${this.number(scope, unit)}`,
      ...(unit === '1' ? this.#ratios(scope, depth, other) : []),
      ...(scope === 'case' ? this.#columns(unit, same) : []),
    ];
    return this.of(forms)();
  }

  #ratios(scope: Scope, depth: number, unit: string): (() => string)[] {
    const x = (): string => this.formula(scope, unit, depth - 1);
    return [
      () => `(${x()} / ${this.chance(80) ? this.parameter(unit) : x()})`,
      () => `step(${x()}, ${this.parameter(unit)}, ${this.parameter('1')}, ${this.of([...STEP_MODES])})`,
      () => `tiered(${x()}, ${this.bands(unit, '1')}) / ${this.parameter(unit)}`,
      () => `lookup(${this.bands(unit, '1')}, ${x()})`,
      () => {
        const { name, keys } = this.keyedBands(scope, unit, '1');
        return this.chance(50) ? `lookup(${name}, ${keys}, ${x()})` : `tiered(${x()}, ${name}, ${keys}) / ${this.parameter(unit)}`;
      },
      () => this.lookup(scope),
    ];
  }

  #columns(unit: string, otherwise: () => string): (() => string)[] {
    const columns: Readonly<Record<string, readonly string[]>> = {
      ...{ point: ['points'], day: ['meanDays'], case: ['caseCount'], '1': ['variation', `auxiliary, 'K'`] },
      yuan: [`meanCost, 'ALL'`, 'meanCost, institutionLevel'],
    };
    return (columns[unit] ?? []).map((column) => () => `group(${column}${this.chance(60) ? `, ${otherwise()}` : ''})`);
  }

  bands(upToUnit: string, unit: string): string {
    const name = this.fresh('t');
    const limits = ['0', '0.5', '2', '100'].filter(() => this.chance(60));
    const rows = [...limits.map((upTo) => ({ upTo, value: this.of(NUMBERS) })), { value: this.of(NUMBERS) }];
    this.city.tables[name] = {
      ...{ kind: 'bands', mode: this.of(['MARGINAL', 'WHOLE']), includes: this.of(['UPPER', 'LOWER']), upToUnit, unit, rows },
      ...{ label: { zh: name }, basis },
    };
    return name;
  }

  /** One or two names that can be keys, and every combination of their values. */
  #keys(scope: Scope): { readonly names: readonly string[]; readonly all: readonly (readonly string[])[] } {
    const known = this.readable(scope, ({ type }) => type === 'enum' || type === 'boolean');
    const keys = [this.of(known), ...(this.chance(40) ? [this.of(known)] : [])].filter((key, at, all) => all.indexOf(key) === at);
    const domains = keys.map(({ type, values }) => (type === 'boolean' ? ['true', 'false'] : values));
    const all = domains.reduce<readonly (readonly string[])[]>(
      (rows, domain) => rows.flatMap((row) => domain.map((one) => [...row, one])),
      [[]],
    );
    return { names: keys.map(({ name }) => name), all };
  }

  /** Bands by keys, with sides of their own on some rows; gives the names that follow the table's. */
  keyedBands(scope: Scope, upToUnit: string, unit: string): { readonly name: string; readonly keys: string } {
    const name = this.fresh('t');
    const { names, all } = this.#keys(scope);
    const rows = all.flatMap((key) => [
      ...['0.5', '2', '100']
        .filter(() => this.chance(50))
        .map((upTo) => ({ key, upTo, ...(this.chance(50) ? { includes: this.of(['UPPER', 'LOWER']) } : {}), value: this.of(NUMBERS) })),
      { key, value: this.of(NUMBERS) },
    ]);
    this.city.tables[name] = {
      ...{ kind: 'bands', key: names, mode: this.of(['MARGINAL', 'WHOLE']), includes: this.of(['UPPER', 'LOWER']), upToUnit, unit, rows },
      ...{ label: { zh: name }, basis },
    };
    return { name, keys: names.join(', ') };
  }

  lookup(scope: Scope): string {
    const { names, all } = this.#keys(scope);
    const complete = this.chance(60);
    const rows = all.filter((_, at) => complete || at === 0 || this.chance(70)).map((key) => ({ key, value: this.of(NUMBERS) }));
    const name = this.fresh('t');
    this.city.tables[name] = {
      ...{ kind: 'map', key: names, unit: '1', rows, label: { zh: name }, basis },
      ...(complete ? { complete } : {}),
    };
    return `lookup(${name}, ${names.join(', ')}${this.chance(50) ? `, ${this.number(scope, '1')}` : ''})`;
  }

  codes(): string {
    const name = this.fresh('t');
    const codes = ['I63*', 'J18.900', 'K80*', 'Z99*', 'A00', '51*'].filter((_, at) => at === 0 || this.chance(50));
    this.city.tables[name] = { kind: 'codes', codes, label: { zh: name }, basis };
    return name;
  }

  /** A comparison; of what may be missing, beside a look at whether it is there. */
  leaf(scope: Scope): Entry {
    const leaf = this.#comparison(scope);
    const isOptional = this.names.some(({ name, optional }) => name === leaf['fact'] && optional);
    if (!isOptional || leaf['operator'] === 'known') return leaf;
    return { all: [{ fact: leaf['fact'], operator: 'known', value: true }, leaf] };
  }

  #comparison(scope: Scope): Entry {
    const open = (this.chance(95) ? FILLED : SCOPES).filter((one) => one === scope || READABLE[scope].includes(one));
    const read = this.chance(20)
      ? this.fact(this.of(open), this.of(['boolean', 'enum', 'code', 'date', 'decimal']), '1')
      : this.of(this.readable(scope, ({ name }) => name !== 'year'));
    const { name: fact, type, optional, unit } = read;
    const compare = (value: unknown, ...operators: string[]): Entry => ({ fact, operator: this.of(operators), value });
    if (type === 'codes') return compare({ table: this.codes() }, 'anyInCodes');
    if (optional && this.chance(30)) return compare(this.chance(50), 'known');
    const orders = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'];
    switch (type) {
      case 'decimal':
        return compare(
          this.chance(30) ? { parameter: this.parameter(unit, this.of(['1', '2'])) } : this.of(['1', '2', '3']),
          ...orders,
          'equal',
          'notEqual',
        );
      case 'boolean':
        return compare(this.chance(50), 'equal', 'notEqual');
      case 'enum':
        return this.chance(50) ? compare(this.of(read.values), 'equal', 'notEqual') : compare([this.of(read.values)], 'in', 'notIn');
      case 'code':
        return this.chance(50) ? compare({ table: this.codes() }, 'inCodes') : compare('I63.900', 'equal', 'notEqual');
      case 'date':
        return compare(this.of(['2023-12-31', '2024-01-01', '2024-06-30']), ...orders, 'equal');
    }
  }

  condition(scope: Scope, depth = 2): Entry {
    if (depth === 0 || this.chance(50)) return this.leaf(scope);
    const parts = (): Entry[] => Array.from({ length: 1 + this.g(fc.nat, 1) }, () => this.condition(scope, depth - 1));
    return this.of<() => Entry>([() => ({ all: parts() }), () => ({ any: parts() }), () => ({ not: this.condition(scope, depth - 1) })])();
  }

  rounding(unit: string): Entry {
    if (this.chance(20)) return { exact: true };
    return { round: { scale: unit === 'yuan' ? 2 : this.of([0, 2, 4, 8, 10, 16]), mode: this.of(ROUNDING_MODES) } };
  }

  rules(scope: Scope, id: string, gives: () => Entry): Entry[] {
    return Array.from({ length: this.g(fc.nat, 3) }, () => {
      const name = this.fresh('r');
      return { name, label: { zh: name }, basis, conditions: { all: [this.condition(scope)] }, event: { type: id, params: gives() } };
    });
  }

  /** The rules of a decision; some as the decision table that a clerk would write. */
  body(scope: Scope, id: string, gives: () => Entry): { readonly body: Entry; readonly size: number } {
    if (this.chance(70)) {
      const rules = this.rules(scope, id, gives);
      return { body: { rules }, size: rules.length };
    }
    const columns = this.#columnsOfTable(scope);
    const rows = Array.from({ length: 1 + this.g(fc.nat, 2) }, () => {
      const name = this.fresh('r');
      const asked = this.g(fc.nat, columns.length - 1); // one cell at least
      const when = columns.map((column, at) => (at === asked || this.chance(50) ? this.#cell(column) : '-'));
      return { name, label: { zh: name }, when, ...(this.chance(30) ? { basis: ['demo#2'] } : {}), ...gives() };
    });
    const head = columns.map(({ name, optional }) => (optional ? { fact: name, known: true } : name));
    return { body: { table: { columns: head, rows, basis } }, size: rows.length };
  }

  /** One to three different names that a table asks for. */
  #columnsOfTable(scope: Scope): readonly Named[] {
    const known = this.readable(scope, ({ name }) => name !== 'year');
    const drawn = Array.from({ length: 1 + this.g(fc.nat, 2) }, () => this.of(known));
    return drawn.filter((column, at) => drawn.findIndex(({ name }) => name === column.name) === at);
  }

  /** A cell: a value, a list, an interval in either spelling, `not`, a parameter, a list of codes. */
  #cell({ type, unit, values }: Named): unknown {
    switch (type) {
      case 'decimal':
        return this.#interval(['0.5', '1', '2', '3'], () => ({ parameter: this.parameter(unit, this.of(['1', '2'])) }));
      case 'date':
        return this.#interval(['2023-12-31', '2024-01-01', '2024-06-30', '2024-12-31'], () => '2024-06-30');
      case 'boolean':
        return this.chance(50);
      case 'enum':
        return this.of<() => unknown>([() => this.of(values), () => [this.of(values)], () => ({ not: this.of(values) })])();
      case 'code':
        return this.of<() => unknown>([() => ({ table: this.codes() }), () => 'I63.900', () => ({ not: ['I63.900', 'J18.900'] })])();
      case 'codes':
        return { table: this.codes() };
    }
  }

  #interval(rising: readonly string[], otherwise: () => unknown): unknown {
    const at = this.g(fc.nat, rising.length - 2);
    const [low = '', high = ''] = rising.slice(at);
    return this.of<() => unknown>([
      () => `${this.of(['[', '('])}${low},${high}${this.of([']', ')'])}`,
      () => `(,${high}${this.of([']', ')'])}`,
      () => `${this.of(['[', '('])}${low},)`,
      () => `${this.of(['含', '不含'])}${low} 至 ${this.of(['含', '不含'])}${high}`,
      otherwise,
    ])();
  }

  /** Adds a random decision of a scope, behind those that stand there. */
  decide(scope: Scope): void {
    const id = this.fresh('d');
    const common = { id, scope, label: { zh: id } };
    const add = (more: Entry, named: Partial<Named> & Pick<Named, 'type'>): void => {
      this.city.decisions.push({ ...common, ...more });
      this.names.push({ name: id, scope, unit: '', optional: false, values: [], summable: false, isOutput: true, ...named });
    };
    const roll = this.g(fc.nat, 99);
    if (roll < 12) return this.#pooled(scope, add);
    if (roll < 30) {
      const values = ['UP', 'MID', 'LOW'];
      const { body, size } = this.body(scope, id, () => ({ value: this.of(values) }));
      const decision = { output: { type: 'enum', values }, hit: size > 1 ? 'first' : 'unique', ...body };
      return add({ ...decision, otherwise: { value: 'LOW', basis } }, { type: 'enum', values });
    }
    if (roll < 40) {
      const values = ['UP', 'MID', 'LOW'];
      const { body } = this.body(scope, id, () => ({ value: this.of(values) }));
      this.city.decisions.push({ ...common, output: { type: 'enum', values }, hit: 'collect', ...body });
      const member = { scope, type: 'boolean', unit: '', optional: false, values: [], summable: false, isOutput: true } as const;
      for (const value of values) this.names.push({ ...member, name: `${id}.${value}` });
      return;
    }
    if (roll < 50) {
      const { body } = this.body(scope, id, () => ({ value: true }));
      return add({ output: { type: 'boolean' }, hit: 'first', ...body, otherwise: { value: false, basis } }, { type: 'boolean' });
    }
    this.#number(scope, id, add);
  }

  #number(scope: Scope, id: string, add: (more: Entry, named: Partial<Named> & Pick<Named, 'type'>) => void): void {
    const unit = this.of(UNITS);
    const optional = this.chance(25);
    const kept = this.rounding(unit);
    const output = { type: 'decimal', unit, optional, ...kept };
    const named = { type: 'decimal', unit, optional, summable: kept['exact'] !== true } as const;
    if (this.chance(50)) return add({ output, formula: this.formula(scope, unit), basis }, named);
    if (this.chance(20)) return add({ output, choose: this.#choice(scope, unit) }, named);
    const hit = this.of(unit === '1' ? ['first', 'max', 'sum', 'product'] : ['first', 'max', 'sum']);
    const { body } = this.body(scope, id, () =>
      this.chance(40) ? { value: this.of(NUMBERS) } : { formula: this.formula(scope, unit, 2) },
    );
    add({ output, hit, ...body, otherwise: { formula: this.formula(scope, unit, 1), basis } }, named);
  }

  /** A formula chosen by a parameter: one of several names, or a flag. */
  #choice(scope: Scope, unit: string): Entry {
    const by = this.fresh('p');
    const isFlag = this.chance(40);
    const members = isFlag ? ['true', 'false'] : ['ALPHA', 'BETA', 'GAMMA'];
    const value = isFlag ? { value: this.chance(50) } : { value: this.of(members), enum: members };
    this.city.parameters[by] = { ...value, label: { zh: by }, basis };
    return { by, formulas: Object.fromEntries(members.map((member) => [member, this.formula(scope, unit, 1)])), basis };
  }

  #pooled(scope: Scope, add: (more: Entry, named: Partial<Named> & Pick<Named, 'type'>) => void): void {
    const own: readonly Scope[] = ['institution', 'institutionTotal', 'institutionYear'];
    const mine = this.readable(scope, (name) => own.includes(name.scope) && name.type === 'decimal');
    const shared = this.readable(scope, ({ scope: of, unit, type }) => type === 'decimal' && unit === 'yuan' && /^fundYear/.test(of));
    if (scope === 'institutionYear' && this.chance(60) && shared.length > 0 && mine.length > 0) {
      const yuan = mine.filter(({ unit }) => unit === 'yuan');
      const total = this.of(shared).name;
      const allocate = this.chance(50)
        ? { total, weight: this.of(mine).name, basis }
        : { claim: this.of(yuan).name, limit: total, rule: 'PRO_RATA', basis };
      return add(
        { output: { type: 'decimal', unit: 'yuan', round: { scale: 2, mode: 'HALF_UP' } }, allocate },
        { type: 'decimal', unit: 'yuan', summable: true },
      );
    }
    if (!own.includes(scope) || mine.length === 0) return;
    const classes = this.readable(
      scope,
      (name) => own.includes(name.scope) && !name.optional && (name.type === 'enum' || name.type === 'boolean'),
    );
    const place = this.chance(50);
    const within = this.chance(50) && classes.length > 0 ? { within: this.of(classes).name } : {};
    const rank = {
      by: this.of(mine).name,
      ...within,
      first: this.of(RANK_FIRSTS),
      ties: this.of(RANK_TIES),
      as: place ? RANK_FORMS[0] : RANK_FORMS[1],
      basis,
    };
    add(
      { output: { type: 'decimal', unit: '1', optional: this.chance(50), round: { scale: place ? 0 : 4, mode: 'HALF_UP' } }, rank },
      { type: 'decimal', unit: '1', summable: true },
    );
  }

  /** Lets random figures reach what is paid: points, the statement, the budget. */
  reach(): void {
    const change = (id: string, factor: (scope: Scope) => string): void => {
      const decision = this.city.decisions.find((one) => one.id === id);
      if (decision === undefined || typeof decision['formula'] !== 'string' || this.chance(50)) return;
      decision['formula'] = `(${decision['formula']}) * ${factor(decision.scope)}`;
    };
    change('baseCoefficient', () => `clamp(${this.formula('institution', '1', 1)}, 0.5, 2)`);
    change('settlementWeight', () => `clamp(${this.formula('institutionTotal', '1', 1)}, 0.5, 2)`);
    change('overrunClaim', () => `clamp(${this.formula('institutionYear', '1', 1)}, 0, 1)`);
  }

  methods(): void {
    const { methods } = this.city;
    const ties = [...GROUPING_TIES].filter((tie) => tie !== 'GROUP_CODE' && this.chance(40));
    const admitted = this.city.decisions.filter(({ scope, output }) => scope === 'case' && (output as Entry)['type'] === 'boolean');
    const admit =
      admitted.length > 0 && this.chance(40) ? [{ groupFlag: this.of(['PRIMARY_CARE', 'BED_DAY']), when: this.of(admitted).id }] : [];
    methods['grouping'] = {
      ...{ ...methods['grouping'], ties: [...ties, 'GROUP_CODE'], admit, ...(this.chance(30) ? { exclude: this.codes() } : {}) },
      match: { diagnosis: this.of(['CATEGORY_3', 'SUBCATEGORY_4']), operations: 'ALL_OF', partial: this.chance(50) },
    };
    methods['periodBy'] = { value: this.of(['DISCHARGE', 'SETTLEMENT']), basis };
    methods['allocationTies'] = { value: this.of(['INSTITUTION_CODE', 'LARGEST_WEIGHT']), basis };
    if (this.chance(20)) methods['periods'] = { MONTH: { declareBy: { day: 10, basis } }, YEAR: yearDeadlines(basis) };
  }

  write(): Written {
    const own = this.city.decisions;
    this.city.decisions = [];
    const early = this.g(fc.nat, 2);
    for (const scope of SCOPES) for (let n = 0; n < early; n++) this.decide(scope);
    this.city.decisions.push(...own);
    this.reach();
    for (const { id, scope, output, hit } of own) this.names.push(...contractNames(id, scope, output as Entry, hit));
    const late = this.g(fc.nat, 2);
    for (const scope of SCOPES) for (let n = 0; n < late; n++) this.decide(scope);
    this.methods();
    return { ...this.city, examples: [], effective: { from: '2024-01-01' } };
  }
}

function contractNames(name: string, scope: Scope, output: Entry, hit: unknown): Named[] {
  const {
    type,
    unit = '',
    values = [],
    exact = false,
    optional = false,
  } = output as { type: Named['type']; unit?: string; values?: string[]; exact?: boolean; optional?: boolean };
  if (hit === 'collect') return [];
  return [{ name, scope, type, unit, optional, values, summable: !exact, isOutput: true }];
}

/** A whole random ruleset: averages, sums by month and year, units, optional facts, pooled decisions, bands, maps, codes, ranks, sets, columns, decision tables. */
export const arbitraryDocument: fc.Arbitrary<Written> = fc.gen().map((g) => new Writer(g).write());

/** Deadlines of the year, all of them. */
function yearDeadlines<B>(basis: B) {
  const consent = { objectionWorkingDays: { days: 5, basis }, confirmStatements: { basis }, silentConsent: { basis } };
  return {
    publishBy: { months: 3, day: 31, basis },
    ...consent,
    closeBy: { months: 4, day: 30, basis },
    figuresWithinWorkingDays: { days: 15, basis },
  };
}
