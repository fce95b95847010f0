import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { ConflictError, ForbiddenError, ImportOpenError, NotFoundError, otherRegion, StateError, UserError } from '../base/errors.js';
import { maySeeRegion, type Actor, type Permission } from '../ports/kit/permissions.js';
import type { Platform } from './platform.js';
import type { IdempotencyRecord } from '../ports/ports-audit.js';
import { accessOf, StoreConflict, StoreFull, StoreTampered, StoreUnavailable, type Unit } from '../ports/ports.js';
import { must } from '../../engine/kit/assert.js';

/** One use case that changes something: one permission, one transaction, one audit event (ARCHITECTURE 2). */
export interface Command<T> {
  readonly permission: Permission;
  readonly regionCode: string;
  /** Verb of the audit event, e.g. `ruleset:publish`. */
  readonly action: string;
  readonly work: (unit: Unit) => Promise<T>;
  /** What the audit event says of the result; without personal data. `undefined`: nothing was changed, so there is no event. */
  readonly audit: (result: T) => { readonly subject: string; readonly detail: Readonly<Record<string, unknown>> } | undefined;
}

/**
 * Same key and same input, same answer; same key and another input, IDEMPOTENCY_KEY_REUSED. A key is its holder's and its mutation's own: what
 * others chose, or it chose elsewhere, never stands in its way.
 */
export interface Idempotency<T> {
  readonly key: string;
  /** Everything that makes the request what it is, as JSON. */
  readonly input: unknown;
  readonly refOf: (result: T) => string;
  readonly replay: (unit: Unit, ref: string) => Promise<T>;
}

/** SHA-256 of a value's canonical JSON (RFC 8785), in hex. */
export function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(must(canonicalize(value), 'canonical JSON'))
    .digest('hex');
}

/** Refuses an actor without the permission, or whose key is not for the region: in the same words whether there is such a region or not. */
export function requirePermission(actor: Actor, permission: Permission, regionCode: string): void {
  if (!actor.permissions.has(permission)) throw new ForbiddenError(permission);
  if (!maySeeRegion(actor, regionCode)) throw otherRegion(regionCode);
}

/** Runs a command. Throws `UserError`s only; anything else is a bug. */
export async function runCommand<T>(platform: Platform, actor: Actor, command: Command<T>, idempotency?: Idempotency<T>): Promise<T> {
  requirePermission(actor, command.permission, command.regionCode);
  return translateStoreErrors(() =>
    platform.store.transaction(accessOf(actor), 'WRITE', async (unit) => {
      const region = await unit.regions.find(command.regionCode);
      if (region === undefined) throw new NotFoundError({ zh: '统筹地区', en: 'region' }, command.regionCode);
      const key = `${actor.holderId}/${command.action}/${idempotency?.key ?? ''}`;
      const earlier = idempotency === undefined ? undefined : await replayed(unit, command, idempotency, key);
      if (earlier !== undefined) return earlier.result;
      const result = await command.work(unit);
      if (idempotency !== undefined) {
        const record = { operation: command.action, requestHash: hashOf(idempotency.input), resultRef: idempotency.refOf(result) };
        await unit.idempotency.record(command.regionCode, key, record);
      }
      const event = command.audit(result);
      if (event === undefined) return result;
      await unit.audit.append({ regionCode: command.regionCode, action: command.action, ...event });
      await unit.announce(command.regionCode);
      return result;
    }),
  );
}

async function replayed<T>(
  unit: Unit,
  { regionCode, action }: Command<T>,
  idempotency: Idempotency<T>,
  ownKey: string,
): Promise<{ readonly result: T } | undefined> {
  const requestHash = hashOf(idempotency.input);
  const own = await unit.idempotency.find(regionCode, ownKey);
  if (own !== undefined && own.requestHash !== requestHash) throw keyReused(idempotency.key);
  const earlier = own ?? (await recordedBefore(unit, { regionCode, action, requestHash, key: idempotency.key }));
  return earlier === undefined ? undefined : { result: await idempotency.replay(unit, earlier.resultRef) };
}

interface EarlierRequest {
  readonly regionCode: string;
  readonly action: string;
  readonly requestHash: string;
  readonly key: string;
}

/** Earlier builds kept keys without holder and mutation: a request that is sent again across the upgrade must not be done twice. */
async function recordedBefore(
  unit: Unit,
  { regionCode, action, requestHash, key }: EarlierRequest,
): Promise<IdempotencyRecord | undefined> {
  const earlier = await unit.idempotency.find(regionCode, key);
  return earlier?.operation === action && earlier.requestHash === requestHash ? earlier : undefined;
}

function keyReused(key: string): ConflictError {
  return new ConflictError(
    {
      zh: `幂等键“${key}”已用于另一个请求。请换一个新的键重新提交；若要查询原请求的结果，请以完全相同的内容重发。`,
      en: `The idempotency key "${key}" was used for another request. Use a new key, or send exactly the same input to get the first answer.`,
    },
    {},
    'IDEMPOTENCY_KEY_REUSED',
  );
}

/** Turns the store's conflicts and outages into what a user is told. */
export async function translateStoreErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof StoreConflict) throw conflictOf(error);
    if (error instanceof StoreTampered) throw auditTampered(error.regionCode);
    if (error instanceof StoreFull) throw storageFull();
    if (error instanceof StoreUnavailable) throw unavailable();
    throw error;
  }
}

function conflictOf(error: StoreConflict): ConflictError {
  if (error.kind === 'IMPORT_OPEN') return new ImportOpenError();
  return error.kind === 'UNIQUE'
    ? new ConflictError({
        zh: '同样的记录已经存在，未作任何更改。请刷新后核对。',
        en: 'Such a record exists already; nothing was changed. Refresh and check.',
      })
    : new ConflictError({
        zh: '所引用的记录不存在，未作任何更改。请核对编码。',
        en: 'A record that this refers to does not exist; nothing was changed.',
      });
}

/** AUDIT_TAMPERED: nothing is recorded in a region whose audit log is not what was signed last, until somebody has looked at it. */
function auditTampered(regionCode: string): StateError {
  return new StateError('AUDIT_TAMPERED', {
    zh: `${regionCode === '*' ? '平台' : `地区 ${regionCode}`}的审计日志与最后一次签名的链头不符，或签名密钥不受信任，未作任何更改。请运维运行 dip audit verify --region ${regionCode} 核查；密钥是本单位其他服务器的，把其公钥放入受信任公钥目录（DIP_TRUSTED_KEYS）。`,
    en: `The audit log of ${regionCode} is not what its signed head says, or the key is not trusted; nothing was changed. Have the operator run dip audit verify --region ${regionCode}; if the key is another server's of yours, put its public key into the trusted keys (DIP_TRUSTED_KEYS).`,
  });
}

/** STORAGE_FULL: the disk under the database is full; nothing was changed, and trying again is of no use before somebody makes room. */
export function storageFull(): StateError {
  return new StateError('STORAGE_FULL', {
    zh: '数据库所在磁盘已满，本次请求未作任何更改。请运维腾出空间后重试；已存的数据仍可查询。',
    en: 'The disk under the database is full; nothing was changed. Have the operator make room, then try again; what is stored can be read.',
  });
}

/** UNAVAILABLE: the database can't be reached; nothing was changed, try again. */
export function unavailable(): StateError {
  return new StateError('UNAVAILABLE', {
    zh: '数据库暂时不可用，本次请求未作任何更改。请稍后重试；持续出现请联系运维。',
    en: 'The database is not available; nothing was changed. Try again later, or tell the operator.',
  });
}
