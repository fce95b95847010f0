import { copyText } from '../copy/copy.js';
import { textArray } from '../copy/copy-arrays.js';
import { textByName } from '../kit/rows.js';
import { MATCH_RANGES, type DiseaseGroup, type GroupMatch } from '../../engine/plan/catalogue.js';
import { assert } from '../../engine/kit/assert.js';
import { OPERATION_KINDS, type GroupFlag, type GroupKind } from '../../engine/plan/group-terms.js';
import { printShort, storedDecimal, type Fraction } from '../../engine/number/quantity.js';

/** Columns of a group, but for its key, in the order in which they are copied. */
export const GROUP_COLUMNS = `code, name, kind, flags, points, mean_cost, mean_days, variation, case_count, drug_points,
  consumable_points, auxiliary, match`;
/** The staging table's columns. */
export const GROUP_STAGE = `code text, name text, kind group_kind, flags text[], points numeric(20,8), mean_cost jsonb, mean_days numeric(20,8),
  variation numeric(20,8), case_count int, drug_points numeric(20,8), consumable_points numeric(20,8),
  auxiliary jsonb, match jsonb`;

/** A group as the driver reads it. */
export interface GroupRow {
  readonly code: string;
  readonly name: string;
  readonly kind: GroupKind;
  readonly flags: readonly GroupFlag[];
  readonly points: string;
  readonly mean_cost: unknown;
  readonly mean_days: string | null;
  readonly variation: string | null;
  readonly case_count: number | null;
  readonly drug_points: string | null;
  readonly consumable_points: string | null;
  readonly auxiliary: unknown;
  readonly match: unknown;
}

const exactText = (value: Fraction): string => {
  const text = printShort(value);
  const back = storedDecimal(text);
  assert(back.n * value.d === value.n * back.d, 'a catalogue holds at most 8 places');
  return text;
};
const optionalText = (value: Fraction | null): string | null => (value === null ? null : exactText(value));
const mapJson = (map: ReadonlyMap<string, Fraction>): string =>
  JSON.stringify(Object.fromEntries([...map].map(([key, value]) => [key, exactText(value)])));

/** A group as a COPY row. */
export function groupToRow(group: DiseaseGroup): string {
  const fields = [
    group.code,
    group.name,
    group.kind,
    textArray(group.flags),
    exactText(group.points),
    mapJson(group.meanCost),
    optionalText(group.meanDays),
    optionalText(group.variation),
    group.caseCount === null ? null : String(group.caseCount),
    optionalText(group.drugPoints ?? null),
    optionalText(group.consumablePoints ?? null),
    mapJson(group.auxiliary),
    JSON.stringify(group.match),
  ];
  return `${fields.map(copyText).join('\t')}\n`;
}

const mapFrom = (json: unknown): ReadonlyMap<string, Fraction> =>
  new Map(Object.entries(textByName(json)).map(([key, text]) => [key, storedDecimal(text)]));
const optionalFrom = (text: string | null): Fraction | null => (text === null ? null : storedDecimal(text));

/** A stored group as the engine's. */
export function groupFromRow(row: GroupRow): DiseaseGroup {
  return {
    code: row.code,
    name: row.name,
    kind: row.kind,
    flags: row.flags,
    points: storedDecimal(row.points),
    meanCost: mapFrom(row.mean_cost),
    meanDays: optionalFrom(row.mean_days),
    variation: optionalFrom(row.variation),
    caseCount: row.case_count,
    ...(row.drug_points === null ? {} : { drugPoints: storedDecimal(row.drug_points) }),
    ...(row.consumable_points === null ? {} : { consumablePoints: storedDecimal(row.consumable_points) }),
    auxiliary: mapFrom(row.auxiliary),
    match: matchFrom(row.match),
  };
}

const textsOf = (json: unknown): readonly string[] =>
  Array.isArray(json) ? json.filter((entry): entry is string => typeof entry === 'string') : [];
const clausesOf = (json: unknown): readonly (readonly string[])[] => (Array.isArray(json) ? json.map(textsOf) : []);

function matchFrom(json: unknown): GroupMatch {
  const fields: Readonly<Record<string, unknown>> = typeof json === 'object' && json !== null ? { ...json } : {};
  const kind = OPERATION_KINDS.find((known) => known === fields.operationKind);
  const numbers = MATCH_RANGES.flatMap(({ min, max }) => [min, max]).flatMap((name) => {
    const value = fields[name];
    return typeof value === 'number' ? [[name, value] as const] : [];
  });
  const absent = textsOf(fields.absentDiagnoses);
  const instead = textsOf(fields.principalInstead);
  const sex = (['MALE', 'FEMALE'] as const).find((known) => known === fields.sex);
  return {
    diagnoses: textsOf(fields.diagnoses),
    otherDiagnoses: textsOf(fields.otherDiagnoses),
    operations: clausesOf(fields.operations),
    relatedOperations: clausesOf(fields.relatedOperations),
    ...(kind === undefined ? {} : { operationKind: kind }),
    ...(absent.length === 0 ? {} : { absentDiagnoses: absent }),
    ...(instead.length === 0 ? {} : { principalInstead: instead }),
    ...(fields.otherDiagnosisPlace === 'ANY' ? { otherDiagnosisPlace: 'ANY' } : {}),
    ...(fields.operationPlace === 'ANY' ? { operationPlace: 'ANY' } : {}),
    ...(sex === undefined ? {} : { sex }),
    ...Object.fromEntries(numbers),
  };
}
