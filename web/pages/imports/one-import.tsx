import { Alert, Button, Descriptions } from 'antd';
import { useAsk, useList } from '../../api/operations.ts';
import { PlaceLink } from '../../frame/place.tsx';
import {
  CancelImportDocument,
  ImportOneDocument,
  ImportRejectsDocument,
  type ImportOneQuery,
  type ImportRejectsQuery,
} from '../../generated/imports/graphql.ts';
import { NotDone, useActing } from '../../parts/acting.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { printInstant } from '../../parts/days.ts';
import { Failure } from '../../parts/failure.tsx';
import { Figure, Money } from '../../parts/figure.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Loaded, Nothing, Waiting } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { said, useLanguage, useTexts, type Language } from '../../texts/language.tsx';
import { importsEn } from '../../texts/en/imports.ts';
import { importsZh } from '../../texts/zh/imports.ts';
import { ImportState } from './import-list.tsx';
import { isGoing, isInterrupted, isWaiting } from './import-words.ts';
import { SendFile } from './new-import.tsx';
import { RejectedFiles } from './rejected-files.tsx';

type Found = NonNullable<ImportOneQuery['node']>;
type Job = Extract<Found, { readonly uploadPath: string }>;
type RejectNode = Extract<NonNullable<ImportRejectsQuery['node']>, { readonly rejects: unknown }>;
type Reject = RejectNode['rejects']['edges'][number]['node'];

const EVERY_MS = 2_000;

function rejectColumns(t: typeof importsZh, language: Language): readonly Column<Reject>[] {
  return [
    { key: 'line', title: t.line, kind: 'FIGURE', width: 80, text: ({ line }) => String(line) },
    { key: 'case', title: t.caseNo, kind: 'DAY', width: 170, text: ({ caseNo }) => caseNo ?? '' },
    { key: 'institution', title: t.institutionCode, width: 150, text: ({ institutionCode }) => institutionCode ?? '' },
    { key: 'field', title: t.field, width: 160, text: ({ heading }) => heading },
    { key: 'reason', title: t.reason, kind: 'DAY', width: 520, text: ({ messages }) => said(messages, language) },
    { key: 'name', title: t.fieldName, isExtra: true, text: ({ field }) => field },
    { key: 'code', title: t.code, isExtra: true, text: ({ code }) => code },
  ];
}

function Rejects({ id }: { readonly id: string }) {
  const t = useTexts({ zh: importsZh, en: importsEn });
  const { language } = useLanguage();
  const listed = useList(ImportRejectsDocument, { id }, ({ node }) => (node !== null && 'rejects' in node ? node.rejects : undefined));
  if (listed.error !== null) return <Failure error={listed.error} retry={listed.refetch} />;
  if (listed.isPending) return <Waiting />;
  return (
    <DataTable<Reject>
      name="import-rejects"
      title={t.rejects}
      columns={rejectColumns(t, language)}
      rows={listed.rows}
      rowKey={({ line, item }) => `${line} ${item}`}
      nothing={t.noRejects}
      asked={{ operation: ImportRejectsDocument, variables: { id } }}
      isLoading={listed.isFetching}
      more={listed.more}
    />
  );
}

function Facts({ job }: { readonly job: Job }) {
  const t = useTexts({ zh: importsZh, en: importsEn });
  const items = [
    { key: 'state', label: t.state, children: <ImportState job={job} /> },
    { key: 'kind', label: t.kind, children: job.dryRun ? t.trial : t.real },
    { key: 'read', label: t.read, children: <Figure value={job.done} /> },
    { key: 'accepted', label: t.accepted, children: <Figure value={job.accepted} /> },
    { key: 'rejected', label: t.rejected, children: <Figure value={job.rejected} /> },
    { key: 'faulty', label: t.faulty, children: <Figure value={job.faulty} /> },
    { key: 'cost', label: t.totalCost, children: <Money yuan={job.totalCost} /> },
    { key: 'encoding', label: t.encoding, children: job.encoding ?? t.notYet },
    { key: 'separator', label: t.separator, children: job.separator === null ? t.notYet : t.separators[job.separator] },
    { key: 'policy', label: t.errorPolicy, children: job.errorPolicy === null ? t.notYet : t.errorPolicies[job.errorPolicy] },
    { key: 'duplicate', label: t.onDuplicate, children: t.duplicates[job.onDuplicate] },
    { key: 'judged', label: t.judgedBy, children: job.judgedBy.map(({ version, scheme }) => `${version} ${scheme}`).join(' ') },
    { key: 'created', label: t.created, children: printInstant(job.createdAt) },
    { key: 'finished', label: t.finished, children: printInstant(job.finishedAt) },
    { key: 'dates', label: t.dates, children: job.dates.map(({ style, cells }) => t.datesOf(t.dateStyles[style], cells)).join(' ') },
    { key: 'hash', label: t.fileHash, span: 3, children: <span className="hash">{job.fileHash ?? t.notYet}</span> },
  ];
  return <Descriptions size="small" bordered column={3} items={items} />;
}

/** What a job that waits for its file offers: the file, or to give it up. */
function ForWaiting({ job }: { readonly job: Job }) {
  const t = useTexts({ zh: importsZh, en: importsEn });
  const cancelling = useActing(CancelImportDocument);
  return (
    <>
      <SendFile title={t.sendNow} note={t.sendNowNote} waiting={job} />
      <div className="form-buttons import-cancel">
        <Button danger loading={cancelling.isPending} onClick={() => cancelling.send({ input: { id: job.id } }, () => undefined)}>
          {t.cancel}
        </Button>
      </div>
      <NotDone acting={cancelling} />
    </>
  );
}

/** What is offered where the sending or the server broke off: the same file goes on with an import that runs, or begins one anew as it was. */
function Resuming({ job }: { readonly job: Job }) {
  const t = useTexts({ zh: importsZh, en: importsEn });
  if (job.status === 'RUNNING' && !isWaiting(job))
    return (
      <details className="import-resume">
        <summary>{t.noProgress}</summary>
        <SendFile title={t.goOn} note={t.goOnNote} waiting={job} />
      </details>
    );
  if (!isInterrupted(job)) return null;
  const { errorPolicy, onDuplicate, dryRun } = job;
  return (
    <>
      <Alert type="warning" showIcon role="alert" title={t.interruptedSays} />
      <SendFile title={t.anew} note={t.anewNote} as={{ errorPolicy: errorPolicy ?? 'SKIP', onDuplicate, dryRun }} />
    </>
  );
}

function Warnings({ job }: { readonly job: Job }) {
  const t = useTexts({ zh: importsZh, en: importsEn });
  const { language } = useLanguage();
  return (
    <ul className="import-warnings">
      {job.warnings.map(({ code, count, firstCaseNo, messages }) => (
        <li key={code}>
          {t.warningOf(count, firstCaseNo)} {said(messages, language)}
        </li>
      ))}
    </ul>
  );
}

function Shown({ job }: { readonly job: Job }) {
  const t = useTexts({ zh: importsZh, en: importsEn });
  return (
    <>
      {job.problems.length > 0 && (
        <Alert
          type="error"
          showIcon
          role="alert"
          className="import-refused"
          title={t.fileRefused}
          description={job.problems.map(({ code, message }) => (
            <p key={`${code} ${message}`}>{message}</p>
          ))}
        />
      )}
      <section className="panel">
        <Facts job={job} />
      </section>
      {isWaiting(job) && <ForWaiting job={job} />}
      <Resuming job={job} />
      {job.warnings.length > 0 && (
        <section className="panel">
          <h2>{t.warnings}</h2>
          <Warnings job={job} />
        </section>
      )}
      {!isGoing(job) && !isInterrupted(job) && (
        <section className="panel">
          <h2>{t.rejects}</h2>
          <p className="note">{t.rejectsNote}</p>
          {job.rejected > 0 && <RejectedFiles job={job} />}
          <Rejects id={job.id} />
        </section>
      )}
      {!isGoing(job) && !isInterrupted(job) && (job.rejected > 0 || job.status === 'FAILED') && (
        <SendFile title={t.again} note={t.againNote} />
      )}
    </>
  );
}

/** One import: how its file was read, what was accepted and rejected, line by line with the reason, and the mended file sent again. */
export function OneImport({ id }: { readonly id: string }) {
  const t = useTexts({ zh: importsZh, en: importsEn });
  const asked = useAsk(ImportOneDocument, { id });
  const found = asked.data?.node;
  const job = found !== null && found !== undefined && 'uploadPath' in found ? found : undefined;
  const isBusy = job !== undefined && isGoing(job);
  useAsk(ImportOneDocument, { id }, { enabled: isBusy, ...(isBusy ? { everyMs: EVERY_MS } : {}) });
  return (
    <>
      <PageHeading
        title={t.jobTitle(job?.fileName ?? t.noName)}
        note={t.jobNote}
        actions={<PlaceLink to="/imports">{t.allJobs}</PlaceLink>}
      />
      <Loaded asked={asked}>{() => (job === undefined ? <Nothing>{t.noJob}</Nothing> : <Shown job={job} />)}</Loaded>
    </>
  );
}
