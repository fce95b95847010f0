import { jsonOf, pick } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import type {
  GroupValuePage,
  PostingRecord,
  PostingSums,
  RunResults,
  ScopeValueRecord,
  StatementFigures,
  StatementRecord,
} from '../../app/ports/clearing/ports-run-results.js';
import { assert } from '../../engine/kit/assert.js';
import type { Posting, RunScopeValue, Statement } from '../../generated/prisma/client.js';

const POSTING = ['institutionCode', 'line', 'total', 'lineOrder', 'account', 'amountFen', 'sign'] as const;

const ACCOUNT = ['account', 'openingFen', 'closingFen'] as const;

const FIGURES = { institutionCode: true, cases: true, points: true, payableFen: true } as const;

/** Statements, postings and evidence behind the port. */
export function runResults(session: Session): RunResults {
  const { tx } = session;
  return {
    insertScopeValues: async (regionCode, runNo, rows) => {
      // As text: Prisma walks through every value of a trace, and there are as many traces as institutions have months.
      await session.run(
        `INSERT INTO run_scope_value (region_code, run_no, scope, key, institution_code, "values", trace)
         SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::text[], $6::jsonb[], $7::jsonb[])`,
        [
          regionCode,
          runNo,
          rows.map(({ scope }) => scope),
          rows.map(({ key }) => key),
          rows.map(({ institutionCode }) => institutionCode),
          rows.map(({ values }) => JSON.stringify(values)),
          rows.map(({ trace }) => (trace === null ? null : JSON.stringify(trace))),
        ],
      );
    },
    scopeValues: async (regionCode, runNo, scope, institutionCode) => {
      const where = { regionCode, runNo, scope, ...(institutionCode === undefined ? {} : { institutionCode }) };
      return (await tx.runScopeValue.findMany({ where, orderBy: { key: 'asc' } })).map(scopeValueOf);
    },
    groupValues: async (regionCode, runNo, page) =>
      (await tx.runScopeValue.findMany(groupPage({ regionCode, runNo, scope: 'institutionGroup' }, page))).map(scopeValueOf),
    scopeValuesAfter: async (regionCode, runNo, { first, after }) => {
      const rest = after === undefined ? {} : { OR: [{ scope: { gt: after.scope } }, { scope: after.scope, key: { gt: after.key } }] };
      const where = { regionCode, runNo, ...rest };
      return (await tx.runScopeValue.findMany({ where, orderBy: [{ scope: 'asc' }, { key: 'asc' }], take: first })).map(scopeValueOf);
    },
    insertStatements: async (regionCode, runNo, rows) => {
      await tx.statement.createMany({
        data: rows.map((row) => ({
          ...pick(row, ['institutionCode', 'cases', 'points', 'payableFen']),
          regionCode,
          runNo,
          steps: jsonOf(row.steps),
          trace: jsonOf(row.trace),
        })),
      });
    },
    statements: async (regionCode, runNo) =>
      (await tx.statement.findMany({ where: { regionCode, runNo }, orderBy: { institutionCode: 'asc' } })).map(statementOf),
    statementFigures: (regionCode, runNo) => statementFigures(session, regionCode, runNo),
    findStatement: async (regionCode, runNo, institutionCode) => {
      const row = await tx.statement.findUnique({ where: { regionCode_runNo_institutionCode: { regionCode, runNo, institutionCode } } });
      return row === null ? undefined : statementOf(row);
    },
    insertAccounts: async (regionCode, runNo, rows) => {
      await tx.runAccount.createMany({ data: rows.map((row) => ({ ...pick(row, ACCOUNT), regionCode, runNo })) });
    },
    accounts: (regionCode, runNo) =>
      tx.runAccount.findMany({
        where: { regionCode, runNo },
        orderBy: { account: 'asc' },
        select: { account: true, openingFen: true, closingFen: true },
      }),
    insertPostings: async (regionCode, runNo, rows) => {
      await tx.posting.createMany({ data: rows.map((row) => ({ ...pick(row, POSTING), regionCode, runNo })) });
    },
    postings: async (regionCode, runNo, institutionCode) =>
      (
        await tx.posting.findMany({
          where: { regionCode, runNo, ...(institutionCode === undefined ? {} : { institutionCode }) },
          orderBy: [{ institutionCode: 'asc' }, { total: 'asc' }, { lineOrder: 'asc' }, { line: 'asc' }],
        })
      ).map(postingOf),
    sums: (regionCode, runNo, total) => sums(session, regionCode, runNo, total),
  };
}

async function statementFigures({ tx }: Session, regionCode: string, runNo: number): Promise<readonly StatementFigures[]> {
  const where = { regionCode, runNo };
  const rows = await tx.statement.findMany({ where, orderBy: { institutionCode: 'asc' }, select: FIGURES });
  return rows.map(({ points, ...row }) => ({ ...row, points: points.toFixed(8) }));
}

function groupPage(
  of: { readonly regionCode: string; readonly runNo: number; readonly scope: string },
  { institutionCode, limit, after, before, begin = 'FIRST' }: GroupValuePage,
) {
  const key = { ...(after === undefined ? {} : { gt: after }), ...(before === undefined ? {} : { lt: before }) };
  return { where: { ...of, institutionCode, key }, orderBy: { key: begin === 'LAST' ? 'desc' : 'asc' }, take: limit } as const;
}

function scopeValueOf({ scope, key, institutionCode, values, trace }: RunScopeValue): ScopeValueRecord {
  return { scope, key, institutionCode, values: values !== null && typeof values === 'object' ? { ...values } : {}, trace };
}

function statementOf({ institutionCode, cases, points, payableFen, steps, trace }: Statement): StatementRecord {
  return { institutionCode, cases, points: points.toFixed(8), payableFen, steps, trace };
}

function postingOf({ institutionCode, line, total, lineOrder, account, amountFen, sign }: Posting): PostingRecord {
  assert(sign === 1 || sign === -1, 'a posting enters or leaves');
  return { institutionCode, line, total, lineOrder, account, amountFen, sign };
}

async function sums(session: Session, regionCode: string, runNo: number, total?: string): Promise<PostingSums> {
  const accounts = await session.rows<{ account: string; fen: string }>(
    `SELECT account, sum(sign * amount_fen)::text AS fen FROM posting
     WHERE region_code = $1 AND run_no = $2 AND ($3::text IS NULL OR total = $3) GROUP BY account ORDER BY account`,
    [regionCode, runNo, total ?? null],
  );
  const { statements, payable } = await session.row<{ statements: number; payable: string }>(
    `SELECT count(*)::int AS statements, coalesce(sum(payable_fen), 0)::text AS payable FROM statement
     WHERE region_code = $1 AND run_no = $2`,
    [regionCode, runNo],
  );
  return {
    byAccount: Object.fromEntries(accounts.map(({ account, fen }) => [account, BigInt(fen)])),
    statements,
    payableFen: BigInt(payable),
  };
}
