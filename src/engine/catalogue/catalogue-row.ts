import { assert } from '../kit/assert.js';
import { MATCH_RANGES, type DiseaseGroup, type GroupMatch, type MatchRange, type OperationClauses } from '../plan/catalogue.js';
import {
  ANY_PLACE_ALIASES,
  CATALOGUE_COLUMNS,
  COLUMN_FAMILIES,
  FLAG_ALIASES,
  KIND_ALIASES,
  OPERATION_KIND_ALIASES,
  SEX_ALIASES,
} from './catalogue-columns.js';
import type { CatalogueColumn, ColumnFamily } from './catalogue-columns.js';
import { rowProblem, type RowProblem } from './catalogue-row-problems.js';
import { GROUP_FLAGS, GROUP_KINDS, OPERATION_KINDS, type GroupFlag, type GroupKind, type OperationKind } from '../plan/group-terms.js';
import { compare, decimal, parseDecimal, printShort, ZERO, type Fraction } from '../number/quantity.js';

/** A row of a catalogue as a table: cells by column name (`meanCost.3`, `points`). A cell that is missing or empty states nothing. */
export type CatalogueRow = ReadonlyMap<string, string>;

/** What a row says: a disease group, or everything that is wrong with it. */
export type RowResult =
  { readonly ok: true; readonly group: DiseaseGroup } | { readonly ok: false; readonly problems: readonly RowProblem[] };

const MAX_NAME = 300;
const MAX_CODE = 60;
/** A group's code: printable ASCII without blanks, and Chinese characters; no full-width look-alikes. */
const GROUP_CODE = /^[\x21-\x7e\p{Script=Han}]+$/u;
/** A diagnosis or operation, or a prefix of them: printable ASCII without blanks. `|` and, in operations, `+` are taken. */
const DIAGNOSIS_CODE = /^[\x21-\x7b\x7d\x7e]{1,60}$/;
const OPERATION_CODE = /^[\x21-\x2a\x2c-\x7b\x7d\x7e]{1,60}$/;
const WHOLE = /^(?:0|[1-9]\d{0,8})$/;

/** Reads one row of a table. Every wrong cell is listed. */
export function readGroup(row: CatalogueRow): RowResult {
  const reader = new RowReader(row);
  const kind = reader.word('kind', KIND_WORDS, 'UNKNOWN_KIND');
  const points = reader.number('points', 'ZERO_ALLOWED');
  const group = {
    code: reader.text('code', MAX_CODE, GROUP_CODE),
    name: reader.text('name', MAX_NAME, null),
    flags: reader.flags(),
    meanCost: reader.family('meanCost'),
    meanDays: reader.number('meanDays', 'ZERO_ALLOWED'),
    variation: reader.number('variation', 'ZERO_ALLOWED'),
    caseCount: reader.whole('caseCount') ?? null,
    ...reader.partPoints(),
    auxiliary: reader.family('auxiliary'),
    match: readMatch(reader),
  };
  if (reader.cell('points') === undefined) reader.fail('points', 'MISSING', '');
  if (kind === null || points === null || reader.problems.length > 0) return { ok: false, problems: reader.problems };
  return { ok: true, group: { ...group, kind, points } };
}

function readMatch(reader: RowReader): GroupMatch {
  const operationKind = reader.word('operationKind', OPERATION_KIND_WORDS, 'UNKNOWN_OPERATION_KIND');
  const ranges = readRanges(reader);
  const absentDiagnoses = reader.codes('absentDiagnoses');
  const principalInstead = reader.codes('principalInstead');
  const otherDiagnoses = reader.codes('otherDiagnoses');
  if (principalInstead.length > 0 && otherDiagnoses.length > 0 === absentDiagnoses.length > 0)
    reader.fail('principalInstead', 'NOTHING_INSTEAD', principalInstead.join('|'));
  const otherDiagnosisPlace = reader.word('otherDiagnosisPlace', ANY_PLACE_WORDS, 'UNKNOWN_PLACE');
  const operationPlace = reader.word('operationPlace', ANY_PLACE_WORDS, 'UNKNOWN_PLACE');
  const sex = reader.word('sex', SEX_WORDS, 'UNKNOWN_SEX');
  return {
    diagnoses: reader.codes('diagnoses'),
    otherDiagnoses,
    operations: reader.clauses('operations'),
    relatedOperations: reader.clauses('relatedOperations'),
    ...(otherDiagnosisPlace === null ? {} : { otherDiagnosisPlace }),
    ...(absentDiagnoses.length === 0 ? {} : { absentDiagnoses }),
    ...(principalInstead.length === 0 ? {} : { principalInstead }),
    ...(operationPlace === null ? {} : { operationPlace }),
    ...(operationKind === null ? {} : { operationKind }),
    ...(sex === null ? {} : { sex }),
    ...ranges,
  };
}

function readRanges(reader: RowReader): Pick<GroupMatch, MatchRange['min' | 'max']> {
  const ends = MATCH_RANGES.flatMap(({ min, max }) => {
    const [from, to] = reader.range(min, max);
    return [[min, from] as const, [max, to] as const];
  });
  return Object.fromEntries(ends.filter(([, end]) => end !== undefined));
}

/** Reads cells and keeps what is wrong with them. */
class RowReader {
  readonly problems: RowProblem[] = [];
  constructor(private readonly row: CatalogueRow) {}

  fail(column: string, code: RowProblem['code'], value: string): null {
    this.problems.push(rowProblem(column, code, value));
    return null;
  }

  /** The cell's text, or undefined when it states nothing. */
  cell(column: string): string | undefined {
    const text = this.row.get(column)?.trim();
    return text === '' ? undefined : text;
  }

  text(column: CatalogueColumn, max: number, pattern: RegExp | null): string {
    const text = this.cell(column);
    if (text === undefined) return this.fail(column, 'MISSING', '') ?? '';
    if (text.length > max) this.fail(column, 'TOO_LONG', text.slice(0, max));
    else if (pattern !== null ? !pattern.test(text) : /\p{Cc}/u.test(text)) this.fail(column, 'BAD_CODE', text);
    return text;
  }

  word<T>(column: CatalogueColumn, words: ReadonlyMap<string, T>, code: RowProblem['code']): T | null {
    const text = this.cell(column);
    if (text === undefined) return column === 'kind' ? this.fail(column, 'MISSING', '') : null;
    return words.get(text) ?? this.fail(column, code, text);
  }

  flags(): GroupFlag[] {
    const found = new Set<GroupFlag>();
    for (const text of (this.cell('flags') ?? '').split('|').map((part) => part.trim())) {
      if (text === '') continue;
      const flag = FLAG_WORDS.get(text);
      if (flag === undefined) this.fail('flags', 'UNKNOWN_FLAG', text);
      else if (found.has(flag)) this.fail('flags', 'REPEATED', text);
      else found.add(flag);
    }
    return GROUP_FLAGS.filter((flag) => found.has(flag));
  }

  number(column: string, zero: 'ZERO_ALLOWED' | 'ABOVE_ZERO'): Fraction | null {
    const text = this.cell(column);
    if (text === undefined) return null;
    const value = parseDecimal(text);
    if (value === undefined) return this.fail(column, 'NOT_DECIMAL', text);
    const sign = compare(value, ZERO);
    if (sign < 0) return this.fail(column, 'NEGATIVE', text);
    return sign === 0 && zero === 'ABOVE_ZERO' ? this.fail(column, 'NOT_POSITIVE', text) : value;
  }

  /** A mean or a coefficient of zero would be divided by, or would take all points away: it is refused. */
  family(family: ColumnFamily): Map<string, Fraction> {
    const values = new Map<string, Fraction>();
    for (const column of [...this.row.keys()].sort()) {
      if (!column.startsWith(`${family}.`)) continue;
      const value = this.number(column, 'ABOVE_ZERO');
      if (value !== null) values.set(column.slice(family.length + 1), value);
    }
    return values;
  }

  whole(column: CatalogueColumn): number | undefined {
    const text = this.cell(column);
    if (text === undefined) return undefined;
    if (WHOLE.test(text)) return Number(text);
    this.fail(column, 'NOT_WHOLE', text);
    return undefined;
  }

  /** Both ends of a range, each where it is stated. */
  range(min: CatalogueColumn, max: CatalogueColumn): readonly [number | undefined, number | undefined] {
    const [from, to] = [this.whole(min), this.whole(max)];
    if (from !== undefined && to !== undefined && from > to) this.fail(max, 'RANGE_REVERSED', `${from}..${to}`);
    return [from, to];
  }

  /** 药品分值、耗材分值: those that the row states. */
  partPoints(): Pick<DiseaseGroup, 'drugPoints' | 'consumablePoints'> {
    const [drugPoints, consumablePoints] = [this.number('drugPoints', 'ZERO_ALLOWED'), this.number('consumablePoints', 'ZERO_ALLOWED')];
    return { ...(drugPoints === null ? {} : { drugPoints }), ...(consumablePoints === null ? {} : { consumablePoints }) };
  }

  codes(column: CatalogueColumn): string[] {
    const text = this.cell(column);
    return text === undefined ? [] : this.alternatives(column, text, DIAGNOSIS_CODE);
  }

  /** `36.0601+37.2200|88.5500`: all of the parts between `+`, any of those between `|`. */
  clauses(column: CatalogueColumn): OperationClauses {
    const text = this.cell(column);
    return text === undefined ? [] : text.split('+').map((clause) => this.alternatives(column, clause, OPERATION_CODE));
  }

  private alternatives(column: CatalogueColumn, text: string, pattern: RegExp): string[] {
    const codes = text.split('|').map((code) => code.trim());
    for (const code of codes) if (!pattern.test(code) || code === '*') this.fail(column, 'BAD_PATTERN', text);
    if (new Set(codes).size < codes.length) this.fail(column, 'REPEATED', text);
    return codes;
  }
}

/** Writes a group as a row: every number as short as it is exactly. Its cells are what a catalogue's hash is made of. */
export function printGroup(group: DiseaseGroup): CatalogueRow {
  const { match } = group;
  const cells: Record<CatalogueColumn, string> = {
    code: group.code,
    name: group.name,
    kind: group.kind,
    flags: GROUP_FLAGS.filter((flag) => group.flags.includes(flag)).join('|'),
    points: printExact(group.points),
    meanDays: group.meanDays === null ? '' : printExact(group.meanDays),
    variation: group.variation === null ? '' : printExact(group.variation),
    caseCount: printWhole(group.caseCount ?? undefined),
    drugPoints: group.drugPoints === undefined ? '' : printExact(group.drugPoints),
    consumablePoints: group.consumablePoints === undefined ? '' : printExact(group.consumablePoints),
    diagnoses: match.diagnoses.join('|'),
    otherDiagnoses: match.otherDiagnoses.join('|'),
    operations: printClauses(match.operations),
    relatedOperations: printClauses(match.relatedOperations),
    operationKind: match.operationKind ?? '',
    ageDaysMin: printWhole(match.ageDaysMin),
    ageDaysMax: printWhole(match.ageDaysMax),
    birthWeightMin: printWhole(match.birthWeightMin),
    birthWeightMax: printWhole(match.birthWeightMax),
    operationPlace: match.operationPlace ?? '',
    otherDiagnosisPlace: match.otherDiagnosisPlace ?? '',
    absentDiagnoses: (match.absentDiagnoses ?? []).join('|'),
    principalInstead: (match.principalInstead ?? []).join('|'),
    sex: match.sex ?? '',
    ageYearsMin: printWhole(match.ageYearsMin),
    ageYearsMax: printWhole(match.ageYearsMax),
    admissionWeightMin: printWhole(match.admissionWeightMin),
    admissionWeightMax: printWhole(match.admissionWeightMax),
    ventilationHoursMin: printWhole(match.ventilationHoursMin),
    ventilationHoursMax: printWhole(match.ventilationHoursMax),
  };
  const row = new Map<string, string>(CATALOGUE_COLUMNS.map((column) => [column, cells[column]]));
  for (const family of COLUMN_FAMILIES) {
    for (const [key, value] of [...group[family]].sort(([a], [b]) => (a < b ? -1 : 1))) row.set(`${family}.${key}`, printExact(value));
  }
  return row;
}

function printClauses(clauses: OperationClauses): string {
  return clauses.map((clause) => clause.join('|')).join('+');
}

function printWhole(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}

/** Numbers of a catalogue were rounded by declaration, so that at most 8 places are never a loss. */
function printExact(value: Fraction): string {
  const text = printShort(value);
  assert(compare(decimal(text), value) === 0, `catalogue: ${value.n}/${value.d} has more than 8 places`);
  return text;
}

function words<T extends string>(values: readonly T[], aliases: Readonly<Record<T, readonly string[]>>): ReadonlyMap<string, T> {
  return new Map(values.flatMap((value) => [value, ...aliases[value]].map((word): [string, T] => [word, value])));
}

const KIND_WORDS: ReadonlyMap<string, GroupKind> = words(GROUP_KINDS, KIND_ALIASES);
const FLAG_WORDS: ReadonlyMap<string, GroupFlag> = words(GROUP_FLAGS, FLAG_ALIASES);
const OPERATION_KIND_WORDS: ReadonlyMap<string, OperationKind> = words(OPERATION_KINDS, OPERATION_KIND_ALIASES);
const ANY_PLACE_WORDS: ReadonlyMap<string, 'ANY'> = words(['ANY'], ANY_PLACE_ALIASES);
const SEX_WORDS: ReadonlyMap<string, 'MALE' | 'FEMALE'> = words(['MALE', 'FEMALE'], SEX_ALIASES);
