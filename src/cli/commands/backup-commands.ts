import path from 'node:path';
import type { Command } from 'commander';
import { JSON_OPTION } from '../terminal/arguments.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { Mistake } from '../terminal/mistake.js';
import { list } from '../terminal/table.js';
import { backup, restore, type BackupManifest } from '../../store/backup.js';
import { DirectoryInUse } from '../../store/directory/directory-lock.js';

/** `dip backup` and `dip restore`. */
export function addBackupCommands(program: Command, context: Context): void {
  program
    .command('backup <file>')
    .description('备份内置数据库到一个文件（服务运行时也可）\nback the embedded database up, also while the server runs')
    .option(...JSON_OPTION)
    .action((file: string, options: CommonOptions) => save(context, file, options));
  program
    .command('restore <file>')
    .description('从备份恢复到空的数据目录（DIP_DATA_DIR），并逐表核对\nrestore into an empty data directory')
    .option(...JSON_OPTION)
    .action((file: string, options: CommonOptions) => load(context, file, options));
}

async function save(context: Context, file: string, { json }: CommonOptions): Promise<void> {
  const target = path.resolve(context.terminal.cwd, file);
  const manifest = await withSession(context, 'NEEDS_DATA', ({ database }) => backup(database, target));
  await report(context, `已备份到 ${target}`, manifest, json);
}

async function load(context: Context, file: string, { json }: CommonOptions): Promise<void> {
  const { location } = context.host;
  if ('databaseUrl' in location)
    throw new Mistake('BackupError', 'PostgreSQL 请用 pg_restore 恢复。', 'Restore PostgreSQL with pg_restore.');
  const source = path.resolve(context.terminal.cwd, file);
  const manifest = await restore(source, location.dataDir).catch((error: unknown) => {
    if (error instanceof DirectoryInUse) throw mustStop(error);
    throw error;
  });
  await report(context, `已恢复到 ${location.dataDir}，行数逐表核对相符`, manifest, json);
  await context.terminal.say(
    '签名密钥不在备份里：请把原数据目录的 keys 文件夹（至少 keys/trusted）放到这里，否则已发布的规则集不能使用（RULESET_TAMPERED）。\nKeys are not in a backup: put the folder keys of the old data directory here (keys/trusted at least), or published rulesets are refused.\n',
  );
}

/** A restore can't go through the server: it replaces what the server has open. */
function mustStop({ directory, pid }: DirectoryInUse): Mistake {
  const who = pid === null ? '' : `（进程 ${pid}）`;
  return new Mistake(
    'DirectoryInUse',
    `数据目录 ${directory} 正在使用${who}。恢复会替换整个数据库，请先停止服务，再把 DIP_DATA_DIR 指到一个空目录恢复。`,
    `The data directory ${directory} is in use. A restore replaces the whole database: stop the server first, and restore into an empty directory.`,
  );
}

async function report(context: Context, headline: string, manifest: BackupManifest, json: boolean | undefined): Promise<void> {
  if (json === true) return await printJson(context, manifest);
  const rows = Object.entries(manifest.rows).map(([name, count]): [string, string] => [name, `${count} 行`]);
  await context.terminal.out(
    `${headline}\n${list([['时间', manifest.createdAt], ['大小', `${manifest.bytes} 字节`], ['SHA-256', manifest.sha256], ...rows])}`,
  );
}
