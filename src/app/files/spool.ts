import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { storageFull } from '../kernel/command.js';
import { ValidationError } from '../base/errors.js';
import { fieldProblem } from '../requests/request-fields.js';
import type { UploadedFile } from '../case-files/import-case-file.js';

/** A file that was received whole and lies in a private folder until it is removed. */
export interface SpooledFile extends UploadedFile {
  readonly bytes: number;
  remove(): Promise<void>;
}

/**
 * Receives a file: no transaction waits for a slow sender, and a file that breaks off is never begun. Chunks are taken as fast as the disk
 * takes them. Whatever goes wrong, nothing is left behind. Throws LIMIT_EXCEEDED, STORAGE_FULL, and what the source
 * throws.
 */
export async function spool(source: AsyncIterable<Uint8Array>, mostBytes: number): Promise<SpooledFile> {
  const folder = await mkdtemp(path.join(tmpdir(), 'dip-import-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const file = path.join(folder, 'file');
  try {
    const { sha256, bytes } = await write(source, file, mostBytes);
    return { sha256, bytes, open: () => createReadStream(file), remove };
  } catch (error) {
    await remove();
    throw isDiskFull(error) ? storageFull() : error;
  }
}

async function write(
  source: AsyncIterable<Uint8Array>,
  file: string,
  mostBytes: number,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await open(file, 'wx', 0o600);
  try {
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > mostBytes) throw tooLarge(mostBytes);
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
  } finally {
    await handle.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOSPC';
}

/** LIMIT_EXCEEDED: a file that is too large to be received. */
export function tooLarge(mostBytes: number): ValidationError {
  const mebibytes = Math.floor(mostBytes / (1024 * 1024));
  const zh = `文件超过 ${mebibytes} MiB。请按月份拆成几个文件分别导入。`;
  const en = `The file is larger than ${mebibytes} MiB. Split it, by month for example, and import the parts.`;
  return new ValidationError([fieldProblem(['file'], 'LIMIT_EXCEEDED', zh, en)], { zh, en }, 'LIMIT_EXCEEDED');
}
