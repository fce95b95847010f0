/** 特例单议名额 how many special-case reviews of a fund year were approved, how many its ruleset lets be, and how many are left; below nothing where there are more. Cases, as text. */
export interface SpecialQuota {
  readonly approved: string;
  readonly quota: string;
  readonly left: string;
}

/** The year-end decisions that say so, by the names of the national base: a ruleset that decides none of them has no quota. */
const DECISIONS = { approved: 'specialCases', quota: 'specialQuota', left: 'specialQuotaLeft' } as const;

/** Out of the values at the end of a fund year; null where they do not say. */
export function specialQuotaOf(values: Readonly<Record<string, unknown>>): SpecialQuota | null {
  const [approved, quota, left] = [values[DECISIONS.approved], values[DECISIONS.quota], values[DECISIONS.left]];
  if (typeof approved !== 'string' || typeof quota !== 'string' || typeof left !== 'string') return null;
  return { approved, quota, left };
}
