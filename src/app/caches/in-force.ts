import { PAYMENT_SCHEMES, type PaymentScheme, type RulesetSummary } from '../ports/ports-ruleset.js';
import { must } from '../../engine/kit/assert.js';
import { actualRanges, inForce, type ActualRange, type DeclaredRange } from '../../rules/document/dates.js';

/** What is asked of a version to know when it is in force. */
export type Dated = Pick<RulesetSummary, 'id' | 'scheme' | 'status' | 'effectiveFrom' | 'effectiveTo'>;

/** Days on which a version is in force; one that a temporary version interrupts has several of them. */
export interface VersionDays<V extends Dated> {
  readonly version: V;
  readonly days: ActualRange;
}

/**
 * The scheme that somebody asked for; none: DIP before DRG. Never an optional argument: whoever chooses a ruleset says so, so that no door
 * forgets to let it be asked (record 0020).
 */
export type AskedScheme = PaymentScheme | null | undefined;

/** The schemes to look through: the one asked for, else DIP before DRG. */
export function schemesOf(scheme: AskedScheme): readonly PaymentScheme[] {
  return scheme === undefined || scheme === null ? PAYMENT_SCHEMES : [scheme];
}

/** A field of that name for what was asked; none where nothing was, so that requests without it are what they were. */
export function askedFor(scheme: AskedScheme): { readonly scheme?: PaymentScheme } {
  return scheme === undefined || scheme === null ? {} : { scheme };
}

/** The days that a version declares. */
export function declaredRange({ id, effectiveFrom, effectiveTo }: Dated): DeclaredRange {
  return { id, from: effectiveFrom, to: effectiveTo ?? undefined };
}

/** The published versions of a scheme with the days on which each is in force, rising. */
export function versionDays<V extends Dated>(versions: readonly V[], scheme: PaymentScheme): readonly VersionDays<V>[] {
  const published = new Map(publishedOf(versions, scheme).map((version) => [version.id, version]));
  return actualRanges([...published.values()].map(declaredRange)).map((days) => ({
    days,
    version: must(published.get(days.id), 'version'),
  }));
}

/** The version in force on a day, if there is one; with no scheme asked for, DIP before DRG. */
export function inForceOn<V extends Dated>(versions: readonly V[], date: string, scheme: AskedScheme): V | undefined {
  for (const candidate of schemesOf(scheme)) {
    const published = publishedOf(versions, candidate);
    const found = inForce(published.map(declaredRange), date);
    if (found !== undefined) return published.find(({ id }) => id === found.id);
  }
  return undefined;
}

/**
 * 当时所知 what was known at a moment: versions that had been published by then; one that was withdrawn only later stood. Versions are only ever added,
 * and withdrawn once at most, so that this is exact. None named: everything that is known now.
 */
export function knownAt<V extends Pick<RulesetSummary, 'publishedAt' | 'status' | 'withdrawal'>>(
  versions: readonly V[],
  at: Date | null | undefined,
): readonly V[] {
  if (at === null || at === undefined) return versions;
  return versions
    .filter(({ publishedAt }) => publishedAt !== null && publishedAt.getTime() <= at.getTime())
    .map((version) =>
      version.withdrawal !== null && version.withdrawal.at.getTime() > at.getTime() ? { ...version, status: 'PUBLISHED' } : version,
    );
}

/** Every version that was ever published, the withdrawn ones among them: what is signed, and what the audit log tells of. */
export function everPublished<V extends Pick<RulesetSummary, 'status'>>(versions: readonly V[]): readonly V[] {
  return versions.filter(({ status }) => status === 'PUBLISHED' || status === 'WITHDRAWN');
}

/** The published versions of a scheme that stand. */
export function publishedOf<V extends Dated>(versions: readonly V[], scheme: PaymentScheme): readonly V[] {
  return versions.filter((version) => version.scheme === scheme && version.status === 'PUBLISHED');
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
  const { effectiveTo } = version;
  const { status } = siblings.find(({ id }) => id === version.id) ?? version; // withdrawn now, if not as it was known then
  if (status !== 'PUBLISHED') return { status, effectiveTo };
  const all = versionDays(siblings, version.scheme);
  const last = all.findLast((one) => one.version.id === version.id)?.days;
  const isSucceeded = all.some(({ days }) => days.from <= today && days.id !== version.id && (last === undefined || days.from > last.from));
  return { status: isSucceeded ? 'SUPERSEDED' : 'PUBLISHED', effectiveTo: last?.to ?? effectiveTo };
}
