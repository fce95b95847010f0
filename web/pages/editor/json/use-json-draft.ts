import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useAsk, useChange } from '../../../api/operations.ts';
import { ApiFailure } from '../../../api/request.ts';
import { useSession } from '../../../api/session.tsx';
import { usePlace } from '../../../frame/place.tsx';
import { DraftDocumentDocument, SaveEditsDocument } from '../../../generated/editor/graphql.ts';
import { commandKey } from '../../../parts/command-key.ts';
import { useKept } from '../../../parts/kept.tsx';
import type { Refusal } from '../../../parts/failure.tsx';
import { refusalOf } from '../../../parts/refusal-of.ts';
import type { Contested, Draft } from '../use-edits.ts';
import { jsonTextIn, type JsonText } from './json-text.ts';

type Side = 'YOURS' | 'THEIRS';

/** The whole text of a draft: what is edited of it, and how it is saved. */
export interface JsonDraft extends Contested {
  readonly text: JsonText;
  readonly isRead: boolean;
  readonly isDirty: boolean;
  readonly isSaving: boolean;
  /** What was saved is not yet read again: until then nothing is typed. */
  readonly isLocked: boolean;
  readonly replaced: number;
  /** The revision that somebody else saved since. */
  readonly later: number | undefined;
  readonly savedRevision: number | undefined;
  readonly refusal: Refusal | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
  readonly save: () => void;
  readonly drop: () => void;
}

/** Reads the text that a caller has under work; `isShown`: it is looked at, so that it is asked for. */
function useJsonText(draft: Draft, isShown: boolean) {
  const { region } = usePlace();
  const { who = '' } = useSession();
  const kept = useKept();
  const text = useMemo(() => jsonTextIn(kept, who, draft.draftId), [kept, who, draft.draftId]);
  const shown = useSyncExternalStore(text.subscribe, text.snapshot);
  const enabled = isShown || shown.isDirty;
  const asked = useAsk(DraftDocumentDocument, { region: region.code, draft: draft.draftId }, { enabled });
  const read = asked.data?.rulesetDraft;
  useEffect(() => {
    if (read !== undefined) text.read({ revision: read.revision, text: read.documentText });
  }, [read, text]);
  const isBehind = shown.base !== undefined && read !== undefined && read.revision < shown.base.revision;
  return { text, shown, asked, isBehind };
}

/** The whole text of a draft as JSON, saved upon the revision that was edited: what others saved meanwhile is merged by the platform, entry by entry. */
export function useJsonDraft(draft: Draft, isShown: boolean): JsonDraft {
  const { region } = usePlace();
  const { times } = useSession();
  const { text, shown, asked, isBehind } = useJsonText(draft, isShown);
  const change = useChange(SaveEditsDocument);
  const [contest, setContest] = useState<Contested['contest']>(undefined);
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);
  const [savedRevision, setSaved] = useState<number | undefined>(undefined);
  const isUnsent = useRef(false);

  const send = async (decided?: { readonly revision: number; readonly take: { readonly entry: string; readonly side: Side }[] }) => {
    const { base } = text.snapshot();
    if (base === undefined) return;
    setRefusal(undefined);
    setContest(undefined);
    const documentText = text.text;
    const head = { regionCode: region.code, draftId: draft.draftId, baseRevision: base.revision };
    const input = { ...head, documentText, ...(decided === undefined ? {} : { decided }), idempotencyKey: commandKey() };
    const { saveDraft } = await change.mutateAsync({ input });
    if (saveDraft.__typename === 'SaveDraftPayload') {
      text.saved(documentText, saveDraft.draft.revision);
      setSaved(saveDraft.draft.revision);
    } else if (saveDraft.__typename === 'ConflictError' && saveDraft.sides.length > 0) setContest({ conflict: saveDraft });
    else if ('fields' in saveDraft && saveDraft.fields.some(({ code }) => code === 'NOTHING_CHANGED')) text.drop();
    else setRefusal(refusalOf(saveDraft));
  };
  const begin = (decided?: Parameters<typeof send>[0]): void => {
    send(decided).catch((error: unknown) => {
      if (error instanceof ApiFailure && error.kind === 'SIGNED_OUT') isUnsent.current = true;
    });
  };
  const decide = (side: Side): void => {
    const { currentRevision, sides = [] } = contest?.conflict ?? {};
    if (typeof currentRevision === 'number') begin({ revision: currentRevision, take: sides.map(({ entry }) => ({ entry, side })) });
  };
  const again = useRef(begin);
  useEffect(() => {
    again.current = begin;
  });
  useEffect(() => {
    // What an ended session kept from being saved is sent once the same person has signed in again.
    if (isUnsent.current) again.current();
    isUnsent.current = false;
  }, [times]);
  return {
    ...{ text, contest, refusal, savedRevision, isDirty: shown.isDirty, replaced: shown.replaced, later: shown.later },
    isRead: shown.base !== undefined,
    isSaving: change.isPending,
    isLocked: change.isPending || isBehind,
    error: change.error ?? asked.error,
    retry: () => void asked.refetch(),
    save: () => begin(),
    drop: () => {
      setContest(undefined);
      setRefusal(undefined);
      text.drop();
    },
    takeMine: () => decide('YOURS'),
    takeTheirs: () => decide('THEIRS'),
  };
}
