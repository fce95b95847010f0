import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const CACHE_DIR = fileURLToPath(new URL('../../node_modules/.cache/dip', import.meta.url));
/** Counted up whenever what is kept is made otherwise. */
const FORMAT = '2';

/** A file or folder that tests keep from run to run, made where it is missing. `name` says everything that it depends on, beside the version of PGlite. */
export async function kept(name: string, extension: string, make: (place: string) => Promise<void>): Promise<string> {
  const pglite = await readFile(createRequire(import.meta.url).resolve('@electric-sql/pglite'));
  const hash = createHash('sha256').update(pglite).update(FORMAT).update(name).digest('hex');
  const place = `${CACHE_DIR}/${hash.slice(0, 16)}${extension}`;
  if (existsSync(place)) return place;
  await mkdir(CACHE_DIR, { recursive: true });
  const unfinished = `${place}.${randomUUID()}`;
  await make(unfinished);
  try {
    await rename(unfinished, place); // several test processes may make it at once
  } catch (error) {
    if (!existsSync(place)) throw error;
    await rm(unfinished, { recursive: true }); // another one made the folder first
  }
  return place;
}
