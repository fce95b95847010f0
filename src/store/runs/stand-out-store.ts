import { currentCases, isCurrent } from '../cases/case-selection.js';
import { labelOf } from '../kit/rows.js';
import { inPart, scoresOf } from '../scores/score-source.js';
import { WORK_MEMORY } from '../scores/score-sums.js';
import type { Session } from '../database/session.js';
import type { CaseSelection } from '../../app/ports/cases/ports-case.js';
import type {
  CaseOutOfService,
  CaseOver,
  CasesAsked,
  CasesOver,
  NumberedStandOut,
  StandOutKind,
  StandOuts,
} from '../../app/ports/clearing/ports-stand-out.js';
import { STAND_OUT_KINDS } from '../../app/ports/clearing/ports-stand-out.js';
import type { OutOfService } from '../../engine/clearing/institution-changes.js';
import { must } from '../../engine/kit/assert.js';

interface OverRow {
  readonly caseSeq: string;
  readonly caseNo: string;
  readonly institutionCode: string;
  readonly groupCode: string | null;
  readonly figure: string;
  readonly n: string;
}

/** What stands out behind the port. */
export function standOuts(session: Session): StandOuts {
  return {
    scoresAbove: async (regionCode, runNo, by, asked) => {
      const figure = by === 'POINTS' ? 'points' : 'cost_ratio::numeric';
      return await over(
        session,
        `SELECT case_seq, case_no, institution_code, group_code, ${figure} AS figure
         FROM ${scoresOf(['case_seq', 'case_no', 'group_code', by === 'POINTS' ? 'points' : 'cost_ratio'])}
         WHERE region_code = $1 AND run_no = $2 ${inPart(asked.part)} ${by === 'POINTS' ? '' : 'AND cost_ratio IS NOT NULL'}`,
        [regionCode, runNo],
        asked,
      );
    },
    outOfService: (selection, spans, first) => outOfService(session, selection, { spans, first }),
    costsAbove: (runNo, selection, institutions, asked) => costsAbove(session, { runNo, selection, institutions }, asked),
    groupsWithoutMean: async (regionCode, runNo, part) =>
      (
        await session.rows<{ groupCode: string | null; cases: string }>(
          `SELECT group_code AS "groupCode", count(*)::text AS cases
           FROM ${scoresOf(['group_code', 'inclusion', 'cost_ratio', 'exception_code'])} WHERE region_code = $1 AND run_no = $2 ${inPart(part)} AND inclusion = 'INCLUDED' AND cost_ratio IS NULL AND exception_code IS NULL
           GROUP BY group_code ORDER BY group_code COLLATE "C" NULLS FIRST`,
          [regionCode, runNo],
        )
      ).map(({ groupCode, cases }) => ({ groupCode, cases: BigInt(cases) })),
    exceptionCounts: async (regionCode, runNo) =>
      (
        await session.rows<{ code: string; cases: string; institutionCode: string; caseNo: string }>(
          `SELECT DISTINCT ON (code COLLATE "C") code, count(*) OVER (PARTITION BY code)::text AS cases,
             institution_code AS "institutionCode", case_no AS "caseNo"
           FROM run_exception WHERE region_code = $1 AND run_no = $2
           ORDER BY code COLLATE "C", institution_code COLLATE "C", case_no COLLATE "C"`,
          [regionCode, runNo],
        )
      ).map((row) => ({ ...row, cases: BigInt(row.cases) })),
    insert: async (regionCode, runNo, items) => {
      await session.tx.runStandOut.createMany({
        data: items.map(({ messages, ...item }, index) => ({ ...item, messages: { ...messages }, regionCode, runNo, itemNo: index + 1 })),
      });
    },
    list: async (regionCode, runNo, { first, afterNo, kinds }) => {
      const rows = await session.tx.runStandOut.findMany({
        where: { regionCode, runNo, itemNo: { gt: afterNo }, ...(kinds === undefined ? {} : { kind: { in: [...kinds] } }) },
        orderBy: { itemNo: 'asc' },
        take: first,
        omit: { regionCode: true, runNo: true },
      });
      return rows.map(({ kind, messages, ...row }): NumberedStandOut => ({ ...row, kind: kindOf(kind), messages: labelOf(messages) }));
    },
  };
}

interface CostsOf {
  readonly runNo: number;
  readonly selection: CaseSelection;
  readonly institutions: readonly string[];
}

/** The case of each score is found by its row. */
async function costsAbove(session: Session, { runNo, selection, institutions }: CostsOf, asked: CasesAsked): Promise<CasesOver> {
  return await over(
    session,
    `SELECT case_seq, case_no, institution_code, group_code, c.total_cost AS figure
     FROM ${scoresOf(['case_seq', 'case_no', 'group_code'])} CROSS JOIN LATERAL (SELECT total_cost FROM inpatient_case
       WHERE region_code = $1 AND seq = case_score.case_seq AND ${isCurrent(selection, 'ALONE')} OFFSET 0) c
     WHERE region_code = $1 AND run_no = $2 AND institution_code = ANY ($3::text[]) ${inPart(asked.part)}`,
    [selection.regionCode, runNo, institutions],
    asked,
  );
}

async function outOfService(
  session: Session,
  selection: CaseSelection,
  { spans, first }: { readonly spans: readonly OutOfService[]; readonly first: number },
): Promise<{ readonly count: bigint; readonly first: readonly CaseOutOfService[] }> {
  const codes = [...new Set(spans.map(({ institutionCode }) => institutionCode))];
  const rows = await session.rows<Omit<CaseOutOfService, 'caseSeq'> & { readonly caseSeq: string; readonly n: string }>(
    `SELECT seq::text AS "caseSeq", case_no AS "caseNo", institution_code AS "institutionCode", discharge_date::text AS "dischargeDate",
       (count(*) OVER ())::text AS n
     ${currentCases(selection)} AND institution_code = ANY ($1::text[])
       AND EXISTS (SELECT FROM unnest($2::text[], $3::date[], $4::date[]) AS span (code, first_day, last_day)
         WHERE span.code = institution_code AND discharge_date >= first_day AND (last_day IS NULL OR discharge_date <= last_day))
     ORDER BY institution_code COLLATE "C", discharge_date, case_no COLLATE "C" LIMIT $5`,
    [codes, spans.map((one) => one.institutionCode), spans.map((one) => one.from), spans.map((one) => one.to), first],
  );
  return {
    count: BigInt(rows[0]?.n ?? '0'),
    first: rows.map(({ n: _, caseSeq, ...row }): CaseOutOfService => ({ ...row, caseSeq: BigInt(caseSeq) })),
  };
}

function kindOf(text: string): StandOutKind {
  return must(
    STAND_OUT_KINDS.find((kind) => kind === text),
    `kind ${text}`,
  );
}

/** The furthest rows of a query above a figure, and how many there are. */
async function over(session: Session, sql: string, values: readonly unknown[], { above, first }: CasesAsked): Promise<CasesOver> {
  await session.rows(WORK_MEMORY);
  const next = values.length + 1;
  const rows = await session.rows<OverRow>(
    `SELECT case_seq::text AS "caseSeq", case_no AS "caseNo", institution_code AS "institutionCode", group_code AS "groupCode",
       figure::text, (count(*) OVER ())::text AS n
     FROM (${sql}) found WHERE figure > $${next}::numeric
     ORDER BY found.figure DESC, institution_code COLLATE "C", case_no COLLATE "C" LIMIT $${next + 1}`,
    [...values, above, first],
  );
  return {
    count: BigInt(rows[0]?.n ?? '0'),
    first: rows.map(({ n: _, caseSeq, ...row }): CaseOver => ({ ...row, caseSeq: BigInt(caseSeq) })),
  };
}
