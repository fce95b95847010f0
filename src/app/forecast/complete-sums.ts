import type { ComingMonths, Continuation } from './month-shares.js';
import type { CaseGroupRow, CaseSumRow, CaseSums } from '../clearing/settle/clear-year.js';
import type { Accumulator } from '../../engine/clearing/accumulator.js';
import type { ExactSums } from '../../engine/number/exact-sums.js';
import { add, multiply, ONE, type Fraction, ZERO } from '../../engine/number/quantity.js';

/** What is known of an institution: its sums by month, exactly. */
interface Known {
  readonly total: Fraction[];
  readonly months: CaseSumRow[];
}

/**
 * Completes what is known of a year: each month to come is so many times what the known months brought, exactly. All that cases add up to
 * (counts, points, costs) goes on alike. With nothing to come it is what is known.
 */
export function completeSums(accumulator: Accumulator, known: ReadonlySet<number>, continuation: Continuation): CaseSums {
  const { ids } = accumulator;
  const byCode = knownSums(accumulator, known);
  const byInstitution: CaseSumRow[] = [];
  const byMonth: CaseSumRow[] = [];
  for (const [institutionCode, { total, months }] of byCode) {
    const coming = continuation.of(institutionCode);
    const factor = wholeOf(coming);
    byInstitution.push({
      institutionCode,
      month: null,
      values: valuesOf(
        ids,
        total.map((value) => multiply(value, factor)),
      ),
    });
    byMonth.push(...months);
    for (const [month, ratio] of coming)
      byMonth.push({
        institutionCode,
        month,
        values: valuesOf(
          ids,
          total.map((value) => multiply(value, ratio)),
        ),
      });
  }
  return { byInstitution, byMonth, byGroup: completeGroups(accumulator, known, continuation) };
}

/** The groups of an institution go on as the institution does. */
function completeGroups(accumulator: Accumulator, known: ReadonlySet<number>, continuation: Continuation): readonly CaseGroupRow[] {
  const { grouped } = accumulator;
  const rows = new Map<string, { readonly institutionCode: string; readonly groupCode: string; readonly total: Fraction[] }>();
  for (const { institutionCode, groupCode, month, sums } of accumulator.groups()) {
    if (!known.has(month)) continue;
    const key = JSON.stringify([institutionCode, groupCode]);
    const own = rows.get(key) ?? { institutionCode, groupCode, total: grouped.map(() => ZERO) };
    rows.set(key, own);
    exactValues(grouped, sums).forEach((value, index) => (own.total[index] = add(own.total[index] ?? ZERO, value)));
  }
  return [...rows.values()].map(({ institutionCode, groupCode, total }) => {
    const factor = wholeOf(continuation.of(institutionCode));
    const values = valuesOf(
      grouped,
      total.map((value) => multiply(value, factor)),
    );
    return { institutionCode, groupCode, values };
  });
}

/** How many times the known months the whole year is: 1 with nothing to come. */
export function wholeOf(coming: ComingMonths): Fraction {
  return [...coming.values()].reduce(add, ONE);
}

function knownSums(accumulator: Accumulator, known: ReadonlySet<number>): ReadonlyMap<string, Known> {
  const { ids } = accumulator;
  const byCode = new Map<string, Known>();
  for (const { institutionCode, month, sums } of accumulator.places()) {
    if (!known.has(month)) continue;
    const own = byCode.get(institutionCode) ?? { total: ids.map(() => ZERO), months: [] };
    byCode.set(institutionCode, own);
    const values = exactValues(ids, sums);
    values.forEach((value, index) => (own.total[index] = add(own.total[index] ?? ZERO, value)));
    own.months.push({ institutionCode, month, values: valuesOf(ids, values) });
  }
  return byCode;
}

function exactValues(ids: readonly string[], sums: ExactSums): readonly Fraction[] {
  return ids.map((_, index) => sums.at(index));
}

function valuesOf(ids: readonly string[], values: readonly Fraction[]): CaseSumRow['values'] {
  return Object.fromEntries(ids.map((id, index) => [id, values[index] ?? ZERO]));
}
