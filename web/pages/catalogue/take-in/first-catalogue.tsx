import { DownloadOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useSession } from '../../../api/session.tsx';
import { usePlace } from '../../../frame/place.tsx';
import { PageHeading } from '../../../parts/page-heading.tsx';
import { saveFrom } from '../../../parts/sheet-file.ts';
import { useTexts } from '../../../texts/language.tsx';
import { catalogueFileEn } from '../../../texts/en/catalogue-file.ts';
import { catalogueFileZh } from '../../../texts/zh/catalogue-file.ts';
import { TakeInForm } from './take-in.tsx';

/** 第一个目录库: an empty workbook to fill in, which is checked and then taken in. */
export function FirstCatalogue({ regionId }: { readonly regionId: string }) {
  const t = useTexts({ zh: catalogueFileZh, en: catalogueFileEn });
  const { region } = usePlace();
  const { key } = useSession();
  const { message } = App.useApp();
  const download = async (): Promise<void> => {
    const path = `/exports/${encodeURIComponent(regionId)}?what=blankCatalogue`;
    if (!(await saveFrom(path, `${t.blankName(region.name)}.xlsx`, key))) void message.error(t.notGiven);
  };
  return (
    <>
      <PageHeading title={t.firstTitle} note={region.name} />
      <section className="panel">
        <h2>{t.blankHead}</h2>
        <p className="note">{t.blankNote}</p>
        <Button icon={<DownloadOutlined aria-hidden />} onClick={() => void download()}>
          {t.blank}
        </Button>
      </section>
      <section className="panel">
        <h2>{t.title}</h2>
        <TakeInForm beside={undefined} />
      </section>
    </>
  );
}
