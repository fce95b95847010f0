import { useState } from 'react';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import {
  BoundImpactsDocument,
  ImpactsShownDocument,
  RecentImpactsDocument,
  type ImpactShownFragment,
  type RecentImpactsQuery,
} from '../../generated/changes/graphql.ts';
import { isUnderWay } from '../../parts/impact/job-state.tsx';
import { resultUnder, type ShownChange } from './change-data.ts';

const EVERY_MS = 1500;

/** A what-if of a draft, and whether its submission binds it. */
export interface ShownImpact {
  readonly whatIf: ImpactShownFragment;
  readonly isBound: boolean;
}

/** What a draft would do to a year, insurance by insurance, as far as it is known. */
export interface Impacts {
  readonly shown: readonly ShownImpact[];
  readonly isPending: boolean;
  /** What was worked out with these rules is known, so that what is lacking may be begun. */
  readonly isKnown: boolean;
  /** The submission binds some; what is shown was started here instead. */
  readonly hidesBound: boolean;
  readonly error: Error | null;
  /** Shows what was started here, one an insurance; none: what the submission binds, and what else is known. */
  readonly look: (ids: readonly string[]) => void;
}

type Recent = RecentImpactsQuery['whatIfs']['edges'][number]['node'];

/** The newest what-if of each year and insurance with exactly these rules: they come newest first. */
function newestWith(recent: readonly Recent[], effectiveHash: string): readonly string[] {
  const newest = new Map<string, string>();
  for (const { id, year, insurance, candidates } of recent) {
    const isOf = candidates.some(({ result }) => result?.side.rulesets.some((one) => one.effectiveHash === effectiveHash) === true);
    if (isOf && !newest.has(`${year} ${insurance}`)) newest.set(`${year} ${insurance}`, id);
  }
  return [...newest.values()];
}

/** Finds the what-ifs of a draft: started here; or bound by its submission, and of insurances that it lacks those that were worked out last with the same rules. */
export function useImpacts(draft: ShownChange, effectiveHash: string | null | undefined): Impacts {
  const { region } = usePlace();
  const may = useCaller().mayOneOf(['budget:read']);
  const [chosen, look] = useState<readonly string[]>([]);
  const isSubmitted = draft.submission !== null;
  const bound = useAsk(BoundImpactsDocument, { region: region.code, draftId: draft.draftId }, { enabled: may && isSubmitted });
  const recent = useAsk(RecentImpactsDocument, { region: region.code }, { enabled: may && typeof effectiveHash === 'string' });
  const boundOnes = isSubmitted ? (bound.data?.rulesetDraft.whatIfs ?? []) : [];
  const boundIds = boundOnes.map(({ id }) => id);
  const taken = new Set(boundOnes.map(({ year, insurance }) => `${year} ${insurance}`));
  const others = (recent.data?.whatIfs.edges ?? []).map(({ node }) => node).filter((one) => !taken.has(`${one.year} ${one.insurance}`));
  const found = typeof effectiveHash === 'string' ? newestWith(others, effectiveHash) : [];
  const known = isSubmitted && boundIds.length > 0 ? [...boundIds, ...found.filter((id) => isOfYears(id, others, boundOnes))] : found;
  const ids = chosen.length > 0 ? chosen : known;
  const [isWorking, setWorking] = useState(false);
  const read = useAsk(
    ImpactsShownDocument,
    { region: region.code, ids: [...ids] },
    { enabled: may && ids.length > 0, ...(isWorking ? { everyMs: EVERY_MS } : {}) },
  );
  const all = (read.data?.whatIfs.edges ?? []).map(({ node }) => node).filter(({ id }) => ids.includes(id));
  const isUnfinished = all.some(({ status }) => isUnderWay(status));
  if (isUnfinished !== isWorking) setWorking(isUnfinished);
  const shown = [...all].sort((a, b) => b.year - a.year || a.insurance.localeCompare(b.insurance));
  return {
    shown: shown.map((whatIf) => ({ whatIf, isBound: boundIds.includes(whatIf.id) })),
    isPending: may && ((isSubmitted && bound.isPending) || (ids.length > 0 && read.isPending)),
    isKnown: recent.data !== undefined && (!isSubmitted || bound.data !== undefined) && all.length === ids.length,
    hidesBound: chosen.length > 0 && boundIds.length > 0,
    error: bound.error ?? recent.error ?? read.error,
    look,
  };
}

/** Whether a what-if is of a year that the submission has what-ifs of. */
function isOfYears(id: string, others: readonly Recent[], bound: readonly { readonly year: number }[]): boolean {
  const year = others.find((one) => one.id === id)?.year;
  return bound.some((one) => one.year === year);
}

/** The results with a draft's rules, by insurance. */
export function resultsOf({ shown }: Impacts, effectiveHash: string | null | undefined) {
  return shown.flatMap(({ whatIf }) => {
    const found = resultUnder(whatIf, effectiveHash);
    return found === undefined ? [] : [{ year: whatIf.year, insurance: whatIf.insurance, result: found.result }];
  });
}
