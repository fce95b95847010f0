import { ForbiddenError, NotFoundError } from '../base/errors.js';
import { grouperOf, groupersOf, noGrouper, readyGrouper, type ReadyGrouper } from '../caches/grouper-library.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { GrouperName, GrouperRecord } from '../ports/ports-grouper.js';
import type { Actor } from '../ports/kit/permissions.js';

/** Groupers are published as catalogues are: a key that may read those may read them of every region. */
function requireReading({ permissions }: Actor): void {
  if (!permissions.has('catalogue:read')) throw new ForbiddenError('catalogue:read');
}

/** A stored grouper with what is asked of it. */
export interface StoredGrouper {
  readonly record: GrouperRecord;
  readonly opened: ReadyGrouper;
}

/** The grouper that a region means by a code and version, its own or one from above, made ready. Throws FORBIDDEN, NOT_FOUND. */
export async function openStoredGrouper(
  platform: Pick<Platform, 'caches'>,
  { actor, read }: Caller,
  regionCode: string,
  name: GrouperName,
): Promise<StoredGrouper> {
  const record = await findGrouper({ actor, read }, regionCode, name);
  return { record, opened: await readyGrouper(platform, read, record) };
}

/** As `openStoredGrouper`, without its rules and sets. Throws FORBIDDEN, NOT_FOUND. */
export async function findGrouper({ actor, read }: Caller, regionCode: string, name: GrouperName): Promise<GrouperRecord> {
  requireReading(actor);
  const record = await read((unit) => grouperOf(unit, regionCode, name));
  if (record === undefined) throw noGrouper(name);
  return record;
}

/** The groupers that a region may name: its own, then those from above. Throws FORBIDDEN, NOT_FOUND (region). */
export async function listGroupers({ actor, read }: Caller, regionCode: string): Promise<readonly GrouperRecord[]> {
  requireReading(actor);
  return await read(async (unit) => {
    if ((await unit.regions.find(regionCode)) === undefined) throw new NotFoundError({ zh: '统筹地区', en: 'region' }, regionCode);
    return await groupersOf(unit, regionCode);
  });
}

/** A stored grouper as it was imported, byte for byte: importing it again is the same record. Throws FORBIDDEN, NOT_FOUND. */
export async function exportGrouper(caller: Caller, regionCode: string, name: GrouperName): Promise<Uint8Array> {
  const record = await findGrouper(caller, regionCode, name);
  const content = await caller.read(({ groupers }) => groupers.content(record.regionCode, record.id));
  if (content === undefined) throw noGrouper(name);
  return content;
}
