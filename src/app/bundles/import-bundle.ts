import { requireBases, loadBases } from './bundle-bases.js';
import type { RulesetBundle } from './bundle.js';
import { compareCatalogues, type CatalogueComparison } from './compare-catalogues.js';
import type { BundleKey } from './open-bundle.js';
import { openBundle, requireConfirmed, type BundleBase, type ConfirmedBundle, type ReadBundle } from './read-bundle.js';
import { ConflictError, NotFoundError } from '../base/errors.js';
import { inForceOn, publishedOf } from '../caches/in-force.js';
import { createDraft } from '../drafts/create-draft.js';
import { draftText, readDraftText } from '../drafts/kit/draft-document.js';
import { openDrafts, type OpenDraft } from '../drafts/kit/open-draft.js';
import { bundleOfDraft } from '../drafts/kit/stored-draft-parse.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { Unit } from '../ports/ports.js';
import type { RulesetSummary } from '../ports/ports-ruleset.js';
import { nameProblems, refuseProblems, requireIdempotencyKey } from '../requests/request-fields.js';
import { compileChanged } from '../rulesets/read-candidate.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';
import { EffectiveDocumentSchema } from '../../rules/document/document.js';

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
export async function previewBundle(platform: Platform, caller: Caller, input: ReadBundle): Promise<BundlePreview> {
  const { actor, read } = caller;
  const { regionCode } = input;
  requirePermission(actor, 'ruleset:draft', regionCode);
  const { sha256, bundle, keys, bases } = await openBundle(platform, read, input);
  const { catalogue, ruleset } = bundle;
  if (catalogue !== null) requirePermission(actor, 'catalogue:read', regionCode);
  const versions = publishedOf(await read(({ rulesets }) => rulesets.list(regionCode)), ruleset.scheme);
  const earlier: RulesetSummary | undefined = inForceOn(versions, ruleset.effectiveFrom, ruleset.scheme) ?? versions.at(-1);
  return {
    ...{ sha256, bundle, keys, bases },
    before: earlier === undefined ? undefined : await platform.rulesets.get(read, earlier),
    beforeVersion: earlier?.version,
    after: await compiledFor(platform, bundle, regionCode),
    catalogue: catalogue === null ? undefined : await compareCatalogues(read, regionCode, catalogue),
  };
}

/** The rules of a bundle, with a region's own code. Throws `RulesetRefused`. */
export async function compiledFor(platform: Platform, { ruleset }: RulesetBundle, regionCode: string): Promise<CompiledRuleset> {
  return await compileChanged(platform, { ...EffectiveDocumentSchema.parse(JSON.parse(ruleset.effectiveText)), region: regionCode });
}

/** A bundle that was looked at and is wanted as a draft. */
export interface ImportBundle extends ConfirmedBundle {
  readonly regionCode: string;
  readonly name: string;
  readonly idempotencyKey: string;
}

/**
 * 导入规则包 makes a bundle's ruleset a draft of the region, with the region's own code; bases that are not there are loaded under their hashes first, by
 * whoever may publish there. Never in force by itself: a draft is checked, simulated, approved by others and published. What can be refused is refused
 * before a base is loaded. Throws what `previewBundle`, `loadBundleBases` and `createDraft` throw, and CONFLICT where another bundle was confirmed, or this
 * one is a draft of this name already.
 */
export async function importBundle(platform: Platform, caller: Caller, input: ImportBundle): Promise<OpenDraft> {
  const { regionCode, name, confirm, idempotencyKey } = input;
  requirePermission(caller.actor, 'ruleset:draft', regionCode);
  requireIdempotencyKey(idempotencyKey);
  refuseProblems(nameProblems(name, ['name']));
  const { sha256, bundle, keys, bases } = await openBundle(platform, caller.read, input);
  requireConfirmed(sha256, confirm);
  if ((await caller.read(({ regions }) => regions.find(regionCode))) === undefined)
    throw new NotFoundError({ zh: '统筹地区', en: 'region' }, regionCode);
  await compiledFor(platform, bundle, regionCode);
  await requireBases(caller, bases);
  await loadBases(platform, caller, bundle, bases);
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
