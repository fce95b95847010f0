import { Tag } from 'antd';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { RunningJobsDocument, type RunningJobFragment, type RunningJobsQuery } from '../../generated/workbench/graphql.ts';
import { printInstant } from '../../parts/days.ts';
import { Failure } from '../../parts/failure.tsx';
import { useTexts } from '../../texts/language.tsx';
import { workbenchEn } from '../../texts/en/workbench.ts';
import { workbenchZh } from '../../texts/zh/workbench.ts';

const EVERY_MS = 5_000;

type RunningRow = RunningJobFragment & { readonly says: string; readonly path: string };

function rowsOf(data: RunningJobsQuery, t: typeof workbenchZh): readonly RunningRow[] {
  const runs = (data.clearingRuns?.edges ?? []).map(({ node }) => node).filter(({ status }) => status === 'QUEUED' || status === 'RUNNING');
  return [
    ...runs.map((run) => ({ ...run, says: t.jobs.run(run.year, t.insurances[run.insurance], run.runNo), path: `/clearing/${run.runNo}` })),
    ...(data.importJobs?.edges ?? []).map(({ node }) => ({ ...node, says: t.jobs.import(node.fileName ?? ''), path: '/operation' })),
    ...(data.catalogueJobs?.edges ?? []).map(({ node }) => ({ ...node, says: t.jobs.catalogue, path: '/operation' })),
    ...(data.whatIfs?.edges ?? []).map(({ node }) => ({
      ...node,
      says: t.jobs.whatIf(node.year, t.insurances[node.insurance]),
      path: '/operation',
    })),
  ];
}

/** 进行中 jobs that are queued or running, read again every few seconds; nothing is shown where there are none. */
export function RunningJobs() {
  const t = useTexts({ zh: workbenchZh, en: workbenchEn });
  const { region } = usePlace();
  const { mayOneOf } = useCaller();
  const variables = {
    region: region.code,
    runs: mayOneOf(['run:read']),
    imports: mayOneOf(['case:import']),
    catalogues: mayOneOf(['catalogue:read']),
    whatIfs: mayOneOf(['budget:read']),
  };
  const asked = useAsk(RunningJobsDocument, variables, { everyMs: EVERY_MS });
  const rows = asked.data === undefined ? [] : rowsOf(asked.data, t);
  if (asked.error !== null) return <Failure error={asked.error} retry={() => void asked.refetch()} />;
  if (rows.length === 0) return null;
  return (
    <section className="panel" aria-label={t.running}>
      <h2>{t.running}</h2>
      <ul className="worklist" aria-label={t.running}>
        {rows.map(({ id, says, path, status, done, total, createdAt }) => (
          <li key={id}>
            <Tag color={status === 'RUNNING' ? 'processing' : 'default'}>{status === 'RUNNING' ? t.isRunning : t.isQueued}</Tag>
            <PlaceLink to={path}>{says}</PlaceLink>
            <span className="note">
              {total === null ? String(done) : `${done} / ${total}`} · {printInstant(createdAt)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
