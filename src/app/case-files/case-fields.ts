import { ATTRIBUTE_PREFIX, CASE_FILE_COLUMNS, COST_PREFIX } from './case-csv-columns.js';
import { noRulesetInForce } from '../base/errors.js';
import { inForceOn, type AskedScheme } from '../caches/in-force.js';
import { regionIndex } from '../caches/region-cache.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { catalogueInForce, indexedCatalogue } from '../scoring/group-indexes.js';
import { conditionFactsOf } from '../../engine/grouping/grouping-match.js';
import { MATCH_RANGES, type DiseaseGroup } from '../../engine/plan/catalogue.js';
import { COST_CATEGORIES } from '../../engine/plan/inpatient-case.js';
import type { Label, Plan, Slot, ValueType } from '../../engine/plan/plan.js';
import { caseSlotsRead } from '../../engine/scoring/case-needs.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';
import { codeWords } from '../../rules/document/code-words.js';
import { costFactName, VOCABULARY, type FactSpec } from '../../rules/document/vocabulary.js';

/** Why a case states a field: every case does, grouping reads it, or the rules do. */
export const CASE_FIELD_NEEDS = ['REQUIRED', 'GROUPING', 'RULES'] as const;
/** One of them. */
export type CaseFieldNeed = (typeof CASE_FIELD_NEEDS)[number];

/** What stands in a field of a case. */
export const CASE_FIELD_TYPES = ['TEXT', 'CODES', 'DAY', 'DECIMAL', 'WHOLE', 'YES_NO', 'CHOICE', 'CHOICES'] as const;
/** One of them. */
export type CaseFieldType = (typeof CASE_FIELD_TYPES)[number];

/** One of the values that a field may have. */
export interface CaseFieldValue {
  readonly value: string;
  readonly label: Label;
}

/** 病例字段 a field of a case that scoring asks for, by the name of its column in files: `totalCost`, `cost.DRUG`, `attribute.x`. */
export interface CaseField {
  readonly name: string;
  readonly label: Label;
  readonly need: CaseFieldNeed;
  readonly type: CaseFieldType;
  /** `yuan`, `day`…; empty: none. */
  readonly unit: string;
  readonly values: readonly CaseFieldValue[];
}

const TYPES: Readonly<Record<ValueType, CaseFieldType>> = {
  decimal: 'DECIMAL',
  integer: 'WHOLE',
  boolean: 'YES_NO',
  enum: 'CHOICE',
  code: 'TEXT',
  codes: 'CODES',
  date: 'DAY',
  set: 'CHOICES',
};

/** Columns that are no fact of the rules. */
const BESIDE_FACTS: Readonly<Record<string, Label>> = {
  caseNo: { zh: '病例号', en: 'case number' },
  institutionCode: { zh: '医疗机构代码', en: 'institution code' },
  assignedGroupCode: { zh: '外部分组编码', en: 'group assigned elsewhere' },
};

/** What grouping may read of a case whatever its catalogue, beside the diagnosis that every case has. */
const READ_BY_GROUPING = ['otherDiagnoses', 'procedures', 'sex', 'ageYears'] as const;
/** What a DRG grouper reads besides. */
const READ_BY_GROUPERS = ['ageDays', 'admissionWeightGrams', 'assignedGroupCode'] as const;

/** The facts of the rules that a column is read for; a column without a fact of its own name has others. */
function factsOfColumn(column: string): readonly string[] {
  const category = COST_CATEGORIES.find((one) => column === `${COST_PREFIX}${one}`);
  if (category !== undefined) return [costFactName(category)];
  if (column === 'caseFlags') return ['caseFlag'];
  return column === 'insuredRegionCode' ? [column, 'outOfRegion'] : [column];
}

function readByGrouping({ plan }: CompiledRuleset, groups: Iterable<DiseaseGroup>): ReadonlySet<string> {
  const all = [...groups];
  const ranges = MATCH_RANGES.filter(({ min, max }) => all.some(({ match }) => match[min] !== undefined || match[max] !== undefined));
  const ofGrouper = plan.grouping?.grouper === undefined ? [] : READ_BY_GROUPERS;
  return new Set<string>([...READ_BY_GROUPING, ...conditionFactsOf(all), ...ranges.map(({ fact }) => fact), ...ofGrouper]);
}

function readBesides({ periodBy, codes }: Plan): readonly string[] {
  return [...(periodBy === 'SETTLEMENT' ? ['settlementDate'] : []), ...(codes?.editions === undefined ? [] : ['codeSystem'])];
}

function valuesOf(fact: string, values: readonly string[] | undefined, { words }: CompiledRuleset['effective']): readonly CaseFieldValue[] {
  return (values ?? []).map((value) => ({ value, label: words?.[value] ?? codeWords(value, fact) ?? { zh: value, en: value } }));
}

function fieldOf(
  name: string,
  need: CaseFieldNeed,
  spec: Pick<FactSpec, 'label' | 'type' | 'unit' | 'values'>,
  of: CompiledRuleset,
): CaseField {
  const { label, type, unit, values } = spec;
  return {
    name,
    label,
    need,
    type: TYPES[type],
    unit: unit === '1' ? '' : unit,
    values: valuesOf(name === 'caseFlags' ? 'caseFlag' : name, values, of.effective),
  };
}

/** What a case of these rules and this catalogue states: what every case does, then what grouping and the rules read, each in the order of files. */
export function caseFieldsOf(compiled: CompiledRuleset, groups: Iterable<DiseaseGroup>): readonly CaseField[] {
  const { plan } = compiled;
  const slots = [...caseSlotsRead(plan)].flatMap((slot): Slot[] => {
    const found = plan.slots.case[slot];
    return found?.source === 'fact' ? [found] : [];
  });
  const byRules = new Set([...slots.map(({ name }) => name), ...readBesides(plan)]);
  const byGrouping = readByGrouping(compiled, groups);
  const columns = CASE_FILE_COLUMNS.flatMap(({ name, required }): CaseField[] => {
    const facts = factsOfColumn(name);
    const isRead = facts.some((fact) => byRules.has(fact));
    const need = required ? 'REQUIRED' : byGrouping.has(name) ? 'GROUPING' : isRead ? 'RULES' : undefined;
    if (need === undefined) return [];
    const beside = BESIDE_FACTS[name];
    const spec = beside === undefined ? VOCABULARY[facts[0] ?? name] : ({ label: beside, type: 'code', unit: '' } as const);
    return spec === undefined ? [] : [fieldOf(name, need, spec, compiled)];
  });
  const declared = slots.flatMap((slot) =>
    compiled.effective.facts[slot.name] === undefined || VOCABULARY[slot.name] !== undefined
      ? []
      : [fieldOf(`${ATTRIBUTE_PREFIX}${slot.name}`, 'RULES', slot, compiled)],
  );
  return CASE_FIELD_NEEDS.flatMap((need) => [...columns, ...declared].filter((field) => field.need === need));
}

/** What scoring asks of a case that is discharged on a day: by the ruleset and the catalogue that are in force then. */
export async function caseFields(
  platform: Platform,
  caller: Caller,
  { regionCode, on, scheme }: { readonly regionCode: string; readonly on: string; readonly scheme: AskedScheme },
): Promise<readonly CaseField[]> {
  requirePermission(caller.actor, 'case:score', regionCode);
  const index = await regionIndex(platform, caller, regionCode);
  const version = inForceOn(index.rulesets, on, scheme);
  if (version === undefined) throw noRulesetInForce(regionCode, on, scheme ?? undefined);
  const compiled = await platform.rulesets.get(caller.read, version);
  const { index: groups } = await indexedCatalogue(caller.read, index, catalogueInForce(index, on), compiled.plan);
  return caseFieldsOf(
    compiled,
    [...groups.byCode.values()].map(({ group }) => group),
  );
}
