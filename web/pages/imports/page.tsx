import './imports.css';
import { useLocation } from 'wouter';
import { useCaller } from '../../api/caller.tsx';
import { PlaceLink, usePathValue } from '../../frame/place.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { useTexts } from '../../texts/language.tsx';
import { importsEn } from '../../texts/en/imports.ts';
import { importsZh } from '../../texts/zh/imports.ts';
import { OneImport } from './one-import.tsx';
import { ImportList } from './import-list.tsx';
import { Quality } from './quality.tsx';

/** 数据导入 the imports of a region and a new one, one of them, or what quality control found: as the address says, and the caller may see. */
export default function ImportsPage() {
  const t = useTexts({ zh: importsZh, en: importsEn });
  const { mayOneOf } = useCaller();
  const [location] = useLocation();
  const job = usePathValue('job');
  const mayImport = mayOneOf(['case:import']);
  if (job !== undefined) return <OneImport id={decodeURIComponent(job)} />;
  const isQuality = location.endsWith('/quality') || !mayImport;
  return (
    <>
      <PageHeading title={t.title} note={isQuality ? t.qualityNote : t.note} />
      <nav className="import-parts" aria-label={t.parts}>
        {mayImport && (
          <PlaceLink to="/imports" className={isQuality ? 'import-part' : 'import-part import-part-here'}>
            {t.jobs}
          </PlaceLink>
        )}
        {mayOneOf(['case:read']) && (
          <PlaceLink to="/imports/quality" className={isQuality ? 'import-part import-part-here' : 'import-part'}>
            {t.quality}
          </PlaceLink>
        )}
      </nav>
      {isQuality ? <Quality /> : <ImportList />}
    </>
  );
}
