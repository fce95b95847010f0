import type { Command } from 'commander';
import { JSON_OPTION, positive } from '../terminal/arguments.js';
import { EXIT } from '../terminal/failures.js';
import { list } from '../terminal/table.js';
import { readWhole } from '../terminal/terminal.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { auditHeads, signAuditLog, verifyAuditLog, type AuditVerification } from '../../app/access/audit-log.js';
import { verifyRecords, type RecordFault } from '../../app/drafts/review/verify-records.js';
import { keptHead, readKeptHeads } from '../../app/access/kept-heads.js';
import type { AuditFaultReason } from '../../app/ports/ports-audit.js';

interface OfRegion extends CommonOptions {
  readonly region: string;
}

interface VerifyOptions extends OfRegion {
  readonly since?: string;
}

interface SignOptions extends OfRegion {
  readonly reason: string;
  readonly acceptFrom?: number;
}

const REGION = ['--region <code>', '统筹地区编码；* 为平台 region code; * for the platform'] as const;

/** `dip audit verify|head|sign`: verify ends with 1 where the log is not whole. */
export function addAuditCommands(program: Command, context: Context): void {
  const audit = program.command('audit').description('审计日志：核验、链头、签名\nthe audit log: check it, its signed heads');
  audit
    .command('verify')
    .description(
      '逐条重算哈希，与签名的链头核对，指出第一条不是原样的事件：被改、被删、插入、调换、截尾、整链重写；再核对规则草案的经过\nwork every hash out again, compare with the signed head, and name the first event that is not as it was; then drafts of rulesets',
    )
    .requiredOption(...REGION)
    .option('--since <file>', '再与库外留存的链头核对：dip audit head 的输出或服务日志，- 为标准输入 compare with heads that were kept')
    .option(...JSON_OPTION)
    .action((options: VerifyOptions) => verify(context, options));
  audit
    .command('head')
    .description(
      '打印签名的链头，供库外留存：每个地区一行 JSON\nprint signed heads, to be kept outside the database: a line of JSON a region',
    )
    .option(...REGION)
    .action((options: Partial<OfRegion>) => heads(context, options));
  audit
    .command('sign')
    .description(
      '从这一条起签名：升级前开始的日志，或查明改动之后\nsign from here on: a log from before there were signatures, or one that was looked into',
    )
    .requiredOption(...REGION)
    .requiredOption('--reason <text>', '事由 why')
    .option('--accept-from <event>', '已查明、仍要继续的第一条不符的事件 the first broken event, which was looked into', positive)
    .option(...JSON_OPTION)
    .action((options: SignOptions) => sign(context, options));
}

const REASONS: Readonly<Record<AuditFaultReason, string>> = {
  CHAIN: '与前一条不相接 does not follow',
  CUT: '缺失：日志被截断或删去 missing',
  SIGNATURE: '与签名不符，或签名被删去 not what was signed',
  UNKNOWN_KEY: '密钥不受信任 unknown key',
  UNSIGNED: '还没有签名：核对后 dip audit sign not signed yet',
  KEPT: '与留存的链头不同：日志被重写 other than the head that was kept',
};

async function verify(context: Context, { region, since, json }: VerifyOptions): Promise<void> {
  const kept = since === undefined ? [] : readKeptHeads(Buffer.from(await readWhole(context.terminal, since)).toString('utf8'), region);
  const { found, records } = await withSession(context, 'NEEDS_DATA', async ({ caller }) => ({
    found: await verifyAuditLog(caller, region, kept),
    records: await verifyRecords(caller, region),
  }));
  const { total, fault, signedFrom, head } = found;
  if (fault !== undefined || records.length > 0) context.exitCode = EXIT.MISTAKE;
  if (json !== true) return await context.terminal.out(`${verificationText(found, kept.length)}${recordsText(records)}`);
  await printJson(context, {
    ...{ regionCode: region, intact: fault === undefined, total },
    ...{ firstBroken: fault?.seq ?? null, reason: fault?.reason ?? null, signedFrom: signedFrom ?? null },
    ...{ head: head === undefined ? null : keptHead(head), kept: kept.length },
    records,
  });
}

/** Records that are not what the log tells; nothing where all are. */
function recordsText(records: readonly RecordFault[]): string {
  return records.map(({ messages: { zh, en } }) => `${zh}\n${en}\n`).join('');
}

function verificationText({ total, fault, signedFrom, head }: AuditVerification, kept: number): string {
  const result = fault === undefined ? '完整 intact' : `第 ${fault.seq} 条 event ${fault.seq}：${REASONS[fault.reason]}`;
  return list([
    ['事件', `${total} 条`],
    ...(signedFrom === undefined ? [] : [['签名', `自第 ${signedFrom} 条起 signed from event ${signedFrom} on`] as const]),
    ...(head === undefined ? [] : [['链头', `${head.seq} ${head.hash}（密钥 ${head.keyId}）`] as const]),
    ...(kept === 0 ? [] : [['留存的链头', `${kept} 个`] as const]),
    ['核验', result],
  ]);
}

async function heads(context: Context, { region }: Partial<OfRegion>): Promise<void> {
  const found = await withSession(context, 'NEEDS_DATA', ({ caller }) => auditHeads(caller, region));
  await context.terminal.out(found.map((head) => `${JSON.stringify(keptHead(head))}\n`).join(''));
}

async function sign(context: Context, { region, reason, acceptFrom, json }: SignOptions): Promise<void> {
  const acceptedFrom = acceptFrom === undefined ? undefined : BigInt(acceptFrom);
  const { seq, hash } = await withSession(context, 'NEEDS_DATA', ({ platform, caller }) =>
    signAuditLog(platform, caller, { regionCode: region, reason, acceptedFrom }),
  );
  if (json === true) return await printJson(context, { regionCode: region, seq, hash });
  await context.terminal.out(`自第 ${seq} 条起签名 signed from event ${seq} on：${hash}\n`);
}
