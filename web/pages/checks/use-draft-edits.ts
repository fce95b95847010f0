import { useState } from 'react';
import { useChange } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import { AdoptExampleDocument, type AdoptExampleMutationVariables } from '../../generated/checks/graphql.ts';
import { commandKey } from '../../parts/command-key.ts';
import type { Refusal } from '../../parts/failure.tsx';
import { refusalOf } from '../../parts/refusal-of.ts';

/** Edits as saveDraft takes them. */
export type Patches = NonNullable<AdoptExampleMutationVariables['input']['patches']>;

/** How the examples of a draft are edited from the page of its check. */
export interface DraftEdits {
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly refusal: Refusal | undefined;
  readonly save: (patches: Patches, reason: string) => void;
}

/** Saves edits upon the revision that is shown. */
export function useDraftEdits(draftId: string, baseRevision: number): DraftEdits {
  const { region } = usePlace();
  const adopt = useChange(AdoptExampleDocument);
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);
  const send = async (patches: Patches, reason: string): Promise<void> => {
    setRefusal(undefined);
    const input = { regionCode: region.code, draftId, baseRevision, patches, reason, idempotencyKey: commandKey() };
    const { saveDraft } = await adopt.mutateAsync({ input });
    if (saveDraft.__typename !== 'SaveDraftPayload') setRefusal(refusalOf(saveDraft));
  };
  return {
    ...{ isPending: adopt.isPending, error: adopt.error, refusal },
    save: (patches, reason) => void send(patches, reason).catch(() => undefined),
  };
}
