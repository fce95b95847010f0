import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';

const names = z.record(z.string(), z.string()).default({});
const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      ...{ dependencies: names, peerDependencies: names },
      peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean().optional() })).default({}),
      ...{
        dev: z.boolean().optional(),
        devOptional: z.boolean().optional(),
        optional: z.boolean().optional(),
        peer: z.boolean().optional(),
      },
    }),
  ),
});
const { packages } = Lock.parse(JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')));

/** Named as peers for their types only. */
const TYPES_ONLY: ReadonlySet<string> = new Set(['typescript']);

/** Where npm finds a package that another names. */
function placeOf(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const place = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (place in packages) return place;
    if (folder === '') return undefined;
  }
}

/** Every package that the program needs, from its dependencies on. */
function needed(): ReadonlySet<string> {
  const found = new Set<string>(['']);
  for (const place of found) {
    const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = packages[place] ?? {};
    const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true && !TYPES_ONLY.has(name));
    for (const name of [...Object.keys(dependencies), ...peers]) found.add(placeOf(name, place) ?? name);
  }
  return found;
}

it('an install without development, optional and peer packages has all that the program needs, and no tools (N8)', () => {
  const left = Object.entries(packages).filter(([, one]) => !(one.dev || one.devOptional || one.optional || one.peer));
  const installed = new Set(left.map(([place]) => place));
  expect([...needed()].filter((place) => !installed.has(place))).toEqual([]);
  expect(['prisma', 'typescript', 'vitest'].filter((tool) => installed.has(`node_modules/${tool}`))).toEqual([]);
  expect(needed().size).toBeGreaterThan(50);
});
