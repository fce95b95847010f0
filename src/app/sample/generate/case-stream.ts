import { must } from '../../../engine/kit/assert.js';
import type { CaseFlag, InpatientCase, InsuranceScheme } from '../../../engine/plan/inpatient-case.js';
import { Fraction } from '../../../engine/number/quantity.js';
import type { AttributeMaker } from './sample-attributes.js';
import type { CaseDraft } from './case-draft.js';
import { drawCost, drawFundPaid, drawSelfPaid, priceLevel, splitCost, exactYuan } from './case-money.js';
import { Calendar, drawAge, drawBirthWeight, drawComorbidities, drawSex } from './case-patient.js';
import { attributeMakers } from './declared-facts.js';
import type { SampleInstitution } from './institutions.js';
import { drawFactor, FACTOR_ONE } from './log-normal.js';
import { cumulate, Random } from './prng.js';
import { sampleData, type ClassProfile, type SampleCombination, type SampleData } from './sample-data.js';

/** Which cases to make. Case number n of a year is the same whatever range it is made in. */
export interface CaseStreamOptions {
  readonly seed: number;
  readonly regionCode: string;
  readonly institutions: readonly SampleInstitution[];
  readonly year: number;
  /** How many cases the year has. */
  readonly cases: number;
  /** Only the cases from this number (0 is the first) up to, without, `to`: for making a year in parts. */
  readonly from?: number;
  readonly to?: number;
  /** Relative numbers of insured adults; children are residents. */
  readonly insuranceMix?: Readonly<Record<InsuranceScheme, number>>;
  /** Case facts that the ruleset declares (name and whether it may be missing). */
  readonly declared?: readonly { readonly name: string; readonly optional: boolean }[];
}

const DEFAULT_MIX: Readonly<Record<InsuranceScheme, number>> = { EMPLOYEE: 52, RESIDENT: 48 };

/** The cases of a year, one by one, in constant memory. */
export function* generateCases(options: CaseStreamOptions): Generator<InpatientCase> {
  const city = new City(options);
  const end = Math.min(options.to ?? options.cases, options.cases);
  for (let number = options.from ?? 0; number < end; number++) yield city.makeCase(number);
}

/** What the sample's cases say nothing of. */
const NOT_DRAWN = { admissionWeightGrams: null, ventilationHours: null, daysSinceLastStay: null, codeSystem: null } as const;
const STREAM = 0x2002;

/** Everything of a city and year that is worked out once. */
class City {
  private readonly data: SampleData = sampleData();
  private readonly calendar: Calendar;
  private readonly shares: readonly number[];
  private readonly chances = new Map<string, readonly number[]>();
  private readonly profiles: ReadonlyMap<string, ClassProfile>;
  private readonly looks: readonly string[];
  private readonly mix: readonly number[];
  private readonly makers: readonly (readonly [string, AttributeMaker])[];

  constructor(private readonly options: CaseStreamOptions) {
    this.calendar = new Calendar(options.year);
    this.shares = cumulate(options.institutions.map(({ share }) => share));
    this.profiles = new Map(this.data.classes.map((profile) => [profile.institutionClass, profile]));
    this.looks = [...this.data.operations.values()].filter(({ kind }) => kind === 'DIAGNOSTIC').map(({ code }) => code);
    const mix = options.insuranceMix ?? DEFAULT_MIX;
    this.mix = cumulate([mix.EMPLOYEE, mix.RESIDENT]);
    this.makers = attributeMakers(options.declared ?? []);
  }

  makeCase(number: number): InpatientCase {
    const { options } = this;
    const random = new Random(options.seed, STREAM, options.year, number);
    const institution = must(options.institutions[random.weighted(this.shares)], 'institution');
    const profile = must(this.profiles.get(institution.institutionClass), 'class');
    const combination = must(this.data.combinations[random.weighted(this.chancesAt(institution, profile))], 'combination');
    const age = drawAge(random, combination.age);
    const sex = drawSex(random, combination);
    const insurance: InsuranceScheme = age.years < 18 || random.weighted(this.mix) === 1 ? 'RESIDENT' : 'EMPLOYEE';
    const codes = this.drawCodes(random, combination, institution);
    const others = drawComorbidities(random, {
      pool: combination.comorbidity,
      entries: this.data.comorbidities.get(combination.comorbidity) ?? [],
      principal: codes.principal,
      ageYears: age.years,
      sex,
    });
    const caseFlags = drawFlags(random, combination, institution);
    const died = random.perMille(deathPerMille(combination, age.years));
    const price = drawCost(
      random,
      this.meanFen({ combination, institution, profile, caseFlags, costPerMille: others.costPerMille }),
      combination.spread,
    );
    const stay = drawStay(random, { combination, profile, caseFlags, died, factor: price.factor });
    const selfPaidFen = drawSelfPaid(random, price.fen);
    const discharge = this.calendar.draw(random, combination.season);
    return {
      caseNo: `S${options.year}${String(number + 1).padStart(9, '0')}`,
      institutionCode: institution.code,
      insurance,
      admissionDate: this.calendar.text(discharge - stay.days),
      dischargeDate: this.calendar.text(discharge),
      settlementDate: this.calendar.text(discharge + (random.perMille(800) ? 0 : random.between(1, 10))),
      insuredRegionCode: random.perMille(OUT_OF_REGION_PER_MILLE)
        ? (OTHER_REGIONS[random.below(OTHER_REGIONS.length)] ?? null)
        : options.regionCode,
      ageYears: age.years,
      ageDays: age.days,
      sex,
      birthWeightGrams: drawBirthWeight(random, combination),
      ...NOT_DRAWN,
      principalDiagnosis: codes.principal,
      otherDiagnoses: others.codes,
      procedures: codes.procedures,
      assignedGroupCode: null,
      totalCost: exactYuan(price.fen),
      costs: splitCost(random, price.fen, this.costWeights(random, combination, caseFlags)),
      selfPaidOutside: random.perMille(INCOMPLETE_PER_MILLE) ? null : exactYuan(selfPaidFen),
      fundPaid: random.perMille(INCOMPLETE_PER_MILLE)
        ? null
        : exactYuan(drawFundPaid(random, { totalFen: price.fen, selfPaidFen, profile, insurance })),
      icuDays: stay.icuDays === 0 ? null : new Fraction(BigInt(stay.icuDays), 1n),
      dischargeWay: died ? '5' : (DISCHARGE_WAYS[random.weighted(DISCHARGE_WAY_SUMS)] ?? '1'),
      caseFlags,
      attributes: this.attributes({
        year: options.year,
        institution,
        combination,
        insurance,
        ageYears: age.years,
        sex,
        died,
        lengthOfStay: stay.days,
        position: price.position,
        totalFen: price.fen,
        caseFlags,
      }),
    };
  }

  /** Rising sums of how often an institution of this kind sees each combination. */
  private chancesAt(institution: SampleInstitution, profile: ClassProfile): readonly number[] {
    const key = `${institution.institutionClass}${institution.tcm ? '+TCM' : ''}`;
    const known = this.chances.get(key);
    if (known) return known;
    const sums = cumulate(
      this.data.combinations.map(({ frequency, where, flags }) => {
        const drawn = where === 'TCM' ? (institution.tcm ? 8 : 1) : institution.tcm && flags.has('TCM') ? 3 : 1;
        return frequency * profile.places[where] * drawn;
      }),
    );
    this.chances.set(key, sums);
    return sums;
  }

  private drawCodes(
    random: Random,
    combination: SampleCombination,
    institution: SampleInstitution,
  ): { principal: string; procedures: readonly string[] } {
    const draw = random.below(1000);
    if (draw < RARE_PER_MILLE)
      return { principal: must(this.data.rareDiagnoses[random.below(this.data.rareDiagnoses.length)], 'code'), procedures: [] };
    const rare = combination.diagnoses.length > 1 && draw >= 700 ? random.between(1, combination.diagnoses.length - 1) : 0;
    const principal = must(combination.diagnoses[rare], 'code');
    if (draw >= 14 || institution.level === '1') return { principal, procedures: combination.operations };
    return { principal, procedures: [...combination.operations, must(this.looks[random.below(this.looks.length)], 'code')] };
  }

  private meanFen(of: {
    readonly combination: SampleCombination;
    readonly institution: SampleInstitution;
    readonly profile: ClassProfile;
    readonly caseFlags: readonly CaseFlag[];
    readonly costPerMille: number;
  }): number {
    const level = Math.floor((of.profile.costPerMille * of.institution.costPerMille) / 1000);
    const own = Math.floor((level * of.costPerMille) / 1000);
    const flagged = of.caseFlags.includes('NEW_TECHNOLOGY') ? 1700 : of.caseFlags.includes('DAY_SURGERY') ? 820 : 1000;
    const priced = Math.floor((own * priceLevel(this.options.year)) / 1000);
    return Math.floor((of.combination.meanFen * Math.floor((priced * flagged) / 1000)) / 1000);
  }

  private costWeights(random: Random, combination: SampleCombination, caseFlags: readonly CaseFlag[]): readonly number[] {
    const profile =
      caseFlags.includes('TCM') && combination.kind === 'CONSERVATIVE' ? (random.perMille(600) ? 'TCM_LED' : 'TCM') : combination.costs;
    return must(this.data.costProfiles.get(profile), `cost profile ${profile}`);
  }

  private attributes(draft: CaseDraft): ReadonlyMap<string, string> {
    if (this.makers.length === 0) return NO_ATTRIBUTES;
    const values = new Map<string, string>();
    for (const [name, make] of this.makers) {
      const value = make(draft);
      if (value !== null) values.set(name, value);
    }
    return values;
  }
}

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();
const OUT_OF_REGION_PER_MILLE = 35;
/** Too few for a group of their own: next year some have none in the catalogue at all. */
const RARE_PER_MILLE = 3;
/** Settlement lists with an amount left out. */
const INCOMPLETE_PER_MILLE = 3;
/** Sandbox regions only: nothing synthetic names a real one. */
const OTHER_REGIONS = ['990100', '990200', '990500'];
const DISCHARGE_WAYS = ['1', '2', '3', '4', '9'];
const DISCHARGE_WAY_SUMS = cumulate([925, 22, 12, 36, 5]);

/** Flags in the order of `CASE_FLAGS`. */
function drawFlags(random: Random, combination: SampleCombination, institution: SampleInstitution): readonly CaseFlag[] {
  const hospital = institution.level !== '1';
  const surgery = combination.kind === 'SURGERY';
  const flags: CaseFlag[] = [];
  if (combination.flags.has('DAY_SURGERY') && hospital && random.perMille(300)) flags.push('DAY_SURGERY');
  if (combination.flags.has('TCM') && random.perMille(institution.tcm ? 750 : 110)) flags.push('TCM');
  if (combination.flags.has('BED_DAY') && random.perMille(600)) flags.push('BED_DAY');
  if (surgery && random.perMille(institution.level === '3' ? 6 : 45)) flags.push('VISITING_EXPERT');
  if (surgery && institution.level === '3' && (combination.where === 'TOP' || combination.where === 'UPPER') && random.perMille(45))
    flags.push('NEW_TECHNOLOGY');
  return flags;
}

const DEATHS: Readonly<Record<string, number>> = { SEVERE: 55, CARDIAC: 22, TUMOUR: 14, LUNG: 8, METASTASIS: 5, VASCULAR: 4, NEWBORN: 6 };

function deathPerMille({ comorbidity }: SampleCombination, ageYears: number): number {
  const chance = DEATHS[comorbidity] ?? 1;
  return ageYears >= 75 ? 2 * chance : chance;
}

/** Days in hospital and in intensive care. Costly cases stay longer; day surgery at most a night; half of the dead die early. */
function drawStay(
  random: Random,
  of: {
    readonly combination: SampleCombination;
    readonly profile: ClassProfile;
    readonly caseFlags: readonly CaseFlag[];
    readonly died: boolean;
    /** Cost as a multiple of the mean, in millionths. */
    readonly factor: number;
  },
): { days: number; icuDays: number } {
  if (of.caseFlags.includes('DAY_SURGERY')) return { days: random.below(2), icuDays: 0 };
  if (of.died && random.perMille(450)) return { days: random.between(1, 3), icuDays: random.below(2) };
  const factor = Math.floor((of.factor + drawFactor(random, STAY_SPREAD)) / 2);
  const usual = (of.combination.days * of.profile.daysPerMille) / 1000;
  const days = Math.min(
    MAX_DAYS,
    Math.max(1, Math.floor((usual * factor) / FACTOR_ONE + 0.5)) * (of.caseFlags.includes('BED_DAY') ? 2 : 1),
  );
  return { days, icuDays: Math.min(days, drawIcuDays(random, of.combination)) };
}

const STAY_SPREAD = 40;
/** A stay that began before the year before last does not happen here. */
const MAX_DAYS = 360;

function drawIcuDays(random: Random, combination: SampleCombination): number {
  const chance = combination.costs === 'ICU' ? 850 : combination.comorbidity === 'SEVERE' ? 330 : combination.costs === 'NEWBORN' ? 120 : 4;
  if (!random.perMille(chance)) return 0;
  return random.perMille(60) ? random.between(14, 45) : random.between(1, 9);
}
