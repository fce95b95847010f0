import { Descriptions } from 'antd';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { ApiFailure } from '../../api/request.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { YearForecastDocument, YearRunsDocument, type YearForecastQuery, type YearRunsQuery } from '../../generated/workbench/graphql.ts';
import { printDecimalText, printShareText } from '../../parts/decimal-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { Figure, Money } from '../../parts/figure.tsx';
import { Loaded } from '../../parts/states.tsx';
import type { Worklist } from '../../parts/worklist/use-worklist.ts';
import type { WorkInsurance } from '../../parts/worklist/work-items.ts';
import { useLanguage, useTexts } from '../../texts/language.tsx';
import { workbenchEn } from '../../texts/en/workbench.ts';
import { workbenchZh } from '../../texts/zh/workbench.ts';

type YearRun = YearRunsQuery['clearingRuns']['edges'][number]['node'];
type Periods = NonNullable<Worklist['periods']>['EMPLOYEE'];

const INSURANCES: readonly WorkInsurance[] = ['EMPLOYEE', 'RESIDENT'];

/** How many months are settled: those whose run is confirmed. */
function MonthsSettled({ periods }: { readonly periods: Periods | undefined }) {
  const t = useTexts({ zh: workbenchZh, en: workbenchEn });
  const months = (periods ?? []).filter(({ kind }) => kind === 'MONTH');
  const closed = months.filter(({ state }) => state === 'CONFIRMED' || state === 'PAID');
  return months.length === 0 ? <Figure value={null} /> : t.monthsOf(closed.length, months.length);
}

/** 特例单议名额 how much of it is used. */
function quotaItem(quota: Quota | null | undefined, label: string, t: typeof workbenchZh) {
  if (quota === null || quota === undefined) return [];
  const [approved, of, left] = [quota.approved, quota.quota, quota.left].map(printDecimalText);
  return [{ key: 'specialQuota', label, children: t.quotaOf(approved ?? '', of ?? '', left ?? '') }];
}

/** What the whole-year run gave: the figures as they were cleared; to an institution from their publication on. */
function runItems(run: YearRun, t: typeof workbenchZh) {
  const isUntold = run.status === 'SUCCEEDED' && run.cases === null;
  const named = [
    {
      key: 'run',
      label: t.yearRun,
      children: (
        <>
          <PlaceLink to={`/clearing/${run.runNo}`}>{t.runOf(run.runNo)}</PlaceLink> {t.stages[run.stage]}
        </>
      ),
    },
  ];
  if (isUntold) return [...named, { key: 'untold', label: t.pointValueCleared, children: t.untold }];
  return [
    ...named,
    { key: 'pointValue', label: t.pointValueCleared, children: <Figure value={run.pointValue} /> },
    ...(run.budget === undefined
      ? []
      : [
          { key: 'budget', label: t.budget, children: <Money yuan={run.budget} /> },
          { key: 'fund', label: t.fund, children: <Money yuan={run.fund} /> },
        ]),
    { key: 'payable', label: t.payable, children: <Money yuan={run.payable} /> },
    { key: 'cases', label: t.cases, children: <Figure value={run.cases} /> },
    ...quotaItem(run.specialQuota, t.specialQuota, t),
  ];
}

type Quota = NonNullable<Forecast['specialQuota']>;
type Forecast = YearForecastQuery['fundYear']['forecast'];

function forecastItems({ pointValue, budgetUse, specialQuota, monthsKnown, months, knownCases, asOf }: Forecast, t: typeof workbenchZh) {
  const used = (yuan: string, share: string | null) => (
    <>
      <Money yuan={yuan} /> {share !== null && t.ofBudget(printShareText(share))}
    </>
  );
  return [
    { key: 'known', label: t.known(asOf), children: t.knownMonths(monthsKnown, months, knownCases) },
    {
      key: 'pointValue',
      label: t.pointValueRunning,
      children:
        pointValue === null ? (
          t.noPointValue
        ) : (
          <>
            <Figure value={pointValue.expected} />{' '}
            {pointValue.low !== null && pointValue.high !== null && (
              <span className="note">{t.range(pointValue.low, pointValue.high)}</span>
            )}
          </>
        ),
    },
    ...(budgetUse === null
      ? []
      : [
          { key: 'budget', label: t.budget, children: <Money yuan={budgetUse.budget} /> },
          { key: 'preSettled', label: t.preSettled, children: used(budgetUse.preSettled, budgetUse.preSettledShare) },
          { key: 'paid', label: t.paid, children: used(budgetUse.paid, budgetUse.paidShare) },
        ]),
    ...quotaItem(specialQuota, t.specialQuotaExpected, t),
  ];
}

interface OfInsuranceProps {
  readonly year: number;
  readonly insurance: WorkInsurance;
  readonly run: YearRun | undefined;
  readonly periods: Periods | undefined;
}

/** One kind of insurance: by its run once the year is cleared, until then by the forecast of whoever may read budgets. */
function OfInsurance({ year, insurance, run, periods }: OfInsuranceProps) {
  const t = useTexts({ zh: workbenchZh, en: workbenchEn });
  const { language } = useLanguage();
  const { region } = usePlace();
  const { mayOneOf, institutionCode, preparation } = useCaller();
  const isForecast = run === undefined && institutionCode === undefined && mayOneOf(['budget:read']);
  // A year whose cases and budget are still being made is not forecast: what is there is not the year.
  const mayForecast = isForecast && preparation === undefined;
  const asked = useAsk(YearForecastDocument, { region: region.code, year, insurance }, { enabled: mayForecast });
  const forecast = asked.data?.fundYear.forecast;
  const refused = asked.error instanceof ApiFailure && asked.error.kind === 'REFUSED' ? asked.error : undefined;
  const title = t.yearOf(year, t.insurances[insurance]);
  const items = [
    { key: 'months', label: t.monthsSettled, children: <MonthsSettled periods={periods} /> },
    ...(run === undefined ? [] : runItems(run, t)),
    ...(forecast === undefined || !mayForecast ? [] : forecastItems(forecast, t)),
  ];
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <Descriptions size="small" bordered column={1} items={items} />
      {mayForecast && asked.isPending && asked.error === null && (
        <p className="note" role="status">
          {t.forecasting}
        </p>
      )}
      {isForecast && preparation !== undefined && <p className="note">{t.notForecastYet}</p>}
      {mayForecast && refused !== undefined && <p className="note">{t.noForecast(refused.messages[language])}</p>}
      {mayForecast && asked.error !== null && refused === undefined && <Failure error={asked.error} retry={() => void asked.refetch()} />}
    </section>
  );
}

interface YearAtAGlanceProps {
  readonly year: number;
  readonly periods: Worklist['periods'];
}

/** 年度概况 the fund year of each kind of insurance at a glance. */
export function YearAtAGlance({ year, periods }: YearAtAGlanceProps) {
  const t = useTexts({ zh: workbenchZh, en: workbenchEn });
  const { region } = usePlace();
  const { mayOneOf, institutionCode } = useCaller();
  const mayRuns = mayOneOf(['run:read']);
  const variables = { region: region.code, year, budget: mayOneOf(['budget:read']), agency: institutionCode === undefined };
  const asked = useAsk(YearRunsDocument, variables, { enabled: mayRuns });
  if (!mayRuns) return null;
  const runOf = (data: YearRunsQuery, insurance: WorkInsurance): YearRun | undefined =>
    data.clearingRuns.edges.map(({ node }) => node).find((run) => run.insurance === insurance && run.status === 'SUCCEEDED');
  return (
    <section className="panel" aria-label={t.glance(year)}>
      <h2>{t.glance(year)}</h2>
      <Loaded asked={asked}>
        {(data) => (
          <div className="glance">
            {INSURANCES.map((insurance) => (
              <OfInsurance key={insurance} {...{ year, insurance }} run={runOf(data, insurance)} periods={periods?.[insurance]} />
            ))}
          </div>
        )}
      </Loaded>
    </section>
  );
}
