import { useState } from 'react';
import { useChange } from '../../../api/operations.ts';
import {
  TakeInCatalogueDocument,
  type TakeInCatalogueMutation,
  type TakeInCatalogueMutationVariables,
} from '../../../generated/catalogue/take-in/graphql.ts';
import type { Acting } from '../../../parts/acting.tsx';

/** What a file would be, or was, taken in as. */
export type CatalogueReport = Extract<TakeInCatalogueMutation['done'], { readonly read: number }>;
/** What a file is sent with. */
export type CatalogueInput = Omit<TakeInCatalogueMutationVariables['input'], 'dryRun'>;

/** A catalogue's file that is checked and compared first, and taken in once it was looked at. */
export interface CatalogueTaking extends Pick<Acting<never>, 'isPending' | 'error' | 'refusal'> {
  /** Of the last check of just this input; undefined: none yet. */
  readonly report: CatalogueReport | undefined;
  readonly check: () => void;
  readonly take: (whenDone: (version: string) => void) => void;
}

interface Told {
  readonly of: string;
  readonly done: TakeInCatalogueMutation['done'];
}

/** Checks and takes in one file; what was checked no longer counts once the input is another. */
export function useCatalogueFile(input: CatalogueInput): CatalogueTaking {
  const checking = useChange(TakeInCatalogueDocument, { changesShown: false });
  const taking = useChange(TakeInCatalogueDocument);
  const [told, setTold] = useState<Told>();
  const of = JSON.stringify(input);
  const done = told?.of === of ? told.done : undefined;
  return {
    isPending: checking.isPending || taking.isPending,
    error: checking.error ?? taking.error,
    refusal: done !== undefined && 'messages' in done ? done : undefined,
    report: done !== undefined && 'read' in done ? done : undefined,
    check: () => checking.mutate({ input: { ...input, dryRun: true } }, { onSuccess: (data) => setTold({ of, done: data.done }) }),
    take: (whenDone) =>
      taking.mutate(
        { input: { ...input, dryRun: false } },
        {
          onSuccess: (data) => {
            setTold({ of, done: data.done });
            if ('read' in data.done && data.done.catalogue !== null) whenDone(data.done.catalogue.version);
          },
        },
      ),
  };
}
