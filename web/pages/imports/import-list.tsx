import { JOB_COLOURS } from '../../parts/job-colours.ts';
import { Tag } from 'antd';
import { useList } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { ImportListDocument, type ImportShownFragment } from '../../generated/imports/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { printInstant } from '../../parts/days.ts';
import { Failure } from '../../parts/failure.tsx';
import { Waiting } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { useTexts } from '../../texts/language.tsx';
import { importsEn } from '../../texts/en/imports.ts';
import { importsZh } from '../../texts/zh/imports.ts';
import { jobPath, stateWord } from './import-words.ts';
import { SendFile } from './new-import.tsx';

/** The state of an import as a coloured word. */
export function ImportState({ job }: { readonly job: ImportShownFragment }) {
  const t = useTexts({ zh: importsZh, en: importsEn });
  return <Tag color={JOB_COLOURS[job.status]}>{stateWord(job, t)}</Tag>;
}

function columnsOf(t: typeof importsZh): readonly Column<ImportShownFragment>[] {
  const figure = (key: string, title: string, text: (job: ImportShownFragment) => string, width = 100): Column<ImportShownFragment> => ({
    ...{ key, title, text, width, kind: 'FIGURE' },
  });
  return [
    {
      key: 'file',
      title: t.fileName,
      kind: 'DAY',
      width: 230,
      text: ({ fileName }) => fileName ?? t.noName,
      show: ({ id, fileName }) => <PlaceLink to={jobPath(id)}>{fileName ?? t.noName}</PlaceLink>,
    },
    { key: 'state', title: t.state, width: 110, text: (job) => stateWord(job, t), show: (job) => <ImportState job={job} /> },
    figure('read', t.read, ({ done }) => String(done)),
    figure('accepted', t.accepted, ({ accepted }) => String(accepted)),
    figure('rejected', t.rejected, ({ rejected }) => String(rejected)),
    figure('cost', t.totalCost, ({ totalCost }) => totalCost ?? '', 150),
    { key: 'encoding', title: t.encoding, width: 100, text: ({ encoding }) => encoding ?? '' },
    { key: 'dry', title: t.kind, width: 90, text: ({ dryRun }) => (dryRun ? t.trial : t.real) },
    { key: 'created', title: t.created, kind: 'DAY', width: 140, text: ({ createdAt }) => printInstant(createdAt) },
    { key: 'finished', title: t.finished, kind: 'DAY', width: 140, text: ({ finishedAt }) => printInstant(finishedAt) },
    { key: 'failure', title: t.failure, kind: 'DAY', width: 260, isExtra: true, text: ({ failure }) => failure ?? '' },
  ];
}

/** 导入任务 a new import, and those of the region, newest first. */
export function ImportList() {
  const t = useTexts({ zh: importsZh, en: importsEn });
  const { region } = usePlace();
  const variables = { region: region.code };
  const listed = useList(ImportListDocument, variables, (data) => data.importJobs);
  return (
    <>
      <SendFile title={t.newImport} note={t.newNote} />
      {listed.error !== null && <Failure error={listed.error} retry={listed.refetch} />}
      {listed.isUnread ? (
        listed.error === null && <Waiting />
      ) : (
        <section className="panel">
          <h2>{t.jobs}</h2>
          <DataTable<ImportShownFragment>
            name="imports"
            title={t.jobs}
            columns={columnsOf(t)}
            rows={listed.rows}
            rowKey={({ id }) => id}
            nothing={t.noJobs}
            asked={{ operation: ImportListDocument, variables }}
            isLoading={listed.isFetching}
            totalCount={listed.totalCount}
            more={listed.more}
          />
        </section>
      )}
    </>
  );
}
