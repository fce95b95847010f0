import { BellOutlined } from '@ant-design/icons';
import { useWorklist } from '../parts/worklist/use-worklist.ts';
import { useTexts } from '../texts/language.tsx';
import { workbenchEn } from '../texts/en/workbench.ts';
import { workbenchZh } from '../texts/zh/workbench.ts';
import { PlaceLink, usePlace } from './place.tsx';

/** How much waits for the caller, in the head of every page: it leads to the workbench, which lists the same. */
export function WorkBadge() {
  const t = useTexts({ zh: workbenchZh, en: workbenchEn });
  const { region } = usePlace();
  const { items, isPending, error } = useWorklist(region.code);
  if (isPending || error !== null) return null;
  return (
    <PlaceLink to="/" className={items.length === 0 ? 'work-badge' : 'work-badge work-waits'}>
      <BellOutlined aria-hidden /> {t.badge(items.length)}
    </PlaceLink>
  );
}
