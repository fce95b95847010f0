import { useList } from '../../api/operations.ts';
import { PlaceLink } from '../../frame/place.tsx';
import { RunStatementsDocument, type RunStatementsQuery } from '../../generated/clearing/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Waiting } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { useTexts } from '../../texts/language.tsx';
import { clearingEn } from '../../texts/en/clearing.ts';
import { clearingZh } from '../../texts/zh/clearing.ts';

type Row = RunStatementsQuery['clearingRuns']['edges'][number]['node']['statements']['edges'][number]['node'];

interface OfRun {
  readonly variables: { readonly region: string; readonly runNo: number };
}

function columnsOf(runNo: number, t: typeof clearingZh): readonly Column<Row>[] {
  return [
    {
      key: 'code',
      title: t.institutionCode,
      kind: 'DAY',
      width: 150,
      text: ({ institution }) => institution.code,
      show: ({ institution: { code } }) => <PlaceLink to={`/clearing/${runNo}/${encodeURIComponent(code)}`}>{code}</PlaceLink>,
    },
    {
      key: 'name',
      title: t.institution,
      kind: 'DAY',
      width: 250,
      text: ({ institution }) => institution.name,
      show: ({ institution: { code, name } }) => <PlaceLink to={`/clearing/${runNo}/${encodeURIComponent(code)}`}>{name}</PlaceLink>,
    },
    { key: 'level', title: t.level, width: 80, text: ({ institution: { level } }) => (level === null ? '' : (t.levels[level] ?? level)) },
    { key: 'cases', title: t.cases, kind: 'FIGURE', width: 110, text: ({ cases }) => String(cases) },
    { key: 'points', title: t.points, kind: 'FIGURE', width: 160, text: ({ points }) => points },
    { key: 'payable', title: t.payable, kind: 'FIGURE', width: 170, text: ({ payable }) => payable },
    { key: 'consent', title: t.consent, width: 120, text: ({ consent }) => t.consents[consent] },
  ];
}

/** The statements of a run that the caller may see: cases, points and payable of each institution. */
export function StatementTable({ variables }: OfRun) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const listed = useList(RunStatementsDocument, variables, (data) => data.clearingRuns.edges[0]?.node.statements);
  if (listed.error !== null) return <Failure error={listed.error} retry={listed.refetch} />;
  if (listed.isPending) return <Waiting />;
  return (
    <DataTable<Row>
      name="run-statements"
      title={t.institutions}
      columns={columnsOf(variables.runNo, t)}
      rows={listed.rows}
      rowKey={({ id }) => id}
      nothing={t.noStatements}
      asked={{ operation: RunStatementsDocument, variables }}
      isLoading={listed.isFetching}
      totalCount={listed.totalCount}
      more={listed.more}
    />
  );
}
