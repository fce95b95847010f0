import type { Label } from '../../../engine/plan/plan.js';

/** What a key may do, as scopes. A key has the scopes of its role, narrowed by the scopes that it states (ARCHITECTURE 8). */
export const PERMISSIONS = [
  'ruleset:read',
  'ruleset:check',
  'ruleset:draft',
  'draft:read',
  'ruleset:approve',
  'ruleset:publish',
  'catalogue:read',
  'catalogue:write',
  'institution:read',
  'institution:write',
  'case:read',
  'case:import',
  'case:score',
  'budget:read',
  'budget:write',
  'budget:approve',
  'payment:write',
  'calendar:write',
  'period:declare',
  'period:review',
  'run:read',
  'run:start',
  'run:confirm',
  'simulation:run',
  'run:publish',
  'statement:read',
  'statement:confirm',
  'key:manage',
  'person:manage',
  'region:read',
  'region:manage',
  'audit:read',
] as const;
/** One scope. */
export type Permission = (typeof PERMISSIONS)[number];

/** 权限的含义 what each scope lets do. */
export const PERMISSION_TERMS: Readonly<Record<Permission, Label>> = {
  'ruleset:read': { zh: '查看规则集', en: 'read rulesets' },
  'ruleset:check': { zh: '校验规则集', en: 'check rulesets' },
  'ruleset:draft': { zh: '起草规则集', en: 'draft rulesets' },
  'draft:read': { zh: '查看规则草案', en: 'read drafts of rulesets' },
  'ruleset:approve': { zh: '审批规则集', en: 'approve rulesets' },
  'ruleset:publish': { zh: '发布规则集', en: 'publish rulesets' },
  'catalogue:read': { zh: '查看病种目录库', en: 'read catalogues' },
  'catalogue:write': { zh: '测算、导入病种目录库', en: 'build and import catalogues' },
  'institution:read': { zh: '查看医疗机构', en: 'read institutions' },
  'institution:write': { zh: '维护医疗机构', en: 'keep institutions' },
  'case:read': { zh: '查看病例', en: 'read cases' },
  'case:import': { zh: '导入、作废病例', en: 'import and void cases' },
  'case:score': { zh: '计分', en: 'score cases' },
  'budget:read': { zh: '查看预算、决算及清算的输入与依据', en: 'read budgets, actuals and what a run was made from' },
  'budget:write': { zh: '录入预算、决算', en: 'record budgets and actuals' },
  'budget:approve': { zh: '审批年中预算调整', en: 'approve budgets that are adjusted in mid-year' },
  'payment:write': { zh: '录入调整、拨付、考核', en: 'record adjustments, payments and assessments' },
  'calendar:write': { zh: '维护工作日历', en: 'keep the calendar of working days' },
  'period:declare': { zh: '申报结算期', en: 'declare periods' },
  'period:review': { zh: '审核申报', en: 'review declarations' },
  'run:read': { zh: '查看清算', en: 'read clearing runs' },
  'run:start': { zh: '发起、取消、恢复清算', en: 'start, cancel and resume clearing runs' },
  'run:confirm': { zh: '确认清算', en: 'confirm clearing runs' },
  'simulation:run': { zh: '模拟测算', en: 'work out what-ifs' },
  'run:publish': { zh: '公示清算、答复异议', en: 'publish clearing runs to institutions, answer objections' },
  'statement:read': { zh: '查看结算单', en: 'read statements' },
  'statement:confirm': { zh: '对结算单提异议、确认结算单和到账', en: 'object to statements, confirm them and receipts' },
  'key:manage': { zh: '管理密钥', en: 'manage keys' },
  'person:manage': { zh: '管理人员', en: 'manage people' },
  'region:read': { zh: '查看统筹地区', en: 'read regions' },
  'region:manage': { zh: '管理统筹地区', en: 'manage regions' },
  'audit:read': { zh: '查看审计日志', en: 'read the audit log' },
};

/** Roles of keys. DEMO exists only in memory on the embedded default, for sandbox regions. */
export const ROLES = ['CLERK', 'APPROVER', 'FINANCE', 'INSTITUTION', 'INTEGRATOR', 'AUDITOR', 'ADMIN', 'DEMO'] as const;
/** One role. */
export type Role = (typeof ROLES)[number];

const PUBLISHED: readonly Permission[] = ['region:read', 'ruleset:read', 'catalogue:read'];
const OWN: readonly Permission[] = [...PUBLISHED, 'institution:read', 'case:score'];

/** The scopes of each role. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  CLERK: [
    ...OWN,
    'ruleset:check',
    'draft:read',
    'ruleset:draft',
    'catalogue:write',
    'institution:write',
    'case:read',
    'calendar:write',
    'budget:read',
    'run:read',
    'simulation:run',
    'statement:read',
  ],
  APPROVER: [
    ...OWN,
    'ruleset:check',
    'draft:read',
    'ruleset:approve',
    'ruleset:publish',
    'budget:read',
    'budget:approve',
    'period:review',
    'run:read',
    'simulation:run',
    'statement:read',
  ],
  FINANCE: [
    ...OWN,
    'ruleset:check',
    'draft:read',
    'case:read',
    'case:import',
    'budget:read',
    'budget:write',
    'budget:approve',
    'payment:write',
    'calendar:write',
    'period:declare',
    'period:review',
    'run:read',
    'run:start',
    'run:confirm',
    'simulation:run',
    'run:publish',
    'statement:read',
    'statement:confirm',
  ],
  INSTITUTION: [...OWN, 'case:read', 'period:declare', 'run:read', 'statement:read', 'statement:confirm'],
  INTEGRATOR: [...OWN, 'ruleset:check', 'case:read', 'case:import'],
  AUDITOR: [...OWN, 'ruleset:check', 'draft:read', 'case:read', 'budget:read', 'run:read', 'statement:read', 'audit:read'],
  ADMIN: [...PUBLISHED, 'key:manage', 'person:manage', 'region:manage', 'audit:read'],
  DEMO: PERMISSIONS.filter((permission) => permission !== 'key:manage' && permission !== 'person:manage' && permission !== 'region:manage'),
};

/** Whoever acts: the holder behind a key, or the platform itself. Four-eyes rules compare holders, not keys. */
export interface Actor {
  readonly keyId: string;
  readonly holderId: string;
  readonly name: string;
  readonly kind: 'USER' | 'API_KEY' | 'SYSTEM';
  readonly role: Role;
  readonly permissions: ReadonlySet<Permission>;
  /** Region codes that the key is for; `ALL` for administrators and the platform. */
  readonly regions: readonly string[] | 'ALL';
  /** An institution's key sees its own cases and statement only. */
  readonly institutionCode: string | null;
  /** DEMO keys work in sandbox regions (99xxxx) only. */
  readonly sandboxOnly: boolean;
}

/** The scopes of a key: its role's, narrowed by those that it states (none stated: all of the role's). */
export function permissionsOf(role: Role, scopes: readonly string[]): ReadonlySet<Permission> {
  const granted = ROLE_PERMISSIONS[role];
  return new Set(scopes.length === 0 ? granted : granted.filter((permission) => scopes.includes(permission)));
}

/** Sandbox regions hold synthetic data; their statements say 演示. */
export function isSandbox(regionCode: string): boolean {
  return regionCode.startsWith('99');
}

/** Whether the actor's key is for this region. Published rulesets and catalogues of other regions stay readable. */
export function maySeeRegion(actor: Actor, regionCode: string): boolean {
  if (actor.sandboxOnly) return isSandbox(regionCode);
  return actor.regions === 'ALL' || actor.regions.includes(regionCode);
}

/** Whether the actor may use a permission in a region. */
export function may(actor: Actor, permission: Permission, regionCode: string): boolean {
  return actor.permissions.has(permission) && maySeeRegion(actor, regionCode);
}
