import type { Command } from 'commander';
import { findCodes, listTables, showCode, type FindOptions, type OfRegion } from './code-look-up.js';
import { readMapFile } from './code-map-text.js';
import { JSON_OPTION, oneOf, positive, regionCode } from '../terminal/arguments.js';
import { EXIT } from '../terminal/failures.js';
import { printJson, withSession, type Context } from '../host/context.js';
import { CSV_OPTION, type RowsOptions } from '../print/printed-rows.js';
import { problemTable } from '../terminal/problem-text.js';
import { readWhole } from '../terminal/terminal.js';
import { importCodeTable, type ImportedCodeTable } from '../../app/code-tables/import-code-table.js';
import { CODE_KINDS, type CodeKind } from '../../app/ports/ports-code-table.js';
import { CODE_SYSTEMS, type CodeSystem } from '../../engine/plan/inpatient-case.js';

interface ImportOptions extends OfRegion {
  readonly kind: CodeKind;
  readonly system: CodeSystem;
  readonly version: string;
  readonly from: string;
  readonly to?: string;
  readonly title?: string;
  readonly source?: string;
  readonly check?: boolean;
}

const KIND = ['--kind <kind>', '种类：DIAGNOSIS 诊断，OPERATION 手术操作 kind', oneOf(CODE_KINDS)] as const;
const SYSTEM = ['--system <edition>', '编码版本：INSURANCE 医保版，CLINICAL 国家临床版 edition', oneOf(CODE_SYSTEMS)] as const;

/** `dip codes import|list|show|find|read-map`. */
export function addCodeCommands(program: Command, context: Context): void {
  const codes = program.command('codes').description('编码表：导入、查编码、按名称查找\ncode tables: import, look up, find');
  const ofRegion = (name: string, text: string): Command =>
    codes
      .command(name)
      .description(text)
      .requiredOption('--region <code>', '统筹地区编码 region code', regionCode)
      .option(...JSON_OPTION);
  ofRegion(
    'import <file>',
    '导入编码表（CSV、.xlsx，或每行“编码 名称”的文本）；有一处错误即不导入\nimport a code table, whole or not at all',
  )
    .requiredOption(...KIND)
    .requiredOption(...SYSTEM)
    .requiredOption('--version <version>', '版本，如“医保版 2.0” version')
    .requiredOption('--from <day>', '启用日 first day, YYYY-MM-DD')
    .option('--to <day>', '停用日 last day, YYYY-MM-DD')
    .option('--title <text>', '名称 title')
    .option('--source <text>', '出处 where it was published')
    .option('--check', '只检查，不入库 check only')
    .action((file: string, options: ImportOptions) => load(context, file, options));
  ofRegion('list', '列出地区可用的编码表；只读\nlist the code tables that a region may use')
    .option(...CSV_OPTION)
    .action((options: OfRegion & RowsOptions) => listTables(context, options));
  ofRegion('show <code>', '查一个编码在各编码表中的名称和状态；只读\nshow a code in every table')
    .option(...CSV_OPTION)
    .action((code: string, options: OfRegion & RowsOptions) => showCode(context, code, options));
  ofRegion('find <text>', '按名称中的文字或编码开头查找；只读\nfind codes by name or beginning')
    .option(...KIND)
    .option(...SYSTEM)
    .option('--limit <count>', '最多列出几个（默认 50） most that are listed', positive, MOST_FOUND)
    .option(...CSV_OPTION)
    .action((text: string, options: FindOptions) => findCodes(context, text, options));
  codes
    .command('read-map <file>')
    .description(
      '把每行“原编码 新编码”的文本读成规则集的 codeMap 表，不入库\nread a text of two codes a line into a codeMap table for a ruleset',
    )
    .requiredOption('--basis <basis>', '依据，如 src#1 basis of the table')
    .option('--out <file>', '写入文件（默认标准输出） write to a file')
    .action((file: string, options: { readonly basis: string; readonly out?: string }) => readMapFile(context, file, options));
}

const MOST_FOUND = 50;
const MOST_PROBLEMS = 50;

async function load(context: Context, path: string, options: ImportOptions): Promise<void> {
  const { region, kind, system, version, from, to, title, source, check, json } = options;
  const imported = await withSession(context, 'NEEDS_DATA', async ({ platform, caller }) =>
    importCodeTable(platform, caller, {
      ...{ regionCode: region, kind, codeSystem: system, version, validFrom: from, file: await readWhole(context.terminal, path) },
      mode: check === true ? 'CHECK' : 'STORE',
      ...(to === undefined ? {} : { validTo: to }),
      ...(title === undefined ? {} : { title: { zh: title } }),
      ...(source === undefined ? {} : { sources: [source] }),
    }),
  );
  if (imported.problemCount > 0) context.exitCode = EXIT.MISTAKE;
  if (json === true) return await printJson(context, imported);
  await context.terminal.out(importedText(path, version, imported));
}

function importedText(
  path: string,
  version: string,
  { table: stored, rowCount, contentHash, problemCount, problems }: ImportedCodeTable,
): string {
  if (problemCount === 0) {
    const ended = stored === null ? '检查通过，未入库（--check）' : '已入库';
    return `${path}：编码 ${rowCount} 个。\n${version} ${ended}，内容哈希 ${contentHash ?? ''}\n`;
  }
  const rows = problems.slice(0, MOST_PROBLEMS).map(({ line, ...problem }) => ({ place: [String(line)], ...problem }));
  const rest = problemCount > rows.length ? `……其余 ${problemCount - rows.length} 处见 --json。\n` : '';
  return `${path}：问题 ${problemCount} 处。\n编码表须整份正确才能导入，未作任何更改。请更正后重新导入。\nNothing was changed: a table is imported whole or not at all. Correct it and import it again.\n${problemTable(['行'], rows)}${rest}`;
}
