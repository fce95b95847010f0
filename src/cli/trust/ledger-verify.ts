import type { Command } from 'commander';
import { insurance, JSON_OPTION, positive, regionCode } from '../terminal/arguments.js';
import { EXIT } from '../terminal/failures.js';
import { list } from '../terminal/table.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { verifyLedger, type LedgerVerification } from '../../app/ledger/verify-ledger.js';
import type { InsuranceScheme } from '../../engine/plan/inpatient-case.js';

interface VerifyOptions extends CommonOptions {
  readonly region: string;
  readonly year: number;
  readonly insurance: InsuranceScheme;
}

/** `dip ledger verify`: ends with 1 where something is not as it must be. */
export function addLedgerVerifyCommand(ledger: Command, context: Context): void {
  ledger
    .command('verify')
    .description(
      '核验：由结算和拨付重新推算全部分录逐条核对，拨付与审计日志核对\nwork the ledger out again and compare; payments against the audit log',
    )
    .requiredOption('--region <code>', '统筹地区编码 region code', regionCode)
    .requiredOption('--year <year>', '年度 year', positive)
    .requiredOption('--insurance <scheme>', '险种：EMPLOYEE（职工）或 RESIDENT（居民）', insurance)
    .option(...JSON_OPTION)
    .action((options: VerifyOptions) => verify(context, options));
}

async function verify(context: Context, { region, year, insurance: scheme, json }: VerifyOptions): Promise<void> {
  const key = { regionCode: region, year, insurance: scheme };
  const found = await withSession(context, 'NEEDS_DATA', ({ caller }) => verifyLedger(caller, key));
  if (found.faults.length > 0) context.exitCode = EXIT.MISTAKE;
  if (json === true) await printJson(context, { ...key, intact: found.faults.length === 0, ...found });
  else await context.terminal.out(verificationText(found));
}

function verificationText({ entries, payments, notCheckable, waiting, faults }: LedgerVerification): string {
  const left = notCheckable === 0 ? '' : `；其中 ${notCheckable} 笔录于升级之前，审计日志没有其哈希，只与总账核对`;
  const head = list([
    ['分录', `${entries} 条`],
    ['拨付', `${payments} 笔${left}`],
    ...(waiting === 0 ? [] : [['待登记', `${waiting} 项：随下一笔一并登记`] as const]),
    ['核验', faults.length === 0 ? '逐条相符 intact' : '不符 not intact'],
  ]);
  return `${head}${faults.map(({ message }) => `${message.zh}\n${message.en ?? ''}\n`).join('')}`;
}
