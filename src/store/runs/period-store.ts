import { currentCases } from '../cases/case-selection.js';
import type { Session } from '../database/session.js';
import type { CaseSelection } from '../../app/ports/cases/ports-case.js';
import type { FundYearKey } from '../../app/ports/clearing/ports-fund-year.js';
import { DECLARATION_STATES, type CountedMonth, type DeclarationEvent, type Periods } from '../../app/ports/clearing/ports-period.js';
import type { PeriodDeclaration } from '../../generated/prisma/client.js';
import { must } from '../../engine/kit/assert.js';

/** Declarations, and what a board of periods counts, behind the port. */
export function periods(session: Session): Periods {
  const { tx, access } = session;
  const yearOf = ({ regionCode, year, insurance }: FundYearKey): FundYearKey => ({ regionCode, year, insurance });
  return {
    declarations: async (key, period) => {
      const where = { ...yearOf(key), ...(period === undefined ? {} : { period }) };
      return (await tx.periodDeclaration.findMany({ where, orderBy: { seq: 'asc' } })).map(eventOf);
    },
    addDeclarations: async (rows) => {
      const made = { createdById: access.holderId, createdByName: access.holderName };
      const data = rows.map(({ period, institutionCode, state, figures, reason, ...key }) => {
        const stated = { cases: figures?.cases ?? null, fundFen: figures?.fundFen ?? null };
        return { ...yearOf(key), period, institutionCode, state, ...stated, reason, ...made };
      });
      await tx.periodDeclaration.createMany({ data });
    },
    counted: (selection) => counted(session, selection),
    payables: async (regionCode, runNo) =>
      await tx.statement.findMany({
        where: { regionCode, runNo },
        orderBy: { institutionCode: 'asc' },
        select: { institutionCode: true, payableFen: true },
      }),
    settled: async (key) =>
      await tx.clearingRun.findMany({
        where: { ...yearOf(key), status: 'SUCCEEDED' },
        orderBy: [{ period: 'asc' }, { stage: 'desc' }, { runNo: 'desc' }],
        distinct: ['period'],
        select: { id: true, runNo: true, period: true, stage: true },
      }),
  };
}

async function counted(session: Session, selection: CaseSelection): Promise<readonly CountedMonth[]> {
  const day = selection.periodBy === 'DISCHARGE' ? 'discharge_date' : 'settlement_date';
  const rows = await session.rows<{ institutionCode: string; month: string; cases: number; fundFen: string }>(
    `SELECT institution_code AS "institutionCode", to_char(${day}, 'YYYY-MM') AS month, count(*)::int AS cases,
       (coalesce(sum(fund_paid), 0) * 100)::bigint::text AS "fundFen" ${currentCases(selection)} GROUP BY 1, 2 ORDER BY 1, 2`,
    [],
  );
  return rows.map(({ fundFen, ...row }) => ({ ...row, fundFen: BigInt(fundFen) }));
}

function eventOf({ cases, fundFen, state, seq: _, ...row }: PeriodDeclaration): DeclarationEvent {
  const known = must(
    DECLARATION_STATES.find((one) => one === state),
    'state of a stored declaration',
  );
  return { ...row, state: known, figures: cases === null || fundFen === null ? null : { cases, fundFen } };
}
