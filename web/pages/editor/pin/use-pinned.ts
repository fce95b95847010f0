import { useSearchParams } from 'wouter';
import { useCaller } from '../../../api/caller.tsx';
import { useAsk } from '../../../api/operations.ts';
import { usePlace } from '../../../frame/place.tsx';
import { PinnedCaseDocument, type PinnedCaseQuery } from '../../../generated/editor/pin/graphql.ts';
import { useDraftShown } from '../formula/draft-shown.ts';
import type { Sheet } from '../use-edits.ts';
import { pinnedRows, type PinnedRow } from './pinned-rows.ts';

/** The case that is pinned, as the address names it: its number, and its institution where several have that number. */
export interface Pin {
  readonly caseNo: string;
  readonly institution: string | null;
}

/** The pinned case of the page and what it comes to under the draft as it stands. */
export interface CasePinned {
  /** Whether cases may be scored and looked at by who is signed in. */
  readonly mayPin: boolean;
  readonly pin: Pin | undefined;
  readonly found: PinnedCaseQuery['inpatientCase'] | undefined;
  readonly isReading: boolean;
  readonly error: Error | null;
  readonly rows: ReadonlyMap<string, PinnedRow> | undefined;
  readonly choose: (pin: Pin | undefined) => void;
}

/** 固定一例 scores the pinned case by the draft, anew after every edit. The address keeps which case it is. */
export function usePinned(sheet: Sheet): CasePinned {
  const { region } = usePlace();
  const { mayOneOf } = useCaller();
  const [search, setSearch] = useSearchParams();
  const draft = useDraftShown();
  const mayPin = mayOneOf(['case:read']) && mayOneOf(['case:score']) && sheet.id.startsWith('rules/');
  const caseNo = search.get('case') ?? '';
  const pin = caseNo === '' ? undefined : { caseNo, institution: search.get('of') };
  const enabled = mayPin && pin !== undefined;
  const asked = useAsk(PinnedCaseDocument, { region: region.code, draft, caseNo, institution: pin?.institution ?? null }, { enabled });
  const found = enabled ? asked.data?.inpatientCase : undefined;
  const isOther = found !== undefined && found !== null && found.caseNo !== caseNo;
  const score = isOther ? undefined : found?.score;
  return {
    ...{ mayPin, pin, found: isOther ? undefined : found, isReading: enabled && asked.isFetching, error: enabled ? asked.error : null },
    rows: score?.__typename === 'CaseScore' ? pinnedRows(sheet, score.trace) : undefined,
    choose: (chosen) =>
      setSearch((known) => {
        const next = new URLSearchParams(known);
        next.delete('case');
        next.delete('of');
        if (chosen !== undefined) next.set('case', chosen.caseNo);
        if (chosen !== undefined && chosen.institution !== null) next.set('of', chosen.institution);
        return next;
      }),
  };
}
