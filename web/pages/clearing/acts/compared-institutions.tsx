import { useWhole } from '../../../api/operations.ts';
import { PlaceLink, usePlace } from '../../../frame/place.tsx';
import { ComparedInstitutionsDocument, type ComparedInstitutionsQuery } from '../../../generated/clearing/acts/graphql.ts';
import { DataTable } from '../../../parts/data-table.tsx';
import { Failure } from '../../../parts/failure.tsx';
import type { Column } from '../../../parts/table-columns.ts';
import { useTexts } from '../../../texts/language.tsx';
import { clearingEn } from '../../../texts/en/clearing.ts';
import { clearingZh } from '../../../texts/zh/clearing.ts';

type Compared = NonNullable<ComparedInstitutionsQuery['clearingRuns']['edges'][number]['node']['comparedWith']>;
type Row = Compared['institutions']['edges'][number]['node'];
type Figure = 'cases' | 'points' | 'payable';

/** The numbers of the runs that are compared. */
export interface RunPair {
  readonly earlier: number;
  readonly later: number;
}

function columnsOf(t: typeof clearingZh, { earlier, later }: RunPair): readonly Column<Row>[] {
  const three = (key: Figure, title: string, widths: readonly [number, number], isExtra = false): readonly Column<Row>[] => [
    {
      key: `${key} before`,
      title: t.ofRun(title, earlier),
      kind: 'FIGURE',
      isExtra,
      width: widths[0],
      text: (row) => row[key].before ?? '',
    },
    { key: `${key} after`, title: t.ofRun(title, later), kind: 'FIGURE', isExtra, width: widths[0], text: (row) => row[key].after ?? '' },
    {
      key: `${key} difference`,
      title: t.differenceOf(title),
      kind: 'FIGURE',
      isExtra,
      width: widths[1],
      text: (row) => row[key].difference ?? '',
    },
  ];
  return [
    { key: 'code', title: t.institutionCode, kind: 'DAY', isExtra: true, width: 130, text: ({ institution }) => institution.code },
    {
      key: 'name',
      title: t.institution,
      kind: 'DAY',
      width: 180,
      text: ({ institution }) => institution.name,
      show: ({ institution: { code, name } }) => <PlaceLink to={`/clearing/${later}/${encodeURIComponent(code)}`}>{name}</PlaceLink>,
    },
    { key: 'same', title: t.comparison, width: 75, text: ({ isChanged }) => (isChanged ? t.other : t.same) },
    ...three('payable', t.payable, [150, 130]),
    ...three('points', t.points, [150, 130]),
    ...three('cases', t.cases, [110, 110], true),
  ];
}

/** Each institution in both runs, to the fen: from who is paid most less to who is paid most more. */
export function ComparedInstitutions({ earlier, later }: RunPair) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { region } = usePlace();
  const variables = { region: region.code, runNo: later, earlier };
  const listed = useWhole(
    ComparedInstitutionsDocument,
    variables,
    ({ clearingRuns: { edges } }) => edges[0]?.node.comparedWith?.institutions,
  );
  return (
    <>
      {listed.error !== null && <Failure error={listed.error} retry={listed.refetch} />}
      <DataTable<Row>
        name="compared-runs"
        title={t.comparedWith(earlier)}
        columns={columnsOf(t, { earlier, later })}
        rows={listed.rows}
        rowKey={({ institution }) => institution.code}
        nothing={t.noStatements}
        asked={{ operation: ComparedInstitutionsDocument, variables }}
        isLoading={listed.isFetching}
        totalCount={listed.totalCount}
        more={listed.more}
      />
    </>
  );
}
