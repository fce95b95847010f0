import { access, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What every PostgreSQL directory has, from its creation on. */
const PARTS_OF_A_DATABASE = ['PG_VERSION', 'base', 'global/pg_control', 'pg_wal'];
/** Stands beside the database while it is made for the first time: until it goes, nothing of anybody's is in there. */
const BEING_MADE = 'dip.creating';

/** An embedded directory that is neither empty nor a whole database. Nothing in it was changed. */
export class DirectoryDamaged extends Error {
  override readonly name = 'DirectoryDamaged';
  readonly zh: string;
  readonly en: string;
  constructor(
    readonly directory: string,
    reason: { readonly zh: string; readonly en: string },
    options: ErrorOptions = {},
  ) {
    const zh =
      `数据目录 ${directory} 已损坏：${reason.zh}。目录未作任何改动。` +
      '请移走它，用 dip restore 把备份恢复到新的目录；没有备份时请先整体复制该目录，再联系运维。';
    const en =
      `The data directory ${directory} is damaged: ${reason.en}. Nothing in it was changed. ` +
      'Move it away and restore a backup into a new directory with "dip restore"; without a backup copy it whole first, then ask your operator.';
    super(`${zh}\n${en}`, options);
    this.zh = zh;
    this.en = en;
  }
}

/**
 * Looks at an embedded directory before it is opened: an empty one may be filled, a whole one opened, one whose first creation was
 * interrupted is begun again, and anything else is refused as it is. Throws `DirectoryDamaged`.
 */
export async function prepareDirectory(dataDir: string, databaseDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const marker = join(dataDir, BEING_MADE);
  if (await exists(marker)) await rm(databaseDir, { recursive: true, force: true });
  const entries = await readdir(databaseDir).catch(() => []);
  if (entries.length === 0) return await writeFile(marker, '');
  for (const part of PARTS_OF_A_DATABASE) {
    if (await exists(join(databaseDir, part))) continue;
    throw new DirectoryDamaged(databaseDir, { zh: `缺少 ${part}`, en: `${part} is missing` });
  }
}

/** Says that the database of a directory is whole: from now on it is never made anew. */
export async function directoryIsWhole(dataDir: string): Promise<void> {
  await rm(join(dataDir, BEING_MADE), { force: true });
}

/** What kept a directory from being opened, in the first line of its reason: the rest is of no use to whoever reads it. */
export function damagedBy(databaseDir: string, error: unknown): DirectoryDamaged {
  const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return new DirectoryDamaged(
    databaseDir,
    { zh: `内置数据库无法打开（${reason}）`, en: `the embedded database can't be opened (${reason})` },
    { cause: error },
  );
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
