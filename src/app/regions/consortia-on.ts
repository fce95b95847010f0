import { regionIndex } from '../caches/region-cache.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { consortiumStatedOn, type ConsortiumRecord } from '../ports/ports-consortium.js';
import { payeeOn } from '../../engine/clearing/institution-changes.js';

/** 医共体 a consortium on a day, with everybody whose money it receives then: its members, and those merged into them. */
export interface ConsortiumOn extends ConsortiumRecord {
  readonly memberCodes: readonly string[];
}

/** The consortia of a region on a day, by code. Throws FORBIDDEN, NOT_FOUND. */
export async function consortiaOn(platform: Platform, caller: Caller, regionCode: string, day: string): Promise<readonly ConsortiumOn[]> {
  requirePermission(caller.actor, 'institution:read', regionCode);
  const { changes, institutions } = await regionIndex(platform, caller, regionCode);
  const all = await caller.read(({ consortia }) => consortia.list(regionCode));
  const members = new Map<string, string[]>();
  for (const institution of [...institutions.keys()].sort()) {
    const { kind, code } = payeeOn(changes, institution, day);
    if (kind === 'CONSORTIUM') members.set(code, [...(members.get(code) ?? []), institution]);
  }
  return [...new Set(all.map(({ code }) => code))].flatMap((code) => {
    const stated = consortiumStatedOn(all, code, day);
    return stated === undefined ? [] : [{ ...stated, memberCodes: members.get(code) ?? [] }];
  });
}
