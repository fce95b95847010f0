import { translateStoreErrors } from './command.js';
import { ForbiddenError, otherRegion } from '../base/errors.js';
import { may, type Actor, type Permission } from '../ports/kit/permissions.js';
import type { Platform } from './platform.js';
import { accessOf, type Unit } from '../ports/ports.js';

/** A use case of administration, about regions that need not exist yet, or about none: one permission, one transaction, one audit event. */
export interface PlatformCommand<T> {
  readonly permission: Permission;
  /** Every region concerned; `*`: all of them. The caller's key must be for each. */
  readonly regions: readonly string[];
  readonly action: string;
  readonly work: (unit: Unit) => Promise<T>;
  /** Where the audit event stands, and what it says. */
  readonly audit: (result: T) => {
    readonly regionCode: string;
    readonly subject: string;
    readonly detail: Readonly<Record<string, unknown>>;
  };
}

/** Runs a command of administration; caches everywhere are told. Throws `UserError`s only. */
export async function runPlatformCommand<T>(platform: Platform, actor: Actor, command: PlatformCommand<T>): Promise<T> {
  const { permission, regions, action, work, audit } = command;
  if (regions.length === 0 || !actor.permissions.has(permission)) throw new ForbiddenError(permission);
  const other = regions.find((code) => !may(actor, permission, code));
  if (other !== undefined) throw otherRegion(other);
  return await translateStoreErrors(() =>
    platform.store.transaction(accessOf(actor), 'WRITE', async (unit) => {
      const result = await work(unit);
      await unit.audit.append({ action, ...audit(result) });
      await unit.announce('*');
      return result;
    }),
  );
}
