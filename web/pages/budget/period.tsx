import { Descriptions, Tag } from 'antd';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink } from '../../frame/place.tsx';
import { PeriodDetailDocument, type PeriodDetailQuery } from '../../generated/budget/graphql.ts';
import { Money } from '../../parts/figure.tsx';
import { Publications } from '../../parts/publications/publications-later.tsx';
import { Loaded, Nothing } from '../../parts/states.tsx';
import { useTexts } from '../../texts/language.tsx';
import { budgetEn } from '../../texts/en/budget.ts';
import { budgetZh } from '../../texts/zh/budget.ts';
import { Declarations } from './declarations.tsx';
import { partPath, PERIODS, periodWord, type YearAsked } from './fund-year.ts';
import { PaidSoFar, PeriodStateTag } from './periods.tsx';
import { PeriodRuns } from './period-runs.tsx';

/** What is known of one period. */
export type PeriodKnown = PeriodDetailQuery['settlementPeriods'][number];

function Head({ period, asked }: { readonly period: PeriodKnown; readonly asked: YearAsked }) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const items = [
    { key: 'state', label: t.state, children: <PeriodStateTag state={period.state} /> },
    { key: 'days', label: t.days, children: t.fromTo(period.from, period.to) },
    {
      key: 'run',
      label: t.run,
      children: period.runNo === null ? t.none : <PlaceLink to={`/clearing/${period.runNo}`}>{t.runTitle(period.runNo)}</PlaceLink>,
    },
    { key: 'payable', label: t.payable, children: <Money yuan={period.payable} /> },
    { key: 'paid', label: t.paidAmount, children: <PaidSoFar period={period} /> },
    {
      key: 'ledger',
      label: t.partNames.ledger,
      children: <PlaceLink to={partPath(asked, 'ledger', period.key)}>{t.ledgerOf(periodWord(period.key, t))}</PlaceLink>,
    },
    {
      key: 'deadlines',
      label: t.partNames.deadlines,
      span: 3,
      children:
        period.deadlines.length === 0
          ? t.noDeadlines
          : period.deadlines.map(({ step, dueOn, metOn, daysLate }) => (
              <Tag key={step} color={daysLate > 0 ? (metOn === null ? 'error' : 'warning') : metOn === null ? 'default' : 'success'}>
                {t.deadlineTold(t.steps[step], dueOn, metOn, daysLate)}
              </Tag>
            )),
    },
  ];
  return <Descriptions size="small" bordered column={3} items={items} />;
}

interface PeriodProps {
  readonly asked: YearAsked;
  readonly period: string;
}

/** 一个结算期 where it stands, what its institutions declared and are paid, its runs, and what the caller may do. */
export function OnePeriod({ asked, period }: PeriodProps) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  return PERIODS.some((key) => key === period) ? <ShownPeriod asked={asked} period={period} /> : <Nothing>{t.noPeriod(period)}</Nothing>;
}

function ShownPeriod({ asked, period }: PeriodProps) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const { mayOneOf } = useCaller();
  const variables = { ...asked, period };
  const found = useAsk(PeriodDetailDocument, variables);
  return (
    <Loaded asked={found}>
      {({ settlementPeriods, periodDeclarations }) => {
        const known = settlementPeriods.find(({ key }) => key === period);
        if (known === undefined) return <Nothing>{t.noPeriod(period)}</Nothing>;
        const isClosed = known.state === 'CONFIRMED' || known.state === 'PAID';
        return (
          <>
            <section className="panel">
              <Head period={known} asked={asked} />
            </section>
            {mayOneOf(['run:read']) && <PeriodRuns asked={asked} period={period} isClosed={isClosed} />}
            <Publications year={asked} periods={[period]} />
            <section className="panel">
              <h2>{t.declarations}</h2>
              <p className="note">{t.declarationsNote}</p>
              <Declarations rows={periodDeclarations} variables={variables} isClosed={isClosed} runNo={known.runNo} />
            </section>
          </>
        );
      }}
    </Loaded>
  );
}
