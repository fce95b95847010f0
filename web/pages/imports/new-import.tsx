import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Radio } from 'antd';
import { useState } from 'react';
import { useChange } from '../../api/operations.ts';
import { useSession } from '../../api/session.tsx';
import { usePlace } from '../../frame/place.tsx';
import { BeginImportDocument, type BeginImportMutation } from '../../generated/imports/graphql.ts';
import { NotDone } from '../../parts/acting.tsx';
import { commandKey } from '../../parts/command-key.ts';
import { FileField } from '../../parts/file-field.tsx';
import { useLanguage, useTexts } from '../../texts/language.tsx';
import { importsEn } from '../../texts/en/imports.ts';
import { importsZh } from '../../texts/zh/imports.ts';
import { jobPath } from './import-words.ts';
import { Progress } from './progress.tsx';
import { keepSent, sendFile } from './upload.ts';

type Refusal = Extract<BeginImportMutation['done'], { readonly code: string }>;

/** An import that waits for its file. */
interface WaitingImport {
  readonly id: string;
  readonly uploadPath: string;
}

/** How a file is to be imported. */
export interface ImportPolicy {
  readonly errorPolicy: 'ABORT' | 'SKIP';
  readonly onDuplicate: 'REJECT' | 'REVISE';
  readonly dryRun: boolean;
}

const FIRST: ImportPolicy = { errorPolicy: 'SKIP', onDuplicate: 'REJECT', dryRun: false };

function Policies({ policy, change }: { readonly policy: ImportPolicy; readonly change: (policy: ImportPolicy) => void }) {
  const t = useTexts({ zh: importsZh, en: importsEn });
  return (
    <>
      <Radio.Group
        aria-label={t.errorPolicy}
        value={policy.errorPolicy}
        options={[
          { value: 'SKIP', label: t.errorPolicies.SKIP },
          { value: 'ABORT', label: t.errorPolicies.ABORT },
        ]}
        onChange={({ target }) => change({ ...policy, errorPolicy: target.value === 'ABORT' ? 'ABORT' : 'SKIP' })}
      />
      <Radio.Group
        aria-label={t.onDuplicate}
        value={policy.onDuplicate}
        options={[
          { value: 'REJECT', label: t.duplicates.REJECT },
          { value: 'REVISE', label: t.duplicates.REVISE },
        ]}
        onChange={({ target }) => change({ ...policy, onDuplicate: target.value === 'REVISE' ? 'REVISE' : 'REJECT' })}
      />
      <Checkbox checked={policy.dryRun} onChange={({ target }) => change({ ...policy, dryRun: target.checked })}>
        {t.dryRun}
      </Checkbox>
    </>
  );
}

interface SendingProps {
  readonly title: string;
  readonly note: string;
  /** An import that is there already and waits for its file; otherwise one is begun. */
  readonly waiting?: WaitingImport;
  /** How an import that was there before was to be done: the new one begins so. */
  readonly as?: ImportPolicy;
}

/** 上传 a file: an import is begun, the file is sent to it, and what became of it is shown. */
export function SendFile({ title, note, waiting, as = FIRST }: SendingProps) {
  const t = useTexts({ zh: importsZh, en: importsEn });
  const { language } = useLanguage();
  const { region, goTo } = usePlace();
  const { key } = useSession();
  const client = useQueryClient();
  const begin = useChange(BeginImportDocument);
  const [file, setFile] = useState<File>();
  const [policy, setPolicy] = useState(as);
  const [sending, setSending] = useState<WaitingImport>();
  const [refusal, setRefusal] = useState<Refusal>();
  const [notSent, setNotSent] = useState<string>();

  const start = async (chosen: File): Promise<WaitingImport | undefined> => {
    if (waiting !== undefined) return waiting;
    const input = { regionCode: region.code, fileName: chosen.name, ...policy, idempotencyKey: commandKey() };
    const { done } = await begin.mutateAsync({ input });
    if ('importJob' in done) return done.importJob;
    setRefusal(done);
    return undefined;
  };
  const send = async (chosen: File): Promise<void> => {
    setRefusal(undefined);
    setNotSent(undefined);
    const job = await start(chosen);
    if (job === undefined) return;
    setSending(job);
    keepSent(client, job.id, chosen);
    const sent = await sendFile(job.uploadPath, chosen, { key, language });
    setSending(undefined);
    await client.invalidateQueries();
    if (sent.ok) goTo(jobPath(job.id));
    else setNotSent(sent.message === '' ? t.notReached : sent.message);
  };
  const isBusy = begin.isPending || sending !== undefined;
  return (
    <form
      className="reasoned-form"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        if (file !== undefined && !isBusy) void send(file).catch(() => undefined);
      }}
    >
      <h3>{title}</h3>
      <p className="note">{note}</p>
      <p>{t.file}</p>
      <FileField button={t.chooseFile} label={t.file} accept=".csv,.txt,.jsonl,.ndjson" choose={setFile} />
      {waiting === undefined && <Policies policy={policy} change={setPolicy} />}
      <div className="form-buttons">
        <Button htmlType="submit" type="primary" loading={isBusy} disabled={file === undefined}>
          {t.upload}
        </Button>
      </div>
      {sending !== undefined && <Progress id={sending.id} />}
      <NotDone acting={{ error: begin.error, refusal }} />
      {notSent !== undefined && <Alert type="warning" showIcon role="alert" title={t.notSent} description={notSent} />}
    </form>
  );
}
