import { randomUUID } from 'node:crypto';
import { periodDeclarations } from '../periods/board/settlement-periods.js';
import { declarePeriod } from '../periods/declared/declare-period.js';
import { reviewDeclarations } from '../periods/declared/review-declarations.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { FundYearKey, PeriodKey } from '../ports/clearing/ports-fund-year.js';
import type { DeclarationState } from '../ports/clearing/ports-period.js';
import { printFen } from '../../engine/number/quantity.js';

const REASON = '示例：按平台所计申报，核对无误';

/** 示例申报 declares a period for every institution of a sandbox region as the platform counts it, and reviews it twice; what is done stays. */
export async function declareSamplePeriod(platform: Platform, caller: Caller, key: FundYearKey, period: PeriodKey): Promise<void> {
  const all = await periodDeclarations(platform, caller, key, period);
  const inState = (...states: readonly (DeclarationState | undefined)[]) =>
    all.filter(({ declaration }) => states.includes(declaration?.state));
  const asked = { ...key, period, reason: REASON };
  const undeclared = inState(undefined, 'RETURNED');
  if (undeclared.length > 0)
    await declarePeriod(platform, caller, {
      ...asked,
      declarations: undeclared.map(({ institutionCode, counted }) => ({
        ...{ institutionCode, cases: counted.cases, fundAmount: printFen(counted.fundFen) },
      })),
      idempotencyKey: randomUUID(),
    });
  const review = async (standings: typeof all, to: 'FIRST_REVIEWED' | 'SECOND_REVIEWED'): Promise<void> => {
    const institutionCodes = standings.map(({ institutionCode }) => institutionCode);
    if (institutionCodes.length > 0) {
      await reviewDeclarations(platform, caller, { ...asked, institutionCodes, review: to, idempotencyKey: randomUUID() });
    }
  };
  await review(inState(undefined, 'RETURNED', 'DECLARED'), 'FIRST_REVIEWED');
  await review(inState(undefined, 'RETURNED', 'DECLARED', 'FIRST_REVIEWED'), 'SECOND_REVIEWED');
}
