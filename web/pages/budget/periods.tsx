import { Tag } from 'antd';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink } from '../../frame/place.tsx';
import { PeriodBoardDocument } from '../../generated/budget/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { printDecimalText } from '../../parts/decimal-text.ts';
import { Money } from '../../parts/figure.tsx';
import { PUBLISHED_PERIODS } from '../../parts/publications/period-name.ts';
import { Publications } from '../../parts/publications/publications-later.tsx';
import { Loaded } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { useTexts } from '../../texts/language.tsx';
import { budgetEn } from '../../texts/en/budget.ts';
import { budgetZh } from '../../texts/zh/budget.ts';
import { isPaidAhead, partPath, periodWord, type BoardPeriod, type YearAsked } from './fund-year.ts';

type Standing = BoardPeriod['declarations'][number];
type CellState = keyof typeof budgetZh.cellStates;

const PERIOD_COLOURS = {
  OPEN: 'default',
  DECLARING: 'processing',
  SETTLED: 'processing',
  PUBLISHED: 'processing',
  CONFIRMED: 'success',
  PAID: 'success',
} as const;
const CELL_COLOURS = {
  NOTHING: 'default',
  DECLARED: 'processing',
  FIRST_REVIEWED: 'processing',
  SECOND_REVIEWED: 'cyan',
  RETURNED: 'error',
  SETTLED: 'blue',
  CLOSED: 'success',
  PAID: 'success',
} as const;

/** Where a period stands, as a coloured word. */
export function PeriodStateTag({ state }: { readonly state: BoardPeriod['state'] }) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  return <Tag color={PERIOD_COLOURS[state]}>{t.periodStates[state]}</Tag>;
}

/** What was paid for a period, and whether that was ahead of its closing. */
export function PaidSoFar({ period }: { readonly period: Pick<BoardPeriod, 'state' | 'paidAmount'> }) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  return (
    <>
      {isPaidAhead(period) && <Tag>{t.paidAhead}</Tag>}
      <Money yuan={period.paidAmount} />
    </>
  );
}

/** How far an institution is in a period: paid, closed, pre-settled once its declaration was reviewed twice, else its declaration. */
function cellState(period: BoardPeriod, { state, payable, isPaid }: Standing): CellState {
  if (isPaid) return 'PAID';
  if (period.state === 'CONFIRMED' || period.state === 'PAID') return 'CLOSED';
  if (payable !== null && (state === 'SECOND_REVIEWED' || state === null)) return 'SETTLED';
  return state ?? 'NOTHING';
}

interface GridRow {
  readonly code: string;
  readonly name: string;
  readonly cells: ReadonlyMap<string, { readonly state: CellState; readonly payable: string | null }>;
}

function gridOf(periods: readonly BoardPeriod[]): readonly GridRow[] {
  const names = new Map(periods.flatMap(({ declarations }) => declarations.map(({ institution }) => [institution.code, institution.name])));
  return [...names]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, name]) => ({
      ...{ code, name },
      cells: new Map(
        periods.flatMap((period) => {
          const own = period.declarations.find(({ institution }) => institution.code === code);
          return own === undefined ? [] : [[period.key, { state: cellState(period, own), payable: own.payable }]];
        }),
      ),
    }));
}

function gridColumns(periods: readonly BoardPeriod[], asked: YearAsked, t: typeof budgetZh): readonly Column<GridRow>[] {
  return [
    { key: 'name', title: t.institution, kind: 'DAY', width: 200, text: ({ name }) => name },
    { key: 'code', title: t.institutionCode, kind: 'DAY', isExtra: true, width: 130, text: ({ code }) => code },
    ...periods.map(({ key, kind }): Column<GridRow> => ({
      key,
      title: periodWord(key, t),
      kind: 'DAY',
      width: 112,
      isExtra: kind === 'QUARTER',
      text: ({ cells }) => {
        const cell = cells.get(key);
        return cell === undefined ? '' : `${t.cellStates[cell.state]} ${cell.payable ?? ''}`.trim();
      },
      show: ({ cells }) => {
        const cell = cells.get(key);
        return cell === undefined ? (
          ''
        ) : (
          <PlaceLink to={partPath(asked, 'periods', key)} className="grid-cell">
            <Tag color={CELL_COLOURS[cell.state]}>{t.cellStates[cell.state]}</Tag>
            {cell.payable !== null && <span className="figure">{printDecimalText(cell.payable)}</span>}
          </PlaceLink>
        );
      },
    })),
  ];
}

/** Whose turn it is: how many institutions are missing at the next step. */
function waitsFor(period: BoardPeriod, t: typeof budgetZh): string {
  const { undeclared, unreviewed, unconsented, unpaid } = period;
  const missing = [
    { word: t.toDeclare, count: undeclared.length },
    { word: t.toReview, count: unreviewed.length },
    { word: t.toAgree, count: unconsented.length },
    { word: t.toPay, count: unpaid.length },
  ];
  return missing.flatMap(({ word, count }) => (count === 0 ? [] : [t.waits(word, count)])).join(t.comma);
}

function boardColumns(asked: YearAsked, t: typeof budgetZh): readonly Column<BoardPeriod>[] {
  return [
    {
      key: 'period',
      title: t.period,
      kind: 'DAY',
      width: 90,
      text: ({ key }) => periodWord(key, t),
      show: ({ key }) => <PlaceLink to={partPath(asked, 'periods', key)}>{periodWord(key, t)}</PlaceLink>,
    },
    {
      key: 'state',
      title: t.state,
      width: 130,
      text: ({ state }) => t.periodStates[state],
      show: ({ state }) => <PeriodStateTag state={state} />,
    },
    { key: 'institutions', title: t.institutionsCount, kind: 'FIGURE', width: 90, text: ({ institutions }) => String(institutions) },
    { key: 'declared', title: t.declared, kind: 'FIGURE', width: 80, text: ({ declared }) => String(declared) },
    { key: 'reviewed', title: t.reviewed, kind: 'FIGURE', width: 80, text: ({ reviewed }) => String(reviewed) },
    { key: 'paid', title: t.paidCount, kind: 'FIGURE', width: 80, text: ({ paid }) => String(paid) },
    {
      key: 'payable',
      title: t.payable,
      kind: 'FIGURE',
      width: 150,
      text: ({ payable }) => payable ?? '',
      show: ({ payable }) => <Money yuan={payable} />,
    },
    {
      key: 'paidAmount',
      title: t.paidAmount,
      kind: 'FIGURE',
      width: 180,
      text: ({ paidAmount }) => paidAmount,
      show: (period) => <PaidSoFar period={period} />,
    },
    {
      key: 'run',
      title: t.run,
      kind: 'DAY',
      width: 100,
      text: ({ runNo }) => (runNo === null ? '' : t.runTitle(runNo)),
      show: ({ runNo }) => (runNo === null ? '' : <PlaceLink to={`/clearing/${runNo}`}>{t.runTitle(runNo)}</PlaceLink>),
    },
    { key: 'waits', title: t.waitsFor, kind: 'DAY', width: 200, text: (period) => waitsFor(period, t) },
    {
      key: 'late',
      title: t.late,
      kind: 'DAY',
      width: 150,
      text: ({ late }) => late.map((step) => t.steps[step]).join(' '),
      show: ({ late }) =>
        late.map((step) => (
          <Tag key={step} color="error">
            {t.steps[step]}
          </Tag>
        )),
    },
    { key: 'from', title: t.from, kind: 'DAY', isExtra: true, text: ({ from }) => from },
    { key: 'to', title: t.to, kind: 'DAY', isExtra: true, text: ({ to }) => to },
  ];
}

/** 月结 the periods of a fund year, and where every institution stands in each of them. */
export function Periods({ asked }: { readonly asked: YearAsked }) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const found = useAsk(PeriodBoardDocument, asked);
  const table = { operation: PeriodBoardDocument, variables: asked };
  return (
    <Loaded asked={found}>
      {({ settlementPeriods }) => (
        <>
          <section className="panel">
            <h2>{t.board}</h2>
            {settlementPeriods.some(isPaidAhead) && <p className="note">{t.paidAheadNote}</p>}
            <DataTable<BoardPeriod>
              name="period-board"
              title={t.board}
              columns={boardColumns(asked, t)}
              rows={settlementPeriods}
              rowKey={({ key }) => key}
              nothing={t.noPeriods}
              asked={table}
            />
          </section>
          <section className="panel">
            <h2>{t.grid}</h2>
            <p className="note">{t.gridNote}</p>
            <DataTable<GridRow>
              name="period-grid"
              title={t.grid}
              columns={gridColumns(settlementPeriods, asked, t)}
              rows={gridOf(settlementPeriods)}
              rowKey={({ code }) => code}
              nothing={t.noInstitutions}
              asked={table}
            />
          </section>
          <Publications year={asked} periods={PUBLISHED_PERIODS} />
        </>
      )}
    </Loaded>
  );
}
