import type { AuditEventShownFragment } from '../../generated/audit/graphql.ts';
import { PlaceLink } from '../../frame/place.tsx';
import { useTexts } from '../../texts/language.tsx';
import { auditEn } from '../../texts/en/audit.ts';
import { auditActionsEn } from '../../texts/en/audit-actions.ts';
import { auditZh } from '../../texts/zh/audit.ts';
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

/** The names in a list of an event's detail. */
function namesIn(detail: unknown, name: string): readonly string[] {
  if (typeof detail !== 'object' || detail === null) return [];
  const list: unknown = Reflect.get(detail, name);
  return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
}

/** What an event was done to, as a link where a page shows it; a what-if by its year and candidates, its id when a mouse rests there. */
export function EventSubject({ event }: { readonly event: AuditEventShownFragment }) {
  const t = useTexts({ zh: auditZh, en: auditEn });
  const { action, subject, detail } = event;
  const path = pathOfEvent(event);
  if (path !== undefined) return <PlaceLink to={path}>{subject}</PlaceLink>;
  const year = numberIn(detail, 'year');
  if (!action.startsWith('what-if:') || year === undefined) return subject;
  return <span title={subject}>{t.whatIfOf(year, namesIn(detail, 'candidates').join('、'))}</span>;
}
