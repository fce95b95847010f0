import { z } from 'zod';
import type { RunSnapshot } from './run-snapshot.js';
import {
  FACT_OF_PURPOSE,
  type AdjustmentRecord,
  type AssessmentRecord,
  type BudgetRecord,
  type FundYearKey,
  type PaymentRecord,
  type RecordOrigin,
} from '../../ports/clearing/ports-fund-year.js';
import type { Unit } from '../../ports/ports.js';
import { printFen } from '../../../engine/number/quantity.js';
import { YEAR_KEY } from '../../../engine/plan/periods.js';

const row = z.object({
  kind: z.enum(['ADJUSTMENT', 'PAYMENT', 'ASSESSMENT']),
  /** Of an assessment there is none: the last of its name counts. */
  id: z.string().nullable(),
  institutionCode: z.string(),
  /** The period that it is of; absent: the year. */
  period: z.string().optional(),
  /** The fact of the institution's year or period that it goes into. */
  name: z.string(),
  /** An amount in yuan with 2 places, or an assessment's value. */
  value: z.string(),
  month: z.int().nullable(),
  paidOn: z.string().nullable(),
  reason: z.string(),
  /** The document that it rests on, and who recorded it; absent in runs that began before they were kept. */
  source: z.string().nullable().optional(),
  recordedBy: z.string().optional(),
  reversesId: z.string().nullable(),
  /** RFC 3339. */
  recordedAt: z.string().nullable(),
});
const records = z.object({ budgetRevision: z.int(), actualsRevision: z.int().nullable(), rows: z.array(row) });

/** 原始记录 one record that a run's frozen sums were made of. */
export type RunRecordRow = z.infer<typeof row>;
/** 原始记录 revisions and rows behind a run's frozen sums; they stand beside the snapshot and in no hash: sums and items do. */
export type RunRecords = z.infer<typeof records>;

/** Reads them back; `undefined` where a run began before they were kept. */
export function parseRunRecords(stored: unknown): RunRecords | undefined {
  return stored === null || stored === undefined ? undefined : records.parse(stored);
}

/** What was recorded for a fund year, as one transaction sees it. */
export interface FundYearRows {
  readonly budget: BudgetRecord | undefined;
  readonly actuals: BudgetRecord | undefined;
  readonly adjustments: readonly AdjustmentRecord[];
  readonly payments: readonly PaymentRecord[];
  readonly assessments: readonly AssessmentRecord[];
}

/** Reads them, each once: the sums that are frozen and the rows that are kept beside them are of the same. */
export async function readFundYear({ fundYears }: Unit, key: FundYearKey): Promise<FundYearRows> {
  return {
    budget: await fundYears.budget(key),
    actuals: await fundYears.actuals(key),
    adjustments: await fundYears.adjustments(key),
    payments: await fundYears.payments(key),
    assessments: await fundYears.assessments(key),
  };
}

/** Adjustments by name, payments as `prepaid`, assessments: what the year brought to each institution. */
export function institutionYears({ adjustments, payments, assessments }: FundYearRows): RunSnapshot['institutionYears'] {
  const sums = new Map<string, Map<string, bigint>>();
  const add = (code: string, name: string, amountFen: bigint): void => {
    const own = sums.get(code) ?? new Map<string, bigint>();
    sums.set(code, own.set(name, (own.get(name) ?? 0n) + amountFen));
  };
  for (const { institutionCode, name, amountFen } of adjustments) add(institutionCode, name, amountFen);
  for (const { institutionCode, amountFen, purpose } of payments) add(institutionCode, FACT_OF_PURPOSE[purpose], amountFen);
  const facts: RunSnapshot['institutionYears'] = {};
  for (const [code, own] of sums) facts[code] = Object.fromEntries([...own].map(([name, fen]) => [name, printFen(fen)]));
  for (const { period, institutionCode, name, value } of assessments)
    if (period === YEAR_KEY) facts[institutionCode] = { ...facts[institutionCode], [name]: value };
  return facts;
}

/** Recorded facts of months and quarters by period, then institution; nothing where there are none, so that a year without them keeps its hash. */
export function periodFacts({ assessments }: FundYearRows): Pick<RunSnapshot, 'periodFacts'> {
  const facts: Record<string, Record<string, Record<string, string>>> = {};
  for (const { period, institutionCode, name, value } of assessments) {
    if (period === YEAR_KEY) continue;
    const own = (facts[period] ??= {});
    own[institutionCode] = { ...own[institutionCode], [name]: value };
  }
  return Object.keys(facts).length === 0 ? {} : { periodFacts: facts };
}

/** The rows themselves, in order of recording. */
export function runRecords({ budget, actuals, adjustments, payments, assessments }: FundYearRows): RunRecords {
  const none = { id: null, month: null, paidOn: null, reversesId: null, recordedAt: null };
  return {
    budgetRevision: budget?.revision ?? 0,
    actualsRevision: actuals?.revision ?? null,
    rows: [
      ...adjustments.map(({ id, institutionCode, name, amountFen, reversesId, createdAt, ...row }): RunRecordRow => ({
        ...{ ...none, kind: 'ADJUSTMENT', id, institutionCode, name, ...originOf(row), reversesId },
        ...{ value: printFen(amountFen), recordedAt: createdAt.toISOString() },
      })),
      ...payments.map(
        ({ id, institutionCode, period, month, purpose, amountFen, paidOn, reversesId, createdAt, ...row }): RunRecordRow => ({
          ...{ ...none, kind: 'PAYMENT', id, institutionCode, name: FACT_OF_PURPOSE[purpose], month, paidOn, ...originOf(row), reversesId },
          ...{ value: printFen(amountFen), recordedAt: createdAt.toISOString() },
          ...(period === YEAR_KEY ? {} : { period }),
        }),
      ),
      ...assessments.map(({ period, institutionCode, name, value, ...row }): RunRecordRow => ({
        ...{ ...none, kind: 'ASSESSMENT', institutionCode, name, value, ...originOf(row) },
        ...(period === YEAR_KEY ? {} : { period }),
      })),
    ],
  };
}

function originOf({ reason, source, createdByName }: RecordOrigin): Pick<RunRecordRow, 'reason' | 'source' | 'recordedBy'> {
  return { reason, source, recordedBy: createdByName };
}
