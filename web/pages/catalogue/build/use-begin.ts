import { useState } from 'react';
import { useChange } from '../../../api/operations.ts';
import {
  BeginCatalogueBuildDocument,
  type BeginCatalogueBuildMutation,
  type BeginCatalogueBuildMutationVariables,
} from '../../../generated/catalogue/build/graphql.ts';
import type { Acting } from '../../../parts/acting.tsx';

type Refusal = Extract<BeginCatalogueBuildMutation['done'], { readonly code: string }>;

/** A computation that is begun: which job it is, or why there is none. */
interface Beginning extends Pick<Acting<never>, 'isPending' | 'error' | 'refusal'> {
  readonly send: (variables: BeginCatalogueBuildMutationVariables, begun: (job: string) => void) => void;
}

/** Begins a computation of a catalogue. */
export function useBegin(): Beginning {
  const change = useChange(BeginCatalogueBuildDocument);
  const [refusal, setRefusal] = useState<Refusal>();
  return {
    ...{ isPending: change.isPending, error: change.error, refusal },
    send: (variables, begun) => {
      setRefusal(undefined);
      change.mutate(variables, {
        onSuccess: ({ done }) => {
          if ('catalogueJob' in done) begun(done.catalogueJob.id);
          else setRefusal(done);
        },
      });
    },
  };
}
