import { signRoll } from './publish-version.js';
import { textsAreWhole } from './whole-version.js';
import { StateError } from '../base/errors.js';
import { distrustOf, rollFaultOf, rollFaultsOf, rollWords, signedText, type DistrustReason, type RollDifference, type RollFault } from '../caches/ruleset-signatures.js';
import { everPublished } from '../caches/in-force.js';
import { versionFaults, type VersionFault } from '../caches/told-versions.js';
import { requirePermission, runCommand } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { AuditEventRecord } from '../ports/ports-audit.js';
import type { Reader, Unit } from '../ports/ports.js';
import type { RulesetSummary } from '../ports/ports-ruleset.js';

/**
 * 签名核验 a version that was published and what is wrong with it; `undefined`: a trusted key signed it, its texts are what was signed, and the audit log
 * tells of it (otherwise UNTOLD) and of its withdrawal (otherwise STANDS, WITHDRAWN).
 */
export interface VerifiedVersion {
  readonly version: RulesetSummary;
  readonly keyIds: readonly string[];
  readonly fault: DistrustReason | 'TEXT' | VersionFault['reason'] | undefined;
}

/** 签名核验 what a region has published, each version and all of them together. */
export interface VerifiedRegion {
  readonly versions: readonly VerifiedVersion[];
  /** What the signed roll, or the audit log, says otherwise; empty: none is gone or was put there. */
  readonly roll: readonly RollFault[];
}

/** Looks at every version that a region ever published, its texts included, and for those that are gone. Throws FORBIDDEN. */
export async function verifyRulesets(platform: Platform, { actor, read }: Caller, regionCode: string): Promise<VerifiedRegion> {
  requirePermission(actor, 'audit:read', regionCode);
  return await read((unit) => verified(platform, unit, regionCode));
}

/** What signing did. */
export interface SignedRegion {
  readonly signed: readonly RulesetSummary[];
  /** Whether the roll of the region's versions was signed as well: it was not there, or said otherwise. */
  readonly isRollNew: boolean;
}

/**
 * Signs the published versions of a region that nobody has signed with a trusted key: those from before there were signatures, or signed by a key that is
 * trusted no more; and the roll of them; and vouches for those of which the audit log doesn't tell. An explicit act of whoever owns the machine, who has looked at them; it goes into the audit log. A version
 * whose text is not what its hashes say, whose signature by a trusted key does not fit, or whose withdrawal was taken away or made up, is never signed:
 * RULESET_TAMPERED, and none is. So where one is gone, unless it is named in `without`. Throws FORBIDDEN.
 */
export async function signRulesets(
  platform: Platform,
  { actor }: Pick<Caller, 'actor'>,
  regionCode: string,
  without: readonly string[] = [],
): Promise<SignedRegion> {
  return await runCommand(platform, actor, {
    permission: 'ruleset:publish',
    regionCode,
    action: 'ruleset:sign',
    work: async (unit) => {
      await unit.lock(regionCode, 'rulesets');
      const { versions, roll } = await verified(platform, unit, regionCode);
      const broken = versions.find(({ fault }) => fault !== undefined && NEVER_SIGNED.has(fault));
      if (broken !== undefined) throw neverSigned(broken);
      const turned = roll.find(({ reason }) => reason === 'STANDS' || reason === 'WITHDRAWN');
      if (turned !== undefined) throw withdrawalNotSigned(regionCode, turned);
      const gone = roll.find(
        (fault): fault is RollDifference => fault.reason === 'MISSING' && 'version' in fault && !without.includes(fault.version),
      );
      if (gone !== undefined) throw rollNotSigned(regionCode, gone);
      const signed = versions.filter(({ fault }) => fault !== undefined).map(({ version }) => version);
      const toSign = versions.filter(({ fault }) => fault !== undefined && fault !== 'UNTOLD').map(({ version }) => version);
      for (const version of toSign)
        await unit.rulesets.addSignature({ regionCode, rulesetId: version.id }, platform.signing.sign(signedText(version)));
      const isRollNew = roll.length > 0;
      if (isRollNew) await signRoll(unit, platform.signing, regionCode, versions.map(({ version }) => version));
      return { signed, isRollNew };
    },
    audit: ({ signed, isRollNew }) =>
      signed.length === 0 && !isRollNew
        ? undefined
        : {
            subject: regionCode,
            detail: {
              keyId: platform.signing.keyId,
              versions: signed.map(({ version, effectiveHash }) => ({ version, effectiveHash })),
              roll: isRollNew,
              without,
            },
          },
  });
}

/** Regions with versions that are refused until somebody looks at them: those from before there were signatures, above all. */
export async function regionsToSign({ signing }: Platform, read: Reader): Promise<readonly string[]> {
  return await read(async ({ regions, rulesets }) => {
    const found: string[] = [];
    for (const { code } of await regions.list()) {
      const signatures = await rulesets.signatures(code);
      const published = everPublished(await rulesets.list(code));
      const isDistrusted = published.some((version) => distrustOf(version, signatures, signing) !== undefined);
      if (isDistrusted || rollFaultOf(published, await rulesets.roll(code), signing) !== undefined) found.push(code);
    }
    return found;
  });
}

/** What no operator vouches for: it was changed, whatever it is now. */
const NEVER_SIGNED: ReadonlySet<NonNullable<VerifiedVersion['fault']>> = new Set(['TEXT', 'INVALID', 'STANDS', 'WITHDRAWN']);

/** What publishes a version, and which events accepted that one is gone. */
const TELLING = ['ruleset:publish', 'draft:publish', 'ruleset:sign'] as const;

async function verified({ signing }: Platform, { rulesets, audit }: Unit, regionCode: string): Promise<VerifiedRegion> {
  const signatures = await rulesets.signatures(regionCode);
  const published = everPublished(await rulesets.list(regionCode));
  const faults = await versionFaults({ audit }, regionCode, published);
  const versions: VerifiedVersion[] = [];
  for (const version of published) {
    const keyIds = signatures.filter(({ rulesetId }) => rulesetId === version.id).map(({ keyId }) => keyId);
    const isWhole = await textsAreWhole(rulesets, version);
    const otherwise = faults.find((fault) => fault.version === version)?.reason;
    versions.push({ version, keyIds, fault: isWhole ? (distrustOf(version, signatures, signing) ?? otherwise) : 'TEXT' });
  }
  const fault = rollFaultsOf(published, await rulesets.roll(regionCode), signing).find((one) => !isOfChanged(one, versions));
  const told = goneByLog(published, await audit.ofActions(regionCode, TELLING));
  const known = fault !== undefined && 'version' in fault ? fault.version : undefined;
  return { versions, roll: [...(fault === undefined ? [] : [fault]), ...told.filter((gone) => gone.version !== known)] };
}

/**
 * Whether a roll says otherwise only because a version that is there was changed: that is said of the version, not that it is gone. Of one whose signature
 * is missing too nobody knows what was signed; the roll is all that tells.
 */
function isOfChanged(fault: RollFault, versions: readonly VerifiedVersion[]): boolean {
  if (!('version' in fault)) return false;
  const there = versions.find(({ version }) => version.scheme === fault.scheme && version.version === fault.version);
  return there?.fault === 'INVALID' || there?.fault === 'TEXT';
}

/** Versions that the audit log tells were published and that are not there: a roll that was put back to what it once was does not miss them. */
function goneByLog(
  published: readonly RulesetSummary[],
  events: readonly AuditEventRecord[],
): readonly RollDifference[] {
  const there = new Set(published.map(({ id }) => id));
  const accepted = new Set(events.map(({ detail }) => detail['without']).flatMap((names): unknown[] => (Array.isArray(names) ? names : [])));
  return events
    .filter(({ action, subject, detail }) => action !== 'ruleset:sign' && !there.has(subject) && !accepted.has(detail['version']))
    .map(({ detail }) => ({ reason: 'MISSING', scheme: '', version: String(detail['version']) }));
}

function neverSigned({ version: { regionCode, version } }: VerifiedVersion): StateError {
  return new StateError('RULESET_TAMPERED', {
    zh: `地区 ${regionCode} 的规则集版本 ${version} 与其哈希或签名不符，不能签名；一个也没有签。请运行 dip ruleset verify，从备份核查。`,
    en: `Ruleset version ${version} of region ${regionCode} is not what its hashes or its signature say, and is never signed; none was. Run dip ruleset verify, and look into a backup.`,
  });
}

function withdrawalNotSigned(regionCode: string, fault: RollFault): StateError {
  const { zh, en } = rollWords(regionCode, fault);
  return new StateError('RULESET_TAMPERED', {
    zh: `${zh} 一个也没有签。请从备份恢复。`,
    en: `${en} None was signed. Restore it from a backup.`,
  });
}

function rollNotSigned(regionCode: string, gone: RollDifference): StateError {
  const { zh, en } = rollWords(regionCode, gone);
  return new StateError('RULESET_TAMPERED', {
    zh: `${zh} 一个也没有签。请从备份恢复；确实不再有的，写明 --without ${gone.version}，将记入审计日志。`,
    en: `${en} None was signed. Restore it from a backup; if it is gone for good, state --without ${gone.version}, which is recorded.`,
  });
}
