import type { Command } from 'commander';
import { JSON_OPTION, positive, regionCode } from '../terminal/arguments.js';
import { withSession, type Context } from '../host/context.js';
import { CHECK_OPTION, recordFile, type RecordingOptions } from '../print/records-report.js';
import { CSV_OPTION, printRows, type RowsOptions, type ShownColumn } from '../print/printed-rows.js';
import { importCalendarFile } from '../../app/calendars/import-calendar-file.js';
import { regionCalendar } from '../../app/calendars/region-calendar.js';

interface ShowOptions extends RowsOptions {
  readonly region: string;
  readonly year: number;
}

/** `dip calendar import|show`. */
export function addCalendarCommands(program: Command, context: Context): void {
  const calendar = program.command('calendar').description('工作日历：放假和调休上班日\nholidays and made-up working days');
  calendar
    .command('import <file>')
    .description('从 CSV 录入放假和调休上班日（例：examples/calendar-2025.csv）；有一处错误即不录入\nstate days from a CSV, all or none')
    .requiredOption('--region <code>', '统筹地区编码 region code', regionCode)
    .option(...CHECK_OPTION)
    .option(...JSON_OPTION)
    .action((file: string, options: RecordingOptions) =>
      recordFile(context, file, options, { importFile: importCalendarFile, unit: '天' }),
    );
  calendar
    .command('show')
    .description('查看某年录入的日子和工作日数；只读\nshow what is stated of a year')
    .requiredOption('--region <code>', '统筹地区编码 region code', regionCode)
    .requiredOption('--year <year>', '年份 calendar year', positive)
    .option(...JSON_OPTION)
    .option(...CSV_OPTION)
    .action((options: ShowOptions) => show(context, options));
}

const KINDS: Readonly<Record<string, string>> = { HOLIDAY: '放假', WORKDAY: '调休上班', ORDINARY: '照常' };
/** As the file that is imported has them. */
const COLUMNS: readonly ShownColumn[] = [
  { name: 'day', title: '日期' },
  { name: 'kind', title: '种类', text: (value) => KINDS[String(value)] ?? String(value) },
  { name: 'note', title: '说明' },
  { name: 'source', title: '出处' },
];

async function show(context: Context, { region, year, ...options }: ShowOptions): Promise<void> {
  const { days, workingDays } = await withSession(context, 'NEEDS_DATA', ({ caller }) =>
    regionCalendar(caller, { regionCode: region, year }),
  );
  const rows = days.map(({ day, kind, note, source }) => ({ day, kind, note, source }));
  const none = `${year} 年没有录入放假和调休上班日，只按星期六、星期日推算。 No day of ${year} is stated.`;
  await printRows(context, options, { key: 'days', columns: COLUMNS, rows, none });
  await context.terminal.say(`${year} 年共 ${workingDays} 个工作日。 ${workingDays} working days.\n`);
}
