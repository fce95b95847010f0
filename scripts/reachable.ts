import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Where the product starts: the server, the command line, and the threads that are started by their file names: those that score, and the embedded database's. */
export const ENTRIES: readonly string[] = [
  'src/main.ts',
  'src/cli/dip.ts',
  'src/scoring-thread.ts',
  'src/store/database/pglite-worker.mjs',
];

/** Source files by path from the project's root, with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

/** The files, among those given, that a file imports by a relative path: also as a type, and at run time by `import()`. */
export function importsOf(sources: Sources, file: string): string[] {
  return ts.preProcessFile(sources.get(file) ?? '', true, true).importedFiles.flatMap(({ fileName }) => {
    if (!fileName.startsWith('.')) return [];
    const target = path.posix.join(path.posix.dirname(file), fileName);
    return [target.replace(/\.js$/, '.ts'), target].filter((one) => sources.has(one)).slice(0, 1);
  });
}

/** Every file that the entries import, directly or through others, themselves included. */
export function reachedFrom(sources: Sources, entries: readonly string[]): ReadonlySet<string> {
  const reached = new Set(entries);
  for (const file of reached) importsOf(sources, file).forEach((target) => reached.add(target));
  return reached;
}

const isProduct = (file: string): boolean => file.startsWith('src/') && !file.startsWith('src/generated/');

/** Files of `src/`, without the generated ones, that the product never runs: they belong with what uses them, or nowhere. */
export function unreachedFiles(sources: Sources, entries: readonly string[] = ENTRIES): string[] {
  const reached = reachedFrom(sources, entries);
  return [...sources.keys()].filter((file) => isProduct(file) && !reached.has(file)).sort();
}

/** What benches import of `src/` that the product doesn't reach, as `bench/a.ts → src/b.ts`: a figure of code that no run executes. */
export function benchesBesideTheProduct(sources: Sources, entries: readonly string[] = ENTRIES): string[] {
  const reached = reachedFrom(sources, entries);
  return [...sources.keys()]
    .filter((file) => file.startsWith('bench/'))
    .flatMap((file) =>
      importsOf(sources, file)
        .filter((target) => isProduct(target) && !reached.has(target))
        .map((target) => `${file} → ${target}`),
    )
    .sort();
}

/** Reads the sources of `src/` and `bench/` under the project's root. */
export function readSources(root: string): Sources {
  const files = ['src', 'bench'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  );
  return new Map(files.filter((file) => /\.(?:ts|mjs|js)$/.test(file)).map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));
}
