import type { Command } from 'commander';
import { JSON_OPTION, regionCode } from '../terminal/arguments.js';
import { withSession, type Context } from '../host/context.js';
import { grouped } from '../terminal/money.js';
import { CSV_OPTION, printRows, type RowsOptions, type ShownColumn, type ShownValue } from '../print/printed-rows.js';
import { findRun } from './find-run.js';
import { insuredRegions, type InsuredRegion, type InsuredRegionReport } from '../../app/clearing/evidence/insured-regions.js';
import { printFen, printShort } from '../../engine/number/quantity.js';

interface InsuredRegionOptions extends RowsOptions {
  readonly region?: string;
  readonly byInstitution?: boolean;
}

const COLUMNS: readonly ShownColumn[] = [
  { name: 'insuredRegionCode', title: '参保地', text: (value) => (value === null ? '（没有病例可分摊）' : String(value)) },
  { name: 'institutionCode', title: '机构' },
  { name: 'cases', title: '病例数', align: 'right' },
  { name: 'value', title: '分摊依据', align: 'right' },
  { name: 'amount', title: '金额（元）', align: 'right', text: (value) => grouped(String(value)) },
];

/** `dip insured-regions <run>`: what a year's run charges to each region of insurance. */
export function addInsuredRegionsCommand(program: Command, context: Context): void {
  program
    .command('insured-regions <run>')
    .description('异地清算表：一次年度清算应向各参保地清算的病例数、分值和金额；只读\nwhat a year charges to each region of insurance')
    .option('--region <code>', '统筹地区编码（只有一个地区有此任务时可省略） region code', regionCode)
    .option('--by-institution', '分机构 by institution, too')
    .option(...JSON_OPTION)
    .option(...CSV_OPTION)
    .action(async (wanted: string, { region, byInstitution, ...options }: InsuredRegionOptions) => {
      const report = await withSession(context, 'NEEDS_DATA', async (session) => {
        const run = await findRun(session, region, wanted);
        return await insuredRegions(session.platform, (work) => session.caller.read(work), run);
      });
      const none =
        '没有异地清算表：规则集没有写 methods.insuredRegions，或这次不是完成的年度清算。 The ruleset does not say how, or the run is no year that has ended.';
      const rows = report === undefined ? [] : rowsOf(report, byInstitution === true);
      await printRows(context, options, { key: 'regions', columns: COLUMNS, rows, none });
    });
}

function rowsOf({ regions }: InsuredRegionReport, byInstitution: boolean): readonly Record<string, ShownValue>[] {
  return regions.flatMap((region): Record<string, ShownValue>[] => {
    const { insuredRegionCode } = region;
    if (!byInstitution) return [{ insuredRegionCode, institutionCode: null, ...figures(region) }];
    return region.institutions.map((one) => ({ insuredRegionCode, institutionCode: one.institutionCode, ...figures(one) }));
  });
}

function figures({ cases, value, amountFen }: Pick<InsuredRegion, 'cases' | 'value' | 'amountFen'>): Record<string, ShownValue> {
  return { cases: Number(cases), value: printShort(value), amount: printFen(amountFen) };
}
