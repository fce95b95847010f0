import type { Permission } from '../../app/ports/kit/permissions.js';

/** What a field asks of the caller: a permission in a region (or in any region of the key), or only a valid key. */
export interface AuthScopes {
  /** Any valid key. */
  authenticated: boolean;
  /** A permission of the key. Which regions it reaches is for row-level security and for the use case. */
  permission: Permission;
  /** A permission of the key of somebody who works for the agency: what concerns all institutions is for none of them. */
  agency: Permission;
  /** A permission in one region. */
  inRegion: { readonly permission: Permission; readonly regionCode: string };
}
