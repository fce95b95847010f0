import { must } from '../../../engine/kit/assert.js';
import { COST_CATEGORIES, type CostCategory, type InsuranceScheme } from '../../../engine/plan/inpatient-case.js';
import { Fraction } from '../../../engine/number/quantity.js';
import { drawFactor, FACTOR_ONE } from './log-normal.js';
import type { Random } from './prng.js';
import type { ClassProfile } from './sample-data.js';

/** Where a case's cost lies: within the group's usual spread, or far from its mean on either side. */
export type CostPosition = 'USUAL' | 'LOW' | 'HIGH' | 'EXTREME';

/** The year in which the means of `data/groups.csv` hold; costs rise from year to year. */
const BASE_YEAR = 2021;
const YEARLY_RISE_PER_MILLE = 35;

/** The level of prices of a year, in thousandths of the base year's. */
export function priceLevel(year: number): number {
  return Math.max(500, 1000 + YEARLY_RISE_PER_MILLE * (year - BASE_YEAR));
}

/** A cost in fen around `meanFen`, with outliers on both sides; and how far it is from the mean, in millionths. */
export function drawCost(random: Random, meanFen: number, spread: number): { fen: number; factor: number; position: CostPosition } {
  const position = drawPosition(random);
  const factor = positionFactor(random, position, spread);
  return { fen: Math.max(MIN_FEN, Math.floor((meanFen * factor) / FACTOR_ONE)), factor, position };
}

const MIN_FEN = 5_000;

function drawPosition(random: Random): CostPosition {
  const draw = random.below(1000);
  if (draw < 3) return 'EXTREME';
  if (draw < 15) return 'HIGH';
  return draw < 30 ? 'LOW' : 'USUAL';
}

function positionFactor(random: Random, position: CostPosition, spread: number): number {
  switch (position) {
    case 'USUAL':
      return drawFactor(random, spread);
    case 'LOW':
      return random.between(180_000, 430_000);
    case 'HIGH':
      return random.between(2_200_000, 3_600_000);
    case 'EXTREME':
      return random.between(5_600_000, 8_500_000);
  }
}

/** Splits a cost over the categories by jittered weights; the parts add up to the whole, the rest goes to the largest. */
export function splitCost(random: Random, totalFen: number, weights: readonly number[]): ReadonlyMap<CostCategory, Fraction> {
  const jittered = weights.map((weight) => weight * random.between(70, 130));
  const sum = jittered.reduce((total, weight) => total + weight, 0);
  const parts = jittered.map((weight) => Math.floor((totalFen * weight) / sum));
  const largest = jittered.indexOf(Math.max(...jittered));
  parts[largest] = totalFen - parts.reduce((total, part, index) => (index === largest ? total : total + part), 0);
  const costs = new Map<CostCategory, Fraction>();
  COST_CATEGORIES.forEach((category, index) => {
    const part = must(parts[index], 'part');
    if (part > 0) costs.set(category, exactYuan(part));
  });
  return costs;
}

/** What the patient paid outside the catalogue, in fen: usually little, sometimes a third and more. */
export function drawSelfPaid(random: Random, totalFen: number): number {
  const perMille = random.perMille(18) ? random.between(300, 560) : random.between(10, 130);
  return Math.floor((totalFen * perMille) / 1000);
}

/** 记账金额 what the fund was charged, in fen: beyond the deductible, at the rate of insurance and class. */
export function drawFundPaid(
  random: Random,
  bill: { readonly totalFen: number; readonly selfPaidFen: number; readonly profile: ClassProfile; readonly insurance: InsuranceScheme },
): number {
  const covered = Math.max(0, bill.totalFen - bill.selfPaidFen - bill.profile.deductibleFen);
  return Math.floor((covered * (bill.profile.fundPerMille[bill.insurance] + random.between(-20, 20))) / 1000);
}

/** Fen as exact yuan. */
export function exactYuan(fen: number): Fraction {
  return new Fraction(BigInt(fen), 100n);
}
