import type { Command } from 'commander';
import { insurance, JSON_OPTION, positive, regionCode } from '../terminal/arguments.js';
import { CSV_OPTION, type RowsOptions } from './printed-rows.js';
import type { FundYearKey } from '../../app/ports/clearing/ports-fund-year.js';
import type { InsuranceScheme } from '../../engine/plan/inpatient-case.js';

/** Which year of which region a command is about, and how it prints. */
export interface YearOptions extends RowsOptions {
  readonly region: string;
  readonly year: number;
  readonly insurance: InsuranceScheme;
}

/** Gives a command the options of `YearOptions`. */
export function yearly(command: Command): Command {
  return command
    .requiredOption('--region <code>', '统筹地区编码 region code', regionCode)
    .requiredOption('--year <year>', '年度 year', positive)
    .requiredOption('--insurance <scheme>', '险种：EMPLOYEE（职工）或 RESIDENT（居民）', insurance)
    .option(...JSON_OPTION)
    .option(...CSV_OPTION);
}

/** The year that a command is about. */
export function keyOf({ region, year, insurance: scheme }: YearOptions): FundYearKey {
  return { regionCode: region, year, insurance: scheme };
}

/** `--source`, on every command that records something. */
export const SOURCE_OPTION = ['--source <text>', '依据：文件名称、文号等，至多 200 个字符 the document that it rests on'] as const;
