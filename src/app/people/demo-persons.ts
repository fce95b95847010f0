import { permissionsOf, type Actor, type Role } from '../ports/kit/permissions.js';
import { PLATFORM_ACCESS, type Store } from '../ports/ports.js';
import { SAMPLE_REGION } from '../sample/sample-city.js';

/** 演示人员 persons of the sandbox on the embedded default, so that one newcomer can try four eyes: never stored, never elsewhere. */
export const DEMO_PERSONS = {
  CLERK: { login: 'jingban', name: '演示经办员', role: 'CLERK', holderId: '00000000-0000-7000-8000-0000000000d1' },
  APPROVER: { login: 'shenpi', name: '演示审批员', role: 'APPROVER', holderId: '00000000-0000-7000-8000-0000000000d2' },
  FINANCE: { login: 'caiwu', name: '演示财务', role: 'FINANCE', holderId: '00000000-0000-7000-8000-0000000000d3' },
  FINANCE_REVIEW: { login: 'caiwu-fuhe', name: '演示财务复核', role: 'FINANCE', holderId: '00000000-0000-7000-8000-0000000000d4' },
  INSTITUTION: { login: 'yiyuan', name: '演示医院', role: 'INSTITUTION', holderId: '00000000-0000-7000-8000-0000000000d5' },
  AUDITOR: { login: 'shenji', name: '演示审计员', role: 'AUDITOR', holderId: '00000000-0000-7000-8000-0000000000d6' },
  ADMIN: { login: 'guanli', name: '演示管理员', role: 'ADMIN', holderId: '00000000-0000-7000-8000-0000000000d7' },
} as const satisfies Readonly<Record<string, { login: string; name: string; role: Role; holderId: string }>>;

/** One of them. */
export type DemoPerson = keyof typeof DEMO_PERSONS;

/** Whether somebody names one of them. */
export function isDemoPerson(name: unknown): name is DemoPerson {
  return typeof name === 'string' && Object.hasOwn(DEMO_PERSONS, name);
}

/** What one of them may do: what a key of the role may, in sandbox regions; the hospital's in the sample city alone. */
export function demoActor(person: DemoPerson, institutionCode: string | null): Actor {
  const { name, role, holderId } = DEMO_PERSONS[person];
  const isInstitution = role === 'INSTITUTION';
  return {
    ...{ keyId: `demo:${person}`, holderId, name, kind: 'USER', role, permissions: permissionsOf(role, []) },
    regions: isInstitution ? [SAMPLE_REGION] : 'ALL',
    institutionCode: isInstitution ? institutionCode : null,
    sandboxOnly: !isInstitution,
  };
}

/** The hospital of the demonstration: the first of the sample city, once it is there. */
export async function demoInstitution(store: Store): Promise<string | null> {
  return await store.transaction(PLATFORM_ACCESS, 'READ', async ({ institutions }) => {
    const codes = (await institutions.list(SAMPLE_REGION)).map(({ code }) => code);
    return codes.sort()[0] ?? null;
  });
}
