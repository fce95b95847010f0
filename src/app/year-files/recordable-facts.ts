import type { Caller, Platform } from '../kernel/platform.js';
import type { FundYearKey } from '../ports/clearing/ports-fund-year.js';
import type { FundYearRecords } from '../ports/clearing/ports-fund-year-history.js';
import { statableSlots, type StatableFacts } from '../requests/stated-values.js';
import { yearContext } from '../years/institution-year.js';
import { ADJUSTABLE } from '../years/record-adjustment.js';
import { assessable } from '../years/set-assessment.js';
import type { Label, Slot } from '../../engine/plan/plan.js';
import { MONTH_KEYS, QUARTER_KEYS, YEAR_KEY, type PeriodKind } from '../../engine/plan/periods.js';

/** 可录入的项目 a fact that people record for a fund year, as its rulesets declare it. */
export interface RecordableFact {
  /** As what it is recorded. */
  readonly kind: FundYearRecords;
  /** Of an assessment: of which kind of period it is a fact; of anything else the year. */
  readonly of: PeriodKind;
  readonly name: string;
  readonly label: Label;
  /** yuan, point, day, case, person, 1; empty: it is no number. */
  readonly unit: string;
  readonly optional: boolean;
}

interface Kind extends Pick<RecordableFact, 'kind' | 'of'> {
  readonly facts: StatableFacts;
}

const KINDS: readonly Kind[] = [
  { kind: 'BUDGET', of: 'YEAR', facts: { scope: 'fundYear' } },
  { kind: 'ACTUALS', of: 'YEAR', facts: { scope: 'fundYearEnd' } },
  { kind: 'ADJUSTMENT', of: 'YEAR', facts: ADJUSTABLE },
  { kind: 'ASSESSMENT', of: 'YEAR', facts: assessable(YEAR_KEY) },
  { kind: 'ASSESSMENT', of: 'QUARTER', facts: assessable(QUARTER_KEYS[0]) },
  { kind: 'ASSESSMENT', of: 'MONTH', facts: assessable(MONTH_KEYS[0]) },
];

/**
 * 可录入的项目 what may be recorded for a fund year by the versions in force in it: items of budget and actuals, adjustments, assessments.
 * Throws FORBIDDEN, NOT_FOUND, VALIDATION_FAILED, NO_RULESET_IN_FORCE.
 */
export async function recordableFacts(platform: Platform, caller: Caller, key: FundYearKey): Promise<readonly RecordableFact[]> {
  const { versions } = await yearContext(platform, caller, 'statement:read', key);
  return KINDS.flatMap(({ kind, of, facts }) =>
    [...statableSlots(versions, facts).values()].map((slot) => ({ kind, of, ...wordsOf(slot) })),
  );
}

function wordsOf({ name, label, unit, optional }: Slot): Pick<RecordableFact, 'name' | 'label' | 'unit' | 'optional'> {
  return { name, label, unit, optional };
}
