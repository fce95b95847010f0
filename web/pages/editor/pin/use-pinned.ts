import { useSearchParams } from 'wouter';
import { useCaller } from '../../../api/caller.tsx';
import { useAsk } from '../../../api/operations.ts';
import { usePlace } from '../../../frame/place.tsx';
import {
  PinnedCaseDocument,
  PinnedExampleDocument,
  type PinnedCaseQuery,
  type PinnedExampleQuery,
} from '../../../generated/editor/pin/graphql.ts';
import { useDraftShown } from '../formula/draft-shown.ts';
import type { Sheet } from '../use-edits.ts';
import { pinnedRows, type PinnedRow } from './pinned-rows.ts';

/** What is pinned, as the address names it: a case by its number, and its institution where several have that number; or an example of the draft. */
export type Pin =
  | { readonly kind: 'case'; readonly caseNo: string; readonly institution: string | null }
  | { readonly kind: 'example'; readonly id: string };

/** An example as the draft decides it now, or why it can't be told. */
export type FoundExample = PinnedExampleQuery['rulesetDraft']['example'];

/** What is pinned to the page, and what it comes to under the draft as it stands. */
export interface CasePinned {
  /** Whether anything can be pinned here. */
  readonly mayPin: boolean;
  /** Whether stored cases may be scored and looked at by who is signed in. */
  readonly mayPinCases: boolean;
  readonly pin: Pin | undefined;
  readonly found: PinnedCaseQuery['inpatientCase'] | undefined;
  readonly example: FoundExample | undefined;
  readonly isReading: boolean;
  readonly error: Error | null;
  readonly rows: ReadonlyMap<string, PinnedRow> | undefined;
  readonly choose: (pin: Pin | undefined) => void;
}

const NAMES = ['case', 'of', 'example'] as const;

function usePin(): readonly [Pin | undefined, CasePinned['choose']] {
  const [search, setSearch] = useSearchParams();
  const [caseNo, id] = [search.get('case') ?? '', search.get('example') ?? ''];
  const example: Pin | undefined = id === '' ? undefined : { kind: 'example', id };
  const pin: Pin | undefined = caseNo === '' ? example : { kind: 'case', caseNo, institution: search.get('of') };
  const choose: CasePinned['choose'] = (chosen) =>
    setSearch((known) => {
      const next = new URLSearchParams(known);
      NAMES.forEach((name) => next.delete(name));
      if (chosen?.kind === 'example') next.set('example', chosen.id);
      if (chosen?.kind === 'case') next.set('case', chosen.caseNo);
      if (chosen?.kind === 'case' && chosen.institution !== null) next.set('of', chosen.institution);
      return next;
    });
  return [pin, choose];
}

/** 固定一例 scores the pinned case by the draft, or decides the pinned example, anew after every edit. The address keeps which it is. */
export function usePinned(sheet: Sheet): CasePinned {
  const { region } = usePlace();
  const { mayOneOf } = useCaller();
  const draft = useDraftShown();
  const [pin, choose] = usePin();
  const mayPin = sheet.id.startsWith('rules/');
  const mayPinCases = mayOneOf(['case:read']) && mayOneOf(['case:score']);
  const { caseNo, institution } = pin?.kind === 'case' ? pin : { caseNo: '', institution: null };
  const id = pin?.kind === 'example' ? pin.id : '';
  const [asksCase, asksExample] = [mayPin && mayPinCases && caseNo !== '', mayPin && id !== ''];
  const ofCase = useAsk(PinnedCaseDocument, { region: region.code, draft, caseNo, institution }, { enabled: asksCase });
  const ofExample = useAsk(PinnedExampleDocument, { region: region.code, draft, id }, { enabled: asksExample });
  const read = asksCase ? ofCase.data?.inpatientCase : undefined;
  // What was read of the one that was pinned before is not shown for this one.
  const found = read !== null && read !== undefined && read.caseNo !== caseNo ? undefined : read;
  const told = asksExample ? ofExample.data?.rulesetDraft.example : undefined;
  const example = told?.__typename === 'DraftExample' && told.id !== id ? undefined : told;
  const score = found?.score;
  const steps = score?.__typename === 'CaseScore' ? score.trace : example?.__typename === 'DraftExample' ? example.trace : undefined;
  const asked = asksExample ? ofExample : ofCase;
  const isAsked = asksCase || asksExample;
  return {
    ...{ mayPin, mayPinCases, pin, found, example, choose, isReading: isAsked && asked.isFetching, error: isAsked ? asked.error : null },
    rows: steps && pinnedRows(sheet, steps),
  };
}
