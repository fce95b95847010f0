import type { DraftBasesQuery } from '../../../generated/editor/graphql.ts';
import { firstOfNextMonth } from '../../../parts/days.ts';

/** A version that a draft may begin from. */
export type BaseVersion = NonNullable<DraftBasesQuery['region']>['rulesetVersions']['edges'][number]['node'];

/** A number that no version has yet, of the year of a day: `2026.2`. */
export function freeVersion(versions: readonly BaseVersion[], day: string): string {
  const year = day.slice(0, 4);
  const taken = versions.map(({ version }) => version);
  const free = taken.map((_, index) => `${year}.${index + 1}`).find((version) => !taken.includes(version));
  return free ?? `${year}.${taken.length + 1}`;
}

/** The first of a coming month on which no version begins. */
export function freeFirstDay(versions: readonly BaseVersion[], today: string): string {
  const begun = new Set(versions.filter(({ status }) => status !== 'WITHDRAWN').map(({ effectiveFrom }) => effectiveFrom));
  let day = firstOfNextMonth(today);
  while (begun.has(day)) day = firstOfNextMonth(day);
  return day;
}
