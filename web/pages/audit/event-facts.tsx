import { Descriptions } from 'antd';
import type { AuditEventShownFragment } from '../../generated/audit/graphql.ts';
import { printInstant } from '../../parts/days.ts';
import { useTexts } from '../../texts/language.tsx';
import { auditEn } from '../../texts/en/audit.ts';
import { auditZh } from '../../texts/zh/audit.ts';
import { EventSubject, useActionText } from './event-words.tsx';

/** One event whole: who, what, when, to what, its detail and its hashes. */
export function EventFacts({ event }: { readonly event: AuditEventShownFragment }) {
  const t = useTexts({ zh: auditZh, en: auditEn });
  const actionText = useActionText();
  const items = [
    { key: 'seq', label: t.seq, children: event.seq },
    { key: 'at', label: t.at, children: printInstant(event.at) },
    { key: 'actor', label: t.actor, children: event.actor.name },
    { key: 'action', label: t.action, children: `${actionText(event.action)} ${event.action}` },
    {
      key: 'subject',
      label: t.subject,
      children: (
        <>
          <EventSubject event={event} /> {event.subjectSaid !== null && <span className="note">{event.subject}</span>}
        </>
      ),
    },
    {
      key: 'detail',
      label: t.detail,
      children: (
        <pre className="event-detail" tabIndex={0} aria-label={t.detail}>
          {JSON.stringify(event.detail, null, 2)}
        </pre>
      ),
    },
    { key: 'prevHash', label: t.prevHash, children: <span className="hash">{event.prevHash}</span> },
    { key: 'hash', label: t.hash, children: <span className="hash">{event.hash}</span> },
  ];
  return <Descriptions size="small" bordered column={1} items={items} />;
}
