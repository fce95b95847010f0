import { must } from '../../../engine/kit/assert.js';
import type { Sex } from '../../../engine/plan/inpatient-case.js';
import { cumulate, type Random } from './prng.js';
import type { AgeProfile, SampleCombination, Comorbidity, Season } from './sample-data.js';

/** Age as a settlement list states it: whole years from one year on, days before. */
export interface Age {
  readonly years: number;
  readonly days: number | null;
}

const AGE_RANGES: Readonly<Record<Exclude<AgeProfile, 'NEWBORN' | 'INFANT' | 'ANY'>, readonly [number, number]>> = {
  CHILD: [1, 17],
  MATERNAL: [19, 43],
  YOUNG: [15, 47],
  ADULT: [18, 70],
  MIDDLE: [32, 82],
  ELDERLY: [50, 97],
};

/** Draws an age from a profile. */
export function drawAge(random: Random, profile: AgeProfile): Age {
  switch (profile) {
    case 'NEWBORN':
      return { years: 0, days: random.below(28) };
    case 'INFANT':
      return random.perMille(300) ? { years: 0, days: random.between(29, 364) } : { years: random.between(1, 6), days: null };
    case 'ANY':
      return drawAge(random, random.perMille(220) ? 'CHILD' : random.perMille(400) ? 'ADULT' : 'MIDDLE');
    case 'CHILD':
    case 'MATERNAL':
    case 'YOUNG':
    case 'ADULT':
    case 'MIDDLE':
    case 'ELDERLY': {
      const [min, max] = AGE_RANGES[profile];
      // The mean of two draws: most people are in the middle of the range.
      return { years: Math.floor((random.between(min, max) + random.between(min, max)) / 2), days: null };
    }
  }
}

/** The combination's sex, or either. */
export function drawSex(random: Random, combination: SampleCombination): Sex {
  return combination.sex === 'ANY' ? (random.perMille(505) ? 'MALE' : 'FEMALE') : combination.sex;
}

/** Birth weight in grams where the profile is a newborn's. */
export function drawBirthWeight(random: Random, combination: SampleCombination): number | null {
  if (combination.birthWeight) return random.between(combination.birthWeight.min, combination.birthWeight.max);
  return combination.age === 'NEWBORN' ? random.between(2500, 4200) : null;
}

/** Pools that children have, too. */
const CHILD_POOLS: ReadonlySet<string> = new Set(['NEWBORN', 'SEVERE']);

/** Other diagnoses of a case, and what they make of its cost, in thousandths. */
export function drawComorbidities(
  random: Random,
  patient: {
    readonly pool: string;
    readonly entries: readonly Comorbidity[];
    readonly principal: string;
    readonly ageYears: number;
    readonly sex: Sex;
  },
): { codes: string[]; costPerMille: number } {
  const codes: string[] = [];
  let costPerMille = 1000;
  if (patient.ageYears < 18 && !CHILD_POOLS.has(patient.pool)) return { codes, costPerMille };
  for (const entry of patient.entries) {
    const chance = patient.ageYears < 40 && patient.pool === 'NONE' ? entry.chancePerMille >> 2 : entry.chancePerMille;
    if (!random.perMille(chance) || clashes(entry.diagnosis, patient)) continue;
    codes.push(entry.diagnosis);
    costPerMille = Math.floor((costPerMille * entry.costPerMille) / 1000);
  }
  return { codes, costPerMille };
}

/** The same category twice, or a woman's cancer in a man. */
function clashes(code: string, patient: { readonly principal: string; readonly sex: Sex }): boolean {
  return code.slice(0, 3) === patient.principal.slice(0, 3) || (patient.sex === 'MALE' && code.startsWith('C50'));
}

const MONTH_WEIGHTS: Readonly<Record<Season, readonly number[]>> = {
  FLAT: [88, 70, 90, 86, 84, 82, 84, 82, 80, 78, 86, 90],
  WINTER: [140, 110, 95, 75, 60, 50, 48, 48, 60, 80, 110, 140],
  SUMMER: [50, 48, 60, 75, 95, 120, 140, 140, 105, 75, 55, 50],
};
const MONTH_SUMS: Readonly<Record<Season, readonly number[]>> = {
  FLAT: cumulate(MONTH_WEIGHTS.FLAT),
  WINTER: cumulate(MONTH_WEIGHTS.WINTER),
  SUMMER: cumulate(MONTH_WEIGHTS.SUMMER),
};

/** Calendar days as text, by number: a year with the two before it and the one after. */
export class Calendar {
  private readonly texts: string[] = [];
  private readonly monthStarts: number[] = [];

  constructor(readonly year: number) {
    for (let current = year - 2; current <= year + 1; current++) this.addYear(current);
  }

  /** The number of a day drawn from the year, months weighted by season. */
  draw(random: Random, season: Season): number {
    const month = random.weighted(MONTH_SUMS[season]);
    const start = must(this.monthStarts[month], 'month');
    return start + random.below(must(this.monthStarts[month + 1], 'month') - start);
  }

  /** `YYYY-MM-DD`. */
  text(day: number): string {
    return must(this.texts[day], 'day');
  }

  private addYear(current: number): void {
    for (let month = 1; month <= 12; month++) {
      if (current === this.year || (current === this.year + 1 && month === 1)) this.monthStarts.push(this.texts.length);
      const days = new Date(Date.UTC(current, month, 0)).getUTCDate();
      for (let day = 1; day <= days; day++) {
        this.texts.push(`${current}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`);
      }
    }
  }
}
