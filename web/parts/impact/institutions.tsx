import { Button } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { useList } from '../../api/operations.ts';
import { ImpactInstitutionsDocument, type ImpactInstitutionsQuery } from '../../generated/parts/impact/graphql.ts';
import { impactEn } from '../../texts/en/impact.ts';
import { impactZh } from '../../texts/zh/impact.ts';
import { useTexts } from '../../texts/language.tsx';
import { DataTable } from '../data-table.tsx';
import { compareDecimalTexts, printShareText } from '../decimal-text.ts';
import { Failure } from '../failure.tsx';
import { Figure } from '../figure.tsx';
import type { Column } from '../table-columns.ts';
import { largestSize, SizeBar, sizeText } from './size-bar.tsx';

type Row = NonNullable<ImpactInstitutionsQuery['whatIf']>['candidates'][number]['institutions']['edges'][number]['node'];

interface ColumnsAsked {
  readonly largest: string;
  readonly areParts: boolean;
  readonly nameOf: (row: Row) => ReactNode;
}

function columnsOf(t: typeof impactZh, { largest, areParts, nameOf }: ColumnsAsked): readonly Column<Row>[] {
  const bar = ({ name, entitlement }: Row): ReactNode => (
    <SizeBar difference={entitlement.difference} largest={largest} label={t.barOf(name)} />
  );
  const ratio = ({ rate }: Row): ReactNode => <Figure value={rate === null ? null : printShareText(rate)} />;
  const part = { kind: 'FIGURE', width: 104, isExtra: !areParts } as const;
  return [
    { key: 'code', title: t.code, width: 90, isExtra: areParts, text: ({ code }) => code },
    { key: 'name', title: t.institution, width: 165, text: ({ name }) => name, show: nameOf },
    { key: 'cases', title: t.cases, kind: 'FIGURE', width: 100, isExtra: areParts, text: ({ cases }) => String(cases) },
    { key: 'before', title: t.entitledBefore, kind: 'FIGURE', width: 122, text: ({ entitlement }) => entitlement.before },
    { key: 'after', title: t.entitledAfter, kind: 'FIGURE', width: 122, text: ({ entitlement }) => entitlement.after },
    { key: 'difference', title: t.difference, kind: 'FIGURE', width: 108, text: ({ entitlement }) => entitlement.difference },
    { key: 'bar', title: t.size, kind: 'FIGURE', width: 95, text: ({ entitlement }) => sizeText(entitlement.difference), show: bar },
    { key: 'rate', title: t.rate, kind: 'FIGURE', width: 100, isExtra: areParts, text: ({ rate }) => rate ?? '', show: ratio },
    { key: 'payable', title: t.payableDifference, ...part, text: ({ payable }) => payable.difference },
    { key: 'byRule', title: t.byRule, ...part, text: ({ byRule }) => byRule },
    { key: 'byPrice', title: t.byPrice, ...part, text: ({ byPrice }) => byPrice },
    { key: 'byRest', title: t.byRest, ...part, text: ({ byRest }) => byRest },
    { key: 'byLater', title: t.byLater, ...part, text: ({ byLater }) => byLater },
  ];
}

interface InstitutionsProps {
  readonly id: string;
  /** The candidate. */
  readonly name: string;
  /** Names the table; pages that show other columns name it otherwise. */
  readonly table: string;
  /** Where a difference comes from is shown without being chosen. */
  readonly areParts?: boolean;
  /** What a click on an institution does. */
  readonly choose?: (code: string) => void;
}

/** Each institution's change to the fen, from who loses most to who gains most. All pages are read, so that the order is that of all. */
export function Institutions({ id, name, table, areParts = false, choose }: InstitutionsProps) {
  const t = useTexts({ zh: impactZh, en: impactEn });
  const { rows, error, isFetching, more, refetch } = useList(
    ImpactInstitutionsDocument,
    { id, name },
    ({ whatIf }) => whatIf?.candidates[0]?.institutions,
  );
  useEffect(() => {
    if (!isFetching && error === null) more?.();
  }, [isFetching, error, more]);
  const sorted = [...rows].sort((a, b) => compareDecimalTexts(a.entitlement.difference, b.entitlement.difference));
  const nameOf = (row: Row): ReactNode =>
    choose === undefined ? (
      row.name
    ) : (
      <Button type="link" size="small" className="impact-choose" onClick={() => choose(row.code)}>
        {row.name}
      </Button>
    );
  const largest = largestSize(rows.map(({ entitlement }) => entitlement.difference));
  return (
    <>
      {error !== null && <Failure error={error} retry={refetch} />}
      <DataTable<Row>
        name={table}
        title={t.byInstitution}
        columns={columnsOf(t, { largest, areParts, nameOf })}
        rows={sorted}
        rowKey={({ code }) => code}
        nothing={t.noInstitutions}
        asked={{ operation: ImpactInstitutionsDocument, variables: { id, name } }}
        isLoading={isFetching}
      />
    </>
  );
}
