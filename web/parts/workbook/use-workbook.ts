import { useState } from 'react';
import { useChange } from '../../api/operations.ts';
import { ImportWorkbookDocument, PreviewWorkbookDocument, type PreviewWorkbookMutation } from '../../generated/parts/workbook/graphql.ts';
import type { Acting } from '../acting.tsx';
import { base64Of } from '../bytes.ts';

/** What a workbook that came back would change. */
export type Seen = Extract<PreviewWorkbookMutation['previewDraftWorkbook'], { __typename: 'PreviewDraftWorkbookPayload' }>;
/** Whose an entry is to be. */
export type Side = 'FILE' | 'DRAFT';

/** A file, or pasted rows of examples, and how it is merged with what was saved since it left. */
export interface SentWorkbook {
  readonly fileName: string;
  readonly workbookBase64?: string;
  readonly pastedExamples?: string;
  readonly merge: boolean;
  readonly take: readonly { readonly entry: string; readonly side: Side }[];
}

type State = Pick<Acting<never>, 'isPending' | 'error' | 'refusal'>;

/** A workbook on its way into a draft. */
export interface WorkbookImport {
  readonly sent: SentWorkbook | undefined;
  /** As the last preview says; undefined while it is on its way, or was refused. */
  readonly seen: Seen | undefined;
  readonly previewing: State;
  readonly saving: State;
  readonly open: (file: File) => Promise<void>;
  /** Looks at pasted rows of examples, the headings first. */
  readonly paste: (rows: string, name: string) => Promise<void>;
  /** Looks once more, merged with the draft. */
  readonly merge: (take: SentWorkbook['take']) => Promise<void>;
  readonly save: (reason: string, idempotencyKey: string, whenDone: () => void) => Promise<void>;
}

/** Reads, compares and saves a workbook of a draft; what is saved is exactly the difference that was seen. */
export function useWorkbook(regionCode: string, draftId: string): WorkbookImport {
  const preview = useChange(PreviewWorkbookDocument, { changesShown: false });
  const change = useChange(ImportWorkbookDocument);
  const [sent, setSent] = useState<SentWorkbook | undefined>(undefined);
  const [seen, setSeen] = useState<Seen | undefined>(undefined);
  const [refusals, setRefusals] = useState<{ readonly preview?: State['refusal']; readonly save?: State['refusal'] }>({});
  const inputOf = ({ take, ...rest }: SentWorkbook) => ({ regionCode, draftId, ...rest, take: [...take] });

  const look = async (file: SentWorkbook): Promise<void> => {
    setSent(file);
    setSeen(undefined);
    setRefusals({});
    const { previewDraftWorkbook: found } = await preview.mutateAsync({ input: inputOf(file) });
    if (found.__typename === 'PreviewDraftWorkbookPayload') setSeen(found);
    else setRefusals({ preview: found });
  };
  const save: WorkbookImport['save'] = async (reason, idempotencyKey, whenDone) => {
    const differenceHash = seen?.differenceHash ?? null;
    if (sent === undefined || differenceHash === null) return;
    setRefusals({});
    const { importDraftWorkbook: done } = await change.mutateAsync({
      input: { ...inputOf(sent), differenceHash, reason, idempotencyKey },
    });
    if (done.__typename === 'ImportDraftWorkbookPayload') whenDone();
    else setRefusals({ save: done });
  };
  return {
    ...{ sent, seen, save },
    previewing: { isPending: preview.isPending, error: preview.error, refusal: refusals.preview },
    saving: { isPending: change.isPending, error: change.error, refusal: refusals.save },
    open: async (file) => await look({ fileName: file.name, workbookBase64: base64Of(await file.arrayBuffer()), merge: false, take: [] }),
    paste: async (rows, name) => await look({ fileName: name, pastedExamples: rows, merge: false, take: [] }),
    merge: async (take) => {
      if (sent !== undefined) await look({ ...sent, merge: true, take });
    },
  };
}
