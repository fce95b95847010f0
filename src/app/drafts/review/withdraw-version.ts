import { closedThrough } from './check-draft.js';
import { publishingRuleOf } from './publishing-rule.js';
import { chinaDay } from '../../base/china-day.js';
import { ConflictError, ForbiddenError, NotFoundError } from '../../base/errors.js';
import { everPublished, inForceOn, publishedOf } from '../../caches/in-force.js';
import { requireSignedVersions } from '../../caches/ruleset-signatures.js';
import { requireToldVersions, WITHDRAWING, withdrawalDetail } from '../../caches/told-versions.js';
import { requirePermission, runCommand } from '../../kernel/command.js';
import { mayAgreeAlone } from '../../kernel/four-eyes.js';
import { PLATFORM_ACTOR } from '../../kernel/platform-actor.js';
import type { Caller, Platform } from '../../kernel/platform.js';
import type { Actor } from '../../ports/kit/permissions.js';
import type { Reader, Unit } from '../../ports/ports.js';
import type { RulesetRecord, RulesetSummary } from '../../ports/ports-ruleset.js';
import { reasonProblems, refuseProblems, requireIdempotencyKey } from '../../requests/request-fields.js';
import { signRoll } from '../../rulesets/publish-version.js';
import { must } from '../../../engine/kit/assert.js';
import { yearAggregateFindings } from '../../../rules/compiled/year-aggregates.js';

/** 撤回 a published version that has not begun. */
export interface WithdrawVersion {
  readonly regionCode: string;
  readonly version: string;
  readonly reason: string;
  readonly idempotencyKey: string;
}

/** What a withdrawal left. */
export interface WithdrawnVersion {
  readonly version: RulesetRecord;
  /** The version that holds now on what would have been its first day; null: none does. */
  readonly instead: RulesetSummary | null;
}

/**
 * 撤回版本 withdraws a published version before its first day: it never holds, the versions before it hold as if it were not there, its name stays used, and
 * another version may begin on its first day. By one of the roles that the region lets approve, alone, since nothing new comes into force (record 0053).
 * Throws FORBIDDEN, NOT_FOUND, VALIDATION_FAILED (reason), CONFLICT (it has begun, is withdrawn by now, or something rests on it), RULESET_TAMPERED,
 * IDEMPOTENCY_KEY_REUSED.
 */
export async function withdrawVersion(platform: Platform, caller: Caller, input: WithdrawVersion): Promise<WithdrawnVersion> {
  const { regionCode, version: name, reason, idempotencyKey } = input;
  const { actor } = caller;
  requirePermission(actor, 'ruleset:publish', regionCode);
  requireIdempotencyKey(idempotencyKey);
  refuseProblems(reasonProblems(reason));
  return await runCommand(
    platform,
    actor,
    {
      permission: 'ruleset:publish',
      regionCode,
      action: WITHDRAWING,
      work: async (unit) => {
        await unit.lock(regionCode, 'rulesets');
        const read: Reader = async (work) => await work(unit);
        const all = await requireSignedVersions(read, platform.signing, regionCode);
        await requireToldVersions(read, regionCode, all);
        requireRole(actor, regionCode, (await publishingRuleOf(unit, regionCode)).roles);
        const version = all.find((one) => one.version === name);
        if (version === undefined)
          throw new NotFoundError({ zh: `地区 ${regionCode} 的规则集版本`, en: `ruleset version of region ${regionCode}` }, name);
        await requireNotBegun(unit, version);
        await requireNothingOn(platform, unit, version, all);
        const at = new Date(Math.max(Date.now(), (version.publishedAt?.getTime() ?? 0) + 1)); // clocks of servers differ
        if (!(await unit.rulesets.withdraw({ regionCode, rulesetId: version.id }, { at, reason: reason.trim() })))
          throw withdrawnBefore(version);
        await signRoll(unit, platform.signing, regionCode, everPublished(await unit.rulesets.list(regionCode)));
        return await withdrawn(unit, regionCode, version.id);
      },
      audit: ({ version }) => ({ subject: version.id, detail: withdrawalDetail(version) }),
    },
    {
      key: idempotencyKey,
      input: { regionCode, version: name, reason },
      refOf: ({ version }) => version.id,
      replay: (unit, id) => withdrawn(unit, regionCode, id),
    },
  );
}

async function withdrawn({ rulesets }: Unit, regionCode: string, id: string): Promise<WithdrawnVersion> {
  const version = must(await rulesets.findById(regionCode, id), 'version that was withdrawn');
  return { version, instead: inForceOn(await rulesets.list(regionCode), version.effectiveFrom, version.scheme) ?? null };
}

/** As for approvals: the roles that the region names; whoever owns the machine, and demo keys in sandbox regions. */
function requireRole(actor: Actor, regionCode: string, roles: readonly string[]): void {
  if (mayAgreeAlone(actor, regionCode) || actor.keyId === PLATFORM_ACTOR.keyId || roles.includes(actor.role)) return;
  throw new ForbiddenError('ruleset:publish', {
    zh: `本地区由 ${roles.join('、')} 决定发布和撤回，您的角色是 ${actor.role}。`,
    en: `What is published is approved and withdrawn by ${roles.join(', ')} in this region; your role is ${actor.role}.`,
  });
}

async function requireNotBegun(unit: Unit, version: RulesetSummary): Promise<void> {
  if (version.status === 'WITHDRAWN') throw withdrawnBefore(version);
  const today = chinaDay(await unit.now());
  const { version: name, effectiveFrom: from, regionCode } = version;
  if (from > today) return;
  throw new ConflictError({
    zh: `版本 ${name} 自 ${from} 起生效，今天是 ${today}，不能再撤回。要改回去的，请回退：以旧版本起草（dip draft create --region ${regionCode} --from …），审批后发布为新版本。`,
    en: `Version ${name} holds from ${from} on, and today is ${today}: it can't be withdrawn any more. To go back, begin a draft from the earlier version (createDraft), have it approved, and publish it as a new version.`,
  });
}

/** Nothing may rest on it: a closed period, a version of the region that extends it, versions on both sides that would meet in one settlement year. */
async function requireNothingOn(platform: Platform, unit: Unit, version: RulesetSummary, all: readonly RulesetSummary[]): Promise<void> {
  const { version: name, effectiveFrom: from } = version;
  const read: Reader = async (work) => await work(unit);
  const closedTo = await closedThrough(read, await platform.rulesets.get(read, version));
  if (closedTo !== undefined && from <= closedTo)
    throw new ConflictError({
      zh: `版本 ${name} 的生效日 ${from} 在已关闭的期间内（至 ${closedTo}），清算据以确认，不能撤回。`,
      en: `The first day ${from} of version ${name} lies in a period that was closed by it (to ${closedTo}): it can't be withdrawn.`,
    });
  const others = publishedOf(all, version.scheme).filter(({ id }) => id !== version.id);
  const extending = others.find(({ basedOn }) => basedOn?.id === version.id);
  if (extending !== undefined)
    throw new ConflictError({
      zh: `本地区的版本 ${extending.version} 继承自版本 ${name}。请先撤回 ${extending.version}。`,
      en: `Version ${extending.version} of the region extends version ${name}. Withdraw ${extending.version} first.`,
    });
  const before = others.findLast(({ effectiveFrom }) => effectiveFrom < from);
  const after = others.find(({ effectiveFrom }) => effectiveFrom > from);
  if (before === undefined || after === undefined) return;
  const [earlier, later] = [await platform.rulesets.get(read, before), await platform.rulesets.get(read, after)];
  if (yearAggregateFindings(later, [earlier]).length > 0)
    throw new ConflictError({
      zh: `撤回版本 ${name} 之后，版本 ${before.version} 与 ${after.version} 在同一结算年度相接，而两者的汇总项或年度口径不同，该年度无法清算。请先撤回 ${after.version}，或发布新版本。`,
      en: `Without version ${name}, versions ${before.version} and ${after.version} would meet in one settlement year, and they add up or count years otherwise: it could not be cleared. Withdraw ${after.version} first, or publish another version.`,
    });
}

function withdrawnBefore({ version, withdrawal }: RulesetSummary): ConflictError {
  return new ConflictError({
    zh: `版本 ${version} 已由 ${withdrawal?.byName ?? '他人'} 撤回，未作更改。`,
    en: `Version ${version} was withdrawn by ${withdrawal?.byName ?? 'somebody'} before; nothing was changed.`,
  });
}
