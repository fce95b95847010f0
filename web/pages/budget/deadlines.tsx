import { Tag } from 'antd';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink } from '../../frame/place.tsx';
import { PeriodBoardDocument } from '../../generated/budget/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { useTexts } from '../../texts/language.tsx';
import { budgetEn } from '../../texts/en/budget.ts';
import { budgetZh } from '../../texts/zh/budget.ts';
import { partPath, periodWord, type BoardPeriod, type YearAsked } from './fund-year.ts';

type Deadline = BoardPeriod['deadlines'][number];

/** A deadline with its period, and how it stands. */
interface DeadlineRow extends Deadline {
  readonly period: string;
  readonly state: 'DONE' | 'DONE_LATE' | 'LATE' | 'DUE';
}

const COLOURS = { DONE: 'success', DONE_LATE: 'warning', LATE: 'error', DUE: 'default' } as const;

function rowsOf(periods: readonly BoardPeriod[]): readonly DeadlineRow[] {
  return periods.flatMap(({ key, deadlines }) =>
    deadlines.map((deadline) => {
      const isLate = deadline.daysLate > 0;
      const state = deadline.metOn === null ? (isLate ? 'LATE' : 'DUE') : isLate ? 'DONE_LATE' : 'DONE';
      return { ...deadline, period: key, state };
    }),
  );
}

function columnsOf(asked: YearAsked, t: typeof budgetZh): readonly Column<DeadlineRow>[] {
  return [
    { key: 'due', title: t.dueOn, kind: 'DAY', width: 120, text: ({ dueOn }) => dueOn },
    {
      key: 'period',
      title: t.period,
      width: 110,
      text: ({ period }) => periodWord(period, t),
      show: ({ period }) => <PlaceLink to={partPath(asked, 'periods', period)}>{periodWord(period, t)}</PlaceLink>,
    },
    { key: 'step', title: t.step, width: 140, text: ({ step }) => t.steps[step] },
    {
      key: 'state',
      title: t.state,
      width: 120,
      text: ({ state }) => t.deadlineStates[state],
      show: ({ state }) => <Tag color={COLOURS[state]}>{t.deadlineStates[state]}</Tag>,
    },
    { key: 'met', title: t.metOn, kind: 'DAY', width: 120, text: ({ metOn }) => metOn ?? '' },
    { key: 'late', title: t.daysLate, kind: 'FIGURE', width: 110, text: ({ daysLate }) => String(daysLate) },
    { key: 'working', title: t.workingDaysLate, kind: 'FIGURE', width: 130, text: ({ workingDaysLate }) => String(workingDaysLate) },
  ];
}

/** 期限看板 every deadline of the year: due, done, late. */
export function Deadlines({ asked }: { readonly asked: YearAsked }) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const found = useAsk(PeriodBoardDocument, asked);
  return (
    <Loaded asked={found}>
      {({ settlementPeriods }) => (
        <section className="panel">
          <h2>{t.partNames.deadlines}</h2>
          <DataTable<DeadlineRow>
            name="period-deadlines"
            title={t.partNames.deadlines}
            columns={columnsOf(asked, t)}
            rows={rowsOf(settlementPeriods)}
            rowKey={({ period, step }) => `${period} ${step}`}
            nothing={t.noDeadlines}
            asked={{ operation: PeriodBoardDocument, variables: asked }}
          />
        </section>
      )}
    </Loaded>
  );
}
