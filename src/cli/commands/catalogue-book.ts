import type { Context } from '../host/context.js';
import { EXIT } from '../terminal/failures.js';
import { bothLanguages } from '../terminal/problem-text.js';
import { readWhole, writeWhole } from '../terminal/terminal.js';
import { readLibraryBook } from '../../app/catalogues/catalogue-file.js';

/** Where the parts of the library are written; what is not named is not written. */
export interface ReadBookOptions {
  readonly library?: string;
  readonly lists?: string;
}

const MOST_PROBLEMS = 50;

/** `dip catalogue read-book`: the official DIP workbook to a table to be priced, and a ruleset's tables. Stores nothing. */
export async function readBook(context: Context, path: string, { library, lists }: ReadBookOptions): Promise<void> {
  const { terminal } = context;
  const { file, csv, fragment } = await readLibraryBook(await readWhole(terminal, path));
  for (const { code, message } of file.problems.slice(0, MOST_PROBLEMS)) await terminal.say(`${code}：${bothLanguages(message)}\n`);
  for (const { message } of file.warnings.slice(0, MOST_PROBLEMS)) await terminal.say(`警告：${bothLanguages(message)}\n`);
  const counts = `${path}：${file.rows} 行，可用 ${file.groups.length} 个病种，问题 ${file.problemCount} 处，警告 ${file.warnings.length} 处。\n`;
  if (file.problemCount > 0) {
    context.exitCode = EXIT.MISTAKE;
    return await terminal.out(
      `${counts}有问题的工作簿不写出文件。请更正后重试。\nNothing was written: correct the workbook and read it again.\n`,
    );
  }
  await terminal.out(counts);
  if (library !== undefined) await write(context, library, csv);
  if (lists !== undefined) await write(context, lists, `${JSON.stringify(fragment, null, 2)}\n`);
}

async function write({ terminal }: Context, path: string, text: string): Promise<void> {
  await writeWhole(terminal, path, text);
  await terminal.out(`已写入 ${path}。\n`);
}
