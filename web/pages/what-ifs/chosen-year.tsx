import { Select } from 'antd';
import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { useAsk } from '../../api/operations.ts';
import { useCaller } from '../../api/caller.tsx';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { WhatIfTargetsDocument, WhatIfYearsDocument, type WhatIfYearsQuery } from '../../generated/what-ifs/graphql.ts';
import { todayInChina } from '../../parts/days.ts';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Loaded, Waiting } from '../../parts/states.tsx';
import { whatIfsEn } from '../../texts/en/what-ifs.ts';
import { whatIfsZh } from '../../texts/zh/what-ifs.ts';
import { useTexts } from '../../texts/language.tsx';
import type { Target } from './target-choice.tsx';

/** An insurance scheme. */
type Insurance = WhatIfYearsQuery['clearingRuns']['edges'][number]['node']['insurance'];

/** A fund year, and how another one is chosen. */
export interface ChosenYear {
  readonly year: number;
  readonly insurance: Insurance;
  readonly years: readonly number[];
  /** Writes a choice into the address. */
  readonly choose: (chosen: Readonly<Record<string, string>>) => void;
}

const INSURANCES = ['EMPLOYEE', 'RESIDENT'] as const;

/** The fund year that the address names; else the newest that was cleared. `undefined` while that is being read. */
function useChosenYear(): ChosenYear | undefined {
  const { region } = usePlace();
  const { mayOneOf } = useCaller();
  const maySee = mayOneOf(['run:read']);
  const asked = useAsk(WhatIfYearsDocument, { region: region.code }, { enabled: maySee });
  const [search, setSearch] = useSearchParams();
  if (maySee && asked.isPending) return undefined;
  const cleared = (asked.data?.clearingRuns.edges ?? []).map(({ node }) => node);
  const newest = [...cleared].sort((a, b) => b.year - a.year || a.insurance.localeCompare(b.insurance))[0];
  const years = [...new Set([...cleared.map(({ year }) => year), +todayInChina().slice(0, 4)])].sort((a, b) => b - a);
  const stated = search.get('year') ?? '';
  return {
    year: /^\d{4}$/.test(stated) ? +stated : (newest?.year ?? years[0] ?? 0),
    insurance: INSURANCES.find((one) => one === search.get('insurance')) ?? newest?.insurance ?? 'EMPLOYEE',
    years,
    choose: (chosen) =>
      setSearch((known) => {
        const changed = new URLSearchParams(known);
        for (const [name, value] of Object.entries(chosen)) changed.set(name, value);
        return changed;
      }),
  };
}

/** Which fund year: two lists. */
function YearChoice({ chosen }: { readonly chosen: ChosenYear }) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const { year, insurance, years, choose } = chosen;
  const listed = [...new Set([year, ...years])].sort((a, b) => b - a);
  return (
    <>
      <Select
        aria-label={t.year}
        value={year}
        onChange={(value) => choose({ year: String(value) })}
        options={listed.map((value) => ({ value, label: t.yearOf(value) }))}
      />{' '}
      <Select
        aria-label={t.insurance}
        value={insurance}
        onChange={(value) => choose({ insurance: value })}
        options={INSURANCES.map((value) => ({ value, label: t.insurances[value] }))}
      />
    </>
  );
}

interface ChosenYearPageProps {
  readonly title: string;
  readonly note: string;
  readonly children: (chosen: ChosenYear, targets: readonly Target[]) => ReactNode;
}

function WithTargets({ chosen, children }: Pick<ChosenYearPageProps, 'children'> & { readonly chosen: ChosenYear }) {
  const { region } = usePlace();
  const targets = useAsk(WhatIfTargetsDocument, { region: region.code, year: chosen.year });
  return <Loaded asked={targets}>{({ whatIfTargets }) => children(chosen, whatIfTargets)}</Loaded>;
}

/** A page about what may be changed of a fund year, which is chosen at its top. */
export function ChosenYearPage({ title, note, children }: ChosenYearPageProps) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const chosen = useChosenYear();
  return (
    <>
      <PageHeading title={title} note={note} actions={<PlaceLink to="/what-ifs">{t.all}</PlaceLink>} />
      <section className="panel">
        {chosen === undefined ? (
          <Waiting />
        ) : (
          <>
            <p>
              <YearChoice chosen={chosen} />
            </p>
            <WithTargets chosen={chosen}>{children}</WithTargets>
          </>
        )}
      </section>
    </>
  );
}
