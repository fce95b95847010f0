import { insertCases, insertVoids } from './case-insert.js';
import { countByMonth, countCases, rangesOf, readBatch } from './case-read.js';
import { caseFromRow, CASE_RECORD_COLUMNS, type CaseRow } from './case-records.js';
import { currentCases } from './case-selection.js';
import type { Session } from '../database/session.js';
import type { CaseKey, CaseRecord, Cases } from '../../app/ports/cases/ports-case.js';

/** Cases behind the port. */
export function cases(session: Session): Cases {
  return {
    insert: (chunk) => insertCases(session, chunk),
    void: (regionCode, keys) => insertVoids(session, regionCode, keys),
    numbered: (regionCode, caseNos) => numbered(session, regionCode, caseNos),
    find: (regionCode, key, revision) => find(session, regionCode, key, revision),
    lastImportSeq: (regionCode) => lastImportSeq(session, regionCode),
    count: (selection) => countCases(session, selection),
    monthly: (selection) => countByMonth(session, selection),
    ranges: (selection, size) => rangesOf(session, selection, size),
    readBatch: (selection, range, without) => readBatch(session, selection, range, without),
    readRange: async (selection, range) => {
      const sql = `SELECT ${CASE_RECORD_COLUMNS} ${currentCases(selection, range)} ORDER BY inpatient_case.seq`;
      return (await session.rows<CaseRow>(sql)).map(caseFromRow);
    },
    findBySeq: async (regionCode, seqs) => {
      const sql = `SELECT ${CASE_RECORD_COLUMNS} FROM inpatient_case WHERE region_code = $1 AND seq = ANY ($2::bigint[]) ORDER BY inpatient_case.seq`;
      return (await session.rows<CaseRow>(sql, [regionCode, seqs.map(String)])).map(caseFromRow);
    },
  };
}

async function numbered(session: Session, regionCode: string, caseNos: readonly string[]): ReturnType<Cases['numbered']> {
  return await session.rows<CaseKey & { readonly voided: boolean }>(
    `SELECT DISTINCT ON (case_no, institution_code) case_no AS "caseNo", institution_code AS "institutionCode", voided FROM inpatient_case
     WHERE region_code = $1 AND case_no = ANY ($2::text[]) ORDER BY case_no, institution_code, revision DESC`,
    [regionCode, caseNos],
  );
}

async function find(
  session: Session,
  regionCode: string,
  { institutionCode, caseNo }: CaseKey,
  revision?: number,
): Promise<CaseRecord | undefined> {
  const [row] = await session.rows<CaseRow>(
    `SELECT ${CASE_RECORD_COLUMNS} FROM inpatient_case
     WHERE region_code = $1 AND case_no = $2 AND institution_code = $4 AND ($3::int IS NULL OR revision = $3) ORDER BY revision DESC LIMIT 1`,
    [regionCode, caseNo, revision ?? null, institutionCode],
  );
  return row === undefined ? undefined : caseFromRow(row);
}

async function lastImportSeq(session: Session, regionCode: string): Promise<bigint> {
  const { last } = await session.row<{ last: string }>(
    `SELECT coalesce((SELECT first_import_seq - 1 FROM open_import WHERE region_code = $1),
       (SELECT value FROM counter WHERE region_code = $1 AND name = 'IMPORT'), 0)::text AS last`,
    [regionCode],
  );
  return BigInt(last);
}
