/** What a key may do, as scopes. A key has the scopes of its role, narrowed by the scopes that it states (ARCHITECTURE 8). */
export const PERMISSIONS = [
  'ruleset:read',
  'ruleset:check',
  'ruleset:draft',
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
  'payment:write',
  'run:read',
  'run:start',
  'run:confirm',
  'statement:read',
  'key:manage',
  'region:read',
  'region:manage',
  'audit:read',
] as const;
/** One scope. */
export type Permission = (typeof PERMISSIONS)[number];

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
    'ruleset:draft',
    'catalogue:write',
    'institution:write',
    'case:read',
    'budget:read',
    'run:read',
    'statement:read',
  ],
  APPROVER: [...OWN, 'ruleset:check', 'ruleset:approve', 'ruleset:publish', 'budget:read', 'run:read', 'statement:read'],
  FINANCE: [
    ...OWN,
    'ruleset:check',
    'case:read',
    'case:import',
    'budget:read',
    'budget:write',
    'payment:write',
    'run:read',
    'run:start',
    'run:confirm',
    'statement:read',
  ],
  INSTITUTION: [...OWN, 'case:read', 'run:read', 'statement:read'],
  INTEGRATOR: [...OWN, 'ruleset:check', 'case:read', 'case:import'],
  AUDITOR: [...OWN, 'ruleset:check', 'case:read', 'budget:read', 'run:read', 'statement:read', 'audit:read'],
  ADMIN: [...PUBLISHED, 'key:manage', 'region:manage', 'audit:read'],
  DEMO: PERMISSIONS.filter((permission) => permission !== 'key:manage' && permission !== 'region:manage'),
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
