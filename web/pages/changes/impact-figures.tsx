import { useEffect } from 'react';
import { useList } from '../../api/operations.ts';
import { ImpactInstitutionsDocument, type ImpactInstitutionsQuery } from '../../generated/changes/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { compareDecimalTexts } from '../../parts/decimal-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { Figure, Money } from '../../parts/figure.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { useTexts } from '../../texts/language.tsx';
import { changesEn } from '../../texts/en/changes.ts';
import { changesZh } from '../../texts/zh/changes.ts';
import type { ChangeResult } from './change-data.ts';

type Row = NonNullable<ImpactInstitutionsQuery['whatIf']>['candidates'][number]['institutions']['edges'][number]['node'];

/** The amount without its sign, as the browser's own meter takes it. */
const sizeOf = ({ entitlement }: Row): string => entitlement.difference.replace('-', '');

/** How large a change is beside the largest: drawn by the browser, nothing is worked out here. */
function Bar({ row, largest }: { readonly row: Row; readonly largest: string }) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const isLess = row.entitlement.difference.startsWith('-');
  return (
    <meter
      className={isLess ? 'change-bar change-bar-less' : 'change-bar'}
      aria-label={t.barOf(row.name)}
      max={largest}
      value={sizeOf(row)}
    />
  );
}

function columnsOf(t: typeof changesZh, largest: string): readonly Column<Row>[] {
  return [
    { key: 'code', title: t.code, width: 90, text: ({ code }) => code },
    { key: 'name', title: t.institution, width: 220, text: ({ name }) => name },
    { key: 'cases', title: t.cases, kind: 'FIGURE', width: 100, text: ({ cases }) => String(cases) },
    { key: 'before', title: t.entitledBefore, kind: 'FIGURE', width: 150, text: ({ entitlement }) => entitlement.before },
    { key: 'after', title: t.entitledAfter, kind: 'FIGURE', width: 150, text: ({ entitlement }) => entitlement.after },
    { key: 'difference', title: t.difference, kind: 'FIGURE', width: 140, text: ({ entitlement }) => entitlement.difference },
    { key: 'bar', title: t.size, width: 120, text: sizeOf, show: (row) => <Bar row={row} largest={largest} /> },
    { key: 'rate', title: t.rate, kind: 'FIGURE', width: 110, text: ({ rate }) => rate ?? '' },
    { key: 'payable', title: t.payableDifference, isExtra: true, kind: 'FIGURE', width: 150, text: ({ payable }) => payable.difference },
  ];
}

/** Each institution's change to the fen, from who loses most to who gains most. All pages are read, so that the order is that of all. */
function Institutions({ id, at }: { readonly id: string; readonly at: number }) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { rows, error, isFetching, more, refetch } = useList(
    ImpactInstitutionsDocument,
    { id },
    ({ whatIf }) => whatIf?.candidates[at]?.institutions,
  );
  useEffect(() => {
    if (!isFetching && error === null) more?.();
  }, [isFetching, error, more]);
  const sorted = [...rows].sort((a, b) => compareDecimalTexts(a.entitlement.difference, b.entitlement.difference));
  const largest = sorted.map(sizeOf).reduce((a, b) => (compareDecimalTexts(a, b) < 0 ? b : a), '0');
  return (
    <>
      {error !== null && <Failure error={error} retry={refetch} />}
      <DataTable<Row>
        name="change-institutions"
        title={t.byInstitution}
        columns={columnsOf(t, largest)}
        rows={sorted}
        rowKey={({ code }) => code}
        nothing={t.noInstitutions}
        asked={{ operation: ImpactInstitutionsDocument, variables: { id } }}
        isLoading={isFetching}
      />
    </>
  );
}

interface FiguresProps {
  readonly id: string;
  readonly at: number;
  readonly result: ChangeResult;
}

/** The year before and after, and who gains or loses. */
export function ImpactFigures({ id, at, result }: FiguresProps) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { pointValue, entitlement, payable, fund, undistributed } = result;
  const lines = [
    { label: t.pointValue, change: pointValue },
    { label: t.fund, change: fund },
    { label: t.entitlements, change: entitlement },
    { label: t.payables, change: payable },
    { label: t.undistributed, change: undistributed },
  ];
  return (
    <>
      <table className="change-table change-figures" aria-label={t.impact}>
        <thead>
          <tr>
            <th scope="col">{t.figure}</th>
            <th scope="col">{t.asInForce}</th>
            <th scope="col">{t.asDrafted}</th>
            <th scope="col">{t.change}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ label, change }) =>
            change === null ? null : (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td className="change-number">
                  <Money yuan={change.before} />
                </td>
                <td className="change-number">
                  <Money yuan={change.after} />
                </td>
                <td className="change-number">
                  <Figure value={change.difference} />
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
      <p>
        <strong>{t.whoGains(result.winners, result.losers, result.unchanged)}</strong> · {t.moved(result.moved, result.side.cases)}
      </p>
      <Institutions id={id} at={at} />
    </>
  );
}
