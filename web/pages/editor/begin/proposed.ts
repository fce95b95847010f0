import type { DraftBasesQuery } from '../../../generated/editor/graphql.ts';
import { firstOfNextMonth } from '../../../parts/days.ts';

type Version = NonNullable<DraftBasesQuery['region']>['rulesetVersions']['edges'][number]['node'];

/** From which version a draft begins, and what the new one is called. */
export interface ProposedDraft {
  readonly from: string;
  readonly version: string;
}

/** What a region's versions propose for a draft of its next rules. */
export interface Proposals {
  readonly versions: readonly Version[];
  /** The first of a coming month on which no version begins. */
  readonly firstDay: string;
  /** For a draft that is to hold from a day on. */
  readonly onDay: (day: string) => ProposedDraft;
}

/** A number that no version has yet, of the year in which it begins to hold: `2026.2`. */
function freeVersion(year: string, taken: readonly string[]): string {
  const free = taken.map((_, index) => `${year}.${index + 1}`).find((version) => !taken.includes(version));
  return free ?? `${year}.${taken.length + 1}`;
}

/** The version that holds on a day, of those of one scheme: the one that began last. */
function holdingOn(versions: readonly Version[], day: string): Version | undefined {
  const begun = versions.filter(
    ({ effectiveFrom, effectiveTo }) =>
      typeof effectiveFrom === 'string' && effectiveFrom <= day && (typeof effectiveTo !== 'string' || day <= effectiveTo),
  );
  return begun.reduce<Version | undefined>(
    (last, one) => (last === undefined || (last.effectiveFrom ?? '') < (one.effectiveFrom ?? '') ? one : last),
    undefined,
  );
}

function freeFirstDay(versions: readonly Version[], today: string): string {
  const begun = new Set(versions.map(({ effectiveFrom }) => effectiveFrom));
  let day = firstOfNextMonth(today);
  while (begun.has(day)) day = firstOfNextMonth(day);
  return day;
}

/** What is proposed as things stand today; undefined: the region has no version to begin from. */
export function proposalsOf({ region }: DraftBasesQuery, today: string): Proposals | undefined {
  const versions = (region?.rulesetVersions.edges ?? []).map(({ node }) => node);
  const inForce = region?.dip?.id ?? region?.drg?.id;
  const first = versions.find(({ id }) => id === inForce) ?? versions[0];
  if (first === undefined) return undefined;
  const ofScheme = versions.filter(({ scheme }) => scheme === first.scheme);
  const taken = versions.map(({ version }) => version);
  return {
    versions,
    firstDay: freeFirstDay(ofScheme, today),
    onDay: (day) => ({ from: (holdingOn(ofScheme, day) ?? first).version, version: freeVersion(day.slice(0, 4), taken) }),
  };
}
