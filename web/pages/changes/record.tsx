import { printInstant } from '../../parts/days.ts';
import { useTexts } from '../../texts/language.tsx';
import { changesEn } from '../../texts/en/changes.ts';
import { changesZh } from '../../texts/zh/changes.ts';
import type { ChangeComment, ShownChange } from './change-data.ts';

/** Something that happened, or was said. */
type Happened =
  { readonly at: string; readonly event: ShownChange['events'][number] } | { readonly at: string; readonly comment: ChangeComment };

/** What was done and said, in order of time. */
function happenedTo({ events, comments }: ShownChange): readonly Happened[] {
  const all = [...events.map((event) => ({ at: event.at, event })), ...comments.map((comment) => ({ at: comment.at, comment }))];
  return all.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function Activity({ happened }: { readonly happened: Happened }) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  if ('event' in happened) {
    const { kind, by, at, revision, reason } = happened.event;
    return (
      <li>
        <strong>{t.events[kind]}</strong> · {by} <span className="note">{`${printInstant(at)} · ${t.revisionNo(revision)}`}</span>
        {reason !== '' && <p>{reason}</p>}
      </li>
    );
  }
  const { answers, by, at, revision, body, pointer } = happened.comment;
  return (
    <li>
      <strong>{answers === null ? t.comment : t.answer}</strong> · {by}{' '}
      <span className="note">{`${printInstant(at)} · ${t.revisionNo(revision)}`}</span> {pointer !== '' && <code>{pointer}</code>}
      <p>{body}</p>
    </li>
  );
}

/** 经过 who did what, when and why, and what was said of it. */
export function ChangeActivity({ draft }: { readonly draft: ShownChange }) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  return (
    <section className="panel">
      <h2>{t.activity}</h2>
      <ol className="change-record" aria-label={t.activity}>
        {happenedTo(draft).map((happened) => (
          <Activity key={'event' in happened ? happened.event.seq : happened.comment.commentId} happened={happened} />
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
