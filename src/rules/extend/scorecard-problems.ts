import type { ScoreBand, ScorecardIndicator } from '../document/document-scorecard.js';
import { finding, pointerTo } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import { bandLeaves } from './scorecard-scoring.js';
import { readCell } from './table-cells.js';
import { compare, decimal, parseDecimal, type Fraction } from '../../engine/number/quantity.js';
import { bilingual } from '../findings/report.js';

/** What is wrong with an indicator by itself. Gaps and overlaps of its bands are found where all situations are known (`analysis`). */
export function indicatorProblems(indicator: ScorecardIndicator, at: string): readonly Finding[] {
  const { scoring } = indicator;
  if ('linear' in scoring) return lineProblems(indicator, scoring.linear, at);
  if ('steps' in scoring) return stepProblems(indicator, scoring.steps, at);
  if ('rank' in scoring) return bandProblems(indicator, scoring.rank.bands, { at: `${at}/scoring/rank/bands`, isBetterHigh: false });
  return bandProblems(indicator, scoring.bands, { at: `${at}/scoring/bands`, isBetterHigh: indicator.direction === 'HIGHER' });
}

function lineProblems(
  { id, direction }: ScorecardIndicator,
  line: { readonly none: string; readonly full: string },
  at: string,
): Finding[] {
  const order = compare(decimal(line.full), decimal(line.none));
  return order === (direction === 'HIGHER' ? 1 : -1)
    ? []
    : [finding('SCORECARD_DIRECTION', `${at}/scoring/linear`, { indicator: id, direction })];
}

function stepProblems(
  { id, points }: ScorecardIndicator,
  { every, deduct, least = '0' }: { readonly every: string; readonly deduct: string; readonly least?: string | undefined },
  at: string,
): Finding[] {
  const isPositive = [every, deduct].every((text) => decimal(text).n > 0n);
  const found = isPositive ? [] : [finding('SCORECARD_STEP', `${at}/scoring/steps`, { indicator: id })];
  return [...found, ...pointsProblems(id, points, least, `${at}/scoring/steps/least`)];
}

interface BandSite {
  readonly at: string;
  /** Whether a higher value must not score less; otherwise it must not score more. */
  readonly isBetterHigh: boolean;
}

function bandProblems({ id, points }: ScorecardIndicator, bands: readonly ScoreBand[], { at, isBetterHigh }: BandSite): Finding[] {
  const found = bands.flatMap(({ when, points: scored }, index) => [
    ...cellProblems(id, when, `${pointerTo(at, index)}/when`),
    ...pointsProblems(id, points, scored, `${pointerTo(at, index)}/points`),
  ]);
  const rising = bands
    .flatMap((band, index) => ({ index, low: lowOf(band), scored: decimal(band.points) }))
    .sort((a, b) => order(a.low, b.low));
  const wrong = rising.find(({ scored }, index) => {
    const before = rising[index - 1];
    return before !== undefined && compare(scored, before.scored) === (isBetterHigh ? -1 : 1);
  });
  if (found.length > 0 || wrong === undefined) return found;
  return [finding('SCORECARD_DIRECTION', pointerTo(at, wrong.index), { indicator: id, direction: isBetterHigh ? 'HIGHER' : 'LOWER' })];
}

function cellProblems(indicator: string, when: string, at: string): Finding[] {
  const reading = readCell(indicator, when);
  const isInterval = 'leaves' in reading && reading.leaves.length > 0 && reading.leaves.every(({ operator }) => operator !== 'equal');
  if (isInterval) return [];
  const why = 'why' in reading ? reading.why : bilingual('它不是区间', 'it is no interval');
  return [finding('SCORECARD_CELL', at, { indicator, actual: when, why })];
}

function pointsProblems(indicator: string, most: string, scored: string, at: string): Finding[] {
  const isWithin = decimal(scored).n >= 0n && compare(decimal(scored), decimal(most)) <= 0;
  return isWithin ? [] : [finding('SCORECARD_POINTS', at, { indicator, actual: scored, most })];
}

/** The lower end of a band; `undefined` where it has none that is a number. */
function lowOf({ when }: ScoreBand): Fraction | undefined {
  const low = bandLeaves('x', when).find(({ operator }) => operator === 'greaterThan' || operator === 'greaterThanInclusive');
  return typeof low?.value === 'string' ? parseDecimal(low.value) : undefined;
}

function order(a: Fraction | undefined, b: Fraction | undefined): number {
  if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined);
  return compare(a, b);
}
