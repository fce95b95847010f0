import type { FieldProblem } from '../base/errors.js';
import type { AssessmentRecord } from '../ports/clearing/ports-fund-year.js';
import { fieldProblem } from '../requests/request-fields.js';
import { statableSlots, type StatableFacts, type StatedValue } from '../requests/stated-values.js';
import { absolute } from '../../engine/number/absolute.js';
import { add, compare, fenToYuan, parseDecimal, printAmount, ZERO, type Fraction } from '../../engine/number/quantity.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';

/** What the figures of a year may add up to at most, either way: 15 digits and 2 decimals, as any stated figure. */
const MOST = fenToYuan(10n ** 17n - 1n);

/** Whose figures are added up. */
interface Whose {
  readonly zh: string;
  readonly en: string;
}

const OF_INSTITUTION: Whose = { zh: '连同已有记录，该机构本年度', en: "With what is recorded already, the institution's year" };
const OF_REGION: Whose = { zh: '连同已有记录，全地区本年度', en: "With what is recorded already, the region's year" };

/** An amount that is valid by itself, but not with what was recorded before it: the year could not be cleared. Sums in fen, the amount included. */
export function amountSumProblems({
  institution,
  region,
}: {
  readonly institution: bigint;
  readonly region: bigint;
}): readonly FieldProblem[] {
  const problems = tooLarge(fenToYuan(institution), ['amount'], OF_INSTITUTION);
  return problems.length > 0 ? problems : tooLarge(fenToYuan(region), ['amount'], OF_REGION);
}

/** Items of a budget or of actuals in yuan that are valid one by one, but add up to more than a figure can be. */
export function itemSumProblems(
  versions: readonly CompiledRuleset[],
  facts: StatableFacts,
  items: readonly StatedValue[],
): readonly FieldProblem[] {
  const slots = statableSlots(versions, facts);
  const amounts = items.flatMap(({ name, value }) => (slots.get(name)?.unit === 'yuan' ? (parseDecimal(value) ?? []) : []));
  return tooLarge(amounts.map(absolute).reduce(add, ZERO), ['items'], { zh: '各项金额', en: 'The sum of these items' });
}

/** Assessments of one name that, with those of the other institutions, add up to more than a figure can be. */
export function assessmentSumProblems(
  before: readonly Pick<AssessmentRecord, 'institutionCode' | 'name' | 'value'>[],
  rows: readonly Pick<AssessmentRecord, 'institutionCode' | 'name' | 'value'>[],
): readonly FieldProblem[] {
  const keyOf = ({ institutionCode, name }: (typeof rows)[number]): string => `${name}\u001f${institutionCode}`;
  const latest = new Map([...before, ...rows].map((row) => [keyOf(row), row]));
  return [...new Set(rows.map(({ name }) => name))].flatMap((name) => {
    const values = [...latest.values()].flatMap((row) => (row.name === name ? (parseDecimal(row.value) ?? []) : []));
    return tooLarge(values.map(absolute).reduce(add, ZERO), ['assessments', name], OF_REGION);
  });
}

function tooLarge(sum: Fraction, path: readonly string[], { zh, en }: Whose): readonly FieldProblem[] {
  if (compare(absolute(sum), MOST) <= 0) return [];
  const [total, limit] = [printAmount(sum), printAmount(MOST)];
  return [
    fieldProblem(
      path,
      'SUM_TOO_LARGE',
      `${zh}合计为 ${total}，超过上限 ${limit}。请核对数值。`,
      `${en} comes to ${total}, above the limit of ${limit}. Check the value.`,
    ),
  ];
}
