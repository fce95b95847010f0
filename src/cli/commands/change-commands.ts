import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { JSON_OPTION, positive, regionCode } from '../terminal/arguments.js';
import { withSession, type CommonOptions, type Context } from '../host/context.js';
import { CHECK_OPTION, recordFile, sayRecorded, type RecordingOptions } from '../print/records-report.js';
import { CSV_OPTION, printRows, type RowsOptions, type ShownColumn } from '../print/printed-rows.js';
import { requirePermission } from '../../app/kernel/command.js';
import { CHANGE_LABELS } from '../../app/regions/change-problems.js';
import { importChangesFile } from '../../app/regions/changes-file.js';
import { recordInstitutionChanges } from '../../app/regions/record-changes.js';
import type { InstitutionChangeRecord } from '../../app/ports/ports-region.js';
import { CHANGE_KINDS, type ChangeKind } from '../../engine/clearing/institution-changes.js';

interface ChangeOptions extends CommonOptions {
  readonly region: string;
  readonly kind: ChangeKind;
  readonly from: string;
  readonly to?: string;
  readonly corrects?: number;
  readonly reason: string;
  readonly source: string;
  readonly check?: boolean;
}

interface ShowOptions extends RowsOptions {
  readonly region: string;
  readonly institution?: string;
}

const REGION = ['--region <code>', '统筹地区编码 region code'] as const;

/** `dip institution change|import-changes|changes`. */
export function addChangeCommands(institutions: Command, context: Context): void {
  institutions
    .command('change <code>')
    .description(
      '录入一家机构自某日起的变动：停业、恢复、注销、并入，加入或退出医共体\nrecord that an institution is suspended, closed, merged …',
    )
    .requiredOption(...REGION, regionCode)
    .requiredOption('--kind <kind>', `变动：${CHANGE_KINDS.join('、')} what happens`, kindOf)
    .requiredOption('--from <date>', '生效日 YYYY-MM-DD first day')
    .option('--to <code>', '承继机构，或医共体 the successor, or the consortium')
    .option('--corrects <number>', '更正该机构的第几条变动 the change in whose place it stands', positive)
    .requiredOption('--reason <text>', '事由 reason')
    .requiredOption('--source <text>', '依据 the document that it rests on')
    .option(...CHECK_OPTION)
    .option(...JSON_OPTION)
    .action((code: string, options: ChangeOptions) => change(context, code, options));
  institutions
    .command('import-changes <file>')
    .description(
      '从 CSV 录入机构变动（例：examples/institution-changes/changes.csv）；有一处错误即不录入\nrecord changes from a CSV, all or none',
    )
    .requiredOption(...REGION, regionCode)
    .option(...CHECK_OPTION)
    .option(...JSON_OPTION)
    .action((file: string, options: RecordingOptions) => recordFile(context, file, options, { importFile: importChangesFile, unit: '条' }));
  institutions
    .command('changes')
    .description('查看机构变动；只读（--csv 写出的可原样导入）\nshow the changes of institutions')
    .requiredOption(...REGION, regionCode)
    .option('--institution <code>', '只看一家机构 of one institution')
    .option(...JSON_OPTION)
    .option(...CSV_OPTION)
    .action((options: ShowOptions) => show(context, options));
}

function kindOf(text: string): ChangeKind {
  const kind = CHANGE_KINDS.find((one) => one === text.toUpperCase() || CHANGE_LABELS[one].zh === text);
  if (kind !== undefined) return kind;
  throw new InvalidArgumentError(`应为 ${CHANGE_KINDS.map((one) => `${one}（${CHANGE_LABELS[one].zh}）`).join('、')}。 One of them.`);
}

async function change(context: Context, institutionCode: string, options: ChangeOptions): Promise<void> {
  const { region, kind, from, to: otherCode, corrects, reason, source, check } = options;
  const stated = { institutionCode, kind, effectiveFrom: from, otherCode, corrects, reason, source };
  const recorded = await withSession(context, 'NEEDS_DATA', ({ platform, caller }) =>
    recordInstitutionChanges(platform, caller, { regionCode: region, changes: [stated], dryRun: check === true }),
  );
  await sayRecorded(context, options, recorded, { of: ['机构', institutionCode], unit: '条' });
}

const COLUMNS: readonly ShownColumn[] = [
  { name: 'institutionCode', title: '机构编码' },
  { name: 'revision', title: '序号', align: 'right' },
  { name: 'kind', title: '变动', text: (value) => CHANGE_LABELS[CHANGE_KINDS.find((kind) => kind === value) ?? 'ACTIVE'].zh },
  { name: 'effectiveFrom', title: '生效日' },
  { name: 'otherCode', title: '承继机构、医共体' },
  { name: 'corrects', title: '更正', align: 'right' },
  { name: 'reason', title: '事由' },
  { name: 'source', title: '依据' },
  { name: 'recordedBy', title: '录入人' },
];

async function show(context: Context, { region, institution, ...options }: ShowOptions): Promise<void> {
  const all = await withSession(context, 'NEEDS_DATA', ({ caller }) => {
    requirePermission(caller.actor, 'institution:read', region);
    return caller.read(({ institutions }) => institutions.changes(region));
  });
  const rows = all.filter(({ institutionCode }) => institution === undefined || institutionCode === institution).map(rowOf);
  await printRows(context, options, { key: 'changes', columns: COLUMNS, rows, none: '没有机构变动。 There are no changes.' });
}

function rowOf({
  institutionCode,
  revision,
  kind,
  effectiveFrom,
  otherCode,
  corrects,
  reason,
  source,
  createdByName,
}: InstitutionChangeRecord) {
  return { institutionCode, revision, kind, effectiveFrom, otherCode, corrects, reason, source, recordedBy: createdByName };
}
