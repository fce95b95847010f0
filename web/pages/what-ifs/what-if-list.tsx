import { useCaller } from '../../api/caller.tsx';
import { useList } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { WhatIfsOfRegionDocument, type WhatIfsOfRegionQuery } from '../../generated/what-ifs/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { printInstant } from '../../parts/days.ts';
import { Failure } from '../../parts/failure.tsx';
import { JobStateTag } from '../../parts/impact/job-state.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { impactEn } from '../../texts/en/impact.ts';
import { whatIfsEn } from '../../texts/en/what-ifs.ts';
import { impactZh } from '../../texts/zh/impact.ts';
import { whatIfsZh } from '../../texts/zh/what-ifs.ts';
import { useTexts } from '../../texts/language.tsx';

type Row = WhatIfsOfRegionQuery['whatIfs']['edges'][number]['node'];

/** The address of a what-if. */
export const addressOf = (id: string): string => `/what-ifs/${encodeURIComponent(id)}`;

function useColumns(): readonly Column<Row>[] {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const { jobs } = useTexts({ zh: impactZh, en: impactEn });
  const cameOf = ({ candidates, failure }: Row): string =>
    failure ??
    candidates
      .map(({ name, result }) => (result === null ? t.failedOf(name) : t.cameOf(name, result.winners, result.losers, result.moved)))
      .join('\n');
  return [
    {
      key: 'created',
      title: t.created,
      kind: 'DAY',
      width: 150,
      text: ({ createdAt }) => printInstant(createdAt),
      show: ({ id, createdAt }) => <PlaceLink to={addressOf(id)}>{printInstant(createdAt)}</PlaceLink>,
    },
    { key: 'year', title: t.year, kind: 'DAY', width: 80, text: ({ year }) => String(year) },
    { key: 'insurance', title: t.insurance, width: 100, text: ({ insurance }) => t.insurances[insurance] },
    {
      key: 'status',
      title: t.status,
      width: 100,
      text: ({ status }) => jobs[status],
      show: ({ status }) => <JobStateTag status={status} />,
    },
    { key: 'by', title: t.startedBy, width: 120, text: ({ startedBy }) => startedBy },
    { key: 'result', title: t.outcome, width: 420, text: cameOf, show: (row) => <span className="what-if-lines">{cameOf(row)}</span> },
  ];
}

/** What was worked out in a region, newest first, and ways to begin. */
export function WhatIfList() {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const { region } = usePlace();
  const { mayOneOf } = useCaller();
  const variables = { region: region.code };
  const { rows, totalCount, error, isUnread, isFetching, more, refetch } = useList(
    WhatIfsOfRegionDocument,
    variables,
    ({ whatIfs }) => whatIfs,
  );
  const columns = useColumns();
  const actions = mayOneOf(['simulation:run']) && (
    <>
      <PlaceLink to="/what-ifs/tune" className="what-if-action">
        {t.tune}
      </PlaceLink>
      <PlaceLink to="/what-ifs/new" className="what-if-action what-if-action-main">
        {t.begin}
      </PlaceLink>
    </>
  );
  return (
    <>
      <PageHeading title={t.title} note={t.note} actions={actions} />
      <section className="panel">
        {error !== null && <Failure error={error} retry={refetch} />}
        {(!isUnread || isFetching) && (
          <DataTable<Row>
            name="what-ifs"
            title={t.listOf(region.name)}
            columns={columns}
            rows={rows}
            rowKey={({ id }) => id}
            nothing={t.none}
            asked={{ operation: WhatIfsOfRegionDocument, variables }}
            isLoading={isFetching}
            totalCount={totalCount}
            more={more}
          />
        )}
      </section>
    </>
  );
}
