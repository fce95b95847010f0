import { useState } from 'react';
import { useChange } from '../../api/operations.ts';
import type { Operation } from '../../api/request.ts';
import type { Refusal } from '../failure.tsx';
import { refusalOf } from '../refusal-of.ts';

/** What a mutation answers when it is refused. */
interface RefusedAct {
  readonly code: string;
  readonly messages: { readonly zh: string; readonly en: string | null };
  readonly fields?: readonly { readonly message: string }[];
}

/** A mutation, what it was refused with, and what went wrong. */
export interface Act<Done, Variables> {
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly refusal: Refusal | undefined;
  readonly send: (variables: Variables, whenDone: (done: Done) => void) => void;
}

/** A mutation whose result is asked for as `done`: a refusal is kept, anything else is handed on. */
export function useAct<Done extends { readonly __typename: string }, Variables>(
  operation: Operation<{ readonly done: Done }, Variables>,
): Act<Exclude<Done, RefusedAct>, Variables> {
  // What was done may take away the form that asked for it: it is told before what is shown is read again.
  const change = useChange(operation, { isToldAtOnce: true });
  const [refusal, setRefusal] = useState<Refusal>();
  const isRefused = (done: Done): done is Done & RefusedAct => 'code' in done;
  const isDone = (done: Done): done is Exclude<Done, RefusedAct> => !isRefused(done);
  return {
    isPending: change.isPending,
    error: change.error,
    refusal,
    send: (variables, whenDone) => {
      setRefusal(undefined);
      change.mutate(variables, {
        onSuccess: ({ done }) => {
          if (isRefused(done)) setRefusal(refusalOf(done));
          else if (isDone(done)) whenDone(done);
        },
      });
    },
  };
}
