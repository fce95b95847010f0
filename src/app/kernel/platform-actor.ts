import { PERMISSIONS, type Actor } from '../ports/kit/permissions.js';

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
