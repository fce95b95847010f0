import { useCaller } from '../../api/caller.tsx';
import { PlaceLink } from '../../frame/place.tsx';
import { useTexts } from '../../texts/language.tsx';
import { workbenchEn } from '../../texts/en/workbench.ts';
import { workbenchZh } from '../../texts/zh/workbench.ts';

/** Where each kind of work begins: its page, and the permission without which there is nothing to begin. */
const BEGINNINGS = [
  { work: 'draft', path: '/drafts', permission: 'ruleset:draft' },
  { work: 'approve', path: '/changes', permission: 'ruleset:approve' },
  { work: 'import', path: '/imports', permission: 'case:import' },
  { work: 'months', path: '/budget', permission: 'payment:write' },
  { work: 'clear', path: '/clearing', permission: 'run:start' },
  { work: 'simulate', path: '/what-ifs', permission: 'simulation:run' },
  { work: 'statements', path: '/clearing', permission: 'statement:confirm' },
  { work: 'verify', path: '/audit', permission: 'audit:read' },
  { work: 'people', path: '/operation', permission: 'person:manage' },
  { work: 'keys', path: '/integration', permission: 'key:manage' },
  { work: 'score', path: '/scoring', permission: 'case:score' },
] as const;

/** 从这里开始 what the caller may begin, whether or not anything waits: a newcomer needs no other guide. */
export function BeginHere() {
  const t = useTexts({ zh: workbenchZh, en: workbenchEn });
  const { mayOneOf } = useCaller();
  const allowed = BEGINNINGS.filter(({ permission }) => mayOneOf([permission])).slice(0, 4);
  if (allowed.length === 0) return null;
  return (
    <section className="panel" aria-label={t.begin}>
      <h2>{t.begin}</h2>
      <ul className="beginnings">
        {allowed.map(({ work, path }) => (
          <li key={work}>
            <PlaceLink to={path}>{t.beginnings[work].name}</PlaceLink>
            <p className="note">{t.beginnings[work].does}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
