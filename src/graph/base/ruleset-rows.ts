import type { RulesetSummary } from '../../app/ports/ports-ruleset.js';
import { versionDays } from '../../app/caches/in-force.js';
import type { RulesetVersion } from '../../generated/prisma/client.js';

const day = (date: Date): string => date.toISOString().slice(0, 10);

/** A row without its texts, as use cases know it. */
export function rulesetSummary(row: Omit<RulesetVersion, 'documentText' | 'effectiveText'>): RulesetSummary {
  const { basedOnRegion, basedOnId, title, ...rest } = row;
  return {
    ...rest,
    title: title as unknown as RulesetSummary['title'],
    effectiveFrom: day(row.effectiveFrom),
    effectiveTo: row.effectiveTo === null ? null : day(row.effectiveTo),
    basedOn: basedOnRegion === null || basedOnId === null ? null : { regionCode: basedOnRegion, id: basedOnId },
  };
}

/** Where a version stands among the others of its region. */
export interface StandingVersion {
  readonly status: RulesetSummary['status'];
  /** Last day in force, as its document or a successor ends it. */
  readonly effectiveTo: string | null;
}

/**
 * What publishing other versions made of one: its last day, and SUPERSEDED once a successor of its scheme has taken over for good. Both are
 * derived when read (ARCHITECTURE 3 "In force"): stored rows never change. `siblings` are all versions of the region.
 */
export function standing(version: RulesetSummary, siblings: readonly RulesetSummary[], today: string): StandingVersion {
  const { status, effectiveTo } = version;
  if (status !== 'PUBLISHED') return { status, effectiveTo };
  const all = versionDays(siblings, version.scheme);
  const last = all.findLast((one) => one.version.id === version.id)?.days;
  const isSucceeded = all.some(({ days }) => days.from <= today && days.id !== version.id && (last === undefined || days.from > last.from));
  return { status: isSucceeded ? 'SUPERSEDED' : 'PUBLISHED', effectiveTo: last?.to ?? effectiveTo };
}
