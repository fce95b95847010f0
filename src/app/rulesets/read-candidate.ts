import { resolverFor } from './load-ruleset.js';
import { refuse } from './refused.js';
import { CacheKind } from '../caches/bounded-cache.js';
import type { Platform } from '../kernel/platform.js';
import type { Reader } from '../ports/ports.js';
import { analyse } from '../../rules/analysis/analysis.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';
import { effectiveHash } from '../../rules/document/hash.js';
import type { EffectiveDocument } from '../../rules/document/document.js';
import { readRuleset } from '../../rules/extend/read-ruleset.js';
import { hasErrors } from '../../rules/findings/finding-codes.js';
import { compileEffective } from '../../rules/load.js';

/** Candidates that were compiled: a few are tried at a time. */
const CANDIDATES = new CacheKind<string, CompiledRuleset>({ most: 16 });
/** Those that cases are scored by one by one. */
const SCORABLE = new CacheKind<string, CompiledRuleset>({ most: 16 });

/**
 * Compiles a document that nobody has stored, with its base merged in. Its examples are not run: a what-if asks what would be paid, not whether
 * the examples were brought up to date. Throws `RulesetRefused` with everything that is wrong.
 */
export async function readCandidate(platform: Platform, read: Reader, text: string): Promise<CompiledRuleset> {
  const { effective, origins, findings: early } = readRuleset(text, await resolverFor(read, text, platform.signing));
  if (effective === undefined || hasErrors(early)) throw refuse(early);
  const { findings, ruleset } = await compileEffective(effective, platform.judge, origins);
  if (ruleset === undefined) throw refuse([...early, ...findings]);
  return ruleset;
}

/**
 * Compiles a document that nobody has stored to score cases by: refused, too, where rules of it contradict each other, since then it is not said what
 * a case gets. Kept by its hash. Throws `RulesetRefused` with everything that is wrong.
 */
export async function readScorable(platform: Platform, read: Reader, text: string): Promise<CompiledRuleset> {
  const { effective, origins, findings: early } = readRuleset(text, await resolverFor(read, text, platform.signing));
  if (effective === undefined || hasErrors(early)) throw refuse(early);
  const kept = SCORABLE.of(platform.caches);
  const hash = effectiveHash(effective);
  const known = kept.get(hash);
  if (known !== undefined) return known;
  const { findings, ruleset } = await compileEffective(effective, platform.judge, origins);
  if (ruleset === undefined) throw refuse([...early, ...findings]);
  const overlaps = analyse(ruleset.plan, ruleset.tables).filter(({ code }) => code === 'OVERLAP');
  if (overlaps.length > 0) throw refuse(origins.relocate(overlaps));
  kept.keep(hash, ruleset);
  return ruleset;
}

/** Compiles a merged document that was changed; compiled ones are kept by their hash. Throws `RulesetRefused`. */
export async function compileChanged({ judge, caches }: Platform, effective: EffectiveDocument): Promise<CompiledRuleset> {
  const kept = CANDIDATES.of(caches);
  const hash = effectiveHash(effective);
  const known = kept.get(hash);
  if (known !== undefined) return known;
  const { findings, ruleset } = await compileEffective(effective, judge);
  if (ruleset === undefined) throw refuse(findings);
  kept.keep(hash, ruleset);
  return ruleset;
}
