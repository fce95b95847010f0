import pg from 'pg';
import type { CaseRange, CaseSelection } from '../../app/ports/cases/ports-case.js';

/**
 * FROM and WHERE of the cases that a selection holds, or of those in a range of rows. COPY takes no parameters, so values stand in the text,
 * quoted by the driver.
 */
export function currentCases(selection: CaseSelection, range?: CaseRange): string {
  const within = range === undefined ? '' : `AND seq BETWEEN ${range.fromSeq} AND ${range.toSeq}`;
  return `FROM inpatient_case WHERE region_code = ${pg.escapeLiteral(selection.regionCode)} ${within} AND ${isCurrent(selection, range)}`;
}

/**
 * Whether a row of the region is a case of the selection. What was revised or voided is little: in a range of rows it is looked up once and
 * then found by hash; in all rows the planner chooses.
 */
export function isCurrent({ regionCode, throughImportSeq, insurance, from, to, periodBy }: CaseSelection, range?: CaseRange): string {
  const period = periodBy === 'DISCHARGE' ? 'discharge_date' : 'settlement_date';
  const ofInsurance = insurance === undefined ? '' : `AND insurance = ${pg.escapeLiteral(insurance)}::insurance_scheme`;
  const superseded = `FROM case_supersession s WHERE s.region_code = ${pg.escapeLiteral(regionCode)} AND s.import_seq <= ${throughImportSeq}`;
  const isLast =
    range === undefined
      ? `NOT EXISTS (SELECT ${superseded} AND s.seq = inpatient_case.seq)`
      : `seq NOT IN (SELECT s.seq ${superseded} AND s.seq BETWEEN ${range.fromSeq} AND ${range.toSeq})`;
  return `import_seq <= ${throughImportSeq} AND NOT voided ${ofInsurance}
    AND ${period} BETWEEN ${pg.escapeLiteral(from)}::date AND ${pg.escapeLiteral(to)}::date AND ${isLast}`;
}
