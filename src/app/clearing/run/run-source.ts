import type { RunSnapshot } from './run-snapshot.js';
import type { InstitutionEntry } from '../../caches/region-cache.js';
import type { YearFacts } from '../../scoring/year-facts.js';

/** What a fund year's facts are made from, out of a snapshot. */
export function sourceOf({ regionCode, year, insurance, institutions, figures, budget }: RunSnapshot): YearFacts {
  const entries: InstitutionEntry[] = institutions.map(({ code, name, profiles }) => ({
    institution: { regionCode, code, name },
    profiles: profiles.map((profile) => ({ regionCode, institutionCode: code, ...profile })),
  }));
  return { institutions: entries, figures: figures.map((figure) => ({ regionCode, year, insurance, ...figure })), budget };
}
