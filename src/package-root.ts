import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder of package.json, from compiled files as from sources: rulesets and the package's version are found from it. */
export function packageRoot(): string {
  for (let folder = import.meta.dirname; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) return folder;
    if (folder === path.dirname(folder)) throw new Error('package.json was not found above the program');
  }
}
