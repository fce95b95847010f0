import { insertVoids } from './case-insert.js';
import type { Session } from '../database/session.js';
import type { CaseKey } from '../../app/ports/cases/ports-case.js';
import { REVERSED_BY, REVERSED_ON, type Reversal, type Reversals, type ReversibleCase } from '../../app/ports/cases/ports-reversal.js';

/** Reversals behind the port: each is a revision that voids its case and names the list that did. */
export function reversals(session: Session): Reversals {
  return {
    reversible: (regionCode, keys) => reversible(session, regionCode, keys),
    taken: (regionCode, asked) => taken(session, regionCode, asked),
    reverse: (regionCode, all) =>
      insertVoids(
        session,
        regionCode,
        all.map(({ caseNo, institutionCode, reversalNo, reversedOn }) => ({
          ...{ caseNo, institutionCode },
          marks: { [REVERSED_BY]: reversalNo, [REVERSED_ON]: reversedOn },
        })),
      ),
  };
}

async function reversible(session: Session, regionCode: string, keys: readonly CaseKey[]): Promise<readonly ReversibleCase[]> {
  const rows = await session.rows<Omit<ReversibleCase, 'totalCostFen'> & { readonly totalCostFen: string }>(
    `SELECT DISTINCT ON (case_no, institution_code) case_no AS "caseNo", institution_code AS "institutionCode", voided,
       CASE WHEN voided THEN attributes ->> $4 END AS "reversedBy", (total_cost * 100)::bigint::text AS "totalCostFen", admission_date::text AS "admissionDate"
     FROM inpatient_case WHERE region_code = $1 AND (case_no, institution_code) IN (SELECT * FROM unnest($2::text[], $3::text[]))
     ORDER BY case_no, institution_code, revision DESC`,
    [regionCode, keys.map(({ caseNo }) => caseNo), keys.map(({ institutionCode }) => institutionCode), REVERSED_BY],
  );
  return rows.map(({ totalCostFen, ...row }) => ({ ...row, totalCostFen: BigInt(totalCostFen) }));
}

async function taken(session: Session, regionCode: string, asked: readonly Reversal[]): Promise<readonly Reversal[]> {
  return await session.rows<Reversal>(
    `SELECT case_no AS "caseNo", institution_code AS "institutionCode", attributes ->> '${REVERSED_BY}' AS "reversalNo", attributes ->> '${REVERSED_ON}' AS "reversedOn"
     FROM inpatient_case WHERE region_code = $1 AND voided AND (attributes ->> '${REVERSED_BY}', institution_code) IN (SELECT * FROM unnest($2::text[], $3::text[]))`,
    [regionCode, asked.map(({ reversalNo }) => reversalNo), asked.map(({ institutionCode }) => institutionCode)],
  );
}
