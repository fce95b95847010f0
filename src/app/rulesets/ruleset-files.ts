import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDocument } from '../../rules/shape/parse.js';

/** A ruleset file that ships: its text, and what it extends. */
export interface RulesetFile {
  readonly file: string;
  readonly region: string;
  readonly version: string;
  readonly text: string;
  readonly extends: string | undefined;
}

const nameOf = (region: string, version: string): string => `${region} ${version}`;

/**
 * Reads the ruleset files of a folder (`<code>-<slug>/<version>.json`), bases before those that extend them; only some regions' where these
 * are named, so that somebody's unfinished city keeps nobody from starting. `_template` is left out.
 */
export async function readRulesetFiles(folder: string, regions?: readonly string[]): Promise<readonly RulesetFile[]> {
  const files: RulesetFile[] = [];
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  for (const entry of entries) {
    const city = path.basename(entry.parentPath);
    if (!entry.isFile() || !entry.name.endsWith('.json') || entry.name.startsWith('_') || city.startsWith('_')) continue;
    if (regions !== undefined && !regions.some((code) => city.startsWith(`${code}-`))) continue;
    const file = path.join(entry.parentPath, entry.name);
    const text = await readFile(file, 'utf8');
    const { document } = parseDocument(text);
    if (document === undefined) throw new Error(`${file} is not a ruleset document`);
    const base = document.extends === undefined ? undefined : nameOf(document.extends.region, document.extends.version);
    files.push({ file, region: document.region, version: document.version, text, extends: base });
  }
  return inOrder(files.sort((a, b) => (a.file < b.file ? -1 : 1)));
}

function inOrder(files: readonly RulesetFile[]): readonly RulesetFile[] {
  const byName = new Map(files.map((file) => [nameOf(file.region, file.version), file]));
  const ordered = new Set<RulesetFile>();
  const visit = (file: RulesetFile): void => {
    const base = file.extends === undefined ? undefined : byName.get(file.extends);
    if (ordered.has(file)) return;
    if (base !== undefined) visit(base);
    ordered.add(file);
  };
  files.forEach(visit);
  return [...ordered];
}
