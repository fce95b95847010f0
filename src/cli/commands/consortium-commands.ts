import { InvalidArgumentError, type Command } from 'commander';
import { JSON_OPTION, regionCode } from '../terminal/arguments.js';
import { withSession, type CommonOptions, type Context } from '../host/context.js';
import { CHECK_OPTION, recordFile, sayRecorded, type RecordingOptions } from '../print/records-report.js';
import { CSV_OPTION, printRows, type RowsOptions, type ShownColumn } from '../print/printed-rows.js';
import { chinaDay } from '../../app/base/china-day.js';
import { importConsortiumFile } from '../../app/regions/consortium-file.js';
import { consortiaOn } from '../../app/regions/consortia-on.js';
import { stateConsortia } from '../../app/regions/state-consortia.js';
import { LEAD_SEES, type LeadSees } from '../../app/ports/ports-consortium.js';

interface StateOptions extends CommonOptions {
  readonly region: string;
  readonly name: string;
  readonly lead: string;
  readonly leadSees: LeadSees;
  readonly from: string;
  readonly reason: string;
  readonly source: string;
  readonly check?: boolean;
}

interface ShowOptions extends RowsOptions {
  readonly region: string;
  readonly on?: string;
}

const REGION = ['--region <code>', '统筹地区编码 region code'] as const;

/** `dip consortium state|import|list`; the command, for those that other rooms add. */
export function addConsortiumCommands(program: Command, context: Context): Command {
  const consortium = program
    .command('consortium')
    .description('医共体：录入、查看、合并结算单\nmedical consortia: state, show, consolidated statement');
  consortium
    .command('state <code>')
    .description('录入一个医共体自某日起的名称、牵头机构；成员用 dip institution change --kind JOINED\nstate a consortium from a day on')
    .requiredOption(...REGION, regionCode)
    .requiredOption('--name <text>', '名称 name')
    .requiredOption('--lead <institution>', '牵头机构，收医共体的款 the institution that leads it')
    .option('--lead-sees <range>', '牵头机构的密钥看得到：OWN（本机构）或 MEMBERS（各成员） what its key sees', seesOf, 'OWN')
    .requiredOption('--from <date>', '生效日 YYYY-MM-DD first day')
    .requiredOption('--reason <text>', '事由 reason')
    .requiredOption('--source <text>', '依据 the document that it rests on')
    .option(...CHECK_OPTION)
    .option(...JSON_OPTION)
    .action((code: string, options: StateOptions) => state(context, code, options));
  consortium
    .command('import <file>')
    .description(
      '从 CSV 录入医共体（例：examples/institution-changes/consortia.csv）；有一处错误即不录入\nstate consortia from a CSV, all or none',
    )
    .requiredOption(...REGION, regionCode)
    .option(...CHECK_OPTION)
    .option(...JSON_OPTION)
    .action((file: string, options: RecordingOptions) =>
      recordFile(context, file, options, { importFile: importConsortiumFile, unit: '个' }),
    );
  consortium
    .command('list')
    .description('查看某日的医共体和成员；只读\nthe consortia of a day with their members')
    .requiredOption(...REGION, regionCode)
    .option('--on <date>', '日期，默认今天 day, default today')
    .option(...JSON_OPTION)
    .option(...CSV_OPTION)
    .action((options: ShowOptions) => show(context, options));
  return consortium;
}

function seesOf(text: string): LeadSees {
  const sees = LEAD_SEES.find((one) => one === text.toUpperCase());
  if (sees !== undefined) return sees;
  throw new InvalidArgumentError('应为 OWN（本机构）或 MEMBERS（各成员）。 OWN or MEMBERS.');
}

async function state(context: Context, code: string, options: StateOptions): Promise<void> {
  const { region, name, lead: leadCode, leadSees, from: effectiveFrom, reason, source, check } = options;
  const consortia = [{ code, name, leadCode, leadSees, effectiveFrom, reason, source }];
  const stated = await withSession(context, 'NEEDS_DATA', ({ platform, caller }) =>
    stateConsortia(platform, caller, { regionCode: region, consortia, dryRun: check === true }),
  );
  await sayRecorded(context, options, stated, { of: ['医共体', code], unit: '个' });
}

const COLUMNS: readonly ShownColumn[] = [
  { name: 'code', title: '医共体代码' },
  { name: 'name', title: '名称' },
  { name: 'leadCode', title: '牵头机构' },
  { name: 'leadSees', title: '牵头机构可见' },
  { name: 'effectiveFrom', title: '生效日' },
  { name: 'members', title: '成员' },
  { name: 'reason', title: '事由' },
  { name: 'source', title: '依据' },
  { name: 'recordedBy', title: '录入人' },
];

async function show(context: Context, { region, on, ...options }: ShowOptions): Promise<void> {
  const rows = await withSession(context, 'NEEDS_DATA', async ({ platform, caller }) => {
    const day = on ?? chinaDay(await caller.read((unit) => unit.now()));
    return (await consortiaOn(platform, caller, region, day)).map(({ code, name, leadCode, leadSees, effectiveFrom, ...row }) => ({
      ...{ code, name, leadCode, leadSees, effectiveFrom, members: row.memberCodes.join(' ') },
      ...{ reason: row.reason, source: row.source, recordedBy: row.createdByName },
    }));
  });
  await printRows(context, options, { key: 'consortia', columns: COLUMNS, rows, none: '没有医共体。 There are no consortia.' });
}
