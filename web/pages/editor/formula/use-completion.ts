import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useAsk } from '../../../api/operations.ts';
import { usePlace } from '../../../frame/place.tsx';
import { TriedFormulaDocument } from '../../../generated/editor/formula/graphql.ts';
import { PinyinInitials } from '../../../parts/pinyin.ts';
import { completed, isWhole, matching, wordBefore, type AllowedName, type Tried } from './completion.ts';
import { useDraftShown } from './draft-shown.ts';

/** How long nothing is typed before the API is asked what it makes of it. */
const PAUSE_MS = 250;
const PINYIN = new PinyinInitials();

function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}

/** What the API says of a formula at its place while it is typed. */
export interface TriedState {
  readonly tried: Tried | undefined;
  /** Whether it is of another text than the one that stands there now. */
  readonly isOld: boolean;
  readonly error: Error | null;
}

/** Asks what the draft's check says of a formula, after a pause, while it is being edited. */
export function useTried(pointer: string, text: string, enabled: boolean): TriedState {
  const { region } = usePlace();
  const paused = usePaused(text);
  const asked = useAsk(TriedFormulaDocument, { region: region.code, draft: useDraftShown(), pointer, text: paused }, { enabled });
  return {
    tried: asked.data?.rulesetDraft.formula ?? undefined,
    isOld: paused !== text || asked.isPlaceholderData || asked.data === undefined,
    error: asked.error,
  };
}

interface Typing {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly typed: string;
  readonly setTyped: (text: string) => void;
}

/** 补全 names that are offered for the word before the caret, the one that is pointed at, and what keys do with them. */
export function useCompletion({ input, typed, setTyped }: Typing, names: readonly AllowedName[]) {
  const caretTo = useRef<number | undefined>(undefined);
  const [caret, setCaret] = useState(0);
  const [isAsked, setAsked] = useState(false);
  const [at, setAt] = useState(0);
  const word = wordBefore(typed, caret);
  const isOffered = isAsked && !(word !== '' && isWhole(names, word));
  const offered = isOffered ? matching(names, word, PINYIN) : [];
  useLayoutEffect(() => {
    if (caretTo.current === undefined) return;
    input.current?.setSelectionRange(caretTo.current, caretTo.current);
    setCaret(caretTo.current);
    caretTo.current = undefined;
  }, [input, typed]);
  const close = (): void => setAsked(false);
  const choose = (name: AllowedName): void => {
    const written = completed({ text: typed, caret }, name);
    caretTo.current = written.caret;
    setTyped(written.text);
    close();
  };
  const change = (text: string, place: number): void => {
    setTyped(text);
    setCaret(place);
    setAt(0);
    setAsked(wordBefore(text, place) !== '');
  };
  const open = (): void => {
    setCaret(input.current?.selectionStart ?? typed.length);
    setAt(0);
    setAsked(true);
  };
  /** Whether a key was for the names: it then does nothing else. */
  const onKey = (event: KeyboardEvent<HTMLInputElement>): boolean => {
    const pointed = offered[at];
    if (pointed === undefined) {
      if (event.key === 'Escape' && isAsked) close();
      if (event.key !== 'ArrowDown') return false;
      open();
      return true;
    }
    if (event.key === 'ArrowDown') setAt(at + 1 < offered.length ? at + 1 : 0);
    else if (event.key === 'ArrowUp') setAt(at > 0 ? at - 1 : offered.length - 1);
    else if (event.key === 'Enter') choose(pointed);
    else if (event.key === 'Escape') close();
    else return false;
    return true;
  };
  return { offered, at, change, choose, close, onKey };
}
