import { StateError } from '../base/errors.js';
import type { AuditEventRecord } from '../ports/ports-audit.js';
import type { Reader, Unit } from '../ports/ports.js';
import type { RulesetSummary } from '../ports/ports-ruleset.js';
import { isObject } from '../../rules/shape/shape-words.js';

/** What the audit log calls the withdrawal of a version. */
export const WITHDRAWING = 'ruleset:withdraw';
/** Actions that tell of a publication, of versions that an operator has vouched for, and of withdrawals. */
const TELLING = ['ruleset:publish', 'draft:publish', 'ruleset:sign', WITHDRAWING] as const;

/**
 * 与审计日志不符的版本 a version of which the audit log tells otherwise. UNTOLD: no event tells of its publication: it was put there, or the event was deleted. An
 * operator who signed a version (`dip ruleset sign`) has vouched for it, which the log tells, too. STANDS: it was withdrawn, and is stored as published.
 * WITHDRAWN: it is stored as withdrawn, and the log doesn't tell so, or by another person, at another time, for another reason.
 */
export interface VersionFault {
  readonly version: RulesetSummary;
  readonly reason: 'UNTOLD' | 'STANDS' | 'WITHDRAWN';
}

/** Compares what a region ever published, withdrawn versions included, with its audit log. */
export async function versionFaults(
  { audit }: Pick<Unit, 'audit'>,
  regionCode: string,
  published: readonly RulesetSummary[],
): Promise<readonly VersionFault[]> {
  if (published.length === 0) return [];
  const events = await audit.genuine({ regionCode, actions: TELLING });
  const withdrawn = new Map(events.filter(({ action }) => action === WITHDRAWING).map((event) => [event.subject, event]));
  const told = new Set(
    events.flatMap(({ action, subject, detail }) => {
      if (action === WITHDRAWING) return [];
      return action === 'ruleset:sign' ? vouchedIn(detail) : [subject];
    }),
  );
  return published.flatMap((version): VersionFault[] => {
    const event = withdrawn.get(version.id);
    if (version.status === 'WITHDRAWN' && !tellsOf(event, version)) return [{ version, reason: 'WITHDRAWN' }];
    if (version.status !== 'WITHDRAWN' && event !== undefined) return [{ version, reason: 'STANDS' }];
    return told.has(version.id) || told.has(`${version.version} ${version.effectiveHash}`) ? [] : [{ version, reason: 'UNTOLD' }];
  });
}

/** What the audit event of a withdrawal says of it. */
export function withdrawalDetail({
  version,
  scheme,
  effectiveFrom,
  effectiveHash,
  withdrawal,
}: RulesetSummary): Readonly<Record<string, unknown>> {
  return { version, scheme, effectiveFrom, effectiveHash, at: withdrawal?.at.toISOString() ?? null, reason: withdrawal?.reason ?? null };
}

function tellsOf(event: AuditEventRecord | undefined, version: RulesetSummary): boolean {
  const said = withdrawalDetail(version);
  return (
    event !== undefined &&
    event.actorId === version.withdrawal?.byId &&
    event.actorName === version.withdrawal.byName &&
    Object.entries(said).every(([name, value]) => event.detail[name] === value)
  );
}

function vouchedIn({ versions }: Readonly<Record<string, unknown>>): readonly string[] {
  const vouched: readonly unknown[] = Array.isArray(versions) ? versions : [];
  return vouched.flatMap((one) => (isObject(one) ? [`${String(one['version'])} ${String(one['effectiveHash'])}`] : []));
}

/** Why a version is not trusted of which the log tells otherwise, and what to do. */
export function versionFaultWords({ reason, version: { regionCode, version } }: VersionFault): {
  readonly zh: string;
  readonly en: string;
} {
  if (reason === 'UNTOLD')
    return {
      zh: `地区 ${regionCode} 的规则集版本 ${version} 的发布在审计日志里没有记载：不是在平台上发布的，或日志被删改。请用 dip audit verify 核查；核对内容后仍要使用的，由运维运行 dip ruleset sign。`,
      en: `No event of the audit log tells that ruleset version ${version} of region ${regionCode} was published: it was put there, or the log was changed. Look into it with dip audit verify; an operator who has checked the version may vouch for it with dip ruleset sign.`,
    };
  if (reason === 'STANDS')
    return {
      zh: `地区 ${regionCode} 的规则集版本 ${version} 审计日志记载已撤回，库中却仍为已发布：撤回被抹去。请立即联系运维，从备份核查（dip audit verify）。`,
      en: `The audit log tells that ruleset version ${version} of region ${regionCode} was withdrawn, and it stands as published: the withdrawal was taken away. Tell the operator at once, and look into a backup (dip audit verify).`,
    };
  return {
    zh: `地区 ${regionCode} 的规则集版本 ${version} 库中为已撤回，与审计日志的记载不符：不是在平台上这样撤回的，或日志被删改。请立即联系运维，从备份核查（dip audit verify）。`,
    en: `Ruleset version ${version} of region ${regionCode} is stored as withdrawn, and the audit log does not tell so: it was not withdrawn so on the platform, or the log was changed. Tell the operator at once, and look into a backup (dip audit verify).`,
  };
}

/** Refuses what would use a version of a region of which the audit log tells otherwise. Throws RULESET_TAMPERED. */
export async function requireToldVersions(read: Reader, regionCode: string, published: readonly RulesetSummary[]): Promise<void> {
  const [fault] = await read((unit) => versionFaults(unit, regionCode, published));
  if (fault !== undefined) throw new StateError('RULESET_TAMPERED', versionFaultWords(fault));
  await read((unit) => requireWholeRuleEvents(unit, regionCode));
}

/**
 * 规则事件齐全 refuses what rests on the history of a region's rules where an event of it was deleted or changed, whatever else was put back with it: the signed
 * head of the audit log counts them. Throws AUDIT_TAMPERED.
 */
export async function requireWholeRuleEvents({ audit }: Pick<Unit, 'audit'>, regionCode: string): Promise<void> {
  const count = await audit.ruleEvents(regionCode);
  if (count === undefined || count.genuine === count.counted) return;
  const { counted, genuine } = count;
  const what =
    counted === undefined
      ? { zh: `审计日志的链头与签名不符`, en: `the head of the audit log of region ${regionCode} is not what was signed` }
      : {
          zh: `审计日志里规则的事件（起草、审批、发布、撤回、发布规则的设定）应有 ${counted} 条，是原样的有 ${genuine} 条`,
          en: `the audit log of region ${regionCode} holds ${counted} events of rules (drafts, approvals, publications, withdrawals, the rule of publication) by its signed head, and ${genuine} are there as they were`,
        };
  throw new StateError('AUDIT_TAMPERED', {
    zh: `地区 ${regionCode} 的${what.zh}：日志被删改，现在的规则和发布规则不可信，未作任何更改。请运维运行 dip audit verify --region ${regionCode} 查明是哪一条，从备份恢复；查明后仍要继续的，用 dip audit sign --accept-from。`,
    en: `What rules rest on was changed outside of the platform: ${what.en}. Nothing was changed. Have the operator run dip audit verify --region ${regionCode} and restore a backup; to go on nevertheless, dip audit sign --accept-from.`,
  });
}
