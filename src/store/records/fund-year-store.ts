import { dateOf, dayOf, pick, rowChunks, textByName } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import type {
  AssessmentRecord,
  BudgetRecord,
  FundYearKey,
  FundYears,
  Grounds,
  PeriodKey,
} from '../../app/ports/clearing/ports-fund-year.js';
import type { Budget } from '../../generated/prisma/client.js';

const KEY = ['regionCode', 'year', 'insurance'] as const;
const ADJUSTMENT = [...KEY, 'institutionCode', 'name', 'amountFen', 'reason', 'reversesId'] as const;
const PAYMENT = [...KEY, 'institutionCode', 'period', 'month', 'amountFen', 'reason', 'reversesId'] as const;
const ASSESSMENT = [...KEY, 'period', 'institutionCode', 'name', 'value', 'reason'] as const;
const POINT_VALUE = [...KEY, 'kind', 'value', 'fraction', 'runNo'] as const;

/** Fund years behind the port. */
export function fundYears(session: Session): FundYears {
  const { tx, access } = session;
  const made = ({ source = null }: Grounds) => ({ source, createdById: access.holderId, createdByName: access.holderName });
  const last = { revision: 'desc' } as const;
  return {
    budget: async (key) => budgetOf(await tx.budget.findFirst({ where: keyOf(key), orderBy: last })),
    setBudget: async (key, items, grounds) => {
      const revision = await nextRevision(session, 'budget', key);
      return toBudget(
        await tx.budget.create({ data: { ...keyOf(key), revision, items: { ...items }, reason: grounds.reason, ...made(grounds) } }),
      );
    },
    actuals: async (key) => budgetOf(await tx.budgetActuals.findFirst({ where: keyOf(key), orderBy: last })),
    setActuals: async (key, items, grounds) => {
      const revision = await nextRevision(session, 'budget_actuals', key);
      return toBudget(
        await tx.budgetActuals.create({ data: { ...keyOf(key), revision, items: { ...items }, reason: grounds.reason, ...made(grounds) } }),
      );
    },
    adjustments: (key) => tx.adjustment.findMany({ where: keyOf(key), orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] }),
    addAdjustment: (row) => tx.adjustment.create({ data: { ...pick(row, ADJUSTMENT), ...made(row) } }),
    addAdjustments: async (rows) => {
      for (const part of rowChunks(rows))
        await tx.adjustment.createMany({ data: part.map((row) => ({ ...pick(row, ADJUSTMENT), ...made(row) })) });
    },
    payments: async (key) =>
      (await tx.payment.findMany({ where: keyOf(key), orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })).map((row) => ({
        ...row,
        paidOn: dayOf(row.paidOn),
      })),
    addPayment: async (row) => {
      const stored = await tx.payment.create({ data: { ...pick(row, PAYMENT), paidOn: dateOf(row.paidOn), ...made(row) } });
      return { ...stored, paidOn: dayOf(stored.paidOn) };
    },
    addPayments: async (rows) => {
      for (const part of rowChunks(rows))
        await tx.payment.createMany({ data: part.map((row) => ({ ...pick(row, PAYMENT), paidOn: dateOf(row.paidOn), ...made(row) })) });
    },
    assessments: (key, period) => assessments(session, key, period),
    setAssessments: async (rows) => {
      for (const part of rowChunks(rows))
        await tx.assessment.createMany({ data: part.map((row) => ({ ...pick(row, ASSESSMENT), ...made(row) })) });
    },
    pointValue: async (key, kind) => (await tx.pointValue.findFirst({ where: { ...keyOf(key), kind }, orderBy: last })) ?? undefined,
    setPointValue: async (row) => {
      const revision = await nextRevision(session, 'point_value', row);
      return tx.pointValue.create({ data: { ...pick(row, POINT_VALUE), revision } });
    },
  };
}

function keyOf({ regionCode, year, insurance }: FundYearKey): FundYearKey {
  return { regionCode, year, insurance };
}

/** A revision of a budget, or of actuals, as the port has it. */
export function toBudget(row: Budget): BudgetRecord {
  return { ...row, items: textByName(row.items) };
}

function budgetOf(row: Budget | null): BudgetRecord | undefined {
  return row === null ? undefined : toBudget(row);
}

/** The next revision of a fund year's rows; whoever else asks waits until this transaction ends. */
async function nextRevision(session: Session, table: 'budget' | 'budget_actuals' | 'point_value', key: FundYearKey): Promise<number> {
  const { regionCode, year, insurance } = key;
  await session.rows('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${table}/${regionCode}/${year}/${insurance}`]);
  const { revision } = await session.row<{ revision: number }>(
    `SELECT coalesce(max(revision), 0) + 1 AS revision FROM ${table} WHERE region_code = $1 AND year = $2 AND insurance = $3::insurance_scheme`,
    [regionCode, year, insurance],
  );
  return revision;
}

async function assessments(session: Session, key: FundYearKey, period?: PeriodKey): Promise<readonly AssessmentRecord[]> {
  const { regionCode, year, insurance } = key;
  const rows = await session.rows<Omit<AssessmentRecord, keyof FundYearKey>>(
    `SELECT DISTINCT ON (period, institution_code, name) period, institution_code AS "institutionCode", name, value, reason, source,
       created_by_name AS "createdByName" FROM assessment
     WHERE region_code = $1 AND year = $2 AND insurance = $3::insurance_scheme AND ($4::text IS NULL OR period = $4)
     ORDER BY period, institution_code, name, seq DESC`,
    [regionCode, year, insurance, period ?? null],
  );
  return rows.map((row) => ({ ...row, ...keyOf(key) }));
}
