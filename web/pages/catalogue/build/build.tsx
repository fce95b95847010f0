import { Button } from 'antd';
import { useSearchParams } from 'wouter';
import { useList } from '../../../api/operations.ts';
import { PlaceLink, usePlace } from '../../../frame/place.tsx';
import { CatalogueBuildsDocument, type CatalogueBuildShownFragment } from '../../../generated/catalogue/build/graphql.ts';
import { DataTable } from '../../../parts/data-table.tsx';
import { printInstant } from '../../../parts/days.ts';
import { Failure } from '../../../parts/failure.tsx';
import { JobStateTag } from '../../../parts/impact/job-state.tsx';
import { PageHeading } from '../../../parts/page-heading.tsx';
import { Waiting } from '../../../parts/states.tsx';
import { impactEn } from '../../../texts/en/impact.ts';
import { impactZh } from '../../../texts/zh/impact.ts';
import { useTexts } from '../../../texts/language.tsx';
import { catalogueBuildEn } from '../../../texts/en/catalogue-build.ts';
import { catalogueBuildZh } from '../../../texts/zh/catalogue-build.ts';
import type { CatalogueVersion } from '../versions.tsx';
import { BuildForm } from './build-form.tsx';
import { Built } from './built.tsx';

type Job = CatalogueBuildShownFragment;

interface JobsProps {
  readonly rows: readonly Job[];
  readonly totalCount: number | undefined;
  readonly more: (() => void) | undefined;
  readonly look: (job: string) => void;
}

function Jobs({ rows, totalCount, more, look }: JobsProps) {
  const t = useTexts({ zh: catalogueBuildZh, en: catalogueBuildEn });
  const states = useTexts({ zh: impactZh, en: impactEn });
  const { region } = usePlace();
  return (
    <section className="panel">
      <h2>{t.jobs}</h2>
      <DataTable<Job>
        name="catalogue-builds"
        title={t.jobs}
        columns={[
          {
            key: 'version',
            title: t.version,
            kind: 'DAY',
            width: 140,
            text: ({ asked }) => asked.version,
            show: ({ id, asked }) => (
              <Button size="small" type="link" onClick={() => look(id)}>
                {asked.version}
              </Button>
            ),
          },
          {
            key: 'kind',
            title: t.kind,
            width: 110,
            text: ({ asked, catalogue }) => (asked.dryRun ? t.trial : catalogue === null ? t.toKeep : t.stored),
          },
          {
            key: 'state',
            title: t.state,
            width: 110,
            text: ({ status }) => states.jobs[status],
            show: ({ status }) => <JobStateTag status={status} />,
          },
          { key: 'from', title: t.effectiveFrom, kind: 'DAY', width: 120, text: ({ asked }) => asked.effectiveFrom },
          { key: 'note', title: t.note, kind: 'DAY', width: 240, text: ({ asked }) => asked.note },
          { key: 'created', title: t.created, kind: 'DAY', width: 150, text: ({ createdAt }) => printInstant(createdAt) },
          { key: 'failure', title: t.failure, kind: 'DAY', width: 300, text: ({ failure }) => failure ?? '' },
        ]}
        rows={rows}
        rowKey={({ id }) => id}
        nothing={t.noJobs}
        asked={{ operation: CatalogueBuildsDocument, variables: { region: region.code } }}
        totalCount={totalCount}
        more={more}
      />
    </section>
  );
}

/** 测算目录库: a catalogue with points is computed from the cases of past years, seen beside the version in force, and kept. */
export function BuildCatalogue({ beside }: { readonly beside: CatalogueVersion }) {
  const t = useTexts({ zh: catalogueBuildZh, en: catalogueBuildEn });
  const { region } = usePlace();
  const [search, setSearch] = useSearchParams();
  const job = search.get('job') ?? undefined;
  const look = (id: string): void => setSearch({ build: '1', job: id });
  const listed = useList(CatalogueBuildsDocument, { region: region.code }, (data) => data.catalogueJobs);
  return (
    <>
      <PageHeading
        title={t.title}
        note={t.titleNote(beside.version)}
        actions={
          <>
            {job !== undefined && <Button onClick={() => setSearch({ build: '1' })}>{t.anew}</Button>}
            <PlaceLink to={`/catalogue/${encodeURIComponent(beside.version)}`}>{t.back(beside.version)}</PlaceLink>
          </>
        }
      />
      {listed.error !== null && <Failure error={listed.error} retry={listed.refetch} />}
      {listed.isUnread ? (
        listed.error === null && <Waiting />
      ) : (
        <>
          {job === undefined ? (
            <section className="panel">
              <BuildForm beside={beside} last={listed.rows[0]} begun={look} />
            </section>
          ) : (
            <Built key={job} id={job} begun={look} />
          )}
          <Jobs rows={listed.rows} totalCount={listed.totalCount} more={listed.more} look={look} />
        </>
      )}
    </>
  );
}
