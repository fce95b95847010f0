import { namedRange, publishable, publishingFindings, publishVersion, statedRange } from './publish-version.js';
import { refuse } from './refused.js';
import { catalogueFindings } from './catalogue-findings.js';
import { editionFindings } from './ruleset-edition-codes.js';
import { requirePermission, runCommand } from '../kernel/command.js';
import { grouperOf } from '../caches/grouper-library.js';
import { everPublished, inForceOn, publishedOf } from '../caches/in-force.js';
import { chinaDay } from '../base/china-day.js';
import { ForbiddenError } from '../base/errors.js';
import { PLATFORM_ACTOR } from '../kernel/platform-actor.js';
import { isSandbox, type Actor } from '../ports/kit/permissions.js';
import type { RulesetDocument } from '../../rules/document/document.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { Reader } from '../ports/ports.js';
import type { RulesetRecord, RulesetSummary } from '../ports/ports-ruleset.js';
import { requireSignedVersions } from '../caches/ruleset-signatures.js';
import type { SigningKeys } from '../ports/ports-signing.js';
import { requireUntampered } from '../caches/ruleset-library.js';
import { dateFindings, takeoverFindings } from '../../rules/document/dates.js';
import { EffectiveDocumentSchema, type EffectiveDocument } from '../../rules/document/document.js';
import type { Base, ResolveBase } from '../../rules/extend/extend.js';
import { finding, sortFindings } from '../../rules/findings/finding-codes.js';
import type { Finding } from '../../rules/findings/finding.js';
import { checkRuleset, type CheckedRuleset } from '../../rules/load.js';
import { parseDocument } from '../../rules/shape/parse.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';

/**
 * Finds the base that a text extends among published versions. A stored version has its own bases merged in already, so one look-up is
 * enough; its dates do not limit the extender.
 */
export async function resolverFor(read: Reader, text: string, signing: SigningKeys): Promise<ResolveBase> {
  const { document } = parseDocument(text);
  const wanted = document?.extends;
  if (document === undefined || wanted === undefined) return () => undefined;
  const record = await read((unit) => unit.rulesets.findByVersion(wanted.region, wanted.version));
  const versions = await requireSignedVersions(read, signing, wanted.region); // also where the base is not there: it may have been taken away
  const base = record === undefined ? undefined : baseOn(record, versions, document.effective.from);
  return (region, version) => (region === wanted.region && version === wanted.version ? base : undefined);
}

/** A version as a base of what begins on a day; of one that was withdrawn, what is in its place. */
function baseOn(record: RulesetRecord, versions: readonly RulesetSummary[], from: string): Base {
  const { withdrawal } = record;
  if (withdrawal === null) return record.status === 'PUBLISHED' ? baseFrom(record) : undefined;
  const instead = inForceOn(versions, from, record.scheme);
  return { ...baseFrom(record), withdrawn: { day: chinaDay(withdrawal.at), instead } };
}

/** A stored version as a base. Throws RULESET_TAMPERED: what a base was changed to must not reach the versions that extend it. */
function baseFrom(record: RulesetRecord): { readonly effective: EffectiveDocument; readonly effectiveHash: string } {
  requireUntampered(record.effectiveText, record);
  return { effective: EffectiveDocumentSchema.parse(JSON.parse(record.effectiveText)), effectiveHash: record.effectiveHash };
}

/**
 * Checks a document without storing anything (C01), and says which days would change hands were it published. Any key may, with the scope
 * `ruleset:check`; of versions that it may not read nothing is said.
 */
export async function checkRulesetText(platform: Platform, { read }: Pick<Caller, 'read'>, text: string): Promise<CheckedRuleset> {
  const { judge, limits, signing } = platform;
  const day = chinaDay(await read((unit) => unit.now()));
  const checked = await checkRuleset(text, await resolverFor(read, text, signing), judge, { limits, day });
  const more = [
    ...(await takeover({ read }, checked.document)),
    ...(await grouperFindings({ read }, checked.ruleset)),
    ...(await editionFindings(platform, { read }, checked.ruleset)),
    ...(await catalogueFindings(platform, { read }, checked.ruleset, day)),
  ];
  return { ...checked, findings: sortFindings([...checked.findings, ...more]) };
}

/** A DRG grouper that the version names and nobody can group by yet: it may be imported later, so it is only a warning. */
async function grouperFindings({ read }: Pick<Caller, 'read'>, ruleset: CompiledRuleset | undefined): Promise<readonly Finding[]> {
  const method = ruleset?.plan.grouping?.grouper;
  if (ruleset === undefined || method === undefined) return [];
  const { region } = ruleset.plan;
  const record = await read((unit) => grouperOf(unit, region, method));
  const isThere = record !== undefined && (method.contentHash ?? record.contentHash) === record.contentHash;
  return isThere ? [] : [finding('GROUPER_UNKNOWN', '/methods/grouping/grouper', { code: method.code, version: method.version })];
}

/** Which days change hands when a document is published, and which are left without rules. */
export async function takeover({ read }: Pick<Caller, 'read'>, document: CheckedRuleset['document']): Promise<readonly Finding[]> {
  if (document === undefined || dateFindings(document.effective).length > 0) return [];
  const { region, scheme } = document;
  const versions = await read((unit) => unit.rulesets.list(region));
  return takeoverFindings({ version: statedRange(document), published: publishedOf(versions, scheme).map(namedRange) });
}

/**
 * Loads a document and publishes it at once, for a key with `ruleset:publish`: checked, its examples run, hashed, stored; the predecessor is
 * cut to the day before (derived when read). Loading the same document again gives the version that is there; one that was withdrawn stays so. One person does it alone, so it is for
 * sandbox regions, for whoever owns the machine, and for a region's first version; everything else is a draft, which others approve.
 */
export async function loadRuleset(platform: Platform, caller: Caller, text: string): Promise<RulesetRecord> {
  const checked = await checkRulesetText(platform, caller, text);
  const { document } = checked;
  if (document !== undefined) requirePermission(caller.actor, 'ruleset:publish', document.region);
  const publishing = publishable(text, checked);
  if (document === undefined || publishing === undefined) throw refuse(checked.findings);
  await publishingFindings(platform, caller.read, publishing); // compiles the neighbours, so that nobody waits for it in the transaction
  let isNew = false;
  return await runCommand(platform, caller.actor, {
    permission: 'ruleset:publish',
    regionCode: document.region,
    action: 'ruleset:publish',
    work: async (unit) => {
      await unit.lock(document.region, 'rulesets');
      const same = await unit.rulesets.findByVersion(document.region, document.version);
      if (same?.status === 'PUBLISHED' && same.contentHash === checked.contentHash) return same;
      const earlier = everPublished(await unit.rulesets.list(document.region)); // who withdraws the first does not begin anew alone
      requireAlone(caller.actor, document, earlier.some(({ scheme }) => scheme === document.scheme));
      isNew = true;
      return await publishVersion(platform, unit, publishing);
    },
    audit: ({ id, version, effectiveHash }) => (isNew ? { subject: id, detail: { version, effectiveHash } } : undefined),
  });
}

function requireAlone(actor: Actor, { region, scheme }: RulesetDocument, isLater: boolean): void {
  if (!isLater || isSandbox(region) || actor.keyId === PLATFORM_ACTOR.keyId) return;
  throw new ForbiddenError('ruleset:publish', {
    zh: `地区 ${region} 已有发布的 ${scheme} 规则，改动不能一人直接发布。请起草（createDraft），模拟、提交、由他人审批后发布（publishDraft）。`,
    en: `Region ${region} has published ${scheme} rules: nobody changes them alone. Begin a draft (createDraft), simulate, submit, and publish it once it is approved (publishDraft).`,
  });
}
