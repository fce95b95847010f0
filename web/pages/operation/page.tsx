import { JOB_COLOURS } from '../../parts/job-colours.ts';
import { Descriptions, Tag } from 'antd';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { useStatus } from '../../api/status.ts';
import { usePlace } from '../../frame/place.tsx';
import { JobsOfRegionDocument, type JobShownFragment, type JobsOfRegionQuery } from '../../generated/operation/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { printInstant } from '../../parts/days.ts';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Loaded } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { useTexts } from '../../texts/language.tsx';
import { operationEn } from '../../texts/en/operation.ts';
import { operationZh } from '../../texts/zh/operation.ts';
import { People } from './people.tsx';

type JobRow = JobShownFragment & { readonly kind: string; readonly subject: string };

const EVERY_MS = 5_000;

/** All jobs of an answer in one list, newest first. */
function jobRows(data: JobsOfRegionQuery, t: typeof operationZh): readonly JobRow[] {
  const rows: readonly JobRow[] = [
    ...(data.clearingRuns?.edges ?? []).map(({ node }) => ({
      ...node,
      kind: t.kinds.run,
      subject: t.runOf(node.year, t.insurances[node.insurance], node.runNo),
    })),
    ...(data.importJobs?.edges ?? []).map(({ node }) => ({ ...node, kind: t.kinds.import, subject: node.fileName ?? '' })),
    ...(data.catalogueJobs?.edges ?? []).map(({ node }) => ({ ...node, kind: t.kinds.catalogue, subject: '' })),
  ];
  return [...rows].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

function columnsOf(t: typeof operationZh): readonly Column<JobRow>[] {
  const progressOf = ({ done, total }: JobRow): string => (total === null ? String(done) : `${done} / ${total}`);
  return [
    { key: 'kind', title: t.kind, width: 110, text: ({ kind }) => kind },
    { key: 'subject', title: t.subject, width: 260, text: ({ subject }) => subject },
    {
      key: 'status',
      title: t.status,
      width: 110,
      text: ({ status }) => t.statuses[status],
      show: ({ status }) => <Tag color={JOB_COLOURS[status]}>{t.statuses[status]}</Tag>,
    },
    { key: 'progress', title: t.progress, width: 160, text: progressOf },
    { key: 'created', title: t.created, kind: 'DAY', width: 150, text: ({ createdAt }) => printInstant(createdAt) },
    {
      key: 'finished',
      title: t.finished,
      kind: 'DAY',
      width: 150,
      text: ({ finishedAt }) => printInstant(finishedAt),
    },
    { key: 'failure', title: t.failure, width: 240, text: ({ failure }) => failure ?? '' },
    { key: 'phase', title: t.phase, isExtra: true, text: ({ phase }) => phase },
  ];
}

function Platform() {
  const t = useTexts({ zh: operationZh, en: operationEn });
  const version = useStatus('/version');
  const health = useStatus('/health/ready');
  const isReady = health.data?.status === 'ok';
  return (
    <section className="panel">
      <h2>{t.platform}</h2>
      <Loaded asked={version}>
        {({ version: engine, schemaHash }) => (
          <Descriptions
            size="small"
            bordered
            column={1}
            items={[
              {
                key: 'health',
                label: t.health,
                children: health.isPending ? t.asking : <Tag color={isReady ? 'success' : 'error'}>{isReady ? t.ready : t.notReady}</Tag>,
              },
              { key: 'version', label: t.version, children: String(engine) },
              { key: 'schema', label: t.schema, children: <span className="hash">{String(schemaHash)}</span> },
            ]}
          />
        )}
      </Loaded>
    </section>
  );
}

/** 运行状态 whether the platform answers, which version it is, and the jobs of the region. */
export default function OperationPage() {
  const t = useTexts({ zh: operationZh, en: operationEn });
  const { region } = usePlace();
  const { mayOneOf } = useCaller();
  const variables = {
    region: region.code,
    runs: mayOneOf(['run:read']),
    imports: mayOneOf(['case:import']),
    catalogues: mayOneOf(['catalogue:read']),
  };
  const asked = useAsk(JobsOfRegionDocument, variables, { everyMs: EVERY_MS });
  return (
    <>
      <PageHeading title={t.title} note={t.note} />
      <Platform />
      {mayOneOf(['person:manage']) && <People />}
      <section className="panel">
        <h2>{t.jobsOf(region.name)}</h2>
        <Loaded asked={asked}>
          {(data) => (
            <DataTable<JobRow>
              name="jobs"
              title={t.jobsOf(region.name)}
              columns={columnsOf(t)}
              rows={jobRows(data, t)}
              rowKey={({ id }) => id}
              nothing={t.noJobs}
              asked={{ operation: JobsOfRegionDocument, variables }}
            />
          )}
        </Loaded>
      </section>
    </>
  );
}
