import { auditRegion, grantProblems, holderOf, unknownProblems, type Grant } from './grant.js';
import type { FieldProblem } from '../base/errors.js';
import { newKey } from './key-ring.js';
import { isSandbox } from '../ports/kit/permissions.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { runPlatformCommand } from '../kernel/platform-command.js';
import type { HolderRecord, KeyRecord } from '../ports/ports-key.js';
import type { Unit } from '../ports/ports.js';
import { fieldProblem, refuseProblems } from '../requests/request-fields.js';

/** 新密钥 whose key it is to be and what it may do. */
export interface CreateApiKey extends Grant {
  readonly expiresAt?: Date;
}

/** A new key: its text is here, and nowhere else. */
export interface CreatedApiKey {
  readonly key: string;
  readonly record: KeyRecord;
  readonly holder: HolderRecord;
}

/**
 * Creates an API key. Its text is answered once; SHA-256 of it is stored. Throws FORBIDDEN (a region that the caller's own key is not for),
 * VALIDATION_FAILED, NOT_FOUND (holder).
 */
export async function createApiKey(platform: Platform, { actor }: Pick<Caller, 'actor'>, input: CreateApiKey): Promise<CreatedApiKey> {
  const { regions, role, scopes, institutionCode = null, expiresAt = null } = input;
  refuseProblems(grantProblems(input));
  const { key, prefix, hash } = newKey(regions.every(isSandbox) ? 'test' : 'live');
  return await runPlatformCommand(platform, actor, {
    permission: 'key:manage',
    regions,
    action: 'key:create',
    work: async (unit) => {
      refuseProblems([...(await unknownProblems(unit, input)), ...(await expiryProblems(unit, expiresAt))]);
      const holder = await holderOf(unit, input);
      const own = { holderId: holder.id, prefix, hash, role, scopes, regions, institutionCode, expiresAt };
      return { key, record: await unit.keys.insert(own), holder };
    },
    audit: ({ record, holder }) => ({
      regionCode: auditRegion(regions),
      subject: record.id,
      detail: {
        prefix: record.prefix,
        holderId: holder.id,
        role,
        scopes,
        regions,
        institutionCode,
        expiresAt: expiresAt?.toISOString() ?? null,
      },
    }),
  });
}

async function expiryProblems(unit: Unit, expiresAt: Date | null): Promise<readonly FieldProblem[]> {
  if (expiresAt === null || expiresAt > (await unit.now())) return [];
  return [fieldProblem(['expiresAt'], 'OUT_OF_RANGE', '失效时间须在将来。', 'The key must expire in the future.')];
}
