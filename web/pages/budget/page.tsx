import './budget.css';
import { Select } from 'antd';
import { lazy, Suspense } from 'react';
import { Redirect } from 'wouter';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePathValue, usePlace } from '../../frame/place.tsx';
import { KnownFundYearsDocument, type KnownFundYearsQuery } from '../../generated/budget/graphql.ts';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Loaded, Nothing, Waiting } from '../../parts/states.tsx';
import { useTexts } from '../../texts/language.tsx';
import { budgetEn } from '../../texts/en/budget.ts';
import { budgetZh } from '../../texts/zh/budget.ts';
import { BudgetLines } from './budget-lines.tsx';
import { Deadlines } from './deadlines.tsx';
import { INSURANCES, PARTS, partPath, periodWord, type Part, type YearAsked } from './fund-year.ts';
import { LedgerOfYear } from './ledger.tsx';
import { Periods } from './periods.tsx';
import { Records } from './records.tsx';

/** One period brings what is done with its runs: loaded once somebody opens one. */
const OnePeriod = lazy(async () => ({ default: (await import('./period.tsx')).OnePeriod }));

type Known = KnownFundYearsQuery['fundYears'];

/** The address: a fund year with a part, or nothing where it is none. */
function useAddress(
  region: string,
): { readonly asked: YearAsked; readonly part: string | undefined; readonly period: string | undefined } | undefined {
  const year = usePathValue('year');
  const stated = usePathValue('insurance');
  const insurance = INSURANCES.find((one) => one === stated);
  const part = usePathValue('part');
  const period = usePathValue('period');
  if (year === undefined || !/^[1-9]\d{3}$/.test(year) || insurance === undefined) return undefined;
  return { asked: { region, year: parseInt(year, 10), insurance }, part, period };
}

/** Parts that the caller may see: the budget is the agency's. */
function useParts(): readonly Part[] {
  const { mayOneOf } = useCaller();
  return PARTS.filter((part) => part !== 'lines' || mayOneOf(['budget:read']));
}

function YearChoice({ known, asked, part }: { readonly known: Known; readonly asked: YearAsked; readonly part: Part }) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const { goTo } = usePlace();
  const value = `${asked.year} ${asked.insurance}`;
  const years = known.some(({ year, insurance }) => `${year} ${insurance}` === value) ? known : [...known, asked];
  return (
    <Select
      className="fund-year-choice"
      aria-label={t.fundYear}
      value={value}
      options={years.map(({ year, insurance }) => ({ value: `${year} ${insurance}`, label: t.yearOf(year, t.insurances[insurance]) }))}
      onChange={(wanted) => {
        const chosen = years.find(({ year, insurance }) => wanted === `${year} ${insurance}`);
        if (chosen !== undefined) goTo(partPath(chosen, part));
      }}
    />
  );
}

function Shown({ asked, part, period }: { readonly asked: YearAsked; readonly part: Part; readonly period: string | undefined }) {
  if (part === 'lines') return <BudgetLines asked={asked} />;
  if (part === 'deadlines') return <Deadlines asked={asked} />;
  if (part === 'ledger') return <LedgerOfYear key={period} asked={asked} period={period} />;
  if (part === 'records') return <Records asked={asked} />;
  if (period === undefined) return <Periods asked={asked} />;
  return (
    <Suspense fallback={<Waiting />}>
      <OnePeriod key={period} asked={asked} period={period} />
    </Suspense>
  );
}

interface YearProps {
  readonly known: Known;
  readonly asked: YearAsked;
  readonly part: Part;
  readonly period: string | undefined;
}

function Year({ known, asked, part, period }: YearProps) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const { region } = usePlace();
  const parts = useParts();
  const word = period === undefined ? '' : periodWord(period, t);
  return (
    <div className="printed-wide">
      <PageHeading
        title={period === undefined || part !== 'periods' ? t.title : t.periodTitle(asked.year, t.insurances[asked.insurance], word)}
        note={
          <>
            <span className="only-printed">{`${region.name} · ${t.yearOf(asked.year, t.insurances[asked.insurance])} · ${t.partNames[part]} · `}</span>
            {t.notes[part]}
          </>
        }
        actions={<YearChoice known={known} asked={asked} part={part} />}
      />
      <nav className="budget-parts" aria-label={t.parts}>
        {parts.map((one) => (
          <PlaceLink key={one} to={partPath(asked, one)} className={one === part ? 'budget-part budget-part-here' : 'budget-part'}>
            {t.partNames[one]}
          </PlaceLink>
        ))}
      </nav>
      <Shown asked={asked} part={part} period={period} />
    </div>
  );
}

/** 预算与月结 a fund year: its budget line by line, its months by institution, one of them, deadlines, ledger, adjustments and payments. */
export default function BudgetPage() {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const { region, hrefOf } = usePlace();
  const address = useAddress(region.code);
  const parts = useParts();
  const known = useAsk(KnownFundYearsDocument, { region: region.code });
  const hasNoYear = usePathValue('year') === undefined;
  const [first] = parts;
  const part = address?.part === undefined ? first : parts.find((one) => one === address.part);
  const heading = <PageHeading title={t.title} actions={hasNoYear ? undefined : <PlaceLink to="/budget">{t.toNewest}</PlaceLink>} />;
  const wrong = address === undefined ? !hasNoYear && t.noYear : part === undefined && t.noPart;
  if (wrong !== false)
    return (
      <>
        {heading}
        <Nothing>{wrong}</Nothing>
      </>
    );
  return (
    <Loaded asked={known}>
      {({ fundYears }) => {
        const [newest] = fundYears;
        if (address !== undefined && part !== undefined)
          return <Year known={fundYears} asked={address.asked} part={part} period={address.period} />;
        if (newest === undefined || first === undefined)
          return (
            <>
              {heading}
              <Nothing>{t.noYears}</Nothing>
            </>
          );
        return <Redirect to={hrefOf(partPath(newest, first))} replace />;
      }}
    </Loaded>
  );
}
