import { useEffect, useRef, useState, type RefObject } from 'react';
import { useChange } from '../../api/operations.ts';
import { ApiFailure } from '../../api/request.ts';
import { useSession } from '../../api/session.tsx';
import { usePlace } from '../../frame/place.tsx';
import { SaveEditsDocument, type DraftTextQuery, type SaveEditsMutation } from '../../generated/editor/graphql.ts';
import type { Refusal } from '../../parts/failure.tsx';
import { newKey, refusalOf } from '../../parts/refusal-of.ts';

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
  readonly patches: readonly Patch[];
}

/** Edits that may meet those of others, and the choice between both sides. */
export interface Contested {
  readonly contest: Pick<Contest, 'conflict'> | undefined;
  readonly takeMine: () => void;
  readonly takeTheirs: () => void;
}

/** Edits that were saved, and what takes them back. */
interface Done {
  readonly undo: readonly Patch[];
}

/** Edits as they were to be saved. */
interface Sent {
  readonly patches: readonly Patch[];
  readonly undo: readonly Patch[] | undefined;
}

/** How edits are saved, one after the other. */
export interface Edits extends Contested {
  readonly save: (patches: readonly Patch[], undo?: readonly Patch[]) => void;
  readonly undo: (() => void) | undefined;
  readonly isSaving: boolean;
  /** Rows come or go: until that is read again, places of rows can't be told. */
  readonly isShifting: boolean;
  readonly savedRevision: number | undefined;
  readonly refusal: Refusal | undefined;
  readonly error: Error | null;
}

const shifts = ({ pointer, remove }: Patch): boolean => pointer.endsWith('/-') || (remove === true && /\/\d+$/.test(pointer));

/** What a session that had ended kept from being saved is sent once the same person has signed in again. */
function useSentAgain(unsentRef: RefObject<readonly Sent[]>, save: Edits['save']): void {
  const { times } = useSession();
  const again = useRef(save);
  useEffect(() => {
    again.current = save;
  });
  useEffect(() => {
    const kept = unsentRef.current;
    unsentRef.current = [];
    kept.forEach((one) => again.current(one.patches, one.undo));
  }, [times, unsentRef]);
}

/** Saves edits of a draft by pointer, in the order in which they were made, each upon the revision that was shown or saved last. */
export function useEdits(draft: Draft): Edits {
  const { region } = usePlace();
  const change = useChange(SaveEditsDocument);
  const [savedRevision, setSaved] = useState<number | undefined>(undefined);
  const [contest, setContest] = useState<Contest | undefined>(undefined);
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);
  const [done, setDone] = useState<readonly Done[]>([]);
  const [waiting, setWaiting] = useState<readonly Patch[][]>([]);
  const queue = useRef(Promise.resolve());
  const unsentRef = useRef<readonly Sent[]>([]);
  const known = useRef(draft.revision);
  useEffect(() => {
    if (draft.revision > known.current) known.current = draft.revision;
  }, [draft.revision]);

  const send = async (patches: readonly Patch[], undo: readonly Patch[] | undefined): Promise<void> => {
    setRefusal(undefined);
    const sent = { regionCode: region.code, draftId: draft.draftId, baseRevision: known.current, patches: [...patches] };
    const { saveDraft } = await change.mutateAsync({ input: { ...sent, idempotencyKey: newKey() } });
    if (saveDraft.__typename === 'SaveDraftPayload') {
      known.current = saveDraft.draft.revision;
      setSaved(saveDraft.draft.revision);
      if (undo !== undefined) setDone((before) => [...before, { undo }]);
    } else if (saveDraft.__typename === 'ConflictError' && saveDraft.sides.length > 0) setContest({ conflict: saveDraft, patches });
    else setRefusal(refusalOf(saveDraft));
  };
  const save = (patches: readonly Patch[], undo?: readonly Patch[]): void => {
    setWaiting((before) => [...before, [...patches]]);
    queue.current = queue.current
      .then(() => send(patches, undo))
      .catch((error: unknown) => {
        if (error instanceof ApiFailure && error.kind === 'SIGNED_OUT') unsentRef.current = [...unsentRef.current, { patches, undo }];
      })
      .finally(() => setWaiting((before) => before.slice(1)));
  };
  useSentAgain(unsentRef, save);
  const last = done.at(-1);
  return {
    ...{
      save,
      savedRevision,
      contest,
      refusal,
      error: change.error,
      isSaving: waiting.length > 0,
      isShifting: waiting.some((patches) => patches.some(shifts)),
    },
    undo:
      last === undefined
        ? undefined
        : () => {
            setDone((before) => before.slice(0, -1));
            save(last.undo);
          },
    takeMine: () => {
      if (contest === undefined) return;
      known.current = contest.conflict.currentRevision ?? known.current;
      setContest(undefined);
      save(contest.patches);
    },
    takeTheirs: () => {
      known.current = contest?.conflict.currentRevision ?? known.current;
      setContest(undefined);
    },
  };
}
