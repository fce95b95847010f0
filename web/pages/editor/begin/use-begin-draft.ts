import { useState } from 'react';
import { useChange } from '../../../api/operations.ts';
import { usePlace } from '../../../frame/place.tsx';
import { BeginDraftDocument, SaveEditsDocument } from '../../../generated/editor/graphql.ts';
import { commandKey } from '../../../parts/command-key.ts';
import type { Refusal } from '../../../parts/failure.tsx';
import { refusalOf } from '../../../parts/refusal-of.ts';

/** What is asked of a new draft: its name, what it begins from and is to be called, and the first day on which it is to hold. */
export interface AskedDraft {
  readonly name: string;
  readonly from: string;
  readonly version: string;
  readonly firstDay: string;
}

/** A draft that is begun, and what kept it from being. */
export interface BeginningDraft {
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly refusal: Refusal | undefined;
  readonly begin: (asked: AskedDraft) => void;
}

/** Begins a draft, and saves its number and its first day as its first edit. */
export function useBeginDraft(begun: (draftId: string) => void): BeginningDraft {
  const { region } = usePlace();
  const creating = useChange(BeginDraftDocument);
  const saving = useChange(SaveEditsDocument);
  const [key] = useState(commandKey);
  const [refusal, setRefusal] = useState<Refusal>();
  const finish = async ({ name, from, version, firstDay }: AskedDraft): Promise<void> => {
    setRefusal(undefined);
    const input = { regionCode: region.code, name, from: { regionCode: region.code, version: from }, idempotencyKey: key };
    const { createDraft } = await creating.mutateAsync({ input });
    if (!('draft' in createDraft)) return setRefusal(refusalOf(createDraft));
    const { draftId } = createDraft.draft;
    const patches = [
      { pointer: '/version', text: version },
      { pointer: '/effective', json: JSON.stringify({ from: firstDay }) },
    ];
    await saving.mutateAsync({ input: { regionCode: region.code, draftId, baseRevision: 1, patches, idempotencyKey: `${key}-head` } });
    begun(draftId);
  };
  return {
    isPending: creating.isPending || saving.isPending,
    error: creating.error ?? saving.error,
    refusal,
    // That it failed is told by `error`.
    begin: (asked) => void finish(asked).catch(() => undefined),
  };
}
