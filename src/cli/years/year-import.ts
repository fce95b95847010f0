import type { Command } from 'commander';
import { CHECKED_SCHEME_OPTION } from '../terminal/arguments.js';
import { EXIT } from '../terminal/failures.js';
import { problemTable } from '../terminal/problem-text.js';
import { readWhole } from '../terminal/terminal.js';
import { printJson, withSession, type Context } from '../host/context.js';
import { printRows, type ShownRows } from '../print/printed-rows.js';
import { keyOf, SOURCE_OPTION, yearly, type YearOptions } from '../print/year-options.js';
import { askedFor } from '../../app/caches/in-force.js';
import type { FundYearRecords } from '../../app/ports/clearing/ports-fund-year-history.js';
import type { PaymentScheme } from '../../app/ports/ports-ruleset.js';
import { importYearRecords, type ImportedYearRecords } from '../../app/year-files/import-year-records.js';
import type { YearFileProblem } from '../../app/year-files/year-file-problems.js';
import { columnsOf, columnText, YEAR_COLUMN_NAMES } from '../../app/year-files/year-columns.js';

interface ImportOptions extends YearOptions {
  readonly reason?: string;
  readonly source?: string;
  readonly scheme?: PaymentScheme;
  readonly key?: string;
  readonly check?: boolean;
}

/** `dip budget|actuals|assessment|adjustment|payment import FILE`: every row of a file, or none. */
export function addYearImport(group: Command, context: Context, kind: FundYearRecords): void {
  const command = group
    .command('import <file>')
    .description(
      `从 CSV 或工作簿（.xlsx）录入，逐行报告；有一行错误即一行也不录入（列：${columnsOf(kind, ['required', 'optional']).map(columnText).join('、')}）\nrecord the rows of a file, all or none, with a row-by-row report (docs/year-records.md)`,
    );
  yearly(command)
    .option('--reason <text>', '事由：用于没有写明事由的行 the reason of rows that state none')
    .option(...SOURCE_OPTION)
    .option(...CHECKED_SCHEME_OPTION)
    .option('--key <key>', '幂等键；不给则同一内容只记一次 idempotency key; without it the same content is recorded once')
    .option('--check', '只检查，不录入 check only')
    .action((file: string, options: ImportOptions) => load(context, { kind, path: file }, options));
}

async function load(
  context: Context,
  { kind, path }: { readonly kind: FundYearRecords; readonly path: string },
  options: ImportOptions,
): Promise<void> {
  const { reason, source, scheme, key, check, json, csv } = options;
  const imported = await withSession(context, 'NEEDS_DATA', async ({ platform, caller }) =>
    importYearRecords(platform, caller, {
      ...keyOf(options),
      ...{ kind, reason, source, file: await readWhole(context.terminal, path), mode: check === true ? 'CHECK' : 'STORE' },
      ...askedFor(scheme),
      ...(key === undefined ? {} : { idempotencyKey: key }),
    }),
  );
  if (imported.problemCount > 0) context.exitCode = EXIT.MISTAKE;
  if (json === true) return await printJson(context, imported);
  if (csv === true) return await printRows(context, options, reportRows(imported));
  await context.terminal.out(importedText(path, imported));
}

/** The report as rows: errors first. */
function reportRows({ problems, warnings }: ImportedYearRecords): ShownRows {
  const rows = [
    ...problems.map((problem) => ({ ...reported(problem), severity: 'ERROR' })),
    ...warnings.map((warning) => ({ ...reported(warning), severity: 'WARNING' })),
  ];
  const columns = ['line', 'column', 'severity', 'code', 'message', 'messageEn'].map((name) => ({ name, title: name }));
  return { key: 'problems', columns, rows, none: '' };
}

function reported({ line, column, code, message }: YearFileProblem) {
  return { line, column, code, message: message.zh, messageEn: message.en ?? message.zh };
}

/** A column with its Chinese heading; what is no column stays as it is. */
function shownColumn(text: string): string {
  const column = YEAR_COLUMN_NAMES.find((name) => name === text);
  return column === undefined ? text : columnText(column);
}

const MOST_PRINTED = 50;

function importedText(path: string, imported: ImportedYearRecords): string {
  const { read, problemCount, warningCount } = imported;
  const warned = warningCount === 0 ? '' : `，警告 ${warningCount} 处`;
  const head = `${path}：${read} 行，问题 ${problemCount} 处${warned}。\n`;
  return `${head}${outcomeText(imported)}\n${problemsText(imported)}${warningsText(imported)}`;
}

function outcomeText({ problemCount, isRepeated, isStored, recorded, unchanged }: ImportedYearRecords): string {
  if (problemCount > 0)
    return '整个文件须正确才能录入，未作任何更改。请更正后重新导入。\nNothing was changed: a file is recorded whole or not at all. Correct it and import it again.';
  if (isRepeated)
    return `此前已经导入，未作更改。确要再记一次同样的，请用 --key 另给一个幂等键。\nThis was imported before; nothing was changed. To record it once more, give a --key.`;
  const counts = `新录入 ${recorded} 条，原已录入 ${unchanged} 条`;
  const countsEn = `${recorded} recorded, ${unchanged} there before`;
  return isStored ? `${counts}。\n${countsEn}.` : `检查通过，未录入（--check）：${counts}。\nChecked, nothing was changed: ${countsEn}.`;
}

function problemsText({ problems, problemCount }: ImportedYearRecords): string {
  return tableOf(problems, problemCount);
}

function warningsText({ warnings, warningCount }: ImportedYearRecords): string {
  return warningCount === 0 ? '' : `警告（不妨碍录入） warnings:\n${tableOf(warnings, warningCount)}`;
}

function tableOf(problems: readonly YearFileProblem[], count: number): string {
  if (problems.length === 0) return '';
  const shown = problems
    .slice(0, MOST_PRINTED)
    .map(({ line, column, ...problem }) => ({ place: [String(line), shownColumn(column)], ...problem }));
  const more = count > shown.length ? `……其余 ${count - shown.length} 处见 --json。\n` : '';
  return `${problemTable(['行', '列'], shown)}${more}`;
}
