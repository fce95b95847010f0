import { useList } from '../../api/operations.ts';
import { PlaceLink } from '../../frame/place.tsx';
import { RunStandsOutDocument, type RunStandsOutQuery } from '../../generated/clearing/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Waiting } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { clearingEn } from '../../texts/en/clearing.ts';
import { clearingZh } from '../../texts/zh/clearing.ts';

type Item = RunStandsOutQuery['clearingRuns']['edges'][number]['node']['standsOut']['edges'][number]['node'];

interface OfRun {
  readonly variables: { readonly region: string; readonly runNo: number };
}

/** 存疑事项: what is to be looked into before the run is confirmed. */
export function StandsOut({ variables }: OfRun) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { language } = useLanguage();
  const listed = useList(RunStandsOutDocument, variables, (data) => data.clearingRuns.edges[0]?.node.standsOut);
  const caseOf = ({ caseNo, institution }: Item) =>
    caseNo === null || institution === null ? (
      (caseNo ?? '')
    ) : (
      <PlaceLink to={`/clearing/${variables.runNo}/${encodeURIComponent(institution.code)}/${encodeURIComponent(caseNo)}`}>
        {caseNo}
      </PlaceLink>
    );
  const columns: readonly Column<Item>[] = [
    { key: 'kind', title: t.kind, width: 190, text: ({ kind }) => t.standOuts[kind] },
    { key: 'message', title: t.what, kind: 'DAY', width: 520, text: ({ message }) => said(message, language) },
    { key: 'case', title: t.caseNo, kind: 'DAY', width: 160, text: ({ caseNo }) => caseNo ?? '', show: caseOf },
    { key: 'figure', title: t.figure, kind: 'FIGURE', width: 100, text: ({ figure }) => figure ?? '' },
    { key: 'threshold', title: t.threshold, kind: 'FIGURE', width: 100, text: ({ threshold }) => threshold ?? '' },
    { key: 'institution', title: t.institutionCode, isExtra: true, kind: 'DAY', text: ({ institution }) => institution?.code ?? '' },
    {
      ...{ key: 'parameter', title: t.parameter, isExtra: true },
      text: ({ parameterSaid }) => (parameterSaid === null ? '' : said(parameterSaid, language)),
    },
  ];
  if (listed.error !== null) return <Failure error={listed.error} retry={listed.refetch} />;
  if (listed.isPending) return <Waiting />;
  return (
    <DataTable<Item>
      name="run-stands-out"
      title={t.standsOut}
      columns={columns}
      rows={listed.rows}
      rowKey={({ kind, message }) => `${kind} ${message.zh}`}
      nothing={t.nothingStandsOut}
      asked={{ operation: RunStandsOutDocument, variables }}
      isLoading={listed.isFetching}
      totalCount={listed.totalCount}
      more={listed.more}
    />
  );
}
