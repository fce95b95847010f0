import { dateOf, dayOf, pick, rowChunks, textByName } from '../kit/rows.js';
import { payeeColumns, payeeFrom } from '../kit/payee-columns.js';
import type { Session } from '../database/session.js';
import {
  BUDGET_VERDICTS,
  PAYMENT_PURPOSES,
  type AssessmentRecord,
  type BudgetDecisionRecord,
  type BudgetRecord,
  type FundYearKey,
  type FundYears,
  type Grounds,
  type PaymentPurpose,
  type PaymentRecord,
  type PaymentsWanted,
  type PaymentSum,
  type PeriodKey,
} from '../../app/ports/clearing/ports-fund-year.js';
import type { Budget, BudgetActuals, BudgetDecision, Payment, Prisma } from '../../generated/prisma/client.js';
import { must } from '../../engine/kit/assert.js';
import { isUuid } from '../../engine/kit/uuid.js';

const KEY = ['regionCode', 'year', 'insurance'] as const;
const ADJUSTMENT = [...KEY, 'institutionCode', 'name', 'amountFen', 'reason', 'reversesId'] as const;
const PAYMENT = [...KEY, 'institutionCode', 'period', 'month', 'purpose', 'amountFen', 'reason', 'reversesId', 'jointId'] as const;
const ASSESSMENT = [...KEY, 'period', 'institutionCode', 'name', 'value', 'reason'] as const;
const POINT_VALUE = [...KEY, 'kind', 'value', 'fraction', 'runNo'] as const;

/** Fund years behind the port. */
export function fundYears(session: Session): FundYears {
  const { tx, access } = session;
  const made = ({ source = null }: Grounds) => ({ source, createdById: access.holderId, createdByName: access.holderName });
  const last = { revision: 'desc' } as const;
  return {
    known: (regionCode) => known(session, regionCode),
    budget: async (key) => {
      const where = { ...keyOf(key), OR: [{ midYear: false }, { decision: { verdict: 'APPROVED' } }] };
      const row = await tx.budget.findFirst({ where, orderBy: last, ...WITH_DECISION });
      return row === null ? undefined : toBudget(row);
    },
    setBudget: async (key, items, grounds) => {
      const revision = await nextRevision(session, 'budget', key);
      const { reason, midYear = false } = grounds;
      const data = { ...keyOf(key), revision, items: { ...items }, reason, midYear, ...made(grounds) };
      return toBudget(await tx.budget.create({ data, ...WITH_DECISION }));
    },
    budgets: async (key) => (await tx.budget.findMany({ where: keyOf(key), orderBy: { revision: 'asc' }, ...WITH_DECISION })).map(toBudget),
    decideBudget: async (key, decision) => {
      const { holderId: createdById, holderName: createdByName } = access;
      await tx.budgetDecision.create({ data: { ...keyOf(key), ...decision, createdById, createdByName } });
    },
    actuals: async (key) => {
      const row = await tx.budgetActuals.findFirst({ where: keyOf(key), orderBy: last });
      return row === null ? undefined : toActuals(row);
    },
    setActuals: async (key, items, grounds) => {
      const revision = await nextRevision(session, 'budget_actuals', key);
      const data = { ...keyOf(key), revision, items: { ...items }, reason: grounds.reason, ...made(grounds) };
      return toActuals(await tx.budgetActuals.create({ data }));
    },
    adjustments: (key) => tx.adjustment.findMany({ where: keyOf(key), orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] }),
    addAdjustment: (row) => tx.adjustment.create({ data: { ...pick(row, ADJUSTMENT), ...made(row) } }),
    addAdjustments: async (rows) => {
      for (const part of rowChunks(rows))
        await tx.adjustment.createMany({ data: part.map((row) => ({ ...pick(row, ADJUSTMENT), ...made(row) })) });
    },
    payments: async (key, only) => {
      const where = { ...keyOf(key), ...(only === undefined ? {} : await wherePayments(session, key, only)) };
      return (await tx.payment.findMany({ where, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })).map(toPayment);
    },
    paymentSums: (key, apart) => paymentSums(session, key, apart),
    addPayment: async (row) => {
      return toPayment(
        await tx.payment.create({ data: { ...pick(row, PAYMENT), paidOn: dateOf(row.paidOn), ...payeeColumns(row), ...made(row) } }),
      );
    },
    addPayments: async (rows) => {
      for (const part of rowChunks(rows))
        await tx.payment.createMany({
          data: part.map((row) => ({ ...pick(row, PAYMENT), paidOn: dateOf(row.paidOn), ...payeeColumns(row), ...made(row) })),
        });
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

async function known(session: Session, regionCode: string): Promise<readonly FundYearKey[]> {
  return await session.rows<FundYearKey>(
    `SELECT region_code AS "regionCode", year, insurance::text AS insurance FROM budget WHERE region_code = $1
     UNION SELECT region_code, year, insurance::text FROM clearing_run WHERE region_code = $1 ORDER BY year DESC, insurance`,
    [regionCode],
  );
}

/** Ids come from requests: what is none finds nothing. */
async function wherePayments(session: Session, key: FundYearKey, only: PaymentsWanted): Promise<Prisma.PaymentWhereInput> {
  if ('notBooked' in only) return { id: { in: [...(await notBooked(session, key))] } };
  if ('jointIds' in only) return { jointId: { in: only.jointIds.filter((id) => isUuid(id.toLowerCase())) } };
  const ids = only.ids.filter((id) => isUuid(id.toLowerCase()));
  return { OR: [{ id: { in: ids } }, { reversesId: { in: ids } }] };
}

/** NOT IN is one hash table whatever the planner believes; a join of two tables without statistics was a loop in a loop. */
async function notBooked(session: Session, { regionCode, year, insurance }: FundYearKey): Promise<readonly string[]> {
  const rows = await session.rows<{ id: string }>(
    `SELECT id::text AS id FROM payment WHERE region_code = $1 AND year = $2 AND insurance = $3::insurance_scheme AND id::text NOT IN (
       SELECT cause_id FROM ledger_booking WHERE region_code = $1 AND year = $2 AND insurance = $3::insurance_scheme AND cause = 'PAYMENT')`,
    [regionCode, year, insurance],
  );
  return rows.map(({ id }) => id);
}

async function paymentSums(
  session: Session,
  { regionCode, year, insurance }: FundYearKey,
  apart: readonly string[],
): Promise<readonly PaymentSum[]> {
  const rows = await session.rows<{ institutionCode: string; purpose: string; amountFen: string }>(
    `SELECT CASE WHEN institution_code = ANY($4::text[]) THEN institution_code ELSE '' END AS "institutionCode", purpose,
       sum(amount_fen)::text AS "amountFen" FROM payment
     WHERE region_code = $1 AND year = $2 AND insurance = $3::insurance_scheme GROUP BY 1, 2`,
    [regionCode, year, insurance, apart],
  );
  return rows.map(({ purpose, amountFen, ...row }) => ({ ...row, purpose: purposeNamed(purpose), amountFen: BigInt(amountFen) }));
}

function purposeNamed(name: string): PaymentPurpose {
  return must(
    PAYMENT_PURPOSES.find((one) => one === name),
    'purpose of a payment',
  );
}

function keyOf({ regionCode, year, insurance }: FundYearKey): FundYearKey {
  return { regionCode, year, insurance };
}

/** A budget is read with what was decided of it. */
export const WITH_DECISION = { include: { decision: true } } as const;

/** A revision of a budget as the port has it. */
export function toBudget(row: Budget & { readonly decision: BudgetDecision | null }): BudgetRecord {
  return { ...row, items: textByName(row.items), decision: row.decision === null ? null : decisionOf(row.decision) };
}

function decisionOf({ verdict, reason, createdByName, createdAt }: BudgetDecision): BudgetDecisionRecord {
  const stated = must(
    BUDGET_VERDICTS.find((one) => one === verdict),
    'verdict of a budget',
  );
  return { verdict: stated, reason, createdByName, createdAt };
}

/** A payment as the port has it. */
export function toPayment({ payeeKind, payeeCode, ...row }: Payment): PaymentRecord {
  return { ...row, purpose: purposeNamed(row.purpose), payee: payeeFrom({ payeeKind, payeeCode }), paidOn: dayOf(row.paidOn) };
}

/** A revision of actuals as the port has it: nobody has to approve it. */
export function toActuals(row: BudgetActuals): BudgetRecord {
  return { ...row, items: textByName(row.items), midYear: false, decision: null };
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
