import { definedOnly, rowChunks } from '../kit/rows.js';
import { payeeColumns, payeeFrom } from '../kit/payee-columns.js';
import type { Session } from '../database/session.js';
import type { FundYearKey } from '../../app/ports/clearing/ports-fund-year.js';
import type { Booking, Ledger, LedgerCause, LedgerEntry, LedgerFilter, PaidNotBooked } from '../../app/ports/clearing/ports-ledger.js';
import { NO_INSTITUTION } from '../../app/ports/clearing/ports-run-results.js';
import { LEDGER_ACCOUNTS, type LedgerAccount, type LedgerBalance } from '../../engine/clearing/ledger.js';
import type { OwedOfPeriod } from '../../engine/clearing/paid.js';
import { must } from '../../engine/kit/assert.js';
import { POOL_ACCOUNTS, POOLS, type Pool } from '../../engine/plan/accounts.js';
import { YEAR_KEY } from '../../engine/plan/periods.js';
import type { LedgerEntry as LedgerRow } from '../../generated/prisma/client.js';

const CAUSES: readonly LedgerCause[] = ['RUN', 'PAYMENT'];

/** The ledger behind the port. Row-level security leaves an institution its own entries. */
export function ledger(session: Session): Ledger {
  const { tx } = session;
  return {
    book: (bookings) => book(session, bookings),
    entries: async (of, { limit, after, before, begin }) => {
      const seq = { ...(after === undefined ? {} : { gt: after }), ...(before === undefined ? {} : { lt: before }) };
      const orderBy = { seq: begin === 'LAST' ? 'desc' : 'asc' } as const;
      return (await tx.ledgerEntry.findMany({ where: { ...whereOf(of), seq }, orderBy, take: limit })).map(entryOf);
    },
    count: (of) => tx.ledgerEntry.count({ where: whereOf(of) }),
    booked: async (key, only) =>
      (
        await tx.ledgerBooking.findMany({
          where: { ...keyOf(key), ...(only === undefined ? {} : { cause: only }) },
          select: { cause: true, causeId: true },
        })
      ).map(({ cause, causeId }) => ({
        cause: causeOf(cause),
        causeId,
      })),
    voucherNumbers: (key) => voucherNumbers(session, key),
    balances: (of, only) => balances(session, of, only?.ofParts === true),
    paidNotBooked: (key) => paidNotBooked(session, key),
    owedByPeriod: (key) => owedByPeriod(session, key),
  };
}

async function book({ tx }: Session, bookings: readonly Booking[]): Promise<void> {
  const causeKey = ({ cause, causeId, period, ...year }: Booking) => ({ ...keyOf(year), cause, causeId, period });
  const entries = bookings.flatMap((booking) =>
    booking.moves.map(({ institutionCode, line, pool, from, to, amountFen }) => ({
      ...causeKey(booking),
      ...payeeColumns(booking),
      ...{ institutionCode: institutionCode ?? NO_INSTITUTION, line, pool, fromAccount: from, toAccount: to, amountFen },
    })),
  );
  for (const data of rowChunks(bookings.map(causeKey))) await tx.ledgerBooking.createMany({ data: [...data] });
  for (const data of rowChunks(entries)) await tx.ledgerEntry.createMany({ data: [...data] });
}

async function voucherNumbers(session: Session, { regionCode, year, insurance }: FundYearKey) {
  const rows = await session.rows<{ cause: string; causeId: string; voucher: string }>(
    `SELECT cause, cause_id AS "causeId", row_number() OVER (ORDER BY min(seq))::text AS voucher FROM ledger_entry
     WHERE region_code = $1 AND year = $2 AND insurance = $3::insurance_scheme
     GROUP BY cause, cause_id ORDER BY min(seq)`,
    [regionCode, year, insurance],
  );
  return rows.map(({ cause, causeId, voucher }) => ({ cause: causeOf(cause), causeId, voucher: Number(voucher) }));
}

async function balances(
  session: Session,
  { regionCode, year, insurance, institutionCode, period, cause, causeId }: LedgerFilter,
  ofParts: boolean,
): Promise<readonly LedgerBalance[]> {
  const rows = await session.rows<{ institutionCode: string; pool: string; account: string; balance: string }>(
    `SELECT institution_code AS "institutionCode", pool, account, sum(change)::text AS balance FROM (
       SELECT institution_code, pool, to_account AS account, amount_fen AS change, period, cause, cause_id FROM ledger_entry
       WHERE region_code = $1 AND year = $2 AND insurance = $3::insurance_scheme
       UNION ALL
       SELECT institution_code, pool, from_account, -amount_fen, period, cause, cause_id FROM ledger_entry
       WHERE region_code = $1 AND year = $2 AND insurance = $3::insurance_scheme) AS moved
     WHERE ($4::text IS NULL OR institution_code = $4) AND ($5::text IS NULL OR period = $5)
       AND (NOT $6::boolean OR (cause = 'RUN' AND period <> $7))
       AND ($8::text IS NULL OR cause = $8) AND ($9::text IS NULL OR cause_id = $9)
     GROUP BY institution_code, pool, account HAVING sum(change) <> 0 ORDER BY institution_code, (pool <> 'BASIC'), pool, account`,
    [regionCode, year, insurance, institutionCode ?? null, period ?? null, ofParts, YEAR_KEY, cause ?? null, causeId ?? null],
  );
  return rows.map((row) => ({
    institutionCode: institutionOf(row.institutionCode),
    pool: poolNamed(row.pool),
    account: accountOf(row.account),
    balanceFen: BigInt(row.balance),
  }));
}

async function paidNotBooked(session: Session, { regionCode, year, insurance }: FundYearKey): Promise<readonly PaidNotBooked[]> {
  const rows = await session.rows<{ institutionCode: string; pool: string; amount: string }>(
    `SELECT institution_code AS "institutionCode", pool, sum(change)::text AS amount FROM (
       SELECT institution_code, CASE WHEN purpose = ANY($4::text[]) THEN purpose ELSE 'BASIC' END AS pool, amount_fen AS change FROM payment
       WHERE region_code = $1 AND year = $2 AND insurance = $3::insurance_scheme
       UNION ALL
       SELECT institution_code, pool, CASE WHEN to_account = 'BANK' THEN -amount_fen ELSE amount_fen END FROM ledger_entry
       WHERE region_code = $1 AND year = $2 AND insurance = $3::insurance_scheme AND cause = 'PAYMENT'
         AND 'BANK' IN (from_account, to_account)) AS paid
     GROUP BY institution_code, pool HAVING sum(change) <> 0`,
    [regionCode, year, insurance, POOL_ACCOUNTS],
  );
  return rows.map(({ amount, pool, ...row }) => ({ ...row, pool: poolNamed(pool), amountFen: BigInt(amount) }));
}

async function owedByPeriod(session: Session, { regionCode, year, insurance }: FundYearKey): Promise<readonly OwedOfPeriod[]> {
  const rows = await session.rows<{ institutionCode: string; pool: string; period: string; balance: string; settledSeq: string | null }>(
    `SELECT institution_code AS "institutionCode", pool, period,
       sum(CASE WHEN to_account = 'INSTITUTION' THEN amount_fen ELSE -amount_fen END)::text AS balance,
       (min(seq) FILTER (WHERE cause = 'RUN'))::text AS "settledSeq" FROM ledger_entry
     WHERE region_code = $1 AND year = $2 AND insurance = $3::insurance_scheme AND 'INSTITUTION' IN (from_account, to_account)
     GROUP BY institution_code, pool, period ORDER BY institution_code, pool, period`,
    [regionCode, year, insurance],
  );
  return rows.map(({ balance, settledSeq, pool, ...row }) => ({
    ...row,
    pool: poolNamed(pool),
    balanceFen: BigInt(balance),
    settledSeq: settledSeq === null ? null : BigInt(settledSeq),
  }));
}

function keyOf({ regionCode, year, insurance }: FundYearKey): FundYearKey {
  return { regionCode, year, insurance };
}

function whereOf({ institutionCode, period, cause, causeId, ...key }: LedgerFilter) {
  return { ...keyOf(key), ...definedOnly({ institutionCode, period, cause, causeId }) };
}

function entryOf({ institutionCode, fromAccount, toAccount, cause, pool, payeeKind, payeeCode, ...row }: LedgerRow): LedgerEntry {
  return {
    ...row,
    pool: poolNamed(pool),
    cause: causeOf(cause),
    payee: payeeFrom({ payeeKind, payeeCode }),
    institutionCode: institutionOf(institutionCode),
    from: accountOf(fromAccount),
    to: accountOf(toAccount),
  };
}

function institutionOf(code: string): string | null {
  return code === NO_INSTITUTION ? null : code;
}

function accountOf(name: string): LedgerAccount {
  return must(
    LEDGER_ACCOUNTS.find((account) => account === name),
    'account of the ledger',
  );
}

function poolNamed(name: string): Pool {
  return must(
    POOLS.find((pool) => pool === name),
    'pool of an entry',
  );
}

function causeOf(name: string): LedgerCause {
  return must(
    CAUSES.find((cause) => cause === name),
    'cause of an entry',
  );
}
