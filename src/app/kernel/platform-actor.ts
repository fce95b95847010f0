import type { Caller, Platform } from './platform.js';
import { PERMISSIONS, type Actor } from '../ports/kit/permissions.js';
import { accessOf } from '../ports/ports.js';

/** The platform itself: start-up, samples and workers act as it. It is nobody's key. */
export const PLATFORM_ACTOR: Actor = {
  keyId: 'platform',
  holderId: '00000000-0000-7000-8000-000000000000',
  name: '平台',
  kind: 'SYSTEM',
  role: 'ADMIN',
  permissions: new Set(PERMISSIONS),
  regions: 'ALL',
  institutionCode: null,
  sandboxOnly: false,
};

/** Somebody as a caller of use cases: each read is a transaction of its own, with their rights. */
export function callerAs(actor: Actor, { store }: Pick<Platform, 'store'>): Caller {
  return { actor, read: (work) => store.transaction(accessOf(actor), 'READ', work) };
}
