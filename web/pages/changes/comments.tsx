import { Button, Input } from 'antd';
import { useState } from 'react';
import { useChange } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import { CommentChangeDocument } from '../../generated/changes/graphql.ts';
import { commandKey } from '../../parts/command-key.ts';
import { printInstant } from '../../parts/days.ts';
import { Failure } from '../../parts/failure.tsx';
import { useTexts } from '../../texts/language.tsx';
import { changesEn } from '../../texts/en/changes.ts';
import { changesZh } from '../../texts/zh/changes.ts';
import { lineOf, threadsOf, type ChangeComment, type ShownChange, type Thread } from './change-data.ts';
import { ChangeRefused } from './refused.tsx';

const MOST = 500;

interface SayProps {
  readonly draftId: string;
  /** The place that is spoken of; empty: the whole draft, or where the answered comment stands. */
  readonly pointer?: string;
  /** The comment that is answered. */
  readonly answers?: string;
  readonly label: string;
  readonly button: string;
  readonly whenDone?: () => void;
}

/** Something said of a place, or answered. */
function Say({ draftId, pointer = '', answers, label, button, whenDone }: SayProps) {
  const { region } = usePlace();
  const [body, setBody] = useState('');
  const [key, setKey] = useState(commandKey);
  const comment = useChange(CommentChangeDocument);
  const answered = comment.data?.done;
  const input = { regionCode: region.code, draftId, pointer, body, idempotencyKey: key, ...(answers === undefined ? {} : { answers }) };
  const send = (): void =>
    comment.mutate(
      { input },
      {
        onSuccess: ({ done }) => {
          setKey(commandKey());
          if (done.__typename !== 'CommentDraftPayload') return;
          setBody('');
          whenDone?.();
        },
      },
    );
  return (
    <div className="change-comment">
      <Input.TextArea
        aria-label={label}
        placeholder={label}
        rows={2}
        maxLength={MOST}
        value={body}
        onChange={({ target }) => setBody(target.value)}
      />
      <Button onClick={send} loading={comment.isPending} disabled={body.trim() === ''}>
        {button}
      </Button>
      {comment.error !== null && <Failure error={comment.error} />}
      {answered !== undefined && answered.__typename !== 'CommentDraftPayload' && <ChangeRefused refusal={answered} />}
    </div>
  );
}

function Said({ comment, isPlaced }: { readonly comment: ChangeComment; readonly isPlaced: boolean }) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { pointer, body, revision, by, at } = comment;
  return (
    <>
      <strong>{by}</strong> <span className="note">{`${printInstant(at)} · ${t.revisionNo(revision)}`}</span>{' '}
      {!isPlaced && pointer !== '' && <code>{pointer}</code>}
      <p>{body}</p>
    </>
  );
}

interface ThreadProps {
  readonly draftId: string;
  readonly thread: Thread;
  /** It stands at the line that it is about: the place need not be told. */
  readonly isPlaced?: boolean;
}

/** A comment with its answers, and a button to answer. */
function ThreadShown({ draftId, thread: { first, answers }, isPlaced = false }: ThreadProps) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const [isAnswering, setAnswering] = useState(false);
  return (
    <li>
      <Said comment={first} isPlaced={isPlaced} />
      {answers.length > 0 && (
        <ul>
          {answers.map((one) => (
            <li key={one.commentId}>
              <Said comment={one} isPlaced />
            </li>
          ))}
        </ul>
      )}
      <Button size="small" aria-expanded={isAnswering} onClick={() => setAnswering(!isAnswering)}>
        {t.answerTo(first.by)}
      </Button>
      {isAnswering && (
        <Say draftId={draftId} answers={first.commentId} label={t.answerNew} button={t.answerAdd} whenDone={() => setAnswering(false)} />
      )}
    </li>
  );
}

interface LineProps {
  readonly draft: ShownChange;
  /** The place of the line, and of every line. */
  readonly pointer: string;
  readonly pointers: readonly string[];
  /** A new comment is being written here. */
  readonly isOpen: boolean;
  readonly close: () => void;
}

/** 逐行批注 what was said of a line of the comparison, in a row beneath it; nothing where nobody said anything. */
export function LineComments({ draft, pointer, pointers, isOpen, close }: LineProps) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const threads = threadsOf(draft.comments).filter(({ first }) => lineOf(first.pointer, pointers) === pointer);
  if (threads.length === 0 && !isOpen) return null;
  return (
    <tr className="change-line">
      <td colSpan={6}>
        <ul className="change-record">
          {threads.map((thread) => (
            <ThreadShown key={thread.first.commentId} draftId={draft.draftId} thread={thread} isPlaced={thread.first.pointer === pointer} />
          ))}
        </ul>
        {isOpen && <Say draftId={draft.draftId} pointer={pointer} label={t.lineNew} button={t.commentAdd} whenDone={close} />}
      </td>
    </tr>
  );
}

interface CommentsProps {
  readonly draft: ShownChange;
  /** Places of the lines that are shown: what was said of them stands there. */
  readonly pointers: readonly string[];
}

/** 批注 what people noted of the whole draft, or of a place that is no different now, and a note of one's own. */
export function ChangeComments({ draft, pointers }: CommentsProps) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const threads = threadsOf(draft.comments);
  const here = threads.filter(({ first }) => lineOf(first.pointer, pointers) === undefined);
  return (
    <section className="panel">
      <h2>{t.comments}</h2>
      {threads.length === 0 && <p className="note">{t.noComments}</p>}
      {here.length < threads.length && <p className="note">{t.commentsAtLines(threads.length - here.length)}</p>}
      <ul className="change-record">
        {here.map((thread) => (
          <ThreadShown key={thread.first.commentId} draftId={draft.draftId} thread={thread} />
        ))}
      </ul>
      <Say draftId={draft.draftId} label={t.commentNew} button={t.commentAdd} />
    </section>
  );
}
