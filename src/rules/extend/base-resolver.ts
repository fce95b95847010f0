import type { RulesetDocument } from '../document/document.js';
import { extendDocument, type Base, type ResolveBase } from './extend.js';
import { effectiveHash } from '../document/hash.js';

/**
 * Finds bases among documents that are at hand (files in `rulesets/`), merging each with its own base first. Cycles are answered as
 * such; a base that can't be merged is answered as absent.
 */
export function baseResolver(find: (region: string, version: string) => RulesetDocument | undefined): ResolveBase {
  const known = new Map<string, Base>();
  const resolve = (region: string, version: string, path: readonly string[]): Base => {
    const name = `${region} ${version}`;
    if (path.includes(name)) return { cycle: [...path.slice(path.indexOf(name)), name] };
    const document = find(region, version);
    if (known.has(name) || document === undefined) return known.get(name);
    const base = merged(document, (r, v) => resolve(r, v, [...path, name]));
    known.set(name, base);
    return base;
  };
  return (region, version) => resolve(region, version, []);
}

function merged(document: RulesetDocument, resolveBase: ResolveBase): Base {
  let cycle: Base;
  const { effective } = extendDocument(document, (region, version) => {
    const base = resolveBase(region, version);
    if (base !== undefined && 'cycle' in base) cycle = base;
    return base;
  });
  return effective === undefined ? cycle : { effective, effectiveHash: effectiveHash(effective) };
}
