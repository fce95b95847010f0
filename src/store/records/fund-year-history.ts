import { toActuals, toBudget, toPayment, WITH_DECISION } from './fund-year-store.js';
import type { Session } from '../database/session.js';
import type { FundYearFilter, FundYearHistory, FundYearRecords, HistoryPage } from '../../app/ports/clearing/ports-fund-year-history.js';
import type { FundYearKey } from '../../app/ports/clearing/ports-fund-year.js';

/** What was recorded about fund years, behind the port. Row-level security leaves an institution its own rows. */
export function fundYearHistory({ tx }: Session): FundYearHistory {
  return {
    budgets: async (of, page) =>
      (
        await tx.budget.findMany({
          where: { ...keyOf(of), revision: range(page) },
          orderBy: { revision: order(page) },
          take: page.limit,
          ...WITH_DECISION,
        })
      ).map(toBudget),
    actuals: async (of, page) => {
      const where = { ...keyOf(of), revision: range(page) };
      return (await tx.budgetActuals.findMany({ where, orderBy: { revision: order(page) }, take: page.limit })).map(toActuals);
    },
    adjustments: (of, page) =>
      tx.adjustment.findMany({ where: { ...filterOf(of), id: range(page) }, orderBy: { id: order(page) }, take: page.limit }),
    payments: async (of, page) => {
      const rows = await tx.payment.findMany({
        where: { ...filterOf(of), id: range(page) },
        orderBy: { id: order(page) },
        take: page.limit,
      });
      return rows.map(toPayment);
    },
    assessments: (of, page) =>
      tx.assessment.findMany({ where: { ...filterOf(of), seq: range(page) }, orderBy: { seq: order(page) }, take: page.limit }),
    count: (records, of) => count(tx, records, of),
  };
}

function count(tx: Session['tx'], records: FundYearRecords, of: FundYearFilter): Promise<number> {
  switch (records) {
    case 'BUDGET':
      return tx.budget.count({ where: keyOf(of) });
    case 'ACTUALS':
      return tx.budgetActuals.count({ where: keyOf(of) });
    case 'ADJUSTMENT':
      return tx.adjustment.count({ where: filterOf(of) });
    case 'PAYMENT':
      return tx.payment.count({ where: filterOf(of) });
    case 'ASSESSMENT':
      return tx.assessment.count({ where: filterOf(of) });
  }
}

function keyOf({ regionCode, year, insurance }: FundYearKey): FundYearKey {
  return { regionCode, year, insurance };
}

function filterOf({ institutionCode, ...key }: FundYearFilter): FundYearFilter {
  return { ...keyOf(key), ...(institutionCode === undefined ? {} : { institutionCode }) };
}

/** Newest first, what stands after a row is older than it. */
function range<Place>({ after, before }: HistoryPage<Place>): { lt?: Place; gt?: Place } {
  return { ...(after === undefined ? {} : { lt: after }), ...(before === undefined ? {} : { gt: before }) };
}

function order({ begin }: HistoryPage<unknown>): 'asc' | 'desc' {
  return begin === 'NEWEST' ? 'desc' : 'asc';
}
