import { STORED_SCALE } from '../blocks/stored-outputs.js';
import type { ScoredShard } from '../blocks/shard-columns.js';
import { MASK_BITS, type AggregateAsked, type ScoreSumRow } from '../../ports/clearing/ports-score.js';
import { must } from '../../../engine/kit/assert.js';
import { add, printFixed, storedDecimal, ZERO, type Fraction } from '../../../engine/number/quantity.js';

type Scores = ScoredShard['scores'];

interface Place {
  readonly institutionCode: string;
  readonly month: number;
  readonly sums: Fraction[];
  readonly counts: bigint[];
}

/** What the database makes of stored scores, of a shard that was not stored: sums by institution and month. */
export function sumsOfShard({ scores }: Pick<ScoredShard, 'scores'>, asked: readonly AggregateAsked[]): readonly ScoreSumRow[] {
  const places = new Map<string, Place>();
  for (let row = 0; row < scores.count; row++) {
    const place = placeOf(places, scores, row);
    asked.forEach(({ bit, sum }, index) => {
      if (bit !== undefined && !isSet(scores, row, bit)) return;
      if (isCounted(scores, row, sum)) place.counts[index] = (place.counts[index] ?? 0n) + 1n;
      const text = sum === 'POINTS' ? scores.points[row] : typeof sum === 'number' ? scores.sums[sum]?.[row] : undefined;
      if (typeof text === 'string') place.sums[index] = add(place.sums[index] ?? ZERO, storedDecimal(text));
    });
  }
  return [...places.values()].map(({ institutionCode, month, sums, counts }) => ({
    institutionCode,
    month,
    values: Object.fromEntries(
      asked.map(({ id, sum }, index) => [
        id,
        sum === undefined || sum === 'EXCEPTIONS' || sum === 'EXCLUDED'
          ? String(counts[index] ?? 0n)
          : printFixed(sums[index] ?? ZERO, STORED_SCALE),
      ]),
    ),
  }));
}

/** Whether a row is one of what is counted, as `score-sums` asks the database. */
function isCounted({ exceptionCode, inclusion }: Scores, row: number, sum: AggregateAsked['sum']): boolean {
  if (sum === 'EXCEPTIONS') return exceptionCode[row] !== null;
  if (sum === 'EXCLUDED') return exceptionCode[row] === null && inclusion[row] === 'EXCLUDED';
  return sum === undefined;
}

function isSet({ aggregateMasks }: Scores, row: number, bit: number): boolean {
  const mask = must(aggregateMasks[Math.floor(bit / MASK_BITS)]?.[row], 'mask');
  return ((mask >> BigInt(bit % MASK_BITS)) & 1n) === 1n;
}

function placeOf(places: Map<string, Place>, scores: Scores, row: number): Place {
  const institutionCode = must(scores.institutionCode[row], 'institution');
  const month = must(scores.month[row], 'month');
  const key = `${institutionCode} ${month}`;
  const known = places.get(key) ?? { institutionCode, month, sums: [], counts: [] };
  places.set(key, known);
  return known;
}
