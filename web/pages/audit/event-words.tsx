import type { AuditEventShownFragment } from '../../generated/audit/graphql.ts';
import { PlaceLink } from '../../frame/place.tsx';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { auditActionsEn } from '../../texts/en/audit-actions.ts';
import { auditActionsZh } from '../../texts/zh/audit-actions.ts';

/** What an event says that was done, in words; its verb where there are none. */
export function useActionText(): (action: string) => string {
  const t = useTexts({ zh: auditActionsZh, en: auditActionsEn });
  const words: Readonly<Record<string, string>> = t.verbs;
  return (action) => words[action] ?? action;
}

/** The verbs that have words, for filters. */
export const AUDIT_ACTIONS: readonly string[] = Object.keys(auditActionsZh.verbs);

/** A whole number of an event's detail. */
function numberIn(detail: unknown, name: string): number | undefined {
  if (typeof detail !== 'object' || detail === null) return undefined;
  const value: unknown = Reflect.get(detail, name);
  return typeof value === 'number' ? value : undefined;
}

const RUN_NO = /^[1-9]\d{0,8}$/;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The page that shows what an event was done to, where there is one. */
export function pathOfEvent({
  action,
  subject,
  detail,
}: Pick<AuditEventShownFragment, 'action' | 'subject' | 'detail'>): string | undefined {
  const [noun] = action.split(':');
  if (noun === 'run' || noun === 'statement') {
    const runNo = numberIn(detail, 'runNo');
    if (runNo !== undefined) return `/clearing/${runNo}`;
    return RUN_NO.test(subject) ? `/clearing/${subject}` : undefined;
  }
  if (noun === 'draft' && UUID.test(subject)) return `/changes/${subject}`;
  return noun === 'ruleset' && /^\d{4}\.\d+$/.test(subject) ? `/rulesets/${encodeURIComponent(subject)}` : undefined;
}

/** What an event was done to, by its name, as a link where a page shows it; its id when a mouse rests there. */
export function EventSubject({ event }: { readonly event: AuditEventShownFragment }) {
  const { language } = useLanguage();
  const { subject, subjectSaid } = event;
  const path = pathOfEvent(event);
  const name = subjectSaid === null ? subject : said(subjectSaid, language);
  const shown = path === undefined ? name : <PlaceLink to={path}>{name}</PlaceLink>;
  return subjectSaid === null ? shown : <span title={subject}>{shown}</span>;
}
