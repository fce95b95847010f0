import { createHash } from 'node:crypto';
import { parseBundle, type RulesetBundle, type BundledVersion } from './bundle.js';
import { compareCatalogues, type CatalogueComparison } from './compare-catalogues.js';
import { requireGenuine, type BundleKey } from './open-bundle.js';
import { ConflictError } from '../base/errors.js';
import { inForceOn, publishedOf } from '../caches/in-force.js';
import { createDraft } from '../drafts/create-draft.js';
import { draftText, readDraftText } from '../drafts/kit/draft-document.js';
import { openDrafts, type OpenDraft } from '../drafts/kit/open-draft.js';
import { bundleOfDraft } from '../drafts/kit/stored-draft-parse.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { Reader, Unit } from '../ports/ports.js';
import type { RulesetSummary } from '../ports/ports-ruleset.js';
import { compileChanged } from '../rulesets/read-candidate.js';
import { loadRuleset } from '../rulesets/load-ruleset.js';
import { requireWholeVersion } from '../rulesets/whole-version.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';
import { EffectiveDocumentSchema } from '../../rules/document/document.js';

/** What is looked at. */
export interface ReadBundle {
  readonly regionCode: string;
  readonly bytes: Uint8Array;
  /** Keys that the receiver does not trust and accepts for this bundle. */
  readonly acceptedKeys: readonly string[];
}

/** A base of a bundle: the receiver has it under the same hash, or it would be loaded. */
export interface BundleBase {
  readonly region: string;
  readonly version: string;
  readonly effectiveHash: string;
  readonly state: 'KNOWN' | 'TO_LOAD';
}

/** 规则包的比较 what a bundle would bring, before anything changes. */
export interface BundlePreview {
  readonly sha256: string;
  readonly bundle: RulesetBundle;
  readonly keys: readonly BundleKey[];
  readonly bases: readonly BundleBase[];
  /** The rules of the receiving region that are in force on the bundle's first day, else its last ones; `undefined`: it has none. */
  readonly before: CompiledRuleset | undefined;
  readonly beforeVersion: string | undefined;
  readonly after: CompiledRuleset;
  readonly catalogue: CatalogueComparison | undefined;
}

/** Looks into a bundle for a region; nothing changes. Throws FORBIDDEN, LIMIT_EXCEEDED, VALIDATION_FAILED, RULESET_TAMPERED, CONFLICT. */
export async function previewBundle(platform: Platform, { actor, read }: Caller, input: ReadBundle): Promise<BundlePreview> {
  const { regionCode, bytes, acceptedKeys } = input;
  requirePermission(actor, 'ruleset:draft', regionCode);
  const bundle = parseBundle(bytes);
  const keys = requireGenuine(bundle, platform.signing, acceptedKeys);
  const bases: BundleBase[] = [];
  for (const base of bundle.bases) bases.push(await baseState(platform, read, base));
  const { ruleset } = bundle;
  const effective = { ...EffectiveDocumentSchema.parse(JSON.parse(ruleset.effectiveText)), region: regionCode };
  const versions = publishedOf(await read(({ rulesets }) => rulesets.list(regionCode)), ruleset.scheme);
  const earlier: RulesetSummary | undefined = inForceOn(versions, ruleset.effectiveFrom, ruleset.scheme) ?? versions.at(-1);
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...{ bundle, keys, bases },
    before: earlier === undefined ? undefined : await platform.rulesets.get(read, earlier),
    beforeVersion: earlier?.version,
    after: await compileChanged(platform, effective),
    catalogue: bundle.catalogue === null ? undefined : await compareCatalogues(read, regionCode, bundle.catalogue),
  };
}

/** A bundle that was looked at and is wanted. */
export interface ImportBundle extends ReadBundle {
  /** SHA-256 of the bundle that was looked at. */
  readonly confirm: string;
  readonly name: string;
  readonly idempotencyKey: string;
}

/**
 * 导入规则包 makes a bundle's ruleset a draft of the region, with the region's own code; bases that are not there are loaded under their hashes first, by
 * whoever may publish there. Never in force by itself: a draft is checked, simulated, approved by others and published. Throws what `previewBundle` and
 * `createDraft` throw, and CONFLICT where another bundle was confirmed, or this one is a draft of this name already.
 */
export async function importBundle(platform: Platform, caller: Caller, input: ImportBundle): Promise<OpenDraft> {
  const { regionCode, name, confirm, idempotencyKey } = input;
  const { sha256, bundle, keys, bases } = await previewBundle(platform, caller, input);
  if (confirm !== sha256) throw notConfirmed(sha256, confirm);
  for (const [index, { state }] of bases.entries()) {
    const base = bundle.bases[index];
    if (state === 'TO_LOAD' && base !== undefined) await loadBase(platform, caller, base);
  }
  const { region, version, scheme, documentText } = bundle.ruleset;
  const { document } = readDraftText(documentText, { regionCode: region, scheme });
  const { text } = draftText({ ...document, region: regionCode }, { regionCode, scheme });
  const accepted = keys.filter(({ trust }) => trust === 'ACCEPTED').map(({ keyId }) => keyId);
  const detail = { bundle: sha256, from: { region, version }, acceptedKeys: accepted };
  const guard = async (unit: Unit): Promise<void> => refuseAgain(await openDrafts(unit, regionCode), { name: name.trim(), sha256 });
  const wanted = { regionCode, name, documentText: text, idempotencyKey };
  return await createDraft(platform, caller, wanted, { action: 'bundle:import', detail, guard });
}

/** The same bundle under the same name is mostly a command that was typed twice: two drafts of one name could not be told apart. */
function refuseAgain(drafts: readonly OpenDraft[], { name, sha256 }: { readonly name: string; readonly sha256: string }): void {
  const again = drafts.find(
    (one) => one.draft.name === name && bundleOfDraft(one)?.bundle === sha256 && !['ABANDONED', 'PUBLISHED'].includes(one.standing.state),
  );
  if (again === undefined) return;
  const { id } = again.draft;
  throw new ConflictError({
    zh: `这个规则包已以“${name}”导入过，草案 ${id} 仍在办理。请继续修改它；确需再导入一份的，换一个名称。`,
    en: `This bundle was imported as "${name}" before: the draft ${id} is under work. Go on with it, or import it under another name.`,
  });
}

async function loadBase(platform: Platform, caller: Caller, base: BundledVersion): Promise<void> {
  const { effectiveHash } = await loadRuleset(platform, caller, base.documentText);
  if (effectiveHash !== base.effectiveHash) throw otherBase(base);
}

async function baseState({ signing }: Platform, read: Reader, base: BundledVersion): Promise<BundleBase> {
  const { region, version, effectiveHash } = base;
  const stored = await read(({ rulesets }) => rulesets.findByVersion(region, version));
  if (stored === undefined) return { region, version, effectiveHash, state: 'TO_LOAD' };
  if (stored.effectiveHash !== effectiveHash) throw otherBase(base);
  await requireWholeVersion(read, signing, stored);
  return { region, version, effectiveHash, state: 'KNOWN' };
}

function otherBase({ region, version }: BundledVersion): ConflictError {
  return new ConflictError({
    zh: `规则包所扩展的 ${region} ${version} 与本平台的同名版本内容不同，未导入。请与对方核对用的是哪一版基础规则集。`,
    en: `The base ${region} ${version} of the bundle is another text than the version of that name here; nothing was imported. Ask the sender which base it is.`,
  });
}

function notConfirmed(sha256: string, confirm: string): ConflictError {
  return new ConflictError({
    zh: `规则包的哈希是 ${sha256}，不是所确认的 ${confirm}，未作任何更改。请先查看比较结果，再以看到的哈希确认。`,
    en: `The bundle's hash is ${sha256}, not ${confirm}, which was confirmed; nothing was changed. Look at the comparison, then confirm the hash that it shows.`,
  });
}
