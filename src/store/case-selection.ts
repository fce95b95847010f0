import pg from 'pg';
import type { CaseSelection } from '../app/ports-case.js';

/**
 * FROM and WHERE of the cases that a selection holds. COPY takes no parameters, so values stand in the text, quoted by the driver.
 * The NOT EXISTS costs next to nothing: only revised and voided cases have a row there.
 */
export function currentCases(selection: CaseSelection): string {
  const { regionCode, throughImportSeq, insurance, from, to, periodBy } = selection;
  const region = pg.escapeLiteral(regionCode);
  const period = periodBy === 'DISCHARGE' ? 'discharge_date' : 'settlement_date';
  const ofInsurance = insurance === undefined ? '' : `AND insurance = ${pg.escapeLiteral(insurance)}::insurance_scheme`;
  return `FROM inpatient_case WHERE region_code = ${region} AND import_seq <= ${throughImportSeq} AND NOT voided ${ofInsurance}
    AND ${period} BETWEEN ${pg.escapeLiteral(from)}::date AND ${pg.escapeLiteral(to)}::date
    AND NOT EXISTS (SELECT FROM case_supersession s
      WHERE s.region_code = ${region} AND s.seq = inpatient_case.seq AND s.import_seq <= ${throughImportSeq})`;
}
