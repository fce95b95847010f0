import { Button, Input } from 'antd';
import { useState } from 'react';
import { useChange } from '../../api/operations.ts';
import { CommentChangeDocument } from '../../generated/changes/graphql.ts';
import { printInstant } from '../../parts/days.ts';
import { Failure } from '../../parts/failure.tsx';
import { usePlace } from '../../frame/place.tsx';
import { useTexts } from '../../texts/language.tsx';
import { changesEn } from '../../texts/en/changes.ts';
import { changesZh } from '../../texts/zh/changes.ts';
import { changeKey, type ShownChange } from './change-data.ts';
import { ChangeRefused } from './refused.tsx';

const MOST = 500;

function AddComment({ draft }: { readonly draft: ShownChange }) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { region } = usePlace();
  const [body, setBody] = useState('');
  const [key, setKey] = useState(changeKey);
  const comment = useChange(CommentChangeDocument);
  const answered = comment.data?.done;
  const send = (): void =>
    comment.mutate(
      { input: { regionCode: region.code, draftId: draft.draftId, pointer: '', body, idempotencyKey: key } },
      {
        onSuccess: ({ done }) => {
          setKey(changeKey());
          if (done.__typename === 'CommentDraftPayload') setBody('');
        },
      },
    );
  return (
    <div className="change-comment">
      <Input.TextArea
        aria-label={t.commentNew}
        placeholder={t.commentNew}
        rows={2}
        maxLength={MOST}
        value={body}
        onChange={({ target }) => setBody(target.value)}
      />
      <Button onClick={send} loading={comment.isPending} disabled={body.trim() === ''}>
        {t.commentAdd}
      </Button>
      {comment.error !== null && <Failure error={comment.error} />}
      {answered !== undefined && answered.__typename !== 'CommentDraftPayload' && <ChangeRefused refusal={answered} />}
    </div>
  );
}

/** 批注 what people noted at a place of the draft, and a note of one's own. */
export function ChangeComments({ draft }: { readonly draft: ShownChange }) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  return (
    <section className="panel">
      <h2>{t.comments}</h2>
      {draft.comments.length === 0 && <p className="note">{t.noComments}</p>}
      <ul className="change-record">
        {draft.comments.map(({ pointer, body, revision, by, at }) => (
          <li key={`${at} ${by} ${body}`}>
            <strong>{by}</strong> <span className="note">{`${printInstant(at)} · ${t.revisionNo(revision)}`}</span>{' '}
            {pointer !== '' && <code>{pointer}</code>}
            <p>{body}</p>
          </li>
        ))}
      </ul>
      <AddComment draft={draft} />
    </section>
  );
}

/** 经过 who did what, when and why. */
export function ChangeActivity({ draft }: { readonly draft: ShownChange }) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  return (
    <section className="panel">
      <h2>{t.activity}</h2>
      <ol className="change-record">
        {draft.events.map(({ seq, kind, revision, reason, by, at }) => (
          <li key={seq}>
            <strong>{t.events[kind]}</strong> · {by} <span className="note">{`${printInstant(at)} · ${t.revisionNo(revision)}`}</span>
            {reason !== '' && <p>{reason}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** 签署 what is signed and by whom; on paper with room for signatures. */
export function ChangeSignatures({ draft }: { readonly draft: ShownChange }) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const submitted = draft.events.filter(({ kind }) => kind === 'SUBMITTED').at(-1);
  const signed = [
    ...(submitted === undefined ? [] : [{ ...submitted, role: t.submitter }]),
    ...draft.approvals.map((one) => ({ ...one, role: t.approver })),
  ];
  return (
    <section className="panel">
      <h2>{t.signatures}</h2>
      <table className="change-table" aria-label={t.signatures}>
        <thead>
          <tr>
            <th scope="col">{t.role}</th>
            <th scope="col">{t.person}</th>
            <th scope="col">{t.time}</th>
            <th scope="col">{t.opinion}</th>
            <th scope="col">{t.signature}</th>
          </tr>
        </thead>
        <tbody>
          {signed.map(({ seq, role, by, at, reason }) => (
            <tr key={seq}>
              <th scope="row">{role}</th>
              <td>{by}</td>
              <td>{printInstant(at)}</td>
              <td>{reason}</td>
              <td className="change-signature" />
            </tr>
          ))}
          <tr className="change-blank">
            <th scope="row">{t.approver}</th>
            <td />
            <td />
            <td />
            <td className="change-signature" />
          </tr>
        </tbody>
      </table>
    </section>
  );
}
