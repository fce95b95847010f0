import type { Command } from 'commander';
import { JSON_OPTION } from '../terminal/arguments.js';
import { EXIT } from '../terminal/failures.js';
import { list } from '../terminal/table.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { verifyAuditLog } from '../../app/access/audit-log.js';

interface VerifyOptions extends CommonOptions {
  readonly region: string;
}

/** `dip audit verify`: ends with 1 where the chain is not whole. */
export function addAuditCommands(program: Command, context: Context): void {
  program
    .command('audit')
    .description('审计日志：核验\nthe audit log')
    .command('verify')
    .description(
      '逐条重算哈希，指出第一条不相接的事件：被改、被删、插入、调换、截尾\nwork every hash out again and name the first event that is not as it was',
    )
    .requiredOption('--region <code>', '统筹地区编码；* 为平台 region code; * for the platform')
    .option(...JSON_OPTION)
    .action((options: VerifyOptions) => verify(context, options));
}

async function verify(context: Context, { region, json }: VerifyOptions): Promise<void> {
  const { total, firstBroken } = await withSession(context, 'NEEDS_DATA', ({ caller }) => verifyAuditLog(caller, region));
  if (firstBroken !== undefined) context.exitCode = EXIT.MISTAKE;
  if (json === true)
    return await printJson(context, { regionCode: region, intact: firstBroken === undefined, total, firstBroken: firstBroken ?? null });
  await context.terminal.out(
    list([
      ['事件', `${total} 条`],
      ['核验', firstBroken === undefined ? '链条完整 intact' : `第 ${firstBroken} 条起不相接 not intact from event ${firstBroken} on`],
    ]),
  );
}
