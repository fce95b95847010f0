import type { Outcome, OutputSpec } from '../../engine/plan/plan.js';
import { parseDecimal } from '../../engine/number/quantity.js';
import type { Aliases } from '../names/aliases.js';
import { compileFormulaText } from './compile-formula.js';
import type { DecisionDocument } from '../document/document.js';
import { pointerTo } from '../findings/finding-codes.js';
import { namesIn, parseFormula } from '../names/formula-parse.js';
import type { DecisionEntity, Names } from '../names/names.js';
import type { NameReader } from '../names/reader.js';
import { bilingual, type Report } from '../findings/report.js';
import { TYPE_TERMS } from '../findings/terms.js';
import { commonUnit } from '../names/units.js';

/** What a decision yields, with its unit in canonical text; findings about rounding and hit policy. */
export function compileOutput({ name, document, pointer }: DecisionEntity, names: Names, report: Report): OutputSpec {
  const { output, hit } = document;
  const isNumber = output.type === 'decimal';
  if ((hit === 'max' || hit === 'sum' || hit === 'product') && !isNumber)
    report.add('HIT_FOR_TYPE', `${pointer}/hit`, { hit, type: output.type });
  if (hit === 'collect' && output.type !== 'enum') report.add('HIT_FOR_TYPE', `${pointer}/hit`, { hit, type: output.type });
  switch (output.type) {
    case 'boolean':
      return { type: 'boolean', unit: '', exact: false, optional: false };
    case 'enum':
      if (new Set(output.values).size < output.values.length) {
        const why = bilingual('values 有重复', 'values repeat');
        report.add('DECISION_FORM', `${pointer}/output/values`, { decision: name, why });
      }
      return { type: 'enum', unit: '', exact: false, optional: false, values: output.values };
    case 'decimal': {
      const exact = output.exact ?? false;
      if (output.round === undefined && !exact) report.add('ROUNDING_MISSING', `${pointer}/output`, { decision: name });
      if (output.round !== undefined && exact) report.add('ROUNDING_WITH_EXACT', `${pointer}/output`, { decision: name });
      const round = output.round === undefined ? {} : { round: output.round };
      return { type: 'decimal', unit: names.unit(output.unit), exact, optional: output.optional ?? false, ...round };
    }
  }
}

/** Where an outcome stands: its decision's output, who reads, and the place. */
export interface OutcomeSite {
  readonly decision: string;
  readonly output: OutputSpec;
  readonly reader: NameReader;
  readonly aliases: Aliases;
  readonly pointer: string;
}

/** Compiles what a rule, `otherwise` or a decision without rules gives. `undefined` after findings. */
export function compileOutcome(
  site: OutcomeSite,
  document: { readonly value?: string | boolean | undefined; readonly formula?: string | undefined },
): Outcome | undefined {
  if (document.formula !== undefined) return compileFormulaOutcome(site, document.formula);
  return document.value === undefined ? undefined : compileValue(site, document.value);
}

function compileFormulaOutcome(site: OutcomeSite, text: string): Outcome | undefined {
  const { decision, output, reader, aliases } = site;
  const pointer = `${site.pointer}/formula`;
  if (output.type !== 'decimal') {
    reader.report.add('OUTCOME_TYPE', pointer, { decision, expected: TYPE_TERMS[output.type], actual: bilingual('公式', 'a formula') });
    return undefined;
  }
  const compiled = compileFormulaText({ reader, text, pointer, optional: output.optional }, aliases);
  if (compiled === undefined) return undefined;
  if (commonUnit(compiled.unit, output.unit) === undefined) {
    const { ast } = parseFormula(compiled.text);
    const { about, what } = reader.atOdds(compiled.text, [decision, ...(ast === undefined ? [] : namesIn(ast))]);
    reader.report.add('OUTPUT_UNIT', pointer, { formula: what, actual: compiled.unit, expected: output.unit }, { about });
    return undefined;
  }
  return { kind: 'formula', expr: compiled.expr, text: compiled.text };
}

function compileValue({ decision, output, reader, pointer: place }: OutcomeSite, value: string | boolean): Outcome | undefined {
  const pointer = `${place}/value`;
  const refuse = (): undefined => {
    reader.report.add('OUTCOME_TYPE', pointer, { decision, expected: TYPE_TERMS[output.type], actual: JSON.stringify(value) });
    return undefined;
  };
  switch (output.type) {
    case 'boolean':
      return typeof value === 'boolean' ? { kind: 'value', value, text: String(value) } : refuse();
    case 'decimal': {
      const number = typeof value === 'string' ? parseDecimal(value) : undefined;
      return number === undefined ? refuse() : { kind: 'value', value: number, text: String(value) };
    }
    case 'enum': {
      if (typeof value !== 'string') return refuse();
      if (output.values?.includes(value) === true) return { kind: 'value', value, text: value };
      reader.report.add('OUTPUT_VALUE_UNKNOWN', pointer, { value, decision, values: (output.values ?? []).join(', ') });
      return undefined;
    }
  }
}

/** The ways in which a decision can be written. */
type Form = 'hit' | 'formula' | 'value' | 'allocate' | 'rank';

/** The one form of a decision; DECISION_FORM, HIT_MISSING, OTHERWISE_… or MISSING_BASIS where it does not hold. */
export function formOf({ name, document, pointer }: DecisionEntity, report: Report): Form | undefined {
  const forms = (['hit', 'formula', 'value', 'allocate', 'rank'] as const).filter((form) => document[form] !== undefined);
  const [form] = forms;
  if (form === undefined && document.rules !== undefined) {
    report.add('HIT_MISSING', pointer, { decision: name });
    return undefined;
  }
  if (form === undefined || forms.length > 1) {
    const why =
      form === undefined
        ? bilingual('没有写怎样得出结果', 'it does not say how its answer is found')
        : bilingual(`同时写了 ${forms.join('、')}`, `it has ${forms.join(' and ')} together`);
    report.add('DECISION_FORM', pointer, { decision: name, why });
    return undefined;
  }
  return form === 'hit' ? checkHit(name, document, pointer, report) : checkShort(form, name, document, pointer, report);
}

function checkHit(decision: string, document: DecisionDocument, pointer: string, report: Report): Form {
  const isCollect = document.hit === 'collect';
  if (document.rules === undefined) {
    report.add('DECISION_FORM', pointer, { decision, why: bilingual('有 hit 而没有 rules', 'it has hit but no rules') });
  }
  if (isCollect && document.otherwise !== undefined) report.add('OTHERWISE_WITH_COLLECT', `${pointer}/otherwise`, { decision });
  if (!isCollect && document.otherwise === undefined && document.chooses === undefined)
    report.add('OTHERWISE_MISSING', pointer, { decision });
  return 'hit';
}

function checkShort(form: Form, decision: string, document: DecisionDocument, pointer: string, report: Report): Form | undefined {
  if (form !== 'allocate' && form !== 'rank' && document.basis === undefined) {
    report.add('MISSING_BASIS', pointer, { what: bilingual(`判定 “${decision}”`, `decision “${decision}”`) });
  }
  const extra = (['rules', 'otherwise'] as const).filter((key) => document[key] !== undefined);
  if (extra.length === 0) return form;
  const why = bilingual(`${form} 旁边不能有 ${extra.join('、')}`, `${form} cannot stand beside ${extra.join(' and ')}`);
  report.add('DECISION_FORM', pointerTo(pointer, extra[0] ?? ''), { decision, why });
  return undefined;
}
