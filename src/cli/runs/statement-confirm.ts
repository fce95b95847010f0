import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { findRun } from './find-run.js';
import { JSON_OPTION, regionCode } from '../terminal/arguments.js';
import { withSession, type Context } from '../host/context.js';
import { CONSENT_WORDS } from '../print/consent-words.js';
import { CSV_OPTION, printRows, type RowsOptions, type ShownColumn } from '../print/printed-rows.js';
import { Mistake } from '../terminal/mistake.js';
import { chinaDay } from '../../app/base/china-day.js';
import type { RunRecord } from '../../app/ports/clearing/ports-run.js';
import { confirmStatements } from '../../app/statements/confirm-statements.js';
import { CONSENTS, standingsOf, wordsOfRun, type StatementStanding } from '../../app/statements/consents.js';
import type { OpenPlatform } from '../host/host.js';
import { printFen } from '../../engine/number/quantity.js';

interface ConfirmOptions extends RowsOptions {
  readonly region?: string;
  readonly all?: boolean;
  readonly reason: string;
  readonly source: string;
  readonly key?: string;
}

/** `dip statement confirm|list`: statements confirmed on paper, on behalf of their institutions; where each of them stands. */
export function addStatementCommands(statement: Command, context: Context): void {
  statement
    .command('confirm <run> [institution]')
    .description('凭书面代机构确认结算单：一家机构，或以 --all 尚未确认的各机构\nconfirm statements on paper for their institutions')
    .option('--region <code>', '统筹地区编码（只有一个地区有此任务时可省略） region code', regionCode)
    .option('--all', '尚未确认的各机构 every institution that has not confirmed')
    .requiredOption('--reason <text>', '说明，记入审计 remark')
    .requiredOption('--source <text>', '依据：机构盖章的确认单 the paper of the institution')
    .option('--key <key>', '幂等键 idempotency key')
    .option(...JSON_OPTION)
    .option(...CSV_OPTION)
    .action((wanted: string, institution: string | undefined, options: ConfirmOptions) => confirm(context, wanted, institution, options));
  statement
    .command('list <run>')
    .description('各机构对结算单的意见；只读\nwhere institutions stand on their statements')
    .option('--region <code>', '统筹地区编码（只有一个地区有此任务时可省略） region code', regionCode)
    .option(...JSON_OPTION)
    .option(...CSV_OPTION)
    .action(async (wanted: string, options: RowsOptions & { readonly region?: string }) => {
      const shown = await withSession(context, 'NEEDS_DATA', async (session) =>
        standings(session, await findRun(session, options.region, wanted)),
      );
      await print(context, options, shown);
    });
}

const COLUMNS: readonly ShownColumn[] = [
  { name: 'institutionCode', title: '机构编码' },
  { name: 'payable', title: '应拨（元）', align: 'right' },
  { name: 'consent', title: '机构意见', text: (value) => CONSENTS.flatMap((one) => (one === value ? CONSENT_WORDS[one] : []))[0] ?? '' },
  { name: 'openObjections', title: '未答复的异议', align: 'right' },
];

async function standings({ caller }: OpenPlatform, run: RunRecord): Promise<readonly StatementStanding[]> {
  return await caller.read(async (unit) => {
    const payables = await unit.periods.payables(run.regionCode, run.runNo);
    return standingsOf(payables, await wordsOfRun(unit, run), chinaDay(await unit.now()));
  });
}

async function print(context: Context, options: RowsOptions, shown: readonly StatementStanding[]): Promise<void> {
  const rows = shown.map(({ institutionCode, payableFen, consent, openObjections }) => ({
    ...{ institutionCode, payable: printFen(payableFen), consent, openObjections },
  }));
  await printRows(context, options, { key: 'statements', columns: COLUMNS, rows, none: '没有结算单。 There are no statements.' });
}

async function confirm(context: Context, wanted: string, institution: string | undefined, options: ConfirmOptions): Promise<void> {
  const { region, all, reason, source, key = `dip-${randomUUID()}` } = options;
  if ((institution === undefined) !== (all === true))
    throw new Mistake('USAGE', '请写一家机构的编码，或写 --all。', 'State an institution, or --all.');
  const shown = await withSession(context, 'NEEDS_DATA', async (session) => {
    const run = await findRun(session, region, wanted);
    const waiting = (await standings(session, run)).filter(({ consent }) => consent === 'WAITING' || consent === 'SILENT');
    const institutionCodes = institution === undefined ? waiting.map(({ institutionCode }) => institutionCode) : [institution];
    if (institutionCodes.length > 0) {
      const asked = { regionCode: run.regionCode, runId: run.id, institutionCodes, reason, source, idempotencyKey: key };
      await confirmStatements(session.platform, session.caller, asked);
    }
    return await standings(session, run);
  });
  await print(context, options, shown);
}
