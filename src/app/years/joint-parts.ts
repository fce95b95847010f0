import type { FieldProblem } from '../base/errors.js';
import type { FundYearKey, PeriodKey } from '../ports/clearing/ports-fund-year.js';
import type { Unit } from '../ports/ports.js';
import { amountInFen, fieldProblem, refuseProblems } from '../requests/request-fields.js';
import { owedAfterSetOff } from '../../engine/clearing/paid.js';
import { assert } from '../../engine/kit/assert.js';
import { allocate } from '../../engine/number/allocate.js';
import { printFen, whole, type Fen } from '../../engine/number/quantity.js';
import { periodLabel } from '../../engine/plan/periods.js';

/** What a joint payment is stated to pay for one institution, yuan as text. */
export interface StatedPart {
  readonly institutionCode: string;
  readonly amount: string;
}

/** What it pays for one institution. */
export interface JointPart {
  readonly institutionCode: string;
  readonly amountFen: Fen;
}

interface Asked {
  readonly key: FundYearKey;
  readonly period: PeriodKey;
  readonly amountFen: Fen;
  /** Whose money the payee receives. */
  readonly institutions: readonly string[];
  readonly stated?: readonly StatedPart[];
}

/**
 * Divides a joint payment among its institutions: as stated, or by what the ledger says each is still owed of the period, by largest remainders
 * and then by code. Other funds' pools are paid by institution. The parts add up to it, to the fen. Throws VALIDATION_FAILED: nothing is owed, or less than is paid.
 */
export async function dividedParts(
  { ledger }: Unit,
  { key, period, amountFen, institutions, stated }: Asked,
): Promise<readonly JointPart[]> {
  if (stated !== undefined) return statedParts(stated, institutions, amountFen);
  const owed = owedAfterSetOff((await ledger.owedByPeriod(key)).filter(({ pool }) => pool === 'BASIC')).get(period);
  const claims = institutions.flatMap((institutionCode) => {
    const claimFen = owed?.get(institutionCode) ?? 0n;
    return claimFen > 0n ? [{ institutionCode, claimFen }] : [];
  });
  const allFen = claims.reduce((sum, { claimFen }) => sum + claimFen, 0n);
  if (allFen < amountFen) refuseProblems([overDue({ period, amountFen, allFen })]);
  const weights = claims.map(({ institutionCode, claimFen }) => ({ code: institutionCode, weight: whole(claimFen) }));
  const divided = allocate({ totalFen: amountFen, weights, ties: 'INSTITUTION_CODE' });
  assert(divided.kind === 'allocated', 'claims above 0 can be divided by');
  const parts = claims.map(({ institutionCode }, index) => ({ institutionCode, amountFen: divided.sharesFen[index] ?? 0n }));
  return parts.filter((part) => part.amountFen > 0n);
}

function statedParts(stated: readonly StatedPart[], institutions: readonly string[], amountFen: Fen): readonly JointPart[] {
  const problems: FieldProblem[] = [];
  const seen = new Set<string>();
  const parts = stated.map(({ institutionCode, amount }, index): JointPart => {
    const path = ['parts', String(index)];
    const fen = amountInFen(amount, [...path, 'amount']);
    if ('problem' in fen) problems.push(fen.problem);
    else if (fen.fen < 0n) problems.push(fieldProblem([...path, 'amount'], 'NEGATIVE', '各机构的金额须大于零。', 'Every part is above 0.'));
    if (!institutions.includes(institutionCode)) {
      const zh = `机构“${institutionCode}”的款在这一天不由该收款方收。`;
      problems.push(
        fieldProblem(
          [...path, 'institutionCode'],
          'OTHER_PAYEE',
          zh,
          `The payee doesn't receive "${institutionCode}"'s money on that day.`,
        ),
      );
    }
    if (seen.has(institutionCode)) {
      problems.push(
        fieldProblem([...path, 'institutionCode'], 'REPEATED', '同一机构出现了多次。', 'The institution is there more than once.'),
      );
    }
    seen.add(institutionCode);
    return { institutionCode, amountFen: 'fen' in fen ? fen.fen : 0n };
  });
  const sumFen = parts.reduce((sum, part) => sum + part.amountFen, 0n);
  if (problems.length === 0 && sumFen !== amountFen) {
    const zh = `各机构的金额合计 ${printFen(sumFen)} 元，与拨付金额 ${printFen(amountFen)} 元不符。`;
    problems.push(
      fieldProblem(['parts'], 'OTHER_SUM', zh, `The parts add up to ${printFen(sumFen)}, the payment is ${printFen(amountFen)}.`),
    );
  }
  refuseProblems(problems);
  return parts;
}

function overDue({
  period,
  amountFen,
  allFen,
}: {
  readonly period: PeriodKey;
  readonly amountFen: Fen;
  readonly allFen: Fen;
}): FieldProblem {
  const { zh: label, en: labelEn } = periodLabel(period);
  const [asked, most] = [printFen(amountFen), printFen(allFen)];
  return fieldProblem(
    ['amount'],
    'OVER_DUE',
    `合并拨付 ${asked} 元超过该收款方各机构${label}尚欠付的 ${most} 元（以总账为准；未确认的结算期还没有应付）。若是预拨，请以 parts 写明各机构的金额。`,
    `${asked} yuan is more than the payee's institutions are owed of the ${labelEn}: ${most} yuan by the ledger (a period that is not confirmed owes nothing yet). For an advance, state each institution's part (parts).`,
  );
}
