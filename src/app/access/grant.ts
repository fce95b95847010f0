import { NotFoundError, type FieldProblem } from '../base/errors.js';
import { PERMISSIONS, permissionsOf, ROLE_PERMISSIONS, type Actor, type Role } from '../ports/kit/permissions.js';
import type { HolderRecord } from '../ports/ports-key.js';
import type { Unit } from '../ports/ports.js';
import { fieldProblem, nameProblems } from '../requests/request-fields.js';
import { shownText } from '../../engine/kit/text.js';
import { isUuid } from '../../engine/kit/uuid.js';

/** Every region, and what belongs to none, in a list of regions. */
const EVERYWHERE = '*';

/** 授权 who is to do what, by a key or by signing in. The holder is an existing one by id, or a new one by name. */
export interface Grant {
  readonly holder: { readonly id: string } | { readonly name: string; readonly kind: HolderRecord['kind'] };
  readonly role: Role;
  /** What of the role's scopes it has; none: all of them. */
  readonly scopes: readonly string[];
  /** Region codes, or `*` alone for an administrator of the platform. */
  readonly regions: readonly string[];
  /** The institution that it is for: required for INSTITUTION, possible for INTEGRATOR. */
  readonly institutionCode?: string;
}

/** Where events about a grant stand: in its region if it has one only, otherwise in the first. */
export function auditRegion(regions: readonly string[]): string {
  return regions[0] ?? EVERYWHERE;
}

/** What is wrong with a grant by itself. */
export function grantProblems(grant: Grant): readonly FieldProblem[] {
  return [...regionsProblems(grant), ...scopeProblems(grant), ...institutionRoleProblems(grant), ...holderProblems(grant)];
}

function regionsProblems({ regions, role }: Grant): readonly FieldProblem[] {
  const path = ['regions'];
  if (regions.length === 0) return [fieldProblem(path, 'REQUIRED', '请至少给出一个统筹地区。', 'State at least one region.')];
  if (new Set(regions).size < regions.length) return [fieldProblem(path, 'REPEATED', '统筹地区重复。', 'A region is there twice.')];
  if (!regions.includes(EVERYWHERE)) return [];
  return role === 'ADMIN' && regions.length === 1
    ? []
    : [fieldProblem(path, 'NOT_ALLOWED', '“*”只能单独用于平台管理员（ADMIN）。', '"*" is for administrators (ADMIN), and stands alone.')];
}

function scopeProblems({ role, scopes }: Grant): readonly FieldProblem[] {
  if (role === 'DEMO') {
    const zh = '演示密钥只在每次启动时由平台生成，不能另建。';
    return [fieldProblem(['role'], 'NOT_ALLOWED', zh, 'DEMO keys are minted at each start; they can not be created.')];
  }
  const granted = ROLE_PERMISSIONS[role];
  const wrong = scopes.filter((scope) => !granted.some((permission) => permission === scope));
  if (wrong.length === 0) return [];
  const exists = wrong.every((scope) => PERMISSIONS.some((permission) => permission === scope));
  const [list, own] = [wrong.map((scope) => shownText(scope)).join('、'), granted.join('、')];
  return [
    fieldProblem(
      ['scopes'],
      exists ? 'NOT_OF_THE_ROLE' : 'UNKNOWN_VALUE',
      `角色 ${role} 没有权限：${list}。它有：${own}。`,
      `Role ${role} does not have ${list}. It has: ${own}.`,
    ),
  ];
}

function institutionRoleProblems({ role, regions, institutionCode }: Grant): readonly FieldProblem[] {
  const path = ['institutionCode'];
  if (institutionCode === undefined)
    return role === 'INSTITUTION' ? [fieldProblem(path, 'REQUIRED', '机构密钥须写明机构代码。', 'State the institution of the key.')] : [];
  if (role !== 'INSTITUTION' && role !== 'INTEGRATOR')
    return [fieldProblem(path, 'NOT_ALLOWED', `角色 ${role} 的密钥不属于某一机构。`, `A key of role ${role} is not for one institution.`)];
  return regions.length === 1
    ? []
    : [fieldProblem(['regions'], 'NOT_ALLOWED', '机构密钥只能用于一个统筹地区。', "An institution's key is for one region.")];
}

function holderProblems({ holder }: Grant): readonly FieldProblem[] {
  if (!('name' in holder)) return [];
  const path = ['holder', 'kind'];
  const kind =
    holder.kind === 'SYSTEM' ? [fieldProblem(path, 'NOT_ALLOWED', 'SYSTEM 只指平台自身。', 'SYSTEM is the platform itself.')] : [];
  return [...nameProblems(holder.name, ['holder', 'name']), ...kind];
}

/** Regions and institutions of a grant that there are not. */
export async function unknownProblems(unit: Unit, { regions, institutionCode }: Grant): Promise<readonly FieldProblem[]> {
  const problems: FieldProblem[] = [];
  for (const [row, code] of regions.entries()) {
    if (code === EVERYWHERE || (await unit.regions.find(code)) !== undefined) continue;
    problems.push(
      fieldProblem(
        ['regions', String(row)],
        'UNKNOWN_REGION',
        `没有统筹地区“${shownText(code)}”。`,
        `There is no region "${shownText(code)}".`,
      ),
    );
  }
  const [region] = regions;
  if (institutionCode === undefined || region === undefined || problems.length > 0) return problems;
  if ((await unit.institutions.find(region, institutionCode)) !== undefined) return problems;
  const shown = shownText(institutionCode, 64);
  const zh = `统筹地区 ${region} 没有医疗机构“${shown}”。请先导入该机构。`;
  return [fieldProblem(['institutionCode'], 'UNKNOWN_INSTITUTION', zh, `Region ${region} has no institution "${shown}". Import it first.`)];
}

/**
 * The holder of a grant, made or found. A holder's regions are those of all its grants, so that every administrator of one of them sees it. Throws
 * NOT_FOUND.
 */
export async function holderOf(unit: Unit, { holder, regions }: Grant): Promise<HolderRecord> {
  if ('name' in holder) return await unit.keys.saveHolder({ ...holder, regions });
  const found = isUuid(holder.id) ? await unit.keys.findHolder(holder.id) : undefined;
  if (found === undefined) throw new NotFoundError({ zh: '持有人', en: 'holder' }, holder.id);
  const added = regions.filter((code) => !found.regions.includes(code));
  return added.length === 0 ? found : await unit.keys.saveHolder({ ...found, regions: [...found.regions, ...added] });
}

/** The actor behind a key or a person, and its holder. */
export function actorOfGrant(
  grant: {
    readonly id: string;
    readonly role: Role;
    readonly scopes: readonly string[];
    readonly regions: readonly string[];
    readonly institutionCode: string | null;
  },
  holder: HolderRecord,
): Actor {
  return {
    keyId: grant.id,
    holderId: holder.id,
    name: holder.name,
    kind: holder.kind,
    role: grant.role,
    permissions: permissionsOf(grant.role, grant.scopes),
    regions: grant.regions.includes(EVERYWHERE) ? 'ALL' : grant.regions,
    institutionCode: grant.institutionCode,
    sandboxOnly: false, // a test key's regions are sandboxes by name: it is for those, not for every one
  };
}
