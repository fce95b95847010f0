import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { baseResolver } from '../src/rules/extend/base-resolver.js';
import type { RulesetDocument } from '../src/rules/document/document.js';
import type { ResolveBase } from '../src/rules/extend/extend.js';
import { parseDocument } from '../src/rules/shape/parse.js';

/** One ruleset of the folder `rulesets/`. */
export interface RulesetFile {
  /** Relative to `rulesets/`, with forward slashes: `370300-zibo/2021.1.json`. */
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly document: RulesetDocument;
}

/** Reads every document of a folder, in order of name. A document that does not parse is thrown with its findings. */
export function readRulesetFiles(folder: string): RulesetFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json') && !path.basename(name).startsWith('_'))
    .map((name) => name.replaceAll('\\', '/'))
    .sort()
    .map((name) => {
      const file = path.join(folder, name);
      const text = readFileSync(file, 'utf8');
      const { document, findings } = parseDocument(text);
      if (document === undefined) throw new Error(`${name}: ${findings.map((one) => `${one.code} ${one.pointer}`).join(', ')}`);
      return { name, file, text, document };
    });
}

/** Finds bases among the files. */
export function resolveAmong(files: readonly RulesetFile[]): ResolveBase {
  return baseResolver(
    (region, version) => files.find((one) => one.document.region === region && one.document.version === version)?.document,
  );
}

/** The text of a document with another hash of its base in `extends`; everything else stays as it was typed. */
function withBaseHash(one: RulesetFile, hash: string): RulesetFile {
  const { extends: base } = one.document;
  if (base === undefined || base.effectiveHash === hash) return one;
  const text = one.text.replace(`"effectiveHash": "${base.effectiveHash}"`, `"effectiveHash": "${hash}"`);
  return { ...one, text, document: { ...one.document, extends: { ...base, effectiveHash: hash } } };
}

/**
 * Writes into every `extends` the hash that its base has now, bases first. A base that can't be merged leaves the files that extend it
 * as they are: loading them says why.
 */
export function sealed(files: readonly RulesetFile[]): RulesetFile[] {
  let now = [...files];
  for (;;) {
    const resolve = resolveAmong(now);
    const next = now.map((one) => {
      const base = one.document.extends === undefined ? undefined : resolve(one.document.extends.region, one.document.extends.version);
      return base === undefined || 'cycle' in base ? one : withBaseHash(one, base.effectiveHash);
    });
    if (next.every((one, index) => one === now[index])) return next;
    now = next;
  }
}
