import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useSession } from '../../api/session.tsx';
import { FileField } from '../../parts/file-field.tsx';
import { saveFrom } from '../../parts/sheet-file.ts';
import { useLanguage, useTexts } from '../../texts/language.tsx';
import { importsEn } from '../../texts/en/imports.ts';
import { importsZh } from '../../texts/zh/imports.ts';
import { saveRejectedRows, sentFile, type Sent } from './upload.ts';

interface RejectedFilesProps {
  readonly job: { readonly id: string; readonly fileName: string | null; readonly uploadPath: string; readonly rejectsPath: string };
}

/** 待改的记录 the rejected rows as they stood in the file, to be mended and sent again; the file is asked for where it was not sent from here. And the list of reasons. */
export function RejectedFiles({ job }: RejectedFilesProps) {
  const t = useTexts({ zh: importsZh, en: importsEn });
  const { language } = useLanguage();
  const { key } = useSession();
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string>();
  const told = (sent: Sent): void => setRefused(sent.ok ? undefined : sent.message === '' ? t.notReached : sent.message);

  const rowsOf = async (file: File): Promise<void> => {
    setBusy(true);
    told(await saveRejectedRows(job.uploadPath, { file, name: t.rowsFile }, { key, language }));
    setBusy(false);
  };
  const rows = async (): Promise<void> => {
    const known = sentFile(client, job.id);
    if (known === undefined) return setAsking(true);
    await rowsOf(known);
  };
  const reasons = async (): Promise<void> => {
    const name = `${t.rejects} ${(job.fileName ?? '').replace(/\.[^.]*$/, '')}`.trim();
    const isSaved = await saveFrom(`${job.rejectsPath}?format=csv&words=zh`, `${name}.csv`, key);
    told(isSaved ? { ok: true } : { ok: false, message: '' });
  };
  return (
    <>
      <div className="form-buttons">
        <Button type="primary" loading={isBusy} onClick={() => void rows()}>
          {t.downloadRows}
        </Button>
        <Button onClick={() => void reasons()}>{t.download}</Button>
      </div>
      <p className="note">{t.downloadNote}</p>
      {isAsking && (
        <div className="import-original" role="group" aria-label={t.original}>
          <p>{t.askOriginal(job.fileName ?? t.noName)}</p>
          <FileField button={t.chooseOriginal} label={t.original} accept=".csv,.txt,.jsonl,.ndjson" choose={(file) => void rowsOf(file)} />
        </div>
      )}
      {refused !== undefined && <Alert type="warning" showIcon role="alert" title={t.notDownloaded} description={refused} />}
    </>
  );
}
