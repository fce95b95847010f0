import { useCallback, useEffect, useRef, useState } from 'react';
import { useChange } from '../../api/operations.ts';
import {
  CancelWhatIfDocument,
  StartWhatIfDocument,
  WhatIfShownDocument,
  type StartWhatIfMutationVariables,
} from '../../generated/what-ifs/graphql.ts';
import { commandKey } from '../../parts/command-key.ts';
import type { Refusal } from '../../parts/failure.tsx';
import { isUnderWay } from '../../parts/impact/job-state.tsx';
import { refusalOf } from '../../parts/refusal-of.ts';

/** So often a trial that is under way is asked how far it is. */
const EVERY_MS = 250;

/** A trial that is asked for: what it changes, and the value that it is known by. */
export interface AskedTrial {
  readonly value: string;
  readonly input: Omit<StartWhatIfMutationVariables['input'], 'idempotencyKey'>;
}

/** What stands of the trials. */
export interface Trial {
  /** The last one that has ended, and what it was asked. */
  readonly ended: { readonly id: string; readonly asked: AskedTrial } | undefined;
  /** What is being worked out. */
  readonly underWay: AskedTrial | undefined;
  /** Why the last one was not begun. */
  readonly refusal: Refusal | undefined;
  readonly error: Error | null;
}

/** Whether two ask the same. */
export const asksSame = (one: AskedTrial | undefined, other: AskedTrial | undefined): boolean =>
  JSON.stringify(one?.input) === JSON.stringify(other?.input);

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, EVERY_MS));

/** One trial from its start to its end; `begun` is told its id. The id, or why it was not begun. */
function useOneTrial() {
  const { mutateAsync: start } = useChange(StartWhatIfDocument, { changesShown: false });
  const { mutateAsync: look } = useChange(WhatIfShownDocument, { changesShown: false });
  return useCallback(
    async ({ input }: AskedTrial, begun: (id: string) => void): Promise<string | Refusal> => {
      const { startWhatIf } = await start({ input: { ...input, idempotencyKey: commandKey() } });
      if (startWhatIf.__typename !== 'StartWhatIfPayload') return refusalOf(startWhatIf);
      const { id } = startWhatIf.whatIf;
      begun(id);
      for (;;) {
        const { whatIf } = await look({ id });
        if (whatIf === null || !isUnderWay(whatIf.status)) return id;
        await pause();
      }
    },
    [start, look],
  );
}

/**
 * Works out what is asked for whenever it changes: the trial under way runs to its end, and then the newest one is begun, so that a value that
 * is moved without rest is answered too; those between are never begun. Only who leaves the page cancels. Nothing is asked while `asked` is
 * `undefined`.
 */
export function useTrial(asked: AskedTrial | undefined): Trial {
  const tryOne = useOneTrial();
  const { mutateAsync: cancel } = useChange(CancelWhatIfDocument, { changesShown: false });
  const [trial, setTrial] = useState<Trial>({ ended: undefined, underWay: undefined, refusal: undefined, error: null });
  const latest = useRef<AskedTrial | undefined>(undefined);
  const isBusy = useRef(false);
  const isLeft = useRef(false);
  const running = useRef<string | undefined>(undefined);
  const stop = useCallback(() => {
    const id = running.current;
    running.current = undefined;
    // One that has ended by itself answers that it can't be cancelled: nobody has to know.
    if (id !== undefined) void cancel({ id }).catch(() => undefined);
  }, [cancel]);
  const work = useCallback(async (): Promise<void> => {
    if (isBusy.current) return;
    isBusy.current = true;
    let before: AskedTrial | undefined;
    for (let next = latest.current; next !== undefined && !isLeft.current && !asksSame(next, before); next = latest.current) {
      const own = next;
      before = own;
      setTrial((known) => ({ ...known, underWay: own, error: null }));
      try {
        const came = await tryOne(own, (id) => {
          running.current = id;
          if (isLeft.current) stop();
        });
        if (typeof came === 'string') setTrial({ ended: { id: came, asked: own }, underWay: undefined, refusal: undefined, error: null });
        else setTrial({ ended: undefined, underWay: undefined, refusal: came, error: null });
      } catch (error) {
        setTrial((known) => ({ ...known, underWay: undefined, error: error instanceof Error ? error : new Error(String(error)) }));
      }
      running.current = undefined;
    }
    isBusy.current = false;
  }, [tryOne, stop]);
  useEffect(() => {
    latest.current = asked;
    if (asked !== undefined) void work();
  }, [asked, work]);
  useEffect(() => {
    isLeft.current = false;
    return () => {
      isLeft.current = true;
      stop();
    };
  }, [stop]);
  return trial;
}
