import { Alert, Button, Result } from 'antd';
import { Link } from 'wouter';
import { useCaller } from '../api/caller.tsx';
import { useTexts } from '../texts/language.tsx';
import { frameEn } from '../texts/en/frame.ts';
import { frameZh } from '../texts/zh/frame.ts';
import { usePlace } from './place.tsx';
import { PreparingPage } from './preparing.tsx';

function ToStart() {
  const t = useTexts({ zh: frameZh, en: frameEn });
  return (
    <Link href="/" asChild>
      <Button type="primary" href="/">
        {t.toStart}
      </Button>
    </Link>
  );
}

/** There is no such page. */
export function NotFound() {
  const t = useTexts({ zh: frameZh, en: frameEn });
  return <Result status="info" title={t.notFound} subTitle={t.notFoundDoThis} extra={<ToStart />} />;
}

/** The caller may not see this page. */
export function NotAllowed() {
  const t = useTexts({ zh: frameZh, en: frameEn });
  return <Result status="warning" title={t.notAllowed} subTitle={t.notAllowedDoThis} extra={<ToStart />} />;
}

/** The region is not the caller's own: of it he reads what is published, and is told where he may work. */
export function OthersRegion() {
  const t = useTexts({ zh: frameZh, en: frameEn });
  const { home, isOwn } = useCaller();
  const { region } = usePlace();
  if (isOwn(region)) return null;
  const back = home !== undefined && isOwn(home) && <Link href={`/${home.code}`}>{t.toOwnRegion(home.name)}</Link>;
  return <Alert className="others-region" type="info" showIcon title={t.othersRegion(region.name)} action={back} />;
}

/** The caller sees no region with this code. */
export function NoRegion({ code }: { readonly code: string | undefined }) {
  const t = useTexts({ zh: frameZh, en: frameEn });
  const { preparation } = useCaller();
  if (preparation !== undefined) return <PreparingPage preparation={preparation} />;
  return (
    <Result
      status="info"
      title={code === undefined ? t.noRegions : t.noRegion(code)}
      subTitle={t.noRegionDoThis}
      extra={code !== undefined && <ToStart />}
    />
  );
}
