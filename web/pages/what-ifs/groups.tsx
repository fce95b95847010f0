import { useEffect } from 'react';
import { useList } from '../../api/operations.ts';
import { WhatIfGroupsDocument, type WhatIfGroupsQuery } from '../../generated/what-ifs/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { compareDecimalTexts } from '../../parts/decimal-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { largestSize, SizeBar, sizeText } from '../../parts/impact/size-bar.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { impactEn } from '../../texts/en/impact.ts';
import { whatIfsEn } from '../../texts/en/what-ifs.ts';
import { impactZh } from '../../texts/zh/impact.ts';
import { whatIfsZh } from '../../texts/zh/what-ifs.ts';
import { useTexts } from '../../texts/language.tsx';

type Row = NonNullable<WhatIfGroupsQuery['whatIf']>['candidates'][number]['groups']['edges'][number]['node'];

/** So many groups are read without being asked for. */
const READ_AT_ONCE = 2_000;

interface GroupsProps {
  readonly id: string;
  readonly name: string;
}

/** Points by disease group, those that change most first. */
export function Groups({ id, name }: GroupsProps) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const own = useTexts({ zh: impactZh, en: impactEn });
  const variables = { id, name };
  const { rows, error, isFetching, more, refetch } = useList(
    WhatIfGroupsDocument,
    variables,
    ({ whatIf }) => whatIf?.candidates[0]?.groups,
  );
  useEffect(() => {
    if (!isFetching && error === null && rows.length < READ_AT_ONCE) more?.();
  }, [isFetching, error, rows.length, more]);
  const sorted = [...rows].sort((a, b) => compareDecimalTexts(sizeText(b.points.difference), sizeText(a.points.difference)));
  const largest = largestSize(rows.map(({ points }) => points.difference));
  const nameOf = ({ code, name: stated }: Row): string => (code === '' ? t.ungrouped : stated);
  const columns: readonly Column<Row>[] = [
    { key: 'code', title: t.groupCode, width: 130, text: ({ code }) => code },
    { key: 'name', title: t.group, width: 240, text: nameOf },
    { key: 'casesBefore', title: t.casesBefore, kind: 'FIGURE', width: 110, text: ({ cases }) => cases.before },
    { key: 'cases', title: t.casesDifference, kind: 'FIGURE', width: 110, text: ({ cases }) => cases.difference },
    { key: 'before', title: t.pointsBefore, kind: 'FIGURE', width: 130, text: ({ points }) => points.before },
    { key: 'after', title: t.pointsAfter, kind: 'FIGURE', width: 130, text: ({ points }) => points.after },
    { key: 'difference', title: t.pointsDifference, kind: 'FIGURE', width: 130, text: ({ points }) => points.difference },
    {
      key: 'bar',
      title: own.size,
      kind: 'FIGURE',
      width: 120,
      text: ({ points }) => sizeText(points.difference),
      show: (row) => <SizeBar difference={row.points.difference} largest={largest} label={own.barOf(nameOf(row))} />,
    },
  ];
  return (
    <section className="panel">
      <h2>{t.byGroup}</h2>
      {error !== null && <Failure error={error} retry={refetch} />}
      <DataTable<Row>
        name="what-if-groups"
        title={t.byGroup}
        columns={columns}
        rows={sorted}
        rowKey={({ code }) => code}
        nothing={t.noGroups}
        asked={{ operation: WhatIfGroupsDocument, variables }}
        isLoading={isFetching}
        more={more}
      />
    </section>
  );
}
