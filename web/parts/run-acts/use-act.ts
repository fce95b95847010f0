import type { Operation } from '../../api/request.ts';
import { useActing, type Acting, type Undisputed } from '../acting.tsx';
import type { Refusal } from '../failure.tsx';
import { refusalOf } from '../refusal-of.ts';

/** A mutation, what it was refused with in one text, and what went wrong. */
export interface Act<Done, Variables> extends Omit<Acting<Variables, Done>, 'refusal'> {
  readonly refusal: Refusal | undefined;
}

/** As `useActing`, with the refusal as forms of acts show it. */
export function useAct<Done extends object, Variables>(
  operation: Operation<{ readonly done: Done }, Variables>,
): Act<Undisputed<Done>, Variables> {
  const { refusal, ...acting } = useActing(operation);
  return { ...acting, refusal: refusal && refusalOf(refusal) };
}
