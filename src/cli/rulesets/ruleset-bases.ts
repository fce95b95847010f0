import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../package-root.js';
import { baseResolver } from '../../rules/extend/base-resolver.js';
import type { RulesetDocument } from '../../rules/document/document.js';
import type { ResolveBase } from '../../rules/extend/extend.js';
import { parseDocument } from '../../rules/shape/parse.js';

/** The folder `rulesets/` that comes with the platform. */
export function shippedRulesets(): string {
  return path.join(packageRoot(), 'rulesets');
}

/**
 * Finds bases without a database: among the documents that were named, then in the `rulesets` folder that holds the file, then among those
 * that come with the platform (`<region>-<slug>/<version>.json`). Paths of files are absolute.
 */
export function basesAtHand(named: readonly RulesetDocument[], files: readonly string[]): ResolveBase {
  const folders = [...new Set([...files.flatMap(rulesetFolder), shippedRulesets()])];
  return baseResolver((region, version) => {
    const given = named.find((document) => document.region === region && document.version === version);
    return given ?? firstOf(folders, region, version);
  });
}

function rulesetFolder(file: string): readonly string[] {
  const parts = file.split(path.sep);
  const depth = parts.lastIndexOf('rulesets');
  return depth < 0 ? [] : [parts.slice(0, depth + 1).join(path.sep)];
}

/** The file of a version: in the `rulesets` folder that holds one of the files, or among those that come with the platform. */
export function fileOfVersion(files: readonly string[], region: string, version: string): string | undefined {
  return firstFile([...files.flatMap(rulesetFolder), shippedRulesets()], region, version)?.file;
}

function firstOf(folders: readonly string[], region: string, version: string): RulesetDocument | undefined {
  return firstFile(folders, region, version)?.document;
}

function firstFile(
  folders: readonly string[],
  region: string,
  version: string,
): { readonly file: string; readonly document: RulesetDocument } | undefined {
  for (const folder of folders) {
    const cities = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(`${region}-`)) : [];
    for (const city of cities) {
      const file = path.join(folder, city, `${version}.json`);
      const document = existsSync(file) ? parseDocument(readFileSync(file)).document : undefined;
      if (document?.region === region && document.version === version) return { file, document };
    }
  }
  return undefined;
}
