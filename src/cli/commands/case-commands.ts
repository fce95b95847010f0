import { createHash, randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Command } from 'commander';
import { count, JSON_OPTION, oneOf, regionCode, SCHEME_OPTION } from '../terminal/arguments.js';
import { fileOptions, type FileOptions } from './case-file-options.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { EXIT } from '../terminal/failures.js';
import type { OpenPlatform } from '../host/host.js';
import { importJson, importText, rejectsCsv } from '../print/import-report.js';
import { CHECK_OPTION, recordFile, type RecordingOptions } from '../print/records-report.js';
import { importReversals } from '../../app/stays/reversals-file.js';
import { Mistake } from '../terminal/mistake.js';
import { importCaseFile, type UploadedFile } from '../../app/case-files/import-case-file.js';
import { FIRST_REJECT, rejectPage } from '../../app/cases/import-rejects.js';
import { askedFor } from '../../app/caches/in-force.js';
import type { PaymentScheme } from '../../app/ports/ports-ruleset.js';
import type { ImportRecord, ImportRejectRecord, RejectPlace } from '../../app/ports/cases/ports-import.js';
import { startCaseImport } from '../../app/case-files/start-case-import.js';

interface ImportOptions extends CommonOptions, FileOptions {
  readonly region: string;
  readonly duplicates: 'REJECT' | 'REVISE';
  readonly errors: 'ABORT' | 'SKIP';
  readonly scheme?: PaymentScheme;
  readonly dryRun?: boolean;
  readonly rows?: number;
  readonly totalCost?: string;
  readonly key?: string;
  readonly rejects?: string;
}

/** `dip cases import|reverse`. */
export function addCaseCommands(program: Command, context: Context): void {
  const cases = program.command('cases').description('病例：导入、冲销\ncases: import, reverse');
  cases
    .command('import <file>')
    .description('从 CSV 或 JSONL 导入病例：整份导入，或一行也不导入\nimport cases from a file, whole or not at all')
    .requiredOption('--region <code>', '统筹地区编码 region code', regionCode)
    .option('--format <format>', 'CSV 或 JSONL（默认看扩展名） CSV or JSONL', oneOf(['CSV', 'JSONL']))
    .option('--encoding <name>', '文件编码（默认自动识别） utf-8, gb18030, utf-16le, utf-16be')
    .option('--duplicates <policy>', '病例号已入库时：REJECT 拒绝，REVISE 更正', oneOf(['REJECT', 'REVISE']), 'REJECT')
    .option('--errors <policy>', '有错误行时：ABORT 全部不导入，SKIP 导入其余', oneOf(['ABORT', 'SKIP']), 'ABORT')
    .option(...SCHEME_OPTION)
    .option('--dry-run', '只检查，不入库 check only')
    .option('--rows <number>', '控制总数：行数 control total: rows', count)
    .option('--total-cost <yuan>', '控制总数：总费用合计（元） control total: total cost')
    .option('--key <key>', '幂等键：同一键同一输入只导入一次 idempotency key')
    .option('--rejects <file>', '把被拒绝的行写成 CSV write rejected rows as CSV')
    .option(...JSON_OPTION)
    .action((file: string, options: ImportOptions) => importFile(context, file, options));
  cases
    .command('reverse <file>')
    .description('从 CSV 冲销结算清单（退费）：全部冲销，或一份也不冲销\nreverse lists by a CSV of reversals, all or none')
    .requiredOption('--region <code>', '统筹地区编码 region code', regionCode)
    .requiredOption('--reason <text>', '事由 reason')
    .option(...CHECK_OPTION)
    .option(...JSON_OPTION)
    .action((file: string, options: ReverseOptions) =>
      recordFile(context, file, options, {
        importFile: (platform, caller, input) => importReversals(platform, caller, { ...input, reason: options.reason }),
        unit: '份',
      }),
    );
}

interface ReverseOptions extends RecordingOptions {
  readonly reason: string;
}

async function importFile(context: Context, file: string, options: ImportOptions): Promise<void> {
  if (file === '-')
    throw new Mistake(
      'FILE',
      '导入要读两遍文件，不能从标准输入读。请先存成文件。',
      'An import reads its file twice: save standard input as a file first.',
    );
  await withSession(context, 'NEEDS_DATA', async (session) => {
    const job = await runImport(context, session, file, options);
    const rejects = await someRejects(session, job);
    if (job.status !== 'SUCCEEDED' || job.rejected > 0n) context.exitCode = EXIT.MISTAKE;
    if (options.rejects !== undefined) await writeRejects(context, session, job, options.rejects);
    if (options.json === true) await printJson(context, importJson(job, rejects));
    else await context.terminal.out(importText(file, job, rejects));
  });
}

async function runImport(
  context: Context,
  { platform, caller }: OpenPlatform,
  file: string,
  options: ImportOptions,
): Promise<ImportRecord> {
  const { region, duplicates, errors, dryRun, scheme, rows, totalCost, key } = options;
  const how = fileOptions(file, options);
  const uploaded = await examine(context, file);
  const { id } = await startCaseImport(platform, caller, {
    regionCode: region,
    onDuplicate: duplicates,
    errorPolicy: errors,
    dryRun: dryRun === true,
    ...askedFor(scheme),
    fileName: path.basename(file),
    ...(rows === undefined ? {} : { expectedRows: rows }),
    ...(totalCost === undefined ? {} : { expectedTotalCost: totalCost }),
    idempotencyKey: key ?? `dip-${randomUUID()}`,
  });
  return await importCaseFile(platform, caller, { regionCode: region, importId: id, ...how, file: uploaded });
}

/** Reads a file for its hash and length; it is opened again to be imported. */
async function examine({ terminal }: Context, file: string): Promise<UploadedFile> {
  const hash = createHash('sha256');
  let total = 0;
  for await (const piece of terminal.read(file)) {
    hash.update(piece);
    total += piece.length;
  }
  return {
    sha256: hash.digest('hex'),
    open: async function* () {
      let done = 0;
      for await (const piece of terminal.read(file)) {
        done += piece.length;
        terminal.progress({ label: '导入病例（字节）', done, total });
        yield piece;
      }
    },
  };
}

const MOST_SHOWN = 50;

async function someRejects({ caller }: OpenPlatform, { regionCode, id }: ImportRecord): Promise<readonly ImportRejectRecord[]> {
  return await caller.read(({ imports }) => imports.rejectPage(regionCode, id, { limit: MOST_SHOWN, begin: 'FIRST' }));
}

async function writeRejects(
  { terminal }: Context,
  { caller }: OpenPlatform,
  { regionCode, id }: ImportRecord,
  file: string,
): Promise<void> {
  const writer = await terminal.create(file);
  await writer.write(rejectsCsv('HEADER'));
  for (let cursor: RejectPlace | undefined = FIRST_REJECT; cursor !== undefined;) {
    const after: RejectPlace = cursor;
    const page = await caller.read((unit) => rejectPage(unit, regionCode, id, after));
    await writer.write(rejectsCsv(page.rejects));
    cursor = page.next;
  }
  await writer.close();
}
