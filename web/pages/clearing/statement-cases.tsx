import { Input, Select } from 'antd';
import { useState } from 'react';
import { useList } from '../../api/operations.ts';
import { PlaceLink } from '../../frame/place.tsx';
import { StatementCasesDocument, type StatementCasesQuery } from '../../generated/clearing/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Waiting } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { useTexts } from '../../texts/language.tsx';
import { clearingEn } from '../../texts/en/clearing.ts';
import { clearingZh } from '../../texts/zh/clearing.ts';

type Row = StatementCasesQuery['clearingRuns']['edges'][number]['node']['scores']['edges'][number]['node'];

const SORTS = ['POINTS', 'COST_RATIO', 'CASE_NO'] as const;
type Sort = (typeof SORTS)[number];

interface OfStatement {
  readonly variables: { readonly region: string; readonly runNo: number; readonly institution: string };
}

function columnsOf({ runNo, institution }: OfStatement['variables'], t: typeof clearingZh): readonly Column<Row>[] {
  const href = (caseNo: string): string => `/clearing/${runNo}/${encodeURIComponent(institution)}/${encodeURIComponent(caseNo)}`;
  return [
    {
      key: 'caseNo',
      title: t.caseNo,
      kind: 'DAY',
      width: 160,
      text: ({ caseNo }) => caseNo,
      show: ({ caseNo }) => <PlaceLink to={href(caseNo)}>{caseNo}</PlaceLink>,
    },
    { key: 'day', title: t.dischargeDate, kind: 'DAY', width: 110, text: ({ inpatientCase }) => inpatientCase?.dischargeDate ?? '' },
    {
      key: 'group',
      title: t.group,
      kind: 'DAY',
      width: 300,
      text: ({ group, groupKind }) => (group === null ? t.groupKinds[groupKind] : `${group.code} ${group.name}`),
    },
    { key: 'inclusion', title: t.inclusion, width: 90, text: ({ inclusion }) => t.inclusions[inclusion] ?? inclusion },
    {
      key: 'deviation',
      title: t.deviation,
      width: 95,
      text: ({ deviation }) => (deviation === null ? '' : (t.deviations[deviation] ?? deviation)),
    },
    { key: 'cost', title: t.totalCost, kind: 'FIGURE', width: 130, text: ({ inpatientCase }) => inpatientCase?.totalCost ?? '' },
    { key: 'ratio', title: t.costRatio, kind: 'FIGURE', width: 120, text: ({ costRatio }) => costRatio ?? '' },
    { key: 'points', title: t.casePoints, kind: 'FIGURE', width: 120, text: ({ points }) => points },
    { key: 'payment', title: t.casePayment, kind: 'FIGURE', width: 140, text: ({ payment }) => payment ?? '' },
    { key: 'kind', title: t.groupKind, isExtra: true, text: ({ groupKind }) => t.groupKinds[groupKind] },
    { key: 'special', title: t.special, isExtra: true, text: ({ specialCaseReasons }) => specialCaseReasons.join(' ') },
  ];
}

/** The cases of an institution in the run, read from the platform page by page, in the order that is asked for. */
export function StatementCases({ variables }: OfStatement) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { region, runNo, institution } = variables;
  const [sort, setSort] = useState<Sort>('POINTS');
  const [caseNo, setCaseNo] = useState('');
  const filter = { institutionCode: institution, ...(caseNo === '' ? {} : { caseNoFrom: caseNo }) };
  const asked = { region, runNo, filter, sort, descending: sort !== 'CASE_NO' };
  const listed = useList(StatementCasesDocument, asked, (data) => data.clearingRuns.edges[0]?.node.scores);
  return (
    <>
      <div className="case-tools">
        <Select<Sort>
          size="small"
          aria-label={t.order}
          value={sort}
          onChange={setSort}
          options={SORTS.map((value) => ({ value, label: t.orders[value] }))}
        />
        <Input.Search
          size="small"
          allowClear
          className="case-search"
          placeholder={t.caseNoFrom}
          aria-label={t.caseNoFrom}
          onSearch={(typed) => setCaseNo(typed.trim())}
        />
      </div>
      <p className="note">{t.paymentNote}</p>
      {listed.error !== null && <Failure error={listed.error} retry={listed.refetch} />}
      {listed.isUnread ? (
        listed.error === null && <Waiting />
      ) : (
        <DataTable<Row>
          name="statement-cases"
          title={t.casesOf}
          columns={columnsOf(variables, t)}
          rows={listed.rows}
          rowKey={(row) => row.caseNo}
          nothing={t.noCases}
          asked={{ operation: StatementCasesDocument, variables: asked }}
          isLoading={listed.isFetching}
          more={listed.more}
        />
      )}
    </>
  );
}
