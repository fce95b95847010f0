import { StateError } from '../base/errors.js';
import type { Reader, Unit } from '../ports/ports.js';
import type { RulesetSummary } from '../ports/ports-ruleset.js';
import { isObject } from '../../rules/shape/shape-words.js';

/** Actions that tell of a publication, and of versions that an operator has vouched for. */
const TELLING = ['ruleset:publish', 'draft:publish', 'ruleset:sign'] as const;

/**
 * 审计日志没有记载的版本 published versions of whose publication no event of the audit log tells: put there, or their events were deleted. An operator who
 * signed a version (`dip ruleset sign`) has vouched for it, which the log tells, too.
 */
export async function untoldVersions(
  { audit }: Pick<Unit, 'audit'>,
  regionCode: string,
  published: readonly RulesetSummary[],
): Promise<readonly RulesetSummary[]> {
  if (published.length === 0) return [];
  const events = await audit.genuine({ regionCode, actions: TELLING });
  const told = new Set(events.flatMap(({ action, subject, detail }) => (action === 'ruleset:sign' ? vouchedIn(detail) : [subject])));
  return published.filter(({ id, version, effectiveHash }) => !told.has(id) && !told.has(`${version} ${effectiveHash}`));
}

function vouchedIn({ versions }: Readonly<Record<string, unknown>>): readonly string[] {
  const vouched: readonly unknown[] = Array.isArray(versions) ? versions : [];
  return vouched.flatMap((one) => (isObject(one) ? [`${String(one['version'])} ${String(one['effectiveHash'])}`] : []));
}

/** Why a version is not trusted of which the log doesn't tell, and what to do. */
export function untoldWords({ regionCode, version }: RulesetSummary): { readonly zh: string; readonly en: string } {
  return {
    zh: `地区 ${regionCode} 的规则集版本 ${version} 的发布在审计日志里没有记载：不是在平台上发布的，或日志被删改。请用 dip audit verify 核查；核对内容后仍要使用的，由运维运行 dip ruleset sign。`,
    en: `No event of the audit log tells that ruleset version ${version} of region ${regionCode} was published: it was put there, or the log was changed. Look into it with dip audit verify; an operator who has checked the version may vouch for it with dip ruleset sign.`,
  };
}

/** Refuses what would use a version of a region of which the audit log doesn't tell. Throws RULESET_TAMPERED. */
export async function requireToldVersions(read: Reader, regionCode: string, published: readonly RulesetSummary[]): Promise<void> {
  const [untold] = await read((unit) => untoldVersions(unit, regionCode, published));
  if (untold !== undefined) throw new StateError('RULESET_TAMPERED', untoldWords(untold));
}
