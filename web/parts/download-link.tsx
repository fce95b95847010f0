import { App } from 'antd';
import type { PropsWithChildren } from 'react';
import { useSession } from '../api/session.tsx';
import { partsEn } from '../texts/en/parts.ts';
import { partsZh } from '../texts/zh/parts.ts';
import { useTexts } from '../texts/language.tsx';
import { saveFrom } from './sheet-file.ts';

interface DownloadProps {
  readonly path: string;
  /** What the file is called where the browser is not told by the server. */
  readonly fileName: string;
}

/** A link to a file of the platform. Browsers send the session's cookie with it; a key goes in a header, so that the file is fetched with it and saved. */
export function DownloadLink({ path, fileName, children }: PropsWithChildren<DownloadProps>) {
  const t = useTexts({ zh: partsZh, en: partsEn });
  const { key } = useSession();
  const { message } = App.useApp();
  const take = async (): Promise<void> => {
    if (!(await saveFrom(path, fileName, key))) void message.error(t.notDownloaded);
  };
  return (
    <a
      href={path}
      onClick={(event) => {
        if (key === undefined) return;
        event.preventDefault();
        void take();
      }}
    >
      {children}
    </a>
  );
}
