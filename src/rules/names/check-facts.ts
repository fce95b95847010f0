import { compare, decimal } from '../../engine/number/quantity.js';
import { POOL_OPENINGS } from '../../engine/plan/accounts.js';
import type { EffectiveDocument, FactDocument } from '../document/document.js';
import { pointerTo } from '../findings/finding-codes.js';
import { type Part, QUALITY_VOCABULARY, VOCABULARY, type FactSpec } from '../document/vocabulary.js';
import { bilingual, type Report } from '../findings/report.js';
import { isNumeric } from '../findings/terms.js';
import { canonicalUnit, NO_UNIT, type PointUnit } from './units.js';

/** A fact as the ruleset offers it: the vocabulary's, narrowed by the ruleset, or the ruleset's own. */
export interface FactEntity {
  readonly kind: 'fact';
  readonly name: string;
  readonly spec: FactSpec;
  /** `vocabulary`: as it is; `narrowed`: its domain made smaller; `declared`: the ruleset's own. */
  readonly origin: 'vocabulary' | 'narrowed' | 'declared';
  readonly average?: FactDocument['average'];
  /** 只存不用 kept for the record: nothing may read it. */
  readonly recordOnly?: true;
  readonly pointer: string;
}

/** Merges the vocabulary with a ruleset's declarations (FACT_DECLARATION where one does not hold). Units become canonical. */
export function collectFacts(document: EffectiveDocument, report: Report, part: Part): Map<string, FactEntity> {
  const { pointUnit } = document;
  const facts = new Map<string, FactEntity>();
  const offered = part === 'QUALITY' ? { ...VOCABULARY, ...QUALITY_VOCABULARY } : VOCABULARY;
  for (const [name, spec] of Object.entries(offered)) {
    facts.set(name, { kind: 'fact', name, spec: withUnit(spec, pointUnit), origin: 'vocabulary', pointer: '' });
  }
  for (const [name, declared] of Object.entries(document.facts)) {
    const pointer = pointerTo('/facts', name);
    const base = facts.get(name);
    checkShape({ name, declared, pointer, report });
    const spec =
      base === undefined ? ownSpec(declared, pointUnit) : narrow({ name, declared, base: base.spec, pointer, report, pointUnit });
    checkAverage({ name, declared, pointer, report });
    checkRecordOnly({ name, declared, pointer, report });
    facts.set(name, {
      kind: 'fact',
      name,
      spec,
      origin: base === undefined ? 'declared' : 'narrowed',
      pointer,
      ...(declared.average === undefined ? {} : { average: declared.average }),
      ...(declared.recordOnly === undefined ? {} : { recordOnly: declared.recordOnly }),
    });
  }
  checkWeights(facts, report);
  return facts;
}

function withUnit(spec: FactSpec, pointUnit: PointUnit): FactSpec {
  return spec.unit === '' ? spec : { ...spec, unit: canonicalUnit(spec.unit, pointUnit) };
}

function ownSpec(declared: FactDocument, pointUnit: PointUnit): FactSpec {
  const { scope, type, label, values, min, max } = declared;
  return {
    scope,
    type,
    label,
    unit: isNumeric(type) ? canonicalUnit(declared.unit ?? NO_UNIT, pointUnit) : '',
    optional: declared.optional ?? false,
    ...(values === undefined ? {} : { values }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
}

interface Declaration {
  readonly name: string;
  readonly declared: FactDocument;
  readonly pointer: string;
  readonly report: Report;
}

function checkShape({ name, declared, pointer, report }: Declaration): void {
  const { type, values, min, max, unit } = declared;
  const refuse = (zh: string, en: string): void => report.add('FACT_DECLARATION', pointer, { name, why: bilingual(zh, en) });
  if (type === 'enum' && values === undefined && !(name in VOCABULARY)) refuse('枚举须列出 values', 'an enum lists its values');
  if (type !== 'enum' && values !== undefined) refuse('只有枚举可以写 values', 'only an enum has values');
  if (values !== undefined && new Set(values).size < values.length) refuse('values 有重复', 'values repeat');
  if (!isNumeric(type) && (min ?? max ?? unit) !== undefined) refuse('只有数可以写 unit、min、max', 'only numbers have unit, min and max');
  if (min !== undefined && max !== undefined && compare(decimal(min), decimal(max)) > 0) refuse('min 大于 max', 'min is above max');
}

function narrow({ name, declared, base, pointer, report, pointUnit }: Declaration & { base: FactSpec; pointUnit: PointUnit }): FactSpec {
  const refuse = (zh: string, en: string): void => report.add('FACT_DECLARATION', pointer, { name, why: bilingual(zh, en) });
  const { scope, type, unit, values, min, max, optional } = declared;
  if (scope !== base.scope) refuse(`词汇表中它属于 ${base.scope}`, `in the vocabulary it belongs to ${base.scope}`);
  if (type !== base.type) refuse(`词汇表中它的类型是 ${base.type}`, `in the vocabulary its type is ${base.type}`);
  if (unit !== undefined && canonicalUnit(unit, pointUnit) !== base.unit) {
    refuse(`词汇表中它的单位是 ${base.unit}`, `in the vocabulary its unit is ${base.unit}`);
  }
  const widened = (values ?? []).filter((value) => base.values !== undefined && !base.values.includes(value));
  if (widened.length > 0) refuse(`只能缩小取值，${widened.join('、')} 不在词汇表中`, `values may only narrow: ${widened.join(', ')}`);
  if (below(min, base.min) || below(base.max, max)) refuse('只能缩小 min 与 max 之间的范围', 'min and max may only narrow');
  const mayBeMissing = base.optional || base.mayBeOptional === true;
  if (optional === true && !mayBeMissing) refuse('词汇表中它不会缺失', 'in the vocabulary it is never missing');
  return {
    ...base,
    label: declared.label,
    optional: mayBeMissing && (optional ?? base.optional),
    ...(values === undefined ? {} : { values }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
}

function below(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && compare(decimal(a), decimal(b)) < 0;
}

function checkAverage({ name, declared, pointer, report }: Declaration): void {
  if (declared.average === undefined || (declared.scope === 'institution' && isNumeric(declared.type))) return;
  const why = bilingual('只有医疗机构的数值事实可以写 average', 'only a number of the scope institution has an average');
  report.add('FACT_DECLARATION', pointer, { name, why });
}

/** Facts that the mechanism itself reads, under the names that it knows: what the account ADJUSTMENT_FUND and other funds' pools open with. */
export const MECHANISM_FACTS: ReadonlySet<string> = new Set(['adjustmentFundBalance', ...Object.values(POOL_OPENINGS)]);

/** Only a ruleset's own fact is kept for the record: what the platform knows it may read itself. An average is a reader. */
function checkRecordOnly({ name, declared, pointer, report }: Declaration): void {
  if (declared.recordOnly === undefined) return;
  const refuse = (zh: string, en: string): void => report.add('FACT_DECLARATION', pointer, { name, why: bilingual(zh, en) });
  if (declared.average !== undefined) {
    refuse('写了 recordOnly（只存不用）就不能写 average，请删去其中一个', 'recordOnly and average exclude each other: remove one of them');
  }
  if (MECHANISM_FACTS.has(name) || name in VOCABULARY || name in QUALITY_VOCABULARY) {
    refuse('它是平台自己读的事实，请删去 recordOnly', 'the platform itself reads it: remove recordOnly');
  }
}

/** The weight of an average is another number of the institution. */
function checkWeights(facts: ReadonlyMap<string, FactEntity>, report: Report): void {
  for (const { name, average, pointer } of facts.values()) {
    if (average === undefined || average === 'MEAN') continue;
    const weight = facts.get(average.weight)?.spec;
    if (weight?.scope === 'institution' && isNumeric(weight.type)) continue;
    const why = bilingual(`权重 ${average.weight} 不是医疗机构的数值事实`, `the weight ${average.weight} is no number of the institution`);
    report.add('FACT_DECLARATION', `${pointer}/average`, { name, why });
  }
}
