import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { must } from '../../../engine/kit/assert.js';
import { COST_CATEGORIES, SEXES, type Sex } from '../../../engine/plan/inpatient-case.js';
import { OPERATION_KINDS, type OperationKind } from '../../../engine/plan/group-terms.js';
import { INSTITUTION_CLASSES, type InstitutionClass } from './institution-classes.js';

/** Which hospitals see a combination: everywhere, primary care, hospitals, larger ones, the largest, TCM, psychiatric. */
const PLACES = ['ALL', 'BASIC', 'HOSPITAL', 'UPPER', 'TOP', 'TCM', 'SPECIAL'] as const;
/** One of the places. */
type Place = (typeof PLACES)[number];
/** Age profiles of combinations. */
const AGE_PROFILES = ['NEWBORN', 'INFANT', 'CHILD', 'MATERNAL', 'YOUNG', 'ADULT', 'MIDDLE', 'ELDERLY', 'ANY'] as const;
/** One age profile. */
export type AgeProfile = (typeof AGE_PROFILES)[number];
/** When in the year a combination is frequent. */
const SEASONS = ['FLAT', 'WINTER', 'SUMMER'] as const;
/** One season. */
export type Season = (typeof SEASONS)[number];
/** What a combination lends itself to; PRE is grouped before all others. */
const COMBINATION_FLAGS = ['PRIMARY_CARE', 'TCM', 'DAY_SURGERY', 'BED_DAY', 'PRE'] as const;
/** One of these flags. */
type CombinationFlag = (typeof COMBINATION_FLAGS)[number];

/** A combination of diagnosis and operations with what its cases look like. Real codes of the medical-insurance editions; invented figures. */
export interface SampleCombination {
  /** The first is the usual code, the others are rarer ones of the same subcategory. */
  readonly diagnoses: readonly string[];
  readonly operations: readonly string[];
  /** Of the main operation. */
  readonly kind: OperationKind;
  /** Relative frequency. */
  readonly frequency: number;
  /** Mean cost in fen at a second-level hospital in the base year. */
  readonly meanFen: number;
  /** Standard deviation of the logarithm of cost, in hundredths. */
  readonly spread: number;
  /** Mean length of stay. */
  readonly days: number;
  readonly age: AgeProfile;
  readonly sex: Sex | 'ANY';
  readonly where: Place;
  readonly comorbidity: string;
  readonly season: Season;
  readonly costs: string;
  readonly flags: ReadonlySet<CombinationFlag>;
  readonly birthWeight: { readonly min: number; readonly max: number } | null;
}

/** An other diagnosis that cases of a pool may have. */
export interface Comorbidity {
  readonly diagnosis: string;
  readonly chancePerMille: number;
  readonly costPerMille: number;
}

/** What the hospitals of a class look like in the sample city. */
export interface ClassProfile {
  readonly institutionClass: InstitutionClass;
  /** How many there are in a city of 40. */
  readonly count: number;
  /** Relative number of cases of one hospital. */
  readonly share: number;
  readonly costPerMille: number;
  readonly daysPerMille: number;
  readonly deductibleFen: number;
  readonly fundPerMille: Readonly<Record<'EMPLOYEE' | 'RESIDENT', number>>;
  readonly places: Readonly<Record<Place, number>>;
}

/** An operation code with its name and kind. */
interface Operation {
  readonly code: string;
  readonly name: string;
  readonly kind: OperationKind;
}

type Row = Readonly<Record<string, string>>;

function rows(name: string): Row[] {
  const text = readFileSync(new URL(`./data/${name}.csv`, import.meta.url), 'utf8');
  return parse<Row>(text, { columns: true, skip_empty_lines: true });
}

function cell(row: Row, name: string): string {
  return must(row[name], `column ${name}`);
}

function count(row: Row, name: string): number {
  return Number.parseInt(cell(row, name), 10);
}

function oneOf<T extends string>(values: readonly T[], text: string): T {
  return must(
    values.find((value) => value === text),
    `value ${text}`,
  );
}

/** Everything that the generator reads from `data/`. */
export interface SampleData {
  /** Code to Chinese name. */
  readonly diagnoses: ReadonlyMap<string, string>;
  /** Chinese names of every diagnosis and operation, by code. */
  readonly names: ReadonlyMap<string, string>;
  /** Diagnoses that turn up once in a while, treated without an operation. */
  readonly rareDiagnoses: readonly string[];
  readonly operations: ReadonlyMap<string, Operation>;
  readonly combinations: readonly SampleCombination[];
  readonly comorbidities: ReadonlyMap<string, readonly Comorbidity[]>;
  readonly classes: readonly ClassProfile[];
  /** Relative weights of the cost categories, in their order. */
  readonly costProfiles: ReadonlyMap<string, readonly number[]>;
}

let loaded: SampleData | undefined;

/** The data files, read once. */
export function sampleData(): SampleData {
  loaded ??= load();
  return loaded;
}

function load(): SampleData {
  const operations = new Map(
    rows('operations').map((row): [string, Operation] => [
      cell(row, 'code'),
      { code: cell(row, 'code'), name: cell(row, 'name'), kind: oneOf(OPERATION_KINDS, cell(row, 'kind')) },
    ]),
  );
  const comorbidities = new Map<string, Comorbidity[]>();
  for (const row of rows('comorbidities')) {
    const pool = comorbidities.get(cell(row, 'pool')) ?? [];
    pool.push({
      diagnosis: cell(row, 'diagnosis'),
      chancePerMille: count(row, 'chancePerMille'),
      costPerMille: count(row, 'costPerMille'),
    });
    comorbidities.set(cell(row, 'pool'), pool);
  }
  const diagnoses = namesOf('diagnoses');
  return {
    diagnoses,
    names: new Map([
      ...diagnoses,
      ...namesOf('rare-diagnoses'),
      ...[...operations.values()].map(({ code, name }): [string, string] => [code, name]),
    ]),
    rareDiagnoses: rows('rare-diagnoses').map((row) => cell(row, 'code')),
    operations,
    combinations: rows('groups').map((row) => combination(row, operations)),
    comorbidities,
    classes: rows('institution-classes').map(classProfile),
    costProfiles: new Map(
      rows('cost-profiles').map((row): [string, number[]] => [cell(row, 'profile'), COST_CATEGORIES.map((name) => count(row, name))]),
    ),
  };
}

function namesOf(file: string): Map<string, string> {
  return new Map(rows(file).map((row): [string, string] => [cell(row, 'code'), cell(row, 'name')]));
}

function combination(row: Row, known: ReadonlyMap<string, Operation>): SampleCombination {
  const operations = split(cell(row, 'operations'), '+');
  const [main] = operations;
  const sex = cell(row, 'sex');
  const [min, max] = split(cell(row, 'birthWeight'), '-').map((text) => Number.parseInt(text, 10));
  return {
    diagnoses: split(cell(row, 'diagnoses'), '|'),
    operations,
    kind: main === undefined ? 'CONSERVATIVE' : must(known.get(main), `operation ${main}`).kind,
    frequency: count(row, 'frequency'),
    meanFen: count(row, 'meanCost') * 100,
    spread: count(row, 'spread'),
    days: count(row, 'days'),
    age: oneOf(AGE_PROFILES, cell(row, 'age')),
    sex: sex === 'ANY' ? sex : oneOf(SEXES, sex),
    where: oneOf(PLACES, cell(row, 'where')),
    comorbidity: cell(row, 'comorbidity'),
    season: oneOf(SEASONS, cell(row, 'season')),
    costs: cell(row, 'costs'),
    flags: new Set(split(cell(row, 'flags'), '|').map((flag) => oneOf(COMBINATION_FLAGS, flag))),
    birthWeight: min === undefined || max === undefined ? null : { min, max },
  };
}

function classProfile(row: Row): ClassProfile {
  const [all, basic, hospital, upper, top, tcm, special] = PLACES.map((place) => count(row, place));
  return {
    institutionClass: oneOf(INSTITUTION_CLASSES, cell(row, 'class')),
    count: count(row, 'count'),
    share: count(row, 'share'),
    costPerMille: count(row, 'costPerMille'),
    daysPerMille: count(row, 'daysPerMille'),
    deductibleFen: count(row, 'deductibleYuan') * 100,
    fundPerMille: { EMPLOYEE: count(row, 'employeePerMille'), RESIDENT: count(row, 'residentPerMille') },
    places: {
      ALL: all ?? 0,
      BASIC: basic ?? 0,
      HOSPITAL: hospital ?? 0,
      UPPER: upper ?? 0,
      TOP: top ?? 0,
      TCM: tcm ?? 0,
      SPECIAL: special ?? 0,
    },
  };
}

function split(text: string, separator: string): string[] {
  return text === '' ? [] : text.split(separator);
}
