import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { JSON_OPTION, regionCode } from '../terminal/arguments.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { rowOf } from './ruleset-stored.js';
import { withdrawVersion, type WithdrawnVersion } from '../../app/drafts/review/withdraw-version.js';

interface WithdrawOptions extends CommonOptions {
  readonly region: string;
  readonly reason: string;
  readonly key?: string;
}

/** `dip ruleset withdraw`: takes a published version back before its first day. */
export function addWithdrawCommand(ruleset: Command, context: Context): void {
  ruleset
    .command('withdraw <version>')
    .description(
      '撤回已发布、还没有生效的版本：此前的版本照旧，版本号不再用，生效日可另用\nwithdraw a published version before its first day: the versions before it go on',
    )
    .requiredOption('--region <code>', '统筹地区编码 region code', regionCode)
    .requiredOption('--reason <text>', '撤回理由，记入版本和审计日志 why')
    .option('--key <key>', '幂等键 idempotency key')
    .option(...JSON_OPTION)
    .action((version: string, options: WithdrawOptions) => withdraw(context, version, options));
}

async function withdraw(context: Context, version: string, { region, reason, json, key = `dip-${randomUUID()}` }: WithdrawOptions): Promise<void> {
  const { done, siblings } = await withSession(context, 'NEEDS_DATA', async ({ platform, caller }) => ({
    done: await withdrawVersion(platform, caller, { regionCode: region, version, reason, idempotencyKey: key }),
    siblings: await caller.read(({ rulesets }) => rulesets.list(region)),
  }));
  if (json === true) return await printJson(context, { ...rowOf(done.version, siblings), inForceInstead: done.instead?.version ?? null });
  await context.terminal.out(withdrawnText(done));
}

function withdrawnText({ version: { version, scheme, effectiveFrom }, instead }: WithdrawnVersion): string {
  const holds = instead === null ? '没有生效的版本，该日起的病例不能计分' : `按版本 ${instead.version}`;
  return `版本 ${version}（${scheme}）已撤回，从未生效。${effectiveFrom} 起：${holds}。版本号 ${version} 不再用。\n`;
}
