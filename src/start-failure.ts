import { UserError } from './app/base/errors.js';
import { ConfigError } from './app/kernel/config.js';
import { StoreUnavailable } from './app/ports/ports.js';
import { DirectoryInUse } from './store/directory/directory-lock.js';
import { DirectoryDamaged } from './store/directory/directory-state.js';
import { MigrationError } from './store/database/migrate.js';

/** The codes by which Node and PostgreSQL say why a server can't start, and what an operator does about it. */
const REASONS: Readonly<Record<string, (detail: string) => readonly [zh: string, en: string]>> = {
  EADDRINUSE: (detail) => [
    `端口已被占用（${detail}）。请停止占用它的进程，或用 PORT 指定别的端口。`,
    `The port is in use (${detail}). Stop whatever uses it, or set PORT to another one.`,
  ],
  EADDRNOTAVAIL: (detail) => [
    `本机没有这个监听地址（${detail}）。请核对 HOST。`,
    `This machine has no such address to listen on (${detail}). Check HOST.`,
  ],
  EACCES: (detail) => [
    `没有权限（${detail}）。请核对数据目录的属主，或改用 1024 以上的端口。`,
    `Permission denied (${detail}). Check who owns the data directory, or use a port above 1024.`,
  ],
  ENOSPC: (detail) => [`磁盘空间不足（${detail}）。请腾出空间后重新启动。`, `The disk is full (${detail}). Make room and start again.`],
  '28P01': () => ['数据库拒绝了用户名或密码。请核对 DATABASE_URL。', 'The database refused the user or the password. Check DATABASE_URL.'],
  '28000': (detail) => [
    `数据库不接受这个用户的登录（${detail}）。请核对 DATABASE_URL 和 pg_hba.conf。`,
    `The database does not let this user in (${detail}). Check DATABASE_URL and pg_hba.conf.`,
  ],
  '3D000': (detail) => [
    `数据库不存在（${detail}）。请先用 createdb 建库，或核对 DATABASE_URL。`,
    `There is no such database (${detail}). Create it with createdb, or check DATABASE_URL.`,
  ],
  '42501': (detail) => [
    `数据库用户权限不足（${detail}）。它须拥有该库，或由管理员先建立角色 dip_app 并授予它。`,
    `The database user lacks a right (${detail}). It has to own the database, or an administrator creates the role dip_app and grants it.`,
  ],
};

/** Why the platform could not start, in one line a language, for what an operator can mend; `undefined`: a bug, whose stack is wanted. */
export function startFailure(error: unknown): string | undefined {
  if (error instanceof ConfigError || error instanceof DirectoryInUse) return error.message;
  if (error instanceof UserError) return `${error.messages.zh}\n${error.messages.en ?? ''}`;
  if (error instanceof DirectoryDamaged || error instanceof MigrationError) return error.message;
  const detail = firstLine(error);
  const known = REASONS[codeOf(error) ?? ''];
  if (known !== undefined) return known(detail).join('\n');
  if (!(error instanceof StoreUnavailable)) return undefined;
  return `数据库无法连接（${detail}）。请确认它已启动，并核对 DATABASE_URL。\nThe database can't be reached (${detail}). See that it runs, and check DATABASE_URL.`;
}

/** The code of an error, or of what caused it. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string' && Object.hasOwn(REASONS, error.code)) return error.code;
  return 'cause' in error ? codeOf(error.cause) : undefined;
}

/** The first line of what an error says; a connection that was tried at several addresses says nothing by itself. */
function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const inner = error instanceof AggregateError ? error.errors.map(firstLine).join('; ') : '';
  const cause = error instanceof Error && error.cause !== undefined ? firstLine(error.cause) : '';
  return [text.split('\n')[0] ?? '', inner, cause].find((line) => line !== '') ?? '';
}
