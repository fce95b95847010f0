import { refuse } from './refused.js';
import { requireSignedVersions, rollOf, rollText, signedText, type VersionOfRoll } from '../caches/ruleset-signatures.js';
import { requireToldVersions } from '../caches/told-versions.js';
import { declaredRange, publishedOf } from '../caches/in-force.js';
import type { Platform } from '../kernel/platform.js';
import type { Reader, Unit } from '../ports/ports.js';
import type { RulesetRecord, RulesetSummary } from '../ports/ports-ruleset.js';
import type { SigningKeys } from '../ports/ports-signing.js';
import { must } from '../../engine/kit/assert.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';
import { yearAggregateFindings } from '../../rules/compiled/year-aggregates.js';
import { publishFindings, type DeclaredRange } from '../../rules/document/dates.js';
import { canonicalJson } from '../../rules/document/hash.js';
import type { RulesetDocument } from '../../rules/document/document.js';
import type { Finding } from '../../rules/findings/finding.js';
import type { CheckedRuleset } from '../../rules/load.js';

/** A text that was checked and has no error. */
export interface PublishableText {
  readonly text: string;
  readonly document: RulesetDocument;
  readonly ruleset: CompiledRuleset;
  readonly contentHash: string;
}

/** What a check gave, where it may be published; `undefined`: it has errors. */
export function publishable(text: string, { document, ruleset, contentHash }: CheckedRuleset): PublishableText | undefined {
  if (document === undefined || ruleset === undefined) return undefined;
  return { text, document, ruleset, contentHash: must(contentHash, 'content hash') };
}

/**
 * What keeps a checked text from being published beside what the region has published: its name or first day is taken, a closed period, a settlement
 * year whose versions don't add up alike. `closedTo`: the last day of the last closed period; not stated where that may be.
 */
export async function publishingFindings(
  platform: Platform,
  read: Reader,
  { document, ruleset }: Pick<PublishableText, 'document' | 'ruleset'>,
  closedTo?: string,
): Promise<readonly Finding[]> {
  const all = await read((unit) => unit.rulesets.list(document.region));
  const published = publishedOf(all, document.scheme);
  const neighbours = await compiledNeighbours(platform, read, published, ruleset);
  const names = all.map(({ version }) => version);
  return [
    ...publishFindings({ version: statedRange(document), published: published.map(namedRange), names, closedTo }),
    ...yearAggregateFindings(ruleset, neighbours),
  ];
}

/** Signs the list of what a region has ever published, within the lock `rulesets` of the region. */
export async function signRoll(
  { rulesets }: Unit,
  keys: SigningKeys,
  regionCode: string,
  published: readonly VersionOfRoll[],
): Promise<void> {
  const versions = rollOf(published);
  await rulesets.setRoll({ regionCode, versions, ...keys.sign(rollText(regionCode, versions)) });
}

/**
 * Stores a checked text as published and signs it, and the list of the region's versions with it, within the lock `rulesets` of its region. Throws
 * `RulesetRefused`, RULESET_TAMPERED (what is stored is not what was signed: publishing must not vouch for it).
 */
export async function publishVersion(
  platform: Platform,
  unit: Unit,
  publishing: PublishableText,
  closedTo?: string,
): Promise<RulesetRecord> {
  const { document, ruleset, text, contentHash } = publishing;
  const read: Reader = async (work) => await work(unit);
  const before = await requireSignedVersions(read, platform.signing, document.region);
  await requireToldVersions(read, document.region, before);
  const findings = await publishingFindings(platform, read, publishing, closedTo);
  if (findings.length > 0) throw refuse(findings);
  const { effective: days } = document;
  const stored = await unit.rulesets.insertPublished({
    regionCode: document.region,
    version: document.version,
    scheme: document.scheme,
    title: document.title,
    documentText: text,
    effectiveText: canonicalJson(ruleset.effective),
    contentHash,
    effectiveHash: ruleset.effectiveHash,
    groupingHash: ruleset.plan.groupingHash,
    effectiveFrom: days.from,
    effectiveTo: days.to ?? null,
    basedOn: await baseOf(read, document.extends),
    settlementReady: ruleset.plan.settlementReady,
  });
  await unit.rulesets.addSignature({ regionCode: stored.regionCode, rulesetId: stored.id }, platform.signing.sign(signedText(stored)));
  await signRoll(unit, platform.signing, stored.regionCode, [...before, stored]);
  return stored;
}

/** The days that a version declares, by its name: what people know it by. */
export function namedRange(version: RulesetSummary): DeclaredRange {
  return { ...declaredRange(version), id: version.version };
}

/** The days that a document declares, by its name. */
export function statedRange({ version, effective }: NonNullable<CheckedRuleset['document']>): DeclaredRange {
  return { id: version, from: effective.from, to: effective.to };
}

async function baseOf(
  read: Reader,
  wanted: { readonly region: string; readonly version: string } | undefined,
): Promise<RulesetRecord['basedOn']> {
  if (wanted === undefined) return null;
  const base = await read((unit) => unit.rulesets.findByVersion(wanted.region, wanted.version));
  return base === undefined ? null : { regionCode: base.regionCode, id: base.id };
}

/** The versions that stand just before and just after in time: they may share a settlement year with the new one. */
async function compiledNeighbours(
  platform: Platform,
  read: Reader,
  published: readonly RulesetSummary[],
  { effective }: CompiledRuleset,
): Promise<readonly CompiledRuleset[]> {
  const { from } = effective.effective;
  const before = published.filter(({ effectiveFrom }) => effectiveFrom < from).at(-1);
  const after = published.find(({ effectiveFrom }) => effectiveFrom > from);
  const neighbours: CompiledRuleset[] = [];
  for (const version of [before, after]) if (version !== undefined) neighbours.push(await platform.rulesets.get(read, version));
  return neighbours;
}
