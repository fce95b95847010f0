import pg from 'pg';
import type { CaseRange, CaseRows, CaseSelection } from '../../app/ports/cases/ports-case.js';

/**
 * FROM and WHERE of the cases that a selection holds, or of those in a range of rows or among some. COPY takes no parameters, so values stand in the text,
 * quoted by the driver.
 */
export function currentCases(selection: CaseSelection, rows?: CaseRange | CaseRows): string {
  const within = rows === undefined ? '' : `AND ${isAmong(rows)}`;
  const range = rows === undefined || 'seqs' in rows ? undefined : rows;
  return `FROM inpatient_case WHERE region_code = ${pg.escapeLiteral(selection.regionCode)} ${within} AND ${isCurrent(selection, range)}`;
}

function isAmong(rows: CaseRange | CaseRows): string {
  return 'seqs' in rows ? `seq = ANY ('{${rows.seqs.join()}}'::bigint[])` : `seq BETWEEN ${rows.fromSeq} AND ${rows.toSeq}`;
}

/**
 * Whether a row of the region is a case of the selection. What was revised or voided is little: in a range of rows it is looked up once and
 * then found by hash; for a row that was found alone (`ALONE`) by its number; in all rows the planner chooses.
 */
export function isCurrent(
  { regionCode, throughImportSeq, insurance, from, to, periodBy }: CaseSelection,
  rows?: CaseRange | 'ALONE',
): string {
  const period = periodBy === 'DISCHARGE' ? 'discharge_date' : 'settlement_date';
  const ofInsurance = insurance === undefined ? '' : `AND insurance = ${pg.escapeLiteral(insurance)}::insurance_scheme`;
  const superseded = `FROM case_supersession s WHERE s.region_code = ${pg.escapeLiteral(regionCode)} AND s.import_seq <= ${throughImportSeq}`;
  const isLast =
    typeof rows === 'object'
      ? `seq NOT IN (SELECT s.seq ${superseded} AND s.seq BETWEEN ${rows.fromSeq} AND ${rows.toSeq})`
      : `NOT EXISTS (SELECT ${superseded} AND s.seq = inpatient_case.seq ${rows === undefined ? '' : 'OFFSET 0'})`;
  return `import_seq <= ${throughImportSeq} AND NOT voided ${ofInsurance}
    AND ${period} BETWEEN ${pg.escapeLiteral(from)}::date AND ${pg.escapeLiteral(to)}::date AND ${isLast}`;
}
