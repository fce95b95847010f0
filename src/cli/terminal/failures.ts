import { CommanderError } from 'commander';
import { Mistake } from './mistake.js';
import { bothLanguages } from './problem-text.js';
import type { Terminal } from './terminal.js';
import { ConfigError } from '../../app/kernel/config.js';
import { UserError, ValidationError, type FieldProblem } from '../../app/base/errors.js';
import { storageFull } from '../../app/kernel/command.js';
import { StoreFull, StoreUnavailable } from '../../app/ports/ports.js';
import { BackupError } from '../../store/backup.js';
import { DirectoryInUse } from '../../store/directory/directory-lock.js';
import { DirectoryDamaged } from '../../store/directory/directory-state.js';
import { MigrationError } from '../../store/database/migrate.js';

/** Exit codes of `dip`. */
export const EXIT = { OK: 0, MISTAKE: 1, USAGE: 2, INTERNAL: 3 } as const;

interface Failure {
  readonly exitCode: number;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly fields: readonly FieldProblem[];
}

/** Most wrong fields that are printed; all of them are in the JSON. */
const MOST_FIELDS = 20;

/** Prints why a command failed (Chinese, then English; as JSON where asked) and gives its exit code. */
export async function reportFailure(error: unknown, terminal: Terminal, json: boolean): Promise<number> {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.OK; // help and version
  const { exitCode, code, zh, en, fields } = failureOf(error);
  terminal.progress(null);
  if (json) await terminal.out(`${JSON.stringify({ error: { code, messages: { zh, en }, fields } }, null, 2)}\n`);
  else await terminal.say(`${[`错误：${zh}`, ...fieldLines(fields), en].join('\n')}\n`);
  if (exitCode === EXIT.INTERNAL) await terminal.say(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return exitCode;
}

function failureOf(error: unknown): Failure {
  const mistake = { exitCode: EXIT.MISTAKE, fields: [] };
  if (error instanceof Mistake) return { ...mistake, code: error.code, zh: error.zh, en: error.en };
  if (error instanceof UserError) {
    const { code, messages } = error;
    const fields = error instanceof ValidationError ? error.fields : [];
    return { ...mistake, code, zh: messages.zh, en: messages.en ?? messages.zh, fields };
  }
  if (error instanceof ConfigError) return { ...mistake, code: 'CONFIG', ...bothOf(error.message) };
  if (
    error instanceof DirectoryInUse ||
    error instanceof DirectoryDamaged ||
    error instanceof BackupError ||
    error instanceof MigrationError
  ) {
    return { ...mistake, code: error.name, zh: error.zh, en: error.en };
  }
  if (error instanceof StoreFull) {
    const { messages } = storageFull();
    return { ...mistake, code: 'STORAGE_FULL', zh: messages.zh, en: messages.en ?? messages.zh };
  }
  if (error instanceof StoreUnavailable) {
    return {
      ...mistake,
      code: 'UNAVAILABLE',
      zh: '数据库无法连接，未作任何更改。请核对 DATABASE_URL 和数据库是否在运行。',
      en: 'The database can’t be reached; nothing was changed. Check DATABASE_URL and whether the database runs.',
    };
  }
  if (error instanceof CommanderError) return usageFailure(error);
  return {
    exitCode: EXIT.INTERNAL,
    code: 'INTERNAL',
    zh: '程序内部错误，未保存未完成的内容。请把下面的信息交给维护人员。',
    en: 'An internal error; nothing unfinished was kept. Give what follows to the maintainers.',
    fields: [],
  };
}

function bothOf(message: string): { readonly zh: string; readonly en: string } {
  const [zh = message, en = message] = message.split('\n');
  return { zh, en };
}

/** One wrong field is the message itself. */
function fieldLines(fields: readonly FieldProblem[]): readonly string[] {
  if (fields.length < 2) return [];
  const shown = fields
    .slice(0, MOST_FIELDS)
    .map(({ path, messages }) => `  · ${path.join('/')}：${bothLanguages(messages).replaceAll('\n', '\n    ')}`);
  return fields.length > MOST_FIELDS ? [...shown, `  · ……共 ${fields.length} 处`] : shown;
}

const USAGE: Readonly<Record<string, string>> = {
  'commander.unknownCommand': '没有这个命令。',
  'commander.unknownOption': '没有这个选项。',
  'commander.missingArgument': '缺少必需的参数。',
  'commander.optionMissingArgument': '选项后面缺少值。',
  'commander.missingMandatoryOptionValue': '缺少必需的选项。',
  'commander.excessArguments': '参数过多。',
  'commander.invalidArgument': '参数的值不合要求。',
  'commander.conflictingOption': '选项互相冲突。',
  'commander.help': '请在命令后写明子命令。',
};

function usageFailure({ code, message }: CommanderError): Failure {
  const named = /'([^']+)'/.exec(message)?.[1];
  const zh = `${(USAGE[code] ?? '命令写法有误。').replace('。', named === undefined ? '。' : `：${named}。`)}用 dip --help 或 dip <命令> --help 查看用法。`;
  const en = message === '(outputHelp)' ? 'State a subcommand; see dip --help.' : message.replace(/^error: /, '');
  return { exitCode: EXIT.USAGE, code: 'USAGE', zh, en, fields: [] };
}
