import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { ApiFailure } from '../../api/request.ts';
import {
  DraftsWaitingDocument,
  PeriodsWaitingDocument,
  WorkYearDocument,
  type PeriodStandingFragment,
} from '../../generated/parts/worklist/graphql.ts';
import { todayInChina } from '../days.ts';
import { draftItems, periodItems, type WorkItem } from './work-items.ts';

/** What waits for the caller in a region. */
export interface Worklist {
  readonly items: readonly WorkItem[];
  /** The fund year that is looked at: that of the latest run, else the present one; `undefined` until it is known. */
  readonly year: number | undefined;
  /** Periods of that year by insurance, where the caller may see them and rules are in force. */
  readonly periods:
    { readonly EMPLOYEE: readonly PeriodStandingFragment[]; readonly RESIDENT: readonly PeriodStandingFragment[] } | undefined;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly refetch: () => void;
}

/** A year without rules has no periods: nothing waits. */
function isWithoutRules(error: Error | null): boolean {
  return error instanceof ApiFailure && error.code === 'NO_RULESET_IN_FORCE';
}

/** Reads it: each part only where the caller may. What the page and the header show is the same list. */
export function useWorklist(region: string): Worklist {
  const caller = useCaller();
  const [mayRuns, mayDrafts, mayPeriods] = [['run:read'], ['draft:read'], ['statement:read']].map(caller.mayOneOf);
  const today = todayInChina();
  const runs = useAsk(WorkYearDocument, { region }, { enabled: mayRuns === true });
  const isYearKnown = mayRuns !== true || runs.data !== undefined;
  const latest = runs.data?.clearingRuns.edges[0]?.node.year;
  const year = isYearKnown ? (latest ?? parseInt(today.slice(0, 4), 10)) : undefined;
  const drafts = useAsk(DraftsWaitingDocument, { region }, { enabled: mayDrafts === true });
  const asked = useAsk(PeriodsWaitingDocument, { region, year: year ?? 0 }, { enabled: mayPeriods === true && year !== undefined });
  const failed = isWithoutRules(asked.error) ? null : asked.error;
  const known = asked.error === null ? asked.data : undefined;
  const items = [
    ...draftItems(drafts.data?.rulesetDrafts ?? [], caller),
    ...periodItems(known?.employee ?? [], 'EMPLOYEE', today, caller),
    ...periodItems(known?.resident ?? [], 'RESIDENT', today, caller),
  ];
  return {
    items: [...items.filter(({ isLate }) => isLate), ...items.filter(({ isLate }) => !isLate)],
    year,
    periods: known === undefined ? undefined : { EMPLOYEE: known.employee, RESIDENT: known.resident },
    isPending: (mayRuns === true && runs.isPending) || (mayDrafts === true && drafts.isPending) || (mayPeriods === true && asked.isPending),
    error: runs.error ?? drafts.error ?? failed,
    refetch: () => [runs, drafts, asked].forEach((one) => void one.refetch()),
  };
}
