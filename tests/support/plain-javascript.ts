import { createHash } from 'node:crypto';
import { cp, readdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { kept } from './kept.js';

const ROOT = path.resolve(import.meta.dirname, '../..');

let tree: Promise<string> | undefined;

/**
 * The JavaScript of a TypeScript file of `src` or `tests`, to start a process with: it begins in a third of the time that it takes where each of a
 * thousand modules is translated as it is loaded. All of them are translated once for each state of the sources.
 */
export async function plainJavaScript(file: string): Promise<string> {
  tree ??= translated();
  return path.join(await tree, path.relative(ROOT, file)).replace(/\.ts$/, '.js');
}

async function translated(): Promise<string> {
  const files = await sources();
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(await readFile(path.join(ROOT, file)));
  return await kept(`javascript-${hash.digest('hex')}`, '', async (place) => {
    const entryPoints = files.filter((file) => file.endsWith('.ts')).map((file) => path.join(ROOT, file));
    await build({ entryPoints, outdir: place, outbase: ROOT, format: 'esm', target: 'node20', logLevel: 'error' });
    for (const file of files.filter((one) => !one.endsWith('.ts'))) await cp(path.join(ROOT, file), path.join(place, file));
    for (const beside of ['package.json', 'node_modules', 'prisma', 'rulesets'])
      await symlink(path.join(ROOT, beside), path.join(place, beside));
  });
}

/** Every file of `src`, and those of `tests` that are no tests: what processes read there, too. */
async function sources(): Promise<readonly string[]> {
  const of = async (folder: string, pattern: RegExp): Promise<readonly string[]> => {
    const entries = await readdir(path.join(ROOT, folder), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)));
    return files.filter((file) => pattern.test(file)).sort();
  };
  return [...(await of('src', /./)), ...(await of('tests', /(?<!\.test\.ts)$/))];
}
