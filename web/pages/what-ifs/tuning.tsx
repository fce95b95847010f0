import { LoadingOutlined } from '@ant-design/icons';
import { InputNumber } from 'antd';
import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { WhatIfShownDocument } from '../../generated/what-ifs/graphql.ts';
import { isDecimalText } from '../../parts/decimal-text.ts';
import { Failure, Refused } from '../../parts/failure.tsx';
import { ChangedFigures, WhoGains } from '../../parts/impact/changed-figures.tsx';
import { Institutions } from '../../parts/impact/institutions.tsx';
import { Nothing } from '../../parts/states.tsx';
import { whatIfsEn } from '../../texts/en/what-ifs.ts';
import { whatIfsZh } from '../../texts/zh/what-ifs.ts';
import { said, useLanguage, useTexts, type Language } from '../../texts/language.tsx';
import { ChosenYearPage, type ChosenYear } from './chosen-year.tsx';
import { TargetChoice, type Target } from './target-choice.tsx';
import { asksSame, useTrial, type AskedTrial, type Trial } from './use-trial.ts';
import { addressOf } from './what-if-list.tsx';

interface OutcomeProps {
  readonly trial: Trial;
  /** What is wanted now. */
  readonly wanted: AskedTrial | undefined;
}

/** What is being worked out, and for which value what stands below was. */
function Standing({ trial: { ended, underWay }, wanted }: OutcomeProps) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const isCurrent = ended !== undefined && asksSame(ended.asked, wanted);
  const next = wanted === undefined || asksSame(underWay, wanted) ? undefined : wanted.value;
  const words = [
    ...(underWay === undefined ? [] : [t.answering(underWay.value, next)]),
    ...(underWay === undefined && isCurrent ? [t.answered(ended.asked.value)] : []),
    ...(ended === undefined || isCurrent ? [] : [t.standsFor(ended.asked.value)]),
  ];
  return (
    <p className="note">
      {underWay !== undefined && <LoadingOutlined aria-hidden />} <span role="status">{words.join(' ')}</span>
    </p>
  );
}

/** What the last trial came to; while another value is worked out it stays, marked as that of an older one. */
function Outcome({ trial, wanted }: OutcomeProps) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const { language } = useLanguage();
  const { ended, underWay } = trial;
  const id = ended?.id ?? '';
  const asked = useAsk(WhatIfShownDocument, { id }, { enabled: ended !== undefined });
  const shown = ended === undefined ? undefined : asked.data?.whatIf;
  const candidate = shown?.candidates[0];
  const isCurrent = underWay === undefined && shown?.id === id && asksSame(ended?.asked, wanted);
  const failure = candidate?.failure === null || candidate?.failure === undefined ? shown?.failure : said(candidate.failure, language);
  return (
    <>
      {asked.error !== null && <Failure error={asked.error} />}
      <Standing trial={trial} wanted={wanted} />
      {isCurrent && typeof failure === 'string' && <p role="alert">{failure}</p>}
      {candidate?.result !== null && candidate?.result !== undefined && shown !== null && shown !== undefined && (
        <div className={isCurrent ? '' : 'outdated'}>
          <ChangedFigures sides={[{ name: afterOf(candidate.changes[0], language) ?? candidate.name, result: candidate.result }]} />
          <WhoGains result={candidate.result} />
          <Institutions id={shown.id} name={candidate.name} table="what-if-tuning" />
          {isCurrent && (
            <p>
              <PlaceLink to={addressOf(shown.id)}>{t.whole}</PlaceLink>
            </p>
          )}
        </div>
      )}
    </>
  );
}

/** What the value was moved to, with its unit. */
function afterOf(change: { readonly afterSaid: Target['label'] } | undefined, language: Language): string | undefined {
  return change === undefined ? undefined : said(change.afterSaid, language);
}

interface SliderProps {
  readonly target: Target;
  readonly value: string;
  readonly move: (value: string) => void;
}

/** A value is moved, or typed. The browser's own slider: it answers with exact texts. */
function Slider({ target: { target, label, valueSaid, unitSaid, min, max, range, basis }, value, move }: SliderProps) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const { language } = useLanguage();
  const name = said(label, language);
  return (
    <>
      <div className="tuning" title={target}>
        {range !== null && (
          <>
            <span className="figure">{range.from}</span>
            <input
              type="range"
              aria-label={t.sliderOf(name)}
              min={range.from}
              max={range.to}
              step={range.step}
              value={value}
              onChange={(event) => move(event.target.value)}
            />
            <span className="figure">{range.to}</span>
          </>
        )}
        <InputNumber<string>
          aria-label={name}
          stringMode
          value={value}
          {...(range === null ? {} : { step: range.step })}
          {...(min === null ? {} : { min })}
          {...(max === null ? {} : { max })}
          onChange={(typed) => typed !== null && move(typed)}
        />
        <span>{said(unitSaid, language)}</span>
      </div>
      <p className="note">
        {t.nowAndLimits(said(valueSaid, language), min ?? '', max ?? '')}
        {basis.map(({ title, article }) => ` ${t.cited(title, article ?? '')}`)}
      </p>
    </>
  );
}

interface TunerProps {
  readonly chosen: ChosenYear;
  readonly targets: readonly Target[];
}

function Tuner({ chosen: { year, insurance }, targets }: TunerProps) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const { language } = useLanguage();
  const { region } = usePlace();
  const [search, setSearch] = useSearchParams();
  const numbers = targets.filter(({ range }) => range !== null);
  const target = numbers.find((one) => one.target === search.get('target')) ?? numbers[0];
  const value = search.get('value') ?? target?.value ?? '';
  const write = (part: Readonly<Record<string, string>>): void =>
    setSearch((known) => new URLSearchParams({ ...Object.fromEntries(known), ...part }), { replace: true });
  const name = target === undefined ? '' : t.tried(said(target.label, language));
  const path = target?.target;
  const isAsked = path !== undefined && isDecimalText(value);
  const wanted = useMemo(
    () =>
      isAsked
        ? { value, input: { regionCode: region.code, year, insurance, candidates: [{ name, set: [{ target: path, value }] }] } }
        : undefined,
    [isAsked, region.code, year, insurance, name, path, value],
  );
  const trial = useTrial(wanted);
  if (target === undefined) return <Nothing>{t.noTargets}</Nothing>;
  return (
    <>
      <TargetChoice
        targets={numbers}
        value={target.target}
        choose={(next) => write({ target: next, value: numbers.find((one) => one.target === next)?.value ?? '' })}
      />
      <Slider target={target} value={value} move={(next) => write({ value: next })} />
      {!isDecimalText(value) && <p role="alert">{t.noNumber}</p>}
      {trial.error !== null && <Failure error={trial.error} />}
      {trial.refusal !== undefined && <Refused refusal={trial.refusal} />}
      <Outcome trial={trial} wanted={wanted} />
    </>
  );
}

/** 试调 a parameter is moved, and the year answers. */
export function Tuning() {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  return (
    <ChosenYearPage title={t.tuneTitle} note={t.tuneNote}>
      {(chosen, targets) => <Tuner chosen={chosen} targets={targets} />}
    </ChosenYearPage>
  );
}
