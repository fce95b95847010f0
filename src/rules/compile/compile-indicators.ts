import type { IndicatorPlan, IndicatorTerm } from '../../engine/indicators/indicator.js';
import { isPlatformCount, PLATFORM_COUNTS } from '../../engine/indicators/indicator.js';
import type { Label } from '../../engine/plan/plan.js';
import { bilingual, type Report } from '../findings/report.js';
import { isNumeric, SCOPE_TERMS, TYPE_TERMS } from '../findings/terms.js';
import type { IndicatorEntity, Names } from '../names/names.js';
import { commonUnit, divideUnits, type QuantityUnit } from '../names/units.js';
import { reportUnknown } from '../text/nearest.js';
import type { Scope } from '../../engine/plan/scopes.js';

/** Compiles the indicators: after the aggregates, so that what they name counts as used. */
export function compileIndicators(names: Names, report: Report): IndicatorPlan[] {
  return [...names.entities.values()].flatMap((entity) =>
    entity.kind === 'indicator' ? (new IndicatorCompiler(entity, names, report).compile() ?? []) : [],
  );
}

/** A sum with its unit. */
interface Known {
  readonly term: IndicatorTerm;
  readonly unit: QuantityUnit;
}

class IndicatorCompiler {
  constructor(
    private readonly entity: IndicatorEntity,
    private readonly names: Names,
    private readonly report: Report,
  ) {}

  compile(): IndicatorPlan | undefined {
    const { id, label, numerator, denominator, round, direction, note, basis } = this.entity.document;
    const above = this.#sums('numerator', numerator);
    const below = denominator === undefined ? undefined : this.#sums('denominator', denominator);
    const cell = this.#cell();
    if (above === undefined || (denominator !== undefined && below === undefined)) return undefined;
    const unit = this.names.unit(this.entity.document.unit);
    const actual = below === undefined ? above.unit : divideUnits(above.unit, below.unit);
    if (actual !== unit)
      this.report.add('INDICATOR_UNIT', `${this.entity.pointer}/unit`, { name: id, expected: this.entity.document.unit, actual });
    return {
      ...{ id, label, unit, numerator: above.terms, round, basis, isPublic: this.entity.document.public === true },
      ...(below === undefined ? {} : { denominator: below.terms }),
      ...(direction === undefined ? {} : { direction }),
      ...(cell === undefined ? {} : { cell }),
      ...(note === undefined ? {} : { note }),
    };
  }

  /** `a + b - c`: every one a sum, all of one unit. */
  #sums(
    key: 'numerator' | 'denominator',
    text: string,
  ): { readonly terms: readonly IndicatorTerm[]; readonly unit: QuantityUnit } | undefined {
    const pointer = `${this.entity.pointer}/${key}`;
    const words = text.split(' ');
    const known: (Known | undefined)[] = [];
    for (let at = 0; at < words.length; at += 2) known.push(this.#term(words[at] ?? '', words[at - 1] === '-' ? -1 : 1, pointer));
    const found = known.filter((one) => one !== undefined);
    const [first] = found;
    if (first === undefined || found.length < known.length) return undefined;
    const odd = found.find(({ unit }) => commonUnit(unit, first.unit) === undefined);
    if (odd !== undefined)
      return this.#refuse(
        pointer,
        odd.term.name,
        bilingual(`单位 ${odd.unit} 与 ${first.unit} 不同`, `its unit ${odd.unit} is not ${first.unit}`),
      );
    return { terms: found.map(({ term }) => term), unit: first.unit };
  }

  #term(name: string, sign: 1 | -1, pointer: string): Known | undefined {
    if (isPlatformCount(name)) return { term: { name, sign, source: { kind: 'COUNT' } }, unit: PLATFORM_COUNTS[name].unit };
    const entity = name.includes('.') ? undefined : this.names.entities.get(name);
    if (entity === undefined) {
      reportUnknown(name, pointer, [...this.names.entities.keys(), ...Object.keys(PLATFORM_COUNTS)], this.report);
      return undefined;
    }
    this.names.used.add(name);
    switch (entity.kind) {
      case 'aggregate':
        if (entity.document.of !== 'case')
          return this.#refuse(
            pointer,
            name,
            bilingual(
              '只能用病例（case）的汇总；其他层级请直接写所汇总的判定',
              'only aggregates of cases; of another scope name what it adds up',
            ),
          );
        return { term: { name, sign, source: { kind: 'CASES' } }, unit: this.names.aggregateSlot(entity, name).unit };
      case 'fact':
        return this.#value({ name, sign, scope: entity.spec.scope }, pointer);
      case 'decision':
        if (entity.document.output.type === 'decimal' && entity.document.output.exact === true)
          return this.#refuse(pointer, name, bilingual('它是精确值（exact），没有舍入', 'it is exact, without a rounding'));
        return this.#value({ name, sign, scope: entity.document.scope }, pointer);
      case 'parameter':
      case 'table':
      case 'indicator':
        return this.#refuse(pointer, name, bilingual('它不是可相加的数', 'it is nothing that is added up'));
    }
  }

  #value({ name, sign, scope }: { name: string; sign: 1 | -1; scope: Scope }, pointer: string): Known | undefined {
    if (scope === 'case')
      return this.#refuse(
        pointer,
        name,
        bilingual(`它属于${SCOPE_TERMS.case.zh}：请先写一个汇总`, 'it is of cases: write an aggregate of it first'),
      );
    const slot = this.names.find(scope, name)?.slot;
    if (slot === undefined) return undefined;
    if (!isNumeric(slot.type))
      return this.#refuse(pointer, name, bilingual(`它是${TYPE_TERMS[slot.type].zh}`, `it is ${TYPE_TERMS[slot.type].en ?? ''}`));
    return { term: { name, sign, source: { kind: 'VALUE', scope } }, unit: slot.unit };
  }

  /** A published indicator says by which count its small cells are found, or why they are published as they are. */
  #cell(): IndicatorTerm | undefined {
    const { id, public: isPublic, cell, exempt, denominator } = this.entity.document;
    const wrong = (key: string, why: Label): undefined => {
      this.report.add('INDICATOR_CELL', `${this.entity.pointer}${key}`, { name: id, why });
      return undefined;
    };
    if (isPublic === true && (cell === undefined) === (exempt === undefined))
      return wrong(
        '/public',
        bilingual('公布的指标须写且只写 cell 与 exempt 之一', 'a published indicator has exactly one of cell and exempt'),
      );
    if (exempt !== undefined && denominator !== undefined)
      return wrong(
        '/exempt',
        bilingual('有分母的指标不能豁免：分母会被推算出来', 'one with a denominator can’t be exempt: the denominator could be worked out'),
      );
    if (cell === undefined) return undefined;
    const known = this.#term(cell, 1, `${this.entity.pointer}/cell`);
    if (known === undefined || (known.unit === 'case' && known.term.source.kind !== 'VALUE')) return known?.term;
    return wrong('/cell', bilingual(`“${cell}” 不是病例计数`, `“${cell}” is no count of cases`));
  }

  #refuse(pointer: string, of: string, why: Label): undefined {
    this.report.add('INDICATOR_TERM', pointer, { name: this.entity.document.id, of, why });
    return undefined;
  }
}
