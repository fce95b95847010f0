import { FACTS, type Fact } from './rules.js';

/** One fact of many cases: whole numbers (decimals × 10^4, booleans 0 and 1, texts as places in their list). */
export type Values = Int32Array;
/** Cases as columns, by fact. */
export interface Cases {
  readonly count: number;
  readonly columns: Readonly<Record<string, Values>>;
}

/** The value that a column holds at a row, as people write it: a number, a text, a boolean. */
export function plainValue(fact: Fact, stored: number): number | string | boolean {
  switch (fact.type) {
    case 'decimal':
      return stored / 10 ** fact.scale; // at most 7 digits: compares with the constants as the decimal does
    case 'integer':
      return stored;
    case 'enum':
      return fact.values[stored] ?? '';
    case 'boolean':
      return stored === 1;
  }
}

/** Makes cases with the spread of real ones, and with every twentieth number on a threshold. The same seed makes the same cases. */
export function makeCases(count: number, seed = 1): Cases {
  const columns = Object.fromEntries(Object.keys(FACTS).map((name) => [name, new Int32Array(count)]));
  const random = randomOf(seed);
  for (let row = 0; row < count; row++) {
    const drawn = drawCase(random);
    for (const [name, value] of Object.entries(drawn)) {
      const column = columns[name];
      if (column === undefined) throw new Error(`no fact ${name}`);
      column[row] = random() < 0.05 ? threshold(name, random, value) : value;
    }
  }
  return { count, columns };
}

type RandomNumber = () => number;

function randomOf(seed: number): RandomNumber {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const normal = (random: RandomNumber): number => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
const below = (random: RandomNumber, limit: number): number => Math.floor(random() * limit);
const fraction = (value: number, most = 1000): number => Math.round(Math.min(most, Math.max(0, value)) * 10_000);

function drawCase(random: RandomNumber): Record<string, number> {
  const age = Math.max(0, Math.min(99, Math.round(55 + 22 * normal(random))));
  const stay = Math.max(1, Math.round(6 * Math.exp(0.5 * normal(random))));
  const intensiveDays = random() < 0.03 ? 1 + below(random, stay) : 0;
  const hospitalLevel = random() < 0.45 ? 3 : random() < 0.6 ? 2 : 1;
  return {
    hospitalLevel,
    hospitalGrade: below(random, 3),
    hospitalKind: hospitalLevel === 1 ? 4 + below(random, 2) : random() < 0.7 ? 0 : 1 + below(random, 3),
    discipline: random() < 0.15 ? 0 : random() < 0.35 ? 1 : 2,
    groupType: random() < 0.85 ? below(random, 2) : 2 + below(random, 4),
    chapter: below(random, 9),
    scheme: random() < 0.4 ? 0 : 1,
    age,
    daysOld: age === 0 ? below(random, 365) : age * 365,
    comorbidity: random() < 0.55 ? 0 : Math.min(12, Math.floor(1 - 1.8 * Math.log(random() + 1e-9))),
    discharge: random() < 0.93 ? 0 : 1 + below(random, 3),
    stay,
    caseCostRatio: fraction(Math.exp(-0.09 + 0.45 * normal(random))),
    caseStayRatio: fraction(stay / 6),
    costRank: fraction(100 * random(), 100),
    intensiveDays,
    intensiveShare: fraction(intensiveDays / stay),
    newTechnology: random() < 0.002 ? 1 : 0,
    tcmShare: fraction(random()),
    visitingExpert: random() < 0.003 ? 1 : 0,
    selfPaidRatio: fraction(Math.exp(-3 + 0.7 * normal(random))),
    readmitDays: random() < 0.08 ? below(random, 30) : -1,
    sameGroupReadmit: random() < 0.02 ? 1 : 0,
    examShare: fraction(Math.abs(0.25 + 0.12 * normal(random)), 1),
    drugShare: fraction(Math.abs(0.28 + 0.12 * normal(random)), 1),
  };
}

const RATIOS = [3000, 4000, 5000, 6000, 8000, 20_000, 25_000, 30_000, 50_000];
const WHOLES = [1, 2, 3, 6, 10, 20, 28, 60, 65, 80];

/** A number on some rule's threshold, where the fact is a number that has one. */
function threshold(name: string, random: RandomNumber, drawn: number): number {
  const fact = FACTS[name];
  if (fact?.type === 'decimal') return RATIOS[below(random, RATIOS.length)] ?? drawn;
  if (fact?.type === 'integer' && name !== 'hospitalLevel')
    return Math.min(WHOLES[below(random, WHOLES.length)] ?? drawn, Number(fact.max));
  return drawn;
}
