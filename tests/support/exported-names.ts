import type { SourceFile } from './tidy-rules.js';

/** Exported names that stand in two files and mean the same, each with its reason. */
export const SAME_THING: Readonly<Record<string, string>> = {
  RequestSession: 'graph says what it asks of a session, store gives it; neither may know the other',
};

const EXPORTED = /^export (?:async )?(?:abstract )?(?:function\*?|class|const|type|interface) (\w+)/gm;

/** Names that several files export: one word would be two things. `name: files`. */
export function sharedNames(files: readonly SourceFile[], excused: Readonly<Record<string, string>> = SAME_THING): readonly string[] {
  const where = new Map<string, Set<string>>();
  for (const { path, text } of files) {
    for (const [, name = ''] of text.matchAll(EXPORTED)) where.set(name, (where.get(name) ?? new Set()).add(path));
  }
  return [...where]
    .filter(([name, paths]) => paths.size > 1 && !(name in excused))
    .map(([name, paths]) => `${name}: ${[...paths].sort().join(', ')}`);
}
