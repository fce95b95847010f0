import { useCallback, useEffect, useRef, useState } from 'react';
import { useChange } from '../../api/operations.ts';
import { CancelWhatIfDocument, StartWhatIfDocument, type StartWhatIfMutationVariables } from '../../generated/what-ifs/graphql.ts';
import type { Refusal } from '../../parts/failure.tsx';
import { refusalOf } from '../../parts/refusal-of.ts';

/** So long a value has to rest before it is worked out. */
const RESTS_MS = 200;

/** The last trial that was begun, or why none was. */
export interface Trial {
  readonly id: string | undefined;
  readonly refusal: Refusal | undefined;
  readonly error: Error | null;
  /** A value was moved, and its trial has not begun. */
  readonly isMoving: boolean;
}

/**
 * Works out what is asked for whenever it changes and has rested a moment. The trial before it is cancelled; the answer to one that has been
 * overtaken is not shown. Nothing is asked while `input` is `undefined`.
 */
export function useTrial(input: StartWhatIfMutationVariables['input'] | undefined): Trial {
  const start = useChange(StartWhatIfDocument, { changesShown: false });
  const cancel = useChange(CancelWhatIfDocument, { changesShown: false });
  const [shown, setShown] = useState<Omit<Trial, 'error' | 'isMoving'>>({ id: undefined, refusal: undefined });
  const [begun, setBegun] = useState<string | undefined>(undefined);
  const latest = useRef<string | undefined>(undefined);
  const running = useRef<string | undefined>(undefined);
  const [startAsync, cancelAsync] = [start.mutateAsync, cancel.mutateAsync];
  const stop = useCallback(() => {
    const id = running.current;
    running.current = undefined;
    // One that has ended by itself answers that it can't be cancelled: nobody has to know.
    if (id !== undefined) void cancelAsync({ id }).catch(() => undefined);
  }, [cancelAsync]);
  const begin = useCallback(
    async (asked: StartWhatIfMutationVariables['input']): Promise<void> => {
      stop();
      setBegun(asked.idempotencyKey);
      const { startWhatIf } = await startAsync({ input: asked });
      if (startWhatIf.__typename !== 'StartWhatIfPayload') {
        if (latest.current === asked.idempotencyKey) setShown({ id: undefined, refusal: refusalOf(startWhatIf) });
        return;
      }
      running.current = startWhatIf.whatIf.id;
      if (latest.current === asked.idempotencyKey) setShown({ id: startWhatIf.whatIf.id, refusal: undefined });
      else stop();
    },
    [startAsync, stop],
  );
  useEffect(() => {
    latest.current = input?.idempotencyKey;
    if (input === undefined) return;
    const timer = setTimeout(() => void begin(input).catch(() => undefined), RESTS_MS);
    return () => clearTimeout(timer);
  }, [input, begin]);
  useEffect(() => stop, [stop]);
  return { ...shown, error: start.error, isMoving: input?.idempotencyKey !== begun };
}
