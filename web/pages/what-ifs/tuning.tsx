import { InputNumber } from 'antd';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'wouter';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { WhatIfShownDocument } from '../../generated/what-ifs/graphql.ts';
import { isDecimalText } from '../../parts/decimal-text.ts';
import { Failure, Refused } from '../../parts/failure.tsx';
import { ChangedFigures, WhoGains } from '../../parts/impact/changed-figures.tsx';
import { Institutions } from '../../parts/impact/institutions.tsx';
import { isUnderWay } from '../../parts/impact/job-state.tsx';
import { newKey } from '../../parts/refusal-of.ts';
import { Nothing } from '../../parts/states.tsx';
import { whatIfsEn } from '../../texts/en/what-ifs.ts';
import { whatIfsZh } from '../../texts/zh/what-ifs.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { ChosenYearPage, type ChosenYear } from './chosen-year.tsx';
import { TargetChoice, type Target } from './target-choice.tsx';
import { useTrial } from './use-trial.ts';
import { addressOf } from './what-if-list.tsx';

const EVERY_MS = 250;

/** What the last trial came to; while the next one is worked out the one before it stays. */
function Outcome({ id, name, isMoving }: { readonly id: string; readonly name: string; readonly isMoving: boolean }) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const { language } = useLanguage();
  const [settled, setSettled] = useState<string | undefined>(undefined);
  const asked = useAsk(WhatIfShownDocument, { id }, settled === id ? {} : { everyMs: EVERY_MS });
  const shown = asked.data?.whatIf;
  if (shown?.id === id && !isUnderWay(shown.status) && settled !== id) setSettled(id);
  const candidate = shown?.candidates[0];
  const isCurrent = settled === id && !isMoving && shown?.id === id;
  const failure = candidate?.failure === null || candidate?.failure === undefined ? shown?.failure : said(candidate.failure, language);
  return (
    <>
      {asked.error !== null && <Failure error={asked.error} />}
      <p role="status" className="note">
        {isCurrent ? t.answered(candidate?.changes[0]?.after ?? '') : t.answering}
      </p>
      {isCurrent && typeof failure === 'string' && <p role="alert">{failure}</p>}
      {candidate?.result !== null && candidate?.result !== undefined && shown !== null && shown !== undefined && (
        <div className={isCurrent ? '' : 'outdated'}>
          <ChangedFigures sides={[{ name: candidate.changes[0]?.after ?? candidate.name, result: candidate.result }]} />
          <WhoGains result={candidate.result} />
          <Institutions id={shown.id} name={candidate.name} table="what-if-tuning" />
          {isCurrent && candidate.name === name && (
            <p>
              <PlaceLink to={addressOf(shown.id)}>{t.whole}</PlaceLink>
            </p>
          )}
        </div>
      )}
    </>
  );
}

interface SliderProps {
  readonly target: Target;
  readonly value: string;
  readonly move: (value: string) => void;
}

/** A value is moved, or typed. The browser's own slider: it answers with exact texts. */
function Slider({ target: { label, value: now, unit, min, max, range, basis }, value, move }: SliderProps) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const { language } = useLanguage();
  const name = said(label, language);
  return (
    <>
      <div className="tuning">
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
              onChange={({ target }) => move(target.value)}
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
        <span>{unit}</span>
      </div>
      <p className="note">
        {t.nowAndLimits(now, min ?? '', max ?? '')}
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
  const input = useMemo(
    () =>
      isAsked
        ? { regionCode: region.code, year, insurance, candidates: [{ name, set: [{ target: path, value }] }], idempotencyKey: newKey() }
        : undefined,
    [isAsked, region.code, year, insurance, name, path, value],
  );
  const trial = useTrial(input);
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
      {trial.id !== undefined && <Outcome id={trial.id} name={name} isMoving={trial.isMoving} />}
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
