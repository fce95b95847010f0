import { useEffect, useRef, useState, type RefObject } from 'react';
import { useChange } from '../../api/operations.ts';
import { ApiFailure } from '../../api/request.ts';
import { useSession } from '../../api/session.tsx';
import { usePlace } from '../../frame/place.tsx';
import {
  DraftRevisionDocument,
  SaveEditsDocument,
  type DraftTextQuery,
  type SaveEditsMutation,
  type SaveEditsMutationVariables,
} from '../../generated/editor/graphql.ts';
import { commandKey } from '../../parts/command-key.ts';
import type { Refusal } from '../../parts/failure.tsx';
import { refusalOf } from '../../parts/refusal-of.ts';
import type { EditOutcome } from './unsaved/typed-cells.ts';

/** A draft as it was read. */
export type Draft = DraftTextQuery['rulesetDraft'];
/** A table of it. */
export type Sheet = Draft['tables']['sheets'][number];
/** A row of a table. */
export type Row = Sheet['rows'][number];
/** A cell of a row. */
export type Cell = Row['cells'][number];

/** One edit, as saveDraft takes it. */
export type Patch = {
  readonly pointer: string;
  readonly text?: string | null;
  readonly json?: string | null;
  readonly remove?: boolean | null;
};

type Conflict = Extract<SaveEditsMutation['saveDraft'], { __typename: 'ConflictError' }>;

/** What somebody else changed meanwhile, and the edits that wait for a choice. */
interface Contest {
  readonly conflict: Conflict;
  readonly sent: Sent;
}

/** Edits that may meet those of others, and the choice between both sides. */
export interface Contested {
  readonly contest: Pick<Contest, 'conflict'> | undefined;
  readonly takeMine: () => void;
  readonly takeTheirs: () => void;
}

/** What takes saved edits back: edits of their own; or, where there are none, the revision that they made, which is taken back as a whole. */
type Undo = readonly Patch[] | { readonly revision: number };

/** Edits as they were to be saved. */
interface Sent {
  readonly edits: Undo;
  /** What takes them back again; absent: the revision that they will have made. */
  readonly undo?: readonly Patch[] | undefined;
  /** They take others back, and are not taken back themselves. */
  readonly isUndo?: true;
  /** Told what came of them, also again where they are sent again. */
  readonly told?: ((outcome: EditOutcome) => void) | undefined;
  /** Entries that somebody else has changed as well, and that are to be as in these edits all the same. */
  readonly decided?: SaveEditsMutationVariables['input']['decided'];
}

/** What waits for its turn: edits, or that whatever was saved last by then is taken back. */
type Asked = Sent | 'UNDO';

/** How edits are saved, one after the other. */
export interface Edits extends Contested {
  readonly save: (patches: readonly Patch[], undo?: readonly Patch[], told?: (outcome: EditOutcome) => void) => void;
  readonly undo: (() => void) | undefined;
  readonly isSaving: boolean;
  /** Rows come or go: until that is read again, places of rows can't be told. */
  readonly isShifting: boolean;
  readonly savedRevision: number | undefined;
  readonly refusal: Refusal | undefined;
  readonly error: Error | null;
}

const shiftsRow = ({ pointer, remove }: Patch): boolean => pointer.endsWith('/-') || (remove === true && /\/\d+$/.test(pointer));
const shifts = (edits: Undo): boolean => 'revision' in edits || edits.some(shiftsRow);

/** What a session that had ended kept from being saved is sent once the same person has signed in again. */
function useSentAgain(unsentRef: RefObject<readonly Asked[]>, enqueue: (asked: Asked) => void): void {
  const { times } = useSession();
  const again = useRef(enqueue);
  useEffect(() => {
    again.current = enqueue;
  });
  useEffect(() => {
    const kept = unsentRef.current;
    unsentRef.current = [];
    kept.forEach((one) => again.current(one));
  }, [times, unsentRef]);
}

/** What is sent to save edits; a revision is taken back by the text before it, which the platform merges with what was saved since. */
function useInputOf({ draftId }: Draft) {
  const { region } = usePlace();
  const { mutateAsync: read, error } = useChange(DraftRevisionDocument, { changesShown: false });
  const inputOf = async ({ edits, decided }: Sent, known: number): Promise<SaveEditsMutationVariables['input']> => {
    const head = { regionCode: region.code, draftId, idempotencyKey: commandKey(), ...(decided === undefined ? {} : { decided }) };
    if (!('revision' in edits)) return { ...head, baseRevision: known, patches: [...edits] };
    const { rulesetDraft } = await read({ region: region.code, draft: draftId, revision: edits.revision - 1 });
    return { ...head, baseRevision: edits.revision, documentText: rulesetDraft.documentText };
  };
  return { inputOf, error };
}

/** Saves edits of a draft by pointer, in the order in which they were made, each upon the revision that was shown or saved last. */
export function useEdits(draft: Draft): Edits {
  const change = useChange(SaveEditsDocument);
  const { inputOf, error: unread } = useInputOf(draft);
  const [savedRevision, setSaved] = useState<number | undefined>(undefined);
  const [contest, setContest] = useState<Contest | undefined>(undefined);
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);
  const [done, setDone] = useState<readonly Undo[]>([]);
  const doneRef = useRef(done);
  const [waiting, setWaiting] = useState<readonly Asked[]>([]);
  const queue = useRef(Promise.resolve());
  const unsentRef = useRef<readonly Asked[]>([]);
  const known = useRef(draft.revision);
  useEffect(() => {
    if (draft.revision > known.current) known.current = draft.revision;
  }, [draft.revision]);

  const send = async (sent: Sent): Promise<void> => {
    setRefusal(undefined);
    const { saveDraft } = await change.mutateAsync({ input: await inputOf(sent, known.current) });
    if (saveDraft.__typename === 'SaveDraftPayload') {
      const { revision } = saveDraft.draft;
      known.current = revision;
      setSaved(revision);
      doneRef.current = sent.isUndo === true ? doneRef.current.slice(0, -1) : [...doneRef.current, sent.undo ?? { revision }];
      setDone(doneRef.current);
      return sent.told?.('SAVED');
    }
    if (saveDraft.__typename === 'ConflictError' && saveDraft.sides.length > 0) setContest({ conflict: saveDraft, sent });
    else setRefusal(refusalOf(saveDraft));
    sent.told?.('UNSAVED');
  };
  const work = async (asked: Asked): Promise<void> => {
    if (asked !== 'UNDO') return send(asked);
    const last = doneRef.current.at(-1);
    return last === undefined ? undefined : send({ edits: last, isUndo: true });
  };
  const enqueue = (asked: Asked): void => {
    setWaiting((before) => [...before, asked]);
    queue.current = queue.current
      .then(() => work(asked))
      .catch((error: unknown) => {
        if (asked !== 'UNDO') asked.told?.('UNSAVED');
        if (error instanceof ApiFailure && error.kind === 'SIGNED_OUT') unsentRef.current = [...unsentRef.current, asked];
      })
      .finally(() => setWaiting((before) => before.slice(1)));
  };
  useSentAgain(unsentRef, enqueue);
  const last = done.at(-1);
  const isShifting = waiting.some((asked) => (asked === 'UNDO' ? last !== undefined && shifts(last) : shifts(asked.edits)));
  return {
    ...{ savedRevision, contest, refusal, error: change.error ?? unread, isSaving: waiting.length > 0, isShifting },
    save: (patches, undo, told) => enqueue({ edits: patches, undo, told }),
    undo: last === undefined && waiting.length === 0 ? undefined : () => enqueue('UNDO'),
    takeMine: () => {
      if (contest === undefined) return;
      const { currentRevision, sides } = contest.conflict;
      known.current = currentRevision ?? known.current;
      setContest(undefined);
      const take = sides.map(({ entry }) => ({ entry, side: 'YOURS' as const }));
      const isText = 'revision' in contest.sent.edits && typeof currentRevision === 'number';
      enqueue(isText ? { ...contest.sent, decided: { revision: currentRevision, take } } : { ...contest.sent, undo: undefined });
    },
    takeTheirs: () => {
      known.current = contest?.conflict.currentRevision ?? known.current;
      contest?.sent.told?.('GIVEN_UP');
      setContest(undefined);
    },
  };
}

const isTypedInto = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || (target.matches('input, textarea') && !target.classList.contains('cell')));

/** Ctrl+Z takes the last edit back; where somebody types, the browser takes back what was typed. */
export function useUndoKey(undo: (() => void) | undefined): void {
  useEffect(() => {
    if (undo === undefined) return undefined;
    const press = (event: KeyboardEvent): void => {
      const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'z';
      if (!isUndo || isTypedInto(event.target)) return;
      event.preventDefault();
      undo();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [undo]);
}
