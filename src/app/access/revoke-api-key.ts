import { translateStoreErrors } from '../kernel/command.js';
import { auditRegion } from './grant.js';
import { ConflictError, ForbiddenError, NotFoundError } from '../base/errors.js';
import { may } from '../ports/kit/permissions.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { runPlatformCommand } from '../kernel/platform-command.js';
import type { KeyRecord } from '../ports/ports-key.js';
import { must } from '../../engine/kit/assert.js';
import { shownText } from '../../engine/kit/text.js';
import { isUuid } from '../../engine/kit/uuid.js';

/**
 * Revokes a key: at once in this process, within five seconds in others. Revoking it again changes nothing. Throws FORBIDDEN, NOT_FOUND, CONFLICT
 * (the key that asks: an administrator does not lock himself out).
 */
export async function revokeApiKey(platform: Platform, { actor, read }: Caller, id: string): Promise<KeyRecord> {
  if (!actor.permissions.has('key:manage')) throw new ForbiddenError('key:manage');
  const key = isUuid(id) ? await translateStoreErrors(() => read(({ keys }) => keys.find(id))) : undefined;
  if (key === undefined || !key.regions.every((code) => may(actor, 'key:manage', code))) throw unknownKey(id);
  if (key.id === actor.keyId) {
    throw new ConflictError({
      zh: '不能撤销正在使用的密钥。请用另一把管理员密钥。',
      en: 'A key can not revoke itself: use another administrator key.',
    });
  }
  if (key.revokedAt !== null) return key;
  return await runPlatformCommand(platform, actor, {
    permission: 'key:manage',
    regions: key.regions,
    action: 'key:revoke',
    work: async ({ keys }) => {
      await keys.revoke(id);
      return must(await keys.find(id), 'revoked key');
    },
    audit: ({ prefix, holderId }) => ({ regionCode: auditRegion(key.regions), subject: id, detail: { prefix, holderId } }),
  });
}

function unknownKey(id: string): NotFoundError {
  return new NotFoundError({ zh: '密钥', en: 'API key' }, shownText(id, 64));
}
