import type { Command } from 'commander';
import { JSON_OPTION, oneOf, regionCode, SCHEME_OPTION } from '../terminal/arguments.js';
import { caseFileOf, type FileOptions } from '../commands/case-file-options.js';
import { withSession, type CommonOptions, type Context } from '../host/context.js';
import { explainCase } from './explain-case.js';
import { EXIT } from '../terminal/failures.js';
import type { OpenPlatform } from '../host/host.js';
import { Mistake } from '../terminal/mistake.js';
import { scorePrinter, type ScoreCounts } from './score-printer.js';
import { regionOfInstitution } from './score-region.js';
import { draftNamed, scoreRows } from './score-rows.js';
import type { PaymentScheme } from '../../app/ports/ports-ruleset.js';
import type { CaseFile } from '../../app/case-files/case-file.js';

interface ScoreOptions extends CommonOptions, FileOptions {
  readonly region?: string;
  readonly scheme?: PaymentScheme;
  readonly explain?: string;
  readonly institution?: string;
  readonly alternatives?: boolean;
  readonly out?: string;
  readonly draft?: string;
}

/** `dip score`. */
export function addScoreCommand(program: Command, context: Context): void {
  program
    .command('score [file]')
    .description('为文件中的病例计分，不写库；--explain 打印一例的计分过程\nscore the cases of a file; nothing is stored')
    .option('--region <code>', '统筹地区编码（可由机构编码推断） region code', regionCode)
    .option('--format <format>', 'CSV 或 JSONL（默认看扩展名） CSV or JSONL', oneOf(['CSV', 'JSONL']))
    .option('--encoding <name>', '文件编码（默认自动识别） utf-8, gb18030, utf-16le, utf-16be')
    .option(...SCHEME_OPTION)
    .option('--draft <draft>', '按规则草案计分：草案标识（或开头几位），或 latest score by a draft of the rules: its id, or latest')
    .option('--out <file>', '结果写入文件（默认标准输出） write the scores to a file')
    .option('--explain <caseNo>', '用中文逐步说明一例；不给文件时取库中的病例 explain one case')
    .option('--institution <code>', '机构编码：多家机构同号时与 --explain 合用 whose case, where several have the number')
    .option(
      '--alternatives',
      '与 --explain 合用：换主要诊断、主要手术操作各会怎样 the case with each diagnosis as principal, each operation as main',
    )
    .option(...JSON_OPTION)
    .action((file: string | undefined, options: ScoreOptions) => score(context, file, options));
}

async function score(context: Context, path: string | undefined, options: ScoreOptions): Promise<void> {
  if (path === undefined && options.explain === undefined)
    throw new Mistake(
      'USAGE',
      '请写明病例文件，或用 --explain 指定库中的病例号。',
      'Name a file of cases, or a stored case with --explain.',
    );
  if (options.alternatives === true && options.explain === undefined)
    throw new Mistake('USAGE', '--alternatives 须与 --explain 合用，写明病例号。', 'Name a case with --explain beside --alternatives.');
  await withSession(context, 'NEEDS_DATA', async (session) => {
    const file = path === undefined ? undefined : caseFileOf(context.terminal, path, options);
    if (options.explain !== undefined) return await explainCase(context, session, { ...options, caseNo: options.explain, file });
    if (file !== undefined) await scoreFile(context, session, file, options);
  });
}

async function scoreFile(
  context: Context,
  session: OpenPlatform,
  file: CaseFile,
  { region, scheme, out, json, draft: wanted }: ScoreOptions,
): Promise<void> {
  const { terminal } = context;
  const writer = out === undefined ? { write: terminal.out, close: () => Promise.resolve() } : await terminal.create(out);
  const printer = scorePrinter(json === true ? 'JSON' : 'CSV', (text) => writer.write(text));
  const counts: { -readonly [Name in keyof ScoreCounts]: number } = { read: 0, scored: 0, failed: 0 };
  let known = region;
  let draft = known === undefined ? undefined : await draftNamed(session, known, wanted);
  for await (const row of file.rows()) {
    if (known === undefined && row.ok) known = await regionOfInstitution(session, row.value.institutionCode);
    if (known !== undefined) draft ??= await draftNamed(session, known, wanted);
    const result = await scoreRows(session, { region: known, scheme, draft }, row);
    counts.read++;
    counts[result.ok ? 'scored' : 'failed']++;
    await printer.row(result);
    if (counts.read % 100 === 0) await pause(context, counts.read);
  }
  await printer.end(counts);
  await writer.close();
  if (counts.failed > 0) context.exitCode = EXIT.MISTAKE;
  await terminal.say(`读入 ${counts.read} 例，计分 ${counts.scored} 例，未能计分 ${counts.failed} 例。\n`);
}

/** Lets a server's other requests be answered, and shows how far the work is. */
async function pause({ terminal }: Context, read: number): Promise<void> {
  terminal.progress({ label: '计分', done: read, total: read });
  await new Promise((resolve) => setImmediate(resolve));
}
