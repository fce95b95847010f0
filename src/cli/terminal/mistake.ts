/** A mistake of whoever typed the command: what is wrong, where, and what to do, in two languages. Exit code 1. */
export class Mistake extends Error {
  override readonly name = 'Mistake';
  constructor(
    readonly code: string,
    readonly zh: string,
    readonly en: string,
  ) {
    super(`${zh}\n${en}`);
  }
}

/** Why a file can't be opened, from the system's error. */
export function fileMistake(path: string, error: unknown): Mistake {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'UNKNOWN';
  const [zh, en] = REASONS[code] ?? [`系统错误 ${code}`, `system error ${code}`];
  return new Mistake(
    'FILE',
    `无法打开文件 ${path}：${zh}。请核对路径后重试。`,
    `${path} can't be opened: ${en}. Check the path and try again.`,
  );
}

const REASONS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  ENOENT: ['没有这个文件或目录', 'there is no such file or directory'],
  EACCES: ['没有权限', 'permission denied'],
  EPERM: ['没有权限', 'permission denied'],
  EISDIR: ['它是一个目录', 'it is a directory'],
  ENOTDIR: ['路径中有一段不是目录', 'a part of the path is no directory'],
  ENOSPC: ['磁盘已满', 'the disk is full'],
};
