import { requirePermission, runCommand } from '../../kernel/command.js';
import type { Caller, Platform } from '../../kernel/platform.js';
import { fieldProblem, reasonProblems, refuseProblems, requireIdempotencyKey } from '../../requests/request-fields.js';
import type { PublishingRule, PublishingRuleRecord } from '../../ports/ports-draft.js';
import { type Actor, type Permission, type Role, ROLE_PERMISSIONS, ROLES } from '../../ports/kit/permissions.js';
import type { Unit } from '../../ports/ports.js';
import { must } from '../../../engine/kit/assert.js';
import { jsonHash } from '../../../rules/document/hash.js';
import { StateError } from '../../base/errors.js';
import { requireWholeRuleEvents } from '../../caches/told-versions.js';

/** 未设定时的发布规则 what is asked for where a region has set nothing: one approver. */
export const DEFAULT_PUBLISHING_RULE: PublishingRule = { approvals: 1, roles: ['APPROVER'], missedDay: 'STAY_APPROVED' };
/** Roles that may approve rulesets at all. */
export const APPROVING_ROLES: readonly Role[] = ROLES.filter(
  (role) => role !== 'DEMO' && ROLE_PERMISSIONS[role].includes('ruleset:approve'),
);
const MOST_APPROVALS = 5;

/**
 * What a region asks for before a draft is published: what its last event of the audit log says that was set. Throws RULESET_TAMPERED where what is stored
 * is another rule, AUDIT_TAMPERED where an event of rules is gone: it may have set another one.
 */
export async function publishingRuleOf(unit: Unit, regionCode: string): Promise<PublishingRule> {
  const { rule, isTold } = await storedRule(unit, regionCode);
  if (!isTold) throw new StateError('RULESET_TAMPERED', ruleWords(regionCode));
  await requireWholeRuleEvents(unit, regionCode);
  return rule;
}

/** What it takes to read the rule: `draft:read`, or what it takes to set it. */
export function rulePermission(actor: Actor | null): Permission {
  return actor?.permissions.has('draft:read') !== true && actor?.permissions.has('region:manage') === true ? 'region:manage' : 'draft:read';
}

/** As `publishingRuleOf`, for whoever reads drafts of the region or sets its rule. Throws FORBIDDEN, RULESET_TAMPERED. */
export async function readPublishingRule({ actor, read }: Caller, regionCode: string): Promise<PublishingRule> {
  requirePermission(actor, rulePermission(actor), regionCode);
  return await read((unit) => publishingRuleOf(unit, regionCode));
}

/** What is stored, whether the audit log says the same; nothing stored and nothing told is the default. */
export async function storedRule(
  { drafts, audit }: Pick<Unit, 'drafts' | 'audit'>,
  regionCode: string,
): Promise<{ readonly rule: PublishingRule; readonly isTold: boolean }> {
  const stored = await drafts.publishingRule(regionCode);
  const told = (await audit.genuine({ regionCode, actions: ['draft:rule'], subject: regionCode })).at(-1);
  const rule = stored ?? DEFAULT_PUBLISHING_RULE;
  if (stored === undefined || told === undefined) return { rule, isTold: stored === undefined && told === undefined };
  const { approvals, roles, missedDay } = told.detail;
  return { rule, isTold: jsonHash({ approvals, roles, missedDay }) === jsonHash(statedOf(rule)) };
}

function statedOf({ approvals, roles, missedDay }: PublishingRule) {
  return { approvals, roles: [...roles], missedDay };
}

/** What is wrong with a region's rule, and what to do. */
export function ruleWords(regionCode: string): { readonly zh: string; readonly en: string } {
  return {
    zh: `地区 ${regionCode} 的发布规则（审批人数、角色）与审计日志最后一次设定不符，不是在平台上改的。核查后请重新设定，各项都写明（setPublishingRule；dip draft rule --approvals --roles --missed-day --reason）。`,
    en: `The rule of publication of region ${regionCode} (approvals, roles) is not what the audit log says was set last: it was not changed on the platform. Look into it, and set it anew, all of it (setPublishingRule; dip draft rule --approvals --roles --missed-day --reason).`,
  };
}

/** 设定发布规则. */
export interface SetPublishingRule extends PublishingRule {
  readonly regionCode: string;
  readonly reason: string;
  readonly idempotencyKey: string;
}

/**
 * 设定发布规则 how many approvals a draft needs, of which roles, and what becomes of a scheduled one that could not be published. Drafts in review are
 * measured by it at once. Throws FORBIDDEN, VALIDATION_FAILED, IDEMPOTENCY_KEY_REUSED.
 */
export async function setPublishingRule(platform: Platform, caller: Caller, input: SetPublishingRule): Promise<PublishingRuleRecord> {
  const { regionCode, idempotencyKey, reason, approvals, roles, missedDay } = input;
  requirePermission(caller.actor, 'region:manage', regionCode);
  requireIdempotencyKey(idempotencyKey);
  const unfit = roles.filter((role) => !APPROVING_ROLES.includes(role));
  refuseProblems([
    ...reasonProblems(reason),
    ...(Number.isInteger(approvals) && approvals >= 1 && approvals <= MOST_APPROVALS
      ? []
      : [fieldProblem(['approvals'], 'OUT_OF_RANGE', `审批人数应为 1 到 ${MOST_APPROVALS}。`, `Approvals are 1 to ${MOST_APPROVALS}.`)]),
    ...(roles.length > 0 && unfit.length === 0
      ? []
      : [
          fieldProblem(
            ['roles'],
            'ROLE',
            `审批角色应至少有一个，且有审批权限：${APPROVING_ROLES.join('、')}。`,
            `State at least one role, and only such as may approve: ${APPROVING_ROLES.join(', ')}.`,
          ),
        ]),
  ]);
  return await runCommand(
    platform,
    caller.actor,
    {
      permission: 'region:manage',
      regionCode,
      action: 'draft:rule',
      work: async (unit) => {
        await unit.lock(regionCode, 'publishing-rule');
        return await unit.drafts.setPublishingRule(regionCode, { approvals, roles, missedDay, reason: reason.trim() });
      },
      audit: () => ({ subject: regionCode, detail: { approvals, roles, missedDay, reason: reason.trim() } }),
    },
    {
      key: idempotencyKey,
      input: { regionCode, approvals, roles, missedDay, reason },
      refOf: ({ seq }) => String(seq),
      replay: async (unit) => must(await unit.drafts.publishingRule(regionCode), 'publishing rule'),
    },
  );
}
