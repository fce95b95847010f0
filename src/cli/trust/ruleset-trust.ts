import type { Command } from 'commander';
import { JSON_OPTION, regionCode } from '../terminal/arguments.js';
import { EXIT } from '../terminal/failures.js';
import { table } from '../terminal/table.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { chinaDay } from '../../app/base/china-day.js';
import { rollWords } from '../../app/caches/ruleset-signatures.js';
import { verifyRecords } from '../../app/drafts/review/verify-records.js';
import { signRulesets, verifyRulesets, type VerifiedVersion } from '../../app/rulesets/sign-rulesets.js';

interface SignOptions extends OfRegion {
  readonly without?: readonly string[];
}

interface OfRegion extends CommonOptions {
  readonly region: string;
}

/** `dip ruleset verify|sign`. */
export function addRulesetTrustCommands(ruleset: Command, context: Context): void {
  ruleset
    .command('verify')
    .description('核验已发布版本的签名和全文；有不符时以 1 结束\ncheck signatures and texts of published versions')
    .requiredOption('--region <code>', '统筹地区编码 region code', regionCode)
    .option(...JSON_OPTION)
    .action((options: OfRegion) => verify(context, options));
  ruleset
    .command('sign')
    .description(
      '为升级前载入、还没有签名的版本签名（先核对内容；记入审计日志）\nsign versions that were stored before there were signatures',
    )
    .requiredOption('--region <code>', '统筹地区编码 region code', regionCode)
    .option('--without <version...>', '已不在库中、不再恢复的版本，记入审计日志 versions that are gone for good')
    .option(...JSON_OPTION)
    .action((options: SignOptions) => sign(context, options));
}

const FAULTS: Readonly<Record<NonNullable<VerifiedVersion['fault']>, string>> = {
  UNSIGNED: '没有签名 unsigned',
  UNKNOWN_KEY: '密钥不受信任 unknown key',
  INVALID: '与签名不符 not what was signed',
  TEXT: '全文与哈希不符 text changed',
  UNTOLD: '审计日志没有记载 not in the audit log',
  STANDS: '已撤回，撤回被抹去 its withdrawal was taken away',
  WITHDRAWN: '撤回与审计日志不符 withdrawn otherwise than the audit log tells',
};

async function verify(context: Context, { region, json }: OfRegion): Promise<void> {
  const {
    versions: found,
    roll,
    records,
  } = await withSession(context, 'NEEDS_DATA', async ({ platform, caller }) => ({
    ...(await verifyRulesets(platform, caller, region)),
    records: await verifyRecords(caller, region),
  }));
  if (roll.length > 0 || records.length > 0 || found.some(({ fault }) => fault !== undefined)) context.exitCode = EXIT.MISTAKE;
  if (json === true) {
    const versions = found.map(({ version, keyIds, fault }) => ({
      version: version.version,
      scheme: version.scheme,
      status: version.status,
      withdrawnAt: version.withdrawal?.at.toISOString() ?? null,
      keyIds,
      fault: fault ?? null,
    }));
    return await printJson(context, { regionCode: region, versions, roll, records });
  }
  const columns = ['版本', '方式', '状态', '密钥', '核验'].map((title) => ({ title }));
  const rows = found.map(({ version, keyIds, fault }) => [
    version.version,
    version.scheme,
    version.withdrawal === null ? '已发布 published' : `${chinaDay(version.withdrawal.at)} 撤回 withdrawn`,
    keyIds.join('、'),
    fault === undefined ? '相符 intact' : FAULTS[fault],
  ]);
  const words = [...roll.map((fault) => rollWords(region, fault)), ...records.map(({ messages }) => messages)];
  await context.terminal.out(`${table(columns, rows)}${words.map(({ zh, en }) => `${zh}\n${en}\n`).join('')}`);
}

async function sign(context: Context, { region, without, json }: SignOptions): Promise<void> {
  const { signed, isRollNew, keyId } = await withSession(context, 'NEEDS_DATA', async ({ platform, caller }) => ({
    ...(await signRulesets(platform, caller, region, without)),
    keyId: platform.signing.keyId,
  }));
  if (json === true)
    return await printJson(context, { regionCode: region, keyId, signed: signed.map(({ version }) => version), roll: isRollNew });
  const names = signed.map(({ version, effectiveHash }) => `${version} ${effectiveHash}\n`).join('');
  const done = signed.length === 0 ? '' : `已用密钥 ${keyId} 签名 signed:\n${names}`;
  const roll = isRollNew ? '版本名册已签名 the roll of versions is signed\n' : '';
  await context.terminal.out(`${done}${roll}` || '没有待签名的版本。 Nothing to sign.\n');
}
