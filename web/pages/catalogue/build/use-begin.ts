import { useState } from 'react';
import { useChange } from '../../../api/operations.ts';
import type { Operation } from '../../../api/request.ts';
import type { BeginCatalogueBuildMutation } from '../../../generated/catalogue/build/graphql.ts';
import type { Acting } from '../../../parts/acting.tsx';

type Refusal = Extract<BeginCatalogueBuildMutation['done'], { readonly code: string }>;

/** A computation that is begun: which job it is, or why there is none. */
interface Beginning<Variables> extends Pick<Acting<never>, 'isPending' | 'error' | 'refusal'> {
  readonly send: (variables: Variables, begun: (job: string) => void) => void;
}

/** Begins a computation of a catalogue. */
export function useBegin<Variables>(operation: Operation<BeginCatalogueBuildMutation, Variables>): Beginning<Variables> {
  const change = useChange(operation);
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
